"""What stands behind the visitors' pages on the same address: staff, look-up, open data.

Their rooms are in :mod:`services_catalog` and know nothing of the assistant; here they get the
database, and the look-up a way to ask it.
"""

from __future__ import annotations

from anyio import to_thread
from starlette.requests import Request
from starlette.routing import BaseRoute

from bot.web.gateway import Gateway, Turn
from bot.web.pages.render import new_id
from bot.web.settings import WebSettings
from services_catalog.desk import Desk
from services_catalog.encoder import default_encoder
from services_catalog.exchange.hsds.api import routes as hsds_routes
from services_catalog.lookup.access import Account, Colleague
from services_catalog.lookup.pages import lookup_routes
from services_catalog.lookup.second_opinion import Ask, Reply
from services_catalog.staff.app import staff_app, staff_routes
from services_catalog.staff.menu import LOOKUP
from services_catalog.staff.office import Office
from services_catalog.staff.visit import PREFIX, cookie_name

DOWNLOADS = (("pocket", "/{language}/pocket.html"), ("booklet", "/{language}/pocket.pdf"))
"""Of ``bot.web.pages.pocket``; the staff pages link to them."""


def backstage_routes(desk: Desk, gateway: Gateway, settings: WebSettings) -> list[BaseRoute]:
    """``/staff``, ``/lookup`` and ``/hsds``.

    Raises:
        services_catalog.staff.settings.StaffSettingsError: a setting that cannot be used.
    """
    staff = staff_app(desk.database, encoder=default_encoder, links=[LOOKUP], downloads=DOWNLOADS)
    return [
        *staff_routes(staff),
        *lookup_routes(
            desk,
            ask=_asking(gateway),
            account=_signed_in(staff.state.office),
            open_lookup=settings.open_lookup,
            public_url=settings.public_url or "",
            sign_in=f"{PREFIX}/sign-in",
        ),
        *hsds_routes(desk.database),
    ]


def _signed_in(office: Office) -> Account:
    """Whoever is signed in at the staff pages is known at the look-up, whatever the role."""

    async def colleague(request: Request) -> Colleague | None:
        token = request.cookies.get(cookie_name(request, office.settings), "")[:100]
        person = await to_thread.run_sync(office.sessions.find, token) if token else None
        return Colleague(person.name) if person else None

    return colleague


def _asking(gateway: Gateway) -> Ask:
    """One question in a talk of its own, as a visitor would ask it."""

    async def ask(question: str, language: str) -> Reply:
        turn = Turn(new_id(), new_id(), question, language=language, hint=language)
        reply = await gateway.answer(turn)
        return reply.public(turn.session, turn.turn)

    return ask
