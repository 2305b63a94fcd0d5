"""Organizations and locations as HSDS records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from services_catalog.exchange.hsds.ids import stable_id
from services_catalog.exchange.hsds.schedules import Window
from services_catalog.exchange.hsds.terms import DETAIL, TAXONOMIES, Json, attribute
from services_catalog.models import Location, Municipality, Organization


@dataclass(frozen=True)
class Surroundings:
    """What a service stands in: the municipality, who and where, and the days of the export."""

    municipality: Municipality
    organizations: Mapping[str, Organization]
    locations: Mapping[str, Location]
    window: Window

    def id(self, kind: str, *names: object) -> str:
        """The UUID of a record of this municipality."""
        return stable_id(self.municipality.id, kind, *names)

    @cached_property
    def organization_keys(self) -> dict[str, str]:
        """Our keys of organizations by the UUID an export gives them."""
        return {self.id("organization", key): key for key in self.organizations}

    @cached_property
    def location_keys(self) -> dict[str, str]:
        """Our keys of locations by the UUID an export gives them."""
        return {self.id("location", key): key for key in self.locations}


def organization_object(found: Organization, around: Surroundings) -> Json:
    """The HSDS ``organization``.

    HSDS demands a description. We have none and invent none: it is the name.
    """
    own = around.id("organization", found.id)
    made: Json = {"id": own, "name": found.name, "description": found.name}
    if found.email:
        made["email"] = found.email
    if found.url:
        made["website"] = found.url
    if found.phone:
        made["phones"] = [phone_object(found.phone, own)]
    made["attributes"] = [
        attribute("organization", own, DETAIL, "own_id", value=found.id),
        attribute("organization", own, DETAIL, "organization_kind", value=found.kind),
    ]
    return made


def location_object(found: Location, around: Surroundings) -> Json:
    """The HSDS ``location`` with its address and accessibility."""
    own = around.id("location", found.id)
    made: Json = {
        "id": own,
        "location_type": "physical",
        "organization_id": around.id("organization", found.organization_id),
        "name": found.name,
    }
    if found.directions:
        made["description"] = found.directions
    if found.latitude is not None and found.longitude is not None:
        made |= {"latitude": found.latitude, "longitude": found.longitude}
    made["addresses"] = [
        {
            "id": stable_id(own, "address"),
            "address_1": f"{found.street} {found.number}",
            "city": found.city,
            # Required by HSDS. Belgium has provinces; it is the municipality's.
            "state_province": around.municipality.province,
            "postal_code": found.postcode,
            "country": "BE",
            "address_type": "physical",
        }
    ]
    step_free = found.step_free.value
    access = stable_id(own, "accessibility")
    made["accessibility"] = [
        {
            "id": access,
            "description": f"Rolstoel: {TAXONOMIES['step-free'].terms[step_free].lower()}.",
            "attributes": [attribute("accessibility", access, "step-free", step_free)],
        }
    ]
    made["attributes"] = [attribute("location", own, DETAIL, "own_id", value=found.id)]
    if found.neighbourhood:
        made["attributes"].append(
            attribute("location", own, DETAIL, "neighbourhood", value=found.neighbourhood)
        )
    made["attributes"] += [
        attribute(
            "location", own, DETAIL, "translation", label=words.language, value=words.directions
        )
        for words in sorted(found.translations, key=lambda words: words.language)
    ]
    return made


def phone_object(number: str, owner: str) -> Json:
    """The HSDS ``phone`` of the record ``owner``."""
    return {"id": stable_id(owner, "phone", number), "number": number, "type": "voice"}
