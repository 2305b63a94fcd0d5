"""The service form: new, edit, autosave, and two people who wrote at the same time."""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from services_catalog.base.choosing import note_taken
from services_catalog.editing import inbox
from services_catalog.editing.asides import find_aside
from services_catalog.editing.drafts import Conflict, Draft, Incomplete, UnknownService
from services_catalog.editing.fields import Json, put, same
from services_catalog.hours import now
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.staff.findings import anchor
from services_catalog.staff.forms import seen
from services_catalog.staff.forms.checked import checked
from services_catalog.staff.forms.choices import catalogue_choices, fixed_choices, location_rows
from services_catalog.staff.forms.hints import hints
from services_catalog.staff.forms.hours_rows import write_hours
from services_catalog.staff.forms.preview import hours_preview, rule_sentence, scope_sentence
from services_catalog.staff.forms.reading import STATUSES, read_form, read_hours_form
from services_catalog.staff.forms.shared import shared_view, with_shared
from services_catalog.staff.forms.view import HINTED, form_view
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import environment, moment, page, who
from services_catalog.staff.visit import PREFIX, Visit, redirect, route
from services_catalog.staff.words import conflict_lines
from services_catalog.vocabulary import topics

SHARED = "shared:"
"""Before the path of a field whose shared text is taken instead."""
TITLE_NEEDED = _("Schrijf een titel van minstens 3 letters.")


def new(visit: Visit) -> Response:
    """Three questions, and the form is there."""
    t = visit.t
    wrong = ""
    if visit.posted:
        title = " ".join(visit.fields.one("title").split())
        organization = visit.fields.one("organization") or None
        visit.require("edit", organization)
        if len(title) >= 3:
            document = visit.office.book.open(None, visit.me.actor).document
            topic = visit.fields.one("topic")
            document["topics"] = [topic] if topic else []
            document["organization"] = organization
            document["checked_on"] = now().date().isoformat()
            document["languages"] = ["nl"]
            put(document, "text.title", title[:120])
            draft = visit.office.book.save(None, document, visit.me.actor, 0)
            return redirect(f"/services/{draft.service_id}/edit")
        wrong = t(TITLE_NEEDED)
    with visit.office.database.read() as session:
        organizations = catalogue_choices(session)["organizations"]
    return page(
        visit, "new.html", status=422 if wrong else 200, wrong=wrong,
        title=visit.fields.one("title"), topics=fixed_choices(t)["topics"],
        organizations=[pair for pair in organizations if visit.may("edit", pair[0])],
        chosen=(
            visit.fields.one("topic") or _known_topic(visit.query("topic")),
            visit.fields.one("organization"),
        ),
    )  # fmt: skip


def edit(visit: Visit) -> Response:
    """The form, and saving it."""
    draft = open_draft(visit)
    if not visit.posted:
        return _form(visit, draft, check=visit.query("check") == "1")
    try:
        kept, changed = _save(visit, draft)
    except Conflict as conflict:
        return merge_page(visit, conflict)
    here = f"/services/{draft.service_id}"
    action = visit.fields.one("do")
    if action.startswith(SHARED):
        path = action.removeprefix(SHARED)
        note_taken(visit.office.database, draft.service_id, path, visit.me.actor)
        return redirect(f"{here}/edit", said="base_text" if changed else "same")
    if action == "submit":
        try:
            visit.office.book.submit(draft.service_id, visit.me.actor)
        except Incomplete:
            return redirect(f"{here}/edit", said="incomplete", check="1")
        except UnknownService:
            return redirect(here, said="same")
        return redirect(here, said="submitted")
    if action == "place":
        return redirect("/places/new", service=draft.service_id)
    if action == "publish":
        return redirect(f"{here}/publish") if kept.saved else redirect(here, said="same")
    return redirect(f"{here}/edit", said="saved" if changed else "same", check="1")


def autosave(visit: Visit) -> Response:
    """Save what stands in the form now, and say what a visitor would read. JSON for our script."""
    draft = open_draft(visit)
    try:
        kept, _changed = _save(visit, draft)
    except Conflict as conflict:
        return JSONResponse(
            {
                "conflict": visit.t(
                    _("{name} heeft deze tekst ook veranderd. Druk op ‘Bewaar’ om te vergelijken."),
                    name=who(conflict.by),
                )
            },
            status_code=409,
        )
    return JSONResponse(
        {
            "version": kept.version,
            "said": visit.t(_("Bewaard om {time}"), time=moment(now())),
            "pieces": _pieces(visit, kept.document),
        }
    )


def merge(visit: Visit) -> Response:
    """Save the text that was chosen field by field."""
    draft = open_draft(visit)
    try:
        document = json.loads(visit.fields.one("merged"))
        version, based_on = (int(visit.fields.one(name) or 0) for name in ("version", "based_on"))
        theirs = json.loads(visit.fields.one("theirs"))
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(document, dict) or not isinstance(theirs, dict):
        raise HTTPException(400)
    for path, value in theirs.items():
        if visit.fields.one(f"choose.{path}") == "theirs":
            put(document, path, value)
    document = draft.document | document
    _check_reach(visit, document)
    try:
        visit.office.book.save(
            draft.service_id, document, visit.me.actor, version, based_on=based_on or None
        )
    except Conflict as conflict:
        return merge_page(visit, conflict)
    number = visit.fields.one("aside")
    aside = find_aside(visit.office.database, int(number[:9])) if number.isdecimal() else None
    if aside is not None and aside.service_id == draft.service_id:
        visit.office.book.drop_aside(aside.id)
    return redirect(f"/services/{draft.service_id}/edit", said="merged", check="1")


