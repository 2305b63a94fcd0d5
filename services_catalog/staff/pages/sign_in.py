"""``/staff/sign-in``: password, then the code of whoever set one up; and out again."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from services_catalog.i18n import mark as _
from services_catalog.staff.accounts import Person
from services_catalog.staff.language import remember
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import (
    Visit,
    is_secure,
    redirect,
    route,
    safe_next,
    set_cookie,
)

PENDING = 300
"""Seconds between the password and the code."""
WRONG = _("Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Kijk ze nog eens na.")
WRONG_CODE = _("Deze code klopt niet (meer). Wacht op de volgende in je app en typ die over.")
WAIT = _("Te veel pogingen. Wacht {minutes} minuten en probeer het dan opnieuw.")
TOO_LATE = _("Dat duurde te lang. Meld je opnieuw aan.")
REFUSED = {
    "unknown": _(
        "Je bent aangemeld bij de stad, maar hier heb je nog geen account. Vraag je beheerder om "
        "je uit te nodigen met je e-mailadres van de stad. Meld je daarna opnieuw aan."
    ),
    "provider": _("Aanmelden met je account van de stad lukte niet. Probeer het opnieuw."),
}


def sign_in(visit: Visit) -> Response:
    """The form, and what is sent with it."""
    if visit.person and not visit.posted:
        return redirect("/")
    if not visit.posted:
        notice = REFUSED.get(visit.query("refused"), "")
        return _form(visit, notice=visit.t(notice) if notice else "", target=visit.query("next"))
    email = visit.fields.one("email").lower()
    target = visit.fields.one("next")
    office = visit.office
    if wait := office.throttle.take(email, visit.address):
        return _form(visit, 429, notice=_wait(visit, wait), email=email, target=target)
    person = office.accounts.verify(email, visit.fields.one("password"))
    if person is None:
        return _form(visit, 401, notice=visit.t(WRONG), email=email, target=target)
    if person.has_totp:
        # The attempt stays counted until the code is right, too.
        token = _pending(visit).dumps({"id": person.id, "email": person.email})
        return page(visit, "code.html", pending=token, target=target, notice="")
    return enter(visit, person, target)


def code(visit: Visit) -> Response:
    """The second step."""
    target = visit.fields.one("next")
    try:
        known = _pending(visit).loads(visit.fields.one("pending"), max_age=PENDING)
    except BadSignature:
        return _form(visit, 401, notice=visit.t(TOO_LATE), target=target)
    office = visit.office
    notice = visit.t(WRONG_CODE)
    if wait := office.throttle.take(known["email"], visit.address):
        notice = _wait(visit, wait)
    elif office.accounts.check_totp(known["id"], visit.fields.one("code")):
        person = office.accounts.person(known["id"])
        if person:
            return enter(visit, person, target)
    return page(
        visit, "code.html", status=401, pending=visit.fields.one("pending"), target=target,
        notice=notice,
    )  # fmt: skip


def sign_out(visit: Visit) -> Response:
    """End this session."""
    visit.office.sessions.end(visit.token)
    return set_cookie(redirect("/sign-in"), visit.request, visit.office.settings, "")


def enter(visit: Visit, person: Person, target: str) -> Response:
    """A new session with a new token, whatever the browser brought."""
    office = visit.office
    office.throttle.give_back(person.email, visit.address)
    office.accounts.signed_in(person.id)
    if visit.person:
        office.sessions.end(visit.token)
    token = office.sessions.start(person.id, visit.request.headers.get("user-agent", ""))
    response = set_cookie(redirect(safe_next(target)), visit.request, office.settings, token)
    if person.language:
        # Also for pages that know no person: signed out, or an address that does not exist.
        remember(response, person.language, secure=is_secure(visit.request, office.settings))
    return response


def _pending(visit: Visit) -> URLSafeTimedSerializer:
    # Bound to this browser: a token that is seen elsewhere is of no use there.
    return URLSafeTimedSerializer(visit.office.keys.signing, salt=f"code {visit.token}")


def _wait(visit: Visit, seconds: int) -> str:
    return visit.t(WAIT, minutes=max(1, -(-seconds // 60)))


def _form(
    visit: Visit, status: int = 200, *, notice: str = "", email: str = "", target: str = ""
) -> Response:
    return page(
        visit, "sign_in.html", status=status, notice=notice, email=email, target=target,
        oidc=visit.office.settings.oidc is not None,
        said=None if notice else notice_of(visit),
        first=visit.office.accounts.nobody(),
    )  # fmt: skip


ROUTES = [
    route("sign_in", "/sign-in", sign_in, "GET", "POST"),
    route("code", "/sign-in/code", code, "POST"),
    route("sign_out", "/sign-out", sign_out, "POST"),
]
