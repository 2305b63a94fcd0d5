"""``/staff/places``: locations, the way to them, and the days they are shut."""

from __future__ import annotations

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.hours import now
from services_catalog.i18n import mark as _
from services_catalog.labels import CLOSURES
from services_catalog.models import Location, Municipality
from services_catalog.staff.forms.choices import catalogue_choices, pairs
from services_catalog.staff.notices import notice_of
from services_catalog.staff.places import (
    TEXTS,
    Values,
    locations,
    next_closure,
    read_place,
    save_place,
    services_at,
    values_of,
    wrong_with,
)
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

STEP_FREE = {"yes": _("ja"), "partly": _("gedeeltelijk"), "no": _("nee")}
NEW = "new"


def places(visit: Visit) -> Response:
    """All locations."""
    today = now().date()
    with visit.office.database.read() as session:
        found = [
            (row, row.organization.name, count, next_closure(row, today))
            for row, count in locations(session)
        ]
    return page(
        visit, "places.html", places=found, closures=dict(pairs(CLOSURES, visit.t)),
        notice=notice_of(visit),
    )  # fmt: skip


def place(visit: Visit) -> Response:
    """One location, or a new one."""
    name = visit.part("id")
    with visit.office.database.read() as session:
        organizations = catalogue_choices(session)["organizations"]
        row = session.get(Location, name) if name != NEW else None
        if row is None and name != NEW:
            raise HTTPException(404)
        values = values_of(row) if row else _blank(session.scalars(select(Municipality)).first())
        used = services_at(session, name) if row else []
    visit.require("place", values["organization"] or None)
    wrong: dict[str, str] = {}
    if visit.posted:
        values = read_place(visit.fields)
        visit.require("place", values["organization"] or None)
        wrong = wrong_with(values, {key for key, _name in organizations})
        if not wrong:
            save_place(visit.office.database, None if row is None else name, values, visit.me.actor)
            return redirect("/places", said="place")
    return page(
        visit,
        "place.html",
        status=422 if wrong else 200,
        id=name,
        new=row is None,
        values=values,
        used=used,
        wrong={key: visit.t(text) for key, text in wrong.items()},
        organizations=[pair for pair in organizations if visit.may("place", pair[0])],
        step_free=pairs(STEP_FREE, visit.t),
        reasons=pairs(CLOSURES, visit.t),
        notice=None,
    )


def _blank(municipality: Municipality | None) -> Values:
    values: Values = dict.fromkeys(TEXTS, "")
    if municipality:
        values |= {"postcode": municipality.postcode, "city": municipality.name}
    return values | {"closures": []}


ROUTES = [
    route("places", "/places", places),
    route("place", "/places/{id}", place, "GET", "POST"),
]
