"""Topics to browse, and the accessibility statement."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.web.pages.topics import in_order
from bot.web.shapes import Badge, Card
from services_catalog.database import Database, make_engine
from services_catalog.desk import Desk
from services_catalog.i18n import Translator
from services_catalog.labels import THEMES, theme_label, topic_label
from services_catalog.languages import spoken_languages
from services_catalog.vocabulary import topics
from tests.web.browser import Page
from tests.web.fake_rasa import FakeRasa

STATIC = Path(__file__).parents[2] / "bot" / "web" / "static"
EVERYONE = "Voor iedereen, ook zonder verblijfspapieren"


def sound(page: Page) -> None:
    assert page.status == 200
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert not page.all("script")
    assert not any("style" in attrs for _, attrs in page.tags)


@pytest.mark.parametrize("key", topics())
def test_a_topic_shows_all_its_services(client: TestClient, desk: Desk, key: str) -> None:
    page = Page(client.get(f"/nl/topic/{key}"))
    sound(page)
    expected = {f"/nl/service/{service_id}" for service_id in desk.services_of(key)}
    assert expected
    shown = [a["href"] for a in page.all("a") if a["href"].startswith("/nl/service/")]
    assert set(shown) == expected
    assert len(shown) == len(expected)
    badges = [attrs["class"].split()[1] for tag, attrs in page.tags
              if tag == "p" and attrs.get("class", "").startswith("badge ")]  # fmt: skip
    assert len(badges) == len(expected)
    assert badges == sorted(badges, key=lambda kind: kind != "everyone")
    assert topic_label(key, Translator("nl")) in page.words


@pytest.mark.parametrize("language", spoken_languages())
def test_in_every_language(client: TestClient, language: str) -> None:
    for path in ("topic/emergency_shelter", "topics", "accessibility"):
        page = Page(client.get(f"/{language}/{path}"))
        sound(page)
        assert page.all("html")[0]["lang"] == language
        assert any(a["href"] == f"/{language}/{path}?chosen=1" for a in page.all("a")), path
        for footer in ("topics", "accessibility", "privacy"):
            assert any(a["href"] == f"/{language}/{footer}" for a in page.all("a"))


def test_an_entry_says_what_is_needed_tonight(client: TestClient) -> None:
    page = Page(client.get("/nl/topic/emergency_shelter"))
    assert EVERYONE in page.words
    assert any(a["href"].startswith("tel:+32") for a in page.all("a"))
    opening = [a for a in page.all("p") if a.get("class", "").startswith("open is-")]
    assert len(opening) >= 3


def test_a_warning_stands_before_the_number(client: TestClient, desk: Desk) -> None:
    warned = next(
        c for c in desk.cards(desk.services_of("emergency_shelter"), "nl") if c["warning"]
    )
    html = client.get("/nl/topic/emergency_shelter").text
    entry = html.partition(f"/nl/service/{warned['id']}")[2].partition("</li>")[0]
    assert 'class="warning"' in entry.partition("tel:")[0]


def test_the_assistant_takes_over_from_a_topic(client: TestClient, rasa: FakeRasa) -> None:
    page = Page(client.get("/ar/topic/food_aid?chosen=1"))
    values = [attrs.get("value") for _, attrs, _ in page.buttons]
    assert values == ["/ask_food_aid", "/ask_human"]
    form = page.by_id["choose"]
    answer = Page(client.post("/ar/", data=form.fields | {"payload": "/ask_food_aid"}))
    assert answer.status == 200
    assert rasa.questions[-1]["message"] == "/ask_food_aid"
    assert rasa.questions[-1]["metadata"]["language"] == "ar"


@pytest.mark.parametrize("path", ["nl/topic/nothing", "nl/topic/", "xx/topics", "xx/accessibility"])
def test_what_does_not_exist(client: TestClient, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


def test_those_for_everyone_come_first_then_by_title() -> None:
    cards = [
        Card(id=title, title=title, badge=Badge(kind=kind))
        for title, kind in (("b", "depends"), ("Zebra", "everyone"), ("appel", "everyone"))
    ]
    assert [card.title for card in in_order(cards)] == ["appel", "Zebra", "b"]


def test_all_topics_under_their_theme(client: TestClient) -> None:
    page = Page(client.get("/nl/topics"))
    links = [a["href"] for a in page.all("a") if a["href"].startswith("/nl/topic/")]
    assert sorted(links) == sorted(f"/nl/topic/{key}" for key in topics())
    for theme in THEMES:
        assert theme_label(theme, Translator("nl")) in page.words


def test_a_service_leads_to_its_topics(client: TestClient) -> None:
    page = Page(client.get("/nl/service/speelplein-zomer"))
    links = {a["href"] for a in page.all("a")}
    assert {"/nl/topic/child_leisure", "/nl/topic/childcare"} <= links


def test_without_the_catalogue_there_is_still_the_office(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = Desk(Database(make_engine(f"sqlite:///{tmp_path / 'gone.db'}")))
    for part in ("database", "_shelf"):
        monkeypatch.setattr(desk, part, getattr(gone, part))
    page = Page(client.get("/nl/topic/food_aid"))
    assert page.status == 503
    assert "012 00 01 01" in page.words
    assert Page(client.get("/nl/accessibility")).status == 200
    assert Page(client.get("/nl/topics")).status == 200


def test_the_statement_says_whom_to_tell(client: TestClient) -> None:
    page = Page(client.get("/nl/accessibility"))
    assert "22 november 2026" in page.words
    assert "WCAG 2.1 niveau AA" in page.words
    assert any(a["href"] == "tel:+3212000101" for a in page.all("a"))
    assert any(a["href"].startswith("mailto:") for a in page.all("a"))


def test_the_sheet_stays_small() -> None:
    assert (STATIC / "pages.css").stat().st_size < 2_000
