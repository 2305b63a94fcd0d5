"""Writing the history, and noticing that it went on without us."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services_catalog.editing import store
from services_catalog.editing.document import document_of, normal
from services_catalog.editing.drafts import Conflict, Entry, entry_of
from services_catalog.editing.fields import Json
from services_catalog.models import Revision, Service


def note_revision(
    session: Session, service: Service, actor: str, reason: str, before: Json | None
) -> Entry:
    """Note a change of a service with its text before and after; ``before``: None when new."""
    change: dict[str, Any] = {
        "before": before,
        "after": document_of(service),
        "state": service.state.value,
        "source_hash": service.source_hash,
    }
    row = Revision(
        actor=actor, reason=reason, entity=store.ENTITY, entity_id=service.id, change=change
    )
    session.add(row)
    session.flush()
    session.refresh(row)  # its moment is the database's
    return entry_of(row)


def conflict_of(
    session: Session,
    service_id: str,
    mine: Json,
    theirs: Json,
    base: Json | None,
    version: int,
    latest: int,
) -> Conflict:
    """The catalogue changed since a draft began; ``latest``: the revision that did it."""
    last = session.get(Revision, latest)
    return Conflict(
        service_id,
        mine=normal(mine),
        theirs=theirs,
        base=base,
        version=version,
        based_on=latest,
        by=last.actor if last else "",
        aside=None,
    )