def merge_page(visit: Visit, conflict: Conflict, **shown: object) -> Response:
    """Both texts side by side; what only one of both changed is taken without asking.

    ``shown``: ``sides``, where the two are called something else than mine and theirs.
    """
    merged = conflict.merged
    return page(
        visit,
        "merge.html",
        status=409,
        conflict=conflict,
        lines=conflict_lines(merged.conflicts, conflict, visit),
        merged=json.dumps(merged.document),
        theirs=json.dumps({path: sides[2] for path, sides in merged.conflicts.items()}),
        title=(conflict.theirs.get("text") or {}).get("title") or conflict.service_id,
        **shown,
    )


def _known_topic(key: str) -> str:
    """A topic another page asks a service for; nothing for what is none."""
    return key if key in topics() else ""


def open_draft(visit: Visit) -> Draft:
    """The draft of the service in the path, which this person may write."""
    try:
        draft = visit.office.book.open(visit.part("id"), visit.me.actor)
    except UnknownService:
        raise HTTPException(404) from None
    visit.require("edit", str(draft.document.get("organization") or "") or None)
    return draft


def _check_reach(visit: Visit, document: Json) -> None:
    """Nobody gives a service away to an organization that is not theirs."""
    visit.require("edit", str(document.get("organization") or "") or None)


def _save(visit: Visit, draft: Draft) -> tuple[Draft, bool]:
    """The draft after saving, and whether that changed anything."""
    document = read_form(visit.fields, draft.document)
    if (action := visit.fields.one("do")).startswith(SHARED):
        with visit.office.database.read() as session:
            path = action.removeprefix(SHARED)
            document = with_shared(session, draft.service_id, document, path)
    _check_reach(visit, document)
    text = visit.fields.one("version")
    version = int(text) if text.lstrip("-").isdecimal() else draft.version
    if version == draft.version and same(document, draft.document):
        return draft, False
    return visit.office.book.save(draft.service_id, document, visit.me.actor, version), True


def _form(visit: Visit, draft: Draft, *, check: bool) -> Response:
    problems, advice = (
        checked(visit.office.database, draft.document, visit.t) if check else ([], [])
    )
    with visit.office.database.read() as session:
        view = form_view(session, draft.document, problems, visit.t)
        shown = seen.seen(session, draft.document, SOURCE, visit.t)
        shared = shared_view(visit, session, draft.service_id)
        brought = inbox.taken(session, draft.service_id)
    organization = str(draft.document.get("organization") or "") or None
    return page(
        visit,
        "edit.html",
        draft=draft,
        view=view,
        shared=shared,
        brought=brought,
        advice=advice,
        anchor=anchor,
        shown=shown,
        tongues=seen.choices(visit.t),
        check=check,
        may_publish=visit.may("publish", organization),
        notice=notice_of(visit),
        action=f"{PREFIX}/services/{draft.service_id}/edit",
    )


def _pieces(visit: Visit, document: Json) -> dict[str, str]:
    """Pieces of the page that follow from what was typed, by the id of their element."""
    t, fields = visit.t, visit.fields
    pieces: dict[str, Any] = {"scope-sentence": scope_sentence(document.get("scope"))}
    for status in STATUSES:
        name = f"rule.{status}"
        pieces[f"{name}.sentence"] = rule_sentence(
            fields.one(f"{name}.effect"), " ".join(fields.one(f"{name}.note").split())
        )
    found: dict[str, str] = {}
    template = environment.get_template("pieces.html").module
    for element, text in pieces.items():
        found[element] = str(template.plain(text))  # type: ignore[attr-defined]
    for field in HINTED:
        said = hints(fields.one(f"text.{field}"), t)
        found[f"text.{field}-hints"] = str(template.hint_list(said))  # type: ignore[attr-defined]
    with visit.office.database.read() as session:
        numbers = fields.numbers("locations.#.location")
        chosen = {n: fields.one(f"locations.{n}.location") for n in numbers}
        rows = location_rows(session, list(chosen.values()))
        for number in numbers:
            form = read_hours_form(fields, f"locations.{number}")
            if not form.rows and form.mode == "rows":
                continue
            preview = hours_preview(write_hours(form), rows.get(chosen[number]), t)
            element = f"locations.{number}.preview"
            found[element] = str(template.hours(preview, t))  # type: ignore[attr-defined]
    return found


ROUTES = [
    route("new", "/new", new, "GET", "POST"),
    route("edit", "/services/{id}/edit", edit, "GET", "POST"),
    route("autosave", "/services/{id}/autosave", autosave, "POST"),
    route("merge", "/services/{id}/merge", merge, "POST"),
]
