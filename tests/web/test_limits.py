"""Rate limits: generous, fair to other people, and without addresses."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.limits import MemoryBuckets, RateLimit, keyed_hash, network_of
from bot.web.settings import SettingsError, WebSettings, load_web_settings
from services_catalog.desk import Desk
from tests.web.conftest import turn
from tests.web.fake_rasa import FakeRasa

URL = "/api/v1/messages"


def client_with(desk: Desk, rasa: FakeRasa, **values: object) -> TestClient:
    return TestClient(create_app(WebSettings(**values), desk=desk, transport=rasa.transport))  # type: ignore[arg-type]


def test_a_session_that_hurries_is_asked_to_wait(desk: Desk, rasa: FakeRasa) -> None:
    with client_with(desk, rasa, session_rate=3) as client:
        codes = [client.post(URL, json=turn(n)).status_code for n in range(5)]
        assert codes == [200, 200, 200, 429, 429]
        refused = client.post(URL, json=turn(9, language="nl"))
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert refused.json()["error"] == "too_many"
        assert client.post(URL, json=turn() | {"session": "o" * 20}).status_code == 200


def test_a_network_has_a_limit_too(desk: Desk, rasa: FakeRasa) -> None:
    with client_with(desk, rasa, network_rate=4, host_mode="proxy") as client:

        def post(number: int, address: str) -> int:
            body = turn() | {"session": f"session-{number:012d}"}
            return client.post(URL, json=body, headers={"X-Forwarded-For": address}).status_code

        # Only the last entry was written by our own proxy; the others are the visitor's word.
        codes = [post(n, f"1.2.3.{n}, 198.51.100.{n}") for n in range(6)]
        assert codes == [200, 200, 200, 200, 429, 429]
        assert post(7, "1.2.3.4, 203.0.113.9") == 200


def test_without_a_proxy_a_forwarded_address_is_not_believed(desk: Desk, rasa: FakeRasa) -> None:
    with client_with(desk, rasa, network_rate=2) as client:
        codes = [
            client.post(
                URL,
                json=turn() | {"session": f"session-{n:012d}"},
                headers={"X-Forwarded-For": f"{n}.1.1.1"},
            ).status_code
            for n in range(3)
        ]
        assert codes == [200, 200, 429]


def test_the_page_says_it_kindly(desk: Desk, rasa: FakeRasa) -> None:
    with client_with(desk, rasa, session_rate=1) as client:
        form = {"session": "s" * 20, "text": "hallo"}
        assert client.post("/nl/", data=form | {"turn": "a"}).status_code == 200
        slow = client.post("/nl/", data=form | {"turn": "b"})
        assert slow.status_code == 429
        assert slow.headers["retry-after"]
        assert "Wacht even" in slow.text


async def test_tokens_come_back() -> None:
    now = 0.0
    buckets = MemoryBuckets(clock=lambda: now)
    assert [await buckets.take("a", 2) for _ in range(3)] == [0, 0, 30]
    now = 30.0
    assert [await buckets.take("a", 2) for _ in range(2)] == [0, 30]
    now = 1e6
    assert [await buckets.take("a", 2) for _ in range(3)] == [0, 0, 30]


async def test_nothing_that_is_kept_names_anyone() -> None:
    buckets = MemoryBuckets()
    limit = RateLimit(buckets, b"secret", 10, 10)
    await limit.wait("session-of-somebody", "198.51.100.7")
    assert not any("session" in key or "198" in key for key in buckets._buckets)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("fe80::1%eth0", "fe80::/56"),
        ("nonsense", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_networks(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_hashes_need_the_secret() -> None:
    assert keyed_hash(b"a", "x", "y") != keyed_hash(b"b", "x", "y")
    assert keyed_hash(b"a", "xy") != keyed_hash(b"a", "x", "y")


def test_settings_from_the_environment() -> None:
    found = load_web_settings(
        {"TOELEIDER_RASA_URL": "http://rasa:5005/", "TOELEIDER_SESSION_RATE": "7"}
    )
    assert (found.rasa_url, found.session_rate, found.redis_url) == ("http://rasa:5005", 7, None)
    assert load_web_settings({}).secret != load_web_settings({}).secret


@pytest.mark.parametrize(
    "environment",
    [
        {"TOELEIDER_REDIS_URL": "redis://x"},
        {"TOELEIDER_HOST_MODE": "maybe"},
        {"TOELEIDER_SESSION_RATE": "0"},
        {"TOELEIDER_NETWORK_RATE": "many"},
        {"TOELEIDER_EXIT_URL": "javascript:alert(1)"},
        {"TOELEIDER_FRAME_ANCESTORS": "'self'; script-src *"},
    ],
)
def test_a_wrong_setting_says_which_one(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(environment))):
        load_web_settings(environment)
