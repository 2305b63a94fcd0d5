"""What staff switch off: seen within seconds, kept in the history, in words a visitor reads."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from services_catalog.database import Database, make_engine
from services_catalog.languages import full_languages
from services_catalog.models import Revision
from services_catalog.switches import (
    ASSISTANT_OFF,
    LANGUAGE_OFF,
    TOPIC_OFF,
    Off,
    SwitchError,
    Switches,
    checked_key,
    sentences,
    switch_off,
    switch_on,
    switched_off,
)


def revisions(database: Database) -> list[Revision]:
    with database.read() as session:
        return list(session.scalars(select(Revision).order_by(Revision.id)))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_off_and_on_with_history_and_without_moving_the_catalogue(database):
    version = database.version()
    switch_off(database, "topic:legal_help", actor="An", reason="fout", message=" We  kijken na ")
    (off,) = switched_off(database)
    assert (off.key, off.message, off.actor, off.reason) == (
        "topic:legal_help", "We kijken na", "An", "fout",
    )  # fmt: skip
    assert datetime.now(UTC) - off.at < timedelta(minutes=1)
    switch_on(database, "topic:legal_help", actor="Bo", reason="nagekeken")
    assert switched_off(database) == []
    first, second = revisions(database)
    assert (first.entity, first.entity_id, first.actor) == ("switch", "topic:legal_help", "An")
    assert first.change == {
        "before": {"off": False},
        "after": {"off": True, "message": "We kijken na"},
    }
    assert (second.actor, second.reason) == ("Bo", "nagekeken")
    assert second.change["before"] == {"off": True, "message": "We kijken na"}
    assert database.version() == version


def test_a_new_message_for_what_is_off(database):
    switch_off(database, "assistant", actor="An", reason="fout")
    switch_off(database, "assistant", actor="Bo", reason="meer", message="Tot morgen")
    assert [off.message for off in switched_off(database)] == ["Tot morgen"]
    assert len(revisions(database)) == 2


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("everything", "Write assistant, topic:KEY or language:CODE"),
        ("topic:migration_office", "where visitors are led to"),
        ("topic:cars", "is no topic"),
        ("language:xx", "no language of ours"),
        ("language:nl", "switch the assistant off"),
        ("assistant:now", "cannot be switched"),
        ("", "cannot be switched"),
    ],
)
def test_a_wrong_key_is_refused_with_what_to_write(key, words):
    with pytest.raises(SwitchError, match=words):
        checked_key(key)


def test_keys_may_be_typed_carelessly():
    assert checked_key(" Assistant ") == "assistant"
    assert checked_key("Language:TR") == "language:tr"


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"actor": " ", "reason": "x"}, "actor is missing"),
        ({"actor": "An", "reason": "\n"}, "reason is missing"),
        ({"actor": "An", "reason": "x", "message": "m" * 401}, "message is too long"),
    ],
)
def test_without_name_or_reason_nothing_changes(database, texts, words):
    with pytest.raises(SwitchError, match=words):
        switch_off(database, "assistant", **texts)
    assert switched_off(database) == []
    assert revisions(database) == []


def test_what_is_on_cannot_be_switched_on(database):
    with pytest.raises(SwitchError, match="is not off"):
        switch_on(database, "assistant", actor="An")
    assert revisions(database) == []


def test_two_people_at_once(database):
    errors: list[Exception] = []
    ready = threading.Barrier(2)

    def press(name: str) -> None:
        ready.wait()
        try:
            switch_off(database, "language:so", actor=name, reason="fout")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=press, args=(name,)) for name in ("An", "Bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [off.key for off in switched_off(database)] == ["language:so"]
    assert {row.actor for row in revisions(database)} == {"An", "Bo"}


def test_a_change_is_seen_after_five_seconds_and_not_read_before(database):
    clock = Clock()
    switches = Switches(database, clock=clock)
    assert switches.known is None
    assert switches.off("assistant") is None
    switch_off(database, "assistant", actor="An", reason="fout")
    clock.now += 4.9
    assert switches.off("assistant") is None, "read from memory"
    assert switches.known == {}
    clock.now += 0.2
    assert switches.known is None
    off = switches.off("assistant")
    assert off is not None
    assert off.reason == "fout"
    switch_on(database, "assistant", actor="An")
    clock.now += 5.1
    assert switches.off("assistant") is None


def test_another_process_s_change_is_seen(engine):
    mine, theirs = Database(engine), Database(make_engine(str(engine.url.render_as_string(False))))
    clock = Clock()
    switches = Switches(mine, clock=clock)
    switches.all()
    switch_off(theirs, "assistant", actor="An", reason="fout")
    clock.now += 6
    assert switches.off("assistant")
    theirs.engine.dispose()


def test_with_the_database_gone_the_last_state_holds(database, caplog):
    clock = Clock()
    switches = Switches(database, clock=clock)
    switch_off(database, "assistant", actor="An", reason="fout")
    assert switches.off("assistant")
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE switch RENAME TO gone"))
    clock.now += 6
    assert switches.off("assistant")
    assert "last state known holds" in caplog.text
    assert switches.known is not None, "it is not asked again at every question"


def test_a_database_of_an_older_shape_switches_nothing_off(tmp_path):
    old = Database(make_engine(f"sqlite:///{tmp_path / 'old.db'}"))
    assert Switches(old).off("assistant") is None


OFF = {"actor": "An", "at": datetime.now(UTC), "reason": "fout"}


def test_who_reads_dutch_reads_what_staff_wrote_or_else_our_own_words():
    own = {"assistant": ASSISTANT_OFF, "topic:work": TOPIC_OFF, "language:tr": LANGUAGE_OFF}
    for key, sentence in own.items():
        assert [s.text for s in sentences(Off(key, None, **OFF), "nl")] == [sentence]
        said = sentences(Off(key, "Tot morgen.", **OFF), "nl")
        assert [(s.text, s.language) for s in said] == [("Tot morgen.", "nl")]


@pytest.mark.parametrize("language", [code for code in full_languages() if code != "nl"])
def test_others_get_something_in_every_case_and_never_the_same_twice(language):
    for key in ("assistant", "topic:work", "language:tr"):
        for message in (None, "Tot morgen."):
            said = sentences(Off(key, message, **OFF), language)
            assert said
            assert len({s.text for s in said}) == len(said)
            assert message is None or said[-1] == (said[-1].__class__)("Tot morgen.", "nl")
