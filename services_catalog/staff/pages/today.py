"""``/staff/today``: the work list, the first page after signing in."""

from __future__ import annotations

from starlette.responses import Response

from services_catalog import field_notes
from services_catalog.editing.actors import same_person
from services_catalog.hours import now
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.models import DraftState
from services_catalog.staff.catalogue import SOON, due_lines, lines
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.asides import own_asides
from services_catalog.staff.pages.switches import name_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.staff.work import tiles
from services_catalog.switches import switched_off
from services_catalog.vocabulary import topics

RISKS = {
    "emergency": _("nood"),
    "legal": _("recht"),
    "normal": "",
}
NOTES_SHOWN = 10


def home(visit: Visit) -> Response:
    """The first page after signing in: what there is to do."""
    return redirect("/today")


def today(visit: Visit) -> Response:
    """What waits for somebody: at the top what is off, then counts with links, then the lists."""
    database = visit.office.database
    with database.read() as session:
        found = lines(session)
    titles = {line.id: line for line in found}
    # A draft may have come since the lines were read; it is there at the next look.
    drafts = [draft for draft in visit.office.book.drafts() if draft.service_id in titles]
    review = [d for d in drafts if d.state is DraftState.REVIEW]
    writing = [d for d in drafts if d.state is DraftState.DRAFT]
    notes = sorted(
        (one for some in field_notes.notes_of(database, titles).values() for one in some),
        key=lambda one: (one.created_on, one.id),
        reverse=True,
    )
    due = due_lines(found, now().date())
    mine = [
        (titles[d.service_id], d.updated_at)
        for d in writing
        if same_person(d.updated_by, visit.me.actor)
    ]
    return page(
        visit,
        "today.html",
        off=[(one, name_of(one.key, visit.t)) for one in switched_off(database)],
        tiles=tiles(
            visit,
            found,
            late=sum(
                (line.days or 0) <= 0 and visit.may("still_right", line.organization_id or None)
                for line in due
            ),
            review=[titles[d.service_id] for d in review],
            mine=len(mine),
            asides=own_asides(visit) if visit.may("asides") else 0,
            notes=len(notes),
        ),
        late=[line for line in due if (line.days or 0) <= 0],
        soon=[line for line in due if (line.days or 0) > 0],
        soon_days=SOON,
        review=[(titles[d.service_id], d) for d in review],
        mine=mine,
        writing=[
            (titles[d.service_id], d.updated_at)
            for d in writing
            if not same_person(d.updated_by, visit.me.actor)
        ],
        notes=[(one, titles[one.service_id]) for one in notes[:NOTES_SHOWN]],
        notes_total=len(notes),
        risks={key: visit.t(text) if text else "" for key, text in RISKS.items()},
        topic=lambda key: topic_label(key, visit.t) if key in topics() else key,
        notice=notice_of(visit),
    )


ROUTES = [
    route("home", "/", home),
    route("today", "/today", today),
]
