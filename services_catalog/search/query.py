"""A question to the catalogue, and the ranked answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from services_catalog.database import Database
from services_catalog.eligibility import RANK, Verdict, verdict
from services_catalog.hours import now
from services_catalog.search.index import CatalogueIndex, Entry, load_index
from services_catalog.vocabulary import ResidenceStatus

LEXICAL_WEIGHT = 0.25
"""How much matching words count beside the vectors (tuned by ``toeleider evaluate search``)."""
MAIN_TOPIC_BONUS = 0.03
WISH_BONUS = 0.06
"""What one wish of the visitor (free, open now, near) moves a service: about two similar texts."""
WORST_MISFIT = 0.20


@dataclass(frozen=True)
class Query:
    """What is known of a need. Everything but ``language`` may be left out.

    ``text`` and ``vector`` (unit length) are of the message and as private as it is: they are
    used and forgotten.
    """

    language: str = "nl"
    text: str = ""
    vector: np.ndarray | None = field(default=None, repr=False, compare=False)
    topics: tuple[str, ...] = ()
    statuses: frozenset[ResidenceStatus] = frozenset()
    open_at: datetime | None = None
    free: bool = False
    age: int | None = None
    neighbourhood: str | None = None
    household: frozenset[str] = frozenset()
    everyone_first: bool = False
    exclude: frozenset[str] = frozenset()
    limit: int = 5


@dataclass(frozen=True)
class Hit:
    """A service found, its score, and the reasons that can be told (``open_now``, ``free`` …)."""

    service_id: str
    score: float
    reasons: tuple[str, ...] = ()


class CatalogueSearch:
    """Searches the newest version of the catalogue; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet: the first search loads the index."""
        self._database = database
        self._index: CatalogueIndex | None = None
        self._lock = threading.Lock()

    def index(self) -> CatalogueIndex:
        """The index of the present version, reloaded when the catalogue changed."""
        version = self._database.version()
        current = self._index
        if current is None or current.version != version:
            with self._lock:
                current = self._index
                if current is None or current.version != version:
                    current = self._index = load_index(self._database)
        return current

    def search(self, query: Query) -> list[Hit]:
        """Ranked services for ``query``, best first, at most ``query.limit``.

        A topic that was understood restricts the search to its services (the rest comes only
        when the topic has none). Wishes re-order, they do not hide; a residence status orders
        services with rules among themselves and never moves a service that is for everyone.
        """
        index = self.index()
        if not index.entries:
            return []
        among = self._candidates(index, query)
        scores = self._scores(index, query, among)
        moment = query.open_at
        ranked: list[tuple[float, int, tuple[str, ...]]] = []
        for number in among:
            entry = index.entries[number]
            if entry.service_id in query.exclude:
                continue
            bonus, reasons = _wishes(entry, query, moment)
            score = float(scores[number]) + bonus
            if query.topics and entry.topics and entry.topics[0] in query.topics:
                score += MAIN_TOPIC_BONUS
            ranked.append((score, number, reasons))
        # Equal scores: the editors' own order, which is the order of the entries.
        ranked.sort(key=lambda item: (-round(item[0], 4), item[1]))
        if query.statuses:
            ranked = _order_by_status(index, ranked, query.statuses)
        return [
            Hit(index.entries[number].service_id, round(score, 4), reasons)
            for score, number, reasons in ranked[: query.limit]
        ]

    def _candidates(self, index: CatalogueIndex, query: Query) -> np.ndarray:
        found = [index.by_topic[topic] for topic in query.topics if topic in index.by_topic]
        if found:
            return np.unique(np.concatenate(found))
        return np.arange(len(index.entries), dtype=np.int32)

    def _scores(self, index: CatalogueIndex, query: Query, among: np.ndarray) -> np.ndarray:
        texts = index.language(query.language)
        scores = np.zeros(len(index.entries), dtype=np.float32)
        if query.vector is not None:
            few = among if len(among) < len(index.entries) else None
            scores += np.maximum(texts.semantic(query.vector, few), 0.0)
        if query.text:
            lexical = texts.lexical.scores(query.text)
            best = float(lexical[among].max()) if len(among) else 0.0
            if best > 0:
                # Against a floor, so that one rare word in a long question does not rule alone.
                scores += LEXICAL_WEIGHT * lexical / max(best, 8.0)
        return scores


def _wishes(entry: Entry, query: Query, moment: datetime | None) -> tuple[float, tuple[str, ...]]:
    bonus = 0.0
    reasons: list[str] = []
    if moment is not None and any(s.state(moment).open for s in entry.schedules):
        bonus += WISH_BONUS
        reasons.append("open_now")
    if query.free and entry.free:
        bonus += WISH_BONUS
        reasons.append("free")
    if query.neighbourhood and query.neighbourhood in entry.neighbourhoods:
        bonus += WISH_BONUS
        reasons.append("near")
    if query.age is not None:
        if not entry.fits_age(query.age):
            bonus -= WORST_MISFIT
        elif entry.age_min is not None or entry.age_max is not None:
            bonus += WISH_BONUS / 2
            reasons.append("age")
    if query.household and entry.audience:
        if query.household & entry.audience:
            bonus += WISH_BONUS / 2
        else:
            bonus -= WISH_BONUS / 2
    if query.everyone_first and entry.for_everyone:
        bonus += WISH_BONUS
        reasons.append("for_everyone")
    return bonus, tuple(reasons)


def _order_by_status(
    index: CatalogueIndex,
    ranked: list[tuple[float, int, tuple[str, ...]]],
    statuses: frozenset[ResidenceStatus],
) -> list[tuple[float, int, tuple[str, ...]]]:
    """Re-order only the services with rules, in the places they already hold together.

    Services for everyone keep their exact place, so a status can never lower (or hide) one.
    """

    def best(number: int) -> int:
        rules = index.entries[number].rules
        verdicts: list[Verdict] = [verdict(rules, status) for status in statuses]
        return min(RANK[v] for v in verdicts)

    ruled = [item for item in ranked if not index.entries[item[1]].for_everyone]
    ruled.sort(key=lambda item: best(item[1]))
    replacement = iter(ruled)
    return [item if index.entries[item[1]].for_everyone else next(replacement) for item in ranked]


def open_now() -> datetime:
    """The moment for ``Query.open_at`` when the visitor means now."""
    return now()
