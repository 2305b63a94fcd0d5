"""``/staff/places``: locations, the way to them, and the days they are shut."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.drafts import EditingError
from services_catalog.editing.fields import Json
from services_catalog.hours import now
from services_catalog.labels import CLOSURES
from services_catalog.models import Location, Municipality
from services_catalog.staff.forms.choices import catalogue_choices, pairs
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
from services_catalog.staff.records.kind import read_known
from services_catalog.staff.records.listing import (
    directions_states,
    effects,
    locations,
    next_closure,
)
from services_catalog.staff.records.locations import LOCATION, STEP_FREE
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

PATH = "/places"


def places(visit: Visit) -> Response:
    """All locations."""
    today = now().date()
    asked = visit.query("q")
    with visit.office.database.read() as session:
        found = [
            (row, row.organization.name, count, next_closure(row, today))
            for row, count in locations(session, asked)
        ]
        names = read_known(session)
    return page(
        visit, "places.html", places=found, asked=asked, names=names,
        closures=dict(pairs(CLOSURES, visit.t)), notice=notice_of(visit),
        removed=RecordBook(visit.office.database).removed(LOCATION),
    )  # fmt: skip


def place(visit: Visit) -> Response:
    """One location, or a new one."""
    with visit.office.database.read() as session:
        blank = _blank(session.scalars(select(Municipality)).first())
    sheet = open_sheet(visit, LOCATION, PATH, visit.part("id"), blank)
    visit.require("place", _owner(sheet.held.document if sheet.held else sheet.document))
    if not visit.posted:
        return _page(visit, sheet)
    sheet = typed(visit, sheet)
    # Nobody gives a place away to an organization that is not theirs.
    visit.require("place", _owner(sheet.document))
    if visit.fields.one("do") == "preview":
        book = RecordBook(visit.office.database)
        wrongs = book.check(LOCATION, sheet.held.id if sheet.held else None, sheet.document)
        return _page(visit, replace(sheet, wrongs=wrongs))
    return save(visit, sheet, lambda shown: _page(visit, shown), lambda *to: _done(visit, *to))


def place_remove(visit: Visit) -> Response:
    """Take away a location where nothing is given."""
    held = RecordBook(visit.office.database).held(LOCATION, visit.part("id"))
    if held is None:
        return redirect(PATH, said="gone")
    visit.require("place_remove", held.document["organization"])
    return remove(visit, LOCATION, PATH, held.id)


def _page(visit: Visit, sheet: Sheet) -> Response:
    states: dict[str, int] = {}
    with visit.office.database.read() as session:
        organizations = catalogue_choices(session)["organizations"]
        known = read_known(session)
        here = sheet.held.id if sheet.held else ""
        found = effects(session, here, sheet.document["closures"], visit.t) if here else []
        row = session.get(Location, here) if here else None
        if row is not None and row.directions:
            states = {state.value: count for state, count in directions_states(row).items()}
    return form_page(
        visit,
        "place.html",
        sheet,
        effects=found,
        translated=states,
        preview=visit.fields.one("do") == "preview" and not sheet.wrongs,
        organizations=[pair for pair in organizations if visit.may("place", pair[0])],
        areas=sorted(known.areas.items(), key=lambda pair: pair[1]),
        step_free=pairs(STEP_FREE, visit.t),
        reasons=pairs(CLOSURES, visit.t),
        service=_service(visit),
    )


def _done(visit: Visit, record_id: str, changed: bool) -> Response:
    """To the place; for a service that waits for it, back to its form with the place in it."""
    service = _service(visit)
    if not service:
        return redirect(f"{PATH}/{record_id}", said="place" if changed else "same")
    book = visit.office.book
    try:
        draft = book.open(service, visit.me.actor)
        visit.require("edit", str(draft.document.get("organization") or "") or None)
        held = [one for one in draft.document.get("locations") or () if isinstance(one, dict)]
        if not any(one.get("location") == record_id for one in held):
            more = draft.document | {"locations": [*held, {"location": record_id}]}
            book.save(service, more, visit.me.actor, draft.version)
    except (EditingError, HTTPException):
        # The place is there all the same: it stands in the form's list.
        return redirect(f"{PATH}/{record_id}", said="place")
    return redirect(f"/services/{service}/edit", said="place_picked")


def _service(visit: Visit) -> str:
    """The service whose form waits for a new place; an id has letters, digits and dashes."""
    found = visit.query("service") or visit.fields.one("service")
    return found if found.replace("-", "").isalnum() and found.isascii() else ""


def _owner(document: Json) -> str | None:
    return document.get("organization") or None


def _blank(municipality: Municipality | None) -> Json:
    empty: Json = dict.fromkeys(LOCATION.labels)
    if municipality:
        empty |= {"postcode": municipality.postcode, "city": municipality.name}
    return empty | {"closures": []}


ROUTES = [
    route("places", "/places", places),
    route("place", "/places/{id}", place, "GET", "POST"),
    route("place_remove", "/places/{id}/remove", place_remove, "POST"),
]
