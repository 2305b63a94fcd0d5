"""What the linter says, and what it knows while it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services_catalog.i18n import Translator
from services_catalog.models import LinkCheck, Service
from services_catalog.vocabulary import ResidenceStatus, Risk, topics


class Severity(StrEnum):
    """An error blocks publishing; a warning wants looking at."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """The rules, as ``catalogue check --rule`` names them."""

    DOCUMENT = "document"
    CHECKED = "checked"
    HOURS = "hours"
    ELIGIBILITY = "eligibility"
    ALTERNATIVE = "alternative"
    PHONE = "phone"
    EMAIL = "email"
    CONTACT = "contact"
    LINK = "link"
    TRANSLATION = "translation"
    DUPLICATE = "duplicate"
    PLAIN_DUTCH = "plain-dutch"
    FACT = "fact-in-sentence"
    PRICE = "price"
    CATALOGUE = "catalogue"


@dataclass(frozen=True)
class Finding:
    """One thing found, with its cure, in words for who keeps the catalogue."""

    severity: Severity
    entity: str
    """The id of a service, an organization, a hotline or a topic."""
    rule: Rule
    message: str
    cure: str
    field: str = ""
    """The path in the document (``locations.0.hours``) when one field is meant."""
    organization: str = ""
    """Whose it is; empty for what is of the whole catalogue."""


@dataclass(frozen=True)
class Outline:
    """As much of a service as is needed to see that another one looks like it."""

    id: str
    title: str
    text: str
    """Title and summary, prepared for comparing."""
    groups: frozenset[str]
    """Its organization and addresses: look-alikes are only sought among neighbours."""


@dataclass(frozen=True)
class Ground:
    """What rules know beside the service they look at. Light: columns, not objects."""

    say: Translator
    today: date
    published: frozenset[str]
    excluded: Mapping[str, frozenset[ResidenceStatus]]
    """Whom the rules of each service leave out."""
    outlines: Mapping[str, Outline]
    neighbours: Mapping[str, tuple[str, ...]]
    """The services of each group of :class:`Outline`."""
    titles: Mapping[str, tuple[str, ...]]
    """The services by their title, in small letters."""
    searched: frozenset[str]
    """Services that have vectors."""
    links: Mapping[str, LinkCheck]
    office: str | None
    fictional: bool


def error(service: Service, rule: Rule, message: str, cure: str, field: str = "") -> Finding:
    """An error in a service."""
    return Finding(Severity.ERROR, service.id, rule, message, cure, field, service.organization_id)


def warning(service: Service, rule: Rule, message: str, cure: str, field: str = "") -> Finding:
    """A warning about a service."""
    return Finding(
        Severity.WARNING, service.id, rule, message, cure, field, service.organization_id
    )


def risk_of(service: Service) -> Risk:
    """The gravest risk of the topics of a service."""
    risks = {topics()[one.topic].risk for one in service.topics if one.topic in topics()}
    return next((risk for risk in (Risk.EMERGENCY, Risk.LEGAL) if risk in risks), Risk.NORMAL)
