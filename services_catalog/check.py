"""The catalogue linter: what is wrong (error) and what wants looking at (warning)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from services_catalog.database import Database
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.hours import HORIZON, now
from services_catalog.languages import SOURCE, full_languages
from services_catalog.models import Municipality, Passage, Service
from services_catalog.search.index import schedule_of
from services_catalog.translations import ShownState, state_of
from services_catalog.vocabulary import PublicationState, Risk, Scope, topics


@dataclass(frozen=True)
class Finding:
    """One thing found: ``error`` blocks publishing, ``warning`` does not."""

    severity: str
    entity: str
    message: str


def check(database: Database, today: date | None = None) -> list[Finding]:
    """Look at every published service; errors first."""
    today = today or now().date()
    with database.read() as session:
        services = list(
            session.scalars(
                select(Service)
                .where(Service.state == PublicationState.PUBLISHED)
                .options(*WHOLE_SERVICE)
                .order_by(Service.id)
            ).unique()
        )
        office = session.scalar(select(Municipality.migration_office_id))
        searched = set(session.scalars(select(Passage.service_id).distinct()))
    published = {service.id for service in services}
    findings: list[Finding] = []
    if office not in published:
        findings.append(
            Finding("error", office or "municipality", "the migration office is not published")
        )
    per_topic = Counter(topic.topic for service in services for topic in service.topics)
    findings += [
        Finding("warning", key, "fewer than two services for this topic")
        for key in topics()
        if per_topic[key] < 2
    ]
    titles = Counter(service.title.casefold() for service in services)
    for service in services:
        findings += _dates(service, today)
        findings += _hours(service)
        findings += _rules(service, published, today)
        findings += _translations(service)
        if titles[service.title.casefold()] > 1:
            findings.append(Finding("warning", service.id, "another service has the same title"))
        if service.id not in searched:
            findings.append(Finding("error", service.id, "cannot be found: it has no vectors"))
    return sorted(findings, key=lambda finding: finding.severity)


def _dates(service: Service, today: date) -> Iterator[Finding]:
    if today > service.check_due():
        days = (today - service.check_due()).days
        yield Finding("warning", service.id, f"should have been checked {days} days ago")
    if service.checked_on > today:
        yield Finding("error", service.id, "the day of the last check lies in the future")


def _hours(service: Service) -> Iterator[Finding]:
    for place in service.places:
        schedule = schedule_of(place)
        if schedule is None:
            if not place.by_appointment:
                yield Finding(
                    "warning", service.id, f"no hours and no appointment at {place.location_id}"
                )
        elif not schedule.spans(now(), now() + HORIZON - timedelta(days=1)):
            yield Finding("error", service.id, f"never open in the year ahead: {place.location_id}")


def _rules(service: Service, published: set[str], today: date) -> Iterator[Finding]:
    if service.scope is Scope.UNREVIEWED:
        yield Finding("warning", service.id, "nobody looked at who may use it")
    for rule in service.rules:
        if rule.review_by < today:
            yield Finding("warning", service.id, f"the rule for {rule.status} should be reviewed")
        if rule.alternative_id and rule.alternative_id not in published:
            yield Finding(
                "error", service.id, f"the alternative {rule.alternative_id} is not published"
            )


def _translations(service: Service) -> Iterator[Finding]:
    risky = {topics()[t.topic].risk for t in service.topics} & {Risk.EMERGENCY, Risk.LEGAL}
    for language in full_languages():
        if language == SOURCE:
            continue
        state = state_of(service, language)
        if state in (ShownState.MISSING, ShownState.STALE):
            yield Finding("warning", service.id, f"translation {language} is {state}")
        elif state is ShownState.MACHINE and risky:
            yield Finding(
                "warning", service.id, f"translation {language} wants a reviewer ({min(risky)})"
            )
