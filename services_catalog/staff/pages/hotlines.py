"""``/staff/hotlines``: the national lines. A number is changed in two steps, with its source."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from starlette.responses import Response

from services_catalog.editing.fields import Json
from services_catalog.i18n import mark as _
from services_catalog.labels import INTENTS
from services_catalog.models import Hotline
from services_catalog.staff.forms.choices import pairs
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.records import (
    Sheet,
    form_page,
    open_sheet,
    remove,
    save,
    typed,
)
from services_catalog.staff.records.book import RecordBook
from services_catalog.staff.records.hotlines import (
    ALARMS,
    HOTLINE,
    UNSURE,
    digits,
    next_position,
)
from services_catalog.staff.records.kind import read_known
from services_catalog.staff.records.words import difference
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

PATH = "/hotlines"
_ALARMS = {alarm: INTENTS[alarm] for alarm in ALARMS}
SHOWN = {"yes": _("ja"), "no": _("nee, nog niet zeker")}


def hotlines(visit: Visit) -> Response:
    """All lines, as visitors get them per alarm, and those nobody sees."""
    with visit.office.database.read() as session:
        found = list(session.scalars(select(Hotline).order_by(Hotline.position, Hotline.id)))
    return page(
        visit, "hotlines.html", found=found, notice=notice_of(visit),
        alarms=dict(pairs(_ALARMS, visit.t)),
        removed=RecordBook(visit.office.database).removed(HOTLINE),
    )  # fmt: skip


def hotline(visit: Visit) -> Response:
    """One line: first the form, then what will change, to be confirmed at the source."""
    record_id = visit.part("id")
    with visit.office.database.read() as session:
        blank: Json = dict.fromkeys(HOTLINE.labels)
        blank |= {"alarms": [], "confirmed": False, "position": next_position(session)}
    sheet = open_sheet(visit, HOTLINE, PATH, record_id, blank)
    if not visit.posted:
        return _page(visit, sheet)
    sheet = typed(visit, sheet)
    if visit.fields.one("do") == "back":
        return _page(visit, sheet)
    if visit.fields.one("read") == "yes":
        return save(
            visit, sheet, lambda shown: _page(visit, shown),
            lambda _key, changed: redirect(PATH, said="hotline" if changed else "same"),
        )  # fmt: skip
    wrongs = RecordBook(visit.office.database).check(
        HOTLINE, sheet.held.id if sheet.held else None, sheet.document
    )
    if wrongs:
        return _page(visit, replace(sheet, wrongs=wrongs))
    return _confirm(visit, sheet)


def hotline_remove(visit: Visit) -> Response:
    """Take away a line that visitors do not see."""
    held = RecordBook(visit.office.database).held(HOTLINE, visit.part("id"))
    if held is not None and held.document["confirmed"]:
        return redirect(f"{PATH}/{held.id}", said="hotline_shown")
    return remove(visit, HOTLINE, PATH, visit.part("id"))


def _page(visit: Visit, sheet: Sheet) -> Response:
    return form_page(
        visit,
        "hotline.html",
        sheet,
        alarms=pairs(_ALARMS, visit.t),
        shown=pairs(SHOWN, visit.t),
        confirmed="yes" if sheet.document.get("confirmed") else "no",
    )


def _confirm(visit: Visit, sheet: Sheet) -> Response:
    """What changes, and a tick by whoever read the number at its source."""
    missed = visit.fields.one("step") == "confirm"
    with visit.office.database.read() as session:
        names = read_known(session)
    before = sheet.held.document if sheet.held else None
    return page(
        visit,
        "hotline_confirm.html",
        status=422 if missed else 200,
        sheet=sheet,
        document=sheet.document,
        title=HOTLINE.name(sheet.document),
        changes=difference(HOTLINE, before, sheet.document, visit.t, names),
        missed=missed,
        unsure=digits(str(sheet.document["number"])) in UNSURE and sheet.document["confirmed"],
        was_shown=bool(before and before["confirmed"]),
    )


ROUTES = [
    route("hotlines", "/hotlines", hotlines),
    route("hotline", "/hotlines/{id}", hotline, "GET", "POST"),
    route("hotline_remove", "/hotlines/{id}/remove", hotline_remove, "POST"),
]
