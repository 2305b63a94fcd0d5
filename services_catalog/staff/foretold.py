"""What publishing would do to the answers, made ready to be read: by language, with titles."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.editing.drafts import Draft
from services_catalog.editing.problems import problems, read_known
from services_catalog.formatting import language_name
from services_catalog.i18n import Translator
from services_catalog.languages import SOURCE, Language, languages
from services_catalog.linter.answers import Foreseen, count_questions, foresee
from services_catalog.models import Service
from services_catalog.staff.office import Office

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Named:
    """A service in a list of answers. ``mine``: the one that is being changed."""

    id: str
    title: str
    mine: bool


@dataclass(frozen=True)
class Question:
    """A question whose answers change; for one that misses its service ``before`` is empty."""

    text: str
    before: Sequence[Named]
    after: Sequence[Named]

    @property
    def first_changes(self) -> bool:
        """Whether somebody else comes first."""
        return self.before[:1] != self.after[:1]

    @property
    def moved(self) -> tuple[int, int]:
        """The place of the service that is changed, before and after; 0 for none."""
        return _place(self.before), _place(self.after)


@dataclass(frozen=True)
class Group:
    """The questions of one language."""

    language: Language
    name: str
    questions: Sequence[Question]

    @property
    def first(self) -> int:
        """How many get another first answer."""
        return sum(question.first_changes for question in self.questions)


@dataclass(frozen=True)
class Foretold:
    """``shifts``: answers that change; ``missed``: own questions that do not lead here."""

    shifts: Sequence[Group]
    missed: Sequence[Group]
    asked: int
    languages: int

    @property
    def changed(self) -> int:
        """How many questions get other answers."""
        return sum(len(group.questions) for group in self.shifts)

    @property
    def first(self) -> int:
        """How many get another first answer."""
        return sum(group.first for group in self.shifts)

    @property
    def lost(self) -> int:
        """How many of its own questions do not lead to the service."""
        return sum(len(group.questions) for group in self.missed)


class NotNow(Exception):
    """The questions cannot be tried. ``reason``: ``incomplete`` or ``encoder``."""

    def __init__(self, reason: str) -> None:
        """Why."""
        super().__init__(reason)
        self.reason = reason


def kept(office: Office, draft: Draft) -> Foreseen | None:
    """What was foretold of this very text, when it was asked before."""
    return office.answers.kept(_key(office, draft))


def foretell(office: Office, draft: Draft) -> Foreseen:
    """What publishing the text would do; some seconds the first time.

    Raises:
        NotNow: the text is not complete, or there is no encoder here.
    """

    def make() -> Foreseen:
        with office.database.read() as session:
            if problems(draft.document, read_known(session)):
                raise NotNow("incomplete")
        if office.encoder is None:
            raise NotNow("encoder")
        try:
            encoder = office.encoder()
        except Exception as error:  # whatever is wrong with it: publishing goes on without
            log.error("The encoder cannot run (%s)", type(error).__name__)
            raise NotNow("encoder") from error
        return foresee(office.database, draft.document, encoder)

    return office.answers.get(_key(office, draft), make)


def questions_to_try(office: Office) -> tuple[int, int]:
    """About how many questions will be tried, in how many languages."""
    with office.database.read() as session:
        return count_questions(session)


def view(session: Session, found: Foreseen, draft: Draft, t: Translator) -> Foretold:
    """``found`` with titles. Dutch comes first, then the language with most questions."""
    now = dict(session.execute(select(Service.id, Service.title)).tuples().all())
    text = draft.document.get("text")
    title = str(text.get("title") or "") if isinstance(text, dict) else ""
    then = now | {draft.service_id: title or draft.service_id}

    def named(ids: Sequence[str], titles: Mapping[str, str] = then) -> list[Named]:
        return [Named(one, titles.get(one, one), one == draft.service_id) for one in ids]

    shifts: dict[str, list[Question]] = {}
    for shift in found.shifts:
        question = Question(shift.question, named(shift.before, now), named(shift.after))
        shifts.setdefault(shift.language, []).append(question)
    missed: dict[str, list[Question]] = {}
    for miss in found.missed:
        question = Question(miss.question, [], named(miss.first))
        missed.setdefault(miss.language, []).append(question)
    return Foretold(_grouped(shifts, t), _grouped(missed, t), found.asked, found.languages)


def _place(found: Sequence[Named]) -> int:
    return next((place for place, one in enumerate(found, start=1) if one.mine), 0)


def _grouped(found: Mapping[str, list[Question]], t: Translator) -> list[Group]:
    every = languages()
    return [
        Group(
            every[code],
            language_name(code, t.language),
            sorted(questions, key=lambda question: not question.first_changes),
        )
        for code, questions in sorted(
            found.items(), key=lambda pair: (pair[0] != SOURCE, -len(pair[1]), pair[0])
        )
    ]


def _key(office: Office, draft: Draft) -> tuple[str, int, int]:
    return draft.service_id, draft.version, office.database.version()
