"""What goes into the pocket edition: every published service once, in two languages.

Only what a visitor may see on a card: no draft, no rule of residence and nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import selectinload

from services_catalog.cards import Card
from services_catalog.database import CatalogueUnavailable
from services_catalog.desk import Desk
from services_catalog.eligibility import Verdict
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE
from services_catalog.models import FieldNote, Hotline, Municipality, Service
from services_catalog.phones import dial, format_phone
from services_catalog.pocket.entries import Entry, Note, entry
from services_catalog.pocket.hours import pattern
from services_catalog.pocket.words import Pair, pair
from services_catalog.search.index import schedule_of
from services_catalog.text import fold
from services_catalog.vocabulary import topics

NOWHERE = ""
"""The key of the services that have no door."""


class PocketError(ValueError):
    """An edition that was asked for and cannot be; the message says why."""


@dataclass(frozen=True)
class Line:
    """An emergency number."""

    number: str
    href: str
    name: str
    purpose: Pair


@dataclass(frozen=True)
class Section:
    """A topic: the services it is the main matter of, and those it is a side matter of."""

    key: str
    label: Pair
    entries: tuple[Entry, ...]
    also: tuple[Entry, ...]


@dataclass(frozen=True)
class Area:
    """A neighbourhood and all services with a door in it; :data:`NOWHERE` for those without."""

    key: str
    name: str
    entries: tuple[Entry, ...]
    spellings: tuple[str, ...] = ()
    """Every way people write its name, to be found by."""


@dataclass(frozen=True)
class Edition:
    """The catalogue in one language beside Dutch, as it was on the day it was made."""

    language: str
    city: str
    made: date
    neighbourhood: str | None
    """The name of the one neighbourhood this edition is of; None: of the whole municipality."""
    office: Entry | None
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    areas: tuple[Area, ...]

    @property
    def entries(self) -> list[Entry]:
        """Every service once, in the order of the sections."""
        return [one for section in self.sections for one in section.entries]


@dataclass(frozen=True)
class _Town:
    municipality: Municipality
    hotlines: Sequence[Hotline]
    notes: Mapping[str, list[Note]]


def edition(
    desk: Desk,
    language: str,
    *,
    neighbourhood: str | None = None,
    moment: datetime | None = None,
) -> Edition:
    """The edition of ``language`` as it is at ``moment`` (default: now).

    ``neighbourhood``: its key, name or another spelling; then only services with a door there, and
    those that need no door.

    Raises:
        PocketError: the catalogue is empty, or has no such neighbourhood.
        CatalogueUnavailable: the database cannot be read.
    """
    moment = moment or now()
    town = _town(desk, moment.date())
    area = _area(town.municipality, neighbourhood) if neighbourhood else None
    ids = sorted(desk.service_ids())
    dutch = {card["id"]: card for card in desk.cards(ids, SOURCE, moment, weeks=False)}
    own = (
        dutch
        if language == SOURCE
        else {card["id"]: card for card in desk.cards(ids, language, moment, weeks=False)}
    )
    entries: dict[str, Entry] = {}
    for service_id in ids:
        service = desk.service(service_id)
        # Gone between two questions: the next edition will not have it.
        if service is None or service_id not in own or service_id not in dutch:
            continue
        entries[service_id] = _entry(service, own[service_id], dutch[service_id], language, moment,
                                     town.notes.get(service_id, []))  # fmt: skip
    office = entries.get(town.municipality.migration_office_id)
    if area is not None:
        entries = {key: one for key, one in entries.items() if not one.areas or area in one.areas}
    chosen = [area] if area is not None else list(town.municipality.neighbourhoods)
    return Edition(
        language=language,
        city=town.municipality.name,
        made=moment.date(),
        neighbourhood=_name(town.municipality, area) if area is not None else None,
        office=office,
        lines=tuple(_line(line, language) for line in town.hotlines),
        sections=tuple(_sections(entries.values(), language)),
        areas=tuple(_areas(entries.values(), town.municipality, chosen)),
    )


def _town(desk: Desk, today: date) -> _Town:
    try:
        with desk.database.read() as session:
            municipality = session.scalar(select(Municipality))
            hotlines = session.scalars(
                select(Hotline)
                .where(Hotline.confirmed)
                .order_by(Hotline.position)
                .options(selectinload(Hotline.translations))
            ).all()
            rows = session.scalars(
                select(FieldNote)
                .where(FieldNote.public, FieldNote.expires_on > today)
                .order_by(FieldNote.id.desc())
            ).all()
    except SQLAlchemyError as error:
        cause = type(getattr(error, "orig", None) or error).__name__
        raise CatalogueUnavailable(f"the catalogue cannot be read ({cause})") from error
    if municipality is None:
        raise PocketError(
            "The catalogue is empty: load one with 'toeleider catalogue seed FOLDER'."
        )
    notes: dict[str, list[Note]] = {}
    for row in rows:
        notes.setdefault(row.service_id, []).append(
            Note(row.text, row.expires_on - timedelta(days=1))
        )
    return _Town(municipality, hotlines, notes)


def _area(municipality: Municipality, asked: str) -> str:
    """The key of the neighbourhood that ``asked`` names in any of its spellings."""
    wanted = fold(asked).strip()
    for key, spellings in municipality.neighbourhoods.items():
        if wanted in {fold(text) for text in (key, *spellings)}:
            return key
    names = ", ".join(_name(municipality, key) for key in municipality.neighbourhoods)
    raise PocketError(
        f"{municipality.name} has no neighbourhood {asked!r}. Choose from: {names or 'none'}."
    )


def _name(municipality: Municipality, key: str) -> str:
    """The first spelling: the one on the street signs."""
    return next(iter(municipality.neighbourhoods.get(key, [])), key)


def _line(line: Hotline, language: str) -> Line:
    own = next((t.purpose for t in line.translations if t.language == language), line.purpose)
    number = format_phone(line.number) if line.number.startswith("+") else line.number
    return Line(
        number, dial(line.number.replace(" ", "")), line.name, pair(own, line.purpose, language)
    )


def _entry(
    service: Service, own: Card, dutch: Card, language: str, moment: datetime, notes: list[Note]
) -> Entry:
    patterns = []
    for place in service.places:
        schedule = schedule_of(place)
        patterns.append(pattern(schedule, moment.date()) if schedule else None)
    words = [*service.asks]
    for translation in service.translations:
        # What is looked for in the two languages that most colleagues share beside Dutch.
        if translation.language in (language, "en", "fr"):
            words += [translation.title, *translation.asks]
    return entry(
        own,
        dutch,
        language,
        topics=[topic.topic for topic in service.topics],
        patterns=patterns,
        areas=[place.location.neighbourhood for place in service.places],
        words=words,
        notes=notes,
    )


def _sections(entries: Iterable[Entry], language: str) -> list[Section]:
    """Topics under their themes, in the order of the menu; services for everyone first."""
    ordered = sorted(entries, key=lambda one: (one.badge_kind != Verdict.EVERYONE, one.sort))
    themes = list(dict.fromkeys(topic.theme for topic in topics().values()))
    keys = sorted(topics(), key=lambda key: themes.index(topics()[key].theme))
    found = []
    for key in keys:
        main = tuple(one for one in ordered if one.topics[:1] == (key,))
        also = tuple(one for one in ordered if key in one.topics[1:])
        if main or also:
            own, dutch = (topic_label(key, Translator(code)) for code in (language, SOURCE))
            found.append(Section(key, pair(own, dutch, language), main, also))
    return found


def _areas(entries: Iterable[Entry], municipality: Municipality, keys: Sequence[str]) -> list[Area]:
    ordered = sorted(entries, key=lambda one: one.sort)
    found = [
        Area(
            key,
            _name(municipality, key),
            tuple(one for one in ordered if key in one.areas),
            tuple(municipality.neighbourhoods.get(key, [])),
        )
        for key in keys
    ]
    found.append(Area(NOWHERE, "", tuple(one for one in ordered if not one.areas)))
    return [area for area in found if area.entries]
