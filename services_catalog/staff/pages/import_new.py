"""``/staff/imports/new``: files come in, are looked at, and are kept for staff when told so.

Between the two steps they wait in :mod:`services_catalog.staff.holding`; what was found in them
waits there too, so that paging through a thousand records does not read the files again.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from services_catalog.editing import inbox
from services_catalog.editing.inbox import Kind
from services_catalog.exchange.arrival import ENDINGS, System, recognise, unpacked
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.report import Line
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.models import Organization
from services_catalog.staff.downloads import csv_file
from services_catalog.staff.holding import Json, Parcel
from services_catalog.staff.import_words import (
    KINDS,
    MEANINGS,
    SYSTEMS,
    Row,
    field_name,
    field_names,
    sheet,
)
from services_catalog.staff.import_work import CHOICES, RESULT, keeping, looking
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.uploads import LIMITS, MB
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.text import fold

UNPACKED = 60 * MB
"""Bytes of a zip or workbook once opened; a municipality has some megabytes."""
LONGEST = 200
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
COMMAND = "toeleider exchange import {system} {file} --apply --actor NAAM"


def new(visit: Visit) -> Response:
    """Choose files; they are looked at next."""
    if not visit.posted:
        return _upload_page(visit)
    t, parcel = visit.t, visit.office.holding.take(owner_of(visit), "import")
    try:
        paths = [parcel.add(one) for one in visit.files.get("files", [])]
        system = recognise(paths)
        for path in paths:
            if unpacked(path) > UNPACKED:
                raise UnreadableFile(
                    f"{path.name} unpacks to more than {UNPACKED // MB} MB",
                    _("{file} wordt uitgepakt groter dan {mb} MB. Dat kan alleen met: {command}"),
                    file=path.name, mb=UNPACKED // MB,
                    command=COMMAND.format(system=system.value, file=path.name),
                )  # fmt: skip
    except UnreadableFile as error:
        parcel.drop()
        return _upload_page(visit, error.told(t))
    parcel.tell(system=system.value, names=[path.name for path in paths])
    if system is System.LPDC:
        _as_last_time(visit, parcel)
    visit.office.holding.work(parcel, looking(visit.office, visit.me.actor, t))
    return redirect(f"/imports/held/{parcel.token}")


def _as_last_time(visit: Visit, parcel: Parcel) -> None:
    """Whose services they are does not change from month to month: chosen as before."""
    before = inbox.last_choices(visit.office.database, System.LPDC).get("organizations") or {}
    with visit.office.database.read() as session:
        ours = set(session.scalars(select(Organization.id)))
    if kept := {address: name for address, name in before.items() if name in ours}:
        parcel.tell(CHOICES, organizations=kept)


def too_large(visit: Visit) -> Response:
    """More than the page takes: what to do instead."""
    return _upload_page(
        visit,
        visit.t(
            _("Dit is samen meer dan {mb} MB. Kies minder bestanden, of laat je beheerder dit "
              "uitvoeren: {command}"),
            mb=LIMITS["import_new"] // MB,
            command=COMMAND.format(system="lpdc", file=visit.t(_("BESTAND"))),
        ),
        413,
    )  # fmt: skip


def _upload_page(visit: Visit, wrong: str = "", status: int = 422) -> Response:
    return page(
        visit, "import_new.html", status=status if wrong else 200,
        wrong={"files": wrong} if wrong else {}, endings=",".join(ENDINGS),
        limit=LIMITS["import_new"] // MB, bytes=LIMITS["import_new"], notice=notice_of(visit),
    )  # fmt: skip


def held(visit: Visit) -> Response:
    """What would happen; then keep it, look again with other choices, or leave it."""
    parcel = _parcel(visit)
    state = parcel.read() if parcel else {}
    if parcel is None or not state:
        return redirect("/imports/new" if visit.may("import_new") else "/imports",
                        said="import_gone")  # fmt: skip
    if not visit.posted or state["state"] in ("waiting", "working"):
        return _stage_page(visit, parcel, state)
    action = visit.fields.one("do")
    if action == "drop":
        parcel.drop()
        return redirect("/imports", said="import_dropped")
    if state.get("kind") != "import" or action not in ("look", "keep"):
        raise HTTPException(400)
    visit.require("import_new", None)
    wrong = _choose(visit, parcel)
    if wrong:
        return _looked_page(visit, parcel, state, wrong)
    make = keeping if action == "keep" else looking
    visit.office.holding.work(parcel, make(visit.office, visit.me.actor, visit.t))
    return redirect(f"/imports/held/{parcel.token}")


def progress(visit: Visit) -> Response:
    """How far it is, for our script; ``ready`` when the page has something new to show."""
    parcel = _parcel(visit)
    state = parcel.read() if parcel else {}
    busy = state.get("state") in ("waiting", "working")
    return JSONResponse(
        {
            "ready": not busy,
            "done": state.get("done", 0),
            "total": state.get("total", 0),
            "said": _so_far(state, visit.t) if busy else "",
        }
    )


def held_report(visit: Visit) -> Response:
    """What was found as a CSV file."""
    parcel = _parcel(visit)
    found = parcel.read(RESULT) if parcel else {}
    if not found:
        return redirect("/imports/new", said="import_gone")
    lines = [Line("file", "", "", path, why) for path, why in found["remarks"]]
    for row in sorted(found["records"], key=lambda row: row["kind"] != Kind.REFUSED):
        for path, why in row["problems"] or [("", "")]:
            lines.append(Line(row["kind"], row["number"], row["title"], path, why))
    return csv_file(lines, "proefinvoer")


def _stage_page(visit: Visit, parcel: Parcel, state: Json) -> Response:
    if state["state"] in ("waiting", "working"):
        return page(
            visit, "import_busy.html", token=parcel.token, state=state,
            said=_so_far(state, visit.t), notice=None,
        )  # fmt: skip
    if state["state"] == "failed":
        parcel.drop()
        return page(visit, "import_failed.html", status=500, notice=None)
    if state.get("run"):
        parcel.drop()
        return redirect(f"/imports/{state['run']}", said="import_kept")
    if state["kind"] == "many":
        parcel.drop()
        return page(visit, "import_many.html", state=state, notice=None)
    if state.get("error"):
        parcel.drop()
        return _upload_page(visit, str(state["error"]))
    return _looked_page(visit, parcel, state, {})


def _looked_page(visit: Visit, parcel: Parcel, state: Json, wrong: Mapping[str, str]) -> Response:
    found, chosen = parcel.read(RESULT), parcel.read(CHOICES)
    if not found:
        return redirect("/imports/new", said="import_gone")
    rows = [Row(**row) for row in found["records"]]
    kind, words = visit.query("kind"), visit.query("q").strip()
    shown = [
        row
        for row in rows
        if kind in ("", row.kind) and fold(words) in fold(f"{row.title} {row.number}")
    ]
    part, leaf = sheet(visit, len(shown))
    with visit.office.database.read() as session:
        ours = [
            (row[0], row[1])
            for row in session.execute(
                select(Organization.id, Organization.name).order_by(Organization.name)
            )
        ]
    names = {fold(name): key for key, name in ours}
    organizations = chosen.get("organizations")
    if wrong:
        source = {key: visit.fields.one(f"source.{key}") for key in ("name", "url")}
    else:
        source = chosen.get("source") or {"name": "", "url": ""}
    return page(
        visit, "import_held.html", status=422 if wrong else 200,
        token=parcel.token, state=state, system=visit.t(SYSTEMS[state["system"]]),
        found=found, counts=Counter(row.kind for row in rows), total=len(rows),
        kinds=KINDS, meanings=MEANINGS, kind=kind, words=words, rows=shown[part], leaf=leaf,
        organizations=ours,
        # Only a very same name is suggested; nothing is taken until somebody sends the form.
        authorities=[
            one | {"ours": organizations.get(one["address"], "") if organizations is not None
                   else names.get(fold(one["name"]), "")}
            for one in found["authorities"]
        ],
        rest=(organizations or {}).get("", ""), source=source,
        field_name=field_name, field_names=field_names, wrong=wrong, notice=notice_of(visit),
    )  # fmt: skip


def _choose(visit: Visit, parcel: Parcel) -> dict[str, str]:
    """Keep what was chosen; what is wrong with it, by field."""
    fields, found = visit.fields, parcel.read(RESULT)
    organizations = {
        one["address"]: chosen
        for number, one in enumerate(found.get("authorities", []))
        if (chosen := fields.one(f"organization.{number}"))
    }
    if rest := fields.one("organization.rest"):
        organizations[""] = rest
    name, url = (" ".join(fields.one(f"source.{key}").split()) for key in ("name", "url"))
    if url and not _ADDRESS.fullmatch(url):
        return {"source.url": visit.t(_("Schrijf een adres dat begint met https://."))}
    if len(name) > LONGEST or len(url) > LONGEST:
        return {"source.name": visit.t(_("Dit is te lang."))}
    parcel.tell(CHOICES, organizations=organizations, source={"name": name, "url": url})
    return {}


def _so_far(state: Json, t: Translator) -> str:
    seconds = int(time.time() - float(state.get("began") or time.time()))
    if state.get("state") == "waiting":
        return t(_("Er is nog ander werk bezig. Dit komt erna."))
    if state.get("total"):
        return t(_("{done} van {total} diensten"), done=state["done"], total=state["total"])
    return t(_("Het bestand wordt gelezen. {seconds} seconden bezig."), seconds=seconds)


def owner_of(visit: Visit) -> str:
    """Under what things wait for this session."""
    return visit.office.keys.hash("holding", visit.token)


def _parcel(visit: Visit) -> Parcel | None:
    return visit.office.holding.find(visit.part("token"), owner_of(visit))


ROUTES = [
    route("import_new", "/imports/new", new, "GET", "POST", oversized=too_large),
    route("import_held", "/imports/held/{token}", held, "GET", "POST"),
    route("import_progress", "/imports/held/{token}/progress", progress),
    route("import_held_report", "/imports/held/{token}/report.csv", held_report),
]
