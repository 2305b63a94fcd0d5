"""Before publishing: what changes, what is wrong, what becomes of the answers, what it will say."""

from __future__ import annotations

from starlette.responses import Response

from services_catalog.editing.actors import same_person
from services_catalog.editing.drafts import Conflict, Draft, Incomplete, Refused
from services_catalog.editing.words import difference, read_names
from services_catalog.i18n import mark as _
from services_catalog.linter import Severity, look_at
from services_catalog.staff import foretold
from services_catalog.staff.findings import address, field_name
from services_catalog.staff.forms import seen
from services_catalog.staff.notices import BAD, Notice, notice_of
from services_catalog.staff.pages.edit import merge_page
from services_catalog.staff.pages.publishing import (
    any_draft,
    organization_of,
    reason_of,
    version_of,
)
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

NEW = _("Nieuwe dienst.")
SHOWN_AT_ONCE = 3
"""Questions of a language on the page that publishes; the page of the answers has them all."""


def publish(visit: Visit) -> Response:
    """What changes, in words; then the button."""
    draft = any_draft(visit)
    visit.require("publish", organization_of(draft))
    here = f"/services/{draft.service_id}"
    if not draft.saved:
        return redirect(here, said="same")
    if not visit.posted:
        return _publish_page(visit, draft)
    reason = reason_of(visit)
    if not reason:
        return _publish_page(visit, draft, 422, "reason")
    version = version_of(visit, draft.version)
    try:
        visit.office.book.publish(draft.service_id, visit.me.actor, reason, version=version)
    except Incomplete:
        return redirect(f"{here}/edit", said="incomplete", check="1")
    except Conflict as conflict:
        return merge_page(visit, conflict)
    except Refused:
        fresh = any_draft(visit)
        if fresh.version != version:
            return _publish_page(visit, fresh, 409, "changed")
        eyes = same_person(draft.updated_by, visit.me.actor)
        return _publish_page(visit, fresh, 409, "four_eyes" if eyes else "database")
    return redirect(here, said="published")


def answers(visit: Visit) -> Response:
    """Which questions would get other answers. For our script only the piece of the page."""
    draft = any_draft(visit)
    piece = is_fetched(visit)
    trouble, found = "", None
    try:
        foreseen = foretold.foretell(visit.office, draft)
    except foretold.NotNow as error:
        trouble = error.reason
    else:
        with visit.office.database.read() as session:
            found = foretold.view(session, foreseen, draft, visit.t)
    return page(
        visit,
        "answers_piece.html" if piece else "answers.html",
        id=draft.service_id,
        title=title_of(draft),
        saved=draft.saved,
        may_publish=visit.may("publish", organization_of(draft)),
        foretold=found,
        trouble=trouble,
        most=SHOWN_AT_ONCE if piece else 0,
    )


def card(visit: Visit) -> Response:
    """The card as a visitor of a language would see it: of the text in the making, or as it is."""
    draft = any_draft(visit)
    published = visit.office.book.published(draft.service_id)
    language = seen.read_language(visit.query("language"))
    document = published if visit.query("which") == "now" and published else draft.document
    with visit.office.database.read() as session:
        shown = seen.seen(session, document, language, visit.t)
        now = (
            seen.seen(session, published, language, visit.t)
            if published and draft.saved and not is_fetched(visit)
            else None
        )
    return page(
        visit,
        "card_piece.html" if is_fetched(visit) else "card.html",
        id=draft.service_id,
        title=title_of(draft),
        saved=draft.saved,
        shown=shown,
        now=now,
        tongues=seen.choices(visit.t),
    )


def is_fetched(visit: Visit) -> bool:
    """Whether our script asks, and puts the answer into a page that is there."""
    return visit.request.headers.get("x-requested-with") == "fetch"


def title_of(draft: Draft) -> str:
    """The title, or the id of what has none yet."""
    return str((draft.document.get("text") or {}).get("title") or draft.service_id)


def _publish_page(visit: Visit, draft: Draft, status: int = 200, said: str = "") -> Response:
    before = visit.office.book.published(draft.service_id)
    found = look_at(draft.document, visit.office.database, translator=visit.t)
    errors = [one for one in found if one.severity is Severity.ERROR]
    language = seen.read_language(visit.query("language"))
    known = None if errors else foretold.kept(visit.office, draft)
    with visit.office.database.read() as session:
        names = read_names(session)
        shown = seen.seen(session, draft.document, language, visit.t)
        answered = foretold.view(session, known, draft, visit.t) if known else None
    return page(
        visit,
        "publish.html",
        status=status,
        draft=draft,
        id=draft.service_id,
        title=title_of(draft),
        changes=difference(before, draft.document, visit.t, names) if before else [],
        new=before is None,
        errors=errors,
        warnings=[one for one in found if one.severity is Severity.WARNING],
        foretold=answered,
        to_try=(0, 0) if known else foretold.questions_to_try(visit.office),
        can_try=visit.office.encoder is not None,
        most=SHOWN_AT_ONCE,
        lead=lambda one: address(visit, one),
        field=lambda one: field_name(one, visit.t),
        shown=shown,
        tongues=seen.choices(visit.t),
        reason=visit.fields.one("reason") or ("" if before else visit.t(NEW)),
        notice=Notice(visit.t(BAD[said]), "bad") if said else notice_of(visit),
    )


ROUTES = [
    route("publish", "/services/{id}/publish", publish, "GET", "POST"),
    route("answers", "/services/{id}/answers", answers),
    route("card", "/services/{id}/card", card),
]
