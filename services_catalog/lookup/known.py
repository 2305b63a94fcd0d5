"""What the look-up asks of a service beyond what the visitors' search knows, read per version."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from services_catalog.database import Database
from services_catalog.lookup.reading import Places
from services_catalog.models import Municipality, Service, ServiceLanguage
from services_catalog.vocabulary import Access, Interpreter, PublicationState


@dataclass(frozen=True)
class Traits:
    """How one gets in, and in which languages one is helped."""

    access: Access
    interpreter: Interpreter
    languages: frozenset[str]


@dataclass(frozen=True)
class Known:
    """What is kept per version of the catalogue."""

    number: int
    traits: dict[str, Traits]
    places: Places


def read_known(database: Database, number: int) -> Known:
    """Read it for version ``number`` of the catalogue."""
    spoken: dict[str, set[str]] = {}
    with database.read() as session:
        for service_id, language in session.execute(
            select(ServiceLanguage.service_id, ServiceLanguage.language)
        ):
            spoken.setdefault(service_id, set()).add(language)
        rows = session.execute(
            select(Service.id, Service.access, Service.interpreter).where(
                Service.state == PublicationState.PUBLISHED
            )
        ).all()
        neighbourhoods = session.scalar(select(Municipality.neighbourhoods)) or {}
    traits = {
        service_id: Traits(access, interpreter, frozenset(spoken.get(service_id, ())))
        for service_id, access, interpreter in rows
    }
    return Known(number, traits, Places(neighbourhoods))
