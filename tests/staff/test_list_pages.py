"""The lists: work to do, services by filter, places and their closed days."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.hours import BRUSSELS, now
from services_catalog.models import Role, Service
from tests.staff.conftest import Make, form_of
from tests.web.conftest import NoEncoder

SHELTER = "nachtopvang-de-brug"


def test_the_work_list_and_one_click(person: Make, catalogue: Database):
    with catalogue.change() as session:
        service = session.get_one(Service, SHELTER)
        service.checked_on = now().date() - timedelta(days=400)
    browser = person(Role.EDITOR)
    html = browser.get("/today")
    late = re.findall(r'href="/staff/services/([\w-]+)"', html)
    assert late[0] == SHELTER, "an emergency that is over comes first"
    html = browser.post(f"/services/{SHELTER}/still-right", back="today")
    assert "alles klopt nog" in html
    assert f'href="/staff/services/{SHELTER}"' not in html
    with catalogue.read() as session:
        assert session.get_one(Service, SHELTER).checked_on == now().date()


@pytest.mark.parametrize(
    ("query", "holds", "lacks"),
    [
        ("q=NACHT", SHELTER, "samen-voetballen"),
        ("topic=child_leisure", "samen-voetballen", SHELTER),
        ("organization=caw-linde", SHELTER, "samen-voetballen"),
        ("state=draft", "zwemles-kinderen", SHELTER),
        ("due=1", "samen-voetballen", SHELTER),
        ("untranslated=fr", "samen-voetballen", "zwemles-kinderen"),
    ],
)
def test_the_filters_of_the_list(
    query: str, holds: str, lacks: str, person: Make, catalogue: Database
):
    book = EditingBook(catalogue, NoEncoder)
    draft = book.open("zwemles-kinderen", "Tom")
    document = draft.document | {"phone": None}
    book.save("zwemles-kinderen", document, "Tom", draft.version)
    with catalogue.change() as session:
        for service_id, days in ((SHELTER, 0), ("samen-voetballen", 1000)):
            service = session.get_one(Service, service_id)
            service.checked_on = now().date() - timedelta(days=days)
        football = session.get_one(Service, "samen-voetballen")
        football.translations = [t for t in football.translations if t.language != "fr"]
    html = person(Role.READER).get(f"/services?{query}")
    assert f'href="/staff/services/{holds}"' in html
    assert f'href="/staff/services/{lacks}"' not in html


def test_a_place_and_its_closed_days_hold_at_once(person: Make, catalogue: Database):
    browser, desk = person(Role.EDITOR), Desk(catalogue)
    html = browser.post("/places/new", 422, name="Winterhuis", organization="caw-linde")
    assert "Kijk dit nog even na" in html
    place = {
        "name": "Winterhuis", "organization": "caw-linde", "street": "Kaai", "number": "1",
        "postcode": "9999", "city": "Waterlinde", "step_free": "yes",
        "directions": "Bus 5, halte Kaai.",
    }  # fmt: skip
    assert "Winterhuis" in browser.post("/places/new", **place)
    assert "Winterhuis" in browser.get("/new") or "Winterhuis" in browser.get(
        f"/services/{SHELTER}/edit"
    )
    moment = datetime(2027, 1, 5, 23, tzinfo=BRUSSELS)
    assert desk.cards([SHELTER], "nl", moment)[0]["open"]["state"] == "open"
    values = form_of(browser.get("/places/opvang-de-brug").replace(
        'action="/staff/places/opvang-de-brug"', 'id="service"'
    ))  # fmt: skip
    shut = {"closures.9.first_day": "2027-01-05", "closures.9.last_day": "2027-01-06",
            "closures.9.reason": "works"}  # fmt: skip
    browser.post("/places/opvang-de-brug", **values | shut)
    card = desk.cards([SHELTER], "nl", moment)[0]
    assert card["open"]["text"].startswith("Tijdelijk gesloten")
    browser.post(
        "/places/opvang-de-brug", 422, **values | shut | {"closures.9.last_day": "2027-01-01"}
    )
