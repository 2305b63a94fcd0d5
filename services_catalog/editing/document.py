"""A service as a document: the JSON-able form that :class:`ServiceSource` reads, and back to rows.

``document_of`` and ``write_document`` are each other's inverse. What stands in neither (state,
position, translations, vectors) stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from services_catalog.desk import WHOLE_SERVICE
from services_catalog.editing.fields import Json
from services_catalog.editing.normal import (
    empty_document,
    grouped,
    normal,
    normal_fields,
    plain,
)
from services_catalog.editing.problems import Known, Problem, problems, read_known
from services_catalog.loading.seed import rule_rows, service_row
from services_catalog.loading.shapes import ServiceSource
from services_catalog.models import WORD_FIELDS, Base, EligibilityRule, ExternalId, Service
from services_catalog.vocabulary import PublicationState

__all__ = [
    "Known",
    "Problem",
    "document_of",
    "empty_document",
    "load_service",
    "normal",
    "normal_fields",
    "problems",
    "read_known",
    "write_document",
]


def load_service(session: Session, service_id: str) -> Service | None:
    """The whole service, in whatever state; None when there is none."""
    return session.scalars(
        select(Service).where(Service.id == service_id).options(*WHOLE_SERVICE)
    ).first()


def document_of(service: Service) -> Json:
    """The document of a service: every key, in one form, dates and amounts as text.

    Amounts have two decimals. Statuses with one and the same rule stand together.
    """
    return {
        "id": service.id,
        "organization": service.organization_id,
        "topics": [topic.topic for topic in service.topics],
        "phase": service.phase.value,
        "scope": service.scope.value,
        "locations": [
            {
                "location": place.location_id,
                "hours": place.opening_hours,
                "by_appointment": place.by_appointment,
            }
            for place in service.places
        ],
        "access": service.access.value,
        "cost": {
            "kind": service.cost_kind.value,
            "amount": plain(service.cost_amount),
            "reduced": plain(service.cost_reduced),
            "per": plain(service.cost_per),
        },
        "documents": [required.document for required in service.documents],
        "languages": [spoken.language for spoken in service.languages],
        "interpreter": service.interpreter.value,
        "ages": {
            key: value
            for key, value in (("min", service.age_min), ("max", service.age_max))
            if value is not None
        },
        "audience": list(service.audience),
        "phone": service.phone,
        "email": service.email,
        "url": service.url,
        "source": {"name": service.source_name, "url": service.source_url},
        "checked_on": plain(service.checked_on),
        "check_every_days": service.check_every_days,
        "text": {field: getattr(service, field) for field in WORD_FIELDS}
        | {"asks": list(service.asks)},
        "eligibility": _eligibility(service.rules),
        "external_ids": _external_ids(service),
    }


def write_document(
    session: Session, entry: ServiceSource, *, state: PublicationState = PublicationState.PUBLISHED
) -> Service:
    """Write a document into its rows, in place: translations, position and vectors stay.

    A new service goes last in the editors' own order. Vectors are the caller's to refresh.
    """
    fresh = service_row(entry, 0)
    service = load_service(session, entry.id)
    if service is None:
        last = session.scalar(select(func.max(Service.position)))
        fresh.position, fresh.state = (0 if last is None else last + 1), state
        session.add(fresh)
        session.flush()
        fresh.rules = rule_rows(entry)
        session.flush()
        return fresh
    rules = rule_rows(entry)
    kept = {rule.status for rule in rules}
    # Rules hang on the scope by a foreign key: what goes goes before it changes, the rest after.
    service.rules = [rule for rule in service.rules if rule.status in kept]
    session.flush()
    _copy(fresh, service, leave={"id", "position", "state"})
    service.state = state
    for attribute, key in (
        ("topics", "topic"),
        ("places", "location_id"),
        ("languages", "language"),
        ("documents", "document"),
    ):
        _sync(getattr(service, attribute), list(getattr(fresh, attribute)), key)
    _sync_external_ids(service, entry.external_ids)
    session.flush()
    _sync(service.rules, rules, "status")
    session.flush()
    # Read anew: the lists in their order, and locations that were only named so far.
    session.expire(service)
    return load_service(session, entry.id) or service


def _sync(rows: list[Any], wanted: list[Any], key: str) -> None:
    """Make ``rows`` say what ``wanted`` says; rows with the same key are changed, not replaced."""
    there = {getattr(row, key): row for row in rows}
    names = {getattr(row, key) for row in wanted}
    for name, row in there.items():
        if name not in names:
            rows.remove(row)
    for row in wanted:
        found = there.get(getattr(row, key))
        if found is None:
            rows.append(_loose(row))
        else:
            _copy(row, found, leave={"id", "service_id", key})


def _loose(row: Base) -> Any:
    """A copy that belongs to no service yet."""
    copied = type(row)()
    _copy(row, copied, leave={"id", "service_id"})
    return copied


def _copy(source: Base, target: Base, leave: set[str]) -> None:
    for column in inspect(type(source)).column_attrs:
        if column.key not in leave:
            value = getattr(source, column.key)
            if getattr(target, column.key) != value:
                setattr(target, column.key, value)


def _sync_external_ids(service: Service, wanted: Mapping[str, str]) -> None:
    shown = _external_ids(service)
    for row in list(service.external_ids):
        # A second number in one system is not in the document, and so not taken away by it.
        if shown[row.system] == row.value and wanted.get(row.system) != row.value:
            service.external_ids.remove(row)
    for system, value in wanted.items():
        if not any(r.system == system and r.value == value for r in service.external_ids):
            service.external_ids.append(ExternalId(system=system, value=value))


def _external_ids(service: Service) -> dict[str, str]:
    found: dict[str, str] = {}
    for system, value in sorted((row.system, row.value) for row in service.external_ids):
        found.setdefault(system, value)
    return found


def _eligibility(rules: list[EligibilityRule]) -> list[Json]:
    return grouped(
        [
            {
                "status": [rule.status.value],
                "effect": rule.effect.value,
                "legal_basis": rule.legal_basis,
                "source": rule.source,
                "review_by": plain(rule.review_by),
                "alternative": rule.alternative_id,
                "note": rule.note,
            }
            for rule in rules
        ]
    )
