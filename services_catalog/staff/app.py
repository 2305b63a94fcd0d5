"""The staff pages as one application, to be mounted at ``/staff``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.encoder import Encoder
from services_catalog.settings import load_settings
from services_catalog.staff import oidc
from services_catalog.staff.accounts import AccountBook
from services_catalog.staff.holding import Holding
from services_catalog.staff.invitations import Invitations
from services_catalog.staff.keys import read_keys
from services_catalog.staff.language import translator_of
from services_catalog.staff.office import Office
from services_catalog.staff.pages import (
    account,
    accounts,
    asides,
    base,
    base_bulk,
    base_service,
    before,
    edit,
    exports,
    findings,
    help,
    history,
    hotlines,
    import_item,
    import_new,
    imports,
    invitation,
    language,
    municipality,
    needs,
    notes,
    organizations,
    places,
    publishing,
    services,
    sign_in,
    switches,
    today,
    translation_desk,
    translation_files,
    translations,
)
from services_catalog.staff.passwords import Passwords
from services_catalog.staff.render import STATIC, environment
from services_catalog.staff.sessions import SessionBook
from services_catalog.staff.settings import StaffSettings, load_staff_settings
from services_catalog.staff.throttle import Throttle
from services_catalog.staff.visit import PREFIX

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def staff_app(
    database: Database,
    book: EditingBook | None = None,
    settings: StaffSettings | None = None,
    *,
    passwords: Passwords | None = None,
    extra: list[BaseRoute] | None = None,
    downloads: Sequence[tuple[str, str]] = (),
    encoder: Callable[[], Encoder] | None = None,
    links: Sequence[tuple[str, str]] = (),
) -> Starlette:
    """The application. ``passwords``: cheaper hashing for tests.

    ``extra``: routes of other rooms (translating, looking up), made with
    :func:`~services_catalog.staff.visit.route` so that they stand behind the same guard.
    ``links``: addresses and msgids that other rooms add to the menu.
    ``downloads``, ``encoder``: see :class:`~services_catalog.staff.office.Office`.

    Raises:
        StaffSettingsError: the environment holds a setting that cannot be used.
    """
    settings = settings or load_staff_settings()
    keys = read_keys(settings.key)
    app = Starlette(
        routes=[
            Mount("/static", Lasting(directory=STATIC), name="static"),
            *sign_in.ROUTES,
            *oidc.ROUTES,
            *account.ROUTES,
            *services.ROUTES,
            *today.ROUTES,
            *notes.ROUTES,
            *needs.ROUTES,
            *switches.ROUTES,
            *asides.ROUTES,
            *edit.ROUTES,
            *before.ROUTES,
            *publishing.ROUTES,
            *history.ROUTES,
            *findings.ROUTES,
            *imports.ROUTES,
            *import_new.ROUTES,
            *import_item.ROUTES,
            *exports.ROUTES,
            *places.ROUTES,
            *organizations.ROUTES,
            *hotlines.ROUTES,
            *municipality.ROUTES,
            *base.ROUTES,
            *base_service.ROUTES,
            *base_bulk.ROUTES,
            *translations.ROUTES,
            *translation_files.ROUTES,
            *translation_desk.ROUTES,
            *accounts.ROUTES,
            *invitation.ROUTES,
            *language.ROUTES,
            *help.ROUTES,
            *(extra or ()),
        ],
        middleware=[Middleware(Headers), *oidc.middleware(settings, keys)],
        exception_handlers={HTTPException: _refused},
    )
    # Starlette would redirect to an absolute address made from the Host header.
    app.router.redirect_slashes = False
    app.state.office = Office(
        database=database,
        book=book or EditingBook(database),
        settings=settings,
        keys=keys,
        accounts=AccountBook(database, keys, passwords),
        invitations=Invitations(database, passwords),
        sessions=SessionBook(database, settings),
        throttle=Throttle(database, keys),
        encoder=encoder,
        holding=Holding(load_settings().state_directory / "waiting"),
        downloads=downloads,
        extra=links,
    )
    app.state.oidc = oidc.client(settings)
    return app


def staff_routes(app: Starlette) -> list[BaseRoute]:
    """The routes by which another application carries the staff pages; "/staff" leads in, too."""

    async def lead_in(_request: Request) -> Response:
        return RedirectResponse(f"{PREFIX}/", status_code=303)

    return [Route(PREFIX, lead_in), Mount(PREFIX, app=app)]


async def _refused(request: Request, error: Exception) -> Response:
    """404 and 405 of addresses that are no page; pages themselves say it behind the guard."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    t = translator_of(request)
    html = environment.get_template("error.html").render(
        _=t, visit=None, person=None, csrf="", language=t.language, code=status
    )
    return HTMLResponse(html, status)


class Headers:
    """Security headers on everything, and ``no-store`` on all that does not say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers added to the response's start."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


class Lasting(StaticFiles):
    """Style sheet and script, cached for a year under the hash in their address."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """As ever, with a long life."""
        response: Response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
