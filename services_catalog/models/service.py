"""A service with everything that is said of it (HSDS service, service_at_location, schedule)."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services_catalog.models.base import Base, enum_column
from services_catalog.models.place import Location, Organization
from services_catalog.vocabulary import (
    Access,
    CostKind,
    CostPer,
    Effect,
    Interpreter,
    Phase,
    PublicationState,
    ResidenceStatus,
    Scope,
    TranslationState,
)

WORD_FIELDS = (
    "title",
    "summary",
    "description",
    "how",
    "who",
    "hours_note",
    "cost_note",
    "warning",
)


class Service(Base):
    """One service. Its Dutch words stand in the row itself: the source is mandatory."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="title_not_empty"),
        CheckConstraint("length(summary) > 0", name="summary_not_empty"),
        CheckConstraint("age_min IS NULL OR age_min >= 0", name="age_min"),
        CheckConstraint(
            "age_max IS NULL OR age_min IS NULL OR age_max >= age_min", name="ages_in_order"
        ),
        CheckConstraint("check_every_days > 0", name="check_interval"),
        CheckConstraint("cost_kind <> 'free' OR cost_amount IS NULL", name="free_has_no_price"),
        CheckConstraint(
            "cost_kind NOT IN ('fixed', 'from', 'reduced') OR cost_amount IS NOT NULL",
            name="price_has_amount",
        ),
        CheckConstraint("cost_amount IS NULL OR cost_amount >= 0", name="price_positive"),
        CheckConstraint(
            "cost_reduced IS NULL OR cost_reduced <= cost_amount", name="reduced_is_less"
        ),
        UniqueConstraint("id", "scope"),
    )

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"))
    state: Mapped[PublicationState] = mapped_column(enum_column(PublicationState), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    """The editors' own order, for when nothing else decides: lower comes first."""
    phase: Mapped[Phase] = mapped_column(enum_column(Phase))
    scope: Mapped[Scope] = mapped_column(enum_column(Scope))
    access: Mapped[Access] = mapped_column(enum_column(Access))
    interpreter: Mapped[Interpreter] = mapped_column(enum_column(Interpreter))
    age_min: Mapped[int | None] = mapped_column(Integer)
    age_max: Mapped[int | None] = mapped_column(Integer)
    audience: Mapped[list[str]] = mapped_column(JSON, default=list)
    phone: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(160))
    url: Mapped[str | None] = mapped_column(Text)
    cost_kind: Mapped[CostKind] = mapped_column(enum_column(CostKind))
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    cost_reduced: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    cost_per: Mapped[CostPer | None] = mapped_column(enum_column(CostPer))
    source_name: Mapped[str] = mapped_column(String(160))
    source_url: Mapped[str] = mapped_column(Text)
    checked_on: Mapped[date] = mapped_column(Date)
    check_every_days: Mapped[int] = mapped_column(Integer)

    # The Dutch words. Facts (hours, prices, phones) are never written here.
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(400))
    description: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Text)
    who: Mapped[str | None] = mapped_column(Text)
    hours_note: Mapped[str | None] = mapped_column(Text)
    cost_note: Mapped[str | None] = mapped_column(Text)
    warning: Mapped[str | None] = mapped_column(Text)
    asks: Mapped[list[str]] = mapped_column(JSON, default=list)

    organization: Mapped[Organization] = relationship(lazy="joined")
    topics: Mapped[list[ServiceTopic]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceTopic.position"
    )
    places: Mapped[list[ServiceAtLocation]] = relationship(
        cascade="all, delete-orphan",
        order_by="ServiceAtLocation.position",
        back_populates="service",
    )
    languages: Mapped[list[ServiceLanguage]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceLanguage.position"
    )
    documents: Mapped[list[RequiredDocument]] = relationship(
        cascade="all, delete-orphan", order_by="RequiredDocument.position"
    )
    rules: Mapped[list[EligibilityRule]] = relationship(
        cascade="all, delete-orphan",
        order_by="EligibilityRule.position",
        foreign_keys="[EligibilityRule.service_id, EligibilityRule.service_scope]",
    )
    translations: Mapped[list[ServiceTranslation]] = relationship(cascade="all, delete-orphan")
    external_ids: Mapped[list[ExternalId]] = relationship(cascade="all, delete-orphan")

    @property
    def source_hash(self) -> str:
        """Hash of the Dutch words; a translation made from another hash is stale."""
        return words_hash(
            {field: getattr(self, field) for field in WORD_FIELDS}
            | {"notes": [rule.note for rule in self.rules]}
        )

    def check_due(self) -> date:
        """The day by which somebody must look at this entry again."""
        return self.checked_on + timedelta(days=self.check_every_days)

    def translation(self, language: str) -> ServiceTranslation | None:
        """The translation in ``language``, whatever its state; None when missing."""
        return next((t for t in self.translations if t.language == language), None)


