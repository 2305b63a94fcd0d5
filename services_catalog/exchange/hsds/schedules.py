"""Opening hours as rows of the HSDS table ``schedule``.

HSDS knows weekly and monthly rules with a first and a last day, and a *number* for the time zone.
OSM ``opening_hours`` knows much more, so hours are not translated word by word: they are evaluated
day by day over a window of thirteen months, without public holidays, and the rules are found again
in the days. That gives the right rows for everything OSM can say. Rows end where Belgium puts its
clocks forward or back. Holidays cannot be said in HSDS; they go into the description.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours

from services_catalog.hours import BRUSSELS, Schedule, parse_hours

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
REGULAR = 3
"""As many weeks in a row make a weekly rule; fewer may be the first Friday of a month."""

Times = tuple[time, time]
"""Opens and closes, on the clock of Brussels; closing at or before opening is the day after."""


@dataclass(frozen=True)
class Window:
    """The days rows are made for, both included."""

    first: date
    last: date

    @classmethod
    def around(cls, today: date) -> Window:
        """Thirteen months from the first of this one: an export changes once a month by itself."""
        first = today.replace(day=1)
        month = first.replace(year=first.year + 1)
        return cls(first, _month_end(month))

    def days(self) -> Iterator[date]:
        """Every day."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * ONE_DAY

    def __str__(self) -> str:
        """ISO 8601 interval."""
        return f"{self.first}/{self.last}"


@dataclass(frozen=True)
class Row:
    """One rule: ``days`` such as ``MO`` or ``1FR``, between two dates at one offset from UTC."""

    freq: str
    days: tuple[str, ...]
    opens: time
    closes: time
    start: date
    """The first occurrence."""
    until: date
    """The last occurrence."""
    valid_from: date
    valid_to: date
    offset: int
    """Hours from UTC."""


class _WithoutHolidays(Schedule):
    """Hours of a country that has no public holidays: ``PH`` never matches."""

    def __init__(self, hours: str) -> None:
        super().__init__(hours)
        self._hours = OpeningHours(hours, timezone=BRUSSELS)


@lru_cache(maxsize=2048)
def occurrences(hours: str, window: Window, *, holidays: bool = False) -> dict[Times, list[date]]:
    """On which days of ``window`` it opens and closes at which times.

    Args:
        hours: OSM syntax.
        window: the days to look at.
        holidays: with the public holidays of Belgium; else as if there were none.

    Raises:
        HoursError: ``hours`` cannot be read.
    """
    parse_hours(hours)  # the error that names what is wrong
    schedule = Schedule(hours) if holidays else _WithoutHolidays(hours)
    start = datetime.combine(window.first - ONE_DAY, time(0), tzinfo=BRUSSELS)
    end = datetime.combine(window.last + 2 * ONE_DAY, time(0), tzinfo=BRUSSELS)
    found: dict[Times, list[date]] = {}
    for span in schedule.spans(start, end):
        for first, last in _by_day(span.start, span.end):
            if window.first <= first.date() <= window.last:
                found.setdefault((first.time(), last.time()), []).append(first.date())
    return found


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A night stays whole; what lasts a day or more is cut at midnight."""
    if end.replace(tzinfo=None) - start.replace(tzinfo=None) < ONE_DAY:
        yield start, end
        return
    while start < end:
        midnight = datetime.combine(start.date() + ONE_DAY, time(0), tzinfo=BRUSSELS)
        yield start, min(midnight, end)
        start = midnight


def rows(hours: str, window: Window) -> list[Row]:
    """The rules that give exactly the days of :func:`occurrences` without holidays."""
    found: list[Row] = []
    for (opens, closes), days in sorted(occurrences(hours, window).items()):
        for period, offset in offsets(window):
            runs = list(_runs([day for day in days if period.first <= day <= period.last], period))
            found += [
                Row(
                    freq=group[0].freq,
                    days=tuple(sorted({r.day for r in group}, key=_day_order)),
                    opens=opens,
                    closes=closes,
                    start=min(run.first for run in group),
                    until=max(run.last for run in group),
                    valid_from=_from(group, period),
                    valid_to=_to(group, period),
                    offset=offset,
                )
                for group in _grouped(runs)
            ]
    return sorted(found, key=lambda row: (row.valid_from, row.start, row.opens, row.days))


def offsets(window: Window) -> list[tuple[Window, int]]:
    """``window`` cut where the clocks change, each part with its hours from UTC.

    The Sunday of a change belongs to the new time: nothing opens before three in the morning.
    """
    parts: list[tuple[Window, int]] = []
    for day in window.days():
        moment = datetime.combine(day, time(12), tzinfo=BRUSSELS)
        hours = int((moment.utcoffset() or timedelta()).total_seconds() // 3600)
        if parts and parts[-1][1] == hours:
            parts[-1] = (Window(parts[-1][0].first, day), hours)
        else:
            parts.append((Window(day, day), hours))
    return parts


@dataclass(frozen=True)
class _Run:
    """One weekday's rule, and how far its dates may be stretched without gaining a day."""

    freq: str
    day: str
    first: date
    last: date
    earliest: date
    latest: date


