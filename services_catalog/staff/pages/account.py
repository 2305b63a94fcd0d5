"""``/staff/account``: one's own password, code and sessions."""

from __future__ import annotations

import pyotp
import segno
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from starlette.responses import Response

from services_catalog.i18n import mark as _
from services_catalog.staff.accounts import ISSUER
from services_catalog.staff.notices import notice_of
from services_catalog.staff.passwords import WeakPassword
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route, set_cookie

SETTING_UP = 900
"""Seconds to scan the picture and type the first code."""
WRONG_PASSWORD = _("Dit is niet je wachtwoord van nu.")
NOT_TWICE = _("De twee nieuwe wachtwoorden zijn niet hetzelfde.")
WRONG_CODE = _("Deze code klopt niet. Kijk of de klok van je telefoon juist staat.")
WAIT = _("Te veel pogingen. Wacht even en probeer het dan opnieuw.")


def account(visit: Visit) -> Response:
    """Who I am here, and where I am signed in."""
    return _account(visit)


def _account(visit: Visit, status: int = 200, **wrong: str) -> Response:
    return page(
        visit, "account.html", status=status, notice=notice_of(visit), wrong=wrong,
        seats=visit.office.sessions.of(visit.me.id, visit.token),
    )  # fmt: skip


def password(visit: Visit) -> Response:
    """Another password; all other browsers are signed out."""
    office, me = visit.office, visit.me
    if me.has_password:
        if office.throttle.take(me.email, visit.address):
            return _account(visit, 429, old=visit.t(WAIT))
        if not office.accounts.fits(me.id, visit.fields.one("old")):
            return _account(visit, 422, old=visit.t(WRONG_PASSWORD))
        office.throttle.give_back(me.email, visit.address)
    fresh = visit.fields.one("new")
    if fresh != visit.fields.one("again"):
        return _account(visit, 422, new=visit.t(NOT_TWICE))
    try:
        office.accounts.set_password(me.email, fresh, actor=me.actor)
    except WeakPassword as error:
        return _account(visit, 422, new=visit.t(str(error)))
    token = office.sessions.start(me.id, visit.request.headers.get("user-agent", ""))
    return set_cookie(redirect("/account", said="password"), visit.request, office.settings, token)


def code(visit: Visit) -> Response:
    """Set up the app that makes codes: the picture to scan, and the first code as a proof."""
    wrong = ""
    secret = ""
    if visit.posted:
        try:
            secret = _serializer(visit).loads(visit.fields.one("secret"), max_age=SETTING_UP)
        except BadSignature:
            return redirect("/account/code")
        if visit.office.accounts.start_totp(secret, visit.me.id, visit.fields.one("code")):
            return redirect("/account", said="code_on")
        wrong = visit.t(WRONG_CODE)
    secret = secret or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=visit.me.email, issuer_name=ISSUER)
    picture = segno.make(address, error="m").svg_inline(
        scale=5, border=2, svgclass="qr", lineclass=None, omitsize=False
    )
    return page(
        visit,
        "totp.html",
        status=422 if wrong else 200,
        wrong=wrong,
        picture=Markup(picture),  # noqa: S704 made by segno, of our own address
        spelled=" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        sealed=_serializer(visit).dumps(secret),
    )


def code_off(visit: Visit) -> Response:
    """No code any more; the password is asked again, for whoever found the screen open."""
    office, me = visit.office, visit.me
    if me.has_password:
        if office.throttle.take(me.email, visit.address):
            return _account(visit, 429, off=visit.t(WAIT))
        if not office.accounts.fits(me.id, visit.fields.one("old")):
            return _account(visit, 422, off=visit.t(WRONG_PASSWORD))
        office.throttle.give_back(me.email, visit.address)
    office.accounts.stop_totp(me.email)
    return redirect("/account", said="code_off")


def sessions(visit: Visit) -> Response:
    """Sign out one browser, or all others."""
    handle = visit.fields.one("handle")
    if handle:
        visit.office.sessions.end_one(visit.me.id, handle)
    else:
        visit.office.sessions.end_all(visit.me.id, keep=visit.token)
    return redirect("/account", said="sessions")


def _serializer(visit: Visit) -> URLSafeTimedSerializer:
    # Bound to the session: nobody can slip another secret under somebody's first code.
    return URLSafeTimedSerializer(visit.office.keys.signing, salt=f"totp {visit.token}")


ROUTES = [
    route("account", "/account", account),
    route("account_password", "/account/password", password, "POST"),
    route("account_code", "/account/code", code, "GET", "POST"),
    route("account_code_off", "/account/code/off", code_off, "POST"),
    route("account_sessions", "/account/sessions", sessions, "POST"),
]
