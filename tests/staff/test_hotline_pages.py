"""Hotlines and the municipality on the staff pages: for administrators, and never by a slip."""

from __future__ import annotations

import re

import pytest

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.lookup.finder import Finder
from services_catalog.models import Hotline, Municipality, Revision, Role
from services_catalog.search.query import Query
from tests.staff.conftest import Make
from tests.staff.record_forms import chosen, record_form

AWEL = "/hotlines/awel"
NEW = {
    "name": "Steunlijn", "number": "0800 12 345", "purpose": "Praten met iemand.",
    "alarms": ["express_despair"], "source": "https://steunlijn.example.org", "confirmed": "yes",
    "position": "20",
}  # fmt: skip


def numbers(catalogue: Database, alarm: str = "express_despair") -> list[str]:
    return [line.number for line in Desk(catalogue).hotlines(alarm, "nl")]


def test_a_number_changes_in_two_steps(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR, "An")
    values = record_form(browser.get(AWEL)) | {"number": "0800 12 345", "reason": "Nieuw nummer"}
    html = browser.post(AWEL, **values)
    assert "<del>102</del>" in html
    assert "<ins>0800 12 345</ins>" in html
    assert "102" in numbers(catalogue)  # nothing happened yet
    sent = record_form(html)
    assert "nog niets bewaard" in browser.post(AWEL, 422, **sent)
    assert "102" in numbers(catalogue)
    # Back to the form, with what was typed.
    again = record_form(browser.post(AWEL, **sent | {"do": "back"}))
    assert again["number"] == ["0800 12 345"]
    browser.post(AWEL, **sent | {"read": "yes"})
    assert browser.url.endswith("/hotlines?said=hotline")
    assert "0800 12 345" in numbers(catalogue)
    assert "102" not in numbers(catalogue)
    html = browser.get(AWEL)
    assert "<strong>An</strong>: Nieuw nummer" in html
    with catalogue.read() as session:
        assert session.query(Revision).filter_by(entity="hotline").one().entity_id == "awel"


