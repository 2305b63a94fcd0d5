"""The form to be called back: kind about mistakes, blind to who asks, shut to programs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from itsdangerous.timed import TimestampSigner
from redis.asyncio import Redis
from sqlalchemy import delete, text
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.limits import MemoryBuckets, RedisBuckets
from bot.web.pages.callback import TIMES, TRAP
from bot.web.settings import WebSettings
from services_catalog.callbacks import KEEP_DAYS, CallbackBook, Contact
from services_catalog.database import Database, make_engine
from services_catalog.desk import Desk
from services_catalog.fernet_keys import new_key
from services_catalog.languages import languages, spoken_languages
from services_catalog.models import CallbackRequest, PreferredTime
from services_catalog.vocabulary import topics
from tests.support import require_service
from tests.web.browser import Page
from tests.web.fake_rasa import FakeRasa

KEY = new_key()
URL = "/nl/callback"
CONTACT = {"phone": "0470 00 00 00", "consent": "1"}
HOSTILE = '"><script>alert(1)</script>{{7*7}}'
TEMPLATES = Path(__file__).parents[2] / "bot" / "web" / "templates"


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(callback_key=KEY, host_mode="proxy")


@pytest.fixture
def book(desk: Desk) -> Iterator[CallbackBook]:
    yield CallbackBook(desk.database, KEY)
    with desk.database.engine.begin() as connection:
        connection.execute(delete(CallbackRequest))


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """``old(10)``: forms shown from now on were shown ten seconds ago, as at the start."""
    unsign, clock = TimestampSigner.unsign, TimestampSigner.get_timestamp

    def judged(self: TimestampSigner, *args: Any, **values: Any) -> Any:
        with pytest.MonkeyPatch.context() as now:
            now.setattr(TimestampSigner, "get_timestamp", clock)
            return unsign(self, *args, **values)

    def shown(seconds: int) -> None:
        monkeypatch.setattr(
            TimestampSigner, "get_timestamp", lambda self: int(time.time()) - seconds
        )

    monkeypatch.setattr(TimestampSigner, "unsign", judged)
    shown(10)
    return shown


def fields(client: TestClient, url: str = URL) -> dict[str, str]:
    """What a browser sends of the form as it stands."""
    form = next(f for f in Page(client.get(url)).forms if f.action.startswith(url))
    sent = {name: form.fields[name] for name in ("token", "phone", "email", TRAP)}
    return sent | {"language": "nl", "topic": "", "time": "any"}


def send(client: TestClient, url: str = URL, network: int = 0, **values: str) -> Page:
    headers = {"X-Forwarded-For": f"198.51.{network}.7"}
    return Page(client.post(url, data=fields(client, url) | values, headers=headers))


def test_a_request_reaches_the_office(client: TestClient, book: CallbackBook, old) -> None:
    page = send(client, "/ar/callback", **CONTACT, language="ti", topic="housing", time="afternoon")
    assert (page.status, page.headers["location"]) == (303, "/ar/callback/done#main")
    (request,) = book.open_requests()
    assert (request.language, request.topic) == ("ti", "housing")
    assert request.preferred_time == PreferredTime.AFTERNOON
    assert request.contact == Contact(phone="+32470000000")
    done = Page(client.get("/ar/callback/done"))
    assert done.status == 200
    assert "012 00 01 01" in done.words
    assert done.all("table"), "the office's hours"
    assert done.headers["cache-control"] == "no-store"


def test_sent_twice_is_kept_once(client: TestClient, book: CallbackBook, old) -> None:
    body = fields(client) | CONTACT
    assert [client.post(URL, data=body).status_code for _ in range(2)] == [303, 303]
    assert len(book.open_requests()) == 1


def test_nothing_more_is_asked(client: TestClient) -> None:
    page = Page(client.get(URL))
    names = {a["name"] for tag, a in page.tags if tag in ("input", "select") and "name" in a}
    assert names == {"token", "phone", "email", "language", "topic", "time", "consent", TRAP}
    assert not [a for a in page.all("input") if a["name"] == "consent" and "checked" in a]
    options = [a["value"] for a in page.all("option")]
    assert options == [*spoken_languages(), "", *topics()]
    assert f"na {KEEP_DAYS} dagen" in page.words
    assert f"na {KEEP_DAYS} dagen" in (TEMPLATES / "privacy.html").read_text(encoding="utf-8")
    assert any(a["href"] == "tel:112" for a in page.all("a"))


@pytest.mark.parametrize("language", ["nl", "ar", "am"])
def test_mistakes_stand_beside_their_field(
    client: TestClient, book: CallbackBook, old, language: str
) -> None:
    url = f"/{language}/callback"
    page = send(client, url, phone="0470 12", email=HOSTILE, language="so", topic="work")
    assert page.status == 422
    assert page.all("html")[0]["dir"] == languages()[language].direction
    tags = {a["id"]: a for _, a in page.tags if "id" in a}
    assert page.all("section")[0]["id"] == "wrong"
    assert tags["wrong"]["tabindex"] == "-1"
    for name in ("phone", "email", "consent"):
        assert tags[name]["aria-invalid"] == "true"
        described = tags[name]["aria-describedby"].split()
        assert f"{name}-wrong" in described
        assert set(described) <= tags.keys()
        assert any(a.get("href") == f"#{name}" for a in page.all("a"))
    assert tags["phone"]["value"] == "0470 12"
    assert tags["email"]["value"] == HOSTILE
    assert "<script" not in page.html
    assert [a["value"] for a in page.all("option") if "selected" in a] == ["so", "work"]
    assert page.forms[0].action.endswith("#wrong")
    assert not book.open_requests()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"consent": "1"}, "Eén van de twee is genoeg."),
        ({"consent": "1", "phone": "112"}, "Dit nummer kunnen we niet bellen."),
        ({"consent": "1", "email": "a@b"}, "Dit e-mailadres klopt niet."),
        ({"phone": "0470 00 00 00"}, "Zet hier een vinkje."),
    ],
)
def test_each_mistake_in_words(
    client: TestClient, book: CallbackBook, old, values: dict[str, str], words: str
) -> None:
    page = send(client, **values)
    assert page.status == 422
    assert page.words.count(words) >= 2, "in the summary and beside the field"
    assert not book.open_requests()


def test_choices_that_are_none_of_ours(client: TestClient, book: CallbackBook, old) -> None:
    page = send(client, **CONTACT, language="xx", topic="'; DROP", time="never")
    assert page.status == 303
    (request,) = book.open_requests()
    assert (request.language, request.topic) == ("nl", None)
    assert request.preferred_time == PreferredTime.ANY


@pytest.mark.parametrize("seconds", [0, 3 * 3600])
def test_a_hasty_or_an_old_form_is_shown_again(
    client: TestClient, book: CallbackBook, old, seconds: int
) -> None:
    old(seconds)
    page = send(client, **CONTACT)
    assert page.status == 422
    assert "Het is nog niet verstuurd." in page.words
    form = page.forms[0].fields
    assert form["phone"] == CONTACT["phone"]
    assert not book.open_requests()
    old(10)
    again = fields(client) | CONTACT
    assert client.post(URL, data=again).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "IiI.AAAA.BBBB", "é" * 50])
def test_a_made_up_token(client: TestClient, book: CallbackBook, old, token: str) -> None:
    assert send(client, **CONTACT, token=token).status == 422
    assert not book.open_requests()


def test_a_correction_may_be_quick(client: TestClient, book: CallbackBook, old) -> None:
    first = send(client, phone=CONTACT["phone"])
    old(0)
    token = first.forms[0].fields["token"]
    assert client.post(URL, data=CONTACT | {"token": token}).status_code == 303
    assert len(book.open_requests()) == 1


def test_the_hidden_field_is_for_programs(client: TestClient, book: CallbackBook, old) -> None:
    page = send(client, **CONTACT, **{TRAP: "https://spam.example"})
    assert page.status == 422
    assert "spam.example" not in page.html
    assert not book.open_requests()
    trap = next(a for a in page.all("input") if a["name"] == TRAP)
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")


def test_a_network_may_ask_five_times_an_hour(client: TestClient, book: CallbackBook, old) -> None:
    codes = [send(client, **CONTACT, topic=key).status for key in list(topics())[: TIMES + 1]]
    assert codes == [303] * TIMES + [429]
    refused = send(client, **CONTACT)
    assert 1 <= int(refused.headers["retry-after"]) <= 720
    assert refused.forms[0].fields["phone"] == CONTACT["phone"]
    assert "012 00 01 01" in refused.words, "there is another way"
    assert send(client, network=9, **CONTACT).status == 303
    assert len(book.open_requests()) == TIMES + 1


async def test_a_slow_bucket_fills_slowly() -> None:
    moment = 0.0
    buckets = MemoryBuckets(lambda: moment)
    assert [await buckets.take("a", 2, 3600) for _ in range(3)] == [0, 0, 1800]
    moment = 1800
    assert [await buckets.take("a", 2, 3600) for _ in range(2)] == [0, 1800]


async def test_a_slow_bucket_in_redis() -> None:
    url = require_service("TOELEIDER_TEST_REDIS_URL", "Redis", "redis://127.0.0.1:6379/15")
    redis = Redis.from_url(url)
    key = f"callback-test-{new_key()}"
    waits = [await RedisBuckets(redis).take(key, 2, 3600) for _ in range(3)]
    assert waits[:2] == [0, 0]
    assert 1790 <= waits[2] <= 1800
    assert await redis.ttl(f"toeleider:web:bucket:{key}") > 3600
    await redis.delete(f"toeleider:web:bucket:{key}")
    await redis.close()


def test_a_body_without_end_is_refused(client: TestClient, book: CallbackBook) -> None:
    page = Page(client.post(URL, data={"phone": "1" * 60_000}))
    assert page.status == 413
    assert page.forms[0].fields["phone"] == ""


def test_without_the_database_nothing_typed_is_lost(
    rasa: FakeRasa, desk: Desk, old, tmp_path: Path
) -> None:
    gone = Desk(Database(make_engine(f"sqlite:///{tmp_path / 'gone.db'}")))
    app = create_app(WebSettings(callback_key=KEY), desk=gone, transport=rasa.transport)
    with TestClient(app, follow_redirects=False) as client:
        page = send(client, **CONTACT)
    assert page.status == 503
    assert page.forms[0].fields["phone"] == CONTACT["phone"]


def test_no_log_and_no_file_holds_the_contact(
    client: TestClient, book: CallbackBook, desk: Desk, old, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    send(client, phone="0470 98 76 54", email="zevengeheimen@voorbeeld.example", consent="1")
    send(client, phone="0470 98 76", email="zevengeheimen@", consent="1")
    with desk.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE callback_request RENAME TO away"))
    try:
        assert send(client, phone="0470 98 76 54", consent="1").status == 503
    finally:
        with desk.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO callback_request"))
    for secret in ("98 76", "987654", "zevengeheimen"):
        assert secret not in caplog.text
    path = Path(str(desk.database.engine.url.database))
    for file in path.parent.glob(f"{path.name}*"):
        assert b"987654" not in file.read_bytes()
        assert b"zevengeheimen" not in file.read_bytes()


LINKED = ("/nl/", "/nl/office", "/nl/nothing-here", "/ar/nothing-here")


@pytest.mark.parametrize("url", LINKED)
def test_the_way_to_it(client: TestClient, url: str) -> None:
    page = Page(client.get(url))
    assert len([a for a in page.all("a") if a["href"] == f"{url[:3]}/callback"]) == 1


def test_without_a_key_there_is_no_trace_of_it(desk: Desk, rasa: FakeRasa) -> None:
    app = create_app(WebSettings(), desk=desk, transport=rasa.transport)
    with TestClient(app, follow_redirects=False) as client:
        assert client.get(URL).status_code == 404
        assert client.get(f"{URL}/done").status_code == 404
        assert client.post(URL, data=CONTACT).status_code == 404
        for url in (*LINKED, "/nl/privacy"):
            assert "callback" not in client.get(url).text
            assert "terugbellen" not in client.get(url).text


def test_the_privacy_page_speaks_of_it(client: TestClient) -> None:
    assert "terugbellen" in Page(client.get("/nl/privacy")).words
