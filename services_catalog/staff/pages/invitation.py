"""``/staff/invitation/…``: the one-time link with which somebody chooses a password."""

from __future__ import annotations

from starlette.responses import Response

from services_catalog.i18n import mark as _
from services_catalog.staff.accounts import AccountError
from services_catalog.staff.pages.account import NOT_TWICE, WAIT
from services_catalog.staff.pages.sign_in import enter
from services_catalog.staff.passwords import WeakPassword
from services_catalog.staff.render import page
from services_catalog.staff.visit import PREFIX, Visit, redirect, route

SPENT = _("Deze link werkt niet (meer). Ze is al gebruikt, of ouder dan 7 dagen.")
AGAIN = _("Vraag je beheerder om een nieuwe link.")


def invitation(visit: Visit) -> Response:
    """Choose a password, and be in; who has a code set up signs in with it.

    Opening the page spends nothing: mail programs open links before people do.
    """
    office, token = visit.office, visit.part("token")[:100]
    # Every look is an attempt, given back when the link is one of ours: nobody tries them all.
    if office.throttle.take(token, visit.address):
        return _spent(visit, 429, visit.t(WAIT), "")
    person = office.invitations.whose(token)
    if person is None:
        return _spent(visit, 404, visit.t(SPENT), visit.t(AGAIN))
    office.throttle.give_back(token, visit.address)
    wrong: dict[str, str] = {}
    if visit.posted:
        fresh = visit.fields.one("new")
        if fresh != visit.fields.one("again"):
            wrong["new"] = visit.t(NOT_TWICE)
        else:
            try:
                person = office.invitations.use(token, fresh)
            except WeakPassword as error:
                wrong["new"] = visit.t(str(error))
            except AccountError:
                return _spent(visit, 404, visit.t(SPENT), visit.t(AGAIN))
            else:
                if person.has_totp:
                    return redirect("/sign-in", said="password_set")
                return enter(visit, person, f"{PREFIX}/account?said=welcome")
    return page(
        visit, "invitation.html", status=422 if wrong else 200, holder=person, wrong=wrong,
        spent="", cure="",
    )  # fmt: skip


def _spent(visit: Visit, status: int, said: str, cure: str) -> Response:
    return page(
        visit, "invitation.html", status=status, holder=None, wrong={}, spent=said, cure=cure
    )


ROUTES = [route("invitation", "/invitation/{token}", invitation, "GET", "POST")]
