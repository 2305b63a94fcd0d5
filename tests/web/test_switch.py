"""What visitors get when staff switched the assistant or a language off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.settings import WebSettings
from services_catalog import switches
from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.languages import full_languages
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY
from tests.web.conftest import NoEncoder, turn
from tests.web.fake_rasa import FakeRasa

STAFF = {"actor": "An", "reason": "It says wrong hours"}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('switch') / 'catalogue.db'}")
    migrate(engine)
    database = Database(engine)
    seed(database, read_folder(DEMO_DIRECTORY), NoEncoder())
    return Desk(database)


@pytest.fixture
def own(seeded: Desk) -> Iterator[Desk]:
    yield seeded
    for off in switches.switched_off(seeded.database):
        switches.switch_on(seeded.database, off.key, actor="test")


@pytest.fixture
def fake(own: Desk) -> FakeRasa:
    return FakeRasa(own)


@pytest.fixture
def visitor(own: Desk, fake: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(switches, "KEPT_SECONDS", 0.0)
    app = create_app(
        WebSettings(session_rate=10_000, network_rate=10_000), desk=own, transport=fake.transport
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


def say(visitor: TestClient, number: int = 1, **values: object) -> dict:
    response = visitor.post("/api/v1/messages", json=turn(number, **values))
    assert response.status_code == 200, response.text
    return response.json()


def text_of(reply: dict) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


def numbers(reply: dict) -> list[str]:
    return [line["number"] for message in reply["messages"] for line in message["lines"]]


def cards(reply: dict) -> list[str]:
    return [card["id"] for message in reply["messages"] for card in message["cards"]]


def test_an_assistant_that_is_off_says_why_and_names_112_101_and_the_office(visitor, fake, own):
    switches.switch_off(own.database, "assistant", message="We kijken de uren na.", **STAFF)
    reply = say(visitor, text="mijn man slaat mij", language="nl")
    assert fake.questions == [], "nothing is passed on"
    assert reply["messages"][0]["text"] == "We kijken de uren na."
    assert numbers(reply) == ["112", "101"]
    assert cards(reply) == [own.office_card("nl")["id"]]
    order = [bool(m["lines"]) - bool(m["cards"]) for m in reply["messages"]]
    assert order.index(1) < order.index(-1), "the numbers stand above the long card"


@pytest.mark.parametrize("language", full_languages())
def test_in_each_language_there_is_our_own_sentence_and_the_staff_s_dutch(visitor, own, language):
    switches.switch_off(own.database, "assistant", message="We kijken de uren na.", **STAFF)
    reply = say(visitor, text="hallo", language=language)
    assert reply["language"] == language
    dutch = next(m for m in reply["messages"] if m["text"] == "We kijken de uren na.")
    assert dutch["language"] == "nl"
    assert "112" in text_of(reply)


def test_a_button_gets_the_same_in_the_language_it_chooses(visitor, fake, own):
    switches.switch_off(own.database, "assistant", **STAFF)
    reply = say(visitor, payload='/choose_language{"language":"fr"}', language="nl")
    assert reply["language"] == "fr"
    assert fake.questions == []


def test_switched_on_again_a_resend_is_answered(visitor, fake, own):
    switches.switch_off(own.database, "assistant", **STAFF)
    assert "Antwoord" not in text_of(say(visitor, 7))
    switches.switch_on(own.database, "assistant", actor="An")
    assert text_of(say(visitor, 7)) == "Antwoord 1"


def test_an_answer_kept_for_a_resend_is_not_said_any_more(visitor, own):
    assert text_of(say(visitor, 8)) == "Antwoord 1"
    switches.switch_off(own.database, "assistant", **STAFF)
    assert "Antwoord" not in text_of(say(visitor, 8))


def test_a_language_that_is_off_is_not_answered_in_and_offers_others(visitor, own):
    switches.switch_off(own.database, "language:tr", **STAFF)
    reply = say(visitor, text="merhaba", language="tr")
    assert "Antwoord" not in text_of(reply)
    assert switches.LANGUAGE_OFF in text_of(reply), "Dutch too, for who helps"
    offered = [b["payload"] for m in reply["messages"] for b in m["buttons"]]
    assert '/choose_language{"language": "nl"}' in offered
    assert not any('"tr"' in payload for payload in offered)
    assert numbers(reply) == ["112", "101"]
    assert cards(reply) == [own.office_card("tr")["id"]]
    assert text_of(say(visitor, 2, language="fr")).startswith("Antwoord")


def test_what_was_understood_to_be_in_a_language_that_is_off_is_silent_too(visitor, fake, own):
    switches.switch_off(own.database, "language:tr", **STAFF)
    usual = fake.answer
    fake.answer = lambda question: usual(question) | {"language": "tr"}
    reply = say(visitor, text="merhaba")
    assert reply["language"] == "tr"
    assert "Antwoord" not in text_of(reply)


def test_an_alarm_in_a_language_that_is_off_is_answered_by_its_fixed_rules(visitor, fake, own):
    switches.switch_off(own.database, "language:tr", **STAFF)
    fake.answer = lambda question: {
        "language": "tr",
        "messages": [
            {"kind": "alarm", "text": "112!", "language": "tr", "buttons": [], "cards": [],
             "lines": [{"number": "112", "href": "tel:112", "name": "", "purpose": ""}]},
            {"kind": "answer", "text": "gevaarlijk praatje", "language": "tr"},
        ],
    }  # fmt: skip
    reply = say(visitor, text="kocam beni dövüyor", language="tr")
    assert reply["messages"][0]["text"] == "112!"
    assert numbers(reply) == ["112"]
    assert "gevaarlijk praatje" not in text_of(reply)


def test_pages_cards_and_the_page_without_javascript_go_on(visitor, own):
    service = own.office_card("nl")["id"]
    paths = ["/nl/", f"/nl/service/{service}", "/nl/office", "/api/v1/start/nl", "/health"]
    before = [visitor.get(path).status_code for path in paths]
    switches.switch_off(own.database, "assistant", message="We kijken de uren na.", **STAFF)
    assert [visitor.get(path).status_code for path in paths] == before
    assert before[0] == 200
    page = visitor.post("/nl/", data={"text": "hallo", "session": "s" * 20, "turn": "t9"})
    assert page.status_code == 200
    assert "We kijken de uren na." in page.text
    assert 'href="tel:112"' in page.text


def test_with_the_database_gone_the_last_state_known_holds(visitor, own, tmp_path: Path):
    switches.switch_off(own.database, "assistant", message="We kijken de uren na.", **STAFF)
    say(visitor)
    path = Path(own.database.engine.url.database or "")
    aside = tmp_path / "aside.db"
    own.database.engine.dispose()
    path.rename(aside)
    try:
        assert text_of(say(visitor, 2)).startswith("We kijken de uren na.")
    finally:
        own.database.engine.dispose()
        for leftover in path.parent.glob("catalogue.db*"):
            leftover.unlink()
        aside.rename(path)
