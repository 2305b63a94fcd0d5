"""The book of records: saved at once, noted with before and after, and never written over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from services_catalog.database import Database
from services_catalog.editing.drafts import Entry, entry_of
from services_catalog.editing.fields import same
from services_catalog.models import Revision
from services_catalog.staff.records.kind import Json, Kind, Wrongs, free_id
from services_catalog.staff.records.trouble import (
    Gone,
    Held,
    InUse,
    Overtaken,
    RecordError,
    Refused,
    Wrong,
)

LONGEST_REASON = 500
SHOWN = 200
"""How much of a history is read for a page, and to find an older text."""


@dataclass(frozen=True)
class Removed:
    """A record that was taken away: the revision that did it, and what people called it."""

    entry: Entry
    id: str
    name: str


class RecordBook:
    """Records of one catalogue. What is saved is in the next answer."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self.database = database

    def held(self, kind: Kind, record_id: str) -> Held | None:
        """The record as it stands; None when there is none."""
        with self.database.read() as session:
            row = session.get(kind.model, record_id)
            return _held(kind, row) if row is not None else None

    def check(self, kind: Kind, record_id: str | None, document: Json) -> Wrongs:
        """What is wrong with a document, before anything is saved."""
        with self.database.read() as session:
            return kind.check(session, record_id, document)

    def save(
        self,
        kind: Kind,
        record_id: str | None,
        document: Json,
        actor: str,
        *,
        version: str = "",
        reason: str = "",
        brought_back: int | None = None,
    ) -> tuple[str, bool]:
        """Save a document; its id, and whether that changed anything.

        ``record_id`` None: a new one. ``brought_back``: the revision that removed it, which gives
        it its old id again.

        Raises:
            Wrong: the document cannot be saved.
            Overtaken: the record is no longer the one of ``version``.
            Gone: it was removed meanwhile.
            Refused: what it refers to went just now.
        """
        try:
            if record_id is not None:
                held = self.held(kind, record_id)
                if held and held.version == version and same(held.document, document):
                    return record_id, False
            with self.database.change() as session:
                return self._save(
                    session, kind, record_id, document, actor, version, reason, brought_back
                )
        except StaleDataError:
            # Between our look and our write: look again, and find who was first.
            assert record_id is not None
            with self.database.read() as session:
                raise self._overtaken(session, kind, record_id, document, version) from None
        except IntegrityError as error:
            raise Refused(f"the database refused {record_id}: {error.orig}") from error

    def remove(
        self, kind: Kind, record_id: str, actor: str, *, version: str, reason: str = ""
    ) -> None:
        """Take a record away. Its text stays in the history, and can be brought back.

        Raises:
            InUse: something uses it.
            Overtaken: the record is no longer the one of ``version``.
            Gone: it is gone already.
        """
        try:
            with self.database.change() as session:
                row = self._locked(session, kind, record_id)
                if row.version != version:
                    raise self._overtaken(session, kind, record_id, kind.read(row), version)
                if hanging := kind.hanging(session, record_id):
                    raise InUse(hanging)
                before, kept = kind.read(row), kind.kept(row)
                session.delete(row)
                session.flush()
                note(session, kind, record_id, actor, reason, before, None, "removed",
                     versions=[version, None], kept=kept)  # fmt: skip
        except StaleDataError:
            raise Gone(record_id) from None
        except IntegrityError as error:
            raise InUse([]) from error

    def history(self, kind: Kind, record_id: str, limit: int = SHOWN) -> list[tuple[Entry, str]]:
        """What happened to a record and what that was (a key of ``DEEDS``), the newest first."""
        with self.database.read() as session:
            rows = _revisions(session, kind, record_id, limit)
            return [(entry_of(row), str(row.change.get("deed") or "changed")) for row in rows]

    def text_at(self, kind: Kind, record_id: str, revision_id: int) -> tuple[Json, Entry]:
        """The text as it was right after a revision, and that revision.

        Raises:
            Gone: it is no revision of this record, or it removed the record.
        """
        with self.database.read() as session:
            row = session.get(Revision, revision_id)
            if row is None or (row.entity, row.entity_id) != (kind.entity, record_id):
                raise Gone(f"revision {revision_id}")
            text = row.change.get("after") or row.change.get("before")
            if not text:
                raise Gone(f"revision {revision_id}")
            return kind.current(dict(text)), entry_of(row)

    def removed(self, kind: Kind, limit: int = 20) -> list[Removed]:
        """What was taken away and is not there, the newest first."""
        found: dict[str, Removed] = {}
        with self.database.read() as session:
            rows = session.scalars(
                select(Revision)
                .where(Revision.entity == kind.entity)
                .order_by(Revision.id.desc())
                .limit(10 * SHOWN)
            )
            there = set(session.scalars(select(kind.model.id)))
            for row in rows:
                before = row.change.get("before")
                if row.entity_id in there or row.entity_id in found or row.change.get("after"):
                    continue
                if before:
                    name = kind.name(before) or row.entity_id
                    found[row.entity_id] = Removed(entry_of(row), row.entity_id, name)
        return list(found.values())[:limit]

    def _save(
        self,
        session: Session,
        kind: Kind,
        record_id: str | None,
        document: Json,
        actor: str,
        version: str,
        reason: str,
        brought_back: int | None,
    ) -> tuple[str, bool]:
        row: Any = None
        before: Json | None = None
        kept: Json = {}
        if record_id is not None:
            row = self._locked(session, kind, record_id)
            before = kind.read(row)
        if wrongs := kind.check(session, record_id, document):
            raise Wrong(wrongs)
        if row is not None and row.version != version:
            assert record_id is not None
            raise self._overtaken(session, kind, record_id, document, version)
        if record_id is None:
            record_id, kept = self._new_id(session, kind, document, brought_back)
        row = kind.write(session, row, record_id, document)
        if before is not None:
            # Also when only what hangs on it changed (closures): the page is another one now.
            flag_modified(row, "name")
        if kept:
            kind.bring_back(row, kept)
        session.flush()
        after = kind.read(row)
        deed = "changed" if before else "brought_back" if brought_back else "added"
        note(session, kind, record_id, actor, reason, before, after, deed,
             versions=[version if before else None, row.version])  # fmt: skip
        return record_id, True

    @staticmethod
    def _new_id(
        session: Session, kind: Kind, document: Json, brought_back: int | None
    ) -> tuple[str, Json]:
        """A free id; the old one, and what went with it, for a record that comes back."""
        old = session.get(Revision, brought_back) if brought_back else None
        took_away = old is not None and old.entity == kind.entity and not old.change.get("after")
        if old and took_away and session.get(kind.model, old.entity_id) is None:
            return old.entity_id, dict(old.change.get("kept") or {})
        return free_id(session, kind.model, kind.name(document), kind.stem), {}

    @staticmethod
    def _locked(session: Session, kind: Kind, record_id: str) -> Any:
        """The row, which nobody else changes until the session ends, on either kind of database."""
        table = kind.model.__table__
        session.execute(update(table).where(table.c.id == record_id).values(name=table.c.name))
        row = session.get(kind.model, record_id, populate_existing=True)
        if row is None:
            raise Gone(record_id)
        return row

    @staticmethod
    def _overtaken(
        session: Session, kind: Kind, record_id: str, mine: Json, version: str
    ) -> RecordError:
        row = session.get(kind.model, record_id)
        if row is None:
            return Gone(record_id)
        base, by = None, ""
        for number, one in enumerate(_revisions(session, kind, record_id, SHOWN)):
            by = by if number else one.actor
            versions = one.change.get("versions") or [None, None]
            if version in versions:
                base = one.change["before" if versions[0] == version else "after"]
                break
        return Overtaken(kind, mine, _held(kind, row), base, by)


def note(
    session: Session,
    kind: Kind,
    record_id: str,
    actor: str,
    reason: str,
    before: Json | None,
    after: Json | None,
    deed: str,
    *,
    versions: list[str | None],
    kept: Json | None = None,
) -> None:
    """A line in the history."""
    change: Json = {"before": before, "after": after, "deed": deed, "versions": versions}
    if kept:
        change["kept"] = kept
    session.add(
        Revision(
            actor=actor,
            reason=" ".join(reason.split())[:LONGEST_REASON],
            entity=kind.entity,
            entity_id=record_id,
            change=change,
        )
    )


def _held(kind: Kind, row: Any) -> Held:
    return Held(row.id, kind.read(row), row.version)


def _revisions(session: Session, kind: Kind, record_id: str, limit: int) -> list[Revision]:
    return list(
        session.scalars(
            select(Revision)
            .where(Revision.entity == kind.entity, Revision.entity_id == record_id)
            .order_by(Revision.id.desc())
            .limit(limit)
        )
    )
