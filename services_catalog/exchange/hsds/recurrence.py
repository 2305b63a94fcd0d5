"""HSDS schedule rows read back: the days they mean, and hours in OSM notation.

Only what the catalogue can say is translated, and every translation is checked by evaluating both
sides day by day. What cannot be said, or comes out differently, is reported and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from services_catalog.exchange.hsds.schedules import (
    DAYS,
    ONE_DAY,
    Times,
    Window,
    occurrences,
    offsets,
)
from services_catalog.hours import HoursError
from services_catalog.i18n import mark as _

OSM_DAYS = dict(zip(DAYS, ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), strict=True))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$")
BYDAY = re.compile(r"^\+?(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")
UNSAYABLE = ("count", "byweekno", "bymonthday", "byyearday")


class UnreadableRow(ValueError):
    """A row of ``schedule`` the catalogue cannot say; ``sentence`` (a msgid) tells why."""

    def __init__(self, sentence: str, **values: object) -> None:
        """Keep the sentence and what it names, to be said in the reader's language."""
        self.sentence = sentence
        self.values = values
        super().__init__(sentence.format(**values))


@dataclass(frozen=True)
class Rule:
    """A row, understood; the dates are None where the row is open-ended."""

    monthly: bool
    days: tuple[str, ...]
    opens: time
    closes: time
    first: date | None
    last: date | None

    def dates(self, window: Window) -> list[date]:
        """The days of ``window`` it opens on."""
        first = max(window.first, self.first or window.first)
        last = min(window.last, self.last or window.last)
        if last < first:
            return []
        start, end = datetime.combine(first, time(0)), datetime.combine(last, time(0))
        freq = "MONTHLY" if self.monthly else "WEEKLY"
        found = rrulestr(f"FREQ={freq};BYDAY={','.join(self.days)}", dtstart=start)
        return [moment.date() for moment in found.between(start, end, inc=True)]


def read_row(row: Mapping[str, Any], today: date) -> tuple[Rule, bool]:
    """The rule of an HSDS ``schedule`` and whether its time zone was written.

    Raises:
        UnreadableRow: it says something the catalogue cannot.
    """
    if used := [field for field in UNSAYABLE if row.get(field) not in (None, "")]:
        raise UnreadableRow(_("zo kunnen uren hier niet staan: {value}"), value=", ".join(used))
    if row.get("interval") not in (None, "", 1, 1.0):
        raise UnreadableRow(
            _("het kan hier alleen elke week of elke maand, niet elke {value}"),
            value=row["interval"],
        )
    freq = row.get("freq")
    if freq not in ("WEEKLY", "MONTHLY"):
        raise UnreadableRow(_("freq is niet WEEKLY of MONTHLY maar: {value}"), value=freq or "–")
    days = tuple(part.strip().upper() for part in str(row.get("byday") or "").split(",") if part)
    matches = [BYDAY.match(day) for day in days]
    if not days or not all(matches):
        raise UnreadableRow(
            _("geen dagen te lezen in byday: {value}"), value=row.get("byday") or "–"
        )
    if any(bool(match and match[1]) != (freq == "MONTHLY") for match in matches):
        raise UnreadableRow(
            _("byday {value} past niet bij freq {freq}"), value=row.get("byday"), freq=freq
        )
    opens, opens_offset = _clock(row, "opens_at")
    closes, closes_offset = _clock(row, "closes_at")
    starts = [_day(row, field) for field in ("valid_from", "dtstart")]
    ends = [_day(row, field) for field in ("valid_to", "until")]
    first = max((day for day in starts if day), default=None)
    last = min((day for day in ends if day), default=None)
    rule = _widened(Rule(freq == "MONTHLY", days, opens, closes, first, last), starts[0], ends[0])
    given = {offset for offset in (opens_offset, closes_offset) if offset is not None}
    if row.get("timezone") not in (None, ""):
        given.add(_number(row["timezone"]))
    if given:
        window = Window(first or today, last or Window.around(today).last)
        belgian = {hours for part, hours in offsets(window) if rule.dates(part)}
        if belgian and given != belgian:
            raise UnreadableRow(
                _("de tijdzone is {given}, maar in België is het dan {belgian}"),
                given=_listed(given),
                belgian=_listed(belgian),
            )
    return rule, bool(given)


def _widened(rule: Rule, valid_from: date | None, valid_to: date | None) -> Rule:
    """The rule in the dates people wrote, where the first and last occurrence say no more."""
    free = replace(rule, first=None, last=None)
    if valid_from and rule.first and not free.dates(Window(valid_from, rule.first - ONE_DAY)):
        rule = replace(rule, first=valid_from)
    if valid_to and rule.last and not free.dates(Window(rule.last + ONE_DAY, valid_to)):
        rule = replace(rule, last=valid_to)
    return rule


