"""Translations of a base: taken into ours, through the book of translations and by its rules.

A translation has no draft: what is taken is read at once. So only a person who may publish takes
it, and only where visitors read the very Dutch it was made from.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services_catalog.base.choosing import check_stamp, look, settle
from services_catalog.base.lines import FieldState, Line
from services_catalog.base.states import Shared
from services_catalog.database import Database
from services_catalog.editing.drafting import actor_name
from services_catalog.editing.fields import Json
from services_catalog.models import BaseService
from services_catalog.translating.book import Overtaken, TranslationBook, WrongWords
from services_catalog.translating.reviewing import NotReviewer, SamePerson
from services_catalog.vocabulary import TranslationState

STATE = "state"


@dataclass(frozen=True)
class Taken:
    """What became of one language. ``problem``: why it stayed as it was; empty: it was taken.

    ``held_back``: the base calls it good; by our rules for emergency and law one of ours has to
    look first.
    """

    language: str
    problem: str = ""
    held_back: bool = False


def take_words(
    translations: TranslationBook,
    base_id: str,
    key: str,
    actor: str,
    paths: Collection[str] | None = None,
    *,
    stamp: str | None = None,
) -> list[Taken]:
    """Take translated sentences of the base (``fr.title``; default: all that can follow).

    Raises:
        UnknownService: no such base or service.
        Refused: it was changed since ``stamp``.
    """
    actor, seen = actor_name(actor), look(translations.database, base_id, key)
    check_stamp(seen, stamp)
    return [
        _take(translations, seen, language, fields, actor)
        for language in seen.words
        if (fields := _wanted(seen.words[language], paths))
    ]


def _wanted(lines: Collection[Line], paths: Collection[str] | None) -> dict[str, Line]:
    found = {}
    for line in lines:
        free = line.state not in (FieldState.WITHHELD, FieldState.FOLLOWS)
        chosen = line.state is FieldState.CHANGED if paths is None else line.path in paths
        if free and chosen:
            found[line.path.partition(".")[2]] = line
    return found


def _take(
    book: TranslationBook, seen: Shared, language: str, fields: dict[str, Line], actor: str
) -> Taken:
    service_id = str(seen.service_id)
    words = {field: line.base for field, line in fields.items() if field != STATE}
    said = _said(book.database, seen, language)
    whole = all(
        line.state is FieldState.FOLLOWS or line.path.partition(".")[2] in fields
        for line in seen.words[language]
        if not line.path.endswith(f".{STATE}")
    )
    state = TranslationState(said[STATE])
    if not whole and state is TranslationState.APPROVED:
        state = TranslationState.IN_REVIEW  # mixed with sentences of ours that nobody saw beside it
    held_back = False
    try:
        version = book.version(service_id, language)
        try:
            book.save(
                service_id, language, words, actor,
                state=state, version=version, reviewer=said.get("reviewed_by"),
            )  # fmt: skip
        except (NotReviewer, SamePerson):
            held_back = True
            book.save(
                service_id, language, words, actor,
                state=TranslationState.IN_REVIEW, version=version,
            )  # fmt: skip
    except WrongWords as error:
        return Taken(language, "; ".join(one.message for one in error.problems))
    except Overtaken as error:
        return Taken(language, str(error))

    def noted(row: BaseService) -> None:
        settle_words(row, language, {*fields, STATE})

    settle(book.database, seen.base_id, seen.key, actor, noted)
    return Taken(language, held_back=held_back)


def keep_words(
    database: Database,
    base_id: str,
    key: str,
    paths: Collection[str],
    actor: str,
) -> None:
    """Keep our translation of these sentences (``fr.title``) until the base changes them again."""

    def noted(row: BaseService) -> None:
        for path in paths:
            language, _dot, field = path.partition(".")
            settle_words(row, language, {field})

    settle(database, base_id, key, actor, noted)


def settle_words(row: BaseService, language: str, fields: Collection[str]) -> None:
    """Note that what the base says in these translated fields was looked at."""
    said = row.translations.get(language) or {}
    seen = {name: dict(words) for name, words in row.seen_translations.items()}
    had = seen.setdefault(language, {})
    had.update({field: said[field] for field in fields if field in said})
    row.seen_translations = seen


def _said(database: Database, seen: Shared, language: str) -> Json:
    with database.read() as session:
        row = session.get_one(BaseService, (seen.base_id, seen.key))
        return dict(row.translations[language])
