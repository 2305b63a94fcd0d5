"""The catalogue as it is searched: everything needed at question time, held in memory.

Made from the database once per change of the catalogue; a search touches the database only to
ask whether the version moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from services_catalog.database import Database
from services_catalog.eligibility import Rules
from services_catalog.hours import ClosedDays, Schedule
from services_catalog.languages import SOURCE
from services_catalog.models import Passage, Service, ServiceAtLocation
from services_catalog.search.lexical import LexicalIndex, terms
from services_catalog.search.passages import unpack
from services_catalog.vocabulary import CostKind, PublicationState, Scope

# Words in a question that people would type weigh more than words deep in a description.
_REPEAT = {"head": 2, "body": 1}


@dataclass(frozen=True)
class Entry:
    """What ranking needs to know of a service."""

    service_id: str
    topics: tuple[str, ...]
    rules: Rules
    free: bool
    age_min: int | None
    age_max: int | None
    audience: frozenset[str]
    neighbourhoods: frozenset[str]
    languages: frozenset[str]
    schedules: tuple[Schedule, ...] = field(compare=False)

    @property
    def for_everyone(self) -> bool:
        """True for services of scope ``regardless``."""
        return self.rules.scope is Scope.REGARDLESS

    def fits_age(self, age: int) -> bool:
        """Whether someone of ``age`` years may take part."""
        return (self.age_min is None or age >= self.age_min) and (
            self.age_max is None or age <= self.age_max
        )


class LanguageIndex:
    """Vectors and words of all passages one language's visitors are searched in (it and Dutch)."""

    def __init__(self, rows: list[tuple[int, str, str, bytes]], size: int) -> None:
        """``rows``: (number of the service, part, text, vector); ``size``: how many services."""
        order = sorted(rows, key=lambda row: row[0])
        self.service_of = np.array([row[0] for row in order], dtype=np.int32)
        self.vectors = (
            np.stack([unpack(row[3]) for row in order])
            if order
            else np.zeros((0, 384), dtype=np.float32)
        )
        documents: list[list[str]] = [[] for _ in range(size)]
        for number, part, text, _ in order:
            documents[number] += terms(text) * _REPEAT.get(part, 1)
        self.lexical = LexicalIndex(documents)
        # First row of each service, for a segmented maximum.
        self._services, self._starts = np.unique(self.service_of, return_index=True)
        self._size = size

    def semantic(self, vector: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
        """``(services,)`` best cosine of each service with ``vector``; -1 where it has no passage.

        ``among`` (numbers of services, sorted) saves looking at the others.
        """
        best = np.full(self._size, -1.0, dtype=np.float32)
        if not len(self.service_of):
            return best
        if among is None:
            best[self._services] = np.maximum.reduceat(self.vectors @ vector, self._starts)
            return best
        position = np.searchsorted(self._services, among)
        ends = np.append(self._starts[1:], len(self.service_of))
        for number, place in zip(among, position, strict=True):
            if place < len(self._services) and self._services[place] == number:
                rows = slice(self._starts[place], ends[place])
                best[number] = float((self.vectors[rows] @ vector).max())
        return best


class CatalogueIndex:
    """One version of the published catalogue, ready to be searched."""

    def __init__(self, version: int, entries: list[Entry], passages: Iterable[Passage]) -> None:
        """Keep ``entries`` and group ``passages`` by language."""
        self.version = version
        self.entries = entries
        self.number = {entry.service_id: n for n, entry in enumerate(entries)}
        by_topic: dict[str, list[int]] = {}
        for n, entry in enumerate(entries):
            for topic in entry.topics:
                by_topic.setdefault(topic, []).append(n)
        self.by_topic = {topic: np.array(rows, dtype=np.int32) for topic, rows in by_topic.items()}
        self._rows: dict[str, list[tuple[int, str, str, bytes]]] = {}
        for p in passages:
            number = self.number.get(p.service_id)
            if number is not None:
                self._rows.setdefault(p.language, []).append((number, p.part, p.text, p.vector))
        self._indices: dict[str, LanguageIndex] = {}

    def language(self, code: str) -> LanguageIndex:
        """The index for visitors who speak ``code``: its passages and the Dutch ones."""
        if code not in self._rows:
            code = SOURCE
        index = self._indices.get(code)
        if index is None:
            rows = list(self._rows.get(SOURCE, []))
            if code != SOURCE:
                rows += self._rows[code]
            index = self._indices[code] = LanguageIndex(rows, len(self.entries))
        return index


def load_index(database: Database) -> CatalogueIndex:
    """Read all published services of ``database`` into an index."""
    version = database.version()
    with database.read() as session:
        services = session.scalars(
            select(Service)
            .where(Service.state == PublicationState.PUBLISHED)
            .options(
                selectinload(Service.topics),
                selectinload(Service.rules),
                selectinload(Service.languages),
                selectinload(Service.places).joinedload(ServiceAtLocation.location),
            )
            .order_by(Service.position, Service.id)
        ).unique()
        entries = [_entry(service) for service in services]
        passages = session.scalars(select(Passage)).all()
    return CatalogueIndex(version, entries, passages)


def schedule_of(place: ServiceAtLocation) -> Schedule | None:
    """The hours of a service at a location, the location's closures taken out."""
    if not place.opening_hours:
        return None
    closures = [ClosedDays(c.first_day, c.last_day, c.reason) for c in place.location.closures]
    return Schedule(place.opening_hours, closures)


def _entry(service: Service) -> Entry:
    return Entry(
        service_id=service.id,
        topics=tuple(topic.topic for topic in service.topics),
        rules=Rules(service.scope, {rule.status: rule.effect for rule in service.rules}),
        free=service.cost_kind is CostKind.FREE,
        age_min=service.age_min,
        age_max=service.age_max,
        audience=frozenset(service.audience),
        neighbourhoods=frozenset(
            place.location.neighbourhood for place in service.places if place.location.neighbourhood
        ),
        languages=frozenset(spoken.language for spoken in service.languages),
        schedules=tuple(filter(None, (schedule_of(place) for place in service.places))),
    )
