"""Locations: the door in the street, the way to it, and the days it stays shut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.database import Database
from services_catalog.hours import now
from services_catalog.i18n import mark as _
from services_catalog.loading.shapes import ClosureSource, LocationSource
from services_catalog.models import Closure, Location, Revision, Service, ServiceAtLocation
from services_catalog.staff.forms.fields import Fields
from services_catalog.vocabulary import StepFree

TEXTS = ("name", "organization", "street", "number", "postcode", "city", "neighbourhood",
         "latitude", "longitude", "step_free", "directions")  # fmt: skip
REQUIRED = ("name", "organization", "street", "number", "postcode", "city", "step_free")
FILL = _("Vul dit in.")
NUMBER = _("Schrijf een getal zoals 51.0543, of laat het leeg.")
DAYS = _("Vul twee dagen in; de laatste komt niet voor de eerste.")
LONGEST = {"name": 160, "street": 120, "number": 16, "postcode": 8, "city": 80, "neighbourhood": 60}
TOO_LONG = _("Te lang.")

Values = dict[str, Any]


def values_of(location: Location) -> Values:
    """A location as its form shows it, with the closures that are not over."""
    found: Values = {
        key: "" if (value := getattr(location, key)) is None else str(value)
        for key in TEXTS
        if key != "organization"
    }
    found["organization"] = location.organization_id
    found["step_free"] = location.step_free.value
    found["closures"] = [
        {
            "first_day": closed.first_day.isoformat(),
            "last_day": closed.last_day.isoformat(),
            "reason": closed.reason,
        }
        for closed in location.closures
        if closed.last_day >= now().date()
    ]
    return found


def read_place(fields: Fields) -> Values:
    """What was typed."""
    found: Values = {key: " ".join(fields.one(key).split()) for key in TEXTS}
    found["closures"] = [
        {
            "first_day": fields.one(f"closures.{n}.first_day"),
            "last_day": fields.one(f"closures.{n}.last_day")
            or fields.one(f"closures.{n}.first_day"),
            "reason": fields.one(f"closures.{n}.reason"),
        }
        for n in fields.numbers("closures.#.first_day")
        if fields.one(f"closures.{n}.first_day") and f"closures.{n}.drop" not in fields
    ]
    return found


def wrong_with(values: Mapping[str, Any], organizations: set[str]) -> dict[str, str]:
    """Msgids of what is wrong, by field."""
    wrong = {key: FILL for key in REQUIRED if not values[key]}
    if values["organization"] not in organizations:
        wrong["organization"] = FILL
    for key, longest in LONGEST.items():
        if len(values[key]) > longest:
            wrong[key] = TOO_LONG
    try:
        _source("plaats", values)
    except ValidationError as error:
        for detail in error.errors():
            key = str(detail["loc"][0])
            text = NUMBER if key in ("latitude", "longitude") else FILL
            wrong.setdefault(key, text)
    for number, closed in enumerate(values["closures"]):
        try:
            ClosureSource.model_validate({"location": "plaats", **closed})
        except ValidationError:
            wrong[f"closures.{number}.first_day"] = DAYS
    return wrong


def save_place(
    database: Database, location_id: str | None, values: Mapping[str, Any], actor: str
) -> str:
    """Write a checked location; its id. What services say of it changes at once.

    Closures that are over stay as they are. The change stands in the history.

    Raises:
        ValidationError: values that :func:`wrong_with` refuses.
    """
    with database.change() as session:
        row = session.get(Location, location_id) if location_id else None
        before = values_of(row) if row else None
        name = location_id or _free_id(session, str(values["name"]))
        entry = _source(name, values)
        if row is None:
            row = Location(id=name)
            session.add(row)
        for key, value in entry.model_dump(exclude={"id", "organization"}).items():
            setattr(row, key, value)
        row.organization_id, row.step_free = entry.organization, StepFree(entry.step_free)
        today = now().date()
        past = [closed for closed in row.closures if closed.last_day < today]
        coming = [ClosureSource.model_validate({"location": name, **c}) for c in values["closures"]]
        row.closures = past + [
            Closure(first_day=c.first_day, last_day=c.last_day, reason=c.reason) for c in coming
        ]
        session.flush()
        after = values_of(row)
        if before != after:
            session.add(
                Revision(
                    actor=actor,
                    reason="edited" if before else "added",
                    entity="location",
                    entity_id=name,
                    change={"before": before, "after": after},
                )
            )
    return name


def locations(session: Session) -> list[tuple[Location, int]]:
    """All locations by name, each with how many services are given there."""
    rows = session.scalars(
        select(Location)
        .options(selectinload(Location.closures), selectinload(Location.organization))
        .order_by(Location.name)
    )
    counted: dict[str, int] = {}
    for place_id in session.scalars(select(ServiceAtLocation.location_id)):
        counted[place_id] = counted.get(place_id, 0) + 1
    return [(row, counted.get(row.id, 0)) for row in rows]


def services_at(session: Session, location_id: str) -> list[tuple[str, str]]:
    """Id and title of the services given at a location."""
    rows = session.execute(
        select(Service.id, Service.title)
        .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        .where(ServiceAtLocation.location_id == location_id)
        .order_by(Service.title)
    )
    return [(row[0], row[1]) for row in rows]


def next_closure(location: Location, today: date) -> Closure | None:
    """The closure that is now or next."""
    coming = [closed for closed in location.closures if closed.last_day >= today]
    return min(coming, key=lambda closed: closed.first_day, default=None)


def _source(name: str, values: Mapping[str, Any]) -> LocationSource:
    plain = {key: values[key] or None for key in TEXTS}
    return LocationSource.model_validate({"id": name, **plain})


def _free_id(session: Session, name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60].strip("-") or "plaats"
    found, number = slug, 2
    # "new" is the address of the empty form.
    while found == "new" or session.get(Location, found) is not None:
        found, number = f"{slug}-{number}", number + 1
    return found
