"""Who may work in the staff pages: accounts, their roles, their sessions, and failed sign-ins."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_catalog.models.base import Base, enum_column


class Role(StrEnum):
    """What somebody is trusted with; an account may hold several."""

    READER = "reader"
    TRANSLATOR = "translator"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class Account(Base):
    """One person of the staff.

    ``email`` is kept in lower case. ``password_hash`` is Argon2id, or None for who signs in with
    the city's own account only. ``totp_secret`` is sealed with ``TOELEIDER_STAFF_KEY``;
    ``totp_step`` is the last time step a code was taken for, so that no code serves twice.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    email: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_step: Mapped[int | None] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    oidc_subject: Mapped[str | None] = mapped_column(String(300), unique=True)
    last_sign_in: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    language: Mapped[str | None] = mapped_column(String(12))
    """In which language the staff pages speak to this person; None: never chosen."""

    roles: Mapped[list[AccountRole]] = relationship(
        cascade="all, delete-orphan", order_by="AccountRole.role", lazy="selectin"
    )


class AccountRole(Base):
    """A role of an account. ``scope`` narrows it: ``{"languages": […], "organizations": […]}``.

    An absent or empty list narrows nothing.
    """

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(enum_column(Role), primary_key=True)
    scope: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class AccountInvitation(Base):
    """A one-time link with which somebody sets a password: a new colleague, or a forgotten one.

    Only the hash of its token is kept. An account has one link at a time: a new one ends the other.
    """

    __tablename__ = "account_invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), unique=True
    )
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    account: Mapped[Account] = relationship(lazy="joined")


class StaffSession(Base):
    """A signed-in browser. Only the hash of its token is kept: a stolen table opens nothing."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    device: Mapped[str] = mapped_column(String(60))
    """Browser and system in two words, for the person's own list of sessions."""
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    account: Mapped[Account] = relationship(lazy="joined")


class SignInAttempt(Base):
    """How often signing in failed lately, for an account or a network, under a keyed hash.

    ``failures`` leaks away with time from the moment ``at``; no address and no e-mail is kept.
    """

    __tablename__ = "sign_in_attempt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[float] = mapped_column(Float)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
