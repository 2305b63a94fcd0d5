"""Templates to HTML, for the staff pages."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse

from services_catalog.formatting import clock, full_date
from services_catalog.hours import BRUSSELS, now
from services_catalog.languages import SOURCE
from services_catalog.staff.language import NAMES
from services_catalog.staff.menu import menu

if TYPE_CHECKING:
    from services_catalog.staff.visit import Visit

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def static_url(name: str) -> str:
    """``/staff/static/staff.css?v=1a2b3c4d``: another content is another address."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/staff/static/{name}?v={digest}"


def day(value: date | datetime | str | None, language: str = SOURCE) -> str:
    """``24 november 2026``; a text that is no date as it stands."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = value.astimezone(BRUSSELS).date()
    return full_date(value, language) if value else ""


def moment(value: datetime, language: str = SOURCE) -> str:
    """``14:05`` of today, else ``24 november 2026, 14:05``."""
    local = value.astimezone(BRUSSELS)
    hour = clock(local, language)
    return hour if local.date() == now().date() else f"{day(local, language)}, {hour}"


@pass_context
def _day(context: Context, value: date | datetime | str | None) -> str:
    return day(value, _language(context))


@pass_context
def _moment(context: Context, value: datetime) -> str:
    return moment(value, _language(context))


@pass_context
def _stamp(context: Context, value: datetime) -> str:
    """``24 november 2026, 14:05``, of today, too: for lists that are read later."""
    local, language = value.astimezone(BRUSSELS), _language(context)
    return f"{day(local, language)}, {clock(local, language)}"


def _language(context: Context) -> str:
    return str(getattr(context.get("_"), "language", SOURCE))


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
environment.filters.update(day=_day, moment=_moment, stamp=_stamp, who=who)
environment.globals.update(static_url=static_url, language_names=NAMES)


def page(visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of ``template`` for this visit."""
    html = environment.get_template(template).render(
        _=visit.t,
        visit=visit,
        person=visit.person,
        csrf=visit.csrf if visit.token else "",
        language=visit.t.language,
        main_menu=menu(visit) if visit.person else [],
        here=_here(visit.request),
        **values,
    )
    return HTMLResponse(html, status)


def _here(request: Request) -> str:
    """Where the switch of languages leads back to; "" where going away would lose what was typed.

    That holds for whatever a form led to: a refused text, or a link that is shown once.
    """
    if request.method != "GET":
        return ""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
