"""Pages can be found in the reader's language: heads, structured data, sitemap, robots."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.pages.discovery import MAX_DESCRIPTION, alternatives, og_locale, shortened, written_in
from bot.web.pages.structured import as_script, service_data
from bot.web.settings import WebSettings
from services_catalog.database import Database, make_engine
from services_catalog.desk import Desk
from services_catalog.hours import BRUSSELS, Schedule
from services_catalog.languages import languages, spoken_languages
from services_catalog.models import Service, ServiceTranslation
from services_catalog.vocabulary import topics
from tests.catalogue.factory import organization, service
from tests.web.browser import Page
from tests.web.fake_rasa import FakeRasa

PUBLIC = "https://toeleider.example.org"
PATHS = (
    "", "topics", "topic/food_aid", "privacy", "accessibility", "service/crisisopvang-gezinnen",
)  # fmt: skip
HOSTILE = "</script><script>alert(1)</script><!-- \u2028 \u2029 & ' \" ]]>"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(public_url=PUBLIC)


def links(page: Page, rel: str) -> list[dict[str, str]]:
    return [link for link in page.all("link") if link.get("rel") == rel]


def meta(page: Page) -> dict[str, str]:
    return {
        m.get("name") or m["property"]: m["content"] for m in page.all("meta") if "content" in m
    }


def structured(page: Page) -> dict[str, Any]:
    _, _, rest = page.html.partition('<script type="application/ld+json">')
    data: dict[str, Any] = json.loads(rest.partition("</script>")[0])
    return data


@pytest.mark.parametrize("path", PATHS)
def test_every_public_page_names_itself_and_its_languages(client: TestClient, path: str) -> None:
    for language in ("nl", "ar", "so"):
        page = Page(client.get(f"/{language}/{path}?chosen=1"))
        assert [link["href"] for link in links(page, "canonical")] == [
            f"{PUBLIC}/{language}/{path}"
        ]
        found = {link["hreflang"]: link["href"] for link in links(page, "alternate")}
        assert found == {
            **{code: f"{PUBLIC}/{code}/{path}" for code in spoken_languages()},
            "x-default": f"{PUBLIC}/nl/{path}" if path else f"{PUBLIC}/",
        }
        said = meta(page)
        assert 20 < len(said["description"]) <= MAX_DESCRIPTION + 1
        assert "<" not in said["description"]
        assert said["og:title"].endswith(" – Waterlinde")
        assert said["og:locale"] == og_locale(language)
        assert said["og:url"] == f"{PUBLIC}/{language}/{path}"
        assert "og:image" not in said
        assert "robots" not in said


def test_an_alternate_leads_to_a_page_that_leads_back(client: TestClient) -> None:
    page = Page(client.get("/nl/topic/housing"))
    for link in links(page, "alternate"):
        other = Page(client.get(link["href"].removeprefix(PUBLIC)))
        assert other.status == 200
        assert f"{PUBLIC}/nl/topic/housing" in [a["href"] for a in links(other, "alternate")]


def test_the_office_is_found_as_the_service_it_is(client: TestClient) -> None:
    page = Page(client.get("/ar/office"))
    address = f"{PUBLIC}/ar/service/dienst-migratie"
    assert links(page, "canonical")[0]["href"] == address
    assert structured(page)["url"] == address


def test_what_belongs_to_one_visitor_is_not_indexed(client: TestClient) -> None:
    answer = Page(client.get("/nl/")).press(client, "Eten")
    for page in (answer, Page(client.get("/nl/nothing"))):
        assert meta(page)["robots"] == "noindex"
        assert not links(page, "canonical") + links(page, "alternate")


def test_without_a_setting_the_host_is_taken_if_it_is_one(desk: Desk, rasa: FakeRasa) -> None:
    with TestClient(create_app(WebSettings(), desk=desk, transport=rasa.transport)) as client:
        page = Page(client.get("/nl/topics"))
        assert links(page, "canonical")[0]["href"] == "http://testserver/nl/topics"
        odd = {"host": 'x"><script>'}
        page = Page(client.get("/nl/topics", headers=odd))
        assert links(page, "canonical")[0]["href"] == "/nl/topics"
        assert "Sitemap:" not in client.get("/robots.txt", headers=odd).text


def test_a_page_whose_words_are_dutch_is_no_translation() -> None:
    half = service(
        translations=[
            ServiceTranslation(language="fr", title="Un service", summary="Pour tous."),
            ServiceTranslation(language="ar", title="خدمة", summary=""),
            ServiceTranslation(language="sw", title="Huduma", summary="Kwa wote."),
        ]
    )
    assert written_in(half) == {"nl", "fr"}
    assert alternatives("service/dienst", written_in(half)) == [
        ("nl", "/nl/service/dienst"),
        ("fr", "/fr/service/dienst"),
        ("x-default", "/nl/service/dienst"),
    ]


def test_such_a_page_stands_for_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.pages.discovery.written_in", lambda _service: {"nl", "ar"})
    dutch = Page(client.get("/so/service/samen-voetballen"))
    assert links(dutch, "canonical")[0]["href"] == f"{PUBLIC}/so/service/samen-voetballen"
    assert not links(dutch, "alternate")
    arabic = Page(client.get("/ar/service/samen-voetballen"))
    assert {a["hreflang"] for a in links(arabic, "alternate")} == {"nl", "ar", "x-default"}


def test_descriptions_are_one_line_and_end_between_words() -> None:
    assert shortened(" a\n b ") == "a b"
    long = shortened("woord, " * 100)
    assert len(long) <= MAX_DESCRIPTION + 1
    assert long.endswith("woord…")


def test_link_previews_get_a_country() -> None:
    assert (og_locale("nl"), og_locale("tr"), og_locale("ckb")) == ("nl_BE", "tr_TR", "ckb_IQ")
    assert all(og_locale(code).count("_") == 1 for code in languages())


# -- structured data ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_every_service_has_structured_data(desk: Desk, language: str) -> None:
    ids = sorted(desk.service_ids())
    assert len(ids) >= 107
    governments = 0
    for service_id in ids:
        record = desk.service(service_id)
        assert record
        address = f"{PUBLIC}/{language}/service/{service_id}"
        data = json.loads(
            as_script(
                service_data(
                    record, language, address=address, city="Waterlinde", today=date(2026, 11, 23)
                )
            )
        )
        assert data["@context"] == "https://schema.org"
        assert data["@type"] in ("GovernmentService", "Service")
        governments += data["@type"] == "GovernmentService"
        assert (data["url"], data["identifier"]) == (address, service_id)
        assert data["name"]
        assert data["description"]
        assert data["serviceType"]
        assert data["mainEntityOfPage"]["inLanguage"] == language
        assert data["provider"]["name"]
        assert data["areaServed"]["name"] == "Waterlinde"
        for channel in data["availableChannel"]:
            assert channel["serviceUrl"].startswith("https://")
            assert channel["availableLanguage"]
            assert channel["servicePhone"]["telephone"].startswith("+32")
            for hours in channel.get("serviceLocation", {}).get("openingHoursSpecification", []):
                assert time.fromisoformat(hours["opens"]) != time.fromisoformat(hours["closes"])
                assert (hours["validFrom"], hours["validThrough"]) == ("2026-11-23", "2026-11-29")
                assert set(hours["dayOfWeek"]) <= DAYS
        places = [c for c in data["availableChannel"] if "serviceLocation" in c]
        assert len(places) == len(record.places)
        assert "\u2068" not in json.dumps(data, ensure_ascii=False)
    assert governments > 20


def test_the_data_says_what_the_page_says(client: TestClient, desk: Desk) -> None:
    data = structured(Page(client.get("/nl/service/dienst-migratie")))
    record = desk.service("dienst-migratie")
    assert record
    assert data["name"] == record.title
    assert data["offers"]["price"] == "0"
    assert "Voor iedereen, ook zonder verblijfspapieren" in data["audience"]["audienceType"]
    place = data["availableChannel"][0]["serviceLocation"]
    assert place["address"]["addressCountry"] == "BE"
    assert place["address"]["postalCode"] == "9999"


def test_hours_per_day_of_the_coming_week(desk: Desk) -> None:
    record = desk.service("samen-voetballen")
    assert record
    data = service_data(record, "nl", address="/x", city="", today=date(2026, 11, 23))
    place = data["availableChannel"][0]["serviceLocation"]
    hours = place["openingHoursSpecification"]
    assert [(h["dayOfWeek"], h["opens"], h["closes"]) for h in hours] == [
        (["Wednesday"], "14:00", "16:30"),
        (["Saturday"], "09:30", "12:00"),
    ]  # fmt: skip
    assert data["offers"]["priceSpecification"] == {
        "@type": "PriceSpecification", "minPrice": "12.00", "maxPrice": "60.00",
        "priceCurrency": "EUR",
    }  # fmt: skip
    assert data["audience"]["suggestedMinAge"] == 5
    # A club is no government, and must not be taken for one.
    assert data["@type"] == "Service"
    assert data["provider"]["@type"] == "Organization"


def test_a_door_that_is_always_open_is_not_read_as_closed(desk: Desk) -> None:
    always = [i for i in desk.service_ids() if _is_always_open(desk.service(i))]
    assert always
    record = desk.service(always[0])
    assert record
    data = service_data(record, "nl", address="/x", city="", today=date(2026, 11, 23))
    (hours,) = data["availableChannel"][0]["serviceLocation"]["openingHoursSpecification"]
    assert set(hours["dayOfWeek"]) == DAYS
    assert (hours["opens"], hours["closes"]) == ("00:00", "23:59")


def _is_always_open(record: Service | None) -> bool:
    if not record or not record.places or not record.places[0].opening_hours:
        return False
    state = Schedule(record.places[0].opening_hours).state(datetime(2026, 11, 23, tzinfo=BRUSSELS))
    return state.open and state.until is None


def test_hostile_words_stay_within_the_data() -> None:
    record = service(title=HOSTILE, summary=HOSTILE, audience=[])
    record.organization = organization(name=HOSTILE)
    data = service_data(record, "nl", address="/x", city=HOSTILE, today=date(2026, 11, 23))
    script = str(as_script(data))
    assert not set("<>&'\u2028\u2029") & set(script)
    assert json.loads(script)["name"] == HOSTILE


# -- sitemap and robots ---------------------------------------------------------------------------


def test_the_sitemap_names_every_public_page_once(client: TestClient, desk: Desk) -> None:
    response = client.get("/sitemap.xml")
    assert response.headers["content-type"].startswith("application/xml")
    assert response.headers["cache-control"] == "public, max-age=3600"
    root = ET.fromstring(response.content)
    found = [url.findtext(f"{SITEMAP}loc") or "" for url in root]
    assert len(found) == len(set(found)) == 4 + len(topics()) + len(desk.service_ids())
    for url, address in zip(root, found, strict=True):
        assert address.startswith(f"{PUBLIC}/nl/")
        others = {link.get("hreflang"): link.get("href") for link in url.iter(f"{XHTML}link")}
        assert others["nl"] == address
        assert others["ar"] == address.replace("/nl/", "/ar/")
        assert set(others) == {*spoken_languages(), "x-default"}
    for address in found[:: len(found) // 12]:
        page = Page(client.get(address.removeprefix(PUBLIC)))
        assert links(page, "canonical")[0]["href"] == address


def test_robots_may_read_all_but_what_is_one_visitor_s(client: TestClient) -> None:
    response = client.get("/robots.txt")
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["cache-control"] == "public, max-age=3600"
    lines = response.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /*/service/*/card", "Disallow: /nl/list", "Disallow: /api/"} <= {*lines}
    assert "Disallow: /" not in lines
    assert lines[-1] == f"Sitemap: {PUBLIC}/sitemap.xml"


def test_without_the_catalogue_the_sitemap_asks_to_come_back(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = Database(make_engine(f"sqlite:///{tmp_path / 'gone.db'}"))
    monkeypatch.setattr(desk, "database", gone)
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.headers["retry-after"]) == (503, "60")
    assert "public" not in response.headers["cache-control"]


def test_a_browser_finds_the_icon_by_itself(client: TestClient) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/svg+xml")
