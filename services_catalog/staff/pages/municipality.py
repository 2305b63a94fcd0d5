"""``/staff/municipality``: its name, the office everybody is led to, its neighbourhoods."""

from __future__ import annotations

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.models import Location, Municipality
from services_catalog.staff.forms.choices import catalogue_choices
from services_catalog.staff.pages.records import Sheet, form_page, open_sheet, save, typed
from services_catalog.staff.records.municipality import MUNICIPALITY
from services_catalog.staff.visit import Visit, redirect, route


def municipality(visit: Visit) -> Response:
    """The form."""
    with visit.office.database.read() as session:
        record_id = session.scalar(select(Municipality.id))
    if record_id is None:
        raise HTTPException(404)
    sheet = open_sheet(visit, MUNICIPALITY, "/municipality", record_id, {})
    if not visit.posted:
        return _page(visit, sheet)
    return save(
        visit,
        typed(visit, sheet),
        lambda shown: _page(visit, shown),
        lambda _key, changed: redirect("/municipality", said="municipality" if changed else "same"),
    )


def _page(visit: Visit, sheet: Sheet) -> Response:
    with visit.office.database.read() as session:
        services = catalogue_choices(session)["services"]
        used: dict[str, int] = {}
        for area in session.scalars(select(Location.neighbourhood)):
            if area:
                used[area] = used.get(area, 0) + 1
    return form_page(visit, "municipality.html", sheet, services=services, used=used)


ROUTES = [route("municipality", "/municipality", municipality, "GET", "POST")]
