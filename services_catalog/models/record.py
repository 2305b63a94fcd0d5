"""Hotlines, search vectors and the append-only history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_catalog.models.base import Base, Versioned, enum_column
from services_catalog.vocabulary import TranslationState


class Hotline(Versioned, Base):
    """A national line. Only numbers the domain guide confirms are answered as certain."""

    __tablename__ = "hotline"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text)
    alarms: Mapped[list[str]] = mapped_column(JSON, default=list)
    confirmed: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str] = mapped_column(Text)
    translations: Mapped[list[HotlineTranslation]] = relationship(cascade="all, delete-orphan")


class HotlineTranslation(Base):
    """What a hotline is for, in another language."""

    __tablename__ = "hotline_translation"

    hotline_id: Mapped[str] = mapped_column(ForeignKey("hotline.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    state: Mapped[TranslationState] = mapped_column(enum_column(TranslationState))
    source_hash: Mapped[str] = mapped_column(String(64))
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    written_by: Mapped[str | None] = mapped_column(String(120))
    written_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Passage(Base):
    """A piece of a service's text in one language, with its vector.

    The vector is kept with the text's hash and renewed when the text changes, never at question
    time. ``vector`` is 384 float16 numbers, little endian, unit length.
    """

    __tablename__ = "passage"
    __table_args__ = (Index("ix_passage_service", "service_id", "language"),)

    service_id: Mapped[str] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    part: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64))
    encoder: Mapped[str] = mapped_column(String(60))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class CatalogueVersion(Base):
    """One row with a counter that grows with every change; readers reload when it moves."""

    __tablename__ = "catalogue_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)


class Revision(Base):
    """Who changed what, when and why. Rows can be added, never changed or removed."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=text("CURRENT_TIMESTAMP")
    )
    actor: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(
        # Room for "<service>/<language>"; SQLite keeps to no length.
        String(80).with_variant(String(120), "postgresql"),
        index=True,
    )
    change: Mapped[dict[str, Any]] = mapped_column(JSON)


# The append-only promise is kept by the database, not only by our code.
REVISION_TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER revision_no_update BEFORE UPDATE ON revision "
        "BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END",
        "CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision "
        "BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION revision_append_only() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'revision is append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER revision_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON revision "
        "FOR EACH STATEMENT EXECUTE FUNCTION revision_append_only()",
    ],
}
for _dialect, _statements in REVISION_TRIGGERS.items():
    for _statement in _statements:
        event.listen(
            Revision.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(  # type: ignore[no-untyped-call]
                dialect=_dialect
            ),
        )
