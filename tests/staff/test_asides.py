"""Texts that came too late or were thrown away: found again, taken up, or gone for good."""

from __future__ import annotations

import copy
import re
from html import unescape

import pytest
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.editing.asides import SetAside, find_aside, set_asides, take_up
from services_catalog.editing.book import EditingBook
from services_catalog.editing.drafts import Conflict, Draft, Refused, UnknownService
from services_catalog.models import Role
from tests.staff.conftest import Browser, Make

ID = "nachtopvang-de-brug"
ELSEWHERE = "speelplein-zomer"
AN, BO = "An Aers <an.aers@waterlinde.example.org>", "Bo Claes"


@pytest.fixture
def book(app: Starlette) -> EditingBook:
    return app.state.inner.state.office.book


def write(
    book: EditingBook, actor: str, service_id: str = ID, version: int | None = None, **text: str
) -> Draft:
    """Save a draft with other words, over ``version``."""
    held = book.open(service_id, actor)
    document = copy.deepcopy(held.document)
    document["text"] |= text
    return book.save(service_id, document, actor, held.version if version is None else version)


def too_late(book: EditingBook, actor: str = AN, **text: str) -> SetAside:
    """Two opened the service; ``actor`` saved second, other words."""
    start = book.open(ID, actor)
    document = copy.deepcopy(start.document)
    document["text"] |= text
    write(book, BO, summary="Bo was hier eerst.")
    with pytest.raises(Conflict):
        book.save(ID, document, actor, start.version)
    return set_asides(book.database)[0]


def thrown_away(book: EditingBook, actor: str = AN, service_id: str = ID, **text: str) -> SetAside:
    draft = write(book, actor, service_id, **text)
    book.discard(service_id, actor, draft.version)
    return set_asides(book.database)[0]


def an(person: Make, role: Role = Role.EDITOR, scope: object = None) -> Browser:
    return person(role, "An Aers", scope)


def aside_page(browser: Browser, query: str = "") -> str:
    return unescape(browser.get(f"/asides{query}"))


# What the room does -------------------------------------------------------------------------


def test_what_it_was_is_known(book: EditingBook):
    late = too_late(book, how="Bel eerst.")
    assert (late.thrown_away, late.actor, late.writer) == (False, AN, None)
    held = book.open(ID, BO)
    book.discard(ID, AN, held.version)
    gone = set_asides(book.database, ID)[0]
    assert (gone.thrown_away, gone.actor, gone.writer) == (True, AN, BO)
    assert set_asides(book.database, ELSEWHERE) == []


def test_thrown_away_and_taken_up_is_the_same_text(book: EditingBook):
    aside = thrown_away(book, how="Bel eerst.")
    published = book.published(ID)
    assert not book.open(ID, AN).saved
    draft = take_up(book, aside, BO)
    assert draft.document == aside.document
    assert draft.document["text"]["how"] == "Bel eerst."
    assert (draft.updated_by, draft.saved) == (BO, True)
    assert book.published(ID) == published, "nothing is published by this"
    assert set_asides(book.database) == [], "it is the draft now"


def test_what_others_published_since_stays(book: EditingBook):
    aside = thrown_away(book, how="Bel eerst.")
    write(book, BO, summary="Een bed en een ontbijt.")
    book.publish(ID, BO, "ontbijt")
    draft = take_up(book, aside, AN)
    assert draft.document["text"]["how"] == "Bel eerst."
    assert draft.document["text"]["summary"] == "Een bed en een ontbijt."


def test_the_same_field_published_since_is_a_choice(book: EditingBook):
    aside = thrown_away(book, how="Bel eerst.")
    write(book, BO, how="Klop aan.")
    book.publish(ID, BO, "deur")
    with pytest.raises(Conflict) as found:
        take_up(book, aside, AN)
    assert set(found.value.merged.conflicts) == {"text.how"}
    assert find_aside(book.database, aside.id), "it stays until somebody chose"


def test_beside_a_draft_it_is_a_choice_also_without_contradiction(book: EditingBook):
    aside = too_late(book, how="Bel eerst.")
    with pytest.raises(Conflict) as found:
        take_up(book, aside, AN)
    assert found.value.merged.conflicts == {}
    assert found.value.merged.document["text"]["summary"] == "Bo was hier eerst."
    assert found.value.merged.document["text"]["how"] == "Bel eerst."


def test_a_service_that_never_was_published_comes_back(book: EditingBook):
    document = book.open(None, AN).document
    document["text"] = {"title": "Warme maaltijd"}
    draft = book.save(None, document, AN, 0)
    book.discard(draft.service_id, AN, draft.version)
    with pytest.raises(UnknownService):
        book.open(draft.service_id, AN)
    (aside,) = set_asides(book.database)
    assert take_up(book, aside, AN).document["text"]["title"] == "Warme maaltijd"
    assert set_asides(book.database) == []


def test_what_taking_up_would_change_leaves_out_what_others_did(person: Make, book: EditingBook):
    too_late(book, how="Bel eerst aan.")
    html = aside_page(an(person))
    assert "<ins>Bel eerst aan.</ins>" in html
    assert "<del>Bo was hier eerst.</del>" not in html


def test_a_text_that_says_nothing_new_is_refused(book: EditingBook):
    aside = thrown_away(book, how="Bel eerst.")
    write(book, BO, how="Bel eerst.")
    book.publish(ID, BO, "hetzelfde")
    with pytest.raises(Refused):
        take_up(book, aside, AN)
    assert not book.open(ID, AN).saved


# The pages ----------------------------------------------------------------------------------


