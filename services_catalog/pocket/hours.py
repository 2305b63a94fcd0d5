"""Opening hours that outlive the moment: a usual week, the days that differ, what comes later.

A file that is read weeks after it was made cannot ask anybody whether a door is open. So it
carries the hours of :data:`VALID_DAYS`, holidays and closures worked out, as minutes on the clock
of Brussels. After that it says no more than the usual week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from babel.dates import format_date

from services_catalog.formatting import locale_of, spans
from services_catalog.hours import BRUSSELS, Schedule, Span
from services_catalog.i18n import Translator

VALID_DAYS = 92
"""How long "open now" is answered from one file: a quarter of a year."""
AHEAD_DAYS = 8
"""How far a page looks ahead for the next opening, also on the last valid day."""
SHOWN_RUNS = 8
"""Rows of days that differ: more of them is a rhythm that no week shows."""
MINUTES = 24 * 60
_MONDAY = date(2024, 1, 1)  # any Monday

Day = tuple[tuple[int, int], ...]
"""The opening moments that begin on a day, in minutes; after midnight they go on past 1440."""


@dataclass(frozen=True)
class Pattern:
    """The hours of one door from ``first_day`` on."""

    first_day: date
    usual: tuple[Day, ...]
    """Monday first: what most of the days of that name are like."""
    other: dict[int, Day]
    """By the number of days after ``first_day`` (-1: a night before it): days not as usual."""
    later: datetime | None
    """The first opening after all those days, if one is known."""

    @property
    def dormant(self) -> bool:
        """Whether it is shut on all those days: a season that must begin."""
        return not any(self.day(number) for number in range(VALID_DAYS + AHEAD_DAYS))

    def day(self, number: int) -> Day:
        """The hours ``number`` days after the first day."""
        weekday = (self.first_day + timedelta(days=number)).weekday()
        return self.other.get(number, self.usual[weekday])


def pattern(schedule: Schedule, first_day: date) -> Pattern:
    """The pattern of ``schedule`` for the days that one file is valid, and some more."""
    count = VALID_DAYS + AHEAD_DAYS
    start = datetime.combine(first_day - timedelta(days=1), time(0), tzinfo=BRUSSELS)
    end = datetime.combine(first_day + timedelta(days=count + 1), time(0), tzinfo=BRUSSELS)
    found: dict[int, list[tuple[int, int]]] = {}
    for opens, closes in _joined(schedule.spans(start, end), first_day):
        for piece_start, piece_end in _by_day(opens, closes):
            number = piece_start // MINUTES
            begin = number * MINUTES
            found.setdefault(number, []).append((piece_start - begin, piece_end - begin))
    days = {number: tuple(found.get(number, ())) for number in range(-1, count)}
    named: list[Counter[Day]] = [Counter() for _ in range(7)]
    for number, day in days.items():
        if number >= 0:
            named[(first_day.weekday() + number) % 7][day] += 1
    # Open wins from closed where both are as usual: nobody misses a door because of a tie.
    usual = tuple(max(c.items(), key=lambda item: (item[1], item[0]))[0] for c in named)
    other = {
        number: day
        for number, day in days.items()
        if day != usual[(first_day.weekday() + number) % 7]
    }
    after = schedule.state(datetime.combine(first_day + timedelta(days=count), time(0), BRUSSELS))
    later = None if after.open else after.until
    return Pattern(first_day, usual, other, later)


def _joined(found: list[Span], first_day: date) -> Iterator[tuple[int, int]]:
    """Spans as minutes on the clock since ``first_day`` began; touching ones are one."""
    last: tuple[int, int] | None = None
    for span in found:
        start, end = (_minutes(moment, first_day) for moment in (span.start, span.end))
        if last and last[1] == start:
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def _minutes(moment: datetime, first_day: date) -> int:
    local = moment.astimezone(BRUSSELS)
    return (local.date() - first_day).days * MINUTES + local.hour * 60 + local.minute


def _by_day(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A night stays whole; what lasts a day or more is cut at every midnight."""
    while end - start >= MINUTES:
        midnight = (start // MINUTES + 1) * MINUTES
        yield start, midnight
        start = midnight
    if end > start:
        yield start, end


@dataclass(frozen=True)
class Row:
    """Days and their hours, in words."""

    days: str
    hours: str


def usual_rows(found: Pattern, translator: Translator) -> list[Row]:
    """The usual week in words, days in a row with the same hours together."""
    names = weekday_names(translator.language)
    rows = []
    for day, group in groupby(range(7), key=lambda n: found.usual[n]):
        run = list(group)
        first, last = names[run[0]], names[run[-1]]
        rows.append(Row(_from_to(first, last), day_words(day, translator)))
    return rows


def other_rows(found: Pattern, translator: Translator) -> list[Row]:
    """The dated days that differ, from the first day on.

    After :data:`SHOWN_RUNS` rows an ellipsis says that there are more.

    A run bridges days that are as it says anyway: two weeks of holiday are one row, although the
    weekends in them are always closed.
    """
    runs: list[tuple[int, int, Day]] = []
    for number in sorted(number for number in found.other if 0 <= number < VALID_DAYS):
        day = found.other[number]
        if runs:
            first, last, same = runs[-1]
            if same == day and all(found.day(n) == day for n in range(last + 1, number)):
                runs[-1] = (first, number, day)
                continue
        runs.append((number, number, day))

    def name(number: int) -> str:
        return date_name(found.first_day + timedelta(days=number), translator.language)

    rows = [
        Row(_from_to(name(first), name(last)), day_words(day, translator))
        for first, last, day in runs[:SHOWN_RUNS]
    ]
    return [*rows, Row("…", "…")] if len(runs) > SHOWN_RUNS else rows


def day_words(day: Day, translator: Translator) -> str:
    """The hours of a day as a card writes them."""
    return spans([(_clock(start), _clock(end)) for start, end in day], translator)


def _clock(minutes: int) -> time:
    hour, minute = divmod(minutes % MINUTES, 60)
    return time(hour, minute)


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def date_name(day: date, language: str) -> str:
    """``24 december``, in each language's words."""
    return format_date(day, "d MMMM", locale=locale_of(language))


def _weekday(day: date, language: str) -> str:
    return format_date(day, "EEEE", locale=locale_of(language))


def weekday_names(language: str) -> list[str]:
    """Monday to Sunday."""
    return [_weekday(_MONDAY + timedelta(days=n), language) for n in range(7)]
