"""From what is wanted to ranked services. A pure question: nothing is written, nothing kept.

What was asked orders the answer in groups: first what fits everything, then what misses one thing,
and says which. A residence status only gives the services that have rules other places among
themselves, as in :mod:`services_catalog.search.query`: a service for everyone keeps its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from services_catalog.database import CatalogueUnavailable, Database
from services_catalog.desk import Desk
from services_catalog.eligibility import RANK, Verdict, verdict
from services_catalog.encoder import Encoder
from services_catalog.hours import Schedule, now
from services_catalog.lookup.known import Known, read_known
from services_catalog.lookup.reading import LANGUAGES, Places, Reading, read
from services_catalog.lookup.wanted import Wanted, Window
from services_catalog.search.index import CatalogueIndex, Entry
from services_catalog.vocabulary import Access, Interpreter, ResidenceStatus

LIMIT = 10
MOST_MISSES = 2
"""Services that miss more of what was asked are not shown."""
MAX_WORDS = 12
LONGER_WORD = 0.7
"""What a longer word counts that begins with a typed one."""
HINT = 0.25
WEAK = 0.3
"""Below this part of the best text a service is found by chance, and comes a group later."""
MAIN_TOPIC, SIDE_TOPIC, MEANT = 4.0, 2.0, 1.5
"""In points of the text's BM25 score: a rare word that matches gives five to nine."""
FEW = 3
"""With fewer services found by their words, the encoder looks for the meaning."""
_ALIKE = 5
_WALK_IN = (Access.WALK_IN, Access.WALK_IN_OR_APPOINTMENT)
_KEPT_WINDOWS = 16


@dataclass(frozen=True)
class Found:
    """A service, its score, what it misses of what was asked, and what holds for the status."""

    service_id: str
    score: float
    misses: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Results:
    """The answer: the first of ``total`` services, and how many of all fit everything."""

    found: tuple[Found, ...]
    total: int
    fitting: int
    words_unknown: bool = False
    """No service has the words (nor their topic): they were left out of the question."""


