"""Opening hours as rows of a form, and as OSM text: both ways.

A row says "on these days, from–to", perhaps in one week of the month, perhaps in a season. Rows
add up. A season's rows take the place of the others on their days while it lasts. What rows
cannot say stays text for experts, untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from services_catalog.hours import BRUSSELS, HoursError, Schedule, now

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKS = ("", "1", "2", "3", "4", "-1")
"""In which week of the month: every week, the first … fourth, the last."""
ALWAYS = "24/7"
UNKNOWN = "?"
"""What a person has not filled in yet. It makes the text unreadable on purpose: a draft keeps it,
and nobody can publish it."""
COMPARED = timedelta(days=400)

_TIME = re.compile(r"(\d{1,2})(?:[:.uUhH](\d{2})?)?|(\d{2})(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})")
_SEASON = re.compile(r"([A-Z][a-z]{2} \d{2}|\?)-([A-Z][a-z]{2} \d{2}|\?):? ")
_RULE = re.compile(r"(?P<days>[A-Za-z?][A-Za-z\-,\[\]\d?]*) (?P<times>[\d:?.uh\-,]+)")
_DAY = re.compile(r"(?P<first>[A-Z][a-zH])(?:-(?P<last>[A-Z][a-z]))?(?:\[(?P<weeks>[\d,\-]+)\])?")


@dataclass(frozen=True)
class Row:
    """One line. ``start`` and ``end`` as ``09:00``, the season's ends as ``15/10``, or as typed."""

    days: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    week: str = ""
    season_start: str = ""
    season_end: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in."""
        return self == Row()

    @property
    def season(self) -> tuple[str, str]:
        """Its season; two empty texts for the whole year."""
        return self.season_start, self.season_end


@dataclass(frozen=True)
class HoursForm:
    """``mode``: ``rows``, ``always``, ``none`` (by appointment only) or ``expert``."""

    mode: str = "none"
    rows: tuple[Row, ...] = ()
    holidays_closed: bool = True
    text: str = field(default="", compare=False)


def tidy(row: Row) -> Row:
    """The row with its times and days of the year in one form, where they can be understood."""
    return replace(
        row,
        days=tuple(day for day in DAYS if day in row.days),
        start=_tidy_time(row.start),
        end=_tidy_time(row.end),
        week=row.week if row.week in WEEKS else "",
        season_start=_tidy_day(row.season_start),
        season_end=_tidy_day(row.season_end),
    )


def write_hours(form: HoursForm) -> str | None:
    """The OSM text a form means; unreadable where something misses, so that nothing is lost."""
    if form.mode == "none":
        return None
    if form.mode == "always":
        return ALWAYS
    if form.mode == "expert":
        return form.text.strip() or UNKNOWN
    rows = [row for row in map(tidy, form.rows) if not row.blank]
    if not rows:
        return UNKNOWN
    seasons = list(dict.fromkeys(row.season for row in rows))
    seasons.sort(key=lambda season: season != ("", ""))  # the whole year first, else as written
    written: list[str] = []
    for season in seasons:
        mine = [row for row in rows if row.season == season]
        written += _weekly(_prefix(season), mine)
    if form.holidays_closed:
        written.append("; PH off")
    # Holidays last: they take the place of whatever day of the week they fall on.
    for season in seasons:
        spans = _spans(row for row in rows if row.season == season and "PH" in row.days)
        if spans:
            written.append(f"; {_prefix(season)}PH {','.join(spans)}")
    return "".join(written).removeprefix("; ").removeprefix(", ")


def read_hours(text: str | None) -> HoursForm:
    """The form a text fills. What the rows would not say exactly becomes ``expert``."""
    if text is None:
        return HoursForm("none")
    text = text.strip()
    if text == ALWAYS:
        return HoursForm("always", text=text)
    if text == UNKNOWN:
        return HoursForm("rows", text=text)
    form = _rows_of(text)
    if form is None or not _same_hours(text, write_hours(form) or ""):
        return HoursForm("expert", text=text)
    return replace(form, text=text)


def _weekly(prefix: str, rows: list[Row]) -> list[str]:
    every = {
        day: _spans(row for row in rows if day in row.days and not row.week) for day in DAYS[:-1]
    }
    written = [f"; {prefix}{_day_list(days)} {','.join(spans)}" for spans, days in _grouped(every)]
    # A row that still has no day is kept in sight, too.
    lost = _spans(row for row in rows if not row.days)
    written += [f"; {prefix}{UNKNOWN} {','.join(lost)}"] if lost else []
    for week in WEEKS[1:]:
        some = {
            day: _spans(row for row in rows if day in row.days and row.week == week)
            for day in DAYS[:-1]
        }
        for spans, days in _grouped(some):
            for day in days:
                joint = ", " if every[day] else "; "
                written.append(f"{joint}{prefix}{day}[{week}] {','.join(spans)}")
    return written


def _grouped(spans: Mapping[str, list[str]]) -> list[tuple[list[str], list[str]]]:
    """Days with the same hours together, in the order of the week."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for day, times in spans.items():
        if times:
            groups.setdefault(tuple(times), []).append(day)
    return [(list(times), days) for times, days in groups.items()]


