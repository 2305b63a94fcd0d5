"""The linter's findings on the staff pages: kept while nothing changes, narrowed, as a sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.editing.fields import label
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.linter import Finding, Rule, Severity, check
from services_catalog.models import LinkCheck, Organization, Service, ServiceTopic
from services_catalog.staff.office import Office
from services_catalog.staff.visit import PREFIX, Visit
from services_catalog.text import fold
from services_catalog.vocabulary import topics

KINDS: Mapping[Rule, str] = {
    Rule.DOCUMENT: _("Niet volledig"),
    Rule.CHECKED: _("Nakijken"),
    Rule.HOURS: _("Uren"),
    Rule.ELIGIBILITY: _("Voor wie"),
    Rule.ALTERNATIVE: _("Waar wel terecht?"),
    Rule.PHONE: _("Telefoon"),
    Rule.EMAIL: _("E-mail"),
    Rule.CONTACT: _("Contact"),
    Rule.LINK: _("Links"),
    Rule.TRANSLATION: _("Vertaling"),
    Rule.DUPLICATE: _("Dubbel"),
    Rule.PLAIN_DUTCH: _("Leesbaarheid"),
    Rule.FACT: _("Feit in een zin"),
    Rule.PRICE: _("Prijs"),
    Rule.CATALOGUE: _("Catalogus"),
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: _("Fout: dit houdt publiceren tegen"),
    Severity.WARNING: _("Aandachtspunt"),
}
HEAD = (
    _("Ernst"), _("Soort"), _("Dienst"), _("Organisatie"), _("Veld"), _("Bevinding"),
    _("Wat je kunt doen"), _("Talen"), _("Code"),
)  # fmt: skip
_BOM = "\ufeff"
"""Without it Excel reads é as Ã©."""


@dataclass(frozen=True)
class Row:
    """A finding with what it is about in words. ``topics``: of the service."""

    finding: Finding
    title: str
    kind: str
    """``service``, ``organization``, ``topic`` or ``other``."""
    organization: str
    topics: frozenset[str]


@dataclass(frozen=True)
class Sought:
    """What the page shows; empty fields show all."""

    words: str = ""
    severity: str = ""
    rule: str = ""
    organization: str = ""
    topic: str = ""
    language: str = ""

    def fits(self, row: Row, but: str = "") -> bool:
        """Whether ``row`` is shown; ``but`` names a field to leave out of account."""
        one = row.finding
        return (
            all(word in fold(f"{row.title} {one.message}") for word in fold(self.words).split())
            and self.severity in ("", one.severity)
            and (but == "rule" or self.rule in ("", one.rule))
            and self.organization in ("", one.organization)
            and (not self.topic or self.topic in row.topics)
            and (not self.language or self.language in one.languages)
        )


@dataclass(frozen=True)
class Whole:
    """The findings on everything that is published, and what they are about."""

    rows: Sequence[Row]

    def counted(self, sought: Sought) -> list[tuple[Rule, int]]:
        """How many of each kind fit, the most first."""
        fitting = [row.finding.rule for row in self.rows if sought.fits(row, but="rule")]
        found = [(rule, fitting.count(rule)) for rule in Rule if rule in fitting]
        return sorted(found, key=lambda pair: -pair[1])


def kept(office: Office, t: Translator) -> Whole | None:
    """The findings when they are known already."""
    return office.findings.kept(_key(office, t))


def findings(office: Office, t: Translator) -> Whole:
    """The findings on everything; a second or more when something changed since the last time."""

    def make() -> Whole:
        found = check(office.database, translator=t)
        with office.database.read() as session:
            return Whole(_rows(session, found, t))

    return office.findings.get(_key(office, t), make)


def anchor(finding: Finding) -> str:
    """The id of the form's field that a finding is about; empty for what is no field."""
    parts = finding.field.split(".")
    if parts[0] == "topics":
        return "topics.0"
    return "eligibility" if parts[0] == "eligibility" else finding.field


def address(visit: Visit, finding: Finding, kind: str = "service") -> str:
    """Where a finding is mended; empty when nobody can on these pages."""
    key, owner = finding.entity, finding.organization or None
    if kind == "service" and finding.rule is Rule.TRANSLATION and visit.may("translation", owner):
        return f"{PREFIX}/translations/{finding.languages[0]}/{key}"
    if kind == "service":
        if not visit.may("edit", owner):
            return f"{PREFIX}/services/{key}"
        field = anchor(finding)
        return f"{PREFIX}/services/{key}/edit?check=1" + (f"#{field}" if field else "")
    if kind == "organization":
        return f"{PREFIX}/organizations/{key}" + ("/edit" if visit.may("edit", owner) else "")
    return f"{PREFIX}/services?topic={key}" if kind == "topic" else ""


def field_name(finding: Finding, t: Translator) -> str:
    """What the field is called on the form."""
    return t(label(finding.field)) if finding.field else ""


def last_links_day(session: Session) -> date | None:
    """When links were last tried."""
    return session.scalar(select(func.max(LinkCheck.checked_on)))


def sheet(rows: Iterable[Row], t: Translator) -> str:
    """The findings for a spreadsheet: semicolons, as Excel opens a file in Belgium."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([t(word) for word in HEAD])
    for row in rows:
        one = row.finding
        cells = (
            t(SEVERITIES[one.severity]),
            t(KINDS[one.rule]),
            row.title,
            row.organization,
            field_name(one, t),
            one.message,
            one.cure,
            ", ".join(one.languages),
            one.entity,
        )
        writer.writerow([_plain(cell) for cell in cells])
    return _BOM + out.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _rows(session: Session, found: Sequence[Finding], t: Translator) -> list[Row]:
    titles = dict(session.execute(select(Service.id, Service.title)).tuples().all())
    names = dict(session.execute(select(Organization.id, Organization.name)).tuples().all())
    about: dict[str, set[str]] = {}
    for service_id, topic in session.execute(select(ServiceTopic.service_id, ServiceTopic.topic)):
        about.setdefault(service_id, set()).add(topic)

    def row(one: Finding) -> Row:
        key, kind, title = one.entity, "other", one.entity
        # An organization may be called as a service is: its findings are its own.
        if key in names and one.organization == key and key not in titles:
            kind, title = "organization", names[key]
        elif key in titles:
            kind, title = "service", titles[key]
        elif key in topics():
            kind, title = "topic", topic_label(key, t)
        subjects = {key} if kind == "topic" else about.get(key, set())
        owner = names.get(one.organization, "")
        return Row(one, title, kind, owner, frozenset(subjects))

    return [row(one) for one in found]


def _key(office: Office, t: Translator) -> tuple[object, ...]:
    with office.database.read() as session:
        links = session.execute(
            select(func.count(), func.max(LinkCheck.checked_on), func.sum(LinkCheck.failures))
        ).one()
    return (office.database.version(), now().date(), t.language, *links)
