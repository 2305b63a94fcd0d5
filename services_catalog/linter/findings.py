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
    languages: tuple[str, ...] = ()
    """Of which translations it is; empty for the Dutch and for facts."""


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


@dataclass(frozen=True)
class Teller:
    """Puts what a rule finds on a service, an organization or a hotline into words."""

    ground: Ground
    rule: Rule
    entity: str
    organization: str = ""

    @classmethod
    def of(cls, service: Service, ground: Ground, rule: Rule) -> Teller:
        """For what ``rule`` finds on a service."""
        return cls(ground, rule, service.id, service.organization_id)

    def error(self, message: str, cure: str, field: str = "", **values: object) -> Finding:
        """An error; ``message`` and ``cure`` are msgids, ``values`` fill in both."""
        return self._finding(Severity.ERROR, message, cure, field, values)

    def warning(self, message: str, cure: str, field: str = "", **values: object) -> Finding:
        """As :meth:`error`, and it blocks nothing."""
        return self._finding(Severity.WARNING, message, cure, field, values)

    def _finding(
        self,
        severity: Severity,
        message: str,
        cure: str,
        field: str,
        values: Mapping[str, object],
    ) -> Finding:
        said, mend = (self.ground.say(text, **values) for text in (message, cure))
        return Finding(severity, self.entity, self.rule, said, mend, field, self.organization)


def risk_of(service: Service) -> Risk:
    """The gravest risk of the topics of a service."""
    risks = {topics()[one.topic].risk for one in service.topics if one.topic in topics()}
    return next((risk for risk in (Risk.EMERGENCY, Risk.LEGAL) if risk in risks), Risk.NORMAL)
