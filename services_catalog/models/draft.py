"""What staff are working on: drafts, every text they saved, and what imports propose."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_catalog.models.base import Base, enum_column


class DraftState(StrEnum):
    """A draft is being written, or waits for a colleague's look."""

    DRAFT = "draft"
    REVIEW = "review"


class ImportStatus(StrEnum):
    """What became of one record of an import."""

    STAGED = "staged"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class ServiceDraft(Base):
    """The one text in the making of a service; the service need not exist yet.

    ``document`` may be incomplete. ``version`` is the id of the :class:`DraftText` it is equal to,
    so that a version never means two texts. ``based_on`` is the revision it started from, ``base``
    the text of the catalogue then (a load from files keeps none in the history).
    """

    __tablename__ = "service_draft"

    service_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[DraftState] = mapped_column(enum_column(DraftState))
    version: Mapped[int] = mapped_column(Integer)
    based_on: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    base: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    updated_by: Mapped[str] = mapped_column(String(120))
    """Who last changed the text; handing in and sending back leave it."""
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    note: Mapped[str | None] = mapped_column(Text)


class DraftText(Base):
    """A text somebody saved. ``aside``: it came too late, and stands beside the draft.

    ``version`` is the version an aside was written over; of a text that was saved it is empty.
    """

    __tablename__ = "draft_text"
    __table_args__ = (
        Index("ix_draft_text_service", "service_id", "aside"),
        # The number is the version that editors hold: it must never be given out again.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(String(80))
    aside: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int | None] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ImportRun(Base):
    """One import that was not a dry run."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    system: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(120))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    remarks: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """What the reader says of the file as a whole: ``path`` is where in it."""
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was chosen for it, to be suggested the next time (see ``exchange.arrival.Choices``)."""


class ImportItem(Base):
    """One record of an import, as the source has it.

    ``document`` holds only what the source speaks of: a key it does not have is no change.
    """

    __tablename__ = "import_item"
    __table_args__ = (UniqueConstraint("system", "external_id", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    system: Mapped[str] = mapped_column(String(40))
    external_id: Mapped[str] = mapped_column(String(200))
    status: Mapped[ImportStatus] = mapped_column(enum_column(ImportStatus), index=True)
    service_id: Mapped[str | None] = mapped_column(String(80))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    note: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    run: Mapped[ImportRun] = relationship()
