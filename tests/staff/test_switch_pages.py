"""The switch on the pages: what visitors will read first, then the deed, and who did it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from services_catalog.database import Database
from services_catalog.models import Role
from services_catalog.switches import (
    ASSISTANT_OFF,
    LANGUAGE_OFF,
    TOPIC_OFF,
    history,
    switch_off,
    switch_on,
    switched_off,
)
from tests.staff.conftest import Browser, Make

WHY = "Een oude wet stond in het antwoord"
HOLD = "We kijken dit na. Bel ons gerust."


def hidden(html: str) -> dict[str, str]:
    """What the confirm form brings along."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name != "csrf"}


def off(browser: Browser, key: str, message: str = "") -> str:
    html = browser.post("/switch", do="look", key=key, message=message, reason=WHY)
    return browser.post("/switch", **(hidden(html) | {"do": "off"}))


def keys(catalogue: Database) -> list[str]:
    return [one.key for one in switched_off(catalogue)]


def test_first_what_visitors_will_read_then_the_deed(person: Make, catalogue: Database):
    browser = person(Role.PUBLISHER, "Nadia Peeters")
    assert "Alles staat aan." in browser.get("/switch")
    html = browser.post("/switch", do="look", key="topic:legal_help", message=HOLD, reason=WHY)
    assert keys(catalogue) == [], "looking changes nothing"
    assert html.count(HOLD) > 1
    assert "I cannot say anything about this topic now." in html
    assert re.search(r'lang="ar" dir="rtl"', html)
    assert TOPIC_OFF not in html, "who reads Dutch reads what staff wrote"
    page = browser.post("/switch", **(hidden(html) | {"do": "off"}))
    (one,) = switched_off(catalogue)
    assert (one.key, one.message, one.reason) == ("topic:legal_help", HOLD, WHY)
    assert one.actor == "Nadia Peeters <nadia.peeters@waterlinde.example.org>"
    for text in ("Het staat uit.", "Onderwerp: Advocaat en asiel", "Nadia Peeters", WHY, HOLD):
        assert text in unescape(page), text
    assert "waterlinde.example.org" not in page, "an address is for the data, not for the page"


def test_without_a_message_the_fixed_sentence_is_shown(person: Make):
    browser = person()
    html = unescape(browser.post("/switch", do="look", key="assistant", reason=WHY))
    assert ASSISTANT_OFF in html
    assert "The digital guide is not answering just now." in html
    assert "Ook gevaar wordt dan niet herkend." in html


def test_a_language_that_is_off_is_shown_in_that_language_and_dutch(person: Make):
    html = unescape(person().post("/switch", do="look", key="language:tr", reason=WHY))
    assert "Şu anda bu dilde cevap veremiyorum." in html
    assert LANGUAGE_OFF in html
    assert "I cannot answer" not in html


def test_a_banner_on_the_work_list_for_everybody(person: Make, catalogue: Database):
    reader = person(Role.READER)
    assert "Dit staat uit" not in reader.get("/today")
    switch_off(catalogue, "assistant", actor="An", reason=WHY)
    html = reader.get("/today")
    assert "Dit staat uit" in html
    assert WHY in html
    assert "/staff/switch" not in html, "a reader cannot go there"
    assert "/staff/switch" in person(Role.PUBLISHER).get("/today")
    switch_on(catalogue, "assistant", actor="An")
    assert "Dit staat uit" not in reader.get("/today")


