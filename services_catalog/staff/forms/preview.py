"""What a visitor will read, shown while it is written: hours in words, badges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services_catalog.cards import badge_words
from services_catalog.eligibility import Verdict
from services_catalog.formatting import open_words, week
from services_catalog.hours import ClosedDays, HoursError, Schedule, now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import closure_label, topic_label
from services_catalog.languages import SOURCE
from services_catalog.models import Location
from services_catalog.vocabulary import Effect, Scope

VISITOR = Translator(SOURCE)
"""Quotes what is read in Dutch, as it was written, in whatever language staff reads the page."""


@dataclass(frozen=True)
class HoursPreview:
    """``said``: open now or when next. ``days``: ``(day, this week, next week)``."""

    said: str
    days: list[tuple[str, str, str]]
    closures: list[str]
    wrong: bool = False


def hours_preview(hours: str | None, location: Location | None, t: Translator) -> HoursPreview:
    """The hours of one place in words, with the days on which the place itself is shut."""
    shut = sorted(location.closures, key=lambda one: one.first_day) if location else []
    today = now().date()
    if hours is None:
        return HoursPreview(t(_("Bezoekers lezen: alleen na afspraak.")), [], [])
    try:
        schedule = Schedule(hours, [ClosedDays(c.first_day, c.last_day, c.reason) for c in shut])
    except HoursError:
        said = t(_("Deze uren zijn nog niet volledig."))
        return HoursPreview(said, [], [], wrong=True)
    monday = today - timedelta(days=today.weekday())
    first, second = (week(schedule, monday + timedelta(days=7 * n), t) for n in (0, 1))
    coming = [
        f"{one.first_day:%d/%m/%Y}–{one.last_day:%d/%m/%Y}: {closure_label(one.reason, t)}"
        for one in shut
        if one.last_day >= today
    ]
    return HoursPreview(
        said=open_words(schedule.state(now()), now(), t),
        days=[(a["day"], a["hours"], b["hours"]) for a, b in zip(first, second, strict=True)],
        closures=coming[:5],
    )


def scope_sentence(scope: object) -> str:
    """The badge of a visitor of whom nothing is known: nobody is asked for a status."""
    found = Verdict.EVERYONE if scope == Scope.REGARDLESS else Verdict.DEPENDS
    return badge_words(found, topic_label("migration_office", VISITOR), VISITOR)


def rule_sentence(effect: object, note: object) -> str:
    """What somebody with that status reads: the badge, and the note behind it."""
    verdict = Verdict(str(effect)) if effect in list(Effect) else None
    badge = badge_words(
        verdict or Verdict.DEPENDS, topic_label("migration_office", VISITOR), VISITOR
    )
    if verdict is None:
        return badge
    return f"{badge}. {note}" if note else badge
