"""Notes that colleagues left on a service: written in the look-up, ended from here too."""

from __future__ import annotations

from starlette.responses import Response

from services_catalog import field_notes
from services_catalog.staff.visit import Visit, redirect, route


def note_end(visit: Visit) -> Response:
    """It is over before its day; a note for visitors is gone from the next answer too."""
    service_id, number = visit.part("id"), visit.part("note")
    gone = number.isdecimal() and field_notes.expire(
        visit.office.database, int(number[:9]), service_id
    )
    back = "/today" if visit.fields.one("back") == "today" else f"/services/{service_id}"
    return redirect(back, said="note_ended" if gone else "gone")


ROUTES = [route("note_end", "/services/{id}/notes/{note}/end", note_end, "POST")]