class ServiceTranslation(Base):
    """The words of a service in another language. Empty fields fall back to Dutch."""

    __tablename__ = "service_translation"
    __table_args__ = (
        CheckConstraint("language <> 'nl'", name="dutch_is_the_source"),
        CheckConstraint("length(title) > 0", name="title_not_empty"),
        CheckConstraint("length(summary) > 0", name="summary_not_empty"),
        CheckConstraint(
            "state <> 'approved' OR reviewed_by IS NOT NULL", name="approved_has_reviewer"
        ),
    )

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    state: Mapped[TranslationState] = mapped_column(enum_column(TranslationState))
    source_hash: Mapped[str] = mapped_column(String(64))
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    written_by: Mapped[str | None] = mapped_column(String(120))
    """The actor who wrote the text last; None for a machine's, or one from before this was kept."""
    written_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    made_from: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """Per field the hash of the Dutch it was made from (see translating/origins.py)."""
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(600))
    description: Mapped[str | None] = mapped_column(Text)
    how: Mapped[str | None] = mapped_column(Text)
    who: Mapped[str | None] = mapped_column(Text)
    hours_note: Mapped[str | None] = mapped_column(Text)
    cost_note: Mapped[str | None] = mapped_column(Text)
    warning: Mapped[str | None] = mapped_column(Text)
    asks: Mapped[list[str]] = mapped_column(JSON, default=list)
    notes: Mapped[list[str | None]] = mapped_column(JSON, default=list)


class ServiceTopic(Base):
    """A topic a service answers; position 0 is the main one."""

    __tablename__ = "service_topic"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer)


class ServiceAtLocation(Base):
    """Where and when a service is given (HSDS service_at_location with its schedule)."""

    __tablename__ = "service_at_location"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), primary_key=True)
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    opening_hours: Mapped[str | None] = mapped_column(Text)
    by_appointment: Mapped[bool] = mapped_column(Boolean, default=False)

    location: Mapped[Location] = relationship(lazy="joined")
    service: Mapped[Service] = relationship(back_populates="places")


class ServiceLanguage(Base):
    """A language spoken at the desk."""

    __tablename__ = "service_language"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)


class RequiredDocument(Base):
    """Something to bring, a key of the document vocabulary."""

    __tablename__ = "required_document"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), primary_key=True)
    document: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)


class EligibilityRule(Base):
    """What holds for one residence status, with its ground and its review date.

    ``service_scope`` is always ``rules`` and part of the foreign key: the database itself refuses
    a residence rule on a service that is for everyone.
    """

    __tablename__ = "eligibility_rule"
    __table_args__ = (
        CheckConstraint(
            "effect <> 'excluded' OR alternative_id IS NOT NULL",
            name="exclusion_names_alternative",
        ),
        CheckConstraint(
            "effect NOT IN ('conditional', 'warned') OR note IS NOT NULL",
            name="condition_is_written",
        ),
        CheckConstraint("alternative_id <> service_id", name="alternative_is_another"),
        CheckConstraint("service_scope = 'rules'", name="only_services_with_rules"),
        ForeignKeyConstraint(
            ["service_id", "service_scope"], ["service.id", "service.scope"], onupdate="RESTRICT"
        ),
        Index("uq_eligibility_rule_service_status", "service_id", "status", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(String(80))
    service_scope: Mapped[Scope] = mapped_column(enum_column(Scope), default=Scope.RULES)
    position: Mapped[int] = mapped_column(Integer)
    status: Mapped[ResidenceStatus] = mapped_column(enum_column(ResidenceStatus))
    effect: Mapped[Effect] = mapped_column(enum_column(Effect))
    legal_basis: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    review_by: Mapped[date] = mapped_column(Date)
    alternative_id: Mapped[str | None] = mapped_column(ForeignKey("service.id"))
    note: Mapped[str | None] = mapped_column(Text)


class ExternalId(Base):
    """The name another system gives a service, so that imports are idempotent."""

    __tablename__ = "external_id"

    system: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"))


def words_hash(words: object) -> str:
    """SHA-256 of any JSON-able words, stable over runs and machines."""
    return hashlib.sha256(
        json.dumps(words, ensure_ascii=False, sort_keys=True).encode("utf-8")
    ).hexdigest()
