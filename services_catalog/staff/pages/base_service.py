"""One service of a base, field by field: what the base said, what it says now, and what we say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.base import choosing
from services_catalog.base.choosing import BASE, OURS
from services_catalog.base.lines import FieldState, Line
from services_catalog.base.states import Shared, catalogue_of
from services_catalog.base.words import keep_words, take_words
from services_catalog.editing.drafts import Conflict, Refused, UnknownService
from services_catalog.editing.fields import label
from services_catalog.editing.words import Change, difference, read_names
from services_catalog.formatting import language_name
from services_catalog.i18n import mark as _
from services_catalog.languages import languages
from services_catalog.staff.forms.choices import catalogue_choices
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.base import MEANING, STANDINGS, decide
from services_catalog.staff.pages.edit import merge_page
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.staff.words import value_words
from services_catalog.translating.book import TranslationBook

NOTES = _("Voorwaarden bij regels")
ARCHIVED = _("Staat niet meer in de gedeelde basis {name}.")
WORDS_STATE = _("Hoe goed is ze nagekeken?")
WORDS_STATES: Mapping[str, str] = {
    "machine": _("Door een machine gemaakt"),
    "in_review": _("Wordt nagekeken"),
    "approved": _("Nagekeken en goed"),
}


@dataclass(frozen=True)
class Side:
    """One field with its three texts, as people read them. ``lang``: the language they are in."""

    path: str
    label: str
    before: str
    base: str
    ours: str
    lang: str = "nl"


@dataclass(frozen=True)
class Tongue:
    """The sentences of one language; ``withheld``: their Dutch is another one here."""

    code: str
    name: str
    direction: str
    choice: Sequence[Side]
    changed: Sequence[Side]
    own: Sequence[Side]
    withheld: Sequence[str]


def base_service(visit: Visit) -> Response:
    """One service of the base beside ours."""
    return _page(visit, _seen(visit))


def _page(visit: Visit, seen: Shared, status: int = 200) -> Response:
    t = visit.t
    with visit.office.database.read() as session:
        catalogue = catalogue_of(session, seen.base_id)
        names = read_names(session)
        services = catalogue_choices(session)["services"]

    def sides(state: FieldState) -> list[Side]:
        return [
            Side(
                line.path,
                t(label(line.path)),
                value_words(line.path, line.before, visit, names),
                value_words(line.path, line.base, visit, names),
                value_words(line.path, line.ours, visit, names),
            )
            for line in seen.lines
            if line.state is state
        ]

    def labels(state: FieldState) -> list[str]:
        return [t(label(line.path)) for line in seen.lines if line.state is state]

    said: list[Change] = []
    if seen.service_id is None:
        said = difference({}, seen.document, t, names)
        said = [change for change in said if change.after]
    tongues = [_tongue(visit, code, lines) for code, lines in seen.words.items()]
    return page(
        visit,
        "shared_service.html",
        status=status,
        seen=seen,
        name=catalogue.name,
        standing=t(STANDINGS[seen.standing.value]),
        meaning=t(MEANING[seen.standing.value]),
        choice=sides(FieldState.CHOICE),
        changed=sides(FieldState.CHANGED),
        own=sides(FieldState.OWN),
        fill=labels(FieldState.FILL),
        filled=labels(FieldState.LOCAL),
        follows=labels(FieldState.FOLLOWS),
        tongues=[one for one in tongues if one.choice or one.changed or one.own or one.withheld],
        same_tongues=[
            one.name
            for one in tongues
            if not (one.choice or one.changed or one.own or one.withheld)
        ],
        said=said,
        archive_reason=t(ARCHIVED, name=catalogue.name),
        services=services,
        may_choose=visit.may("base_choose", seen.organization),
        may_words=visit.may("publish", seen.organization),
        notice=notice_of(visit),
    )


def _tongue(visit: Visit, code: str, lines: Sequence[Line]) -> Tongue:
    def sides(state: FieldState) -> list[Side]:
        return [
            Side(
                line.path, _field_name(visit, line.path.partition(".")[2]),
                _words(visit, line.path, line.before), _words(visit, line.path, line.base),
                _words(visit, line.path, line.ours),
                visit.t.language if line.path.endswith(".state") else code,
            )
            for line in lines
            if line.state is state
        ]  # fmt: skip

    withheld = [
        _field_name(visit, line.path.partition(".")[2])
        for line in lines
        if line.state is FieldState.WITHHELD
    ]
    return Tongue(
        code,
        language_name(code, visit.t.language),
        languages()[code].direction,
        sides(FieldState.CHOICE),
        sides(FieldState.CHANGED),
        sides(FieldState.OWN),
        withheld,
    )


def _field_name(visit: Visit, field: str) -> str:
    if field == "notes":
        return visit.t(NOTES)
    return visit.t(WORDS_STATE if field == "state" else label(f"text.{field}"))


def _words(visit: Visit, path: str, value: object) -> str:
    if path.endswith(".state"):
        return visit.t(WORDS_STATES[str(value)]) if value else ""
    if isinstance(value, list):
        return "\n".join(str(part) for part in value if part)
    return "" if value is None else str(value)


def base_choose(visit: Visit) -> Response:
    """Settle fields: take the base's text into a draft, or keep ours."""
    seen = _seen(visit)
    visit.require("base_choose", seen.organization)
    if seen.service_id is None:
        raise HTTPException(404)
    chosen = {
        name.removeprefix("choose."): value
        for name, value in visit.fields.pairs()
        if name.startswith("choose.") and value in (BASE, OURS)
    }
    fields = {line.path for line in seen.lines}
    words = {line.path for lines in seen.words.values() for line in lines}
    dutch = {path: choice for path, choice in chosen.items() if path in fields}
    other = {path: choice for path, choice in chosen.items() if path in words}
    if not dutch and not other:
        return redirect(_here(seen), said="base_nothing")
    if other and not visit.may("publish", seen.organization):
        raise HTTPException(403)
    try:
        said = _settle(visit, seen, dutch, other)
    except Refused:
        return redirect(_here(seen), said="base_changed")
    except Conflict as conflict:
        return merge_page(visit, conflict)
    return redirect(_here(seen), said=said)