def _spans(rows: Iterable[Row]) -> list[str]:
    return sorted({f"{row.start or UNKNOWN}-{row.end or UNKNOWN}" for row in rows})


def _day_list(days: list[str]) -> str:
    """``Mo-Th,Sa``."""
    parts: list[list[str]] = []
    for day in days:
        if parts and DAYS.index(day) == DAYS.index(parts[-1][-1]) + 1:
            parts[-1].append(day)
        else:
            parts.append([day])
    return ",".join(part[0] if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)


def _prefix(season: tuple[str, str]) -> str:
    if season == ("", ""):
        return ""
    return f"{_osm_day(season[0])}-{_osm_day(season[1])}: "


def _osm_day(text: str) -> str:
    found = _day_month(text)
    return f"{MONTHS[found[1] - 1]} {found[0]:02d}" if found else UNKNOWN


def _rows_of(text: str) -> HoursForm | None:
    """The rows of a text in the forms that :func:`write_hours` writes, and their near kin."""
    held: dict[tuple[tuple[str, str], str, str], list[str]] = {}
    closed = False
    for part in (part.strip() for part in text.split(";")):
        if part == "PH off":
            closed = True
            continue
        for number, rule in enumerate(re.split(r"(?<=[\d?]),\s+(?=[A-Z?])", part)):
            season = ("", "")
            if found := _SEASON.match(rule):
                season = (_from_osm(found[1]), _from_osm(found[2]))
                rule = rule[found.end() :]
            matched = _RULE.fullmatch(rule)
            days = _days_of(matched["days"]) if matched else None
            if matched is None or days is None:
                return None
            for day, week in days:
                key = (season, day, week)
                times = matched["times"].split(",")
                # A later rule takes the place of an earlier one; one after a comma adds to it.
                held[key] = held.get(key, []) + times if number else times
    groups: dict[tuple[tuple[str, str], str, str], list[str]] = {}
    for (season, day, week), times in held.items():
        for span in times:
            groups.setdefault((season, week, span), []).append(day)
    rows = []
    for (season, week, span), names in groups.items():
        start, _dash, end = span.partition("-")
        row = Row(tuple(names), _known(start), _known(end), week, *season)
        rows.append(tidy(row))
    return HoursForm("rows", tuple(sorted(rows, key=_order)), closed)


def _order(row: Row) -> tuple[object, ...]:
    days = [DAYS.index(day) for day in row.days]
    return (row.season != ("", ""), row.season, row.week, days, row.start)


def _days_of(text: str) -> list[tuple[str, str]] | None:
    if text == UNKNOWN:
        return [("", "")]
    found: list[tuple[str, str]] = []
    # Not the comma inside "Th[1,3]".
    for part in re.split(r",(?![^\[]*\])", text):
        matched = _DAY.fullmatch(part)
        if not matched or matched["first"] not in DAYS:
            return None
        first = DAYS.index(matched["first"])
        last = DAYS.index(matched["last"]) if (matched["last"] or "") in DAYS else first
        if matched["last"] and (matched["last"] not in DAYS or last <= first):
            return None
        weeks = matched["weeks"].split(",") if matched["weeks"] else [""]
        if any(week not in WEEKS for week in weeks):
            return None
        found += [(day, week) for day in DAYS[first : last + 1] for week in weeks]
    return found


def _from_osm(text: str) -> str:
    month, _space, day = text.partition(" ")
    return f"{day}/{MONTHS.index(month) + 1:02d}" if month in MONTHS else ""


def _known(text: str) -> str:
    return "" if text == UNKNOWN else text


def _same_hours(one: str, other: str) -> bool:
    """Whether two texts open the same doors in the year ahead; unreadable ones by their letters."""
    start = datetime.combine(now().date(), datetime.min.time(), tzinfo=BRUSSELS)
    try:
        first, second = Schedule(one), Schedule(other)
    except HoursError:
        return one == other
    return first.spans(start, start + COMPARED) == second.spans(start, start + COMPARED)


def _tidy_time(text: str) -> str:
    """``9``, ``9u30``, ``0930`` as ``09:30``; what is no time loses only what breaks the text."""
    text = text.strip()
    if matched := _TIME.fullmatch(text):
        hour, minute = int(matched[1] or matched[3]), int(matched[2] or matched[4] or 0)
        if (hour < 24 and minute < 60) or (hour, minute) == (24, 0):
            return f"{hour:02d}:{minute:02d}"
    return re.sub(r"[^\d:.uh]", "", text)[:8]


def _tidy_day(text: str) -> str:
    found = _day_month(text)
    return f"{found[0]:02d}/{found[1]:02d}" if found else text.strip()[:20]


def _day_month(text: str) -> tuple[int, int] | None:
    """Day and month of ``15/10``; None for what is no day of a year."""
    matched = _DAY_MONTH.fullmatch(text.strip())
    if not matched:
        return None
    day, month = int(matched[1]), int(matched[2])
    try:
        date(2024, month, day)  # a leap year: 29 February is a day
    except ValueError:
        return None
    return day, month
