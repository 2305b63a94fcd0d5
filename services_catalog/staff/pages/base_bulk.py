"""``/staff/base/…/follow-up``: what the base changed and we did not, taken in one click."""

from __future__ import annotations

import copy

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.base.lines import FieldState, Line
from services_catalog.base.publishing import Outcome, Result, can_follow, prepare, publish
from services_catalog.base.states import Overview, Shared, overview
from services_catalog.editing.compare import alike
from services_catalog.editing.drafts import UnknownService
from services_catalog.editing.fields import Json, empty, put
from services_catalog.editing.words import Change, difference, read_names
from services_catalog.formatting import full_date, language_name, listing
from services_catalog.hours import BRUSSELS
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.staff.notices import BAD, Notice, notice_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.translating.book import TranslationBook

SHOWN = 25
"""Services of one click."""
SECONDS = 20.0
"""No further service is begun after this: the rest waits for the next click."""
REASON = _("Uit de gedeelde basis {name}, versie van {day}.")
OUTCOMES = {
    Outcome.PUBLISHED: _("Gepubliceerd."),
    Outcome.PREPARED: _("Staat klaar in een bewerking."),
    Outcome.INCOMPLETE: _("Staat klaar, maar er moet nog iets ingevuld of verbeterd worden."),
    Outcome.WAITS: _("Staat klaar. Iemand anders moet dit publiceren of nakijken."),
    Outcome.WRITING: _("Niets gedaan: iemand schrijft aan deze dienst."),
    Outcome.NOTHING: _("Niets gedaan: er is niets meer dat volgt."),
    Outcome.FAILED: _("Niet gelukt. Open de dienst en kijk ze na."),
}


def base_bulk(visit: Visit) -> Response:
    """What would be published, in words; then one click."""
    found = _overview(visit)
    if not visit.posted:
        return _page(visit, found)
    mine = {service.key for service in _mine(visit, found)}
    keys = [key for key in visit.fields.many("key") if key in mine][:SHOWN]
    deed, here = visit.fields.one("do"), f"/base/{found.id}/follow-up"
    if not keys:
        return redirect(here, said="base_none")
    if deed == "prepare":
        results = prepare(visit.office.book, found.id, keys, visit.me.actor)
    elif deed == "publish":
        for service in found.services:
            if service.key in keys:
                visit.require("publish", service.organization)
        reason = " ".join(visit.fields.one("reason").split())[:500]
        if not reason:
            return _page(visit, found, 422, Notice(visit.t(BAD["reason"]), "bad"))
        book = TranslationBook(visit.office.database, visit.office.book.encoder)
        results = publish(
            visit.office.book, book, found.id, keys, visit.me.actor, reason, seconds=SECONDS
        )
    else:
        raise HTTPException(400)
    return _told(visit, found, results, len(keys) - len(results))


def _told(visit: Visit, found: Overview, results: list[Result], left: int) -> Response:
    """Back to the list when all went well; else what became of each."""
    good = (Outcome.PUBLISHED, Outcome.PREPARED)
    smooth = not left and all(one.outcome in good and not one.refused for one in results)
    if smooth:
        done = results[0].outcome is Outcome.PUBLISHED
        return redirect("/base", said="base_published" if done else "base_prepared")
    lines = [(one, visit.t(OUTCOMES[one.outcome])) for one in results]
    return page(visit, "shared_done.html", found=found, lines=lines, left=left)


def _overview(visit: Visit) -> Overview:
    try:
        with visit.office.database.read() as session:
            return overview(session, visit.part("base"))
    except UnknownService:
        raise HTTPException(404) from None


def _mine(visit: Visit, found: Overview) -> list[Shared]:
    """What can follow and is this person's to take."""
    return [
        service
        for service in found.services
        if can_follow(service) and visit.may("base_bulk", service.organization)
    ]


def _page(
    visit: Visit, found: Overview, status: int = 200, notice: Notice | None = None
) -> Response:
    mine = _mine(visit, found)
    with visit.office.database.read() as session:
        names = read_names(session)
        shown = {
            service.key: visit.office.book.published(service.service_id or "")
            for service in mine[:SHOWN]
            if service.writing
        }
    day = full_date(found.version.astimezone(BRUSSELS).date(), SOURCE)
    return page(
        visit,
        "shared_bulk.html",
        status=status,
        found=found,
        lines=[
            (one, _changes(visit, one, shown.get(one.key), names), _tongues(visit, one))
            for one in mine[:SHOWN]
        ],
        total=len(mine),
        may_publish=visit.may("publish"),
        reason=visit.fields.one("reason") or visit.t(REASON, name=found.name, day=day),
        notice=notice or notice_of(visit),
    )


def _changes(
    visit: Visit, service: Shared, shown: Json | None, names: dict[str, str]
) -> list[Change]:
    """What visitors would read anew: a draft that waits, and what follows on top of it."""
    before = shown if shown is not None else (service.ours or {})
    after = copy.deepcopy(service.ours or {})
    for line in service.lines:
        if line.state is FieldState.CHANGED:
            put(after, line.path, line.base)
    return difference(before, after, visit.t, names)


def _tongues(visit: Visit, service: Shared) -> str:
    """The languages whose translation follows, too: now, or once the Dutch is ours."""
    dutch = {line.path for line in service.lines if line.state is FieldState.CHANGED}

    def follows(line: Line) -> bool:
        waits = f"text.{line.path.partition('.')[2]}" in dutch
        untouched = empty(line.ours) or alike(line.ours, line.before)
        later = line.state is FieldState.WITHHELD and waits and untouched
        return later or line.state is FieldState.CHANGED

    found = [
        language_name(language, visit.t.language)
        for language, lines in service.words.items()
        if any(follows(line) for line in lines)
    ]
    return listing(found, visit.t.language) if found else ""


ROUTES = [route("base_bulk", "/base/{base}/follow-up", base_bulk, "GET", "POST")]
