"""Opening hours: OSM ``opening_hours`` strings evaluated in Brussels time, with closures.

The grammar and the holidays come from ``opening-hours-py`` (``PH`` is Belgium's national
holidays; 11 July and local days need a closure).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

BRUSSELS = ZoneInfo("Europe/Brussels")
HORIZON = timedelta(days=370)
"""How far ahead a next opening is looked for: a season may be a year away."""


class HoursError(ValueError):
    """An opening_hours string that cannot be understood."""


@dataclass(frozen=True)
class Span:
    """A stretch of time something is open, both ends aware, in Brussels time."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class OpenState:
    """Whether something is open at a moment, and when that changes (None: never, as far known)."""

    open: bool
    until: datetime | None
    closed_for: str | None = None
    """The reason of the closure that shuts it now (``holiday``, ``works`` …), if one does."""


@dataclass(frozen=True)
class ClosedDays:
    """Days shut whatever the schedule says; both days included."""

    first_day: date
    last_day: date
    reason: str


@lru_cache(maxsize=4096)
def parse_hours(text: str) -> OpeningHours:
    """The schedule a string means.

    Raises:
        HoursError: naming what could not be read.
    """
    try:
        return OpeningHours(text, timezone=BRUSSELS, country="BE")
    except Exception as error:  # the library raises its own ParserError, a bare Exception
        raise HoursError(f"opening hours {text!r} cannot be read: {error}") from error


class Schedule:
    """The hours of one service at one location."""

    def __init__(self, hours: str, closures: Iterable[ClosedDays] = ()) -> None:
        """Read ``hours`` (OSM syntax); see :func:`parse_hours` for errors."""
        self._text = hours
        self._hours = parse_hours(hours)
        self._closures = tuple(sorted(closures, key=lambda closed: closed.first_day))

    def __eq__(self, other: object) -> bool:
        """Schedules with the same hours and closures are one."""
        if not isinstance(other, Schedule):
            return NotImplemented
        return (self._text, self._closures) == (other._text, other._closures)

    def __hash__(self) -> int:
        """By what is written, so that what a day holds can be remembered."""
        return hash((self._text, self._closures))

    def spans(self, start: datetime, end: datetime) -> list[Span]:
        """Everything open between two aware moments, in order, closures taken out."""
        start, end = start.astimezone(BRUSSELS), end.astimezone(BRUSSELS)
        found: list[Span] = []
        for first, last, state, _comment in self._hours.intervals(start, end):
            if state == State.OPEN:
                found += self._without_closures(Span(max(first, start), min(last or end, end)))
        return found

    def _without_closures(self, span: Span) -> list[Span]:
        pieces = [span]
        for closed in self._closures:
            shut = _midnight(closed.first_day)
            opens = _midnight(closed.last_day + timedelta(days=1))
            cut: list[Span] = []
            for piece in pieces:
                if piece.end <= shut or piece.start >= opens:
                    cut.append(piece)
                    continue
                if piece.start < shut:
                    cut.append(Span(piece.start, shut))
                if piece.end > opens:
                    cut.append(Span(opens, piece.end))
            pieces = cut
        return pieces

    def state(self, moment: datetime) -> OpenState:
        """Whether it is open at an aware ``moment``, and until when."""
        moment = moment.astimezone(BRUSSELS)
        closed_for = next(
            (c.reason for c in self._closures if c.first_day <= moment.date() <= c.last_day), None
        )
        for step in (timedelta(days=8), HORIZON):
            spans = self.spans(moment, moment + step)
            if spans and spans[0].start <= moment:
                end = spans[0].end
                for span in spans[1:]:  # over midnight, or "to 24:00" followed by "from 00:00"
                    if span.start != end:
                        break
                    end = span.end
                return OpenState(True, None if end >= moment + step else end)
            if spans:
                return OpenState(False, spans[0].start, closed_for)
        return OpenState(False, None, closed_for)

    def day(self, day: date) -> list[tuple[time, time]]:
        """Opening moments that *begin* on ``day``, as local times; a night ends the day after.

        A day that is open from midnight to midnight is ``[(00:00, 00:00)]``.
        """
        return list(_day(self, day))


@lru_cache(maxsize=8192)
def _day(schedule: Schedule, day: date) -> tuple[tuple[time, time], ...]:
    """What :meth:`Schedule.day` tells: the same week is shown on card after card."""
    start, end = _midnight(day), _midnight(day + timedelta(days=1))
    if schedule.spans(start, end) == [Span(start, end)]:
        return ((time(0), time(0)),)
    spans = schedule.spans(start - timedelta(days=1), end + timedelta(days=1))
    return tuple(
        (span.start.time(), span.end.time()) for span in _joined(spans) if span.start.date() == day
    )


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that touch (over midnight) made one, unless they last a day or more."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.end == span.start and span.end - last.start < timedelta(hours=24):
            joined[-1] = Span(last.start, span.end)
        else:
            joined.append(span)
    return joined


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=BRUSSELS)


def now() -> datetime:
    """The moment, in Brussels. The one clock of the catalogue (tests may freeze it)."""
    return datetime.now(BRUSSELS)
