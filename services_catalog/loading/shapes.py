"""The shape of the catalogue's source files: what an entry may hold, and what it must."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from services_catalog.hours import HoursError, parse_hours
from services_catalog.languages import SOURCE, languages
from services_catalog.phones import parse_phone
from services_catalog.vocabulary import (
    Access,
    Audience,
    CostKind,
    CostPer,
    Document,
    Effect,
    Interpreter,
    Phase,
    ResidenceStatus,
    Scope,
    StepFree,
    topics,
)

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Strict(BaseModel):
    """Unknown keys are errors: a typing mistake must not vanish silently."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OrganizationSource(Strict):
    """An entry of ``organizations.yml``."""

    id: Slug
    name: str = Field(min_length=1)
    kind: str
    url: str | None = None
    email: str | None = None
    phone: str | None = None

    _phone = field_validator("phone")(parse_phone)


class LocationSource(Strict):
    """An entry of ``locations.yml``."""

    id: Slug
    organization: Slug
    name: str
    street: str
    number: str
    postcode: str
    city: str
    neighbourhood: str | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    step_free: StepFree
    directions: str | None = None


class ClosureSource(Strict):
    """An entry of ``closures.yml``: days a location is shut."""

    location: Slug
    first_day: date
    last_day: date
    reason: Literal["holiday", "works", "staff_day", "other"]

    @model_validator(mode="after")
    def _in_order(self) -> ClosureSource:
        if self.last_day < self.first_day:
            raise ValueError("last_day is before first_day")
        return self


class HotlineSource(Strict):
    """An entry of ``hotlines.yml``."""

    id: Slug
    number: str
    name: str
    purpose: str
    alarms: list[str] = []
    confirmed: bool
    source: str


class MunicipalitySource(Strict):
    """``municipality.yml``."""

    id: Slug
    name: str
    province: str
    postcode: str
    url: str | None = None
    migration_office: Slug
    fictional: bool = False
    neighbourhoods: dict[str, list[str]] = {}


