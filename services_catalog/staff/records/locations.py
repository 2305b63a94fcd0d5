"""A location: the door in the street, the way to it, and the days it stays shut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.editing.fields import Json
from services_catalog.formatting import full_date
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import CLOSURES
from services_catalog.loading.shapes import ClosureSource, LocationSource
from services_catalog.models import (
    Closure,
    Location,
    LocationTranslation,
    Municipality,
    Organization,
    Service,
    ServiceAtLocation,
    ServiceDraft,
)
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.records import checks
from services_catalog.staff.records.kind import Hanging, Kind, Names, Said, Wrongs, text_or_none
from services_catalog.staff.records.translated import again, translated
from services_catalog.vocabulary import StepFree

TEXTS = ("name", "organization", "street", "number", "postcode", "city", "neighbourhood",
         "step_free")  # fmt: skip
STEP_FREE = {"yes": _("ja"), "partly": _("gedeeltelijk"), "no": _("nee")}
LIMITS = {"name": 160, "street": 120, "number": 16, "city": 80, "directions": 600}
DAYS = Said(_("Vul twee dagen in; de laatste komt niet voor de eerste."))
REASON = Said(_("Kies waarom het dicht is."))
TWICE = Said(_("Er is al een plaats met deze naam op dit adres. Kijk eerst in de lijst."))
CLOSURE = "closures."


class LocationKind(Kind):
    """Locations with their closures. Closures that are over are kept, and are in no document."""

    entity, model, stem = "location", Location, "plaats"
    labels = {  # noqa: RUF012
        "name": _("Naam"),
        "organization": _("Organisatie"),
        "street": _("Straat"),
        "number": _("Nummer"),
        "postcode": _("Postcode"),
        "city": _("Gemeente"),
        "neighbourhood": _("Wijk"),
        "directions": _("De weg ernaartoe"),
        "step_free": _("Kan je erin met een rolstoel of kinderwagen?"),
        "latitude": _("Breedtegraad"),
        "longitude": _("Lengtegraad"),
        "closures": _("Dicht"),
    }

    def read(self, row: Location) -> Json:
        """The document, with the closures that are not over."""
        today = now().date()
        return {
            **{key: getattr(row, key) for key in TEXTS[2:-1]},
            "name": row.name,
            "organization": row.organization_id,
            "step_free": row.step_free.value,
            "directions": row.directions,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "closures": _in_order(
                {
                    "first_day": closed.first_day.isoformat(),
                    "last_day": closed.last_day.isoformat(),
                    "reason": closed.reason,
                }
                for closed in row.closures
                if closed.last_day >= today
            ),
        }

    def from_form(self, fields: Fields) -> Json:
        """What was typed; a closure without days is none."""
        latitude, longitude = checks.read_point(fields.one("latitude"), fields.one("longitude"))
        found: Json = {key: text_or_none(fields.one(key)) for key in TEXTS}
        return found | {
            "directions": text_or_none(fields.one("directions")),
            "latitude": latitude,
            "longitude": longitude,
            "closures": _typed(fields),
        }

    def check(self, session: Session, record_id: str | None, document: Json) -> Wrongs:
        """Facts, references and days."""
        wrong = (
            checks.point(document)
            | checks.sentence(document, "directions")
            | checks.longest(document, LIMITS)
            | checks.postcode(document)
            | checks.filled(document, "name", "organization", "street", "number", "postcode",
                            "city", "step_free")
        )  # fmt: skip
        if session.get(Organization, str(document.get("organization") or "")) is None:
            wrong.setdefault("organization", checks.UNKNOWN)
        if document.get("step_free") and document["step_free"] not in list(StepFree):
            wrong["step_free"] = checks.FILL
        area = document.get("neighbourhood")
        if area and area not in (session.scalar(select(Municipality.neighbourhoods)) or {}):
            wrong["neighbourhood"] = checks.UNKNOWN
        for number, closed in enumerate(document.get("closures") or ()):
            field = f"{CLOSURE}{number}"
            if not closed["reason"]:
                wrong[f"{field}.reason"] = REASON
            try:
                ClosureSource.model_validate({"location": "x", **closed, "reason": "other"})
            except ValidationError:
                wrong[f"{field}.first_day"] = DAYS
        address = [Location.name, Location.street, Location.number, Location.postcode]
        same = [column == document.get(column.key) for column in address]
        if session.scalar(select(Location.id).where(*same, Location.id != (record_id or ""))):
            wrong.setdefault("name", TWICE)
        return wrong

    def write(
        self, session: Session, row: Location | None, record_id: str, document: Json
    ) -> Location:
        """Write it; closures that are over stay."""
        plain = {key: value for key, value in document.items() if key != "closures"}
        entry = LocationSource.model_validate({"id": record_id, **plain})
        if row is None:
            row = Location(id=record_id)
            session.add(row)
        for key, value in entry.model_dump(exclude={"id", "organization"}).items():
            setattr(row, key, value)
        row.organization_id = entry.organization
        today = now().date()
        coming = [
            ClosureSource.model_validate({"location": record_id, **closed})
            for closed in document.get("closures") or ()
        ]
        row.closures = [closed for closed in row.closures if closed.last_day < today] + [
            Closure(first_day=one.first_day, last_day=one.last_day, reason=one.reason)
            for one in coming
            if one.last_day >= today
        ]
        return row

    def hanging(self, session: Session, record_id: str) -> list[Hanging]:
        """Services that are given there, and drafts that name it."""
        services = session.execute(
            select(Service.id, Service.title)
            .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
            .where(ServiceAtLocation.location_id == record_id)
            .order_by(Service.title)
        )
        found = dict(services.tuples().all())
        for draft in session.scalars(select(ServiceDraft)):
            places = draft.document.get("locations") or ()
            if any(isinstance(one, dict) and one.get("location") == record_id for one in places):
                text = draft.document.get("text") or {}
                found.setdefault(draft.service_id, text.get("title") or draft.service_id)
        return [Hanging("service", f"/services/{key}", name) for key, name in found.items()]

    def kept(self, row: Location) -> Json:
        """The way in other languages."""
        return {"translations": [translated(words, "directions") for words in row.translations]}

    def bring_back(self, row: Location, kept: Json) -> None:
        """The translations again; they are old when the Dutch is another one now."""
        row.translations = [
            LocationTranslation(**again(words)) for words in kept.get("translations") or ()
        ]

    def spread(self, document: Json) -> Json:
        """Each closure is a field of its own: two people may add one each."""
        found = {key: value for key, value in document.items() if key != "closures"}
        for one in document.get("closures") or ():
            found[f"{CLOSURE}{one['first_day']}.{one['last_day']}"] = one["reason"]
        return found

    def gather(self, fields: Json) -> Json:
        """Closures as a list again."""
        found = {key: value for key, value in fields.items() if not key.startswith(CLOSURE)}
        closures = []
        for key, reason in fields.items():
            if key.startswith(CLOSURE) and reason:
                first, _dot, last = key.removeprefix(CLOSURE).partition(".")
                closures.append({"first_day": first, "last_day": last, "reason": reason})
        return found | {"closures": _in_order(closures)}

    def current(self, document: Json) -> Json:
        """Without the closures that are over by now."""
        today = now().date().isoformat()
        coming = [one for one in document.get("closures") or () if one["last_day"] >= today]
        return document | {"closures": coming}

    def say(self, path: str, value: Any, t: Translator, names: Names) -> str:
        """A value in words."""
        if path.startswith(CLOSURE):
            first, _dot, last = path.removeprefix(CLOSURE).partition(".")
            return f"{days_words(first, last, t)}: {t(CLOSURES.get(value, value))}"
        if path == "organization":
            return names.of.get(str(value), str(value))
        if path == "neighbourhood":
            return names.areas.get(str(value), str(value))
        return t(STEP_FREE[value]) if path == "step_free" and value in STEP_FREE else str(value)


def days_words(first: str, last: str, t: Translator) -> str:
    """``24 december 2026 – 3 januari 2027``; days that are none as they were typed."""
    said = []
    for day in dict.fromkeys((first, last)):
        try:
            said.append(full_date(now().date().fromisoformat(day), t.language))
        except ValueError:
            said.append(day)
    return " – ".join(said)


def _typed(fields: Fields) -> list[Json]:
    """The closures of the form: one day alone is a closure of one day."""
    found = []
    for number in fields.numbers("closures.#.first_day"):
        name = f"{CLOSURE}{number}"
        first, last = fields.one(f"{name}.first_day"), fields.one(f"{name}.last_day")
        if (first or last) and f"{name}.drop" not in fields:
            days = {"first_day": first or last, "last_day": last or first}
            found.append(days | {"reason": fields.one(f"{name}.reason")})
    return _in_order(found)


def _in_order(closures: Iterable[Json]) -> list[Json]:
    return sorted(closures, key=lambda one: (one["first_day"], one["last_day"]))


LOCATION = LocationKind()
