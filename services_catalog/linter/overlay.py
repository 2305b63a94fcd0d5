"""Searching a catalogue that is not in the database: its index is made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from services_catalog.eligibility import Rules
from services_catalog.models import Service
from services_catalog.search.index import CatalogueIndex, Entry, LanguageIndex, Row, schedule_of
from services_catalog.search.query import SEMANTIC_WEIGHT, CatalogueSearch
from services_catalog.search.vectors import centred
from services_catalog.vocabulary import CostKind

SHOWN = 3
"""The answers a visitor sees first."""
HELD = 10
"""A question can change when the changed service was among so many first ones, or gets among the
first three. Elsewhere its words only shift what rare words weigh, a hair's breadth."""
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
        texts: tuple[LanguageIndex, LanguageIndex],
        parts: Sequence[tuple[list[Row], list[Row], np.ndarray]],
    ) -> None:
        """``texts``: before and after. ``parts``: per language, rows before and after, mean.

        The mean is that of before: one service moves it by a hair's breadth. The language of the
        questions comes last. ``changed``: the number of the service that differs; rows are sorted
        by service.
        """
        self._changed, self._texts, self._mean = changed, texts, parts[-1][2]
        self._rest: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for was, _will, mean in parts:
            if rows := [row for row in was if row[0] != changed]:
                services, starts = np.unique([row[0] for row in rows], return_index=True)
                self._rest.append((_matrix(rows, mean), services, starts))
        self._own = tuple(
            np.concatenate([
                _matrix([row for row in rows[side] if row[0] == changed], mean)
                for *rows, mean in parts
            ])
            for side in (0, 1)
        )  # fmt: skip

    def firsts(
        self, texts: Sequence[str], vectors: Sequence[np.ndarray]
    ) -> Iterator[tuple[First, First]]:
        """The first services for each question, before and after."""
        asked = centred(np.array(vectors, dtype=np.float32), self._mean)
        gained = [index.worded_of(texts) for index in self._texts]
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
        scores = SEMANTIC_WEIGHT * scores + gained
        order = np.argsort(-scores, axis=1, kind="stable")[:, :HELD]
        leading = np.take_along_axis(scores, order[:, : SHOWN + 1], axis=1)
        near = (-np.diff(leading, axis=1) < _TIE).any(axis=1)
        return [First(row.tolist(), bool(close)) for row, close in zip(order, near, strict=True)]


def _matrix(rows: Sequence[Row], mean: np.ndarray) -> np.ndarray:
    """The vectors of some passages, one a row, less ``mean``."""
    stored = np.frombuffer(b"".join(row[3] for row in rows), dtype="<f2")
    return centred(stored.reshape(len(rows), len(mean)), mean)


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
