"""``/staff/organizations``: who offers services, what they have, and how they are reached."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.fields import Json
from services_catalog.i18n import mark as _
from services_catalog.models import Role
from services_catalog.staff.forms.choices import STATES, Pairs, pairs
from services_catalog.staff.forms.roles import ROLES
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.records import Sheet, form_page, open_sheet, remove, save, typed
from services_catalog.staff.records.book import RecordBook
from services_catalog.staff.records.kind import Hanging, read_known
from services_catalog.staff.records.listing import organizations as organization_lines
from services_catalog.staff.records.listing import places_of, services_of
from services_catalog.staff.records.organizations import (
    KINDS,
    ORGANIZATION,
    OTHER,
    people,
    phone_words,
)
from services_catalog.staff.records.words import history_lines
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

PATH = "/organizations"
COLLEAGUE = _("het account van een collega: een beheerder kan dat aanpassen")
ELSEWHERE = "*"
"""The name of no organization: whoever may work for it may work for all."""


def organizations(visit: Visit) -> Response:
    """All organizations."""
    asked = visit.query("q")
    with visit.office.database.read() as session:
        found = organization_lines(session, asked)
    return page(
        visit, "organizations.html", found=found, asked=asked, kinds=dict(pairs(KINDS, visit.t)),
        may_add=visit.may("organization_new", ELSEWHERE), notice=notice_of(visit),
        removed=RecordBook(visit.office.database).removed(ORGANIZATION),
        phone=phone_words,
    )  # fmt: skip


def organization(visit: Visit) -> Response:
    """One organization: its contact, services, places, people and history."""
    record_id = visit.part("id")
    book = RecordBook(visit.office.database)
    held = book.held(ORGANIZATION, record_id)
    if held is None:
        raise HTTPException(404)
    with visit.office.database.read() as session:
        names = read_known(session)
        services, places = services_of(session, record_id), places_of(session, record_id)
        hanging = ORGANIZATION.hanging(session, record_id)
        staff = people(session, record_id) if visit.has(Role.ADMINISTRATOR) else {}
    entries = book.history(ORGANIZATION, record_id)
    shown = entries if visit.query("history") == "all" else entries[:12]
    sheet = Sheet(ORGANIZATION, PATH, held, held.document)
    return page(
        visit,
        "organization.html",
        sheet=sheet,
        said={
            key: ORGANIZATION.say(key, value, visit.t, names) if value else ""
            for key, value in held.document.items()
        },
        services=services,
        state_names=dict(pairs(STATES, visit.t)),
        places=places,
        staff=[(name, [visit.t(ROLES[Role(role)]) for role in roles])
               for name, roles in staff.items()],
        hanging=[one if visit.has(Role.ADMINISTRATOR) else _nameless(visit, one)
                 for one in hanging],
        lines=history_lines(ORGANIZATION, shown, held.document, visit.t, names),
        more=len(shown) < len(entries),
        notice=notice_of(visit),
    )  # fmt: skip


def organization_new(visit: Visit) -> Response:
    """A new organization."""
    visit.require("organization_new", ELSEWHERE)
    return _edit(visit, "new")


def organization_edit(visit: Visit) -> Response:
    """Its name, kind and contact."""
    visit.require("organization_edit", visit.part("id"))
    return _edit(visit, visit.part("id"))


def organization_remove(visit: Visit) -> Response:
    """Take away an organization nothing hangs on."""
    visit.require("organization_remove", visit.part("id"))
    return remove(visit, ORGANIZATION, PATH, visit.part("id"))


def _edit(visit: Visit, record_id: str) -> Response:
    blank: Json = dict.fromkeys(ORGANIZATION.labels)
    sheet = open_sheet(visit, ORGANIZATION, PATH, record_id, blank)
    if not visit.posted:
        return _page(visit, sheet)
    return save(
        visit,
        typed(visit, sheet),
        lambda shown: _page(visit, shown),
        lambda key, changed: redirect(f"{PATH}/{key}", said="organization" if changed else "same"),
    )


def _page(visit: Visit, sheet: Sheet) -> Response:
    known = {*KINDS, *_used(visit)}
    kind = str(sheet.document.get("kind") or "")
    other = bool(kind) and kind not in known
    return form_page(
        visit,
        "organization_edit.html",
        sheet,
        kinds=_kinds(visit),
        kind=OTHER if other else kind,
        kind_other=kind if other else "",
        phone=phone_words(str(sheet.document.get("phone") or "")),
    )


def _nameless(visit: Visit, one: Hanging) -> Hanging:
    """Who works where is for administrators only."""
    return Hanging(one.what, "", visit.t(COLLEAGUE)) if one.what == "account" else one


def _kinds(visit: Visit) -> Pairs:
    used = [(kind, kind) for kind in _used(visit) if kind not in KINDS]
    return [*pairs(KINDS, visit.t), *used, (OTHER, visit.t(_("Anders")))]


def _used(visit: Visit) -> list[str]:
    with visit.office.database.read() as session:
        return sorted({line.row.kind for line in organization_lines(session)})


ROUTES = [
    route("organizations", "/organizations", organizations),
    route("organization_new", "/organizations/new", organization_new, "GET", "POST"),
    route("organization", "/organizations/{id}", organization),
    route("organization_edit", "/organizations/{id}/edit", organization_edit, "GET", "POST"),
    route("organization_remove", "/organizations/{id}/remove", organization_remove, "POST"),
]
