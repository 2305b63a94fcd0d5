"""What imports brought, for whoever decides: runs, their records, and each record beside ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing.compare import compare
from services_catalog.editing.drafts import UnknownService, aware
from services_catalog.editing.fields import Json, get
from services_catalog.editing.memory import Memory, Record
from services_catalog.editing.normal import normal_fields
from services_catalog.editing.problems import Problem, read_known
from services_catalog.editing.staging import BATCH, Staged
from services_catalog.models import ImportItem, ImportRun, ImportStatus
from services_catalog.text import fold


class Kind(StrEnum):
    """What became of a record; ``new`` and ``changed`` wait for a decision."""

    NEW = "new"
    CHANGED = "changed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


WAITING = (Kind.NEW, Kind.CHANGED)


@dataclass(frozen=True)
class Run:
    """An import that was kept; ``open`` of its records wait for a decision."""

    id: int
    system: str
    source: str
    started_at: datetime
    actor: str
    counts: dict[str, int]
    open: int
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Line:
    """One record in a list."""

    item: int
    kind: Kind
    external_id: str
    title: str

    def holds(self, words: str) -> bool:
        """Whether these words, in any case and accent, stand in its title or number."""
        return fold(words) in fold(f"{self.title} {self.external_id}")


def runs(database: Database, limit: int = 100) -> list[Run]:
    """The imports, the newest first."""
    with database.read() as session:
        rows = session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)).all()
        waiting = dict(_waiting(session))
        return [_run(row, waiting.get(row.id, 0)) for row in rows]


def run(database: Database, run_id: int) -> Run:
    """One import.

    Raises:
        UnknownService: there is no such import.
    """
    with database.read() as session:
        return _run(_held(session, run_id), dict(_waiting(session)).get(run_id, 0))


def last_choices(database: Database, system: str) -> Json:
    """What was chosen for the last import of this system that chose anything; empty when none."""
    newest = (
        select(ImportRun.choices).where(ImportRun.system == system).order_by(ImportRun.id.desc())
    )
    with database.read() as session:
        for found in session.scalars(newest.limit(20)):
            if any(found.values()):
                return dict(found)
    return {}


def lines(database: Database, run_id: int) -> list[Line]:
    """All records of an import that were kept, in order, for lists: without their text.

    Raises:
        UnknownService: there is no such import.
    """
    query = (
        select(
            ImportItem.id,
            ImportItem.status,
            ImportItem.service_id,
            ImportItem.external_id,
            ImportItem.document["text"]["title"].as_string(),
        )
        .where(ImportItem.run_id == run_id)
        .order_by(ImportItem.id)
    )
    with database.read() as session:
        _held(session, run_id)
        return [
            Line(row[0], _kind(row[1], row[2]), row[3], row[4] or "")
            for row in session.execute(query)
        ]


def counted(found: Sequence[Line]) -> dict[Kind, int]:
    """How many there are of each kind."""
    numbers = Counter(line.kind for line in found)
    return {kind: numbers[kind] for kind in Kind}


def items(database: Database, run_id: int, status: ImportStatus | None = None) -> list[Staged]:
    """The records of an import that were kept, each beside what we say now.

    Raises:
        UnknownService: there is no such import.
    """
    query = select(ImportItem).where(ImportItem.run_id == run_id).order_by(ImportItem.id)
    if status is not None:
        query = query.where(ImportItem.status == status)
    with database.read() as session:
        _held(session, run_id)
        return views(session, session.scalars(query).all())


def some(database: Database, ids: Sequence[int]) -> list[Staged]:
    """These records of one import, beside what we say now, in the order asked for."""
    with database.read() as session:
        rows = {
            row.id: row
            for row in session.scalars(select(ImportItem).where(ImportItem.id.in_(list(ids))))
        }
        return views(session, [rows[one] for one in ids if one in rows])


def item(database: Database, item_id: int) -> Staged:
    """One record of an import, beside what we say now.

    Raises:
        UnknownService: there is no such record.
    """
    with database.read() as session:
        return views(session, [row_of(session, item_id)])[0]


def taken(session: Session, service_id: str) -> tuple[int, int] | None:
    """The run and record that a service's draft was last filled from; None when it never was."""
    newest = (
        select(ImportItem.run_id, ImportItem.id)
        .where(ImportItem.service_id == service_id, ImportItem.status == ImportStatus.ACCEPTED)
        .order_by(ImportItem.id.desc())
        .limit(1)
    )
    found = session.execute(newest).first()
    return (found[0], found[1]) if found else None


