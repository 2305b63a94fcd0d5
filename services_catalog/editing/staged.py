"""What an import did or would do, record by record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from services_catalog.editing.compare import Comparison
from services_catalog.editing.fields import Json
from services_catalog.editing.problems import Problem
from services_catalog.models import ImportStatus


@dataclass(frozen=True)
class Staged:
    """What is to be done with one record.

    ``item`` is under what it is kept: of an unchanged one the earlier item that says the same; None
    in a dry run.

    ``external_id`` of a refused one is made to differ from all others of the run; what it is called
    at the source is ``number``. ``service_id`` is None for a service that is new here.
    ``comparison`` is None for new and refused ones. ``problems`` do not stop an acceptance: a draft
    may be incomplete. What follows ``item`` is known of kept ones only.
    """

    external_id: str
    status: ImportStatus
    service_id: str | None
    title: str
    document: Json
    comparison: Comparison | None = None
    problems: tuple[Problem, ...] = ()
    note: str | None = None
    item: int | None = None
    run: int | None = None
    organization: str | None = None
    """Whose service it is here; of a new one whose the source says it is."""
    whole: str | None = None
    base: Json | None = None
    """What the source said when it was last accepted; None when nobody knows."""
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def number(self) -> str:
        """How the source calls it, in full."""
        return self.whole or self.external_id

    @property
    def new(self) -> bool:
        """Whether accepting it makes a new service."""
        return self.status is ImportStatus.STAGED and self.service_id is None


@dataclass
class Report:
    """The outcome of an import, record by record, in order."""

    system: str
    source: str
    dry_run: bool
    run: int | None = None
    items: list[Staged] = field(default_factory=list)
    remarks: tuple[Problem, ...] = ()
    """Of the file as a whole: what stands where that could not be read."""

    @property
    def counts(self) -> dict[str, int]:
        """How many are ``new``, ``changed``, ``unchanged`` and ``refused``."""
        found = Counter("new" if item.new else item.status.value for item in self.items)
        return {
            "new": found["new"],
            "changed": found["staged"],
            "unchanged": found["unchanged"],
            "refused": found["refused"],
        }

    @property
    def refused(self) -> list[Staged]:
        """Every refused record, with field and reason in its problems."""
        return [item for item in self.items if item.status is ImportStatus.REFUSED]
