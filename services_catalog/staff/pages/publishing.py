"""From draft to visitors and back: hand in, send back, publish, archive, check, restore."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.drafts import Conflict, Draft, Incomplete, Refused, UnknownService
from services_catalog.editing.problems import problems, read_known
from services_catalog.editing.words import difference, read_names
from services_catalog.hours import now
from services_catalog.i18n import mark as _
from services_catalog.staff.forms.choices import STATES
from services_catalog.staff.forms.preview import card_of
from services_catalog.staff.notices import BAD, Notice, notice_of
from services_catalog.staff.pages.edit import merge_page, open_draft
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

LONGEST_REASON = 500
NEW = _("Nieuwe dienst.")


def publish(visit: Visit) -> Response:
    """What changes, in words; then the button."""
    draft = _draft(visit)
    visit.require("publish", _organization(draft))
    here = f"/services/{draft.service_id}"
    if not draft.saved:
        return redirect(here, said="same")
    if not visit.posted:
        return _publish_page(visit, draft)
    reason = _reason(visit)
    if not reason:
        return _publish_page(visit, draft, 422, "reason")
    text = visit.fields.one("version")
    version = int(text) if text.isdecimal() else draft.version
    try:
        visit.office.book.publish(draft.service_id, visit.me.actor, reason, version=version)
    except Incomplete:
        return redirect(f"{here}/edit", said="incomplete", check="1")
    except Conflict as conflict:
        return merge_page(visit, conflict)
    except Refused:
        fresh = _draft(visit)
        if fresh.version != version:
            return _publish_page(visit, fresh, 409, "changed")
        eyes = draft.updated_by == visit.me.actor
        return _publish_page(visit, fresh, 409, "four_eyes" if eyes else "database")
    return redirect(here, said="published")


def submit(visit: Visit) -> Response:
    """Hand in from the page of the service."""
    draft = open_draft(visit)
    here = f"/services/{draft.service_id}"
    try:
        visit.office.book.submit(draft.service_id, visit.me.actor)
    except Incomplete:
        return redirect(f"{here}/edit", said="incomplete", check="1")
    except UnknownService:
        return redirect(here, said="gone")
    return redirect(here, said="submitted")


def send_back(visit: Visit) -> Response:
    """Back to the writer, with a word about what is to be mended."""
    draft = _draft(visit)
    visit.require("send_back", _organization(draft))
    here = f"/services/{draft.service_id}"
    try:
        visit.office.book.send_back(draft.service_id, visit.me.actor, _reason(visit) or None)
    except UnknownService:
        return redirect(here, said="gone")
    return redirect(here, said="sent_back")


def drop(visit: Visit) -> Response:
    """Throw the draft away; what is published stays."""
    draft = open_draft(visit)
    here = f"/services/{draft.service_id}"
    text = visit.fields.one("version")
    try:
        visit.office.book.discard(
            draft.service_id, visit.me.actor, int(text) if text.isdecimal() else 0
        )
    except Refused:
        return redirect(here, said="changed")
    except UnknownService:
        return redirect(here, said="gone")
    published = visit.office.book.published(draft.service_id)
    return redirect(here if published else "/services", said="dropped")


def archive(visit: Visit) -> Response:
    """Out of sight."""
    draft = _draft(visit)
    visit.require("archive", _organization(draft))
    here = f"/services/{draft.service_id}"
    reason = _reason(visit)
    if not reason:
        return redirect(here, said="reason")
    try:
        visit.office.book.archive(draft.service_id, visit.me.actor, reason)
    except Refused as error:
        return redirect(here, said="leading" if error.services else "office")
    except UnknownService:
        return redirect(here, said="gone")
    return redirect(here, said="archived")


def unarchive(visit: Visit) -> Response:
    """Back as it was."""
    draft = _draft(visit)
    visit.require("unarchive", _organization(draft))
    here = f"/services/{draft.service_id}"
    reason = _reason(visit)
    if not reason:
        return redirect(here, said="reason")
    try:
        visit.office.book.unarchive(draft.service_id, visit.me.actor, reason)
    except Incomplete:
        return redirect(f"{here}/edit", said="incomplete", check="1")
    except UnknownService:
        return redirect(here, said="gone")
    return redirect(here, said="unarchived")


def still_right(visit: Visit) -> Response:
    """One click: somebody looked today, and all is true."""
    draft = open_draft(visit)
    try:
        entry = visit.office.book.still_right(draft.service_id, visit.me.actor)
    except UnknownService:
        return redirect(f"/services/{draft.service_id}", said="gone")
    back = "/today" if visit.fields.one("back") == "today" else f"/services/{draft.service_id}"
    return redirect(back, said="still_right" if entry else "already")


def history(visit: Visit) -> Response:
    """What happened to a service, in words, the newest first."""
    service_id = visit.part("id")
    book = visit.office.book
    entries = book.history(service_id)
    try:
        draft = book.open(service_id, visit.me.actor)
    except UnknownService:
        raise HTTPException(404) from None
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
        id=service_id,
        title=(draft.document.get("text") or {}).get("title") or service_id,
        lines=lines,
        may_restore=visit.may("restore", _organization(draft)) and not draft.saved,
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


def _publish_page(visit: Visit, draft: Draft, status: int = 200, said: str = "") -> Response:
    before = visit.office.book.published(draft.service_id)
    with visit.office.database.read() as session:
        found = problems(draft.document, read_known(session), visit.t)
        names = read_names(session)
        card = card_of(session, draft.document, visit.t)
    return page(
        visit,
        "publish.html",
        status=status,
        draft=draft,
        title=(draft.document.get("text") or {}).get("title") or draft.service_id,
        changes=difference(before, draft.document, visit.t, names) if before else [],
        new=before is None,
        wrong=found,
        card=card,
        reason=visit.fields.one("reason") or ("" if before else visit.t(NEW)),
        today=now().date().isoformat(),
        notice=Notice(visit.t(BAD[said]), "bad") if said else notice_of(visit),
    )


def _draft(visit: Visit) -> Draft:
    try:
        return visit.office.book.open(visit.part("id"), visit.me.actor)
    except UnknownService:
        raise HTTPException(404) from None


def _organization(draft: Draft) -> str | None:
    return str(draft.document.get("organization") or "") or None


def _reason(visit: Visit) -> str:
    return " ".join(visit.fields.one("reason").split())[:LONGEST_REASON]


ROUTES = [
    route("publish", "/services/{id}/publish", publish, "GET", "POST"),
    route("submit", "/services/{id}/submit", submit, "POST"),
    route("send_back", "/services/{id}/send-back", send_back, "POST"),
    route("drop", "/services/{id}/drop", drop, "POST"),
    route("archive", "/services/{id}/archive", archive, "POST"),
    route("unarchive", "/services/{id}/unarchive", unarchive, "POST"),
    route("still_right", "/services/{id}/still-right", still_right, "POST"),
    route("history", "/services/{id}/history", history),
    route("restore", "/services/{id}/restore/{revision}", restore, "POST"),
]
