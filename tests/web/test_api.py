"""The message API: once per turn, kind to every input, honest when Rasa is gone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.payloads import ALLOWED, CHOOSE_LANGUAGE, SELECT_SERVICE
from bot.web.settings import WebSettings
from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.settings import PROJECT_ROOT
from tests.web.conftest import SESSION, turn
from tests.web.fake_rasa import FakeRasa

URL = "/api/v1/messages"
TEMPLATE = "{slot} %s {{7*7}} ${x}"


def test_a_message_reaches_rasa_and_its_answer_comes_back(
    client: TestClient, rasa: FakeRasa
) -> None:
    response = client.post(URL, json=turn(text="Waar kan ik eten?", language="fr"))
    assert response.status_code == 200
    body = response.json()
    assert (body["session"], body["turn"]) == (SESSION, "t1")
    assert (body["language"], body["direction"]) == ("fr", "ltr")
    assert body["messages"][0]["text"] == "Antwoord 1"
    assert rasa.questions == [
        {
            "sender": SESSION,
            "message": "Waar kan ik eten?",
            "metadata": {"language": "fr", "hint": "nl", "turn": "t1"},
        }
    ]


def test_a_language_nobody_chose_is_left_to_rasa(client: TestClient, rasa: FakeRasa) -> None:
    client.post(URL, json=turn(text="مرحبا"), headers={"Accept-Language": "ar-SY,nl;q=0.5"})
    assert rasa.questions[0]["metadata"] == {"language": None, "hint": "ar", "turn": "t1"}


def test_a_resend_gets_the_same_answer_without_a_second_turn(
    client: TestClient, rasa: FakeRasa
) -> None:
    first, second = (client.post(URL, json=turn(1)) for _ in range(2))
    other = client.post(URL, json=turn(2))
    stranger = client.post(URL, json=turn(1) | {"session": "z" * 20})
    assert first.json() == second.json()
    assert len(rasa.questions) == 3
    assert other.json()["messages"] != first.json()["messages"]
    assert stranger.json()["messages"] != first.json()["messages"]


async def test_two_at_once_are_one_turn(desk: Desk, rasa: FakeRasa, settings: WebSettings) -> None:
    rasa.delay = 0.1
    app = create_app(settings, desk=desk, transport=rasa.transport)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://web") as client:
        replies = await asyncio.gather(*(client.post(URL, json=turn(1)) for _ in range(5)))
    assert len(rasa.questions) == 1
    assert len({reply.text for reply in replies}) == 1


def test_a_failed_turn_is_tried_again_when_resent(client: TestClient, rasa: FakeRasa) -> None:
    rasa.status = 500
    assert client.post(URL, json=turn(1)).json()["messages"][0]["kind"] == "error"
    rasa.status = 200
    assert client.post(URL, json=turn(1)).json()["messages"][0]["kind"] == "answer"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[" * 8000, "not_json"),
        (b"1" * 6000, "not_json"),
        (b"[]", "wrong_shape"),
        (b"null", "wrong_shape"),
        (b"{}", "wrong_shape"),
        (json.dumps(turn(text=None)).encode(), "wrong_shape"),
        (json.dumps(turn(text=["a"])).encode(), "wrong_shape"),
        (json.dumps(turn(payload={"a": 1})).encode(), "wrong_shape"),
        (json.dumps(turn() | {"session": "short"}).encode(), "wrong_shape"),
        (json.dumps(turn() | {"session": "x" * 65}).encode(), "wrong_shape"),
        (json.dumps(turn() | {"session": "spaces are not good"}).encode(), "wrong_shape"),
        (json.dumps(turn() | {"session": "x" * 20 + "\n"}).encode(), "wrong_shape"),
        (json.dumps(turn() | {"turn": ""}).encode(), "wrong_shape"),
        (json.dumps(turn() | {"turn": 1}).encode(), "wrong_shape"),
    ],
)
def test_what_is_no_message_is_refused_in_a_sentence(
    client: TestClient, rasa: FakeRasa, body: bytes, error: str
) -> None:
    response = client.post(URL, content=body)
    assert response.status_code == 400
    assert response.json()["error"] == error
    assert response.json()["message"].endswith(".")
    assert not rasa.questions


def test_a_hundred_kilobytes_get_a_kind_sentence(client: TestClient, rasa: FakeRasa) -> None:
    response = client.post(URL, json=turn(text="a" * 100_000))
    assert response.status_code == 413
    assert response.json()["error"] == "too_big"
    assert response.json()["message"]
    assert not rasa.questions


def test_a_long_text_is_cut_and_says_so(client: TestClient, rasa: FakeRasa) -> None:
    body = client.post(URL, json=turn(text="woord " * 400)).json()
    assert [message["kind"] for message in body["messages"]] == ["notice", "answer"]
    assert len(rasa.questions[0]["message"]) <= 1000
    assert client.post(URL, json=turn(2, text="a" * 1000)).json()["messages"][0]["kind"] == "answer"


@pytest.mark.parametrize(
    "text", ["", "   ", "???", "🙂🙂", "…—!", "/", "///", "\u200b", "\ufdfa" * 500]
)
def test_nothing_to_understand_gets_the_menu_without_asking_rasa(
    client: TestClient, rasa: FakeRasa, text: str
) -> None:
    message = client.post(URL, json=turn(text=text)).json()["messages"][0]
    assert message["kind"] == "notice"
    payloads = [button["payload"] for button in message["buttons"]]
    assert "/ask_housing" in payloads
    assert payloads[-1] == "/ask_human"
    assert not rasa.questions


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("/restart", "restart"),
        ("/ask_housing{}", "ask_housing{}"),
        (" / / /deny", "deny"),
        ("／session_start", "session_start"),
        ("\u200f/ask_bot", "ask_bot"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        (TEMPLATE, TEMPLATE),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE service; --", "'; DROP TABLE service; --"),
        ("hallo \ufdfa", "hallo"),
    ],
)
def test_wild_text_is_answered_and_is_never_a_command(
    client: TestClient, rasa: FakeRasa, text: str, seen: str
) -> None:
    assert client.post(URL, json=turn(text=text)).json()["messages"][0]["kind"] == "answer"
    assert rasa.questions[0]["message"] == seen


def test_a_lone_surrogate_is_answered(client: TestClient, rasa: FakeRasa) -> None:
    body = json.dumps(turn(text="x")).replace('"x"', '"hallo \\ud800 daar"')
    assert client.post(URL, content=body).status_code == 200
    assert rasa.questions[0]["message"] == "hallo daar"


@pytest.mark.parametrize(
    "payload",
    [
        "/ask_housing",
        "/affirm",
        '/select_service{"service": "dienst-migratie"}',
        '/choose_language{"language": "ar"}',
        '/ask_hours{"when": "today", "age": 12, "free": true}',
    ],
)
def test_known_payloads_pass(client: TestClient, rasa: FakeRasa, payload: str) -> None:
    assert client.post(URL, json=turn(payload=payload)).json()["messages"][0]["kind"] == "answer"
    assert rasa.questions[0]["message"] == payload


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "hallo",
        "/restart",
        "/session_start",
        "/back",
        "/nlu_fallback",
        "/ask_housing@0.5",
        '/ask_housing{"a": [1]}',
        '/ask_housing{"a": {"b": 1}}',
        '/ask_housing{"A B": 1}',
        '/ask_housing{"a": NaN}',
        "/ask_housing{" + '"a":{' * 60,
        "/select_service",
        '/select_service{"service": "../etc"}',
        '/select_service{"service": 7}',
        '/choose_language{"language": "xx"}',
        "/SetSlots(a=b)",
        "/ask_housing " + "x" * 500,
    ],
)
def test_other_payloads_get_a_notice_and_the_menu(
    client: TestClient, rasa: FakeRasa, payload: str
) -> None:
    message = client.post(URL, json=turn(payload=payload)).json()["messages"][0]
    assert (message["kind"], bool(message["buttons"])) == ("notice", True)
    assert not rasa.questions


def test_choosing_a_language_wins_over_the_page(client: TestClient, rasa: FakeRasa) -> None:
    body = turn(payload='/choose_language{"language":"uk"}', language="nl")
    assert client.post(URL, json=body).json()["language"] == "uk"
    assert rasa.questions[0]["metadata"]["language"] == "uk"


FAILURES = {
    "refused": {"error": httpx.ConnectError("refused")},
    "timeout": {"error": httpx.ReadTimeout("too late")},
    "status": {"status": 500},
    "not json": {"answer": lambda _q: float("nan")},
    "a list": {"answer": lambda _q: []},
    "no messages": {"answer": lambda _q: {"language": "nl", "messages": []}},
    "empty message": {"answer": lambda _q: {"messages": [{"text": " "}]}},
    "odd message": {"answer": lambda _q: {"messages": ["a", {"text": 5}, {"cards": [1]}]}},
}


@pytest.mark.parametrize("failure", FAILURES)
def test_without_rasa_people_get_the_office_and_can_go_on(
    client: TestClient, rasa: FakeRasa, failure: str
) -> None:
    usual = rasa.answer
    for name, value in FAILURES[failure].items():
        setattr(rasa, name, value)
    body = client.post(URL, json=turn(1, language="nl")).json()
    message = body["messages"][0]
    assert message["kind"] == "error"
    assert "012 00 01 01" in message["text"]
    assert "112" in message["text"]
    assert message["cards"][0]["id"] == "dienst-migratie"
    assert message["cards"][0]["open"]["text"] in message["text"]
    rasa.answer, rasa.error, rasa.status = usual, None, 200
    assert client.post(URL, json=turn(2)).json()["messages"][0]["kind"] == "answer"


def gone(folder: Path) -> Database:
    """A database that cannot be opened."""
    return Database(create_engine(f"sqlite:///{folder}/none/gone.db"))


def test_the_apology_survives_the_database(desk: Desk, rasa: FakeRasa, tmp_path: Path) -> None:
    app = create_app(WebSettings(), desk=desk, transport=rasa.transport)
    with TestClient(app) as client:
        app.state.site.office._database = gone(tmp_path)
        rasa.status = 502
        ready = client.get("/ready")
        assert ready.status_code == 503
        assert ready.json() == {"status": "not_ready", "rasa": False, "catalogue": False}
        text = client.post(URL, json=turn(1)).json()["messages"][0]["text"]
        assert "012 00 01 01" in text


def test_a_catalogue_never_read_still_gives_an_answer(rasa: FakeRasa, tmp_path: Path) -> None:
    nowhere = Desk(gone(tmp_path))
    rasa.status = 502
    app = create_app(WebSettings(), desk=nowhere, transport=rasa.transport)
    with TestClient(app) as client:
        message = client.post(URL, json=turn(1)).json()["messages"][0]
        assert "112" in message["text"]
        assert client.get("/nl/").status_code == 200
        assert client.get("/nl/office").status_code == 503
        assert client.get("/nl/service/dienst-migratie").status_code == 503


def test_links_of_other_schemes_and_strange_buttons_do_not_pass(
    client: TestClient, rasa: FakeRasa, desk: Desk
) -> None:
    card = desk.office_card("nl")
    card |= {"url": "javascript:alert(1)", "phone": {"text": "1", "href": "javascript:x"}}
    card["places"][0]["map_url"] = "data:text/html,x"
    buttons = [{"title": "Ja", "payload": "/affirm"}, {"title": "X", "payload": "/restart"}, 5]
    rasa.answer = lambda _q: {"messages": [{"cards": [card, {"id": 1}], "buttons": buttons}]}
    message = client.post(URL, json=turn(1)).json()["messages"][0]
    assert [button["payload"] for button in message["buttons"]] == ["/affirm"]
    assert len(message["cards"]) == 1
    assert message["cards"][0]["url"] is None
    assert message["cards"][0]["phone"]["href"] is None
    assert message["cards"][0]["places"][0]["map_url"] is None


def test_hotlines_of_an_alarm_come_along(client: TestClient, rasa: FakeRasa, desk: Desk) -> None:
    lines = [vars(line) for line in desk.hotlines("urgent_medical", "nl")]
    bad = {"number": "1", "href": "javascript:x"}
    rasa.answer = lambda _q: {"messages": [{"kind": "alarm", "lines": [*lines, bad, {"a": 1}]}]}
    message = client.post(URL, json=turn(1)).json()["messages"][0]
    assert message["kind"] == "alarm"
    assert [line["href"] for line in message["lines"]] == ["tel:112", "tel:070245245", None]


def test_every_allowed_payload_is_an_intent_of_the_domain() -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    names = {next(iter(i)) if isinstance(i, dict) else i for i in domain["intents"]}
    assert names >= ALLOWED | {SELECT_SERVICE, CHOOSE_LANGUAGE}


def test_the_cards_of_the_catalogue_pass_unchanged(
    client: TestClient, rasa: FakeRasa, desk: Desk
) -> None:
    rasa.answer = lambda _q: {"messages": [{"cards": [desk.office_card("nl")]}]}
    shown = client.post(URL, json=turn(1)).json()["messages"][0]["cards"][0]
    assert shown == json.loads(json.dumps(desk.office_card("nl")))


def test_health_and_ready(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ready", "rasa": True, "catalogue": True}


def test_errors_of_the_api_are_json(client: TestClient) -> None:
    assert client.get(URL).status_code == 405
    assert client.get(URL).json()["error"] == "method_not_allowed"
    assert client.get("/api/v2").json()["error"] == "not_found"


def test_a_bug_gives_an_apology_and_logs_no_text(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_turn: object) -> None:
        raise RuntimeError("mijn geheim")

    monkeypatch.setattr("bot.web.gateway.Gateway.answer", lambda _self, turn: broken(turn))
    response = client.post(URL, json=turn(text="mijn geheim"))
    assert response.status_code == 500
    assert response.json()["error"] == "unexpected"
    assert response.headers["content-security-policy"]
    assert "RuntimeError" in caplog.text
    assert "geheim" not in caplog.text


def test_failures_are_logged_without_text(
    client: TestClient, rasa: FakeRasa, caplog: pytest.LogCaptureFixture
) -> None:
    rasa.error = httpx.ReadTimeout("mijn geheim")
    client.post(URL, json=turn(text="mijn geheim"))
    assert "ReadTimeout" in caplog.text
    assert "geheim" not in caplog.text


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "session": st.just(SESSION) | ANYTHING,
        "turn": st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True) | ANYTHING,
        "text": st.text() | ANYTHING,
        "payload": st.sampled_from(["/ask_work", "/x", '/affirm{"a":1}']) | ANYTHING,
        "language": st.sampled_from(["ar", "nl-BE", "xx"]) | ANYTHING,
        "hint": ANYTHING,
    },
)


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=BODIES | ANYTHING)
def test_whatever_is_sent_gets_json_of_the_right_shape(client: TestClient, body: object) -> None:
    response = client.post(URL, content=json.dumps(body))
    assert response.status_code in (200, 400)
    answer = response.json()
    if response.status_code == 400:
        assert answer.keys() == {"error", "message", "language", "direction"}
        return
    assert answer.keys() == {"session", "turn", "language", "direction", "messages"}
    assert answer["messages"]
    for message in answer["messages"]:
        assert message.keys() == {
            "kind",
            "text",
            "language",
            "direction",
            "buttons",
            "cards",
            "lines",
        }


@hypothesis_settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(reply=ANYTHING | st.fixed_dictionaries({"messages": st.lists(ANYTHING, max_size=3)}))
def test_whatever_rasa_says_is_never_an_error_of_ours(
    client: TestClient, rasa: FakeRasa, reply: object
) -> None:
    rasa.answer = lambda _q: reply
    rasa.turn = getattr(rasa, "turn", 0) + 1
    response = client.post(URL, json=turn(f"h{rasa.turn}"))
    assert response.status_code == 200
    assert response.json()["messages"]
