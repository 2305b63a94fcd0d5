"""The work list: counts of what waits, each with its page; and notes that colleagues left."""

from __future__ import annotations

import copy
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from services_catalog import field_notes
from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.hours import now
from services_catalog.indicators import week_of
from services_catalog.models import (
    ImportItem,
    ImportRun,
    ImportStatus,
    Role,
    Service,
    ServiceTranslation,
    WrongAnswerReport,
)
from services_catalog.staff.store import moment
from tests.staff.conftest import Browser, Make

ID = "nachtopvang-de-brug"
AN = "An Aers <an.aers@waterlinde.example.org>"


@pytest.fixture
def book(app: Starlette) -> EditingBook:
    return app.state.inner.state.office.book


def write(book: EditingBook, actor: str, service_id: str = ID) -> None:
    held = book.open(service_id, actor)
    document = copy.deepcopy(held.document)
    document["text"]["how"] = "Bel aan bij de groene deur."
    book.save(service_id, document, actor, held.version)


def tiles(browser: Browser) -> dict[str, tuple[int, str]]:
    """By text: count and address."""
    html = unescape(browser.get("/today"))
    found = re.findall(r'<li><a href="([^"]+)"><strong>(\d+)</strong> ([^<]+)</a>', html)
    return {text: (int(count), href) for href, count, text in found}


def test_drafts_are_one_s_own_or_a_colleague_s(person: Make, book: EditingBook):
    browser = person(Role.EDITOR, "An Aers")
    write(book, AN)
    write(book, "Bo", "speelplein-zomer")
    assert tiles(browser)["dienst ben jij aan het bewerken"] == (1, "#mine")
    html = browser.get("/today")
    own, others = html.split("In bewerking bij collega")
    assert f'href="/staff/services/{ID}/edit"' in own.split('id="mine"')[1]
    assert 'href="/staff/services/speelplein-zomer/edit"' in others


def test_what_was_handed_in_waits_for_who_may_publish_it(person: Make, book: EditingBook):
    write(book, AN)
    book.submit(ID, AN)
    text = "tekst wacht op jou"
    assert tiles(person(Role.PUBLISHER))[text] == (1, "#review")
    elsewhere = person(Role.PUBLISHER, "Eva", {"organizations": ["stad-waterlinde"]})
    assert text not in tiles(elsewhere)
    editor = person(Role.EDITOR)
    assert text not in tiles(editor)
    # Everybody sees that it waits; only who may publish is led to a page that would refuse others.
    assert f'href="/staff/services/{ID}/publish"' in person(Role.ADMINISTRATOR).get("/today")
    assert f'href="/staff/services/{ID}/publish"' not in editor.get("/today")
    assert f'href="/staff/services/{ID}"' in editor.get("/today")


def test_stale_translations_for_whose_languages_they_are(person: Make, catalogue: Database):
    text = "vertaling is verouderd"
    turkish = person(Role.TRANSLATOR, "Tarik", {"languages": ["tr"]})
    french = person(Role.TRANSLATOR, "Fleur", {"languages": ["fr"]})
    editor, reader = person(Role.EDITOR), person(Role.READER)
    assert not any("vertaling" in one for one in tiles(editor))
    with catalogue.change() as session:
        one = session.get(ServiceTranslation, (ID, "tr"))
        assert one is not None
        one.source_hash = "0" * 64
    assert tiles(turkish)[text] == tiles(editor)[text] == (1, "/staff/translations")
    assert text not in tiles(french)
    assert text not in tiles(reader)


def test_imports_that_wait_and_feedback_of_last_week(person: Make, catalogue: Database):
    editor = person(Role.EDITOR)
    monday = week_of(now().date())
    with catalogue.change() as session:
        run = ImportRun(system="lpdc", source="x.ttl", started_at=moment(), actor="An", counts={})
        session.add(run)
        session.flush()
        for number, status in enumerate((ImportStatus.STAGED, ImportStatus.REJECTED)):
            session.add(
                ImportItem(run_id=run.id, system="lpdc", external_id=str(number), status=status,
                           document={}, problems=[])
            )  # fmt: skip
        for service_id, ago in ((ID, 1), ("speelplein-zomer", 2), ("nt2", 0)):
            session.add(
                WrongAnswerReport(week=monday - timedelta(weeks=ago), service_id=service_id,
                                  language="tr", count=1)
            )  # fmt: skip
    found = tiles(editor)
    assert found["voorstel uit een ander systeem wacht"] == (1, "/staff/imports")
    (told,) = [value for text, value in found.items() if "zei een bezoeker" in text]
    assert told == (1, "/staff/needs?weeks=4#reported")


def test_notes_of_colleagues_on_the_list_and_on_the_service(person: Make, catalogue: Database):
    browser = person(Role.READER)
    assert "Er zijn geen nota's." in unescape(browser.get(f"/services/{ID}"))
    note = field_notes.add(catalogue, ID, "Vol tot maart, zei een collega.", author="Els")
    field_notes.add(catalogue, "speelplein-zomer", "Poort aan de achterkant.", author="Els")
    assert tiles(browser)["nota's van collega's"] == (2, "#notes")
    for path in ("/today", f"/services/{ID}"):
        html = browser.get(path)
        assert "Vol tot maart, zei een collega." in html
        assert "Els," in html
    assert "Poort aan de achterkant." not in html
    # Only of the service it stands on.
    browser.post(f"/services/speelplein-zomer/notes/{note.id}/end")
    assert len(field_notes.notes_of(catalogue, [ID])[ID]) == 1
    html = browser.post(f"/services/{ID}/notes/{note.id}/end", back="today")
    assert "De nota is weg." in html
    assert "Vol tot maart" not in html
    assert "Poort aan de achterkant." in html
    assert "Dat bestaat niet meer." in browser.post(f"/services/{ID}/notes/{note.id}/end")
    assert "Dat bestaat niet meer." in browser.post(f"/services/{ID}/notes/x1/end")


def test_a_note_for_visitors_that_ends_is_gone_from_the_next_answer(
    person: Make, catalogue: Database
):
    note = field_notes.add(catalogue, ID, "De lift is stuk.", author="Els", public=True)
    assert "Bezoekers lezen dit ook." in person(Role.READER).get(f"/services/{ID}")
    version = catalogue.version()
    person(Role.EDITOR).post(f"/services/{ID}/notes/{note.id}/end")
    assert catalogue.version() > version


def test_what_is_due_is_counted_for_who_may_say_that_it_is_right(person: Make, catalogue: Database):
    with catalogue.change() as session:
        for service in session.scalars(select(Service)):
            service.checked_on = now().date() - timedelta(days=2000 if service.id == ID else 0)
    assert tiles(person(Role.EDITOR))["dienst nu nakijken"] == (1, "#late")
    elsewhere = {"organizations": ["stad-waterlinde"]}
    assert tiles(person(Role.EDITOR, "Eva", elsewhere)) == {}
    assert tiles(person(Role.READER)) == {}
