"""The answer card as a visitor of some language sees it, of a text that need not be published."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.cards import Card, CardMaker
from services_catalog.editing.fields import Json, label
from services_catalog.formatting import language_name, listing
from services_catalog.hours import HoursError, now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, Language, known, languages, spoken_languages
from services_catalog.linter.sketch import sketch
from services_catalog.loading.shapes import ServiceSource
from services_catalog.models import FieldNote, Location, Organization, Service
from services_catalog.translations import words_of


@dataclass(frozen=True)
class Seen:
    """A card in a language. ``told``: for who cannot read it, how good the translation is."""

    card: Card | None
    language: Language
    told: str = ""


def read_language(code: str) -> str:
    """The language of the contract that ``code`` names; Dutch for anything else."""
    return known(code) or SOURCE


def choices(t: Translator) -> list[tuple[str, str]]:
    """The languages the assistant answers in, Dutch first."""
    every = languages()
    found = [
        (code, f"{language_name(code, t.language)} ({every[code].own})")
        for code in spoken_languages()
    ]
    return sorted(found, key=lambda pair: (pair[0] != SOURCE, pair[1]))


def seen(session: Session, document: Json, language: str, t: Translator) -> Seen:
    """What a visitor who reads ``language`` would see of ``document``; ``t`` is of staff.

    Without a card while the document is not complete. Nothing in it is written.
    """
    spoken = languages()[language]
    service = _sketched(session, document)
    if service is None:
        return Seen(None, spoken)
    today = now().date()
    notes = session.scalars(
        select(FieldNote.text)
        .where(FieldNote.service_id == service.id, FieldNote.public, FieldNote.expires_on > today)
        .order_by(FieldNote.id.desc())
    ).all()
    office = topic_label("migration_office", Translator(language))
    try:
        card = CardMaker(language, office_title=office).card(service, notes=notes)
    except HoursError:  # of a load that was less strict; the findings tell of it
        return Seen(None, spoken)
    return Seen(card, spoken, _told(service, language, t))


def _sketched(session: Session, document: Json) -> Service | None:
    try:
        entry = ServiceSource.model_validate(document)
    except ValidationError:
        return None
    wanted = {place.location for place in entry.locations}
    there = set(session.scalars(select(Location.id).where(Location.id.in_(wanted))))
    if wanted - there or session.get(Organization, entry.organization) is None:
        return None
    return sketch(session, entry)


def _told(service: Service, language: str, t: Translator) -> str:
    if language == SOURCE:
        return ""
    words = words_of(service, language)
    if words.language == SOURCE:
        return t(_("Nog niet vertaald. Bezoekers lezen het Nederlands, en dat staat erbij."))
    if words.stale:
        said = t(_("De vertaling is ouder dan het Nederlands. Bezoekers lezen dat erbij."))
    elif words.machine:
        said = t(_("Vertaald door een machine. Bezoekers lezen dat erbij."))
    else:
        said = t(_("De vertaling is nagekeken."))
    if words.dutch_fields:
        named = sorted(t(label(f"text.{field}")) for field in words.dutch_fields)
        left = t(_("Nog in het Nederlands: {fields}."), fields=listing(named, t.language))
        said = f"{said} {left}"
    return said
