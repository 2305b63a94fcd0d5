"""Our side of a base: documents, publication and translations of the services it is linked to."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.base.lines import WORDS
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.editing.document import document_of
from services_catalog.editing.fields import Json
from services_catalog.editing.normal import normal
from services_catalog.models import Service, ServiceDraft, ServiceTranslation
from services_catalog.vocabulary import PublicationState


class Ours:
    """What we have of some services, read at once."""

    def __init__(self, session: Session, ids: Collection[str]) -> None:
        """For the services with these ids."""
        query = select(Service).where(Service.id.in_(ids)).options(*WHOLE_SERVICE)
        self._rows = {row.id: row for row in session.scalars(query).unique()}
        self._published = {name: document_of(row) for name, row in self._rows.items()}
        drafts = select(ServiceDraft).where(ServiceDraft.service_id.in_(ids))
        self.drafts = {row.service_id: row for row in session.scalars(drafts)}

    def document(self, service_id: str | None) -> Json | None:
        """What we say: the draft somebody is writing, else the service."""
        if service_id in self.drafts:
            return normal(self.drafts[service_id].document)
        return self._published.get(service_id or "")

    def published(self, service_id: str | None) -> Json | None:
        """What visitors read; None when they read nothing."""
        row = self._rows.get(service_id or "")
        shown = row is not None and row.state is PublicationState.PUBLISHED
        return self._published[row.id] if row is not None and shown else None

    def archived(self, service_id: str | None) -> bool:
        """Whether it is out of sight, and nobody is bringing it back."""
        row = self._rows.get(service_id or "")
        return (
            row is not None
            and row.state is PublicationState.ARCHIVED
            and service_id not in self.drafts
        )

    def words(self, service_id: str, language: str) -> Json:
        """Our translation; empty when there is none."""
        row = self._rows.get(service_id)
        translation = row.translation(language) if row else None
        return words_of_row(translation) if translation else {}


def words_of_row(row: ServiceTranslation) -> Json:
    """A translation as a document, with its state."""
    return {name: getattr(row, name) for name in WORDS} | {"state": row.state.value}
