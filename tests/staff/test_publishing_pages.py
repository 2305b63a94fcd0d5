"""From a draft to visitors and back, by role, with history."""

from __future__ import annotations

import dataclasses
import re

from sqlalchemy import select
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.models import Municipality, Role
from tests.staff.conftest import Make, form_of, publish, version_of
from tests.web.conftest import NoEncoder

ON_BOTH = True

SHELTER = "nachtopvang-de-brug"


def test_review_sending_back_and_publishing_by_role(person: Make, catalogue: Database):
    editor, publisher = person(Role.EDITOR, "Tom"), person(Role.PUBLISHER, "Nadia")
    values = form_of(editor.get(f"/services/{SHELTER}/edit"))
    values["text.title"] = ["Slapen bij De Brug"]
    html = editor.post(f"/services/{SHELTER}/edit", **values, do="submit")
    assert "Ingediend" in html
    assert f'href="/staff/services/{SHELTER}/publish"' in publisher.get("/today")
    html = publisher.post(f"/services/{SHELTER}/send-back", reason="Welke brug?")
    assert "Welke brug?" in editor.get(f"/services/{SHELTER}/edit")
    editor.post(f"/services/{SHELTER}/submit")
    html = publish(publisher, SHELTER)
    assert "Gepubliceerd" in html
    card = Desk(catalogue).cards([SHELTER], "nl")[0]
    assert card["title"] == "Slapen bij De Brug"


def test_history_in_words_and_restoring(person: Make, catalogue: Database):
    browser = person(Role.PUBLISHER, "Nadia")
    for title in ("Eerste titel", "Tweede titel"):
        values = form_of(browser.get(f"/services/{SHELTER}/edit"))
        values["text.title"] = [title]
        browser.post(f"/services/{SHELTER}/edit", **values)
        publish(browser, SHELTER, reason=f"Naar {title}")
    html = browser.get(f"/services/{SHELTER}/history")
    assert html.index("Naar Tweede titel") < html.index("Naar Eerste titel")
    assert "<del>Eerste titel</del>" in html
    assert "<ins>Tweede titel</ins>" in html
    path = re.findall(r'action="/staff(/services/[^"]+/restore/\d+)"', html)[0]
    html = browser.post(path)
    assert "De oude tekst staat klaar" in html
    assert form_of(html)["text.title"] == ["Eerste titel"]
    assert Desk(catalogue).cards([SHELTER], "nl")[0]["title"] == "Tweede titel"
    publish(browser, SHELTER)
    assert Desk(catalogue).cards([SHELTER], "nl")[0]["title"] == "Eerste titel"
    # A revision of another service is not restored by this address.
    other = path.replace(SHELTER, "crisisopvang-gezinnen")
    browser.post(other, 404)


def test_four_eyes(catalogue: Database, settings, person: Make, app: Starlette):
    office = app.state.inner.state.office
    app.state.inner.state.office = dataclasses.replace(
        office, book=EditingBook(catalogue, NoEncoder, four_eyes=True)
    )
    nadia, ria = person(Role.PUBLISHER, "Nadia"), person(Role.PUBLISHER, "Ria")
    values = form_of(nadia.get(f"/services/{SHELTER}/edit"))
    values["text.title"] = ["Slapen bij De Brug"]
    nadia.post(f"/services/{SHELTER}/edit", **values)
    html = nadia.get(f"/services/{SHELTER}/publish")
    html = nadia.post(
        f"/services/{SHELTER}/publish", 409, version=version_of(html), reason="Zelf gedaan"
    )
    assert "Iemand anders dan wie de tekst schreef" in html
    assert "Gepubliceerd" in publish(ria, SHELTER)


def test_archiving_and_bringing_back(person: Make, catalogue: Database):
    browser, desk = person(Role.PUBLISHER), Desk(catalogue)
    gone = "samen-voetballen"
    assert gone in desk.service_ids()
    assert "Schrijf in een paar woorden waarom" in browser.post(f"/services/{gone}/archive")
    assert "Gearchiveerd" in browser.post(f"/services/{gone}/archive", reason="Gestopt")
    assert gone not in desk.service_ids()
    assert gone in browser.get("/services?state=archived")
    browser.post(f"/services/{gone}/unarchive", reason="Toch niet")
    assert gone in desk.service_ids()
    browser.post("/services/bestaat-niet/archive", 404, reason="x")
    with catalogue.read() as session:
        office = session.scalars(select(Municipality)).one().migration_office_id
    html = browser.post(f"/services/{office}/archive", reason="x")
    assert "Ze kan niet weg" in html or "verwijzen hierheen" in html
