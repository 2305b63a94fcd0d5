"""Places: two people at once, older texts, taken away and brought back. Nothing is lost."""

from __future__ import annotations

import re
from datetime import date

from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.hours import now
from services_catalog.models import (
    Location,
    LocationTranslation,
    Revision,
    Role,
    ServiceDraft,
)
from tests.staff.conftest import Browser, Make
from tests.staff.record_forms import BRUG, NEW_PLACE, chosen, record_form

ON_BOTH = True


def test_nothing_changed_leaves_no_trace(person: Make, catalogue: Database):
    browser, version = person(Role.EDITOR), catalogue.version()
    html = browser.post(BRUG, **record_form(browser.get(BRUG)))
    assert "Er was niets veranderd" in html
    assert catalogue.version() == version
    with catalogue.read() as session:
        assert session.query(Revision).filter_by(entity="location").count() == 0


def test_two_people_in_one_place_lose_nothing(person: Make, catalogue: Database):
    an, tom = person(Role.PUBLISHER, "An"), person(Role.EDITOR, "Tom")
    ans, toms = record_form(an.get(BRUG)), record_form(tom.get(BRUG))
    shut = {"first_day": "2027-01-05", "last_day": "2027-01-06", "reason": "works"}
    shut = {f"closures.8.{key}": value for key, value in shut.items()}
    an.post(BRUG, **ans | {"number": "10", "directions": "Zoek de rode deur."} | shut)
    html = tom.post(
        BRUG, 409,
        **toms | {"street": "Kaai", "directions": "Zoek de gele deur.", "reason": "Naam van straat",
                  "closures.8.first_day": "2027-03-01", "closures.8.last_day": "",
                  "closures.8.reason": "holiday"},
    )  # fmt: skip
    assert "Iemand was je voor" in html
    assert "<strong>An</strong>" in html
    # Only the way is contested, and all three texts of it are there.
    assert html.count("<fieldset") == 1
    for text in ("Bel aan bij de blauwe deur", "Zoek de gele deur", "Zoek de rode deur"):
        assert text in html
    values = chosen(html) | {"choose.directions": ["theirs"], "do": ["merged"]}
    html = tom.post(BRUG, **values)
    assert "De plaats is bewaard" in html
    assert "Naam van straat" in html
    with catalogue.read() as session:
        row = session.get_one(Location, "opvang-de-brug")
        assert (row.street, row.number, row.directions) == ("Kaai", "10", "Zoek de rode deur.")
        assert [(c.first_day.isoformat(), c.reason) for c in row.closures] == [
            ("2027-01-05", "works"), ("2027-03-01", "holiday"),
        ]  # fmt: skip


def test_a_third_who_saves_while_two_are_compared(person: Make, catalogue: Database):
    an, tom = person(Role.PUBLISHER, "An"), person(Role.EDITOR, "Tom")
    toms, ans = record_form(tom.get(BRUG)), record_form(an.get(BRUG))
    an.post(BRUG, **ans | {"number": "10"})
    html = tom.post(BRUG, 409, **toms | {"number": "12"})
    an.post(BRUG, **record_form(an.get(BRUG)) | {"number": "14"})
    html = tom.post(BRUG, 409, **chosen(html) | {"choose.number": ["mine"], "do": ["merged"]})
    assert "Iemand was je voor" in html
    html = tom.post(BRUG, **chosen(html) | {"choose.number": ["mine"], "do": ["merged"]})
    with catalogue.read() as session:
        assert session.get_one(Location, "opvang-de-brug").number == "12"
    assert "<del>14</del><ins>12</ins>" in html


