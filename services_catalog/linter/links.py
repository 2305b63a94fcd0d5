"""Links that do not work: which addresses there are, how they did, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.i18n import mark as _
from services_catalog.linter.contact import check_url
from services_catalog.linter.fetching import HARMLESS, NOT_FETCHED, Outcome, Trouble
from services_catalog.linter.findings import Finding, Ground, Rule, Teller
from services_catalog.models import (
    EligibilityRule,
    Hotline,
    LinkCheck,
    Municipality,
    Organization,
    Service,
)
from services_catalog.vocabulary import PublicationState

FAILED_DAYS = 3
"""Days on which a link must fail before it is an error: a server may be down for a weekend."""


@dataclass(frozen=True)
class Place:
    """Where an address stands."""

    entity: str
    field: str
    organization: str = ""


Places = dict[str, list[Place]]
"""Addresses that can be tried (others the linter tells of without), and where each stands."""


def read_places(session: Session, only: str | None = None) -> Places:
    """Every address, of one service or organization with ``only``."""
    published = Service.state == PublicationState.PUBLISHED
    rows: list[tuple[str | None, Place]] = []
    for one, owner, url, source in session.execute(
        select(Service.id, Service.organization_id, Service.url, Service.source_url)
        .where(published)
        .order_by(Service.id)
    ):
        rows += [(url, Place(one, "url", owner)), (source, Place(one, "source.url", owner))]
    for one, owner, source in session.execute(
        select(Service.id, Service.organization_id, EligibilityRule.source)
        .join(EligibilityRule, EligibilityRule.service_id == Service.id)
        .where(published)
        .order_by(Service.id, EligibilityRule.position)
    ):
        rows.append((source, Place(one, "eligibility", owner)))
    found = _grouped(rows, only)
    for url, places in read_other_places(session, only).items():
        found.setdefault(url, []).extend(places)
    return found


def read_other_places(session: Session, only: str | None = None) -> Places:
    """The addresses of organizations, the municipality and hotlines."""
    rows: list[tuple[str | None, Place]] = [
        (url, Place(one, "url", one))
        for one, url in session.execute(
            select(Organization.id, Organization.url).order_by(Organization.id)
        )
    ]
    for query in (
        select(Municipality.id, Municipality.url),
        select(Hotline.id, Hotline.source).order_by(Hotline.id),
    ):
        rows += [(url, Place(one, "url")) for one, url in session.execute(query)]
    return _grouped(rows, only)


def _grouped(rows: Iterable[tuple[str | None, Place]], only: str | None) -> Places:
    found: Places = {}
    for url, place in rows:
        if not url or (only is not None and only != place.entity):
            continue
        try:
            check_url(url)
        except ValueError:
            continue
        if place not in found.setdefault(url, []):
            found[url].append(place)
    return found


def remember(
    database: Database, outcomes: Iterable[Outcome], day: date, keep: Iterable[str] | None = None
) -> None:
    """Note how links did on ``day``; a second failure on one day counts once.

    ``keep``: all addresses there are; what is known of others is forgotten.
    """
    with Session(database.engine) as session, session.begin():
        known = {row.url: row for row in session.scalars(select(LinkCheck))}
        for outcome in outcomes:
            row = known.get(outcome.url)
            if row is None:
                row = LinkCheck(url=outcome.url, status="", checked_on=date.min, failures=0)
                session.add(row)
            failed_today = row.checked_on == day and row.failures > 0
            if outcome.works:
                row.failures = 0
            elif not failed_today:
                row.failures += 1
            row.status, row.checked_on = outcome.status, day
        if keep is not None and (gone := known.keys() - set(keep)):
            session.execute(delete(LinkCheck).where(LinkCheck.url.in_(sorted(gone))))


def read_links(session: Session) -> dict[str, LinkCheck]:
    """What is known of each address."""
    return {row.url: row for row in session.scalars(select(LinkCheck))}


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on the links of a service."""
    tell = Teller.of(service, ground, Rule.LINK)
    links = [("url", service.url), ("source.url", service.source_url)]
    links += [("eligibility", rule.source) for rule in service.rules]
    for field, url in dict.fromkeys(links):
        if url:
            yield from _told(tell, url, field)


def look_at_others(places: Places, ground: Ground) -> Iterator[Finding]:
    """Findings on the links of organizations, the municipality and hotlines."""
    for url, found in places.items():
        for place in found:
            tell = Teller(ground, Rule.LINK, place.entity, place.organization)
            yield from _told(tell, url, place.field)


def _told(tell: Teller, url: str, field: str) -> Iterator[Finding]:
    row, say = tell.ground.links.get(url), tell.ground.say
    if row is None or row.status in HARMLESS:
        return
    if row.status in NOT_FETCHED:
        yield tell.warning(
            _("De link leidt naar een adres dat alleen binnenshuis werkt: {url}"),
            _("Kies een adres dat iedereen kan openen."),
            field,
            url=url,
        )
    elif row.failures:
        add = tell.error if row.failures >= FAILED_DAYS else tell.warning
        yield add(
            _("De link werkt niet ({why}); dagen geprobeerd: {days}. {url}"),
            _("Open de link zelf. Werkt hij niet, zoek dan het nieuwe adres."),
            field,
            why=say(_WHY.get(row.status, _("antwoord {status}")), status=row.status),
            days=row.failures,
            url=url,
        )


_WHY: dict[str, str] = {
    Trouble.NAME: _("de website bestaat niet"),
    Trouble.TIMEOUT: _("geen antwoord"),
    Trouble.CONNECTION: _("geen verbinding"),
    Trouble.CERTIFICATE: _("het certificaat klopt niet"),
    Trouble.REDIRECTS: _("wordt te vaak doorgestuurd"),
    Trouble.ANSWER: _("geen leesbaar antwoord"),
}