class PlaceSource(Strict):
    """Where and when, inside a service."""

    location: Slug
    hours: str | None = None
    by_appointment: bool = False

    @field_validator("hours")
    @classmethod
    def _valid_hours(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                parse_hours(value)
            except HoursError as error:
                raise ValueError(str(error)) from error
        return value


class CostSource(Strict):
    """The price of a service, in euro."""

    kind: CostKind
    amount: Decimal | None = Field(default=None, ge=0)
    reduced: Decimal | None = Field(default=None, ge=0)
    per: CostPer | None = None

    @model_validator(mode="after")
    def _amount_fits_kind(self) -> CostSource:
        priced = self.kind in (CostKind.FIXED, CostKind.FROM, CostKind.REDUCED)
        if priced and self.amount is None:
            raise ValueError(f"cost kind {self.kind} needs an amount")
        if not priced and self.amount is not None:
            raise ValueError(f"cost kind {self.kind} carries no amount")
        if self.reduced is not None and self.amount is not None and self.reduced > self.amount:
            raise ValueError("the reduced price is higher than the price")
        return self


# A fact in a sentence goes out of date unseen: hours, prices, phones and addresses are slots.
FACT_IN_TEXT = re.compile(
    r"\d+\s*(?:€|euro\b)|€\s*\d"  # a price
    r"|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\s*(?:uur|u\.)(?!\w)"  # an hour
    r"|\+32|\b0\d{2,3}[ /]\d"  # a phone
    r"|[\w.]+@[\w.]+",  # an e-mail
    re.IGNORECASE,
)


class WordsSource(Strict):
    """The sentences of a service, in any language; no facts in them."""

    title: str = Field(min_length=3, max_length=120)
    summary: str = Field(min_length=10, max_length=400)
    description: str | None = None
    how: str | None = None
    who: str | None = None
    hours_note: str | None = None
    cost_note: str | None = None
    warning: str | None = None
    asks: list[str] = []

    @field_validator(
        "title", "summary", "description", "how", "who", "hours_note", "cost_note", "warning"
    )
    @classmethod
    def _no_facts(cls, value: str | None) -> str | None:
        if value and (found := FACT_IN_TEXT.search(value)):
            raise ValueError(
                f"'{found.group()}' looks like an hour, price, phone or e-mail inside a sentence; "
                "write it in its own field"
            )
        return value


class RuleSource(Strict):
    """An eligibility rule for one or more statuses."""

    status: list[ResidenceStatus] = Field(min_length=1)
    effect: Effect
    legal_basis: str = Field(min_length=3)
    source: str = Field(min_length=3)
    review_by: date
    alternative: Slug | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> RuleSource:
        if self.effect is Effect.EXCLUDED and not self.alternative:
            raise ValueError("an exclusion names an alternative service")
        if self.effect in (Effect.CONDITIONAL, Effect.WARNED) and not self.note:
            raise ValueError(f"effect {self.effect} needs a note that says the condition")
        return self


class ProvenanceSource(Strict):
    """Who says so."""

    name: str
    url: str


class ServiceSource(Strict):
    """An entry of ``services/<topic>.yml``."""

    id: Slug
    organization: Slug
    topics: list[str] = Field(min_length=1)
    phase: Phase
    scope: Scope
    locations: list[PlaceSource] = []
    access: Access
    cost: CostSource
    documents: list[Document] = []
    languages: list[str] = Field(min_length=1)
    interpreter: Interpreter = Interpreter.NONE
    ages: dict[Literal["min", "max"], int] = {}
    audience: list[Audience] = []
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    source: ProvenanceSource
    checked_on: date
    check_every_days: int = Field(gt=0)
    text: WordsSource
    eligibility: list[RuleSource] = []
    external_ids: dict[str, str] = {}

    _phone = field_validator("phone")(parse_phone)

    @field_validator("topics")
    @classmethod
    def _known_topics(cls, value: list[str]) -> list[str]:
        if unknown := [topic for topic in value if topic not in topics()]:
            raise ValueError(f"unknown topic {', '.join(unknown)}; see topics.yml")
        return value

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: list[str]) -> list[str]:
        if unknown := [code for code in value if code not in languages()]:
            raise ValueError(f"unknown language {', '.join(unknown)}; see locales/languages.yml")
        return value

    @model_validator(mode="after")
    def _coherent(self) -> ServiceSource:
        if self.text.description is None or self.text.how is None:
            raise ValueError("the Dutch text needs a description and a 'how'")
        if (self.scope is Scope.RULES) != bool(self.eligibility):
            raise ValueError("eligibility stands exactly with 'scope: rules'")
        seen = [status for rule in self.eligibility for status in rule.status]
        if len(seen) != len(set(seen)):
            raise ValueError("a residence status stands in two rules")
        low, high = self.ages.get("min"), self.ages.get("max")
        if low is not None and high is not None and low > high:
            raise ValueError("ages: min is above max")
        return self


class TranslatedWords(WordsSource):
    """A translation, with the hash of its Dutch (``catalogue stamp`` writes it)."""

    source_hash: str | None = None
    notes: list[str | None] = []


class TranslationSource(Strict):
    """A file ``translations/<lang>/<topic>.yml``."""

    language: str
    state: Literal["machine", "in_review", "approved"]
    reviewed_by: str | None = None
    reviewed_on: date | None = None
    services: dict[Slug, TranslatedWords]

    @model_validator(mode="after")
    def _known(self) -> TranslationSource:
        if self.language not in languages() or self.language == SOURCE:
            raise ValueError(f"language {self.language!r} cannot be a translation")
        if self.state == "approved" and not self.reviewed_by:
            raise ValueError("an approved translation names who reviewed it")
        return self


class PlacesTranslationSource(Strict):
    """A file ``translations/<lang>/_places.yml``: ways to locations, purposes of hotlines."""

    language: str
    state: Literal["machine", "in_review", "approved"]
    locations: dict[Slug, str] = {}
    hotlines: dict[Slug, str] = {}


class CatalogueSource(BaseModel):
    """A whole folder, read and checked."""

    municipality: MunicipalitySource
    organizations: list[OrganizationSource]
    locations: list[LocationSource]
    closures: list[ClosureSource]
    hotlines: list[HotlineSource]
    services: list[ServiceSource]
    translations: list[TranslationSource]
    place_translations: list[PlacesTranslationSource]
