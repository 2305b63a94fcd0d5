"""Templates to HTML, for the staff pages."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services_catalog.formatting import clock, full_date
from services_catalog.hours import BRUSSELS, now
from services_catalog.languages import SOURCE

if TYPE_CHECKING:
    from services_catalog.staff.visit import Visit

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def static_url(name: str) -> str:
    """``/staff/static/staff.css?v=1a2b3c4d``: another content is another address."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/staff/static/{name}?v={digest}"


def day(value: date | datetime | str | None) -> str:
    """``24 november 2026``; a text that is no date as it stands."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = value.astimezone(BRUSSELS).date()
    return full_date(value, SOURCE) if value else ""


def moment(value: datetime) -> str:
    """``vandaag 14:05`` or ``24 november 2026, 14:05`` without words to translate."""
    local = value.astimezone(BRUSSELS)
    hour = clock(local, SOURCE)
    return hour if local.date() == now().date() else f"{day(local)}, {hour}"


def who(actor: str) -> str:
    """The name of an actor; the address behind it is for telling two Annes apart in the data."""
    return actor.partition(" <")[0]


environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters.update(day=day, moment=moment, who=who)
environment.globals.update(static_url=static_url)


def page(visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of ``template`` for this visit."""
    html = environment.get_template(template).render(
        _=visit.t,
        visit=visit,
        person=visit.person,
        csrf=visit.csrf if visit.token else "",
        language=visit.t.language,
        **values,
    )
    return HTMLResponse(html, status)
