"""``/staff/help``: who does what, how a change reaches visitors, each task in a few lines."""

from __future__ import annotations

from starlette.responses import Response

from services_catalog.staff.forms.roles import MEANINGS, ROLES
from services_catalog.staff.permissions import PERMISSIONS
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, route


def help_page(visit: Visit) -> Response:
    """The whole help; a task is shown to everybody, its link to whoever may follow it."""
    t = visit.t
    return page(
        visit,
        "help.html",
        roles=[(t(name), t(MEANINGS[role]), visit.has(role)) for role, name in ROLES.items()],
        there=lambda name: name in PERMISSIONS,
        may=lambda name: name in PERMISSIONS and visit.may(name),
        four_eyes=visit.office.book.four_eyes,
        administrators=visit.office.accounts.administrators(),
    )


ROUTES = [route("help", "/help", help_page)]
