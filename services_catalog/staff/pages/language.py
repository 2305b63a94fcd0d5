"""``/staff/language``: Dutch or English, for this browser and for one's account."""

from __future__ import annotations

from starlette.responses import Response

from services_catalog.staff.language import NAMES, remember
from services_catalog.staff.visit import Visit, is_secure, redirect, route, safe_next


def language(visit: Visit) -> Response:
    """Take the other language and go on where one was."""
    chosen = visit.fields.one("language")
    response = redirect(safe_next(visit.fields.one("back")))
    if chosen not in NAMES:
        return response
    if visit.person:
        visit.office.accounts.set_language(visit.person.id, chosen)
    return remember(response, chosen, secure=is_secure(visit.request, visit.office.settings))


ROUTES = [route("language", "/language", language, "POST")]
