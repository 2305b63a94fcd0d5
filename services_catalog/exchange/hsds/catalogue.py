"""The published catalogue as HSDS records, read from the database in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from services_catalog.database import Database
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.exchange.hsds.outward import to_hsds
from services_catalog.exchange.hsds.places import (
    Surroundings,
    location_object,
    organization_object,
)
from services_catalog.exchange.hsds.schedules import Window
from services_catalog.exchange.hsds.terms import Json
from services_catalog.hours import now
from services_catalog.models import (
    Location,
    Municipality,
    Organization,
    Revision,
    Service,
)
from services_catalog.vocabulary import PublicationState

Progress = Callable[[int, int], None]


class NoMunicipality(RuntimeError):
    """The database holds no catalogue yet."""


@dataclass(frozen=True)
class Feed:
    """Everything a reader of HSDS may ask: services in full, who offers them, and where."""

    version: int
    window: Window
    services: list[Json]
    organizations: list[Json]
    locations: list[Json]


def surroundings(session: Session, today: date | None = None) -> Surroundings:
    """What services stand in.

    Raises:
        NoMunicipality: nothing was loaded yet.
    """
    municipality = session.scalars(select(Municipality)).first()
    if municipality is None:
        raise NoMunicipality("the catalogue is empty. Type: toeleider catalogue seed")
    locations = session.scalars(
        select(Location).options(
            selectinload(Location.closures), selectinload(Location.translations)
        )
    )
    return Surroundings(
        municipality=municipality,
        organizations={found.id: found for found in session.scalars(select(Organization))},
        locations={found.id: found for found in locations},
        window=Window.around(today or now().date()),
    )


def read_feed(
    database: Database, today: date | None = None, progress: Progress | None = None
) -> Feed:
    """The published services, with only the organizations and locations that they name.

    Raises:
        NoMunicipality: nothing was loaded yet.
    """
    version = database.version()
    with database.read() as session:
        around = surroundings(session, today)
        changed = _last_modified(session)
        found = session.scalars(
            select(Service)
            .where(Service.state == PublicationState.PUBLISHED)
            .order_by(Service.position, Service.id)
            .options(*WHOLE_SERVICE, selectinload(Service.external_ids))
        ).all()
        services = []
        for number, service in enumerate(found, start=1):
            services.append(to_hsds(service, around, changed.get(service.id)))
            if progress:
                progress(number, len(found))
        who = {service.organization_id for service in found}
        where = {place.location_id for service in found for place in service.places}
        who |= {around.locations[key].organization_id for key in where}
        return Feed(
            version=version,
            window=around.window,
            services=services,
            organizations=[
                organization_object(o, around) for k, o in around.organizations.items() if k in who
            ],
            locations=[
                location_object(x, around) for k, x in around.locations.items() if k in where
            ],
        )


def _last_modified(session: Session) -> dict[str, datetime]:
    """When each service was last changed, by the history."""
    rows: Any = session.execute(
        select(Revision.entity_id, func.max(Revision.at))
        .where(Revision.entity == "service")
        .group_by(Revision.entity_id)
    )
    return dict(rows.tuples().all())
