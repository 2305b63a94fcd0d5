"""Forms of places, organizations, hotlines and the municipality, as a browser sends them."""

from __future__ import annotations

from tests.staff.conftest import form_of

BRUG, SHELTER = "/places/opvang-de-brug", "nachtopvang-de-brug"
NEW_PLACE = {
    "name": "Winterhuis", "organization": "caw-linde", "street": "Kaai", "number": "1",
    "postcode": "9999", "city": "Waterlinde", "step_free": "yes", "neighbourhood": "havenkwartier",
}  # fmt: skip


def record_form(html: str) -> dict[str, list[str]]:
    """What a browser would send of the form of a record."""
    return form_of(html.replace('class="record"', 'id="service"')) | {"do": ["save"]}


def chosen(html: str) -> dict[str, list[str]]:
    """What a browser would send of the page with two texts."""
    return form_of(html.replace('<form method="post" action="/staff', '<form id="service" x="/'))
