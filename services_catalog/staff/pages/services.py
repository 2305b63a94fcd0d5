"""``/staff/services``: the list, and one service as it is."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.drafts import UnknownService
from services_catalog.editing.problems import problems, read_known
from services_catalog.field_notes import notes_of
from services_catalog.formatting import language_name
from services_catalog.hours import now
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, full_languages
from services_catalog.linter import look_at
from services_catalog.models import Organization, Service
from services_catalog.staff.catalogue import Filter, lines
from services_catalog.staff.findings import address
from services_catalog.staff.forms import seen
from services_catalog.staff.forms.choices import STATES, catalogue_choices, pairs
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.asides import own_asides
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, route
from services_catalog.vocabulary import topics


def services(visit: Visit) -> Response:
    """All services, narrowed by the filter in the address."""
    asked = Filter(
        words=visit.query("q"),
        state=visit.query("state"),
        topic=visit.query("topic"),
        organization=visit.query("organization"),
        due=bool(visit.query("due")),
        untranslated=visit.query("untranslated"),
    )
    with visit.office.database.read() as session:
        every = lines(session)
        organizations = catalogue_choices(session)["organizations"]
    shown = [line for line in every if asked.fits(line)]
    return page(
        visit,
        "services.html",
        asked=asked,
        shown=shown,
        total=len(every),
        states=pairs(STATES, visit.t),
        state_names=dict(pairs(STATES, visit.t)),
        topics=[(key, topic_label(key, visit.t)) for key in topics()],
        organizations=organizations,
        tongues=[
            (code, language_name(code, visit.t.language))
            for code in full_languages()
            if code != SOURCE
        ],
        topic=lambda key: topic_label(key, visit.t) if key in topics() else key,
        notice=notice_of(visit),
    )


def service(visit: Visit) -> Response:
    """One service: its state, the card visitors see, and what may be done with it."""
    service_id = visit.part("id")
    book = visit.office.book
    try:
        draft = book.open(service_id, visit.me.actor)
    except UnknownService:
        raise HTTPException(404) from None
    published = book.published(service_id)
    language = seen.read_language(visit.query("language"))
    with visit.office.database.read() as session:
        row = session.get(Service, service_id)
        state = row.state.value if row else ""
        due = row.check_due() if row and state == "published" else None
        wrong = problems(draft.document, read_known(session), visit.t)
        organization = str((published or draft.document).get("organization") or "") or None
        owner = session.get(Organization, organization) if organization else None
        owner_name = owner.name if owner else ""
        shown = seen.seen(session, published or draft.document, language, visit.t)
        then = seen.seen(session, draft.document, language, visit.t) if draft.saved else None
    found = look_at(published, visit.office.database, translator=visit.t) if published else []
    text = draft.document.get("text") or {}
    return page(
        visit,
        "service.html",
        id=service_id,
        title=text.get("title") or service_id,
        state=state,
        state_names=dict(pairs(STATES, visit.t)),
        draft=draft if draft.saved else None,
        wrong=wrong,
        due=due,
        late=bool(due and due <= now().date()),
        organization=organization,
        owner=owner_name,
        shown=shown,
        then=then,
        tongues=seen.choices(visit.t),
        found=found,
        lead=lambda one: address(visit, one),
        notes=notes_of(visit.office.database, [service_id]).get(service_id, []),
        asides=own_asides(visit, service_id),
        notice=notice_of(visit),
    )


ROUTES = [
    route("services", "/services", services),
    route("service", "/services/{id}", service),
]
