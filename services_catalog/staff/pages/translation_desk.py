"""The desk: a service, the way to a place or a hotline's purpose beside its Dutch, and saving it.

The rules (who may call a text good, what may stand in it) are the book's; this page says what it
answered, and loses nothing that was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.actors import same_person
from services_catalog.editing.drafts import UnknownService
from services_catalog.formatting import language_name
from services_catalog.i18n import mark as _
from services_catalog.languages import languages
from services_catalog.models import Hotline, ServiceTranslation
from services_catalog.staff.forms.seen import Seen
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.translators import (
    Row,
    book_of,
    language_of,
    may_translate,
    past_of,
    rows_of,
    text_at,
    typed_words,
)
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.translating import places
from services_catalog.translating.book import Overtaken, Saved, WrongWords
from services_catalog.translating.checking import Wrong, wrong_words
from services_catalog.translating.origins import dutch_before
from services_catalog.translating.preview import card_in
from services_catalog.translating.queue import TO_DO, Line, Queue
from services_catalog.translating.reviewing import NotReviewer, SamePerson
from services_catalog.translating.risks import risk_of
from services_catalog.translating.rows import PlaceRow
from services_catalog.translating.units import Unit, service_units
from services_catalog.translating.words import RISK_NAMES, STATE_HELP, STATE_NAMES
from services_catalog.translating.writing import held, version_now
from services_catalog.translations import ShownState
from services_catalog.vocabulary import Risk, TranslationState

CHOICES = {"approve": TranslationState.APPROVED, "review": TranslationState.IN_REVIEW}
SAME_PERSON = _(
    "Deze tekst gaat over nood of recht, en jij schreef hem. Een collega moet hem goedkeuren."
)
NOT_REVIEWER = _(
    "Deze tekst gaat over nood of recht. Alleen een vertaler van deze taal of een publicist keurt "
    "hem goed. Kies ‘nog na te kijken’."
)


@dataclass(frozen=True)
class _Desk:
    """What is translated here, whatever it is."""

    kind: str
    id: str
    title: str
    organization: str | None
    risk: Risk
    units: Sequence[Unit]
    row: ServiceTranslation | PlaceRow | None
    version: str
    dutch_hash: str
    old: bool
    was: Mapping[str, str | None]

    @property
    def path(self) -> str:
        return self.id if self.kind == "service" else f"place/{self.kind}/{self.id}"

    @property
    def state(self) -> ShownState:
        if self.row is None:
            return ShownState.MISSING
        return ShownState.STALE if self.old else ShownState(self.row.state.value)


def desk(visit: Visit) -> Response:
    """A service beside its Dutch."""
    return _show(visit, language_of(visit))


def translate(visit: Visit) -> Response:
    """Save what was written, or only show the card it makes."""
    language = language_of(visit)
    typed, action = typed_words(visit), visit.fields.one("do")
    with visit.office.database.read() as session:
        here = _desk(session, visit, language)
    if not may_translate(visit, language, here.organization):
        raise HTTPException(403)
    if action not in CHOICES:
        wrong = wrong_words(here.units, typed, visit.t)
        return _show(visit, language, typed=typed, wrong=wrong, looking=True)
    try:
        saved = _save(visit, here, language, typed, CHOICES[action])
    except WrongWords:
        wrong = wrong_words(here.units, typed, visit.t)
        return _show(visit, language, typed=typed, wrong=wrong, status=422)
    except Overtaken as overtaken:
        return _show(visit, language, typed=typed, overtaken=overtaken, status=409)
    except SamePerson:
        return _show(visit, language, typed=typed, refused=visit.t(SAME_PERSON), status=422)
    except NotReviewer:
        return _show(visit, language, typed=typed, refused=visit.t(NOT_REVIEWER), status=422)
    return redirect(f"/translations/{language}/{here.path}", said=_said(saved))


def _save(
    visit: Visit, here: _Desk, language: str, typed: dict[str, str], state: TranslationState
) -> Saved:
    book, actor, version = book_of(visit), visit.me.actor, visit.fields.one("version")
    if here.kind == "service":
        return book.save(here.id, language, typed, actor, state=state, version=version)
    text = typed.get(here.units[0].field, "")
    return book.save_place(here.kind, here.id, language, text, actor, state=state, version=version)


def _said(saved: Saved) -> str:
    if not saved.searchable:
        return "translated_unsearchable"
    if not saved.changed:
        return "same"
    if saved.held_back:
        return "translated_held"
    good = saved.state is TranslationState.APPROVED
    return "translated_good" if good else "translated_review"


def _desk(
    session: Session,
    visit: Visit,
    language: str,
    dutch: str = "",
) -> _Desk:
    """``dutch``: hash of the Dutch somebody wrote on, where that may be an older one."""
    name, kind = visit.part("id"), visit.request.path_params.get("kind", "service")
    try:
        if kind != "service":
            owner, place_row, unit = places.place_of(session, kind, name, language)
            return _Desk(
                kind=kind, id=owner.id, title=owner.name,
                organization=None if isinstance(owner, Hotline) else owner.organization_id,
                risk=unit.risk, units=[unit], row=place_row,
                version=places.version(session, kind, name, language),
                dutch_hash=unit.source_hash, old=unit.state is ShownState.STALE, was={},
            )  # fmt: skip
        service, row = held(session, name, language)
        units = service_units(session, service, row)
        was = dutch_before(session, service, dutch) if dutch else {}
        return _Desk(
            kind=kind, id=service.id, title=service.title, organization=service.organization_id,
            risk=risk_of(topic.topic for topic in service.topics), units=units, row=row,
            version=version_now(service, row), dutch_hash=service.source_hash,
            old=row is not None and row.source_hash != service.source_hash, was=was,
        )  # fmt: skip
    except UnknownService:
        raise HTTPException(404) from None


def _show(
    visit: Visit,
    language: str,
    *,
    typed: dict[str, str] | None = None,
    wrong: Sequence[Wrong] = (),
    overtaken: Overtaken | None = None,
    refused: str = "",
    looking: bool = False,
    status: int = 200,
) -> Response:
    t = visit.t
    with visit.office.database.read() as session:
        written_on = visit.fields.one("dutch") if typed is not None else ""
        here = _desk(session, visit, language, written_on)
        notice = notice_of(visit)
        following = _next(session, language, here) if notice else None
    end = f"{here.id}/{language}" if here.kind == "service" else f"{here.kind}/{here.id}/{language}"
    changes = book_of(visit).history(end)
    taken = text_at(changes, visit.query("revision")) if typed is None else None
    rows = rows_of(
        here.units, language, t, taken[1] if taken else typed,
        stored_too=bool(overtaken or taken), was=here.was,
    )  # fmt: skip
    return page(
        visit,
        "translation.html",
        status=status,
        desk=here,
        shown=_card(visit, here, language, typed),
        code=language,
        tongue=languages()[language],
        tongue_name=language_name(language, t.language),
        rows=rows,
        lost=_lost(typed or {}, rows),
        wrong={_name(one.field): one.message for one in wrong},
        overtaken=overtaken,
        refused=refused,
        looking=looking,
        taken=taken[0] if taken else None,
        state=t(STATE_NAMES[here.state]),
        state_help=t(STATE_HELP[here.state]),
        risk=t(RISK_NAMES[here.risk]),
        grave=here.risk is not Risk.NORMAL,
        mine=bool(
            here.row and here.row.written_by and same_person(here.row.written_by, visit.me.actor)
        ),
        # What was typed was made on the text of then; only a conflict moves it on.
        version=visit.fields.one("version")
        if typed is not None and not overtaken
        else here.version,
        dutch=written_on if typed is not None and not overtaken else here.dutch_hash,
        may=may_translate(visit, language, here.organization),
        past=past_of(changes, t),
        following=following,
        notice=notice,
    )


def _card(visit: Visit, here: _Desk, language: str, typed: Mapping[str, str] | None) -> Seen | None:
    """The card of a service, of what was typed where something was."""
    if here.kind != "service":
        return None
    with visit.office.database.read() as session:
        return Seen(card_in(session, here.id, language, typed), languages()[language])


def _next(session: Session, language: str, here: _Desk) -> Line | None:
    """What to do after this one: the next in the queue, or the first of it."""
    lines = Queue(session).lines(language)
    now = [n for n, line in enumerate(lines) if (line.kind, line.id) == (here.kind, here.id)]
    after = lines[now[0] + 1 :] + lines[: now[0]] if now else lines
    return next((line for line in after if line.state in TO_DO), None)


def _lost(typed: Mapping[str, str], rows: Sequence[Row]) -> list[str]:
    """What was typed for Dutch that is there no more."""
    known = {row.name for row in rows}
    return [text for field, text in typed.items() if text and _name(field) not in known]


def _name(field: str) -> str:
    return f"w.{field.replace('/', '.')}"


ROUTES = [
    route("translation_place", "/translations/{language}/place/{kind}/{id}", desk),
    route("translate_place", "/translations/{language}/place/{kind}/{id}", translate, "POST"),
    route("translation", "/translations/{language}/{id}", desk),
    route("translate", "/translations/{language}/{id}", translate, "POST"),
]
