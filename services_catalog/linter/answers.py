"""Which questions would get other answers if a text were published? Nothing live is touched.

The changed service is laid over a copy of the search index, in memory, and questions are put to
both by the very code that answers visitors. A service's own questions (``asks``), in Dutch and in
every translation, are what is asked: their vectors are in the database already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.encoder import Encoder
from services_catalog.languages import SOURCE, known
from services_catalog.linter.overlay import (
    SHOWN,
    MadeIndex,
    MadeSearch,
    Screen,
    entry_of,
)
from services_catalog.linter.sketch import sketch
from services_catalog.loading.shapes import ServiceSource
from services_catalog.models import Passage, Service
from services_catalog.search.index import CatalogueIndex, Row, load_index
from services_catalog.search.passages import pack, pieces_of, unpack
from services_catalog.search.query import Query

_AT_ONCE = 256


@dataclass(frozen=True)
class Question:
    """Something people ask, in the form of the search sets; ``topic`` when it was understood."""

    language: str
    text: str
    topic: str | None = None
    vector: np.ndarray | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Shift:
    """A question whose first three answers change, or their order."""

    language: str
    question: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class Missed:
    """A question the changed service says is its own, and which does not lead to it."""

    language: str
    question: str
    first: list[str]
    """The services that would come first."""


@dataclass(frozen=True)
class Foreseen:
    """What a change would do to the answers."""

    shifts: list[Shift]
    missed: list[Missed]
    asked: int
    """How many questions were tried, in so many ``languages``."""
    languages: int


def compare(
    database: Database,
    changed_document: Mapping[str, Any],
    encoder: Encoder,
    questions: Iterable[Question] | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Shift]:
    """The questions that get another first service or order in the first three; Dutch first.

    As :func:`foresee`.
    """
    return foresee(database, changed_document, encoder, questions, progress=progress).shifts


def foresee(
    database: Database,
    changed_document: Mapping[str, Any],
    encoder: Encoder,
    questions: Iterable[Question] | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Foreseen:
    """What publishing the document would do to the answers, and which questions still miss it.

    ``questions``: asked before and after; default: the own questions of all published services,
    and the new ones of the document. Only those whose answers may change are put to the whole
    search. ``progress`` is told of languages.

    Raises:
        ValueError: the document is not valid; see ``editing.document.problems``.
    """
    entry = ServiceSource.model_validate(changed_document)
    base = load_index(database)
    with database.read() as session:
        world = _World(session, base, sketch(session, entry), encoder)
        asked = _by_language(questions) if questions is not None else None
        wanted = world.languages if asked is None else set(asked)
        languages = sorted(wanted, key=lambda code: (code != SOURCE, code))
        shifts: list[Shift] = []
        missed: list[Missed] = []
        count = spoken = 0
        for number, language in enumerate(languages):
            if asked is None:
                mine = world.own_questions(language)
            else:
                mine = _with_vectors(asked.get(language, []), encoder)
            for found in world.answers(language, mine):
                if isinstance(found, Shift):
                    shifts.append(found)
                else:
                    missed.append(found)
            count += len(mine)
            spoken += bool(mine)
            world.forget(language)
            if progress:
                progress(number + 1, len(languages))
    return Foreseen(shifts, missed, count, spoken)


def count_questions(session: Session) -> tuple[int, int]:
    """How many own questions :func:`foresee` tries of what is published, in how many languages."""
    own = (
        select(Passage.language, Passage.text_hash).where(Passage.part.startswith("ask")).distinct()
    ).subquery()
    row = session.execute(
        select(func.count(), func.count(own.c.language.distinct())).select_from(own)
    ).one()
    return int(row[0]), int(row[1])


class _World:
    """The published catalogue and the one that would be, language by language."""

    def __init__(
        self, session: Session, base: CatalogueIndex, changed: Service, encoder: Encoder
    ) -> None:
        self._session, self._encoder, self._id = session, encoder, changed.id
        self._numbers = {entry.service_id: n for n, entry in enumerate(base.entries)}
        # A new service goes last in the editors' order, as publishing puts it.
        self._changed = self._numbers.get(changed.id, len(base.entries))
        entries = list(base.entries)
        entries[self._changed : self._changed + 1] = [entry_of(changed)]
        self._new = self._rows_of(changed)
        self._was: dict[str, list[Row]] = {}
        self._will: dict[str, list[Row]] = {}
        was = MadeIndex(base.version, list(base.entries), self._was.__getitem__)
        will = MadeIndex(base.version, entries, self._will.__getitem__)
        self._before, self._after = MadeSearch(was), MadeSearch(will)
        self.languages = set(session.scalars(select(Passage.language).distinct())) | {SOURCE}
        self._read(SOURCE)

    def _rows_of(self, changed: Service) -> dict[str, list[Row]]:
        """The passages the changed service would have; vectors of texts that stay are kept."""
        pieces = pieces_of(changed)
        stored = dict(
            self._session.execute(
                select(Passage.text_hash, Passage.vector).where(
                    Passage.encoder == self._encoder.name,
                    Passage.text_hash.in_({piece.hash for piece in pieces}),
                )
            )
            .tuples()
            .all()
        )
        missing = {piece.hash: piece.text for piece in pieces if piece.hash not in stored}
        if missing:
            vectors = self._encoder.encode(list(missing.values()))
            stored |= {key: pack(v) for key, v in zip(missing, vectors, strict=True)}
        found: dict[str, list[Row]] = defaultdict(list)
        for piece in pieces:
            found[piece.language].append(
                (self._changed, piece.part, piece.text, stored[piece.hash])
            )
        return found

    def _read(self, language: str) -> None:
        """The passages of a language as they are, and as they would be."""
        if language in self._was:
            return
        rows = self._session.execute(
            select(Passage.service_id, Passage.part, Passage.text, Passage.vector).where(
                Passage.language == language
            )
        )
        was = [(self._numbers[r[0]], r[1], r[2], r[3]) for r in rows if r[0] in self._numbers]
        will = [row for row in was if row[0] != self._changed] + self._new.get(language, [])
        self._was[language] = sorted(was, key=_service)
        self._will[language] = sorted(will, key=_service)

    def forget(self, language: str) -> None:
        """Let go of a language: a large catalogue in twenty of them fills the memory."""
        if language != SOURCE:
            for search, rows in ((self._before, self._was), (self._after, self._will)):
                rows.pop(language, None)
                search.made.forget(language)

    def own_questions(self, language: str) -> list[Question]:
        """What all services say is asked of them, with vectors as they are stored."""
        self._read(language)
        found = {
            text: vector
            for rows in (self._was, self._will)
            for _number, part, text, vector in rows[language]
            if part.startswith("ask")
        }
        return [Question(language, text, vector=unpack(v)) for text, v in found.items()]

    def answers(self, language: str, questions: Sequence[Question]) -> Iterator[Shift | Missed]:
        """The questions of one language whose answers change, or that miss their service."""
        if not questions:
            return
        self._read(language)
        screen = Screen(
            self._changed,
            (self._before.made.language(language), self._after.made.language(language)),
            [
                (self._was[code], self._will[code], self._before.made.mean(code))
                for code in dict.fromkeys((SOURCE, language))
            ],
        )
        own = {text for _n, part, text, _v in self._new.get(language, ()) if part.startswith("ask")}
        for start in range(0, len(questions), _AT_ONCE):
            some = questions[start : start + _AT_ONCE]
            texts = [question.text for question in some]
            vectors = [question.vector for question in some if question.vector is not None]
            for question, (before, after) in zip(some, screen.firsts(texts, vectors), strict=True):
                found = self._changed in after.order[:SHOWN]
                concerned = found or self._changed in before.order
                same = before.order[:SHOWN] == after.order[:SHOWN]
                near = before.too_near or after.too_near
                mine = question.text in own
                if (
                    question.topic
                    or (concerned and (near or not same))
                    or (mine and (near or not found))
                ):
                    yield from self._ask(question, near, mine)

    def _ask(self, question: Question, near: bool, mine: bool) -> Iterator[Shift | Missed]:
        # A stored vector is rounded: too coarse for what is a hair's breadth apart.
        vector = self._encoder.encode([question.text])[0] if near else question.vector
        query = Query(
            language=question.language,
            text=question.text,
            vector=vector,
            topics=(question.topic,) if question.topic else (),
            limit=SHOWN,
        )
        before, after = (
            [hit.service_id for hit in search.search(query)]
            for search in (self._before, self._after)
        )
        if before != after:
            yield Shift(question.language, question.text, before, after)
        if mine and self._id not in after:
            yield Missed(question.language, question.text, after)


def _service(row: Row) -> int:
    return row[0]


def _by_language(questions: Iterable[Question]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        code = known(question.language) or SOURCE
        found[code].append(replace(question, language=code))
    return found


def _with_vectors(questions: Sequence[Question], encoder: Encoder) -> list[Question]:
    bare = [question for question in questions if question.vector is None]
    vectors = iter(encoder.encode([question.text for question in bare]) if bare else ())
    return [q if q.vector is not None else replace(q, vector=next(vectors)) for q in questions]