def test_on_again_and_all_of_it_in_the_history(person: Make, catalogue: Database):
    browser = person(Role.ADMINISTRATOR, "Bo Claes")
    off(browser, "language:so")
    html = browser.post("/switch/on", key="language:so", reason="De tekst is nagezien")
    assert keys(catalogue) == []
    assert "Het staat weer aan." in html
    assert "De tekst is nagezien" in html
    assert "Somalisch" in html
    first, second = history(catalogue)
    assert (first.off, first.was_off, second.off, second.was_off) == (False, True, True, False)
    off(browser, "language:so")
    browser.post("/switch/on", key="language:so", reason="")
    assert history(catalogue)[0].reason == "Weer aangezet.", "no English word for who reads Dutch"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"key": "", "reason": WHY}, "Kies wat uit moet."),
        ({"key": "topic:cars", "reason": WHY}, "Kies wat uit moet."),
        ({"key": "topic:migration_office", "reason": WHY}, "hierheen leiden we bezoekers"),
        ({"key": "language:nl", "reason": WHY}, "Nederlands kan niet alleen uit."),
        ({"key": "assistant", "reason": "  "}, "Schrijf in een paar woorden waarom."),
        ({"key": "assistant", "reason": "x" * 501}, "Hoogstens 500 tekens."),
        ({"key": "assistant", "reason": WHY, "message": "x" * 401}, "Hoogstens 400 tekens."),
    ],
)
@pytest.mark.parametrize("do", ["look", "off"])
def test_what_is_wrong_is_said_in_dutch_at_its_field(
    sent: dict[str, str], said: str, do: str, person: Make, catalogue: Database
):
    html = person().post("/switch", 422, **({"do": do, "message": HOLD} | sent))
    assert said in html
    assert 'aria-invalid="true"' in html
    assert keys(catalogue) == []
    # What was typed is still there.
    assert sent.get("message", HOLD) in html
    assert sent["reason"].strip() in html


def test_what_cannot_be_off_is_not_offered(person: Make):
    html = person().get("/switch")
    offered = set(re.findall(r'<option value="([^"]+)"', html))
    assert {"assistant", "topic:housing", "language:ti"} <= offered
    assert not {"topic:migration_office", "language:nl"} & offered


def test_a_colleague_who_was_faster_is_noticed(person: Make, catalogue: Database):
    browser = person()
    form = hidden(browser.post("/switch", do="look", key="assistant", message=HOLD, reason=WHY))
    switch_off(catalogue, "assistant", actor="Bo", reason="brand", message="Bel 112.")
    html = browser.post("/switch", 409, **(form | {"do": "off"}))
    assert "Een collega heeft dit net veranderd." in html
    assert "Bel 112." in html
    assert [one.message for one in switched_off(catalogue)] == ["Bel 112."]
    browser.post("/switch", **(hidden(html) | {"do": "off"}))
    assert [one.message for one in switched_off(catalogue)] == [HOLD]


def test_another_message_for_what_is_off(person: Make, catalogue: Database):
    browser = person()
    off(browser, "assistant", HOLD)
    html = browser.get("/switch?key=assistant")
    assert f">{HOLD}</textarea>" in html
    assert '<option value="assistant" selected>' in html
    html = off(browser, "assistant", "Tot morgen.")
    assert "andere boodschap" in html
    assert [one.message for one in switched_off(catalogue)] == ["Tot morgen."]


def test_back_from_the_last_step_keeps_what_was_typed(person: Make, catalogue: Database):
    browser = person()
    form = hidden(browser.post("/switch", do="look", key="assistant", message=HOLD, reason=WHY))
    html = browser.post("/switch", **(form | {"do": "back"}))
    assert f">{HOLD}</textarea>" in html
    assert WHY in html
    assert keys(catalogue) == []


def test_switching_on_what_is_on_says_so(person: Make, catalogue: Database):
    browser = person()
    assert "Dat stond al aan." in browser.post("/switch/on", key="assistant")
    assert "Dat bestaat niet meer." in browser.post("/switch/on", key="topic:cars")
    off(browser, "assistant")
    assert "te lang" in browser.post("/switch/on", key="assistant", reason="x" * 600)
    assert keys(catalogue) == ["assistant"]


def test_what_was_typed_outlives_the_session(person: Make, catalogue: Database):
    browser = person()
    token = browser.token()
    browser.client.cookies.clear()
    sent = {"csrf": token, "do": "look", "key": "assistant", "message": HOLD, "reason": WHY}
    answer = browser.client.post(
        "/staff/switch", data=sent, headers={"sec-fetch-site": "same-origin"}
    )
    assert answer.status_code == 401
    assert HOLD in unescape(answer.text)
    assert WHY in answer.text
    assert keys(catalogue) == []
