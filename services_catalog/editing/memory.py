"""What an import is compared with: our services, and what was decided on earlier imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.desk import WHOLE_SERVICE
from services_catalog.editing.document import document_of, normal, normal_fields
from services_catalog.editing.fields import Json
from services_catalog.editing.problems import CONTROL, Known, Problem
from services_catalog.models import ImportItem, ImportStatus, Service, ServiceDraft


@dataclass(frozen=True)
class Record:
    """One service as a source has it.

    ``document`` is in the shape of ``ServiceSource``, as far as the source goes; ``problems`` are
    what the importer could not make out; ``note`` is for whoever decides. ``refused``: the reader
    itself does not bring it in, and its problems say why.
    """

    external_id: str
    document: Json
    problems: Sequence[Problem] = ()
    note: str | None = None
    refused: bool = False


def our_documents(session: Session, ids: Sequence[str]) -> dict[str, Json]:
    """What we say of these services, by id: the draft where there is one, else the service."""
    services = select(Service).where(Service.id.in_(ids)).options(*WHOLE_SERVICE)
    found = {s.id: document_of(s) for s in session.scalars(services).unique()}
    # A draft is what staff work on: their changes count as ours.
    for row in session.scalars(select(ServiceDraft).where(ServiceDraft.service_id.in_(ids))):
        found[row.service_id] = normal(row.document)
    return found


class Memory:
    """What is known of the records of a batch: their services and what was decided before."""

    def __init__(self, session: Session, system: str, batch: list[Record], known: Known) -> None:
        names = [record.external_id for record in batch]
        self._numbers = {
            name: service_id
            for name in names
            if (service_id := known.external_ids.get((system, name)))
        }
        self.last: dict[str, ImportItem] = {}
        self._accepted: dict[str, ImportItem] = {}
        items = (
            select(ImportItem)
            .where(
                ImportItem.system == system,
                ImportItem.external_id.in_(names),
                ImportItem.status != ImportStatus.REFUSED,
            )
            .order_by(ImportItem.id)
        )
        for item in session.scalars(items):
            self.last[item.external_id] = item
            # What was found equal to ours is known as well as what was accepted.
            if item.status in (ImportStatus.ACCEPTED, ImportStatus.UNCHANGED):
                self._accepted[item.external_id] = item
        wanted = {self.service_of(record) for record in batch}
        self.ours = our_documents(session, [name for name in wanted if name])

    def service_of(self, record: Record) -> str | None:
        """The id of the service a record is about, as far as anybody knows."""
        accepted = self._accepted.get(record.external_id)
        name = (
            self._numbers.get(record.external_id)
            or (accepted.service_id if accepted else None)
            or record.document.get("id")
        )
        return name if isinstance(name, str) and name and not CONTROL.search(name) else None

    def base(self, external_id: str) -> Json | None:
        """What the source said when it was last accepted."""
        accepted = self._accepted.get(external_id)
        return normal_fields(accepted.document) if accepted else None
