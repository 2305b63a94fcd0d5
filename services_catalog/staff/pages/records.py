"""What the pages of places, organizations, hotlines and the municipality share: form to record.

A form that cannot be saved comes back as it was typed. When somebody else was first, both texts
stand side by side, field by field.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing.fields import Json
from services_catalog.formatting import full_date
from services_catalog.hours import BRUSSELS
from services_catalog.i18n import mark as _
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.notices import BAD, Notice, notice_of
from services_catalog.staff.records.book import RecordBook
from services_catalog.staff.records.kind import Hanging, Kind, Names, Wrongs, read_known
from services_catalog.staff.records.trouble import Gone, Held, InUse, Overtaken, Refused, Wrong
from services_catalog.staff.records.words import Line, history_lines, sides
from services_catalog.staff.render import page
from services_catalog.staff.visit import PREFIX, Visit, redirect

NEW = "new"
FEW = 12
"""Lines of history on a page; the rest on request."""
BACK = _("Teruggezet naar de tekst van {day}.")
OLDER = _("Dit is de tekst van {day}. Kijk na en bewaar: dan geldt ze weer.")
VANISHED = _("Iemand haalde dit weg terwijl je schreef. Wat je typte, staat hier nog.")


@dataclass(frozen=True)
class Sheet:
    """A record on the table of one visit: the form's state before and after it was sent.

    ``held`` is None for a new record. ``old``: the revision whose text stands in the form.
    """

    kind: Kind
    path: str
    held: Held | None
    document: Json
    wrongs: Wrongs = field(default_factory=dict)
    reason: str = ""
    old: int | None = None
    notice: Notice | None = None
    version: str = ""

    @property
    def new(self) -> bool:
        """Whether nobody saved it yet."""
        return self.held is None

    @property
    def action(self) -> str:
        """Where the form goes."""
        return f"{PREFIX}{self.path}/{self.held.id if self.held else NEW}"


def open_sheet(visit: Visit, kind: Kind, path: str, record_id: str, blank: Json) -> Sheet:
    """The sheet of a record as it stands, of an older text of it, or of a new one.

    Raises:
        HTTPException: 404 for no such record.
    """
    book = RecordBook(visit.office.database)
    held = book.held(kind, record_id) if record_id != NEW else None
    asked = visit.query("revision") or visit.fields.one("revision")
    revision = int(asked) if asked.isdecimal() and len(asked) < 12 else None
    if held is None and record_id != NEW and not visit.posted:
        raise HTTPException(404)
    sheet = Sheet(kind, path, held, held.document if held else blank, old=revision,
                  version=held.version if held else "", notice=notice_of(visit))  # fmt: skip
    if revision is None or visit.posted:
        return sheet
    try:
        owner = record_id if held else _removed_id(book, kind, revision)
        text, entry = book.text_at(kind, owner, revision)
    except Gone:
        raise HTTPException(404) from None
    day = full_date(entry.at.astimezone(BRUSSELS).date(), visit.t.language)
    return replace(
        sheet,
        document=text,
        reason=visit.t(BACK, day=day),
        notice=Notice(visit.t(OLDER, day=day), "note"),
    )


def typed(visit: Visit, sheet: Sheet) -> Sheet:
    """The sheet with what was sent: of the form, or of the page that compares two texts."""
    fields = visit.fields
    document = (
        _chosen(fields, sheet.kind)
        if fields.one("do") == "merged"
        else sheet.kind.from_form(fields)
    )
    return replace(
        sheet,
        document=document,
        reason=fields.one("reason"),
        version=fields.one("version"),
        notice=None,
    )


def save(
    visit: Visit,
    sheet: Sheet,
    show: Callable[[Sheet], Response],
    done: Callable[[str, bool], Response],
) -> Response:
    """Save the sheet; ``show`` makes the form's page again, ``done`` follows the id it has."""
    book = RecordBook(visit.office.database)
    held = sheet.held
    vanished = held is None and visit.request.path_params.get("id", NEW) != NEW
    try:
        if vanished:
            raise Gone(sheet.path)
        record_id, changed = book.save(
            sheet.kind, held.id if held else None, sheet.document, visit.me.actor,
            version=sheet.version, reason=sheet.reason,
            brought_back=sheet.old if held is None else None,
        )  # fmt: skip
    except Wrong as error:
        return show(replace(sheet, wrongs=error.wrongs))
    except Overtaken as error:
        return merge_page(visit, sheet, error)
    except Gone:
        lost = Notice(visit.t(VANISHED), "bad")
        return show(replace(sheet, held=None, version="", notice=lost))
    except Refused:
        return show(replace(sheet, notice=Notice(visit.t(BAD["database"]), "bad")))
    return done(record_id, changed)


