"""A question to the catalogue, and the ranked answer."""

from __future__ import annotations

import threading
from bisect import insort
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from services_catalog.database import Database
from services_catalog.eligibility import RANK, Verdict, verdict
from services_catalog.hours import Schedule, now
from services_catalog.search.index import CatalogueIndex, Entry, load_index
from services_catalog.vocabulary import ResidenceStatus

SEMANTIC_WEIGHT = 0.3
"""What a cosine of 1 counts; of the best service it is about 0.5."""
MAIN_TOPIC_BONUS = 0.03
WISH_BONUS = 0.06
"""What one wish of the visitor (free, open now, near) moves a service: about two similar texts."""
WORST_MISFIT = 0.20
COMPARED = 192
"""Services compared in full when the catalogue is large."""
_MOMENT = timedelta(minutes=1)
_ROUNDING = 1e-4


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
        ranking = _Ranking(index, query, among, self._scores(index, query, among))
        found = ranking.best(among, query.limit)
        if query.statuses:
            found = _order_by_status(index, ranking, among, found, query.statuses)
        return [
            Hit(index.entries[number].service_id, round(score, 4), reasons)
            for score, number, reasons in found
        ]

    def _candidates(self, index: CatalogueIndex, query: Query) -> np.ndarray:
        found = [index.by_topic[topic] for topic in query.topics if topic in index.by_topic]
        if found:
            return np.unique(np.concatenate(found))
        return np.arange(len(index.entries), dtype=np.int32)

    def _scores(self, index: CatalogueIndex, query: Query, among: np.ndarray) -> np.ndarray:
        """``(among,)`` float32 scores of the text alone, without wishes."""
        texts = index.language(query.language)
        scores = np.zeros(len(among), dtype=np.float32)
        words = np.zeros(len(among), dtype=np.float32)
        if query.text:
            words = texts.worded(query.text, among)
        if query.vector is not None:
            if len(among) <= COMPARED:
                scores += _counted(texts.semantic_among(query.vector, among))
            else:
                scores += _counted(texts.semantic(query.vector, among))
                if not texts.exact:
                    # Estimates choose who is compared in full; the others keep their estimate.
                    hopes = scores + words + _hopes(index, query)[among]
                    first = np.sort(np.argpartition(-hopes, COMPARED)[:COMPARED])
                    exact = texts.semantic_among(query.vector, among[first])
                    scores[first] = _counted(exact)
        scores += words
        return scores


def _counted(cosines: np.ndarray) -> np.ndarray:
    return np.asarray(SEMANTIC_WEIGHT * np.maximum(cosines, 0.0))


Ranked = tuple[float, int, tuple[str, ...]]
"""Score, number of the service, reasons."""


class _Ranking:
    """The best of some services, looking closely only at those that can be among them.

    Text scores and most wishes are known for all at once; opening hours are asked one service at
    a time, from the most hopeful down, until nobody further down can still rise.
    """

    def __init__(
        self, index: CatalogueIndex, query: Query, among: np.ndarray, scores: np.ndarray
    ) -> None:
        self._index, self._query = index, query
        self._scores = np.zeros(len(index.entries), dtype=np.float32)
        self._scores[among] = scores
        self._hopes = self._scores + _hopes(index, query)

    def best(self, among: np.ndarray, count: int) -> list[Ranked]:
        """The first ``count`` of the services numbered ``among``, best first."""
        if count <= 0 or not len(among):
            return []
        # Equal scores: the editors' own order, which is the order of the entries.
        found: list[tuple[float, int, Ranked]] = []
        order = among[np.argsort(-self._hopes[among], kind="stable")]
        for number in order.tolist():
            if len(found) == count and self._hopes[number] < -found[-1][0] - _ROUNDING:
                break
            entry = self._index.entries[number]
            if entry.service_id in self._query.exclude:
                continue
            bonus, reasons = _wishes(entry, self._query, self._query.open_at)
            score = float(self._scores[number]) + bonus
            if self._query.topics and entry.topics and entry.topics[0] in self._query.topics:
                score += MAIN_TOPIC_BONUS
            insort(found, (-round(score, 4), number, (score, number, reasons)))
            del found[count:]
        return [ranked for _, _, ranked in found]


def _hopes(index: CatalogueIndex, query: Query) -> np.ndarray:
    """``(services,)``: what :func:`_wishes` and the main topic add at most; exact but for hours."""
    traits = index.traits
    hopes = np.zeros(len(index.entries))
    if query.topics:
        hopes += MAIN_TOPIC_BONUS * traits.first_topic(query.topics)
    if query.open_at is not None:
        hopes += WISH_BONUS * traits.has_hours
    if query.free:
        hopes += WISH_BONUS * traits.free
    if query.neighbourhood:
        hopes += WISH_BONUS * traits.neighbourhood(query.neighbourhood)
    if query.age is not None:
        fits = (traits.age_min <= query.age) & (query.age <= traits.age_max)
        hopes += np.where(fits, WISH_BONUS / 2 * traits.has_age, -WORST_MISFIT)
    if query.household:
        meant = np.where(traits.audience(query.household), WISH_BONUS, -WORST_MISFIT / 2)
        hopes += meant * traits.has_audience
    if query.everyone_first:
        hopes += WISH_BONUS * traits.for_everyone
    return hopes


def _wishes(entry: Entry, query: Query, moment: datetime | None) -> tuple[float, tuple[str, ...]]:
    bonus = 0.0
    reasons: list[str] = []
    if moment is not None and any(_open(schedule, moment) for schedule in entry.schedules):
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
        # A mother with children is not helped by a dormitory for adults.
        bonus += WISH_BONUS if query.household & entry.audience else -WORST_MISFIT / 2
    if query.everyone_first and entry.for_everyone:
        bonus += WISH_BONUS
        reasons.append("for_everyone")
    return bonus, tuple(reasons)


def _open(schedule: Schedule, moment: datetime) -> bool:
    """What ``schedule.state(moment).open`` says, at a fifth of the time."""
    spans = schedule.spans(moment, moment + _MOMENT)
    return bool(spans) and spans[0].start <= moment


def _order_by_status(
    index: CatalogueIndex,
    ranking: _Ranking,
    among: np.ndarray,
    found: list[Ranked],
    statuses: frozenset[ResidenceStatus],
) -> list[Ranked]:
    """Give the places of services with rules to those whose rules fit best.

    Services for everyone keep their exact place, so a status can never lower (or hide) one.
    """

    def best(number: int) -> int:
        rules = index.entries[number].rules
        verdicts: list[Verdict] = [verdict(rules, status) for status in statuses]
        return min(RANK[v] for v in verdicts)

    ruled = among[~index.traits.for_everyone[among]]
    ranks = np.array([best(number) for number in ruled.tolist()], dtype=np.int8)
    places = sum(not index.entries[number].for_everyone for _, number, _ in found)
    fitting: list[Ranked] = []
    for rank in np.unique(ranks):
        fitting += ranking.best(ruled[ranks == rank], places - len(fitting))
    replacement = iter(fitting)
    return [item if index.entries[item[1]].for_everyone else next(replacement) for item in found]


def open_now() -> datetime:
    """The moment for ``Query.open_at`` when the visitor means now."""
    return now()
