"""Organizations on the staff pages: contact, what hangs on them, and who may change which."""

from __future__ import annotations

import re

import pytest

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.models import Organization, Revision, Role, Service
from services_catalog.staff.accounts import AccountBook
from tests.staff.conftest import Make
from tests.staff.record_forms import NEW_PLACE, chosen, record_form

ON_BOTH = True

CAW = "/organizations/caw-linde"
NEW = {"name": "Vzw De Vuurtoren", "kind": "neighbourhood"}


def test_the_list_leads_to_each_with_its_contact(person: Make):
    browser = person(Role.READER)
    html = browser.get("/organizations?q=linde+welfare")
    assert 'href="/staff/organizations/caw-linde"' in html
    assert "012 00 01 20" in html
    assert 'href="/staff/organizations/tolkpunt"' not in html
    assert "/organizations/new" not in html


def test_the_page_shows_services_places_and_people(person: Make, accounts: AccountBook):
    accounts.add("els@x.example.org", "Els", {Role.EDITOR: {"organizations": ["caw-linde"]}})
    accounts.add("bob@x.example.org", "Bob", {Role.EDITOR: {"organizations": ["tolkpunt"]}})
    html = person(Role.ADMINISTRATOR).get(CAW)
    assert "/staff/services/nachtopvang-de-brug" in html
    assert "/staff/places/opvang-de-brug" in html
    assert "Els" in html
    assert "Bob" not in html
    assert "Welzijnswerk" in html
    # Who works there is for administrators only.
    assert "Els" not in person(Role.PUBLISHER).get(CAW)
    person(Role.READER).get("/organizations/nergens", 404)