def _runs(days: Iterable[date], period: Window) -> Iterator[_Run]:
    by_weekday: dict[int, list[date]] = {}
    for day in days:
        by_weekday.setdefault(day.weekday(), []).append(day)
    for weekday, dates in by_weekday.items():
        weeks = list(_weeks(sorted(dates)))
        monthly = [] if len(weeks) == 1 else list(_monthly(weekday, sorted(dates), period))
        if monthly:
            yield from monthly
            continue
        alone: list[date] = []
        for run in weeks:
            if len(run) >= REGULAR:
                yield _weekly(weekday, run, period)
            else:
                alone += run
        for block in _blocks(alone):
            weeks = list(_weeks(block))
            monthly = [] if len(weeks) == 1 else list(_monthly(weekday, block, period))
            yield from monthly or (_weekly(weekday, run, period) for run in weeks)


def _blocks(dates: list[date]) -> Iterator[list[date]]:
    """Dates parted where a month has none: a season is over."""
    block: list[date] = []
    for day in dates:
        if block and (day.year - block[-1].year) * 12 + day.month - block[-1].month > 1:
            yield block
            block = []
        block.append(day)
    if block:
        yield block


def _weeks(dates: list[date]) -> Iterator[list[date]]:
    run: list[date] = []
    for day in dates:
        if run and day - run[-1] != WEEK:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _weekly(weekday: int, run: list[date], period: Window) -> _Run:
    return _Run(
        "WEEKLY", DAYS[weekday], run[0], run[-1],
        earliest=max(period.first, run[0] - WEEK + ONE_DAY),
        latest=min(period.last, run[-1] + WEEK - ONE_DAY),
    )  # fmt: skip


def _monthly(weekday: int, dates: list[date], period: Window) -> Iterator[_Run]:
    """The same places in every month from the first to the last; nothing when that is not so."""
    area = Window(
        max(period.first, dates[0].replace(day=1)), min(period.last, _month_end(dates[-1]))
    )
    every = [day for day in area.days() if day.weekday() == weekday]
    if len(every) == len(dates):
        return
    for place in ({-1}, {_place(day) for day in dates}):
        chosen = [day for day in every if _place(day) in place or (place == {-1} and _is_last(day))]
        if chosen == dates and len(dates) > 1:
            for number in sorted(place):
                own = [d for d in dates if number == -1 or _place(d) == number]
                yield _Run(
                    "MONTHLY", f"{number}{DAYS[weekday]}", own[0], own[-1], area.first, area.last
                )
            return


def _place(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last(day: date) -> bool:
    return (day + WEEK).month != day.month


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day_order(day: str) -> tuple[int, str]:
    return DAYS.index(day[-2:]), day


def _grouped(runs: list[_Run]) -> list[list[_Run]]:
    """Runs that one row can say together: the same frequency, and dates that fit them all."""
    groups: list[list[_Run]] = []
    for run in sorted(runs, key=lambda r: (r.first, r.last, r.day)):
        for group in groups:
            together = [*group, run]
            if (
                run.freq == group[0].freq
                and max(r.earliest for r in together) <= min(r.first for r in together)
                and max(r.last for r in together) <= min(r.latest for r in together)
            ):
                group.append(run)
                break
        else:
            groups.append([run])
    return groups


def _from(group: list[_Run], period: Window) -> date:
    """A first day people recognise, where there is a choice: of the period, or of a month."""
    earliest, latest = max(r.earliest for r in group), min(r.first for r in group)
    if earliest == period.first:
        return earliest
    return latest.replace(day=1) if earliest <= latest.replace(day=1) else latest


def _to(group: list[_Run], period: Window) -> date:
    earliest, latest = max(r.last for r in group), min(r.latest for r in group)
    if latest == period.last:
        return latest
    return _month_end(earliest) if _month_end(earliest) <= latest else earliest
