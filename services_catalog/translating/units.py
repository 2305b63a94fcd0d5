"""The sentences to translate, one by one: what the desk, PO and XLIFF files are made of.

A key names a sentence: ``service/<id>/<field>`` (a field of ``WORD_FIELDS``, ``asks`` for the
whole list with one per line, or ``notes/<n>`` for the note of the n-th rule, from 0; rules with
the same note share the key of the first), ``location/<id>/directions``,
``hotline/<id>/purpose``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.editing.fields import LABELS
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages
from services_catalog.models import (
    WORD_FIELDS,
    Hotline,
    HotlineTranslation,
    Location,
    LocationTranslation,
    Service,
    ServiceTranslation,
    words_hash,
)
from services_catalog.translating.origins import Origin, dutch_notes, origin_of
from services_catalog.translating.risks import ORDER, risk_of
from services_catalog.translations import ShownState
from services_catalog.vocabulary import PublicationState, Risk

ASKS = "asks"
NOTE = "notes/"
LONGEST = {"title": 120, "summary": 400}
"""As in the source files (``WordsSource``), so that a translation can always be written there."""
LONGEST_TEXT = 4000
LABEL_NOTE = _("Voorwaarde bij een regel")
LABEL_DIRECTIONS = _("Weg naar deze plaats")
LABEL_PURPOSE = _("Waarvoor je dit nummer belt")


@dataclass(frozen=True)
class Unit:
    """One sentence (or list) and what is known of its translation.

    ``source_hash`` is of this Dutch alone. ``state`` is the sentence's own: ``stale`` only where
    its Dutch changed, or where nobody knows. ``context`` tells a translator, in Dutch, what it is.
    ``was`` is the Dutch the target was made from, where that is another and was kept.
    """

    key: str
    source: str
    target: str | None
    state: ShownState
    risk: Risk
    source_hash: str
    context: str
    max_length: int = LONGEST_TEXT
    was: str | None = None

    @property
    def field(self) -> str:
        """The last part of the key: ``title``, ``notes/2``, ``directions``."""
        return self.key.split("/", 2)[2]

    @property
    def owner(self) -> tuple[str, str]:
        """What it belongs to: ``("service", id)``, ``("location", id)`` or ``("hotline", id)``."""
        kind, name, _field = self.key.split("/", 2)
        return kind, name


def units(
    session: Session,
    language: str,
    *,
    services: Iterable[str] | None = None,
    states: Collection[ShownState] | None = None,
) -> list[Unit]:
    """The sentences for ``language``: emergency first, then legal; services before places.

    All published services with the ways to locations and the purposes of hotlines, or only the
    ``services`` that are named. ``states``: only those; default all.

    Raises:
        ValueError: ``language`` is Dutch, or none of ours.
    """
    check_language(language)
    found = [
        unit
        for service, translation in _services(session, language, services)
        for unit in service_units(session, service, translation)
    ]
    if services is None:
        found += place_units(session, language)
    found.sort(key=lambda unit: ORDER.index(unit.risk))  # stable: a service stays together
    return [unit for unit in found if states is None or unit.state in states]


def check_language(language: str) -> None:
    """Refuse what cannot be translated into.

    Raises:
        ValueError: ``language`` is Dutch, or none of ours.
    """
    if language == SOURCE or language not in languages():
        raise ValueError(
            f"{language!r} cannot be translated into; known: "
            f"{', '.join(code for code in languages() if code != SOURCE)}"
        )


def service_units(
    session: Session, service: Service, translation: ServiceTranslation | None
) -> list[Unit]:
    """The sentences of one service that the Dutch has, with their translation as it is stored."""
    risk = risk_of(topic.topic for topic in service.topics)
    origin = origin_of(session, service, translation)
    return [
        Unit(
            key=f"service/{service.id}/{field}",
            source=dutch,
            target=(target := target_of(service, translation, field, origin)),
            state=_state(translation, target, field, dutch, origin),
            risk=risk,
            source_hash=words_hash(dutch),
            context=context_of(service.title, field),
            max_length=LONGEST.get(field, LONGEST_TEXT),
            was=origin.was(field, dutch) if target else None,
        )
        for field, dutch in dutch_of(service).items()
    ]


def dutch_of(service: Service) -> dict[str, str]:
    """The Dutch of a service by field, in the order in which it is read; empty fields left out."""
    found = {field: getattr(service, field) for field in WORD_FIELDS}
    found[ASKS] = "\n".join(service.asks)
    seen: set[str] = set()
    for number, note in enumerate(dutch_notes(service)):
        if note and note not in seen:
            seen.add(note)
            found[f"{NOTE}{number}"] = note
    return {field: text for field, text in found.items() if text}


def target_of(
    service: Service, translation: ServiceTranslation | None, field: str, origin: Origin
) -> str | None:
    """The stored translation of one field; None where there is none."""
    if translation is None:
        return None
    if field == ASKS:
        return "\n".join(translation.asks) or None
    if field.startswith(NOTE):
        note = dutch_notes(service)[int(field.removeprefix(NOTE))]
        return origin.note(note, int(field.removeprefix(NOTE)), translation) or None
    return getattr(translation, field) or None


def context_of(owner: str, field: str) -> str:
    """What a translator must know, in Dutch: whose sentence it is, which, and how long at most."""
    say = Translator(SOURCE)
    said = say(_("Van: {owner}. Wat: {field}."), owner=owner, field=say(label_of(field)))
    if field == ASKS:
        return f"{said} {say(_('Een vraag per regel, zoals mensen het in die taal vragen.'))}"
    if field in LONGEST:
        return f"{said} {say(_('Hoogstens {number} tekens.'), number=LONGEST[field])}"
    return said


def label_of(field: str) -> str:
    """The msgid that names a field."""
    if field.startswith(NOTE):
        return LABEL_NOTE
    own = {"directions": LABEL_DIRECTIONS, "purpose": LABEL_PURPOSE}
    return own[field] if field in own else LABELS[f"text.{field}"]


def place_units(session: Session, language: str) -> list[Unit]:
    """The ways to locations and the purposes of hotlines."""
    ways = select(Location).where(Location.directions.is_not(None)).order_by(Location.name)
    lines = select(Hotline).order_by(Hotline.position)
    owners: list[Location | Hotline] = [
        *session.scalars(lines.options(selectinload(Hotline.translations))),
        *session.scalars(ways.options(selectinload(Location.translations))),
    ]
    return [
        place_unit(owner, next((t for t in owner.translations if t.language == language), None))
        for owner in owners
        if dutch_of_place(owner)
    ]


def dutch_of_place(owner: Location | Hotline) -> str:
    """The Dutch sentence of a location or a hotline."""
    return (owner.directions if isinstance(owner, Location) else owner.purpose) or ""


def place_unit(
    owner: Location | Hotline, row: LocationTranslation | HotlineTranslation | None
) -> Unit:
    """The sentence of a location or hotline. Hotlines are for danger."""
    way = isinstance(owner, Location)
    field, dutch = "directions" if way else "purpose", dutch_of_place(owner)
    if row is None:
        state = ShownState.MISSING
    elif row.source_hash != words_hash(dutch):
        state = ShownState.STALE
    else:
        state = ShownState(row.state.value)
    return Unit(
        key=f"{'location' if way else 'hotline'}/{owner.id}/{field}",
        source=dutch,
        target=getattr(row, field) if row else None,
        state=state,
        risk=Risk.NORMAL if way else Risk.EMERGENCY,
        source_hash=words_hash(dutch),
        context=context_of(owner.name, field),
    )


def _state(
    translation: ServiceTranslation | None,
    target: str | None,
    field: str,
    dutch: str,
    origin: Origin,
) -> ShownState:
    if translation is None or not target:
        return ShownState.MISSING
    # Questions are each language's own: another Dutch question makes none of them wrong.
    if field != ASKS and not origin.fresh(field, dutch):
        return ShownState.STALE
    return ShownState(translation.state.value)


def _services(
    session: Session, language: str, only: Iterable[str] | None
) -> list[tuple[Service, ServiceTranslation | None]]:
    query = select(Service).options(selectinload(Service.topics), selectinload(Service.rules))
    if only is None:
        query = query.where(Service.state == PublicationState.PUBLISHED)
    else:
        query = query.where(Service.id.in_(list(only)))
    rows = select(ServiceTranslation).where(ServiceTranslation.language == language)
    translations = {row.service_id: row for row in session.scalars(rows)}
    services = session.scalars(query.order_by(Service.position, Service.id))
    return [(service, translations.get(service.id)) for service in services]