def test_an_older_text_comes_back_through_the_form(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    browser.post(BRUG, **record_form(browser.get(BRUG)) | {"number": "10"})
    html = browser.post(BRUG, **record_form(browser.get(BRUG)) | {"number": "12"})
    numbers = re.findall(rf'href="/staff{BRUG}\?revision=(\d+)"', html)
    assert len(numbers) == 1  # the newest text is the present one
    html = browser.get(f"{BRUG}?revision={numbers[0]}")
    assert "Dit is de tekst van" in html
    values = record_form(html)
    assert values["number"] == ["10"]
    assert "Teruggezet naar de tekst van" in values["reason"][0]
    browser.post(BRUG, **values)
    with catalogue.read() as session:
        assert session.get_one(Location, "opvang-de-brug").number == "10"
    browser.get("/places/stadhuis?revision=" + numbers[0], 404)


def test_a_place_in_use_stays_and_says_where(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    html = browser.get(BRUG)
    version = record_form(html)["version"][0]
    assert "Dat kan nog niet" in html
    assert "Dit wordt nog gebruikt" in browser.post(f"{BRUG}/remove", version=version)
    with catalogue.read() as session:
        assert session.get(Location, "opvang-de-brug")


def test_a_place_goes_and_comes_back_with_all_it_had(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    browser.post("/places/new", **NEW_PLACE | {"directions": "Zoek de vlag."})
    with catalogue.change() as session:
        session.get_one(Location, "winterhuis").translations = [
            LocationTranslation(language="fr", directions="Le drapeau.", state="approved",
                                source_hash="x", reviewed_by="Fatou",
                                reviewed_on=date(2026, 3, 1), written_at=now())
        ]  # fmt: skip
    html = browser.get("/places/winterhuis")
    old = record_form(html)["version"][0]
    html = browser.post("/places/winterhuis", **record_form(html) | {"number": "3"})
    # With a version of yesterday nothing goes.
    assert "net veranderd" in browser.post("/places/winterhuis/remove", version=old)
    version = record_form(html)["version"][0]
    html = browser.post("/places/winterhuis/remove", version=version, reason="Winter is voorbij")
    assert "Weggehaald" in html
    assert "Winter is voorbij" in html
    browser.get("/places/winterhuis", 404)
    (number,) = re.findall(r"/places/new\?revision=(\d+)", html)
    values = record_form(browser.get(f"/places/new?revision={number}"))
    assert values["number"] == ["3"]
    browser.post("/places/new", **values)
    assert browser.url.endswith("/places/winterhuis?said=place")
    with catalogue.read() as session:
        row = session.get_one(Location, "winterhuis")
        (words,) = row.translations
        assert (words.directions, words.reviewed_by) == ("Le drapeau.", "Fatou")
        assert words.reviewed_on == date(2026, 3, 1)
        deeds = [
            r.change["deed"] for r in session.query(Revision).filter_by(entity_id="winterhuis")
        ]
    assert deeds == ["added", "changed", "removed", "brought_back"]
    assert "Haal terug" not in browser.get("/places")


def test_a_place_a_draft_names_stays(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    browser.post("/places/new", **NEW_PLACE)
    with catalogue.change() as session:
        session.add(ServiceDraft(
            service_id="nieuw", document={"locations": [{"location": "winterhuis"}]}, version=1,
            updated_by="x", updated_at=now(), state="draft",
        ))  # fmt: skip
    version = record_form(browser.get("/places/winterhuis"))["version"][0]
    assert "wordt nog gebruikt" in browser.post("/places/winterhuis/remove", version=version)


def test_what_was_typed_in_a_place_that_went_is_not_lost(person: Make, catalogue: Database):
    an, tom = person(Role.EDITOR, "An"), person(Role.EDITOR, "Tom")
    an.post("/places/new", **NEW_PLACE)
    values = record_form(tom.get("/places/winterhuis")) | {"street": "Dok"}
    an.post("/places/winterhuis/remove", version=values["version"])
    html = tom.post("/places/winterhuis", 409, **values)
    assert "Iemand haalde dit weg" in html
    tom.post("/places/new", **record_form(html))
    with catalogue.read() as session:
        assert session.get_one(Location, "winterhuis").street == "Dok"


def test_what_was_typed_outlives_the_session(app: Starlette, person: Make):
    browser = person(Role.EDITOR)
    values = record_form(browser.get(BRUG)) | {"street": "Nieuwe kaai"}
    browser.client.cookies.clear()
    answer = browser.client.post(
        f"/staff{BRUG}", data=values, headers={"sec-fetch-site": "same-origin"}
    )
    assert answer.status_code == 401
    assert "Nieuwe kaai" in answer.text
    assert Browser(app).client.post(f"/staff{BRUG}", data=values).url.path == "/staff/sign-in"
