"""Catalogues of others that we follow: their services, beside what we make of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services_catalog.models.base import Base, enum_column


class BaseVerdict(StrEnum):
    """What staff decided on a service of a base as a whole."""

    OPEN = "open"
    DECLINED = "declined"
    """Not for us: it is not proposed again."""
    KEPT = "kept"
    """It is gone from the base, and we keep it."""


class BaseCatalogue(Base):
    """A base we follow, as of the version that was taken last.

    ``roles`` says which organization of ours stands for a role of the base; ``role_names`` are the
    names the base gives its roles; ``local`` are the fields it leaves to us.
    """

    __tablename__ = "base_catalogue"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    digest: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(120))
    roles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    role_names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    local: Mapped[list[str]] = mapped_column(JSON, default=list)


class BaseService(Base):
    """One service of a base. Documents are in the base's own terms: its roles, its keys.

    ``seen`` holds, per field, what the base said when ours was last settled with it; ``taken``
    what was put into a draft since. ``service_id`` is no foreign key: a draft is no service yet,
    and a load from files writes all services anew.
    """

    __tablename__ = "base_service"

    base_id: Mapped[str] = mapped_column(ForeignKey("base_catalogue.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    service_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    verdict: Mapped[BaseVerdict] = mapped_column(enum_column(BaseVerdict), default=BaseVerdict.OPEN)
    gone: Mapped[bool] = mapped_column(Boolean, default=False)
    """Not in the version that was taken last."""
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    seen: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    taken: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    translations: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seen_translations: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str | None] = mapped_column(String(500))
