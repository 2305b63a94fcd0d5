"""Searching a catalogue that is not in the database: its index is made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from services_catalog.eligibility import Rules
from services_catalog.models import Service
from services_catalog.search.index import CatalogueIndex, Entry, Row, schedule_of
from services_catalog.search.query import LEXICAL_WEIGHT, CatalogueSearch
from services_catalog.vocabulary import CostKind

SHOWN = 3
"""The answers a visitor sees first."""
HELD = 10
"""A question can change when the changed service was among so many first ones, or gets among the
first three. Elsewhere its words only shift what rare words weigh, a hair's breadth."""
_LEXICAL_FLOOR = 8.0
"""As in the search: one rare word in a long question does not rule alone."""
_TIE = 3e-4
"""Scores so near each other are left to the search itself, which rounds them."""


class MadeIndex(CatalogueIndex):
    """An index on passages handed to it, a language at a time."""

    def forget(self, language: str) -> None:
        """Drop what was made of a language."""
        self._parts.pop(language, None)
        self._indices.pop(language, None)


class MadeSearch(CatalogueSearch):
    """The search of visitors, on an index made by hand."""

    def __init__(self, made: MadeIndex) -> None:
        self.made = made

    def index(self) -> CatalogueIndex:
        """The one it was made for."""
        return self.made


@dataclass(frozen=True)
class First:
    """The first services of one question."""

    order: list[int]
    """Numbers of the services, best first; at most ``HELD``."""
    too_near: bool
    """Whether the first three are too close to call here."""


class TextScores:
    """What the text alone makes of many questions at once, to see which must be asked in full."""

    def __init__(self, index: MadeIndex, language: str, parts: Sequence[list[Row]]) -> None:
        self._lexical = index.language(language).lexical
        self._size = len(index.entries)
        self._parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for rows in parts:
            if rows:
                stored = np.frombuffer(b"".join(row[3] for row in rows), dtype="<f2")
                services, starts = np.unique([row[0] for row in rows], return_index=True)
                vectors = stored.reshape(len(rows), -1).astype(np.float32)
                self._parts.append((vectors, services, starts))

    def firsts(self, texts: Sequence[str], vectors: Sequence[np.ndarray]) -> Iterator[First]:
        """The first services for each question."""
        rows_asked = np.array(vectors, dtype=np.float32)
        best = np.zeros((len(texts), self._size), dtype=np.float32)
        for rows, services, starts in self._parts:
            highest = np.maximum.reduceat(rows_asked @ rows.T, starts, axis=1)
            best[:, services] = np.maximum(best[:, services], highest)
        for scores, text in zip(best, texts, strict=True):
            words = self._lexical.scores(text)
            most = float(words.max()) if len(words) else 0.0
            if most > 0:
                scores += LEXICAL_WEIGHT * words / max(most, _LEXICAL_FLOOR)
            order = np.argsort(-scores, kind="stable")[:HELD]
            steps = -np.diff(scores[order[: SHOWN + 1]])
            yield First(order.tolist(), bool((steps < _TIE).any()))


def entry_of(service: Service) -> Entry:
    """What ranking needs of a service that is not in the database."""
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
        schedules=tuple(s for place in service.places if (s := schedule_of(place)) is not None),
    )
