"""A service as it would be if a document were published, in memory only."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from services_catalog.editing.document import load_service
from services_catalog.loading.seed import rule_rows, service_row
from services_catalog.loading.shapes import ServiceSource
from services_catalog.models import Location, Organization, Service, ServiceTranslation


def sketch(session: Session, entry: ServiceSource) -> Service:
    """The whole service of a valid document: with its places, and the translations it has now.

    Nothing in it belongs to ``session``: it can never be written by accident. What the document
    names (organization, locations) must exist.
    """
    published = load_service(session, entry.id)
    with session.no_autoflush:
        service = service_row(entry, published.position if published else 0)
        service.rules = rule_rows(entry)
        for rule in service.rules:
            rule.service_id = entry.id
        wanted = [place.location_id for place in service.places]
        locations = {
            location.id: location
            for location in session.scalars(
                select(Location)
                .where(Location.id.in_(wanted))
                .options(selectinload(Location.closures), selectinload(Location.translations))
            )
        }
        organization = session.get_one(Organization, entry.organization)
        translations = list(published.translations) if published else []
    session.expunge_all()
    for place in service.places:
        place.location = locations[place.location_id]
    service.organization = organization
    service.translations = [_copy(translation) for translation in translations]
    return service


def _copy(row: ServiceTranslation) -> ServiceTranslation:
    columns = inspect(ServiceTranslation).column_attrs
    return ServiceTranslation(**{column.key: getattr(row, column.key) for column in columns})
