"""One request of the staff pages: who asks, what was sent, and the one guard in front of it all."""

from __future__ import annotations

import hmac
import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from services_catalog.database import CatalogueUnavailable
from services_catalog.i18n import Translator
from services_catalog.languages import SOURCE
from services_catalog.models import Role
from services_catalog.staff.accounts import Person
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.language import translator_of
from services_catalog.staff.permissions import PERMISSIONS
from services_catalog.staff.settings import LOOPBACK, StaffSettings
from services_catalog.staff.uploads import TooLarge, Upload, close, read_upload, takes_files

if TYPE_CHECKING:
    from services_catalog.staff.office import Office

log = logging.getLogger(__name__)

PREFIX = "/staff"
MAX_BODY = 1024 * 1024
MAX_FIELDS = 4000
TYPED = frozenset(
    {
        "edit",
        "translate",
        "translate_place",
        "place",
        "organization_new",
        "organization_edit",
        "hotline",
        "municipality",
        "switches",
    }
)
"""Long forms, whose text must outlive a session."""


@dataclass
class Visit:
    """What a page needs. ``person`` is None only on pages open to everybody."""

    request: Request
    office: Office
    person: Person | None
    token: str
    """The session's, or that of a browser that is not signed in yet."""
    fields: Fields
    t: Translator = field(default_factory=lambda: Translator(SOURCE))
    files: Mapping[str, list[Upload]] = field(default_factory=dict)
    """By the name of their field; only on routes of ``uploads.LIMITS``."""

    @property
    def me(self) -> Person:
        """Who is signed in."""
        if self.person is None:
            raise HTTPException(403)
        return self.person

    @property
    def posted(self) -> bool:
        """Whether something was sent."""
        return self.request.method == "POST"

    @property
    def csrf(self) -> str:
        """What a form of this browser must bring back."""
        return self.office.keys.hash("csrf", self.token)

    @property
    def address(self) -> str | None:
        """Where the request comes from, for the throttle only."""
        if self.office.settings.host_mode == "proxy":
            forwarded = self.request.headers.get("x-forwarded-for", "")
            return forwarded.rpartition(",")[2].strip() or None
        return self.request.client.host if self.request.client else None

    def query(self, name: str) -> str:
        """A value of the address."""
        return str(self.request.query_params.get(name, ""))[:300]

    def part(self, name: str) -> str:
        """A piece of the path."""
        return str(self.request.path_params[name])

    def may(self, page: str, organization: str | None = None) -> bool:
        """Whether this person may open ``page``, for a service of ``organization``."""
        roles = PERMISSIONS[page]
        if roles is None:
            return True
        return self.person is not None and self.person.may_touch(roles, organization)

    def require(self, page: str, organization: str | None) -> None:
        """Refuse what the person's scope does not reach."""
        if not self.may(page, organization):
            raise HTTPException(403)

    def has(self, role: Role) -> bool:
        """Whether the person holds a role, in whatever scope."""
        return self.person is not None and role in self.person.roles


Handler = Callable[[Visit], Response]