def _listed(offsets_: Iterable[float]) -> str:
    return " and ".join(f"{hours:+g}" for hours in sorted(offsets_))


def _clock(row: Mapping[str, Any], field: str) -> tuple[time, float | None]:
    match = CLOCK.match(str(row.get(field) or "").strip())
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 99)
    if (hour, minute) == (24, 0):
        hour = 0
    if match is None or hour > 23 or minute > 59:
        raise UnreadableRow(
            _("geen uur te lezen in {field}: {value}"), field=field, value=row.get(field) or "–"
        )
    zone = match[3]
    if zone is None:
        return time(hour, minute), None
    if zone == "Z":
        return time(hour, minute), 0.0
    minutes = int(zone[-2:]) if len(zone) > 3 else 0
    return time(hour, minute), int(zone[0] + "1") * (int(zone[1:3]) + minutes / 60)


def _day(row: Mapping[str, Any], field: str) -> date | None:
    value = row.get(field)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise UnreadableRow(
            _("geen datum te lezen in {field}: {value}"), field=field, value=value
        ) from error


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise UnreadableRow(_("timezone is geen getal: {value}"), value=value) from error


def same_days(rules: Sequence[Rule], hours: str, window: Window) -> bool:
    """Whether ``rules`` open on just the days and times ``hours`` do, holidays apart."""
    return _days_of(rules, window) == {k: set(v) for k, v in occurrences(hours, window).items()}


def _days_of(rules: Iterable[Rule], window: Window) -> dict[Times, set[date]]:
    found: dict[Times, set[date]] = {}
    for rule in rules:
        if days := rule.dates(window):
            found.setdefault((rule.opens, rule.closes), set()).update(days)
    return found


def to_osm(rules: Sequence[Rule], today: date) -> str | None:
    """Opening hours that mean the same as ``rules``, checked; None when there are none."""
    rules = _joined(rules)
    first = min((r.first for r in rules if r.first), default=today)
    last = max((r.last for r in rules if r.last), default=Window.around(today).last)
    window = Window(min(first, today), max(last, Window.around(today).last))
    parts = [
        f"{_range(span)}{days} {times}"
        for span, by_day in _by_range(rules).items()
        for days, times in _by_times(by_day).items()
    ]
    for separator in ("; ", ", "):
        hours = separator.join(parts)
        try:
            if same_days(rules, hours, window):
                return hours
        except HoursError:
            continue
    return None


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rows that were cut at a change of the clock, whole again."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.first or date.min, r.days)):
        for number, earlier in enumerate(found):
            same = replace(earlier, first=rule.first, last=rule.last) == rule
            if same and earlier.last and rule.first and not _between(earlier, rule):
                found[number] = replace(earlier, last=rule.last)
                break
        else:
            found.append(rule)
    return found


def _between(earlier: Rule, later: Rule) -> bool:
    """Whether a day of the rule lies between two pieces of it (so that they are two)."""
    assert earlier.last
    assert later.first
    if later.first <= earlier.last:
        return True
    gap = Window(earlier.last + ONE_DAY, later.first - ONE_DAY)
    return bool(replace(earlier, first=None, last=None).dates(gap))


Range = tuple[date | None, date | None]


def _by_range(rules: Iterable[Rule]) -> dict[Range, dict[str, list[Times]]]:
    found: dict[Range, dict[str, list[Times]]] = {}
    for rule in rules:
        by_day = found.setdefault((rule.first, rule.last), {})
        for day in rule.days:
            by_day.setdefault(day, []).append((rule.opens, rule.closes))
    return found


def _by_times(by_day: Mapping[str, list[Times]]) -> dict[str, str]:
    """``Mo,We -> 09:00-12:00,13:00-16:00``."""
    grouped: dict[str, list[str]] = {}
    for day in sorted(by_day, key=lambda d: (DAYS.index(d[-2:]), d)):
        times = ",".join(
            f"{opens:%H:%M}-{'24:00' if closes == time(0) else format(closes, '%H:%M')}"
            for opens, closes in sorted(set(by_day[day]))
        )
        place = f"[{day[:-2].lstrip('+')}]" if day[:-2] else ""
        grouped.setdefault(times, []).append(OSM_DAYS[day[-2:]] + place)
    return {",".join(days): times for times, days in grouped.items()}


def _range(span: Range) -> str:
    first, last = span
    if last is None:
        return f"{_osm_day(first)}+: " if first else ""
    # OSM has no "until": a first day long gone means the same.
    return f"{_osm_day(first or date(2000, 1, 1))}-{_osm_day(last)}: "


def _osm_day(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02d}"
