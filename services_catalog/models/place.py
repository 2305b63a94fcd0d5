"""Organizations, locations, their closures, and the municipality itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Float,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_catalog.models.base import Base, Versioned, enum_column
from services_catalog.vocabulary import StepFree, TranslationState


class Municipality(Versioned, Base):
    """The one municipality this catalogue is of."""

    __tablename__ = "municipality"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    province: Mapped[str] = mapped_column(String(60))
    postcode: Mapped[str] = mapped_column(String(8))
    url: Mapped[str | None] = mapped_column(Text)
    migration_office_id: Mapped[str] = mapped_column(String(80))
    fictional: Mapped[bool] = mapped_column(Boolean, default=False)
    neighbourhoods: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)


class Organization(Versioned, Base):
    """Who offers services (HSDS organization)."""

    __tablename__ = "organization"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_not_empty"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(40))
    url: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(160))
    phone: Mapped[str | None] = mapped_column(String(32))


class Location(Versioned, Base):
    """A door in a street (HSDS location)."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
    )

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"))
    name: Mapped[str] = mapped_column(String(160))
    street: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(16))
    postcode: Mapped[str] = mapped_column(String(8))
    city: Mapped[str] = mapped_column(String(80))
    neighbourhood: Mapped[str | None] = mapped_column(String(60))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    step_free: Mapped[StepFree] = mapped_column(enum_column(StepFree))
    directions: Mapped[str | None] = mapped_column(Text)

    organization: Mapped[Organization] = relationship()
    translations: Mapped[list[LocationTranslation]] = relationship(cascade="all, delete-orphan")
    closures: Mapped[list[Closure]] = relationship(
        cascade="all, delete-orphan", order_by="Closure.first_day"
    )

    @property
    def address(self) -> str:
        """The address on one line, as Belgians write it."""
        return f"{self.street} {self.number}, {self.postcode} {self.city}"


class LocationTranslation(Base):
    """The way to a location in another language."""

    __tablename__ = "location_translation"

    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    directions: Mapped[str] = mapped_column(Text)
    state: Mapped[TranslationState] = mapped_column(enum_column(TranslationState))
    source_hash: Mapped[str] = mapped_column(String(64))
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    written_by: Mapped[str | None] = mapped_column(String(120))
    written_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Closure(Base):
    """Days a location is shut, whatever its schedule says (both days included)."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(40))
