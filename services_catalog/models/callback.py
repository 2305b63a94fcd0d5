"""A request to be called back: the only thing a visitor can leave with us, and not for long."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services_catalog.models.base import Base, enum_column


class PreferredTime(StrEnum):
    """When somebody would like to be called, on a weekday."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class CallbackRequest(Base):
    """Whom to call is sealed; the rest is what staff need to plan the call.

    There is no time of day, no address, no session and no name. ``sealed`` is a Fernet token of
    JSON with ``phone`` and ``email``; ``same`` a keyed hash of contact and topic, by which a
    request that was sent twice is seen. Both go the moment the request is handled: the database
    itself refuses a handled request that still holds them.
    """

    __tablename__ = "callback_request"
    __table_args__ = (
        CheckConstraint(
            "(handled_on IS NULL AND sealed IS NOT NULL AND same IS NOT NULL)"
            " OR (handled_on IS NOT NULL AND sealed IS NULL AND same IS NULL)",
            name="handled_is_empty",
        ),
        CheckConstraint("expires_on > created_on", name="days_in_order"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str | None] = mapped_column(String(40))
    preferred_time: Mapped[PreferredTime] = mapped_column(enum_column(PreferredTime))
    created_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date, index=True)
    handled_on: Mapped[date | None] = mapped_column(Date)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    same: Mapped[str | None] = mapped_column(String(64), unique=True)
