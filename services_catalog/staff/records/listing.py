"""What the lists and the pages show beside a record itself: counts, services, hours in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from services_catalog.editing.fields import Json
from services_catalog.formatting import week
from services_catalog.hours import ClosedDays, HoursError, Schedule, now
from services_catalog.i18n import Translator
from services_catalog.loading.shapes import ClosureSource
from services_catalog.models import (
    Closure,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    words_hash,
)
from services_catalog.text import fold
from services_catalog.translations import ShownState


@dataclass(frozen=True)
class Week:
    """The hours of a service in one week, with the closures in it: ``(day, hours, shut)``."""

    monday: date
    days: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Effect:
    """What closures do to a service: this week, and the week of the next closure if later."""

    id: str
    title: str
    weeks: list[Week]


@dataclass(frozen=True)
class OrganizationLine:
    """An organization of the list, with how many services and places it has."""

    row: Organization
    services: int
    places: int


def locations(session: Session, words: str = "") -> list[tuple[Location, int]]:
    """Locations by name, each with how many services are given there; ``words`` narrow."""
    rows = session.scalars(
        select(Location)
        .options(selectinload(Location.closures), selectinload(Location.organization))
        .order_by(Location.name)
    )
    counted = Counter(session.scalars(select(ServiceAtLocation.location_id)))
    return [
        (row, counted[row.id])
        for row in rows
        if _fits(words, row.name, row.address, row.neighbourhood or "", row.organization.name)
    ]


def organizations(session: Session, words: str = "") -> list[OrganizationLine]:
    """Organizations by name; ``words`` narrow."""
    rows = session.scalars(select(Organization).order_by(func.lower(Organization.name)))
    services = Counter(session.scalars(select(Service.organization_id)))
    places = Counter(session.scalars(select(Location.organization_id)))
    return [
        OrganizationLine(row, services[row.id], places[row.id])
        for row in rows
        if _fits(words, row.name, row.kind, row.phone or "", row.email or "", row.url or "")
    ]


def services_of(session: Session, organization: str) -> list[tuple[str, str, str]]:
    """Id, title and state of an organization's services."""
    rows = session.execute(
        select(Service.id, Service.title, Service.state)
        .where(Service.organization_id == organization)
        .order_by(Service.title)
    )
    return [(key, title, state.value) for key, title, state in rows]


def places_of(session: Session, organization: str) -> list[Location]:
    """The locations of an organization."""
    return list(
        session.scalars(
            select(Location).where(Location.organization_id == organization).order_by(Location.name)
        )
    )


def next_closure(location: Location, today: date) -> Closure | None:
    """The closure that is now or next."""
    coming = [closed for closed in location.closures if closed.last_day >= today]
    return min(coming, key=lambda closed: closed.first_day, default=None)


def effects(
    session: Session, location_id: str, closures: Sequence[Json], t: Translator
) -> list[Effect]:
    """What ``closures``, as they stand in the form, do to each service given at a location."""
    rows = session.execute(
        select(Service.id, Service.title, ServiceAtLocation.opening_hours)
        .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        .where(ServiceAtLocation.location_id == location_id)
        .order_by(Service.title)
    )
    shut = _readable(closures)
    return [Effect(key, title, _weeks(hours, shut, t)) for key, title, hours in rows]


def directions_states(location: Location) -> Counter[ShownState]:
    """How the translations of the way to a location are: a count per state."""
    dutch = words_hash(location.directions)
    return Counter(
        ShownState(words.state.value) if words.source_hash == dutch else ShownState.STALE
        for words in location.translations
    )


def _weeks(hours: str | None, shut: list[ClosedDays], t: Translator) -> list[Week]:
    if hours is None:
        return []
    try:
        schedule, plain = Schedule(hours, shut), Schedule(hours)
    except HoursError:
        return []
    today = now().date()
    mondays = [today - timedelta(days=today.weekday())]
    later = sorted(max(one.first_day, today) for one in shut if one.last_day >= today)
    mondays += [later[0] - timedelta(days=later[0].weekday())] if later else []
    found = []
    for monday in dict.fromkeys(mondays):
        days = zip(week(schedule, monday, t), week(plain, monday, t), strict=True)
        rows = [(held["day"], held["hours"], held["hours"] != free["hours"]) for held, free in days]
        found.append(Week(monday, rows))
    return found


def _readable(closures: Iterable[Json]) -> list[ClosedDays]:
    found = []
    for one in closures:
        try:
            read = ClosureSource.model_validate({"location": "x", **one})
        except ValidationError:
            continue
        found.append(ClosedDays(read.first_day, read.last_day, read.reason))
    return found


def _fits(words: str, *texts: str) -> bool:
    held = fold(" ".join(texts))
    return all(word in held for word in fold(words).split())