def route(
    name: str,
    path: str,
    handler: Handler,
    *methods: str,
    oversized: Handler | None = None,
) -> Route:
    """A route behind the guard. ``name`` must stand in :data:`PERMISSIONS`.

    ``oversized`` answers to files of more bytes than ``uploads.LIMITS`` allows the route (without
    one: the page of 413).
    """
    roles = PERMISSIONS[name]

    async def guarded(request: Request) -> Response:
        office: Office = request.app.state.office
        cookie = request.cookies.get(cookie_name(request, office.settings), "")[:100]
        visit = Visit(request, office, None, cookie, Fields(), t=translator_of(request))
        try:
            visit.person = (
                await to_thread.run_sync(office.sessions.find, cookie) if cookie else None
            )
            visit.t = translator_of(request, visit.person)
            if roles is not None:
                if visit.person is None:
                    if _typed(request, name):
                        visit.fields = await _read_form(request)
                        return office.resend(visit)
                    return _to_sign_in(request)
                if not roles & visit.person.roles.keys():
                    raise HTTPException(403)
            elif visit.person is None:
                # Not signed in: the form is still bound to this one browser.
                visit.token = cookie = cookie or secrets.token_urlsafe(32)
            if request.method == "POST":
                if takes_files(request, name):
                    visit.fields, visit.files = await read_upload(request, name)
                else:
                    visit.fields = await _read_form(request)
                if _typed(request, name) and not _csrf_fits(visit):
                    return office.resend(visit)
                _check_csrf(visit)
            response = await to_thread.run_sync(handler, visit)
        except TooLarge:
            return office.sorry(visit, 413) if oversized is None else oversized(visit)
        except HTTPException as error:
            return office.sorry(visit, error.status_code)
        except (SQLAlchemyError, CatalogueUnavailable) as error:
            # Statements and parameters may hold what somebody wrote: only the kind is told.
            cause = type(getattr(error, "orig", None) or error).__name__
            log.error("The staff pages cannot use the database (%s)", cause)
            return office.sorry(visit, 503)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            log.error("%s at %s:%s", type(error).__name__, last.filename, last.lineno)
            return office.sorry(visit, 500)
        finally:
            close(visit.files)
        if roles is None and visit.person is None and not _sets_cookie(response):
            set_cookie(response, request, office.settings, cookie)
        return response

    return Route(path, guarded, methods=list(methods or ("GET",)), name=name)


def is_secure(request: Request, settings: StaffSettings) -> bool:
    """Whether cookies are ``Secure``: always, except on this very machine over plain http."""
    if (settings.public_url or "").startswith("https://"):
        return True
    return request.url.scheme == "https" or request.url.hostname not in LOOPBACK


def cookie_name(request: Request, settings: StaffSettings) -> str:
    """The prefix makes browsers take it from this very host over https alone, for ``Path=/``."""
    return "__Host-toeleider-staff" if is_secure(request, settings) else "toeleider-staff"


def set_cookie(
    response: Response, request: Request, settings: StaffSettings, token: str
) -> Response:
    """Hand the browser its token; it forgets it when it closes. The look-up reads it too."""
    response.set_cookie(
        cookie_name(request, settings),
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(request, settings),
    )
    return response


def redirect(path: str, **query: str) -> Response:
    """On to ``path`` (below the prefix), with a GET."""
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items() if value)
    return RedirectResponse(f"{PREFIX}{path}{'?' if text else ''}{text}", status_code=303)


def safe_next(text: str) -> str:
    """The path below the prefix that ``text`` leads to; the start page for anything else."""
    inside = text.startswith(f"{PREFIX}/") and not any(c in text for c in "\\\r\n")
    return text.removeprefix(PREFIX) if inside and "//" not in text and ".." not in text else "/"


def _sets_cookie(response: Response) -> bool:
    return any(name == b"set-cookie" for name, _value in response.raw_headers)


def _to_sign_in(request: Request) -> Response:
    if "fetch" in request.headers.get("x-requested-with", ""):
        return Response(status_code=401)
    path = request.url.path if request.method == "GET" else ""
    if path and request.url.query:
        path += f"?{request.url.query}"
    return redirect("/sign-in", next=path if path.rstrip("/") != PREFIX else "")


async def _read_form(request: Request) -> Fields:
    kept, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_BODY:
            raise HTTPException(413)
        kept.append(piece)
    try:
        text = b"".join(kept).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return Fields(pairs)


def _typed(request: Request, name: str) -> bool:
    """Whether this is a long form of our own page, whose text must outlive a session.

    The browser itself says where it was sent from; another site's form is never sent again.
    """
    own = request.headers.get("sec-fetch-site") == "same-origin"
    return name in TYPED and request.method == "POST" and own


def _csrf_fits(visit: Visit) -> bool:
    sent = visit.fields.one("csrf") or visit.request.headers.get("x-csrf-token", "")
    return bool(visit.token) and hmac.compare_digest(sent.encode(), visit.csrf.encode())


def _check_csrf(visit: Visit) -> None:
    if not _csrf_fits(visit):
        raise HTTPException(419 if visit.person is None else 403)
