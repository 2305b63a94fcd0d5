"""The processes end to end: a question in, the right services out, and faults in mid-talk."""

from __future__ import annotations

import time
import uuid

import pytest

from tests.processes.conftest import House

pytestmark = [pytest.mark.model, pytest.mark.processes]


def cards(reply: dict) -> list[str]:
    return [card["id"] for message in reply["messages"] for card in message["cards"]]


def kinds(reply: dict) -> set[str]:
    return {message["kind"] for message in reply["messages"]}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("waar kan ik vannacht slapen met mijn kinderen", "nl"),
        ("where can I sleep tonight", "en"),
        ("où est-ce que je peux dormir cette nuit", "fr"),
        ("أين يمكنني أن أنام هذه الليلة", "ar"),
        ("bu gece nerede uyuyabilirim", "tr"),
        ("де я можу переночувати сьогодні", "uk"),
    ],
)
def test_shelter_tonight_in_six_languages(house: House, text, language):
    reply = house.say(text)
    assert reply["language"] == language
    found = {"nachtopvang-de-brug", "crisisopvang-gezinnen", "bed-zoeken-caw-onthaal"}
    assert found & set(cards(reply))


def test_follow_ups_and_a_resend(house: House):
    session = uuid.uuid4().hex
    house.say("waar is de voedselbank", session)
    turn = uuid.uuid4().hex
    first = house.say("wat kost dat?", session, turn=turn)
    again = house.say("wat kost dat?", session, turn=turn)
    assert first == again
    assert "Gratis" in first["messages"][0]["text"]


def test_an_alarm_gives_numbers_to_tap(house: House):
    reply = house.say("mijn baby ademt niet meer")
    assert "alarm" in kinds(reply)
    assert "112" in reply["messages"][0]["text"]
    lines = [line["number"] for message in reply["messages"] for line in message["lines"]]
    assert lines[:1] == ["112"]


def wait_until_well(house: House, session: str) -> None:
    for _ in range(600):
        reply = house.say("/ask_food_aid", session)
        if "error" not in kinds(reply):
            return
        time.sleep(0.3)
    pytest.fail("the house did not recover")


@pytest.mark.parametrize("name", ["actions", "rasa"])
def test_a_process_killed_in_mid_talk(house: House, name):
    session = uuid.uuid4().hex
    house.say("je cherche une maison à louer", session)
    child = next(child for child in house.household.children if child.name == name)
    child.process.kill()
    child.process.wait()
    reply = house.say("et pour apprendre le néerlandais ?", session, language="fr")
    if "error" in kinds(reply):
        assert reply["language"] == "fr"
        text = str(reply["messages"])
        assert "012 00 01 01" in text, "an apology names the office's phone"
    wait_until_well(house, session)


def test_an_alarm_is_answered_while_the_action_server_is_gone(house: House):
    child = next(child for child in house.household.children if child.name == "actions")
    child.process.kill()
    child.process.wait()
    reply = house.say("my husband wants to kill me")
    assert "101" in str(reply["messages"])
    wait_until_well(house, uuid.uuid4().hex)


def test_a_locked_database_gets_an_honest_answer(house: House):
    import sqlite3

    path = house.state / "catalogue.db"
    aside = path.with_suffix(".aside")
    session = uuid.uuid4().hex
    path.rename(aside)
    try:
        reply = house.say("ik zoek een huis", session)
        assert reply["messages"]
        assert "012 00 01 01" in str(reply["messages"]) or cards(reply)
    finally:
        for leftover in house.state.glob("catalogue.db*"):
            leftover.unlink()
        aside.rename(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM service").fetchone()[0] >= 80
    wait_until_well(house, session)
