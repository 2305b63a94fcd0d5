"""Counters of a week, and what is switched off: the only two things kept of how we are used."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, DateTime, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services_catalog.models.base import Base, enum_column


class Outcome(StrEnum):
    """How a question of a visitor ended. Thanks, greetings and the like are no questions."""

    ANSWERED = "answered"
    """Services or facts were shown."""
    NOTHING_FOUND = "nothing_found"
    """No service for this, or no further one."""
    FALLBACK = "fallback"
    """Not understood: we asked for other words, or which service is meant."""
    ALARM = "alarm"
    """Danger; which kind is not kept."""
    HUMAN = "human"
    """A person was asked for, and the office was open."""
    WRONG_ANSWER = "wrong_answer"
    """The visitor said that an answer is not right."""
    OUT_OF_SCOPE = "out_of_scope"
    """Outside our field."""
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    """In a language, or about one, that we do not answer in."""
    CLOSED = "closed"
    """A shut door: a person asked for outside the office's hours, or a topic switched off."""


class Indicator(Base):
    """How often something was asked in a week. No time of day, no session, no text.

    ``topic`` is empty when there is none: as part of the key it cannot be null. Without SQLite's
    row numbers not even the order of what was asked first can be read from the file.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("count > 0", name="counted"),
        {"sqlite_with_rowid": False},
    )

    week: Mapped[date] = mapped_column(Date, primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class WrongAnswerReport(Base):
    """How often visitors said that what was shown of a service is not right.

    The service is no foreign key: a catalogue that is loaded anew must not empty this table.
    """

    __tablename__ = "wrong_answer_report"
    __table_args__ = (
        CheckConstraint("count > 0", name="counted"),
        {"sqlite_with_rowid": False},
    )

    week: Mapped[date] = mapped_column(Date, primary_key=True)
    service_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class Switch(Base):
    """Something staff silenced: ``assistant``, ``topic:<key>`` or ``language:<code>``.

    ``message`` is what visitors read in Dutch, beside our own sentence. ``actor``, ``at`` and
    ``reason`` are of the last change; all changes stand in ``revision``.
    """

    __tablename__ = "switch"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    off: Mapped[bool] = mapped_column()
    message: Mapped[str | None] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=text("CURRENT_TIMESTAMP")
    )
    reason: Mapped[str] = mapped_column(Text)
