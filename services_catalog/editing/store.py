"""What the editing book asks of the database, inside a session that is open already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Executable, delete, func, select, update
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing.document import document_of, load_service
from services_catalog.editing.fields import Json, get, same
from services_catalog.hours import now
from services_catalog.models import DraftText, Revision, Service, ServiceDraft

ENTITY = "service"
KEPT_TEXTS = 100
"""Saved texts of a service that are kept, so that a page left open can still be merged."""
KEPT_DAYS = 30
"""How long they are kept at most. Texts set aside wait for whoever wrote them."""
MOST_ASIDE = 20
"""Of one person and one service; with autosave the newest holds what the others hold."""


@contextmanager
def keeping(database: Database) -> Iterator[Session]:
    """A transaction that leaves the catalogue's version alone: no visitor sees a draft."""
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        yield session


def changed(session: Session, statement: Executable) -> int:
    """Run an UPDATE or DELETE; how many rows it changed."""
    result: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
    return result.rowcount


def lock(session: Session, service_id: str) -> None:
    """Nobody else changes this service until the session ends, on either kind of database."""
    session.execute(
        update(Service).where(Service.id == service_id).values(position=Service.position)
    )


def moment() -> datetime:
    """Now, in UTC, as it is stored."""
    return now().astimezone(UTC)


def latest_revision(session: Session, service_id: str) -> int:
    """The id of the newest revision of a service; 0 when there is none."""
    newest = select(func.max(Revision.id)).where(
        Revision.entity == ENTITY, Revision.entity_id == service_id
    )
    return session.scalar(newest) or 0


def published(session: Session, service_id: str) -> Json | None:
    """The document of the service as it stands in the catalogue, whatever its state."""
    service = load_service(session, service_id)
    return document_of(service) if service else None


def document_at(session: Session, service_id: str, revision_id: int) -> Json | None:
    """The document as it was right after a revision (0: before the first); None if nobody knows.

    A load from files keeps no document: what it wrote is what the next change found.
    """
    row = session.get(Revision, revision_id) if revision_id else None
    if row is not None and (row.entity, row.entity_id) != (ENTITY, service_id):
        return None
    if row is not None and row.change.get("after"):
        return dict(row.change["after"])
    following = session.scalars(
        select(Revision)
        .where(
            Revision.entity == ENTITY, Revision.entity_id == service_id, Revision.id > revision_id
        )
        .order_by(Revision.id)
        .limit(1)
    ).first()
    if following is None:
        return published(session, service_id)
    before = following.change.get("before")
    return dict(before) if before else None


def text_of_version(session: Session, service_id: str, version: int) -> Json | None:
    """The text an editor started from, by the version they hold; None when it is not kept."""
    if version <= 0:
        return document_at(session, service_id, -version)
    row = session.get(DraftText, version)
    return row.document if row is not None and row.service_id == service_id else None


def set_aside(session: Session, text: DraftText, version: int) -> int:
    """Keep a text that came too late; the id under which it is kept."""
    text.aside, text.version = True, version
    session.flush()
    mine = list(
        session.scalars(
            select(DraftText)
            .where(
                DraftText.service_id == text.service_id,
                DraftText.aside,
                DraftText.actor == text.actor,
                DraftText.id != text.id,
            )
            .order_by(DraftText.id.desc())
        )
    )
    if mine and mine[0].version == version and same(mine[0].document, text.document):
        session.delete(text)  # autosave tried again: it is there already
        return mine[0].id
    for old in mine[MOST_ASIDE - 1 :]:
        session.delete(old)
    return text.id


def prune(session: Session, service_id: str) -> None:
    """Forget saved texts nobody can be merging with any more."""
    current = select(ServiceDraft.version).where(ServiceDraft.service_id == service_id)
    saved = (
        DraftText.service_id == service_id,
        DraftText.aside.is_(False),
        DraftText.id.not_in(current),
    )
    too_many = select(DraftText.id).where(*saved).order_by(DraftText.id.desc()).offset(KEPT_TEXTS)
    session.execute(
        delete(DraftText).where(*saved, DraftText.at < moment() - timedelta(days=KEPT_DAYS))
    )
    if ids := list(session.scalars(too_many)):
        session.execute(delete(DraftText).where(DraftText.id.in_(ids)))


def free_id(session: Session, document: Json) -> str:
    """An id from the title that no service and no draft has: ``een-nieuwe-dienst-2``."""
    title = get(document, "text.title")
    plain = unicodedata.normalize("NFKD", title if isinstance(title, str) else "")
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain.lower() if c.isascii()))
    stem = "-".join(words)[:60].strip("-") or "nieuwe-dienst"
    number, name = 1, stem
    while session.get(ServiceDraft, name) or session.get(Service, name):
        number += 1
        name = f"{stem}-{number}"
    return name