def languages_of_awel(catalogue: Database) -> set[str]:
    with catalogue.read() as session:
        return {words.language for words in session.get_one(Hotline, "awel").translations}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"source": ""}, "Vul dit in"),
        ({"source": "weet ik zo"}, "Dit kan geen webadres zijn"),
        ({"number": "bel maar"}, "Dit kan geen telefoonnummer zijn"),
        ({"number": "1"}, "Dit kan geen telefoonnummer zijn"),
        ({"number": "106"}, "Dit nummer staat er al"),
        ({"number": "107"}, "Franstalige lijn"),
        ({"number": "0800 30 030"}, "Franstalige lijn"),
        ({"purpose": "Bel 102 van 9.00 uur"}, "lijkt een uur, prijs"),
        ({"position": "0"}, "Schrijf een getal"),
        ({"position": "eerst"}, "Schrijf een getal"),
        ({"name": ""}, "Vul dit in"),
    ],
)
def test_what_cannot_be_right(typed: dict, said: str, person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    values = record_form(browser.get(AWEL)) | typed
    assert said in browser.post(AWEL, 422, **values)
    # Ticking the box of the second step does not help.
    assert said in browser.post(AWEL, 422, **values | {"read": "yes"})
    assert "102" in numbers(catalogue)


def test_a_number_nobody_is_sure_of_is_not_shown(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    values = NEW | {"number": "107", "confirmed": "no", "read": "yes"}
    browser.post("/hotlines/new", **values)
    assert "107" not in numbers(catalogue)
    assert "107" in browser.get("/hotlines")
    html = browser.post("/hotlines/new", **NEW | {"number": "1700", "name": "Vlaamse lijn"})
    assert "niet worden bevestigd" in html


def test_no_alarm_is_left_without_a_number(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    with catalogue.read() as session:
        lines = [line.id for line in session.query(Hotline) if "urgent_medical" in line.alarms]
    for line in lines[:-1]:
        values = record_form(browser.get(f"/hotlines/{line}")) | {"confirmed": "no", "read": "yes"}
        browser.post(f"/hotlines/{line}", **values)
    path = f"/hotlines/{lines[-1]}"
    values = record_form(browser.get(path))
    assert "geen enkel nummer" in browser.post(path, 422, **values | {"confirmed": "no"})
    assert "geen enkel nummer" in browser.post(path, 422, **values | {"alarms": []})
    assert len(numbers(catalogue, "urgent_medical")) == 1


def test_only_a_hidden_line_goes(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    version = record_form(browser.get(AWEL))["version"][0]
    assert "Zet het eerst op" in browser.post(f"{AWEL}/remove", version=version)
    values = record_form(browser.get(AWEL)) | {"confirmed": "no", "read": "yes"}
    browser.post(AWEL, **values)
    html = browser.get(AWEL)
    translated = languages_of_awel(catalogue)
    html = browser.post(f"{AWEL}/remove", version=record_form(html)["version"][0])
    assert "Weggehaald" in html
    (number,) = re.findall(r"/hotlines/new\?revision=(\d+)", html)
    back = record_form(browser.get(f"/hotlines/new?revision={number}"))
    browser.post("/hotlines/new", **record_form(browser.post("/hotlines/new", **back)),
                 read="yes")  # fmt: skip
    assert languages_of_awel(catalogue) == translated != set()


def test_the_order_is_that_of_the_form(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    before = numbers(catalogue)
    assert before[0] == "112"
    values = record_form(browser.get("/hotlines/suicide-line")) | {"position": "1", "read": "yes"}
    browser.post("/hotlines/suicide-line", **values)
    assert set(numbers(catalogue)[:2]) == {"112", "1813"}


def test_two_administrators_at_once(person: Make, catalogue: Database):
    an, tom = person(Role.ADMINISTRATOR, "An"), person(Role.ADMINISTRATOR, "Tom")
    ans, toms = (record_form(one.get(AWEL)) for one in (an, tom))
    an.post(AWEL, **ans | {"purpose": "Voor jongeren.", "read": "yes"})
    html = tom.post(AWEL, 409, **toms | {"purpose": "Voor kinderen.", "read": "yes"})
    html = tom.post(AWEL, **chosen(html) | {"choose.purpose": ["theirs"], "do": ["merged"]})
    assert "niets veranderd" in html  # and still asks to be confirmed
    html = tom.post(AWEL, **record_form(html) | {"read": "yes"})
    assert "Er was niets veranderd" in html


# -- the municipality -------------------------------------------------------------------------


def test_a_spelling_is_found_in_the_look_up_at_once(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    finder = Finder(Desk(catalogue))
    assert "havenkwartier" in finder.places().names
    values = record_form(browser.get("/municipality"))
    (number,) = [n.split(".")[1] for n, v in values.items() if v == ["havenkwartier"]]
    others = f"areas.{number}.others"
    values[others] = [values[others][0] + "\nDe Dokken\n\n  de   dokken "]
    html = browser.post("/municipality", **values | {"reason": "Zo zegt men het"})
    assert "De gemeente is bewaard" in html
    assert "Zo zegt men het" in html
    with catalogue.read() as session:
        names = session.query(Municipality).one().neighbourhoods["havenkwartier"]
    assert names[0] == "Havenkwartier"
    assert names[-2:] == ["De Dokken", "de dokken"]
    assert finder.read("eten in de dokken").wanted.neighbourhood == "havenkwartier"


def test_a_neighbourhood_is_added_used_and_cannot_go(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR)
    values = record_form(browser.get("/municipality"))
    free = [n for n, v in values.items() if re.fullmatch(r"areas\.\d+\.name", n) and v == [""]]
    browser.post("/municipality", **values | {free[0]: "Nieuw Zuid"})
    place = record_form(browser.get("/places/sporthal-noord"))
    browser.post("/places/sporthal-noord", **place | {"neighbourhood": "nieuw-zuid"})
    found = Desk(catalogue).search(Query(text="sport", neighbourhood="nieuw-zuid"))
    assert found
    html = browser.get("/municipality")
    values = record_form(html)
    (number,) = [n.split(".")[1] for n, v in values.items() if v == ["nieuw-zuid"]]
    # No box to tick; who ticks it all the same is told which places lie there.
    assert f"areas.{number}.drop" not in html
    html = browser.post("/municipality", 422, **values | {f"areas.{number}.drop": "1"})
    assert "Sporthal Noord" in html
    (empty,) = [n.split(".")[1] for n, v in values.items() if v == ["lindewijk"]]
    assert "Hier liggen nog plaatsen" in browser.post(
        "/municipality", 422, **values | {f"areas.{empty}.drop": "1"}
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Vul dit in"),
        ({"postcode": "99"}, "4 cijfers"),
        ({"migration_office": ""}, "gepubliceerd"),
        ({"migration_office": "bestaat-niet"}, "gepubliceerd"),
        ({"areas.0.name": ""}, "Geef deze wijk een naam"),
        ({"areas.0.others": "STATION"}, "staat ook bij"),
        ({"areas.0.others": "x" * 61}, "hoogstens 60"),
    ],
)
def test_a_municipality_that_cannot_be_right(
    typed: dict, said: str, person: Make, catalogue: Database
):
    browser = person(Role.ADMINISTRATOR)
    values = record_form(browser.get("/municipality")) | typed
    html = browser.post("/municipality", 422, **values)
    assert said in html
    with catalogue.read() as session:
        assert session.query(Revision).filter_by(entity="municipality").count() == 0


def test_the_office_is_another_one_at_once_and_only_a_published_one(
    person: Make, catalogue: Database
):
    browser, desk = person(Role.ADMINISTRATOR), Desk(catalogue)
    before = desk.office_card("nl")["id"]
    values = record_form(browser.get("/municipality"))
    browser.post("/services/samen-voetballen/archive", reason="gestopt")
    gone = values | {"migration_office": "samen-voetballen"}
    assert "gepubliceerd" in browser.post("/municipality", 422, **gone)
    browser.post("/municipality", **values | {"migration_office": "nachtopvang-de-brug"})
    assert desk.office_card("nl")["id"] == "nachtopvang-de-brug" != before


def test_neighbourhoods_of_two_people_come_together(person: Make, catalogue: Database):
    an, tom = person(Role.ADMINISTRATOR, "An"), person(Role.ADMINISTRATOR, "Tom")
    ans, toms = (record_form(one.get("/municipality")) for one in (an, tom))
    free = [n for n, v in ans.items() if re.fullmatch(r"areas\.\d+\.name", n) and v == [""]]
    an.post("/municipality", **ans | {free[0]: "Oud Zuid"})
    html = tom.post("/municipality", 409, **toms | {free[0]: "Nieuw Zuid", "url": ""})
    assert "alles kan samen" in html
    tom.post("/municipality", **chosen(html) | {"do": ["merged"]})
    with catalogue.read() as session:
        row = session.query(Municipality).one()
        assert {"oud-zuid", "nieuw-zuid"} <= set(row.neighbourhoods)
        assert row.url is None
