"""What the editing book hands out and raises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services_catalog.editing.fields import Json
from services_catalog.editing.merge import Merged, merge
from services_catalog.editing.problems import Problem
from services_catalog.models import DraftState, DraftText, Revision, ServiceDraft


@dataclass(frozen=True)
class Draft:
    """A text in the making.

    ``version`` goes back with ``save`` as it came. Above zero it is a saved draft's; else nothing
    was saved yet, and it is the revision the text comes from, negative (0: a new service).
    ``service_id`` is empty while a new service has none.
    """

    service_id: str
    document: Json
    version: int
    based_on: int | None
    updated_by: str
    updated_at: datetime
    state: DraftState = DraftState.DRAFT
    note: str | None = None

    @property
    def saved(self) -> bool:
        """Whether it is kept; opening alone keeps nothing."""
        return self.version > 0


@dataclass(frozen=True)
class Aside:
    """A text that came too late and was kept beside the draft, until somebody drops it."""

    id: int
    service_id: str
    document: Json
    actor: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """A line of a service's history; ``before`` and ``after`` are None where nobody kept them."""

    revision: int
    at: datetime
    actor: str
    reason: str
    before: Json | None
    after: Json | None
    state: str | None
    """The service's state from then on, where it was noted."""


class EditingError(RuntimeError):
    """What staff asked cannot be done; the message says why and what to do."""


class UnknownService(EditingError):
    """There is no such service, draft or revision."""


class Refused(EditingError):
    """A rule of the catalogue or of the house forbids it. ``services``: what stands in the way."""

    def __init__(self, message: str, services: Sequence[str] = ()) -> None:
        """``services``: ids of the services it is about."""
        super().__init__(message)
        self.services = tuple(services)


class Incomplete(EditingError):
    """The document has problems, and stays a draft."""

    def __init__(self, service_id: str, problems: Sequence[Problem]) -> None:
        """``problems``: all of them, so that they are mended in one go."""
        lines = "".join(f"\n  {p.path or 'document'}: {p.message}" for p in problems)
        super().__init__(f"{service_id} cannot be published yet; mend these first:{lines}")
        self.service_id, self.problems = service_id, tuple(problems)


class Conflict(EditingError):
    """Somebody else was first. My text is kept (``aside``), and theirs stands.

    To go on: merge, then ``save(service_id, merged, actor, version, based_on=based_on)``.
    """

    def __init__(
        self,
        service_id: str,
        *,
        mine: Json,
        theirs: Json,
        base: Json | None,
        version: int,
        based_on: int | None,
        by: str,
        aside: int | None,
    ) -> None:
        """``base``: the text both started from, None if nobody kept it; ``by``: who was first."""
        super().__init__(
            f"{service_id} was changed by {by} in the meantime. Nothing is lost: "
            "compare both texts and save again."
        )
        self.service_id, self.mine, self.theirs, self.base = service_id, mine, theirs, base
        self.version, self.based_on, self.by, self.aside = version, based_on, by, aside

    @property
    def merged(self) -> Merged:
        """Both texts in one, and what they contradict each other in."""
        return merge(self.base, self.mine, self.theirs)


def draft_of(row: ServiceDraft) -> Draft:
    """The draft of a row."""
    return Draft(
        service_id=row.service_id,
        document=row.document,
        version=row.version,
        based_on=row.based_on,
        updated_by=row.updated_by,
        updated_at=aware(row.updated_at),
        state=row.state,
        note=row.note,
    )


def aside_of(row: DraftText) -> Aside:
    """The side draft of a row."""
    return Aside(row.id, row.service_id, row.document, row.actor, aware(row.at))


def entry_of(row: Revision) -> Entry:
    """The line of history of a revision."""
    change: dict[str, Any] = row.change
    return Entry(
        revision=row.id,
        at=aware(row.at),
        actor=row.actor,
        reason=row.reason,
        before=change.get("before"),
        after=change.get("after"),
        state=change.get("state"),
    )


def aware(moment: datetime) -> datetime:
    """In UTC; SQLite forgets the zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
