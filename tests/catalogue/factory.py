"""Small catalogues for tests: a valid service, to be bent."""

from __future__ import annotations

from datetime import date
from typing import Any

from services_catalog.models import Location, Organization, Service, ServiceTopic
from services_catalog.vocabulary import (
    Access,
    CostKind,
    Interpreter,
    Phase,
    PublicationState,
    Scope,
    StepFree,
)


def organization(**changes: Any) -> Organization:
    return Organization(**{"id": "org", "name": "Organisatie", "kind": "test", **changes})


def location(**changes: Any) -> Location:
    values = {
        "id": "huis", "organization_id": "org", "name": "Huis", "street": "Straat", "number": "1",
        "postcode": "9999", "city": "Waterlinde", "step_free": StepFree.YES,
        "latitude": 51.0, "longitude": 3.6,
    }  # fmt: skip
    return Location(**{**values, **changes})


def service(**changes: Any) -> Service:
    values: dict[str, Any] = {
        "id": "dienst",
        "organization_id": "org",
        "state": PublicationState.PUBLISHED,
        "phase": Phase.ONTVANGST,
        "scope": Scope.REGARDLESS,
        "access": Access.WALK_IN,
        "interpreter": Interpreter.NONE,
        "cost_kind": CostKind.FREE,
        "source_name": "Bron",
        "source_url": "https://bron.example.org",
        "checked_on": date(2026, 11, 1),
        "check_every_days": 90,
        "title": "Een dienst",
        "summary": "Een dienst voor iedereen.",
        "description": "Je krijgt hulp.",
        "how": "Kom langs.",
        "asks": ["wie helpt mij"],
        "topics": [ServiceTopic(topic="housing", position=0)],
    }
    return Service(**{**values, **changes})