def test_one_finds_one_s_own_with_the_difference_and_takes_it_up(
    person: Make, book: EditingBook, catalogue: Database
):
    browser = an(person)
    assert "Er ligt niets opzij." in aside_page(browser)
    aside = thrown_away(book, how="Bel eerst aan.")
    html = aside_page(browser)
    assert "Weggegooid door An Aers" in html
    assert "<ins>Bel eerst aan.</ins>" in html
    assert f'href="/staff/services/{ID}"' in html
    assert "tekst van jou ligt opzij" in browser.get("/today")
    assert f"/staff/asides?service={ID}" in browser.get(f"/services/{ID}")
    html = browser.post(f"/asides/{aside.id}/take")
    assert browser.url.split("?")[0].endswith(f"/services/{ID}/edit")
    assert "weer in bewerking" in html
    assert "Bel eerst aan." in html
    assert set_asides(catalogue) == []
    assert "/staff/asides?service=" not in browser.get(f"/services/{ID}")


def test_beside_a_draft_the_merge_page_saves_both(
    person: Make, book: EditingBook, catalogue: Database
):
    browser = an(person)
    aside = too_late(book, summary="An schreef dit.", how="Bel eerst aan.")
    assert "Een collega had net iets anders bewaard." in aside_page(browser)
    html = unescape(browser.post(f"/asides/{aside.id}/take", 409))
    assert "Breng twee teksten samen" in html
    assert "De tekst die opzij lag" in html
    assert "An schreef dit." in html
    assert "Bo was hier eerst." in html
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', html))
    fields.pop("csrf")
    browser.post(f"/services/{ID}/merge", **fields, **{"choose.text.summary": "theirs"})
    document = book.open(ID, AN).document
    assert document["text"]["summary"] == "Bo was hier eerst."
    assert document["text"]["how"] == "Bel eerst aan."
    assert set_asides(catalogue) == []


def test_a_merge_drops_no_text_of_another_service(
    person: Make, book: EditingBook, catalogue: Database
):
    other = thrown_away(book, BO, ELSEWHERE, how="Kom langs.")
    browser = an(person)
    mine = thrown_away(book, how="Bel eerst aan.")
    write(book, BO, how="Klop aan.")
    html = unescape(browser.post(f"/asides/{mine.id}/take", 409))
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', html))
    fields.pop("csrf")
    browser.post(f"/services/{ID}/merge", **(fields | {"aside": other.id}))
    assert find_aside(catalogue, other.id)


def test_thrown_away_for_good(person: Make, book: EditingBook, catalogue: Database):
    browser = an(person)
    aside = thrown_away(book, how="Bel eerst aan.")
    html = browser.post(f"/asides/{aside.id}/drop", service=ID)
    assert "De tekst is weg." in html
    assert f"service={ID}" in browser.url
    assert set_asides(catalogue) == []
    browser.post(f"/asides/{aside.id}/drop", 404)
    browser.post("/asides/none/take", 404)


def test_colleagues_texts_are_for_who_answers_for_the_organization(
    person: Make, book: EditingBook, catalogue: Database
):
    aside = thrown_away(book, BO, how="Bel eerst aan.")
    editor = an(person)
    assert "Er ligt niets opzij." in aside_page(editor)
    editor.post(f"/asides/{aside.id}/take", 403)
    editor.post(f"/asides/{aside.id}/drop", 403)
    theirs = person(Role.PUBLISHER, "Els", {"organizations": ["caw-linde"]})
    assert "Van collega's" in aside_page(theirs)
    others = person(Role.PUBLISHER, "Eva", {"organizations": ["stad-waterlinde"]})
    assert "Er ligt niets opzij." in aside_page(others)
    others.post(f"/asides/{aside.id}/drop", 403)
    assert find_aside(catalogue, aside.id)
    assert "Van collega's" in aside_page(person(Role.ADMINISTRATOR))


def test_whose_draft_was_thrown_away_finds_it_too(person: Make, book: EditingBook):
    draft = write(book, AN, how="Bel eerst aan.")
    book.discard(ID, BO, draft.version)
    html = aside_page(an(person))
    assert "Van jou" in html
    assert "Weggegooid door Bo Claes" in html
    assert "Geschreven door An Aers." in html


def test_an_own_text_out_of_reach_by_now_can_be_read_but_not_taken(person: Make, book: EditingBook):
    aside = thrown_away(book, how="Bel eerst aan.")
    browser = an(person, scope={"organizations": ["stad-waterlinde"]})
    assert "Bel eerst aan." in aside_page(browser)
    assert f"/asides/{aside.id}/take" not in aside_page(browser)
    browser.post(f"/asides/{aside.id}/take", 403)


def test_of_one_service_only(person: Make, book: EditingBook):
    thrown_away(book, how="Bel eerst aan.")
    thrown_away(book, AN, ELSEWHERE, how="Kom langs.")
    browser = an(person)
    assert "Kom langs." not in aside_page(browser, f"?service={ID}")
    assert "Bel eerst aan." in aside_page(browser, f"?service={ID}")
    assert "Kom langs." in aside_page(browser)


def test_many_come_in_pages(person: Make, book: EditingBook, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services_catalog.staff.pages.asides.MOST", 2)
    for number in range(5):
        thrown_away(book, how=f"Bel {'nog ' * number}eens.")
    browser = an(person)
    pages = [aside_page(browser, f"?page={number}") for number in (1, 2, 3)]
    assert [html.count('class="aside"') for html in pages] == [2, 2, 1]
    assert "<ins>Bel nog nog nog nog eens.</ins>" in pages[0]
    assert "<ins>Bel eens.</ins>" in pages[2]
    for odd, same in (("99", pages[2]), ("0", pages[0]), ("-x", pages[0])):
        shown = aside_page(browser, f"?page={odd}")
        assert shown.split("<main")[1] == same.split("<main")[1]
