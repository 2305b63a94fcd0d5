"""Signing in with the city's own account: OpenID Connect, through Authlib.

Code flow with PKCE, state and nonce. Authlib keeps these three in a short signed cookie of their
own and checks issuer, audience, signature and nonce of the identity token. An account must exist
here already: the provider says who somebody is, never what they may do.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from anyio import to_thread
from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services_catalog.staff.accounts import Person
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.keys import StaffKeys
from services_catalog.staff.office import Office
from services_catalog.staff.pages.sign_in import enter
from services_catalog.staff.settings import StaffSettings
from services_catalog.staff.visit import PREFIX, Visit, redirect, safe_next

log = logging.getLogger(__name__)

BACK = "/oidc/back"
COOKIE = "toeleider-staff-oidc"
MINUTES = 10


def client(settings: StaffSettings) -> Any:
    """Authlib's client for the provider; None where the city has none."""
    if settings.oidc is None:
        return None
    found = OAuth()
    return found.register(
        name="city",
        client_id=settings.oidc.client_id,
        client_secret=settings.oidc.client_secret,
        server_metadata_url=f"{settings.oidc.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "timeout": 10,
            "trust_env": False,
        },
    )


def middleware(settings: StaffSettings, keys: StaffKeys) -> list[Middleware]:
    """The cookie in which state, nonce and PKCE verifier wait for the way back."""
    if settings.oidc is None:
        return []
    return [
        Middleware(
            SessionMiddleware,
            secret_key=keys.hash("oidc cookie"),
            session_cookie=COOKIE,
            max_age=MINUTES * 60,
            path=f"{PREFIX}/oidc",
            same_site="lax",
            https_only=(settings.public_url or "").startswith("https://"),
        )
    ]


async def start(request: Request) -> Response:
    """Off to the provider."""
    office: Office = request.app.state.office
    found = request.app.state.oidc
    if found is None or not office.settings.public_url:
        return redirect("/sign-in")
    request.session["next"] = safe_next(request.query_params.get("next", ""))
    try:
        # The address comes from the settings: a Host header is anybody's to write.
        answer: Response = await found.authorize_redirect(
            request, f"{office.settings.public_url}{PREFIX}{BACK}"
        )
    except Exception as error:  # whichever HTTP library Authlib found has errors of its own
        return _failed(error)
    return answer


async def back(request: Request) -> Response:
    """Back from the provider, with a code or with an error."""
    office: Office = request.app.state.office
    found = request.app.state.oidc
    if found is None:
        return redirect("/sign-in")
    target = str(request.session.get("next", "/"))
    try:
        token = await found.authorize_access_token(request)
    except Exception as error:  # as above; and no claim of a token that fails counts
        return _failed(error)
    claims = token.get("userinfo") or {}
    person = await to_thread.run_sync(_account, office, claims)
    if person is None:
        return redirect("/sign-in", refused="unknown")
    visit = Visit(request, office, None, "", Fields())
    request.session.clear()
    return await to_thread.run_sync(enter, visit, person, f"{PREFIX}{target}")


def _account(office: Office, claims: Mapping[str, Any]) -> Person | None:
    assert office.settings.oidc
    email = claims.get("email") if claims.get("email_verified") is True else None
    subject = str(claims.get("sub") or "")
    if not subject:
        return None
    return office.accounts.from_provider(
        office.settings.oidc.issuer, subject, str(email) if email else None
    )


def _failed(error: Exception) -> Response:
    # The description may hold codes and addresses: only the kind is told.
    log.warning("Signing in with the city's account failed (%s)", type(error).__name__)
    return redirect("/sign-in", refused="provider")


ROUTES = [
    Route("/oidc", start, name="oidc"),
    Route(BACK, back, name="oidc_back"),
]
