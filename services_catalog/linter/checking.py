"""Look at the whole catalogue, or at one document before it is published.

Every rule family is a function ``look(service, ground)``; here they meet what they need to know.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.editing.document import problems, read_known
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.linter import (
    contact,
    dates,
    duplicates,
    eligibility,
    hours,
    links,
    plain,
    prices,
    words,
)
from services_catalog.linter.findings import Finding, Ground, Rule, Severity
from services_catalog.linter.sketch import sketch
from services_catalog.loading.shapes import ServiceSource
from services_catalog.models import (
    EligibilityRule,
    Hotline,
    Location,
    Municipality,
    Organization,
    Passage,
    Service,
    ServiceAtLocation,
    ServiceTopic,
)
from services_catalog.vocabulary import Effect, PublicationState, topics

Look = Callable[[Service, Ground], Iterator[Finding]]
FAMILIES: tuple[Look, ...] = (
    dates.look,
    hours.look,
    eligibility.look,
    contact.look,
    links.look,
    prices.look,
    words.look,
    plain.look,
    duplicates.look,
)
_AT_ONCE = 200
"""Services read at a time: a whole large catalogue with its translations fills the memory."""


def check(
    database: Database, today: date | None = None, *, translator: Translator | None = None
) -> list[Finding]:
    """Look at everything that is published; errors first, then by service.

    In the language of ``translator``, Dutch without one.
    """
    say = translator or Translator(SOURCE)
    with database.read() as session:
        ground = read_ground(session, say, today or now().date())
        found = list(_catalogue(session, ground))
        ids = sorted(ground.published)
        for start in range(0, len(ids), _AT_ONCE):
            query = (
                select(Service)
                .where(Service.id.in_(ids[start : start + _AT_ONCE]))
                .options(*WHOLE_SERVICE)
            )
            for service in session.scalars(query).unique():
                found += findings_of(service, ground)
                if service.id not in ground.searched:
                    found.append(_unsearched(service, say))
            session.expunge_all()
        found += contact.look_at_organizations(
            session.scalars(select(Organization).order_by(Organization.id)), ground
        )
        found += contact.look_at_hotlines(session.scalars(select(Hotline)), ground)
        found += links.look_at_others(links.read_other_places(session), ground)
    return in_order(found)


def look_at(
    document: Mapping[str, Any],
    database: Database,
    *,
    today: date | None = None,
    translator: Translator | None = None,
) -> list[Finding]:
    """All findings on a document as if it were published; errors first. Nothing is written.

    One that cannot be published yet gives its problems, as errors of rule ``document``, and
    nothing else: the other rules need a whole document.
    """
    say = translator or Translator(SOURCE)
    with database.read() as session:
        if wrong := problems(document, read_known(session), say):
            entity = str(document.get("id") or "") if isinstance(document, Mapping) else ""
            owner = str(document.get("organization") or "") if entity else ""
            cure = say(_("Vul het veld goed in."))
            return [
                Finding(Severity.ERROR, entity, Rule.DOCUMENT, one.message, cure, one.path, owner)
                for one in wrong
            ]
        entry = ServiceSource.model_validate(document)
        service = sketch(session, entry)
        ground = read_ground(session, say, today or now().date(), changed=service)
        return in_order(findings_of(service, ground))


def blocking(
    document: Mapping[str, Any],
    database: Database,
    *,
    today: date | None = None,
    translator: Translator | None = None,
) -> list[Finding]:
    """The findings that keep a document from being published: its errors. [] when none."""
    found = look_at(document, database, today=today, translator=translator)
    return [finding for finding in found if finding.severity is Severity.ERROR]


def findings_of(service: Service, ground: Ground) -> list[Finding]:
    """What all rule families say of one whole service."""
    return [finding for look in FAMILIES for finding in look(service, ground)]


def in_order(found: list[Finding]) -> list[Finding]:
    """Errors first, then by entity; within one as the rules told it."""
    return sorted(found, key=lambda f: (f.severity is not Severity.ERROR, f.entity))


def read_ground(
    session: Session, say: Translator, today: date, changed: Service | None = None
) -> Ground:
    """What is published, as columns; with ``changed`` in the place of its published self."""
    addresses: dict[str, list[str]] = defaultdict(list)
    for service_id, street, number, postcode in session.execute(
        select(
            ServiceAtLocation.service_id, Location.street, Location.number, Location.postcode
        ).join(Location, Location.id == ServiceAtLocation.location_id)
    ):
        addresses[service_id].append(f"{street} {number} {postcode}")
    rows = session.execute(
        select(Service.id, Service.organization_id, Service.title, Service.summary).where(
            Service.state == PublicationState.PUBLISHED
        )
    )
    outlines = {
        row[0]: duplicates.outline(row[0], row[1], row[2], row[3], addresses.get(row[0], ()))
        for row in rows
    }
    excluded: dict[str, set[Any]] = defaultdict(set)
    for service_id, status in session.execute(
        select(EligibilityRule.service_id, EligibilityRule.status).where(
            EligibilityRule.effect == Effect.EXCLUDED
        )
    ):
        excluded[service_id].add(status)
    if changed is not None:
        outlines[changed.id] = duplicates.outline(
            changed.id,
            changed.organization_id,
            changed.title,
            changed.summary,
            [
                f"{place.location.street} {place.location.number} {place.location.postcode}"
                for place in changed.places
            ],
        )
    neighbours: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, list[str]] = defaultdict(list)
    for outline in outlines.values():
        titles[outline.title.casefold()].append(outline.id)
        for group in outline.groups:
            neighbours[group].append(outline.id)
    municipality = session.scalars(select(Municipality)).first()
    return Ground(
        say=say,
        today=today,
        published=frozenset(outlines),
        excluded={key: frozenset(statuses) for key, statuses in excluded.items()},
        outlines=outlines,
        neighbours={group: tuple(ids) for group, ids in neighbours.items()},
        titles={title: tuple(ids) for title, ids in titles.items()},
        searched=frozenset(session.scalars(select(Passage.service_id).distinct())),
        links=links.read_links(session),
        office=municipality.migration_office_id if municipality else None,
        fictional=bool(municipality and municipality.fictional),
    )


def _catalogue(session: Session, ground: Ground) -> Iterator[Finding]:
    """What is missing in the catalogue as a whole."""
    say = ground.say
    if ground.office not in ground.published:
        yield Finding(
            Severity.ERROR,
            ground.office or "municipality",
            Rule.CATALOGUE,
            say(_("De dienst waar iedereen terechtkan, is niet gepubliceerd.")),
            say(_("Publiceer hem, of noem een andere in de gegevens van de gemeente.")),
        )
    per_topic = Counter(
        session.scalars(
            select(ServiceTopic.topic)
            .join(Service, Service.id == ServiceTopic.service_id)
            .where(Service.state == PublicationState.PUBLISHED)
        )
    )
    for key in topics():
        if per_topic[key] < 2:
            yield Finding(
                Severity.WARNING,
                key,
                Rule.CATALOGUE,
                say(_("Voor dit onderwerp zijn er minder dan twee diensten.")),
                say(_("Zoek een tweede dienst, ook buiten de gemeente.")),
            )


def _unsearched(service: Service, say: Translator) -> Finding:
    return Finding(
        Severity.ERROR,
        service.id,
        Rule.CATALOGUE,
        say(_("Niemand vindt deze dienst: de zoeker kent haar woorden niet.")),
        say(_("Publiceer ze opnieuw.")),
        organization=service.organization_id,
    )
