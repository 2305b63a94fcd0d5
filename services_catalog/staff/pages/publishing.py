"""What is done with a text in one click: hand in, send back, throw away, archive, check."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.drafts import Draft, Incomplete, Refused, UnknownService
from services_catalog.staff.pages.edit import open_draft
from services_catalog.staff.visit import Visit, redirect, route

LONGEST_REASON = 500


def submit(visit: Visit) -> Response:
    """Hand in from the page of the service."""
    draft = open_draft(visit)
    book, me = visit.office.book, visit.me.actor
    return _done(draft, lambda: book.submit(draft.service_id, me), "submitted")


def send_back(visit: Visit) -> Response:
    """Back to the writer, with a word about what is to be mended."""
    draft = _answered(visit, "send_back")
    book, me, reason = visit.office.book, visit.me.actor, reason_of(visit) or None
    return _done(draft, lambda: book.send_back(draft.service_id, me, reason), "sent_back")


def drop(visit: Visit) -> Response:
    """Throw the draft away; what is published stays."""
    draft = open_draft(visit)
    book, me, version = visit.office.book, visit.me.actor, version_of(visit, 0)
    published = book.published(draft.service_id)
    return _done(
        draft,
        lambda: book.discard(draft.service_id, me, version),
        "dropped",
        "" if published else "/services",
    )


def archive(visit: Visit) -> Response:
    """Out of sight."""
    draft = _answered(visit, "archive")
    book, me, reason = visit.office.book, visit.me.actor, reason_of(visit)
    return _done(
        draft,
        lambda: book.archive(draft.service_id, me, reason),
        "archived" if reason else "",
        refused=lambda error: "leading" if error.services else "office",
    )


def unarchive(visit: Visit) -> Response:
    """Back as it was."""
    draft = _answered(visit, "unarchive")
    book, me, reason = visit.office.book, visit.me.actor, reason_of(visit)
    return _done(
        draft,
        lambda: book.unarchive(draft.service_id, me, reason),
        "unarchived" if reason else "",
    )


def still_right(visit: Visit) -> Response:
    """One click: somebody looked today, and all is true."""
    draft = open_draft(visit)
    book, me = visit.office.book, visit.me.actor
    back = "/today" if visit.fields.one("back") == "today" else ""
    noted: list[object] = []

    def note() -> None:
        noted.append(book.still_right(draft.service_id, me))

    return _done(draft, note, lambda: "still_right" if noted[0] else "already", back)


def any_draft(visit: Visit) -> Draft:
    """The text of the service in the path, which everybody may look at."""
    try:
        return visit.office.book.open(visit.part("id"), visit.me.actor)
    except UnknownService:
        raise HTTPException(404) from None


def organization_of(draft: Draft) -> str | None:
    """Whose the service is."""
    return str(draft.document.get("organization") or "") or None


def reason_of(visit: Visit) -> str:
    """Why it is done, on one line."""
    return " ".join(visit.fields.one("reason").split())[:LONGEST_REASON]


def version_of(visit: Visit, otherwise: int) -> int:
    """The version of the text that stood on the page."""
    text = visit.fields.one("version")
    return int(text) if text.isdecimal() else otherwise


def _answered(visit: Visit, deed: str) -> Draft:
    """The text, for who may answer for it."""
    draft = any_draft(visit)
    visit.require(deed, organization_of(draft))
    return draft


def _changed(_error: Refused) -> str:
    return "changed"


def _done(
    draft: Draft,
    deed: Callable[[], object],
    said: str | Callable[[], str],
    to: str = "",
    *,
    refused: Callable[[Refused], str] = _changed,
) -> Response:
    """Do it, and say how that went. Every error of the book is a sentence on a page.

    ``said``: the notice; empty when a reason misses, and nothing is done. ``to``: where to go
    afterwards, if not to the page of the service.
    """
    here = f"/services/{draft.service_id}"
    if not said:
        return redirect(here, said="reason")
    try:
        deed()
    except Incomplete:
        return redirect(f"{here}/edit", said="incomplete", check="1")
    except UnknownService:
        return redirect(here, said="gone")
    except Refused as error:
        return redirect(here, said=refused(error))
    return redirect(to or here, said=said if isinstance(said, str) else said())


ROUTES = [
    route("submit", "/services/{id}/submit", submit, "POST"),
    route("send_back", "/services/{id}/send-back", send_back, "POST"),
    route("drop", "/services/{id}/drop", drop, "POST"),
    route("archive", "/services/{id}/archive", archive, "POST"),
    route("unarchive", "/services/{id}/unarchive", unarchive, "POST"),
    route("still_right", "/services/{id}/still-right", still_right, "POST"),
]
