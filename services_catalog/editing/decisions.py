"""What staff decide on a staged import: accept into a draft, or reject. Nothing is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.compare import Comparison, apply, compare
from services_catalog.editing.drafting import Drafting, actor_name, one_line
from services_catalog.editing.drafts import Draft, Refused, UnknownService, aware
from services_catalog.editing.fields import Json, get, put, same
from services_catalog.editing.memory import Memory, Record
from services_catalog.editing.normal import normal, normal_fields
from services_catalog.editing.problems import Problem, read_known
from services_catalog.editing.staging import BATCH, Staged
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.loading.shapes import Slug
from services_catalog.models import ImportItem, ImportRun, ImportStatus, Service, ServiceDraft


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


def runs(database: Database, limit: int = 100) -> list[Run]:
    """The imports, the newest first."""
    with database.read() as session:
        rows = session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)).all()
        waiting = dict(
            session.execute(
                select(ImportItem.run_id, func.count())
                .where(ImportItem.status == ImportStatus.STAGED)
                .group_by(ImportItem.run_id)
            )
            .tuples()
            .all()
        )
    return [
        Run(
            row.id,
            row.system,
            row.source,
            aware(row.started_at),
            row.actor,
            row.counts,
            waiting.get(row.id, 0),
        )
        for row in rows
    ]


def items(database: Database, run_id: int, status: ImportStatus | None = None) -> list[Staged]:
    """The records of an import that were kept, each beside what we say now.

    Raises:
        UnknownService: there is no such import.
    """
    query = select(ImportItem).where(ImportItem.run_id == run_id).order_by(ImportItem.id)
    if status is not None:
        query = query.where(ImportItem.status == status)
    with database.read() as session:
        if session.get(ImportRun, run_id) is None:
            raise UnknownService(f"there is no import {run_id}")
        return _views(session, session.scalars(query).all())


def item(database: Database, item_id: int) -> Staged:
    """One record of an import, beside what we say now.

    Raises:
        UnknownService: there is no such record.
    """
    with database.read() as session:
        return _views(session, [_row(session, item_id)])[0]


def accept(book: Drafting, item_id: int, actor: str, fields: Iterable[str] | None = None) -> Draft:
    """Take a record into a draft, which somebody then publishes or not.

    Of a known service only ``fields`` (paths; default: what is proposed, see
    :class:`~services_catalog.editing.compare.Comparison`) are taken, on top of a draft that may be
    there. No fields at all means: seen, ours stays. A new service is taken whole.

    Raises:
        UnknownService: there is no such record.
        Refused: it was decided already, or was refused.
        ValueError: a field that does not differ, or that the source does not have.
        Conflict: somebody saved in the same moment; the record waits as before.
    """
    actor = actor_name(actor)
    chosen = None if fields is None else list(fields)
    seen = item(book.database, item_id)
    _waiting(seen)
    if seen.comparison is not None and chosen is not None:
        choice = {*seen.comparison.proposed, *seen.comparison.differs}
        if wrong := [path for path in chosen if path not in choice]:
            raise ValueError(
                f"no such difference: {', '.join(wrong)}; choose from {', '.join(sorted(choice))}"
            )
    row = _decide(book.database, item_id, ImportStatus.ACCEPTED)
    try:
        draft = _take(book, seen, row, actor, chosen)
    except BaseException:
        _settle(book.database, item_id, status=ImportStatus.STAGED)
        raise
    _settle(book.database, item_id, service_id=draft.service_id)
    return draft


def reject(database: Database, item_id: int, actor: str, why: str) -> None:
    """Say no to a record; the same text is not proposed again.

    Raises:
        UnknownService: there is no such record.
        Refused: it was decided already.
        ValueError: no reason was given.
    """
    actor, why = actor_name(actor), one_line(why)
    if not why:
        raise ValueError("why not? The next import shows the reason")
    row = _decide(database, item_id, ImportStatus.REJECTED)
    _settle(database, item_id, note="\n".join(filter(None, (row.note, f"{actor}: {why}"))))


def _take(
    book: Drafting, seen: Staged, row: ImportItem, actor: str, chosen: list[str] | None
) -> Draft:
    say = Translator(SOURCE)
    note = say(_("Uit import {run} ({system})."), run=row.run_id, system=row.system)
    if seen.service_id is None:
        document = normal(row.document)
        put(document, f"external_ids.{row.system}", row.external_id)
        return book.save(_own_id(book.database, row.document), document, actor, 0, note=note)
    assert seen.comparison is not None
    draft = book.open(seen.service_id, actor)
    if chosen is None:
        chosen = list(seen.comparison.proposed)
    if not chosen:
        return draft
    document = apply(draft.document, normal_fields(row.document), chosen)
    put(document, f"external_ids.{row.system}", row.external_id)
    if same(document, draft.document):
        return draft
    return book.save(seen.service_id, document, actor, draft.version, note=draft.note or note)


def _own_id(database: Database, document: Json) -> str | None:
    """The id the importer gave, where it can be one and is free: other records may name it."""
    try:
        name: str = TypeAdapter(Slug).validate_python(document.get("id"))
    except ValidationError:
        return None
    with database.read() as session:
        taken = session.get(Service, name) or session.get(ServiceDraft, name)
    return None if taken else name


def _views(session: Session, rows: Sequence[ImportItem]) -> list[Staged]:
    """Rows of one import, each beside what we say now."""
    waiting = [row for row in rows if row.status is ImportStatus.STAGED]
    known = read_known(session) if waiting else None
    found: dict[int, tuple[str | None, Comparison | None]] = {}
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
                (None, None)
                if ours is None
                else (service_id, compare(base, ours, normal_fields(row.document)))
            )
    return [_staged(row, *found.get(row.id, (row.service_id, None))) for row in rows]


def _staged(row: ImportItem, service_id: str | None, comparison: Comparison | None) -> Staged:
    return Staged(
        external_id=row.external_id,
        status=row.status,
        service_id=service_id,
        title=str(get(row.document, "text.title") or ""),
        document=row.document,
        comparison=comparison,
        problems=tuple(Problem(**problem) for problem in row.problems),
        note=row.note,
        item=row.id,
    )


def _row(session: Session, item_id: int) -> ImportItem:
    row = session.get(ImportItem, item_id)
    if row is None:
        raise UnknownService(f"there is no record {item_id} of an import")
    return row


def _waiting(seen: Staged) -> None:
    if seen.status is not ImportStatus.STAGED:
        raise Refused(f"record {seen.item} is {seen.status.value} already")


def _decide(database: Database, item_id: int, status: ImportStatus) -> ImportItem:
    """Claim a waiting record, so that two people cannot decide on it in one moment."""
    with store.keeping(database) as session:
        mine = (ImportItem.id == item_id, ImportItem.status == ImportStatus.STAGED)
        if not store.changed(session, update(ImportItem).where(*mine).values(status=status)):
            raise Refused(f"record {item_id} is {_row(session, item_id).status.value} already")
        return _row(session, item_id)


def _settle(database: Database, item_id: int, **values: Any) -> None:
    with store.keeping(database) as session:
        session.execute(update(ImportItem).where(ImportItem.id == item_id).values(**values))
