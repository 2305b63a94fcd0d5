"""Searching a catalogue that is not in the database: its index is made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from services_catalog.eligibility import Rules
from services_catalog.models import Service
from services_catalog.search.index import CatalogueIndex, Entry, Row, schedule_of
from services_catalog.search.lexical import LexicalIndex, document_terms
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


class Screen:
    """What the text alone makes of many questions at once, to see which must be asked in full.

    Only one service differs between the catalogue as it is and as it would be: everything else is
    compared once for both.
    """

    def __init__(
        self,
        changed: int,
        lexical: tuple[LexicalIndex, LexicalIndex],
        parts: Sequence[tuple[list[Row], list[Row]]],
    ) -> None:
        """``lexical``: before and after. ``parts``: per language, the rows before and after.

        ``changed``: the number of the service that differs; rows are sorted by service.
        """
        self._changed, self._lexical = changed, lexical
        self._rest: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for was, _will in parts:
            if rows := [row for row in was if row[0] != changed]:
                services, starts = np.unique([row[0] for row in rows], return_index=True)
                self._rest.append((_matrix(rows), services, starts))
        self._own = tuple(
            _matrix([row for part in parts for row in part[side] if row[0] == changed])
            for side in (0, 1)
        )

    def firsts(
        self, texts: Sequence[str], vectors: Sequence[np.ndarray]
    ) -> Iterator[tuple[First, First]]:
        """The first services for each question, before and after."""
        asked = np.array(vectors, dtype=np.float32)
        words = [document_terms(text) for text in texts]
        gained = [lexical.scores_of(words) for lexical in self._lexical]
        size = max(scores.shape[1] for scores in gained)
        best = np.zeros((len(texts), size), dtype=np.float32)
        for rows, services, starts in self._rest:
            highest = np.maximum.reduceat(asked @ rows.T, starts, axis=1)
            best[:, services] = np.maximum(best[:, services], highest)
        before, after = (
            self._side(best, asked, own, scores)
            for own, scores in zip(self._own, gained, strict=True)
        )
        return zip(before, after, strict=True)

    def _side(
        self, best: np.ndarray, asked: np.ndarray, own: np.ndarray, gained: np.ndarray
    ) -> list[First]:
        scores = best[:, : gained.shape[1]].copy()
        if len(own):
            scores[:, self._changed] = np.maximum((asked @ own.T).max(axis=1), 0.0)
        most = np.maximum(gained.max(axis=1, keepdims=True, initial=0.0), _LEXICAL_FLOOR)
        scores += LEXICAL_WEIGHT * gained / most
        order = np.argsort(-scores, axis=1, kind="stable")[:, :HELD]
        leading = np.take_along_axis(scores, order[:, : SHOWN + 1], axis=1)
        near = (-np.diff(leading, axis=1) < _TIE).any(axis=1)
        return [First(row.tolist(), bool(close)) for row, close in zip(order, near, strict=True)]


def _matrix(rows: Sequence[Row]) -> np.ndarray:
    """The vectors of some passages, one a row."""
    stored = np.frombuffer(b"".join(row[3] for row in rows), dtype="<f2")
    return stored.reshape(len(rows), -1 if rows else 0).astype(np.float32)


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
