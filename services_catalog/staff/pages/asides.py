"""``/staff/asides``: texts that came too late or were thrown away, to be taken up again."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.actors import same_person
from services_catalog.editing.asides import SetAside, find_aside, outcome, set_asides, take_up
from services_catalog.editing.drafts import Conflict, Refused, UnknownService
from services_catalog.editing.fields import Json
from services_catalog.editing.words import Change, difference, read_names
from services_catalog.i18n import mark as _
from services_catalog.staff.accounts import Person
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.edit import merge_page
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

HERE = "/asides"
MOST = 20
"""Texts on one page: each is merged with the text of now to say what it would change."""


Present = tuple[Json, bool, bool]
"""The text of now ({} for none), whether there is one, and whether it is a draft."""


@dataclass(frozen=True)
class Line:
    """One text, with what taking it up would change in the text of now."""

    aside: SetAside
    title: str
    exists: bool
    """Whether the service has a page: it was published once, or is being written."""
    writing: bool
    changes: list[Change]
    may_take: bool


def asides(visit: Visit) -> Response:
    """One's own; for who answers for the services, those of colleagues too."""
    service_id = visit.query("service") or None
    found = [one for one in set_asides(visit.office.database, service_id) if _sees(visit, one)]
    with visit.office.database.read() as session:
        names = read_names(session)
    asked = visit.query("page")
    last = max(1, -(-len(found) // MOST))
    number = min(max(int(asked[:4]), 1), last) if asked.isdecimal() else 1
    held: dict[str, Present] = {}
    lines = []
    for one in found[(number - 1) * MOST : number * MOST]:
        if one.service_id not in held:
            held[one.service_id] = _present(visit, one)
        lines.append(_line(visit, one, held[one.service_id], names))
    return page(
        visit,
        "asides.html",
        own=[line for line in lines if is_mine(line.aside, visit.me)],
        others=[line for line in lines if not is_mine(line.aside, visit.me)],
        total=len(found),
        number=number,
        last=last,
        service_id=service_id or "",
        service_title=names.get(service_id or "", service_id or ""),
        notice=notice_of(visit),
    )


def take(visit: Visit) -> Response:
    """On with this text: as the draft, or side by side with the draft there is."""
    one = _asked(visit)
    visit.require("edit", _organization(one.document))
    visit.require("edit", _organization(_present(visit, one)[0]))
    try:
        take_up(visit.office.book, one, visit.me.actor)
    except Conflict as conflict:
        return _choose(visit, conflict)
    except Refused:
        return redirect(HERE, said="aside_same", service=_filter(visit))
    return redirect(f"/services/{one.service_id}/edit", said="aside_taken", check="1")


def drop(visit: Visit) -> Response:
    """Away for good."""
    one = _asked(visit)
    gone = visit.office.book.drop_aside(one.id)
    return redirect(HERE, said="aside_dropped" if gone else "gone", service=_filter(visit))


def is_mine(one: SetAside, person: Person) -> bool:
    """Whether this person wrote it or set it aside."""
    return any(same_person(actor, person.actor) for actor in (one.actor, one.writer) if actor)


def own_asides(visit: Visit, service_id: str | None = None) -> int:
    """How many texts wait for whoever is signed in (of one service: those they may see)."""
    found = set_asides(visit.office.database, service_id)
    if service_id is not None:
        return sum(_sees(visit, one) for one in found)
    return sum(is_mine(one, visit.me) for one in found)


def _sees(visit: Visit, one: SetAside) -> bool:
    return is_mine(one, visit.me) or visit.may("publish", _organization(one.document))


def _asked(visit: Visit) -> SetAside:
    number = visit.part("number")
    found = find_aside(visit.office.database, int(number[:9])) if number.isdecimal() else None
    if found is None:
        raise HTTPException(404)
    if not _sees(visit, found):
        raise HTTPException(403)
    return found


def _present(visit: Visit, one: SetAside) -> Present:
    try:
        held = visit.office.book.open(one.service_id, visit.me.actor)
    except UnknownService:
        return {}, False, False
    return held.document, True, held.saved


def _line(visit: Visit, one: SetAside, held: Present, names: dict[str, str]) -> Line:
    present, exists, writing = held
    text = one.document.get("text")
    title = text.get("title") if isinstance(text, dict) else ""
    return Line(
        aside=one,
        title=names.get(one.service_id) or str(title or one.service_id),
        exists=exists,
        writing=writing,
        changes=difference(
            present,
            outcome(visit.office.database, one, present) if exists else one.document,
            visit.t,
            names,
        ),
        may_take=visit.may("edit", _organization(present))
        and visit.may("edit", _organization(one.document)),
    )


def _choose(visit: Visit, conflict: Conflict) -> Response:
    sides = (visit.t(_("De tekst die opzij lag")), visit.t(_("De tekst van nu")))
    return merge_page(visit, conflict, sides=sides)


def _organization(document: Json) -> str | None:
    return str(document.get("organization") or "") or None


def _filter(visit: Visit) -> str:
    return visit.fields.one("service")[:80]


ROUTES = [
    route("asides", HERE, asides),
    route("aside_take", f"{HERE}/{{number}}/take", take, "POST"),
    route("aside_drop", f"{HERE}/{{number}}/drop", drop, "POST"),
]