def merge_page(visit: Visit, sheet: Sheet, overtaken: Overtaken) -> Response:
    """Both texts side by side; what only one of both changed is taken without asking."""
    merged = overtaken.merged
    with visit.office.database.read() as session:
        names = read_known(session)
    return page(
        visit,
        "record_merge.html",
        status=409,
        sheet=sheet,
        action=f"{PREFIX}{sheet.path}/{overtaken.theirs.id}",
        title=sheet.kind.name(overtaken.theirs.document),
        by=overtaken.by,
        base_known=overtaken.base is not None,
        lines=sides(sheet.kind, merged, visit.t, names),
        mine={
            path: json.dumps(merged.document.get(path))
            for path in dict.fromkeys([*merged.document, *merged.conflicts])
        },
        theirs={path: json.dumps(values[2]) for path, values in merged.conflicts.items()},
        version=overtaken.theirs.version,
    )


def remove(visit: Visit, kind: Kind, path: str, record_id: str) -> Response:
    """Take a record away when nothing uses it."""
    book, here = RecordBook(visit.office.database), f"{path}/{record_id}"
    try:
        book.remove(
            kind, record_id, visit.me.actor,
            version=visit.fields.one("version"), reason=visit.fields.one("reason"),
        )  # fmt: skip
    except InUse:
        return redirect(here, said="in_use")
    except Overtaken:
        return redirect(here, said="record_changed")
    except Gone:
        return redirect(path, said="gone")
    return redirect(path, said="record_removed")


def history_of(visit: Visit, sheet: Sheet, names: Names) -> tuple[list[Line], bool]:
    """The history of a sheet's record, and whether there is more than is shown."""
    if sheet.held is None:
        return [], False
    book = RecordBook(visit.office.database)
    entries = book.history(sheet.kind, sheet.held.id)
    few = entries if visit.query("history") == "all" else entries[:FEW]
    lines = history_lines(sheet.kind, few, sheet.held.document, visit.t, names)
    return lines, len(few) < len(entries)


def form_page(visit: Visit, template: str, sheet: Sheet, **values: Any) -> Response:
    """The page of a sheet's form, with its history and what hangs on it."""
    kind = sheet.kind
    hanging: list[Hanging] = []
    with visit.office.database.read() as session:
        names = read_known(session)
        if sheet.held is not None:
            hanging = kind.hanging(session, sheet.held.id)
    lines, more = history_of(visit, sheet, names)
    labels = {key: visit.t(text) for key, text in kind.labels.items()}
    wrong = {key: said.in_words(visit.t) for key, said in sheet.wrongs.items()}
    bad = sheet.notice is not None and sheet.notice.kind == "bad" and visit.posted
    return page(
        visit,
        template,
        status=422 if wrong else 409 if bad else 200,
        sheet=sheet,
        value=lambda key: "" if (v := sheet.document.get(key)) is None else str(v),
        title=kind.name(sheet.held.document if sheet.held else sheet.document),
        wrong=wrong,
        summary=[(key, _label(kind, key, visit), text) for key, text in wrong.items()],
        labels=labels,
        names=names,
        hanging=hanging,
        lines=lines,
        more=more,
        notice=sheet.notice,
        **values,
    )


def _label(kind: Kind, name: str, visit: Visit) -> str:
    # "areas" is how the form calls the neighbourhoods' rows.
    return visit.t(kind.label("neighbourhoods" if name.startswith("areas.") else name))


def _removed_id(book: RecordBook, kind: Kind, revision: int) -> str:
    for one in book.removed(kind, limit=1000):
        if one.entry.revision == revision:
            return one.id
    raise Gone(str(revision))


def _chosen(fields: Fields, kind: Kind) -> Json:
    """The text that was put together from two, field by field."""
    found: Json = {}
    for name, text in fields.pairs():
        side, _dot, path = name.partition(".")
        if side == "mine":
            other = fields.one(f"theirs.{path}")
            chosen = other if fields.one(f"choose.{path}") == "theirs" and other else text
            try:
                found[path] = json.loads(chosen)
            except ValueError:
                raise HTTPException(400) from None
    return kind.gather(found)
