"""``/staff/accounts``: who may work here. Making accounts and giving roles is the command line's.

An administrator sees everybody and can shut an account at once, from anywhere.
"""

from __future__ import annotations

from starlette.responses import Response

from services_catalog.i18n import mark as _
from services_catalog.models import Role
from services_catalog.staff.accounts import AccountError
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.store import utc
from services_catalog.staff.visit import Visit, redirect, route

ROLES = {
    Role.READER: _("lezen"),
    Role.TRANSLATOR: _("vertalen"),
    Role.EDITOR: _("schrijven"),
    Role.PUBLISHER: _("publiceren"),
    Role.ADMINISTRATOR: _("beheren"),
}


def accounts(visit: Visit) -> Response:
    """Everybody, with their roles; shutting and opening an account."""
    if visit.posted:
        email = visit.fields.one("email")
        active = visit.fields.one("do") == "open"
        if email == visit.me.email:  # nobody locks the last administrator out by a slip
            return redirect("/accounts")
        try:
            visit.office.accounts.set_active(email, active)
        except AccountError:
            return redirect("/accounts", said="gone")
        return redirect("/accounts", said="account")
    return page(
        visit,
        "accounts.html",
        everybody=[
            (
                account,
                [(visit.t(ROLES[held.role]), held.scope) for held in account.roles],
                utc(account.last_sign_in) if account.last_sign_in else None,
            )
            for account in visit.office.accounts.everybody()
        ],
        notice=notice_of(visit),
    )


ROUTES = [route("accounts", "/accounts", accounts, "GET", "POST")]