class Finder:
    """Looks services up in one catalogue; safe to share between threads."""

    def __init__(self, desk: Desk | Database, encoder: Encoder | None = None) -> None:
        """``encoder``: finds by meaning where the words find too little; without it words decide.

        Nothing is read before the first question.
        """
        self.desk = desk if isinstance(desk, Desk) else Desk(desk)
        self._encoder = encoder
        self._known: Known | None = None
        self._open: dict[tuple[int, tuple[Window, ...]], dict[int, bool]] = {}
        self._lock = Lock()

    def places(self) -> Places:
        """The neighbourhoods of the municipality."""
        return self._version(self.desk.index()).places

    def read(self, text: str) -> Reading:
        """What a text in the box means: see :func:`services_catalog.lookup.reading.read`."""
        return read(text, self.places())

    def find(
        self,
        wanted: Wanted,
        *,
        status: ResidenceStatus | None = None,
        moment: datetime | None = None,
        limit: int | None = LIMIT,
    ) -> Results:
        """Ranked services for ``wanted``, best first, at most ``limit`` (None: all).

        Raises:
            CatalogueUnavailable: the database cannot be read.
        """
        index = self.desk.index()
        known = self._version(index)
        if not index.entries:
            return Results((), 0, 0)
        texts = self._texts(index, wanted)
        unknown = bool(wanted.words) and not texts.any() and not _in_topics(index, wanted).any()
        scores = texts + _bonus(index, wanted)
        among = np.arange(len(index.entries))
        if wanted.words and not unknown:
            among = among[(texts > 0) | _in_topics(index, wanted)]
        windows = wanted.when.windows(moment or now()) if wanted.when else ()
        weak = WEAK * float(scores[among].max(initial=0.0))
        groups: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
        order = among[np.argsort(-scores[among], kind="stable")]
        for number in order.tolist():
            entry = index.entries[number]
            misses = self._misses(index.version, entry, known, wanted, windows)
            later = len(misses) + (1 if scores[number] < weak else 0)
            if len(misses) <= MOST_MISSES:
                groups.setdefault(later, []).append((number, misses))
        ranked: list[Found] = []
        for _later, group in sorted(groups.items()):
            for number, misses in _by_status(index, group, status):
                rules = index.entries[number].rules
                score = round(float(scores[number]), 3)
                ranked.append(
                    Found(index.entries[number].service_id, score, misses, verdict(rules, status))
                )
        fitting = sum(not one.misses for one in ranked)
        return Results(tuple(ranked[:limit]), len(ranked), fitting, unknown)

    def _texts(self, index: CatalogueIndex, wanted: Wanted) -> np.ndarray:
        """``(services,)``: how well the words match, in the best of the three languages."""
        best = np.zeros(len(index.entries), dtype=np.float32)
        for code in LANGUAGES[1:]:  # each holds the Dutch too
            lexical = index.language(code).lexical
            total = np.zeros_like(best)
            for word in wanted.words[:MAX_WORDS]:
                scores = lexical.scores(word)
                if len(word) > 2:
                    for longer in lexical.beginning_with(word):
                        scores = np.maximum(scores, LONGER_WORD * lexical.scores(longer))
                total += scores
            if wanted.hints:
                hinted = HINT * lexical.scores(" ".join(wanted.hints))
                total += hinted if not wanted.words else np.where(total > 0, hinted, 0)
            best = np.maximum(best, total)
        if self._encoder and wanted.words and np.count_nonzero(best) < FEW:
            best = self._alike(index, wanted, best)
        return best

    def _alike(self, index: CatalogueIndex, wanted: Wanted, scores: np.ndarray) -> np.ndarray:
        """Add the few services whose texts mean most alike; below any that has the words."""
        assert self._encoder is not None
        vector = self._encoder.encode([" ".join(wanted.words)])[0]
        every = np.arange(len(index.entries), dtype=np.int32)
        cosines = np.max(
            [index.language(code).semantic(vector, every) for code in LANGUAGES[1:]], axis=0
        )
        if not cosines.any():
            return scores
        nearest = np.argsort(-cosines, kind="stable")[:_ALIKE]
        scores = scores.copy()
        scores[nearest] = np.maximum(scores[nearest], cosines[nearest])
        return scores

    def _misses(
        self,
        version: int,
        entry: Entry,
        known: Known,
        wanted: Wanted,
        windows: tuple[Window, ...],
    ) -> tuple[str, ...]:
        """The facets ``entry`` does not fit, in the order of importance to a client."""
        traits = known.traits.get(entry.service_id)
        found = []
        if wanted.everyone and not entry.for_everyone:
            found.append("everyone")
        if wanted.topic and wanted.topic not in entry.topics:
            found.append("topic")
        if wanted.age is not None and not entry.fits_age(wanted.age):
            found.append("age")
        if wanted.audience and entry.audience and not wanted.audience & entry.audience:
            found.append("who")
        if wanted.when and not self._is_open(version, entry, windows):
            found.append("when")
        if wanted.neighbourhood and wanted.neighbourhood not in entry.neighbourhoods:
            found.append("where")
        if wanted.free and not entry.free:
            found.append("free")
        if traits and wanted.walk_in and traits.access not in _WALK_IN:
            found.append("walk_in")
        if traits and wanted.language and wanted.language not in traits.languages:
            found.append("language")
        if traits and wanted.interpreter and traits.interpreter is Interpreter.NONE:
            found.append("interpreter")
        return tuple(found)

    def _is_open(self, version: int, entry: Entry, windows: tuple[Window, ...]) -> bool:
        """Whether a door of ``entry`` is open within ``windows``; asked once per schedule."""
        with self._lock:
            if (version, windows) not in self._open:
                # The oldest go: an hour on, nobody asks for that minute any more.
                for old in list(self._open)[: max(0, len(self._open) - _KEPT_WINDOWS + 1)]:
                    del self._open[old]
            answers = self._open.setdefault((version, windows), {})
        for schedule in entry.schedules:
            if id(schedule) not in answers:
                answers[id(schedule)] = _open_within(schedule, windows)
            if answers[id(schedule)]:
                return True
        return False

    def _version(self, index: CatalogueIndex) -> Known:
        known = self._known
        if known is None or known.number != index.version:
            try:
                known = self._known = read_known(self.desk.database, index.version)
            except SQLAlchemyError as error:
                raise CatalogueUnavailable(
                    f"the catalogue cannot be read ({type(error).__name__})"
                ) from error
        return known


def _in_topics(index: CatalogueIndex, wanted: Wanted) -> np.ndarray:
    found = np.zeros(len(index.entries), dtype=bool)
    for topic in wanted.near_topics | ({wanted.topic} if wanted.topic else set()):
        if topic in index.by_topic:
            found[index.by_topic[topic]] = True
    return found


def _bonus(index: CatalogueIndex, wanted: Wanted) -> np.ndarray:
    """``(services,)``: for the topic, and for being meant for these very people."""
    traits = index.traits
    topics = wanted.near_topics | ({wanted.topic} if wanted.topic else frozenset())
    bonus = np.where(traits.first_topic(topics), MAIN_TOPIC, SIDE_TOPIC * _in_topics(index, wanted))
    if wanted.audience:
        bonus = bonus + MEANT * traits.audience(wanted.audience)
    if wanted.age is not None:
        fits = (traits.age_min <= wanted.age) & (wanted.age <= traits.age_max)
        bonus = bonus + MEANT * (fits & traits.has_age)
    return np.asarray(bonus)


def _by_status(
    index: CatalogueIndex,
    group: Sequence[tuple[int, tuple[str, ...]]],
    status: ResidenceStatus | None,
) -> list[tuple[int, tuple[str, ...]]]:
    """Services with rules change places by what their rules say; those for everyone stay."""
    if status is None:
        return list(group)
    entries = index.entries
    ruled = [item for item in group if not entries[item[0]].for_everyone]
    ruled.sort(key=lambda item: RANK[verdict(entries[item[0]].rules, status)])
    next_ruled = iter(ruled)
    return [item if entries[item[0]].for_everyone else next(next_ruled) for item in group]


def _open_within(schedule: Schedule, windows: tuple[Window, ...]) -> bool:
    if not windows:
        return False
    spans = schedule.spans(windows[0][0], windows[-1][1] + timedelta(minutes=1))
    return any(
        span.start < end and start < span.end for span in spans for start, end in windows
    )  # fmt: skip
