"""What staff and operators have of the requests: the list, and the key."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date

import pytest
from click.testing import Result
from sqlalchemy import delete, select, update
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.cli import app as command
from bot.web.app import create_app
from bot.web.settings import SettingsError, WebSettings, load_web_settings
from services_catalog.callback_key import VARIABLE
from services_catalog.callbacks import KEEP_DAYS, CallbackBook, Contact
from services_catalog.desk import Desk
from services_catalog.fernet_keys import new_key
from services_catalog.models import CallbackRequest, PreferredTime
from tests.web.fake_rasa import FakeRasa

KEY = new_key()
PHONE = Contact(phone="+32470000000")


@pytest.fixture
def book(desk: Desk) -> Iterator[CallbackBook]:
    yield CallbackBook(desk.database, KEY)
    with desk.database.engine.begin() as connection:
        connection.execute(delete(CallbackRequest))


@pytest.fixture
def environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", str(desk.database.engine.url))
    monkeypatch.setenv(VARIABLE, KEY)


def run(*words: str) -> Result:
    return CliRunner().invoke(command, ["callbacks", *words])


def test_staff_list_and_finish(book: CallbackBook, desk: Desk, environment: None) -> None:
    for contact, topic in (
        (Contact("+32470000000", "[red]x@voorbeeld.example"), "work"),
        (Contact(email="y@voorbeeld.example"), None),
    ):
        book.add(contact, language="ar", topic=topic, preferred_time=PreferredTime.EVENING)
    listed = run("list", "--json")
    assert listed.exit_code == 0
    by_topic = {entry["topic"]: entry for entry in json.loads(listed.stdout)}
    assert by_topic["work"]["phone"] == "+32470000000"
    assert by_topic[None]["days_left"] == KEEP_DAYS
    table = run("list").output
    for words in ("0470 00 00 00", "[red]x@voorbeeld.example", "Arabic", "evening", str(KEEP_DAYS)):
        assert words in table
    request_id = by_topic["work"]["id"]
    assert run("done", request_id).exit_code == 0
    assert run("done", request_id).exit_code == 1
    assert "0470" not in run("list").output
    assert "1 deleted" in run("purge", "--all").output
    assert "Nobody waits" in run("list").output


def test_another_key_lists_without_contacts(
    book: CallbackBook, environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.add(PHONE, language="nl", topic=None, preferred_time=PreferredTime.ANY)
    monkeypatch.setenv(VARIABLE, run("new-key").stdout.strip())
    assert "sealed with another key" in run("list").output
    assert json.loads(run("list", "--json").stdout)[0]["readable"] is False
    monkeypatch.setenv(VARIABLE, "wrong")
    assert run("list").exit_code == 1


def test_a_wrong_key_is_named_at_start() -> None:
    with pytest.raises(SettingsError, match=VARIABLE) as raised:
        load_web_settings({VARIABLE: "not-a-key"})
    assert "not-a-key" not in str(raised.value)
    assert load_web_settings({VARIABLE: ""}).callback_key is None
    settings = load_web_settings({VARIABLE: f"{KEY},{new_key()}"})
    assert settings.callback_key
    assert KEY not in repr(settings)


def test_the_web_process_deletes_what_is_too_old(
    book: CallbackBook, desk: Desk, rasa: FakeRasa
) -> None:
    book.add(PHONE, language="nl", topic=None, preferred_time=PreferredTime.ANY)
    with desk.database.engine.begin() as connection:
        long_ago = {"created_on": date(2020, 1, 1), "expires_on": date(2020, 1, 15)}
        connection.execute(update(CallbackRequest).values(long_ago))
    app = create_app(WebSettings(callback_key=KEY), desk=desk, transport=rasa.transport)
    with TestClient(app):
        for _ in range(100):
            with desk.database.read() as session:
                if not session.scalars(select(CallbackRequest)).all():
                    return
            time.sleep(0.05)
    pytest.fail("nobody wrote, and it is still there")
