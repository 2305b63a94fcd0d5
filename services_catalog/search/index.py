"""The catalogue as it is searched: everything needed at question time, held in memory.

Made from the database once per change of the catalogue; a search touches the database only to
ask whether the version moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, lazyload, selectinload

from services_catalog.database import Database
from services_catalog.eligibility import Rules
from services_catalog.encoder import DIMENSIONS
from services_catalog.hours import ClosedDays, Schedule
from services_catalog.languages import SOURCE
from services_catalog.models import (
    EligibilityRule,
    Location,
    Passage,
    Service,
    ServiceAtLocation,
    ServiceTopic,
)
from services_catalog.search.lexical import LexicalIndex, document_terms
from services_catalog.search.ngrams import NgramIndex
from services_catalog.search.vectors import ServiceVectors, centred, mean_of
from services_catalog.vocabulary import CostKind, PublicationState, Scope

# Words in a question that people would type weigh more than words deep in a description.
_REPEAT = {"head": 2, "body": 1}

LEXICAL_WEIGHT = 0.06
"""What matching words count at most, and ``NGRAM_WEIGHT`` pieces of words, beside
``SEMANTIC_WEIGHT`` of the vectors (tuned by ``benchmarks.ranking``)."""
NGRAM_WEIGHT = 0.3
LEXICAL_ALONE = 0.09
"""What matching words count in a catalogue too large for pieces of words."""
LEXICAL_FLOOR = 8.0
"""One rare word in a long question does not rule alone."""


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


Row = tuple[int, str, str, bytes]
"""A passage: number of its service, part, text, vector as stored."""


class LanguageIndex:
    """Vectors and words of all passages one language's visitors are searched in (it and Dutch)."""

    def __init__(
        self,
        vectors: list[ServiceVectors],
        documents: Sequence[Iterable[str]],
        mean: np.ndarray,
        own: Sequence[Iterable[str]],
    ) -> None:
        """``vectors``: per language; ``documents``: the terms of each service, in order.

        ``mean``: of the vectors of the visitors' language; ``own``: the terms in that language
        alone.
        """
        self._vectors, self._mean = vectors, mean
        # Of a large catalogue the pieces would take seconds to collect.
        self.ngrams = NgramIndex(own) if self.exact else None
        self.lexical = LexicalIndex(documents)
        self._size = len(documents)

    @property
    def exact(self) -> bool:
        """Whether :meth:`semantic` is exact, or an estimate to choose candidates by."""
        return all(vectors.exact for vectors in self._vectors)

    def worded(self, text: str, among: np.ndarray) -> np.ndarray:
        """``(among,)``: what the words of ``text`` count for the services numbered ``among``."""
        pieces = self.ngrams.scores(text)[among] if self.ngrams else None
        return self._weigh(self.lexical.scores(text)[among], pieces)

    def worded_of(self, texts: Sequence[str]) -> np.ndarray:
        """``(texts, services)``: :meth:`worded` of many texts of the catalogue at once."""
        pieces = self.ngrams.scores_of(texts) if self.ngrams else None
        return self._weigh(self.lexical.scores_of([document_terms(t) for t in texts]), pieces)

    def _weigh(self, lexical: np.ndarray, pieces: np.ndarray | None) -> np.ndarray:
        most = np.maximum(lexical.max(axis=-1, keepdims=True, initial=0.0), LEXICAL_FLOOR)
        if pieces is None:
            return np.asarray(LEXICAL_ALONE * lexical / most)
        return np.asarray(LEXICAL_WEIGHT * lexical / most + NGRAM_WEIGHT * pieces)

    def semantic(self, vector: np.ndarray, among: np.ndarray) -> np.ndarray:
        """``(among,)`` best cosines with ``vector``, or estimates when not :attr:`exact`.

        Both less the means of their languages. -1 for a service without passages.
        """
        vector = centred(vector, self._mean)
        best = np.full(len(among), -1.0, dtype=np.float32)
        if len(among) < self._size:
            for vectors in self._vectors:
                vectors.raise_to_best_among(best, vector, among, estimate=True)
        else:
            for vectors in self._vectors:
                vectors.raise_to_best(best, vector)
        return best

    def semantic_among(self, vector: np.ndarray, few: np.ndarray) -> np.ndarray:
        """``(few,)`` exact best cosines of the services numbered ``few``."""
        vector = centred(vector, self._mean)
        best = np.full(len(few), -1.0, dtype=np.float32)
        for vectors in self._vectors:
            vectors.raise_to_best_among(best, vector, few)
        return best