def _settle(visit: Visit, seen: Shared, dutch: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Do what was chosen; the key of the notice that says what was done."""
    office, actor, refused = visit.office, visit.me.actor, False
    stamp: str | None = visit.fields.one("stamp")
    if other:
        choosing.check_stamp(seen, stamp)
        book = TranslationBook(office.database, office.book.encoder)
        taken = [path for path, choice in other.items() if choice == BASE]
        kept = [path for path, choice in other.items() if choice == OURS]
        done = take_words(book, seen.base_id, seen.key, actor, taken) if taken else []
        refused = any(one.problem for one in done)
        if kept:
            keep_words(office.database, seen.base_id, seen.key, kept, actor)
        stamp = None  # what it was of is what we changed ourselves
    draft = None
    if dutch:
        draft = choosing.choose(office.book, seen.base_id, seen.key, dutch, actor, stamp=stamp)
    if refused:
        return "base_words_refused"
    return "base_taken" if draft is not None else "base_kept"


def base_verdict(visit: Visit) -> Response:
    """About the service as a whole: take it, not for us, one of ours already, keep it."""
    seen, deed = _seen(visit), visit.fields.one("do")
    visit.require("base_verdict", seen.organization)
    database, actor = visit.office.database, visit.me.actor
    try:
        if deed in ("take", "decline", "reconsider"):
            decide(visit, seen, deed)
        elif deed == "keep":
            choosing.keep_gone(database, seen.base_id, seen.key, actor)
        elif deed == "link":
            service_id = visit.fields.one("service")
            owner = (visit.office.book.published(service_id) or {}).get("organization")
            visit.require("base_verdict", owner)
            choosing.link(database, seen.base_id, seen.key, service_id, actor)
        elif deed == "unlink":
            choosing.unlink(database, seen.base_id, seen.key, actor)
        else:
            raise HTTPException(400)
    except Refused:
        said = "base_linked_already" if deed == "link" else "base_changed"
        return redirect(_here(seen), said=said)
    except UnknownService:
        return redirect(_here(seen), said="base_no_service")
    if deed == "take":
        draft = choosing.look(database, seen.base_id, seen.key)
        return redirect(f"/services/{draft.service_id}/edit", said="base_drafted", check="1")
    said = {
        "decline": "base_declined", "reconsider": "base_open", "keep": "base_kept_gone",
        "link": "base_linked", "unlink": "base_unlinked",
    }[deed]  # fmt: skip
    return redirect(_here(seen), said=said)


def _seen(visit: Visit) -> Shared:
    try:
        return choosing.look(visit.office.database, visit.part("base"), visit.part("key"))
    except UnknownService:
        raise HTTPException(404) from None


def _here(seen: Shared) -> str:
    return f"/base/{seen.base_id}/services/{seen.key}"


ROUTES = [
    route("base_service", "/base/{base}/services/{key}", base_service),
    route("base_choose", "/base/{base}/services/{key}/choose", base_choose, "POST"),
    route("base_verdict", "/base/{base}/services/{key}/verdict", base_verdict, "POST"),
]
