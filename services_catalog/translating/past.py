"""The Dutch a translation was made from, found again in the history by its hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.editing import store
from services_catalog.editing.fields import Json
from services_catalog.models import WORD_FIELDS, Revision, words_hash


def hash_of_document(document: Mapping[str, Any]) -> str:
    """What ``Service.source_hash`` is of a service with this document."""
    text = document.get("text") or {}
    words: Json = {field: text.get(field) for field in WORD_FIELDS}
    return words_hash(words | {"notes": notes_of_document(document)})


def notes_of_document(document: Mapping[str, Any]) -> list[str | None]:
    """The notes of the rules, one per status, in the order of the rows."""
    return [
        rule.get("note")
        for rule in document.get("eligibility") or ()
        for _status in rule.get("status") or ()
    ]


def dutch_behind(session: Session, service_id: str, wanted: str) -> Json | None:
    """The document whose Dutch has the hash ``wanted``, the newest; None when nobody kept it.

    A load from files notes the hash of its text and not the text: that stands in the ``before``
    of the change that came next.
    """
    query = (
        select(Revision)
        .where(Revision.entity == store.ENTITY, Revision.entity_id == service_id)
        .order_by(Revision.id.desc())
    )
    later: Json | None = None
    for row in session.scalars(query):
        for side in ("after", "before"):
            document = row.change.get(side)
            if document and hash_of_document(document) == wanted:
                return dict(document)
        if row.change.get("source_hash") == wanted and later is not None:
            return later
        later = row.change.get("before") or None
    return None
