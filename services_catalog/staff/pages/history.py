"""What happened to a service, in words, and bringing an older text back."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.drafts import Refused, UnknownService
from services_catalog.editing.words import difference, read_names
from services_catalog.staff.forms.choices import STATES
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.edit import open_draft
from services_catalog.staff.pages.publishing import any_draft, organization_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route


def history(visit: Visit) -> Response:
    """What happened to a service, the newest first."""
    draft = any_draft(visit)
    entries = visit.office.book.history(draft.service_id)
    with visit.office.database.read() as session:
        names = read_names(session)
    lines = []
    for entry in entries:
        changes = (
            difference(entry.before, entry.after, visit.t, names)
            if entry.before is not None and entry.after is not None
            else []
        )
        lines.append((entry, changes, visit.t(STATES[entry.state]) if entry.state else ""))
    return page(
        visit,
        "history.html",
        id=draft.service_id,
        title=(draft.document.get("text") or {}).get("title") or draft.service_id,
        lines=lines,
        may_restore=visit.may("restore", organization_of(draft)) and not draft.saved,
        writing=draft.saved,
        notice=notice_of(visit),
    )


def restore(visit: Visit) -> Response:
    """The text of a revision as a new draft."""
    open_draft(visit)
    number = visit.part("revision")
    here = f"/services/{visit.part('id')}"
    entries = visit.office.book.history(visit.part("id"))
    if not number.isdecimal() or int(number) not in [entry.revision for entry in entries]:
        raise HTTPException(404)
    try:
        visit.office.book.restore(int(number), visit.me.actor)
    except Refused:
        return redirect(f"{here}/history", said="writing")
    except UnknownService:
        return redirect(f"{here}/history", said="gone")
    return redirect(f"{here}/edit", said="restored", check="1")


ROUTES = [
    route("history", "/services/{id}/history", history),
    route("restore", "/services/{id}/restore/{revision}", restore, "POST"),
]
