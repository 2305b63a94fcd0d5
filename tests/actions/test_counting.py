"""Every question is counted once, by what was answered; switched-off topics are not answered."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import delete, select, text

from actions import actions, counting
from actions.desk import desk, switches
from actions.turn import Turn
from services_catalog.database import Database
from services_catalog.hours import BRUSSELS
from services_catalog.i18n import translate
from services_catalog.indicators import Counter
from services_catalog.models import Indicator, ServiceTopic, WrongAnswerReport
from services_catalog.settings import PROJECT_ROOT
from services_catalog.switches import TOPIC_OFF, switch_off
from services_catalog.vocabulary import ALARMS


@pytest.fixture
def database(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", f"sqlite:///{own_file}")
    desk.cache_clear()
    yield desk().database
    desk.cache_clear()


@pytest.fixture
def counter(database: Database) -> Iterator[Counter]:
    made = Counter(database, every=3600)
    counting.count_with(made)
    yield made
    counting.count_with(None)
    made.close()


def run(action: str, intent: str, words: str = "", slots=None, entities=None) -> list[dict]:
    dispatcher = CollectingDispatcher()
    tracker = Tracker(
        sender_id="s",
        slots={"topic": None, "service_id": None, "pending": None, **(slots or {})},
        latest_message={
            "text": words or f"/{intent}",
            "intent": {"name": intent, "confidence": 1.0},
            "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
            "metadata": {"hint": "fr"},
        },
        events=[{"event": "user", "input_channel": "toeleider"}],
        paused=False, followup_action=None, active_loop={}, latest_action_name=None,
    )  # fmt: skip
    made = next(
        cls()
        for cls in (getattr(actions, name) for name in actions.__all__)
        if cls.action_name == action
    )
    made.run(dispatcher, tracker, {})
    return dispatcher.messages


def counted(counter: Counter, database: Database) -> list[tuple]:
    assert counter.flush()
    with database.read() as session:
        rows = session.scalars(select(Indicator)).all()
    return [(r.topic, r.language, r.outcome.value, r.channel, r.count) for r in rows]


@pytest.mark.parametrize(
    ("action", "intent", "more", "row"),
    [
        ("action_answer_topic", "ask_food_aid", {}, ("food_aid", "answered")),
        ("action_answer_topic", "ask_food_aid", {"entities": {"also": "work"}},
         ("food_aid", "answered")),
        ("action_migration_office", "ask_migration_office", {}, ("migration_office", "answered")),
        ("action_answer_follow_up", "ask_hours",
         {"slots": {"service_id": "FOOD", "topic": "food_aid"}}, ("food_aid", "answered")),
        ("action_answer_follow_up", "ask_hours", {}, ("", "fallback")),
        ("action_more_options", "ask_more_options", {"slots": {"topic": "work"}},
         ("work", "answered")),
        ("action_alarm_contacts", "report_violence", {"slots": {"topic": "work"}},
         ("", "alarm")),
        ("action_default_ask_affirmation", "nlu_fallback", {}, ("", "fallback")),
        ("action_default_ask_rephrase", "nlu_fallback", {}, ("", "fallback")),
        ("action_default_fallback", "nlu_fallback", {}, ("", "fallback")),
        ("action_out_of_scope", "out_of_scope", {"slots": {"topic": "work"}},
         ("", "out_of_scope")),
    ],
)  # fmt: skip
def test_each_question_is_one_row(counter, database, action, intent, more, row):
    slots = dict(more.get("slots", {}))
    if slots.get("service_id") == "FOOD":
        slots["service_id"] = desk().services_of("food_aid")[0]
    run(action, intent, slots=slots, entities=more.get("entities"))
    topic, outcome = row
    assert counted(counter, database) == [(topic, "fr", outcome, "web", 1)]


def test_a_language_that_is_none_of_ours_is_counted_as_itself(counter, database):
    run("action_unsupported_language", "unsupported_language",
        entities={"language_unsupported": "hu"})  # fmt: skip
    assert counted(counter, database) == [("", "hu", "unsupported_language", "web", 1)]


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [(datetime(2026, 11, 3, 10, 0), "human"), (datetime(2026, 11, 1, 3, 0), "closed")],
)
def test_a_person_is_human_or_closed_by_the_office_s_hours(
    counter, database, monkeypatch, moment, outcome
):
    read = Turn.of.__func__

    def then(cls, tracker):
        return dataclasses.replace(read(cls, tracker), moment=moment.replace(tzinfo=BRUSSELS))

    monkeypatch.setattr(Turn, "of", classmethod(then))
    run("action_hand_over", "ask_human", slots={"topic": "work"})
    assert counted(counter, database) == [("work", "fr", outcome, "web", 1)]


def test_a_wrong_answer_names_the_service_shown(counter, database):
    service = desk().services_of("food_aid")[0]
    run("action_wrong_answer", "report_wrong_answer",
        slots={"topic": "food_aid", "service_id": service})  # fmt: skip
    assert counted(counter, database)[0][:3] == ("food_aid", "fr", "wrong_answer")
    with database.read() as session:
        (row,) = session.scalars(select(WrongAnswerReport))
    assert (row.service_id, row.language, row.count) == (service, "fr", 1)


def test_a_topic_without_services_was_not_answered_whatever_was_shown(counter, database):
    with database.change() as session:
        session.execute(delete(ServiceTopic).where(ServiceTopic.topic == "voting"))
    messages = run("action_answer_topic", "ask_voting")
    assert messages[0]["custom"]["cards"], "its neighbours are shown"
    assert counted(counter, database)[0][:3] == ("voting", "fr", "nothing_found")


@pytest.mark.parametrize(
    ("action", "intent"),
    [
        ("action_show_menu", "greet"), ("action_affirm", "affirm"), ("action_deny", "deny"),
        ("action_forget_me", "forget_me"),
    ],
)  # fmt: skip
def test_what_asks_nothing_is_not_counted(counter, database, action, intent):
    run(action, intent)
    assert counted(counter, database) == []


def test_nothing_is_counted_outside_the_action_server(database):
    assert counting._counter is None
    run("action_answer_topic", "ask_work")
    with database.read() as session:
        assert session.scalars(select(Indicator)).all() == []


def test_a_broken_counter_does_not_take_the_answer_along(database, caplog):
    class Broken:
        def count(self, *_args, **_more) -> None:
            raise RuntimeError("mijn naam is Zacharias")

    counting.count_with(Broken())  # type: ignore[arg-type]
    try:
        assert run("action_answer_topic", "ask_work", words="ik zoek werk")
    finally:
        counting.count_with(None)
    assert "not counted (RuntimeError)" in caplog.text
    assert "Zacharias" not in caplog.text


def test_every_sentence_of_an_action_has_its_place_in_the_table():
    said: set[str] = set()
    for path in (PROJECT_ROOT / "actions").glob("*.py"):
        if path.name != "counting.py":
            said |= set(re.findall(r'"(utter_\w+)"', path.read_text(encoding="utf-8")))
    assert "utter_found" in said
    listed = {*counting.OUTCOMES, *counting.NOT_COUNTED}
    assert said - listed == set(), "neither counted nor named as not counted"
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert listed - set(domain["responses"]) == {counting.TOPIC_OFF}
    assert not set(counting.OUTCOMES) & counting.NOT_COUNTED


def test_every_alarm_counts_as_an_alarm_with_the_catalogue_gone_too(counter, database):
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE hotline RENAME TO gone"))
    for intent in ALARMS:
        assert run("action_alarm_contacts", intent) == []
    assert counted(counter, database) == [("", "fr", "alarm", "web", 3)]


OFF = {"actor": "An", "reason": "fout"}


def test_a_topic_that_is_off_leads_to_the_office_and_others_go_on(counter, database):
    switch_off(database, "topic:work", message="We kijken dit na.", **OFF)
    messages = run("action_answer_topic", "ask_work")
    texts = [m["text"] for m in messages if m["text"]]
    assert texts[-1] == "We kijken dit na."
    assert [m["language"] for m in messages if m["text"]][-1] == "nl"
    cards = [c["id"] for m in messages for c in (m["custom"] or {}).get("cards", [])]
    assert cards == [desk().office_card("nl")["id"]]
    assert counted(counter, database)[0][:3] == ("work", "fr", "closed")
    assert "utter_found" in [m["response"] for m in run("action_answer_topic", "ask_food_aid")]


@pytest.mark.parametrize(
    ("action", "intent"),
    [("action_more_options", "ask_more_options"), ("action_refine_search", "refine_search")],
)
def test_more_of_it_is_silent_too(database, action, intent):
    switch_off(database, "topic:work", **OFF)
    said = [m["text"] for m in run(action, intent, slots={"topic": "work"})]
    assert translate(TOPIC_OFF, "fr").text in said
    assert not any(m["response"] == "utter_found_more" for m in run(action, intent))


def test_of_two_needs_only_the_other_is_answered(database):
    switch_off(database, "topic:work", **OFF)
    messages = run("action_answer_topic", "ask_work", entities={"also": "food_aid"})
    said = [m["response"] or m["text"] for m in messages]
    assert translate(TOPIC_OFF, "fr").text in said
    assert "utter_two_needs_next" in said
    assert "utter_two_needs_first" not in said


def test_the_switches_are_those_of_the_desk_s_database(database):
    assert switches() is switches()
    assert switches()._database is database
