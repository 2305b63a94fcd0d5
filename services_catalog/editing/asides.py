"""Texts that stand beside a draft: somebody was first, or the draft was thrown away.

They wait until somebody takes them up again or throws them away; see
:func:`services_catalog.editing.store.set_aside` for how many are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.drafting import Drafting
from services_catalog.editing.drafts import Conflict, Draft, Refused, UnknownService, aware
from services_catalog.editing.fields import Json, same
from services_catalog.editing.merge import merge
from services_catalog.models import DraftText, Revision


@dataclass(frozen=True)
class SetAside:
    """One of them. ``actor``: who came too late, or threw it away.

    ``thrown_away`` is None when nobody knows any more which of both it was. ``writer``: who wrote
    the draft that was thrown away, where that is still known.
    """

    id: int
    service_id: str
    document: Json
    actor: str
    at: datetime
    thrown_away: bool | None
    writer: str | None
    version: int
    """The version it was written over, or that was thrown away."""


def set_asides(database: Database, service_id: str | None = None) -> list[SetAside]:
    """Those of a service or of all, the newest first."""
    query = select(DraftText).where(DraftText.aside).order_by(DraftText.id.desc())
    if service_id is not None:
        query = query.where(DraftText.service_id == service_id)
    with database.read() as session:
        rows = session.scalars(query).all()
        over = {row.version for row in rows if row.version and row.version > 0}
        texts = {
            text.id: text
            for text in session.scalars(select(DraftText).where(DraftText.id.in_(over)))
        }
        return [_of(row, texts.get(row.version or 0)) for row in rows]


def find_aside(database: Database, aside_id: int) -> SetAside | None:
    """The one with this number; None when it is gone."""
    with database.read() as session:
        row = session.get(DraftText, aside_id)
        if row is None or not row.aside:
            return None
        return _of(row, session.get(DraftText, row.version) if row.version else None)


def base_of(database: Database, aside: SetAside) -> Json | None:
    """The text it was made from, what a merge starts with; None when that is not known."""
    with database.read() as session:
        if aside.thrown_away:
            # Its own base went with the draft: the catalogue of that day is the nearest known.
            return _catalogue_at(session, aside.service_id, aside.at)
        return store.text_of_version(session, aside.service_id, aside.version)


def outcome(database: Database, aside: SetAside, present: Json) -> Json:
    """What the service would say with this text taken up; others' changes since stay."""
    return merge(base_of(database, aside), aside.document, present).document


def take_up(book: Drafting, aside: SetAside, actor: str) -> Draft:
    """Make the draft of the service from this text, with what others changed since.

    It is no longer set aside then: the draft has it.

    Raises:
        Conflict: a draft is being written, or others changed the same fields. A person chooses,
            and ``save`` goes on from there; the text stays aside until then.
        Refused: the text says nothing that is not there already.
    """
    try:
        held = book.open(aside.service_id, actor)
    except UnknownService:  # a new service, thrown away before it was published
        draft = book.save(aside.service_id, aside.document, actor, 0)
        book.drop_aside(aside.id)
        return draft
    conflict = Conflict(
        aside.service_id,
        mine=aside.document,
        theirs=held.document,
        base=base_of(book.database, aside),
        version=held.version,
        based_on=held.based_on,
        by=held.updated_by,
        aside=aside.id,
    )
    merged = conflict.merged
    if not merged.conflicts and same(merged.document, held.document):
        raise Refused(f"all that text {aside.id} says of {aside.service_id} is there already")
    if held.saved or merged.conflicts:
        raise conflict
    draft = book.save(aside.service_id, merged.document, actor, held.version)
    book.drop_aside(aside.id)
    return draft


def _of(row: DraftText, written: DraftText | None) -> SetAside:
    """``written``: the saved text it was written over, where that is still kept."""
    version = row.version or 0
    if written is not None and written.service_id != row.service_id:
        written = None
    # Who throws a draft away leaves it as it was; who comes too late has written something else.
    thrown = same(written.document, row.document) if written else None
    if version <= 0:
        thrown = False
    return SetAside(
        id=row.id,
        service_id=row.service_id,
        document=row.document,
        actor=row.actor,
        at=aware(row.at),
        thrown_away=thrown,
        writer=written.actor if written and thrown else None,
        version=version,
    )


def _catalogue_at(session: Session, service_id: str, moment: datetime) -> Json | None:
    """What the catalogue said of a service then."""
    revisions = session.execute(
        select(Revision.id, Revision.at)
        .where(Revision.entity == store.ENTITY, Revision.entity_id == service_id)
        .order_by(Revision.id.desc())
    )
    # SQLite stamps revisions to the second: one of the same second came after the text.
    second = moment.replace(microsecond=0)
    latest = next((number for number, at in revisions if aware(at) < second), 0)
    return store.document_at(session, service_id, latest)