def told(found: Staged) -> Iterator[tuple[str, str, str, str, str]]:
    """A record as lines of the report: what becomes of it, number, title, field and why."""
    kind = kind_of(found)
    problems = [(problem.path, problem.message) for problem in found.problems]
    for path, message in problems or [("", "")]:
        yield kind.value, found.number, found.title, path, message


def kind_of(found: Staged) -> Kind:
    """What became of a record."""
    return _kind(found.status, found.service_id)


def views(session: Session, rows: Sequence[ImportItem]) -> list[Staged]:
    """Rows of one import, each beside what we say now."""
    waiting = [row for row in rows if row.status is ImportStatus.STAGED]
    known = read_known(session) if waiting else None
    found: dict[int, Staged] = {}
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        assert known is not None
        records = [Record(row.external_id, row.document) for row in batch]
        memory = Memory(session, batch[0].system, records, known)
        for row, record in zip(batch, records, strict=True):
            service_id = memory.service_of(record)
            ours = memory.ours.get(service_id) if service_id else None
            base = memory.base(row.external_id)
            found[row.id] = (
                _staged(row, None)
                if ours is None
                else _staged(row, service_id, ours=ours, base=base)
            )
    return [found.get(row.id) or _staged(row, row.service_id) for row in rows]


def _staged(
    row: ImportItem, service_id: str | None, *, ours: Json | None = None, base: Json | None = None
) -> Staged:
    refused = row.status is ImportStatus.REFUSED
    whole = get(row.document, f"external_ids.{row.system}") if refused else None
    return Staged(
        external_id=row.external_id,
        status=row.status,
        service_id=service_id,
        title=str(get(row.document, "text.title") or ""),
        document=row.document,
        comparison=compare(base, ours, normal_fields(row.document)) if ours is not None else None,
        problems=tuple(Problem(**problem) for problem in row.problems),
        note=row.note,
        item=row.id,
        run=row.run_id,
        organization=str((ours or row.document).get("organization") or "") or None,
        whole=str(whole) if whole else None,
        base=base,
        decided_by=row.decided_by,
        decided_at=aware(row.decided_at) if row.decided_at else None,
    )


def row_of(session: Session, item_id: int) -> ImportItem:
    """The row of a record.

    Raises:
        UnknownService: there is no such record.
    """
    row = session.get(ImportItem, item_id)
    if row is None:
        raise UnknownService(f"there is no record {item_id} of an import")
    return row


def _held(session: Session, run_id: int) -> ImportRun:
    row = session.get(ImportRun, run_id)
    if row is None:
        raise UnknownService(f"there is no import {run_id}")
    return row


def _waiting(session: Session) -> list[tuple[int, int]]:
    query = (
        select(ImportItem.run_id, func.count())
        .where(ImportItem.status == ImportStatus.STAGED)
        .group_by(ImportItem.run_id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _run(row: ImportRun, open_: int) -> Run:
    remarks = tuple(Problem(**remark) for remark in row.remarks)
    return Run(
        row.id, row.system, row.source, aware(row.started_at), row.actor, row.counts, open_, remarks
    )


def _kind(status: ImportStatus, service_id: str | None) -> Kind:
    if status is ImportStatus.STAGED:
        return Kind.CHANGED if service_id else Kind.NEW
    return Kind(status.value)
