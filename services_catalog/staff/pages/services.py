"""``/staff/services`` and ``/staff/today``: the list, one service as it is, and the work list."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.drafts import UnknownService
from services_catalog.editing.problems import problems, read_known
from services_catalog.formatting import language_name
from services_catalog.hours import now
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, full_languages
from services_catalog.models import DraftState, Organization, Service
from services_catalog.staff.catalogue import SOON, Filter, due_lines, lines
from services_catalog.staff.forms.choices import STATES, catalogue_choices, pairs
from services_catalog.staff.forms.preview import card_of
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.vocabulary import topics

RISKS = {
    "emergency": _("nood"),
    "legal": _("recht"),
    "normal": "",
}


def home(visit: Visit) -> Response:
    """The first page after signing in: what there is to do."""
    return redirect("/today")


def today(visit: Visit) -> Response:
    """What is due for a check, and which drafts wait."""
    with visit.office.database.read() as session:
        found = lines(session)
    drafts = visit.office.book.drafts()
    titles = {line.id: line for line in found}
    due = due_lines(found, now().date())
    return page(
        visit,
        "today.html",
        late=[line for line in due if (line.days or 0) <= 0],
        soon=[line for line in due if (line.days or 0) > 0],
        soon_days=SOON,
        review=[titles[d.service_id] for d in drafts if d.state is DraftState.REVIEW],
        writing=[
            (titles[d.service_id], d.updated_at) for d in drafts if d.state is DraftState.DRAFT
        ],
        risks={key: visit.t(text) if text else "" for key, text in RISKS.items()},
        topic=lambda key: topic_label(key, visit.t) if key in topics() else key,
        notice=notice_of(visit),
    )


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
    with visit.office.database.read() as session:
        row = session.get(Service, service_id)
        state = row.state.value if row else ""
        due = row.check_due() if row and state == "published" else None
        wrong = problems(draft.document, read_known(session), visit.t)
        organization = str((published or draft.document).get("organization") or "") or None
        owner = session.get(Organization, organization) if organization else None
        owner_name = owner.name if owner else ""
        card = card_of(session, published or draft.document, visit.t)
        draft_card = card_of(session, draft.document, visit.t) if draft.saved else None
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
        card=card,
        draft_card=draft_card,
        notice=notice_of(visit),
    )


ROUTES = [
    route("home", "/", home),
    route("today", "/today", today),
    route("services", "/services", services),
    route("service", "/services/{id}", service),
]
