"""What a toeleider looks for, read or chosen: one small value, without a word of the client.

A residence status is no part of it, so that nothing made from it (an address, a log line, a key of
a cache) can hold one. It is handed to :class:`~services_catalog.lookup.finder.Finder` by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from services_catalog.formatting import DAYS
from services_catalog.hours import BRUSSELS

Window = tuple[datetime, datetime]

PARTS = {
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(18), time(0)),
}
"""Parts of a day, from and to; to midnight is 00:00."""
DAY_NAMES = ("now", "today", "tonight", "tomorrow", "weekend", *DAYS)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class When:
    """A day, a part of it, an hour, or several of these: ``Wednesday afternoon``, ``now``."""

    day: str | None = None
    """One of :data:`DAY_NAMES`."""
    part: str | None = None
    """One of :data:`PARTS`."""
    clock: time | None = None

    def __bool__(self) -> bool:
        """Whether anything was said of time at all."""
        return bool(self.day or self.part or self.clock)

    def windows(self, moment: datetime) -> tuple[Window, ...]:
        """The stretches of time meant, seen from ``moment``; what is past is cut off.

        A part or an hour without a day is meant on any of the coming seven days; an hour alone is
        meant today, or tomorrow when it is past.
        """
        moment = moment.astimezone(BRUSSELS).replace(second=0, microsecond=0)
        if self.day == "now":
            return ((moment, moment + _MINUTE),)
        windows = [self._window(moment + timedelta(days=n)) for n in self._days(moment)]
        found = tuple((max(start, moment), end) for start, end in windows if end > moment)
        return found[:1] if self.clock and not self.day else found

    def dates(self, moment: datetime) -> frozenset[date]:
        """The days that were named, to show their hours; none for "now" or any day at all."""
        if self.day in (None, "now"):
            return frozenset()
        return frozenset(start.date() for start, _end in self.windows(moment))

    def _days(self, moment: datetime) -> range | list[int]:
        ahead = {"today": [0], "tonight": [0], "tomorrow": [1]}
        if self.day in ahead:
            return ahead[self.day]
        today = moment.weekday()
        if self.day == "weekend":
            # On a Sunday the weekend that is going on, without its Saturday.
            return [0, 6] if today == 6 else [5 - today, 6 - today]
        if self.day:
            # Today's own name is today, and a week on for when today's hours are over.
            first = (DAYS.index(self.day) - today) % 7
            return [first] if first else [0, 7]
        return range(8)

    def _window(self, day: datetime) -> Window:
        if self.clock:
            start = _at(day, self.clock)
            return start, start + _MINUTE
        if self.day == "tonight":
            return _at(day, time(18)), _at(day + timedelta(days=1), time(6))
        begin, end = PARTS[self.part] if self.part else (time(0), time(0))
        last = day if end != time(0) else day + timedelta(days=1)
        return _at(day, begin), _at(last, end)


@dataclass(frozen=True)
class Wanted:
    """Free words, and what services should fit."""

    words: tuple[str, ...] = ()
    """Folded words to look for in the texts."""
    hints: tuple[str, ...] = ()
    """Words that became facets; in a text they count a little ("boys" in a title)."""
    near_topics: frozenset[str] = frozenset()
    """Topics the words name: their services come first, others are not hidden."""
    topic: str | None = None
    """A topic that was chosen."""
    audience: frozenset[str] = frozenset()
    age: int | None = None
    neighbourhood: str | None = None
    when: When = field(default_factory=When)
    free: bool = False
    walk_in: bool = False
    language: str | None = None
    interpreter: bool = False
    everyone: bool = False
    """Asks no papers: services that are for everyone whatever their papers."""


def _at(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, tzinfo=BRUSSELS)
