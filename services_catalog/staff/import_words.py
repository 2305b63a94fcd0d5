"""What imports bring, in the words of staff: kinds, fields, and lists a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from services_catalog.editing.fields import LABELS, flatten
from services_catalog.editing.inbox import Kind
from services_catalog.editing.normal import normal_fields
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Staged
from services_catalog.editing.words import Change, difference, read_names
from services_catalog.exchange.arrival import System
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.staff.visit import Visit

PAGE = 50

SYSTEMS: Mapping[str, str] = {
    System.LPDC: _("LPDC (Vlaanderen)"),
    System.HSDS: _("HSDS (Open Referral)"),
}
KINDS: Mapping[str, str] = {
    Kind.NEW: _("Nieuw"),
    Kind.CHANGED: _("Veranderd"),
    Kind.ACCEPTED: _("Overgenomen"),
    Kind.REJECTED: _("Niet overgenomen"),
    Kind.UNCHANGED: _("Ongewijzigd"),
    Kind.REFUSED: _("Niet gelezen"),
}
MEANINGS: Mapping[str, str] = {
    Kind.NEW: _("Staat nog niet in onze catalogus."),
    Kind.CHANGED: _("De bron zegt iets anders dan vroeger."),
    Kind.ACCEPTED: _("Staat in een ontwerp, of is al gepubliceerd."),
    Kind.REJECTED: _("Iemand besliste van niet, of er kwam een nieuwere tekst."),
    Kind.UNCHANGED: _("Niets nieuws, of je besliste er al over."),
    Kind.REFUSED: _("Dit kon niet ingelezen worden. Bij elk staat waarom."),
}
"""Shown as words; the kind itself is what filters and reports use."""
_FIELDS: Mapping[str, str] = {
    "version": _("Versie"),
    "status": _("Status"),
    "concept": _("Concept"),
    "id": _("Nummer bij de bron"),
    "external_ids": _("Nummer bij de bron"),
    "text": _("Tekst"),
}


def field_name(path: str, t: Translator) -> str:
    """How a field is called; a field of the source that we do not have is called as there."""
    if path in _FIELDS:
        return t(_FIELDS[path])
    part = path
    while part:
        if part in LABELS:
            return t(LABELS[part])
        part = part.rpartition(".")[0]
    return path


def field_names(paths: Sequence[str], t: Translator) -> list[str]:
    """Names of fields, each once."""
    return list(dict.fromkeys(field_name(path, t) for path in paths))


@dataclass(frozen=True)
class Row:
    """A record in a table. ``link`` is its page, where it has one."""

    kind: str
    number: str
    title: str
    problems: Sequence[tuple[str, str]] = ()
    proposed: Sequence[str] = ()
    differs: Sequence[str] = ()
    note: str = ""
    link: str = ""
    item: int | None = None


def row_of(kind: Kind, seen: Staged, link: str = "") -> Row:
    """The row of a record."""
    found = seen.comparison
    return Row(
        kind=kind.value,
        number=seen.number,
        title=seen.title,
        problems=[(problem.path, problem.message) for problem in seen.problems],
        proposed=list(found.proposed) if found else [],
        differs=list(found.differs) if found else [],
        note=seen.note or "",
        link=link,
        item=seen.item,
    )


@dataclass(frozen=True)
class Sheet:
    """One page of a list, and the way to the others."""

    first: int
    last: int
    total: int
    before: str
    after: str


def sheet(visit: Visit, total: int, size: int = PAGE) -> tuple[slice, Sheet]:
    """Which part of a list of ``total`` the address asks for, by ``page``; the last when beyond."""
    text = visit.query("page")
    pages = max(1, -(-total // size))
    number = min(max(1, int(text) if text.isdecimal() and len(text) < 7 else 1), pages)
    start = (number - 1) * size

    def address(other: int) -> str:
        if not 1 <= other <= pages:
            return ""
        asked = dict(visit.request.query_params.items()) | {"page": str(other)}
        asked.pop("said", None)
        return f"?{urlencode(asked)}"

    last = min(start + size, total)
    return slice(start, last), Sheet(
        start + 1 if total else 0, last, total, address(number - 1), address(number + 1)
    )


def content(seen: Staged, visit: Visit) -> list[Change]:
    """All that a record says, field by field, in words, and nothing that our forms would add."""
    with visit.office.database.read() as session:
        names = read_names(session)
    document = normal_fields(seen.document)
    said = [*flatten(document)]
    return [
        change
        for change in difference(None, document, visit.t, names)
        if change.after
        and any(change.path == path or change.path.startswith(f"{path}.") for path in said)
    ]


def remark_words(remarks: Sequence[Problem]) -> list[tuple[str, str]]:
    """What is said of a file, with where."""
    return [(remark.path, remark.message) for remark in remarks]
