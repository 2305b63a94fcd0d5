"""Who sees and writes which language, and what the desk of a translation shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException

from services_catalog.editing.fields import Json
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages
from services_catalog.models import Role
from services_catalog.staff.permissions import PERMISSIONS
from services_catalog.staff.visit import Visit
from services_catalog.translating.book import Change, TranslationBook
from services_catalog.translating.differences import Piece, words_changed
from services_catalog.translating.glossary import Term, terms_in
from services_catalog.translating.rows import plain_record
from services_catalog.translating.units import ASKS, LONGEST, Unit, label_of
from services_catalog.translating.words import STATE_NAMES
from services_catalog.translations import ShownState

PREFIX = "w."
_LINES = {"title": 1, "summary": 3, "description": 6, "how": 4, ASKS: 5}


def book_of(visit: Visit) -> TranslationBook:
    """The book of translations, with the encoder of the editors' book."""
    return TranslationBook(visit.office.database, visit.office.book.encoder)


def languages_seen(visit: Visit) -> list[str]:
    """The languages a person works with: who is a translator and nothing else sees their own."""
    every = [code for code in languages() if code != SOURCE]
    roles = visit.me.roles
    if set(roles) != {Role.TRANSLATOR}:
        return every
    mine = roles[Role.TRANSLATOR].get("languages")
    return [code for code in every if not mine or code in mine]


def language_of(visit: Visit) -> str:
    """The language in the path; 404 for none of ours, 403 for one that is not this person's."""
    language = visit.part("language")
    if language not in languages() or language == SOURCE:
        raise HTTPException(404)
    if language not in languages_seen(visit):
        raise HTTPException(403)
    return language


def may_translate(visit: Visit, language: str, organization: str | None) -> bool:
    """Whether a person may write in a language, of a service of ``organization``."""
    for role in PERMISSIONS["translate"] or ():
        if not visit.me.may_touch({role}, organization):
            continue
        only = visit.me.roles[role].get("languages")
        if not only or language in only:
            return True
    return False


@dataclass(frozen=True)
class Row:
    """One sentence at the desk.

    ``changes``: the Dutch then and now, word by word, where it changed. ``unknown``: it is old,
    and nobody kept the Dutch of then. ``theirs``: what stands now, where somebody was first.
    """

    name: str
    label: str
    dutch: str
    text: str
    state: ShownState
    state_name: str
    hint: str
    lines: int
    terms: Sequence[Term]
    changes: Sequence[Piece] = ()
    unknown: bool = False
    theirs: str | None = None


@dataclass(frozen=True)
class Said:
    """A field that changed, for the history."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Past:
    """A line of the history; ``earlier``: the text before it was kept, too."""

    change: Change
    state: str
    changes: list[Said] = field(default_factory=list)
    earlier: bool = False


def rows_of(
    units: Sequence[Unit],
    language: str,
    t: Translator,
    typed: Mapping[str, str] | None = None,
    *,
    stored_too: bool = False,
    was: Mapping[str, str | None] | None = None,
) -> list[Row]:
    """The rows of a desk. ``typed``: what somebody wrote, instead of what is kept.

    ``stored_too``: show what is kept beside it, where that is another text. ``was``: the Dutch
    somebody wrote on, by field, where that is older than the stored translation's.
    """
    found = []
    for unit in units:
        kept = unit.target or ""
        text = kept if typed is None else typed.get(unit.field, kept)
        older = (was or {}).get(unit.field) or unit.was
        old = unit.state is ShownState.STALE
        found.append(
            Row(
                name=PREFIX + unit.field.replace("/", "."),
                label=t(label_of(unit.field)),
                dutch=unit.source,
                text=text,
                state=unit.state,
                state_name=t(STATE_NAMES[unit.state]),
                hint=_hint(unit, t),
                lines=_LINES.get(unit.field, 2),
                terms=terms_in(unit.source, language) if unit.field != ASKS else (),
                changes=words_changed(older, unit.source) if older else (),
                unknown=old and not older,
                theirs=kept if stored_too and text != kept else None,
            )
        )
    return found


def typed_words(visit: Visit) -> dict[str, str]:
    """What was written at the desk, by field."""
    return {
        name.removeprefix(PREFIX).replace("notes.", "notes/"): visit.fields.one(name)
        for name, _value in visit.fields.pairs()
        if name.startswith(PREFIX)
    }


def past_of(changes: Sequence[Change], t: Translator) -> list[Past]:
    """The history in words, the newest first."""
    found = []
    for change in changes:
        before, after = plain_record(change.before), plain_record(change.after)
        fields = dict.fromkeys([*after, *before])
        said = [
            Said(t(label_of(name)), before.get(name, ""), after.get(name, ""))
            for name in fields
            if before.get(name, "") != after.get(name, "")
        ]
        state = t(STATE_NAMES[ShownState(str(change.after["state"]))])
        found.append(Past(change, state, said, earlier=bool(change.before)))
    return found


def text_at(changes: Sequence[Change], revision: str) -> tuple[Change, Json] | None:
    """The text right after a revision (``12``) or right before it (``-12``)."""
    for change in changes:
        if str(change.revision) == revision.removeprefix("-"):
            record = change.before if revision.startswith("-") else change.after
            return (change, plain_record(record)) if record else None
    return None


def _hint(unit: Unit, t: Translator) -> str:
    if unit.field == ASKS:
        return t(_("Een vraag per regel, zoals mensen het in die taal vragen."))
    if unit.field in LONGEST:
        return t(_("Hoogstens {number} tekens."), number=LONGEST[unit.field])
    return ""