class CatalogueIndex:
    """One version of the published catalogue, ready to be searched.

    A language's passages are read when its first visitor comes.
    """

    def __init__(
        self, version: int, entries: list[Entry], read_rows: Callable[[str], list[Row]]
    ) -> None:
        """Keep ``entries``; ``read_rows`` gives the passages of a language, sorted by service."""
        self.version = version
        self.entries = entries
        by_topic: dict[str, list[int]] = {}
        for n, entry in enumerate(entries):
            for topic in entry.topics:
                by_topic.setdefault(topic, []).append(n)
        self.by_topic = {topic: np.array(rows, dtype=np.int32) for topic, rows in by_topic.items()}
        self.traits = Traits(entries)
        self._read_rows = read_rows
        self._parts: dict[str, tuple[ServiceVectors, list[list[str]]]] = {}
        self._means: dict[str, np.ndarray] = {}
        self._indices: dict[str, LanguageIndex] = {}

    def language(self, code: str) -> LanguageIndex:
        """The index for visitors who speak ``code``: its passages and the Dutch ones."""
        index = self._indices.get(code)
        if index is None:
            vectors, documents = self._part(SOURCE)
            if code == SOURCE:
                index = LanguageIndex([vectors], documents, self.mean(code), documents)
            else:
                more, translated = self._part(code)
                both = [dutch + other for dutch, other in zip(documents, translated, strict=True)]
                index = (
                    LanguageIndex([vectors, more], both, self.mean(code), translated)
                    if len(more)
                    else self.language(SOURCE)
                )
            self._indices[code] = index
        return index

    def mean(self, code: str) -> np.ndarray:
        """The mean vector ``(384,)`` of a language; of Dutch where a language has few passages."""
        if code not in self._means:
            self._part(code)
        return self._means[code]

    def _part(self, code: str) -> tuple[ServiceVectors, list[list[str]]]:
        part = self._parts.get(code)
        if part is None:
            rows = self._read_rows(code)
            documents: list[list[str]] = [[] for _ in self.entries]
            for number, kind, text, _ in rows:
                documents[number] += document_terms(text) * _REPEAT.get(kind, 1)
            numbers, stored = [row[0] for row in rows], [row[3] for row in rows]
            found = mean_of(stored)
            if found is None:
                found = np.zeros(DIMENSIONS) if code == SOURCE else self.mean(SOURCE)
            self._means[code] = found.astype(np.float32)
            part = ServiceVectors(numbers, stored, self.mean(code)), documents
            self._parts[code] = part
        return part


class Traits:
    """What wishes look at, as columns over all services: ranking looks at them all at once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Read the columns off ``entries``."""
        self.free = np.array([e.free for e in entries], dtype=bool)
        self.for_everyone = np.array([e.for_everyone for e in entries], dtype=bool)
        self.has_hours = np.array([bool(e.schedules) for e in entries], dtype=bool)
        self.has_age = np.array(
            [e.age_min is not None or e.age_max is not None for e in entries], dtype=bool
        )
        self.age_min = np.array([e.age_min or 0 for e in entries])
        self.age_max = np.array([999 if e.age_max is None else e.age_max for e in entries])
        self.has_audience = np.array([bool(e.audience) for e in entries], dtype=bool)
        self._audience = _members(e.audience for e in entries)
        self._neighbourhood = _members(e.neighbourhoods for e in entries)
        self._first_topic = _members(e.topics[:1] for e in entries)
        self._none = np.zeros(len(entries), dtype=bool)

    def audience(self, groups: Iterable[str]) -> np.ndarray:
        """Which services are meant for one of ``groups``."""
        return self._any(self._audience, groups)

    def neighbourhood(self, name: str) -> np.ndarray:
        """Which services have a door in a neighbourhood."""
        return self._any(self._neighbourhood, (name,))

    def first_topic(self, topics: Iterable[str]) -> np.ndarray:
        """Which services have one of ``topics`` as the main one."""
        return self._any(self._first_topic, topics)

    def _any(self, members: dict[str, np.ndarray], names: Iterable[str]) -> np.ndarray:
        found = self._none.copy()
        for name in names:
            rows = members.get(name)
            if rows is not None:
                found[rows] = True
        return found


