"""What the widget asks for: its file for any page, its beginning for the sites that may."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.pages import city_page
from bot.web.settings import SettingsError, WebSettings, load_web_settings
from bot.web.widget_sentences import SENTENCES
from services_catalog.desk import Desk
from services_catalog.languages import spoken_languages
from tests.web.conftest import turn
from tests.web.fake_rasa import FakeRasa

SITE = "https://www.waterlinde.example.org"
OTHER = "https://elsewhere.example.org"


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(session_rate=10_000, network_rate=10_000, sites=(SITE,))


@pytest.mark.parametrize("language", spoken_languages())
def test_the_beginning_is_whole_in_every_language(client: TestClient, language: str) -> None:
    body = client.get(f"/api/v1/start/{language}").json()
    assert body["language"] == language
    assert body["sentences"].keys() == SENTENCES.keys()
    assert all(body["sentences"].values())
    assert [one["code"] for one in body["languages"]] == list(spoken_languages())
    assert body["menu"]["first"]
    assert all(entry["payload"].startswith("/ask_") for entry in body["menu"]["more"])
    assert body["office"]["phone"]["href"].startswith("tel:")
    assert body["exit_url"].startswith("https://")


def test_an_unknown_language_has_no_beginning(client: TestClient) -> None:
    response = client.get("/api/v1/start/xx")
    assert response.status_code == 404
    assert response.json()["error"] == "not_found"


def test_the_file_is_for_pages_of_any_site(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=300" in response.headers["cache-control"]
    # A browser that has it asks only whether there is a newer one.
    again = client.get("/widget.js", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert not again.content


def test_only_named_sites_may_ask(client: TestClient) -> None:
    for path in ("/api/v1/start/nl", "/api/v1/messages"):
        for origin, allowed in ((SITE, SITE), (OTHER, None)):
            asked = client.options(
                path,
                headers={
                    "Origin": origin,
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "content-type",
                },
            )
            assert asked.headers.get("access-control-allow-origin") == allowed
            assert "access-control-allow-credentials" not in asked.headers
    answered = client.post("/api/v1/messages", json=turn(), headers={"Origin": SITE})
    assert answered.headers["access-control-allow-origin"] == SITE
    # The pages are not for other sites' scripts.
    page = client.get("/nl/", headers={"Origin": SITE})
    assert "access-control-allow-origin" not in page.headers
    assert page.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_site_that_must_wait_is_told_how_long(desk: Desk, rasa: FakeRasa) -> None:
    slow = WebSettings(session_rate=1, network_rate=1, sites=(SITE,))
    with TestClient(create_app(slow, desk=desk, transport=rasa.transport)) as client:
        answers = [
            client.post("/api/v1/messages", json=turn(n), headers={"Origin": SITE})
            for n in range(3)
        ]
    last = answers[-1]
    assert last.status_code == 429
    assert "retry-after" in last.headers["access-control-expose-headers"].lower()


def test_settings_name_what_is_wrong_with_an_address() -> None:
    environment = {
        "TOELEIDER_SITES": f"{SITE}/ {OTHER}",
        "TOELEIDER_PUBLIC_URL": "https://Toeleider.example.org/",
    }
    read = load_web_settings(environment)
    assert read.sites == (SITE, OTHER)
    assert read.public_url == "https://toeleider.example.org"
    for name in ("TOELEIDER_SITES", "TOELEIDER_PUBLIC_URL"):
        with pytest.raises(SettingsError, match=f"{name}.*without a path"):
            load_web_settings({name: "https://www.example.org/nl"})


def test_the_city_page_is_strict() -> None:
    city = Starlette(routes=city_page.routes("https://toeleider.example.org", "/city"))
    with TestClient(city) as client:
        response = client.get("/city/app/ar")
        assert client.get("/city/wrong/xx").url.path == "/city/plain/nl"
    policy = response.headers["content-security-policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert "unsafe" not in policy
    assert response.text.count(f'nonce="{nonce}"') == response.text.count("<script") + 1
    assert 'data-language="ar"' in response.text
