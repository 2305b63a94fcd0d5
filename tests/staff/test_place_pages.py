"""Places on the staff pages: added, changed, shut, and picked in the form of a service."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.hours import BRUSSELS, now
from services_catalog.models import (
    Closure,
    Location,
    Revision,
    Role,
    Service,
    ServiceDraft,
)
from tests.staff.conftest import Make, form_of
from tests.staff.record_forms import BRUG, NEW_PLACE, SHELTER, record_form


def at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=BRUSSELS)


def card(catalogue: Database, language: str = "nl", moment: datetime | None = None) -> dict:
    return Desk(catalogue).cards([SHELTER], language, moment or now())[0]


def day_and_night(catalogue: Database) -> dict:
    return Desk(catalogue).cards(["crisisopvang-gezinnen"], "nl")[0]


def test_a_change_is_in_the_next_answer_and_in_the_history(person: Make, catalogue: Database):
    browser, desk = person(Role.EDITOR, "Tom"), Desk(catalogue)
    assert desk.cards([SHELTER], "nl")[0]["places"][0]["address"].startswith("Kaaistraat 8")
    values = record_form(browser.get(BRUG))
    html = browser.post(
        BRUG, **values | {"number": "10", "reason": "Ze zijn verhuisd  naar de overkant"}
    )
    assert "De plaats is bewaard" in html
    assert browser.url.endswith(f"/staff{BRUG}?said=place")
    assert desk.cards([SHELTER], "nl")[0]["places"][0]["address"].startswith("Kaaistraat 10")
    assert re.search(r"<strong>Tom</strong>: Ze zijn verhuisd naar de overkant", html)
    assert re.search(r"<dt>Nummer</dt><dd><del>8</del><ins>10</ins>", html)
    with catalogue.read() as session:
        line = session.query(Revision).filter_by(entity="location").one()
        assert line.actor == "Tom <tom@waterlinde.example.org>"
        assert (line.change["before"]["number"], line.change["after"]["number"]) == ("8", "10")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Vul dit in"),
        ({"postcode": "B-9000"}, "4 cijfers"),
        ({"latitude": "noord", "longitude": "3.7"}, "Schrijf een getal"),
        ({"latitude": "51.05", "longitude": ""}, "allebei"),
        ({"latitude": "3.72", "longitude": "51.05"}, "in of bij België"),
        ({"directions": "Open vanaf 9.30 uur"}, "lijkt een uur, prijs"),
        ({"directions": "Bel 09 123 45 67 aan de deur"}, "lijkt een uur, prijs"),
        ({"neighbourhood": "atlantis"}, "Kies er een uit de lijst"),
        ({"organization": "nergens"}, "Kies er een uit de lijst"),
        ({"step_free": "misschien"}, "Vul dit in"),
        ({"closures.5.first_day": "2027-02-02", "closures.5.last_day": "2027-02-01",
          "closures.5.reason": "works"}, "Vul twee dagen in"),
        ({"closures.5.first_day": "2027-02-02", "closures.5.reason": ""}, "Kies waarom"),
        ({"street": "x" * 121}, "hoogstens 120"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_comes_back_as_it_was_typed(
    typed: dict, said: str, person: Make, catalogue: Database
):
    browser = person(Role.ADMINISTRATOR)
    values = record_form(browser.get(BRUG)) | typed
    html = browser.post(BRUG, 422, **values)
    assert said in html
    assert 'aria-invalid="true"' in html
    again = record_form(html)
    for name, value in typed.items():
        if name != "step_free" and not name.startswith("closures."):
            assert again[name] == [" ".join(value.split())], name
    if any(name.startswith("closures.") for name in typed):
        assert "2027-02-02" in [v for values in again.values() for v in values]
    with catalogue.read() as session:
        assert session.get_one(Location, "opvang-de-brug").number == "8"


@pytest.mark.parametrize(
    ("first", "second", "north", "east"),
    [
        ("51,0543", "3,7174", 51.0543, 3.7174),
        ("51.0543, 3.7174", "", 51.0543, 3.7174),
        ("51,0543 3,7174", "", 51.0543, 3.7174),
        ("51.0543;3.7174", "", 51.0543, 3.7174),
        ("", "", None, None),
    ],
)
def test_a_point_may_be_pasted_from_a_map(
    first: str, second: str, north: float | None, east: float | None,
    person: Make, catalogue: Database,
):  # fmt: skip
    browser = person(Role.EDITOR)
    values = record_form(browser.get(BRUG)) | {"latitude": first, "longitude": second}
    browser.post(BRUG, **values)
    with catalogue.read() as session:
        row = session.get_one(Location, "opvang-de-brug")
        assert (row.latitude, row.longitude) == (north, east)


def test_the_same_door_twice_is_refused(person: Make):
    browser = person(Role.EDITOR)
    assert "Winterhuis" in browser.post("/places/new", **NEW_PLACE)
    assert "Er is al een plaats" in browser.post("/places/new", 422, **NEW_PLACE)
    other = browser.post("/places/new", **NEW_PLACE | {"street": "Overkant"})
    assert browser.url.endswith("/places/winterhuis-2?said=place")
    assert "Overkant" in other


def test_closures_are_seen_before_they_are_saved(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    today = now().date()
    shut = {"closures.0.first_day": today.isoformat(), "closures.0.reason": "staff_day",
            "closures.0.last_day": (today + timedelta(days=6)).isoformat()}  # fmt: skip
    values = record_form(browser.get(BRUG)) | shut | {"do": "preview"}
    html = browser.post(BRUG, **values)
    assert "Dit is nog niet bewaard" in html
    assert "met sluiting" in html
    with catalogue.read() as session:
        assert session.query(Closure).filter_by(location_id="opvang-de-brug").count() == 0
    html = browser.post(BRUG, **record_form(html))
    assert "met sluiting" in html
    # A shelter that is open day and night, but not this week.
    shelter = day_and_night(catalogue)
    assert shelter["open"]["text"].startswith("Tijdelijk gesloten")
    week = shelter["places"][0]["week"]
    assert {day["hours"] for day in week if day["date"] >= today.isoformat()} == {"gesloten"}
    values = record_form(browser.get(BRUG))
    browser.post(BRUG, **values | {"closures.0.drop": "1"})
    assert day_and_night(catalogue)["open"]["state"] == "open"


def test_closures_that_are_over_stay_out_of_the_way(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    with catalogue.change() as session:
        session.add(Closure(location_id="opvang-de-brug", first_day=date(2020, 1, 1),
                            last_day=date(2020, 1, 2), reason="works"))  # fmt: skip
    values = record_form(browser.get(BRUG))
    assert "2020-01-01" not in str(values)
    browser.post(BRUG, **values | {"number": "9"})
    with catalogue.read() as session:
        assert session.query(Closure).filter_by(location_id="opvang-de-brug").count() == 1


def test_another_way_makes_its_translations_old(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    before = card(catalogue, "fr")
    assert "plus ancien" not in before["translation"]["text"]
    values = record_form(browser.get(BRUG))
    html = browser.post(BRUG, **values | {"directions": "Zoek de rode deur."})
    assert re.search(r"\d+ vertalingen zijn ouder dan deze tekst", html)
    after = card(catalogue, "fr")
    assert "Traduction d'un texte plus ancien" in after["translation"]["text"]
    assert after["places"][0]["directions"] == before["places"][0]["directions"]
    browser.post(BRUG, **record_form(html) | {"directions": ""})
    assert card(catalogue, "fr")["places"][0]["directions"] is None


def test_a_service_that_waits_for_a_place_gets_it(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    edit = f"/services/{SHELTER}/edit"
    values = form_of(browser.get(edit)) | {"text.title": ["Slapen bij De Brug"], "do": ["place"]}
    html = browser.post(edit, **values)
    assert browser.url.endswith(f"/places/new?service={SHELTER}")
    assert "Na het bewaren ga je terug naar de dienst" in html
    # Also when the first try was not right.
    html = browser.post("/places/new", 422, **record_form(html) | NEW_PLACE | {"name": ""})
    html = browser.post("/places/new", **record_form(html) | NEW_PLACE)
    assert browser.url.endswith(f"{edit}?said=place_picked")
    again = form_of(html)
    assert again["text.title"] == ["Slapen bij De Brug"]
    assert again["locations.1.location"] == ["winterhuis"]
    with catalogue.read() as session:
        assert session.get_one(Service, SHELTER).title != "Slapen bij De Brug"  # still a draft


def test_pressing_enter_in_the_service_form_saves_it(person: Make):
    html = person(Role.EDITOR).get(f"/services/{SHELTER}/edit")
    form = html[html.index('<form id="service"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert 'value="save"' in first[0]


def test_an_editor_reaches_the_places_of_the_own_organization_only(
    person: Make, catalogue: Database
):
    browser = person(Role.EDITOR, scope={"organizations": ["stad-waterlinde"]})
    browser.get(BRUG, 403)
    browser.post(f"{BRUG}/remove", 403, version="x")
    values = record_form(browser.get("/places/sporthal-noord"))
    browser.post("/places/sporthal-noord", 403, **values | {"organization": "caw-linde"})
    browser.post("/places/new", 403, **NEW_PLACE)
    # Nor by the way of the page that compares two texts.
    sent = {"do": "merged", "mine.name": '"X"', "mine.organization": '"caw-linde"'}
    browser.post("/places/sporthal-noord", 403, **sent)
    browser.post("/places/sporthal-noord", **values | {"number": "11"})
    # A service of somebody else gets no place through the back door.
    own = NEW_PLACE | {"organization": "stad-waterlinde", "service": SHELTER}
    browser.post("/places/new", **own)
    with catalogue.read() as session:
        assert session.get(ServiceDraft, SHELTER) is None


def test_the_list_is_narrowed_by_any_word(person: Make):
    browser = person(Role.READER)
    html = browser.get("/places?q=haven+kaai")
    assert "Opvanghuis De Brug" in html
    assert "Stadhuis" not in html
    assert "1 plaats" in html
    assert "0 plaatsen" in browser.get("/places?q=nergens")


def test_markup_in_a_place_is_text(person: Make):
    browser = person(Role.EDITOR)
    values = record_form(browser.get(BRUG)) | {"name": "<script>x</script>", "street": '"><b>'}
    html = browser.post(BRUG, **values)
    assert "<script>x" not in html
    assert '"><b>' not in html
    assert "<script>x" not in browser.get("/places")
