"""``/staff/imports``: what imports brought, run by run, and deciding on many records at once."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing import decisions, inbox
from services_catalog.editing.drafts import UnknownService
from services_catalog.editing.inbox import WAITING, Kind, Line, Run
from services_catalog.editing.staging import Staged
from services_catalog.exchange.report import report_lines
from services_catalog.staff.downloads import csv_file
from services_catalog.staff.import_words import (
    KINDS,
    MEANINGS,
    SYSTEMS,
    field_name,
    field_names,
    remark_words,
    row_of,
    sheet,
)
from services_catalog.staff.import_work import may_decide, taking
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.import_new import owner_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

LONGEST_REASON = 500
LARGEST = 2**31
ALL = "all"


def imports(visit: Visit) -> Response:
    """All imports, the newest first."""
    return page(
        visit, "imports.html", runs=inbox.runs(visit.office.database),
        systems=SYSTEMS, kinds=KINDS, notice=notice_of(visit),
    )  # fmt: skip


def import_run(visit: Visit) -> Response:
    """One import: its records by what became of them."""
    run = run_of(visit)
    lines = inbox.lines(visit.office.database, run.id)
    counts = inbox.counted(lines)
    kind = visit.query("kind")
    if not kind:
        kind = next((one.value for one in WAITING if counts[one]), ALL)
    words = visit.query("q").strip()
    found = chosen(lines, kind, words)
    part, leaf = sheet(visit, len(found))
    asked = urlencode({"kind": kind, "q": words})
    seen = inbox.some(visit.office.database, [line.item for line in found[part]])
    rows = [
        (row_of(inbox.kind_of(one), one, f"/staff/imports/{run.id}/{one.item}?{asked}"),
         _deciding(visit, one))
        for one in seen
    ]  # fmt: skip
    return page(
        visit, "import_run.html",
        run=run, system=visit.t(SYSTEMS.get(run.system, run.system)), counts=counts,
        total=len(lines), kinds=KINDS, meanings=MEANINGS, kind=kind, words=words, rows=rows,
        leaf=leaf, remarks=remark_words(run.remarks), field_name=field_name,
        field_names=field_names, bulk=any(may for _row, may in rows), notice=notice_of(visit),
    )  # fmt: skip


def report(visit: Visit) -> Response:
    """Every refusal and every open field as a CSV file, as ``--report`` writes it."""
    run = run_of(visit)
    items = inbox.items(visit.office.database, run.id)
    return csv_file(report_lines(items, run.remarks), f"invoer-{run.id}")


def many(visit: Visit) -> Response:
    """Take or refuse several records at once."""
    run = run_of(visit)
    kind, words = visit.fields.one("kind"), visit.fields.one("q")
    here, back = f"/imports/{run.id}", {"kind": kind, "q": words}
    lines = inbox.lines(visit.office.database, run.id)
    if visit.fields.one("which") == "all":
        wanted = [line.item for line in chosen(lines, kind, words)]
    else:
        ticked = set(visit.fields.many("item"))
        wanted = [line.item for line in lines if str(line.item) in ticked]
    waiting = {line.item for line in lines if line.kind in WAITING}
    wanted = [item for item in wanted if item in waiting]
    if not wanted:
        return redirect(here, said="import_none", **back)
    if visit.fields.one("do") == "accept":
        parcel = visit.office.holding.take(owner_of(visit), "many")
        everything = visit.fields.one("everything") == "1"
        work = taking(visit.office, visit.me, wanted, run.id, everything=everything)
        visit.office.holding.work(parcel, work)
        return redirect(f"/imports/held/{parcel.token}")
    if visit.fields.one("do") != "reject":
        raise HTTPException(400)
    reason = visit.fields.one("reason")[:LONGEST_REASON]
    if not reason.strip():
        return redirect(here, said="reason", **back)
    mine = [
        one.item
        for one in inbox.some(visit.office.database, wanted)
        if one.item is not None and may_decide(visit.me, one, ())
    ]
    decisions.reject_many(visit.office.database, mine, visit.me.actor, reason)
    # Where they were is empty now: the next kind that waits is shown.
    return redirect(here, said="import_rejected" if mine else "import_none")


def chosen(lines: list[Line], kind: str, words: str) -> list[Line]:
    """The records of a kind that hold these words; no kind is all of them."""
    return [line for line in lines if kind in ("", ALL, line.kind) and line.holds(words)]


def run_of(visit: Visit) -> Run:
    """The import in the path."""
    number = int(visit.part("run"))
    try:
        return inbox.run(visit.office.database, number if number < LARGEST else 0)
    except UnknownService:
        raise HTTPException(404) from None


def _deciding(visit: Visit, seen: Staged) -> bool:
    return inbox.kind_of(seen) in (Kind.NEW, Kind.CHANGED) and may_decide(visit.me, seen, ())


ROUTES = [
    route("imports", "/imports", imports),
    route("import_run", "/imports/{run:int}", import_run),
    route("import_report", "/imports/{run:int}/report.csv", report),
    route("import_many", "/imports/{run:int}/many", many, "POST"),
]
