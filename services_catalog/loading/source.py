"""The shape of the catalogue's source files, and reading a folder of them with clear errors."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
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


class SourceError(ValueError):
    """A catalogue folder cannot be loaded; ``problems`` has one line per cause, with its place."""

    def __init__(self, problems: list[str]) -> None:
        """Keep all problems: an editor wants to mend them in one go."""
        self.problems = problems
        super().__init__("\n".join(problems))


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


Model = TypeVar("Model", bound=BaseModel)


def read_folder(folder: Path) -> CatalogueSource:
    """Read and check a catalogue folder.

    Raises:
        SourceError: with every problem found, each naming file and entry. Nothing is half-read.
    """
    problems: list[str] = []

    def load(path: Path) -> Any:
        try:
            return yaml.safe_load(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            problems.append(f"{path.name}: the file is missing in {folder}")
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problems.append(f"{path.relative_to(folder)}: not readable YAML: {error}")
        return None

    def check(model: type[Model], raw: Any, where: str) -> Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for detail in error.errors():
                place = ".".join(str(part) for part in detail["loc"])
                problems.append(f"{where}: {place or 'entry'}: {detail['msg']}")
            return None

    def entries(model: type[Model], path: Path, key: str) -> list[Model]:
        raw = load(path)
        if raw is None:
            return []
        if not isinstance(raw, dict) or not isinstance(raw.get(key), list):
            problems.append(f"{path.relative_to(folder)}: expected a list under '{key}:'")
            return []
        found = []
        for number, item in enumerate(raw[key], start=1):
            name = (
                item.get("id", f"entry {number}") if isinstance(item, dict) else f"entry {number}"
            )
            checked = check(model, item, f"{path.relative_to(folder)}: {name}")
            if checked is not None:
                found.append(checked)
        return found

    municipality = check(MunicipalitySource, load(folder / "municipality.yml"), "municipality.yml")
    organizations = entries(OrganizationSource, folder / "organizations.yml", "organizations")
    locations = entries(LocationSource, folder / "locations.yml", "locations")
    closures = entries(ClosureSource, folder / "closures.yml", "closures")
    hotlines = entries(HotlineSource, folder / "hotlines.yml", "hotlines")
    services: list[ServiceSource] = []
    for path in sorted((folder / "services").glob("*.yml")):
        services += entries(ServiceSource, path, "services")
    translations: list[TranslationSource] = []
    place_translations: list[PlacesTranslationSource] = []
    for path in sorted((folder / "translations").glob("*/*.yml")):
        where = str(path.relative_to(folder))
        if path.stem == "_places":
            place = check(PlacesTranslationSource, load(path), where)
            place_translations += [place] if place else []
        else:
            translated = check(TranslationSource, load(path), where)
            translations += [translated] if translated else []

    problems += _references(
        municipality, organizations, locations, closures, services, translations, problems
    )
    if problems or municipality is None:
        raise SourceError(problems)
    return CatalogueSource(
        municipality=municipality,
        organizations=organizations,
        locations=locations,
        closures=closures,
        hotlines=hotlines,
        services=services,
        translations=translations,
        place_translations=place_translations,
    )


def _references(
    municipality: MunicipalitySource | None,
    organizations: list[OrganizationSource],
    locations: list[LocationSource],
    closures: list[ClosureSource],
    services: list[ServiceSource],
    translations: list[TranslationSource],
    earlier: list[str],
) -> list[str]:
    """Names that point nowhere, and names given twice. Silent when entries were refused already."""
    if earlier:
        return []
    problems: list[str] = []
    for kind, ids in (
        ("organization", [o.id for o in organizations]),
        ("location", [x.id for x in locations]),
        ("service", [s.id for s in services]),
    ):
        problems += [
            f"{kind} {name}: stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})
        ]
    known_organizations = {o.id for o in organizations}
    known_locations = {x.id for x in locations}
    known_services = {s.id for s in services}
    neighbourhoods = set(municipality.neighbourhoods) if municipality else set()

    def need(name: str, known: set[str], where: str) -> None:
        if name not in known:
            problems.append(f"{where}: '{name}' does not exist")

    for location in locations:
        need(location.organization, known_organizations, f"location {location.id}: organization")
        if location.neighbourhood:
            need(location.neighbourhood, neighbourhoods, f"location {location.id}: neighbourhood")
    for closure in closures:
        need(closure.location, known_locations, "closures.yml: location")
    for service in services:
        need(service.organization, known_organizations, f"service {service.id}: organization")
        for place in service.locations:
            need(place.location, known_locations, f"service {service.id}: location")
        for rule in service.eligibility:
            if rule.alternative:
                need(rule.alternative, known_services, f"service {service.id}: alternative")
    if municipality:
        need(municipality.migration_office, known_services, "municipality.yml: migration_office")
    rules = {s.id: sum(len(rule.status) for rule in s.eligibility) for s in services}
    for translation in translations:
        for name, words in translation.services.items():
            where = f"translations/{translation.language}: service"
            need(name, known_services, where)
            if words.notes and len(words.notes) != rules.get(name, 0):
                problems.append(
                    f"{where} {name}: {len(words.notes)} notes for {rules.get(name, 0)} statuses; "
                    "write one per status, null where the Dutch has none"
                )
    return problems