def test_another_telephone_is_on_the_card_at_once(person: Make, catalogue: Database):
    with catalogue.change() as session:
        session.get_one(Service, "nachtopvang-de-brug").phone = None
    browser = person(Role.EDITOR, "Tom")
    values = record_form(browser.get(f"{CAW}/edit"))
    assert values["phone"] == ["012 00 01 20"]
    html = browser.post(f"{CAW}/edit", **values | {"phone": "09/123.45.67", "reason": "Nieuw nr"})
    assert browser.url.endswith(f"{CAW}?said=organization")
    assert "09 123 45 67" in html
    assert "<strong>Tom</strong>: Nieuw nr" in html
    assert "<del>012 00 01 20</del><ins>09 123 45 67</ins>" in html
    with catalogue.read() as session:
        assert session.get_one(Organization, "caw-linde").phone == "+3291234567"
    assert Desk(catalogue).cards(["nachtopvang-de-brug"], "ar")[0]["phone"]["text"] == (
        "09 123 45 67"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Vul dit in"),
        ({"name": "tolkpunt WATERLINDE"}, "Er is al een organisatie"),
        ({"kind": ""}, "Vul dit in"),
        ({"phone": "bel ons"}, "Dit kan geen telefoonnummer zijn"),
        ({"phone": "09 12"}, "Dit kan geen telefoonnummer zijn"),
        ({"email": "info@"}, "Dit kan geen e-mailadres zijn"),
        ({"url": "javascript:alert(1)"}, "Dit kan geen webadres zijn"),
        ({"url": "onze site"}, "Dit kan geen webadres zijn"),
    ],
)
def test_contact_that_cannot_be_right(typed: dict, said: str, person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    values = record_form(browser.get(f"{CAW}/edit")) | typed
    html = browser.post(f"{CAW}/edit", 422, **values)
    assert said in html
    again = record_form(html)
    assert {name: again[name] for name in typed} == {name: [v] for name, v in typed.items()}
    with catalogue.read() as session:
        assert session.query(Revision).filter_by(entity="organization").count() == 0


def test_a_web_address_without_its_beginning_gets_it(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    values = record_form(browser.get(f"{CAW}/edit")) | {"url": "www.caw-linde.example.org"}
    browser.post(f"{CAW}/edit", **values)
    with catalogue.read() as session:
        url = session.get_one(Organization, "caw-linde").url
    assert url == "https://www.caw-linde.example.org"


def test_a_new_one_with_a_kind_of_its_own(person: Make, catalogue: Database):
    browser = person(Role.PUBLISHER)
    kind = {"kind": "other", "kind_other": "Moskee"}
    html = browser.post("/organizations/new", **NEW | kind)
    assert browser.url.endswith("/organizations/vzw-de-vuurtoren?said=organization")
    assert "Moskee" in html
    # From now on it stands in the list; what is in the list already is not written twice.
    assert "Moskee" in browser.get("/organizations/new")
    browser.post("/organizations/new", **NEW | kind | {"name": "Twee", "kind_other": "buurtWERK"})
    with catalogue.read() as session:
        assert session.get_one(Organization, "vzw-de-vuurtoren").kind == "Moskee"
        assert session.get_one(Organization, "twee").kind == "neighbourhood"
    assert "Er is al een organisatie" in browser.post("/organizations/new", 422, **NEW)


def test_one_with_services_stays_and_an_empty_one_goes_and_comes_back(
    person: Make, catalogue: Database, accounts: AccountBook
):
    browser = person(Role.ADMINISTRATOR)
    html = browser.get(CAW)
    version = re.search(r'name="version" value="(\w+)"', html)
    assert version is None  # no button: it cannot go
    assert "Slapen in de nachtopvang" in html
    assert "nog gebruikt" in browser.post(f"{CAW}/remove", version=_version(catalogue))
    browser.post("/organizations/new", **NEW)
    here = "/organizations/vzw-de-vuurtoren"
    browser.post("/places/new", **NEW_PLACE | {"organization": "vzw-de-vuurtoren"})
    version_now = _version(catalogue, "vzw-de-vuurtoren")
    assert "nog gebruikt" in browser.post(f"{here}/remove", version=version_now)
    place = record_form(browser.get("/places/winterhuis"))["version"][0]
    browser.post("/places/winterhuis/remove", version=place)
    # Nor does it go while somebody may work for it and for nothing else.
    accounts.add("els@x.example.org", "Els",
                 {Role.EDITOR: {"organizations": ["vzw-de-vuurtoren"]}})  # fmt: skip
    assert "nog gebruikt" in browser.post(f"{here}/remove", version=version_now)
    accounts.remove("els@x.example.org")
    html = browser.post(f"{here}/remove", version=version_now, reason="Gestopt")
    assert "Gestopt" in html
    browser.get(here, 404)
    (number,) = re.findall(r"/organizations/new\?revision=(\d+)", html)
    browser.post("/organizations/new", **record_form(
        browser.get(f"/organizations/new?revision={number}")))  # fmt: skip
    assert "De Vuurtoren" in browser.get(here)


def test_two_people_at_once(person: Make, catalogue: Database):
    an, tom = person(Role.PUBLISHER, "An"), person(Role.EDITOR, "Tom")
    ans, toms = (record_form(one.get(f"{CAW}/edit")) for one in (an, tom))
    an.post(f"{CAW}/edit", **ans | {"email": "an@caw.example.org"})
    html = tom.post(
        f"{CAW}/edit", 409, **toms | {"email": "tom@caw.example.org", "phone": "09 123 45 67"}
    )
    for text in ("onthaal@caw-linde.example.org", "an@caw.example.org", "tom@caw.example.org"):
        assert text in html
    tom.post(f"{CAW}/edit", **chosen(html) | {"choose.email": ["mine"], "do": ["merged"]})
    with catalogue.read() as session:
        row = session.get_one(Organization, "caw-linde")
        assert (row.email, row.phone) == ("tom@caw.example.org", "+3291234567")


def test_scope_narrows_every_way_in(person: Make, catalogue: Database):
    mine = {"organizations": ["stad-waterlinde"]}
    editor = person(Role.EDITOR, "Els", scope=mine)
    editor.get(CAW)  # may be read
    editor.get(f"{CAW}/edit", 403)
    editor.post(f"{CAW}/edit", 403, name="Van mij")
    editor.get("/organizations/stad-waterlinde/edit")
    publisher = person(Role.PUBLISHER, "Piet", scope=mine)
    publisher.post(f"{CAW}/remove", 403, version=_version(catalogue))
    # A new organization would be in nobody's scope.
    publisher.get("/organizations/new", 403)
    publisher.post("/organizations/new", 403, **NEW)
    assert "/organizations/new" not in publisher.get("/organizations")


def test_an_older_text_comes_back(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    for phone in ("09 123 45 67", "09 123 45 68"):
        html = browser.post(
            f"{CAW}/edit", **record_form(browser.get(f"{CAW}/edit")) | {"phone": phone}
        )
    (number,) = re.findall(rf'href="/staff{CAW}/edit\?revision=(\d+)"', html)
    values = record_form(browser.get(f"{CAW}/edit?revision={number}"))
    assert values["phone"] == ["09 123 45 67"]
    assert "Teruggezet naar" in browser.post(f"{CAW}/edit", **values)


def _version(catalogue: Database, organization: str = "caw-linde") -> str:
    with catalogue.read() as session:
        return session.get_one(Organization, organization).version