def _members(values: Iterable[Iterable[str]]) -> dict[str, np.ndarray]:
    found: dict[str, list[int]] = {}
    for number, names in enumerate(values):
        for name in names:
            found.setdefault(name, []).append(number)
    return {name: np.array(rows, dtype=np.int32) for name, rows in found.items()}


def load_index(database: Database) -> CatalogueIndex:
    """Read all published services of ``database`` into an index."""
    version = database.version()
    with database.read() as session:
        # Columns, not objects: of a large catalogue the objects alone would take ten seconds.
        topics = _grouped(
            session,
            select(ServiceTopic.service_id, ServiceTopic.topic).order_by(ServiceTopic.position),
        )
        rules = _grouped(
            session,
            select(EligibilityRule.service_id, EligibilityRule.status, EligibilityRule.effect),
        )
        places = _grouped(
            session,
            select(
                ServiceAtLocation.service_id,
                ServiceAtLocation.opening_hours,
                ServiceAtLocation.location_id,
            ).order_by(ServiceAtLocation.position),
        )
        locations = {
            location.id: location
            for location in session.scalars(
                select(Location).options(
                    lazyload(Location.organization), selectinload(Location.closures)
                )
            )
        }
        services = session.execute(
            select(
                Service.id,
                Service.scope,
                Service.cost_kind,
                Service.age_min,
                Service.age_max,
                Service.audience,
            )
            .where(Service.state == PublicationState.PUBLISHED)
            .order_by(Service.position, Service.id)
        ).all()
    schedules: dict[tuple[str, str], Schedule] = {}

    def schedule(hours: str, location_id: str) -> Schedule:
        found = schedules.get((hours, location_id))
        if found is None:
            found = schedules[hours, location_id] = _schedule(hours, locations[location_id])
        return found

    entries = [
        Entry(
            service_id=service.id,
            topics=tuple(topic for (topic,) in topics.get(service.id, ())),
            rules=Rules(service.scope, dict(rules.get(service.id, ()))),
            free=service.cost_kind is CostKind.FREE,
            age_min=service.age_min,
            age_max=service.age_max,
            audience=frozenset(service.audience),
            neighbourhoods=frozenset(
                neighbourhood
                for _, location_id in places.get(service.id, ())
                if (neighbourhood := locations[location_id].neighbourhood)
            ),
            schedules=tuple(
                schedule(hours, location_id)
                for hours, location_id in places.get(service.id, ())
                if hours
            ),
        )
        for service in services
    ]
    numbers = {entry.service_id: n for n, entry in enumerate(entries)}

    def read_rows(language: str) -> list[Row]:
        # Should the catalogue change in between, the next question reloads it all.
        with database.read() as session:
            found = session.execute(
                select(Passage.service_id, Passage.part, Passage.text, Passage.vector).where(
                    Passage.language == language
                )
            )
            rows = [(numbers[row[0]], row[1], row[2], row[3]) for row in found if row[0] in numbers]
        return sorted(rows, key=lambda row: row[0])

    return CatalogueIndex(version, entries, read_rows)


def schedule_of(place: ServiceAtLocation) -> Schedule | None:
    """The hours of a service at a location, the location's closures taken out."""
    return _schedule(place.opening_hours, place.location) if place.opening_hours else None


def _schedule(hours: str, location: Location) -> Schedule:
    closures = [ClosedDays(c.first_day, c.last_day, c.reason) for c in location.closures]
    return Schedule(hours, closures)


def _grouped(session: Session, query: Select[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by their first column, the rest as tuples, in order."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for first, *rest in session.execute(query):
        found.setdefault(first, []).append(tuple(rest))
    return found
