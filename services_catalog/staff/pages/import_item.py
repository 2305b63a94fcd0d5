"""``/staff/imports/…/…``: one record, field by field beside ours; take it or say no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.editing import decisions, inbox
from services_catalog.editing.drafts import Conflict, Refused, UnknownService
from services_catalog.editing.fields import flatten
from services_catalog.editing.inbox import WAITING, kind_of
from services_catalog.editing.normal import normal_fields
from services_catalog.editing.staging import Staged
from services_catalog.editing.words import Names, read_names
from services_catalog.i18n import mark as _
from services_catalog.staff.import_words import KINDS, SYSTEMS, content, field_name
from services_catalog.staff.import_work import may_decide
from services_catalog.staff.notices import BAD, Notice, notice_of
from services_catalog.staff.pages.imports import LARGEST, LONGEST_REASON, chosen, run_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.staff.words import value_words

NEVER = _("Niet bekend: dit nam nog niemand over.")


@dataclass(frozen=True)
class Field:
    """One field in which the source and we are not alike."""

    path: str
    label: str
    source: str
    ours: str
    base: str
    taken: bool
    """Whether it is proposed: the source changed it, and nobody here did."""


def item(visit: Visit) -> Response:
    """A record beside ours."""
    return _item_page(visit, _seen(visit))


def accept(visit: Visit) -> Response:
    """Take it, or these fields of it, into a draft."""
    seen = _seen(visit)
    assert seen.item is not None
    fields: list[str] | None = None
    if seen.comparison is not None:
        known = [*seen.comparison.proposed, *seen.comparison.differs]
        ticked = {"ours": [], "all": known}.get(visit.fields.one("do"), visit.fields.many("field"))
        # A field that became alike meanwhile was ticked on a page of before.
        fields = [path for path in ticked if path in known]
    if not may_decide(visit.me, seen, fields):
        raise HTTPException(403)
    if seen.comparison is not None and not fields and visit.fields.one("do") != "ours":
        return _item_page(visit, seen, 422, "import_none")
    try:
        draft = decisions.accept(visit.office.book, seen.item, visit.me.actor, fields)
    except Refused:
        return _back(visit, seen, "import_decided")
    except Conflict:
        return _back(visit, seen, "import_saved")
    if fields == []:
        return _onward(visit, seen, "import_ours")
    if visit.fields.one("do") == "next":
        return _onward(visit, seen, "import_taken")
    return redirect(f"/services/{draft.service_id}/edit", check="1", said="import_taken")


def reject(visit: Visit) -> Response:
    """Say no, with the reason."""
    seen = _seen(visit)
    assert seen.item is not None
    if not may_decide(visit.me, seen, ()):
        raise HTTPException(403)
    reason = visit.fields.one("reason")[:LONGEST_REASON]
    if not reason.strip():
        return _item_page(visit, seen, 422, "reason")
    try:
        decisions.reject(visit.office.database, seen.item, visit.me.actor, reason)
    except Refused:
        return _back(visit, seen, "import_decided")
    return _onward(visit, seen, "import_rejected")


def _item_page(visit: Visit, seen: Staged, status: int = 200, said: str = "") -> Response:
    run = run_of(visit)
    kind = kind_of(seen)
    with visit.office.database.read() as session:
        names = read_names(session)
    fields = _fields(visit, seen, names)
    before, after, number, total = _around(visit, seen)
    waits = kind in WAITING
    becomes = str(seen.document.get("organization") or "") or None
    equal = len(flatten(normal_fields(seen.document))) - len(fields)
    problems: dict[str, list[str]] = {}
    for problem in seen.problems:
        problems.setdefault(field_name(problem.path, visit.t), []).append(problem.message)
    return page(
        visit, "import_item.html", status=status,
        run=run, system=visit.t(SYSTEMS.get(run.system, run.system)), seen=seen, kind=kind,
        kinds=KINDS, fields=fields, equal=max(0, equal), problems=problems,
        content=[] if seen.comparison else content(seen, visit),
        waits=waits, may=waits and may_decide(visit.me, seen, ()),
        elsewhere=names.get(becomes, becomes) if becomes and not visit.may(
            "import_accept", becomes) else "",
        note=seen.note or "", before=before, after=after, number=number, total=total,
        list_kind=_asked(visit, "kind"), words=_asked(visit, "q"),
        title=names.get(seen.service_id or "", seen.title), reason=visit.fields.one("reason"),
        notice=Notice(visit.t(BAD[said]), "bad") if said else notice_of(visit),
    )  # fmt: skip


def _fields(visit: Visit, seen: Staged, names: Names) -> list[Field]:
    found = seen.comparison
    if found is None:
        return []
    base = flatten(seen.base) if seen.base is not None else None
    sides: Sequence[tuple[Mapping[str, tuple[Any, Any]], bool]] = (
        (found.proposed, True),
        (found.differs, False),
    )
    return [
        Field(
            path=path,
            label=field_name(path, visit.t),
            source=value_words(path, theirs, visit, names),
            ours=value_words(path, ours, visit, names),
            base=visit.t(NEVER) if base is None
            else value_words(path, base.get(path), visit, names),
            taken=taken,
        )
        for several, taken in sides
        for path, (ours, theirs) in several.items()
    ]  # fmt: skip


def _around(visit: Visit, seen: Staged) -> tuple[str, str, int, int]:
    """The record before and after this one in the list it was opened from, and its place there."""
    run = int(visit.part("run"))
    kind, words = _asked(visit, "kind"), _asked(visit, "q")
    lines = inbox.lines(visit.office.database, run)
    kept = {line.item for line in chosen(lines, kind, words)}
    ids = [line.item for line in lines if line.item in kept or line.item == seen.item]
    at = ids.index(seen.item) if seen.item in ids else 0
    asked = urlencode({"kind": kind, "q": words})

    def address(number: int) -> str:
        return f"/staff/imports/{run}/{ids[number]}?{asked}" if 0 <= number < len(ids) else ""

    return address(at - 1), address(at + 1), at + 1, len(ids)


def _onward(visit: Visit, seen: Staged, said: str) -> Response:
    """To the next record of the list that waits; to the list when none does."""
    run = int(visit.part("run"))
    kind, words = _asked(visit, "kind"), _asked(visit, "q")
    asked = {"kind": kind, "q": words}
    lines = inbox.lines(visit.office.database, run)
    open_ = [line.item for line in chosen(lines, kind, words) if line.kind in WAITING]
    following = [one for one in open_ if seen.item is not None and one > seen.item] or open_
    if following:
        return redirect(f"/imports/{run}/{following[0]}", said=said, **asked)
    if any(line.kind in WAITING for line in lines):
        return redirect(f"/imports/{run}", said=said)
    return redirect(f"/imports/{run}", said="import_all_done")


def _back(visit: Visit, seen: Staged, said: str) -> Response:
    asked = {"kind": _asked(visit, "kind"), "q": _asked(visit, "q")}
    return redirect(f"/imports/{visit.part('run')}/{seen.item}", said=said, **asked)


def _asked(visit: Visit, name: str) -> str:
    """Of the list it was opened from: in the address, or in the form of the page."""
    return (visit.fields.one(name) if visit.posted else visit.query(name)).strip()


def _seen(visit: Visit) -> Staged:
    number = int(visit.part("item"))
    try:
        seen = inbox.item(visit.office.database, number if number < LARGEST else 0)
    except UnknownService:
        raise HTTPException(404) from None
    if seen.run != int(visit.part("run")):
        raise HTTPException(404)
    return seen


ROUTES = [
    route("import_item", "/imports/{run:int}/{item:int}", item),
    route("import_accept", "/imports/{run:int}/{item:int}/accept", accept, "POST"),
    route("import_reject", "/imports/{run:int}/{item:int}/reject", reject, "POST"),
]
