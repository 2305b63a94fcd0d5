"""What a visitor will read, shown while it is written: hours in words, badges, the whole card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from services_catalog.cards import Card, CardMaker, badge_words
from services_catalog.editing.fields import Json
from services_catalog.eligibility import Verdict
from services_catalog.formatting import open_words, week
from services_catalog.hours import ClosedDays, HoursError, Schedule, now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import closure_label, topic_label
from services_catalog.loading.seed import rule_rows, service_row
from services_catalog.loading.shapes import ServiceSource
from services_catalog.models import Location, Organization
from services_catalog.staff.forms.choices import location_rows
from services_catalog.vocabulary import Effect, Scope


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


def scope_sentence(scope: object, t: Translator) -> str:
    """The badge of a visitor of whom nothing is known: nobody is asked for a status."""
    found = Verdict.EVERYONE if scope == Scope.REGARDLESS else Verdict.DEPENDS
    return badge_words(found, topic_label("migration_office", t), t)


def rule_sentence(effect: object, note: object, t: Translator) -> str:
    """What somebody with that status reads: the badge, and the note behind it."""
    if effect not in list(Effect):
        return badge_words(Verdict.DEPENDS, topic_label("migration_office", t), t)
    badge = badge_words(Verdict(str(effect)), topic_label("migration_office", t), t)
    return f"{badge}. {note}" if note else badge


def card_of(session: Session, document: Json, t: Translator) -> Card | None:
    """The card as visitors would see it; None while the document is not complete."""
    try:
        entry = ServiceSource.model_validate(document)
    except ValidationError:
        return None
    organization = session.get(Organization, entry.organization)
    places = location_rows(session, [place.location for place in entry.locations])
    if organization is None or len(places) != len(entry.locations):
        return None
    service = service_row(entry, 0)
    with session.no_autoflush:
        service.rules = rule_rows(entry)
        service.translations = []
        service.organization = organization
        for place in service.places:
            place.location = places[place.location_id]
        maker = CardMaker(t.language, office_title=topic_label("migration_office", t))
        card: dict[str, Any] = maker.card(service)
    session.expunge_all()
    return card
