"""The card to show at a desk and the list to take along: two languages, a code, no script."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import segno
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.assets import FOLDER
from bot.web.pages.desk_card import MAX_LISTED, asked_ids, mail_link
from bot.web.pages.paper import CLOSED, SIZES, Line, plain, print_size, weeks
from bot.web.pages.qr import qr_svg
from bot.web.settings import WebSettings
from bot.web.shapes import Card
from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.languages import languages, spoken_languages
from tests.web.browser import Page
from tests.web.fake_rasa import FakeRasa

OFFICE = "dienst-migratie"
CARD = f"/ar/service/{OFFICE}/card"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'


def drawn(svg: str) -> list[list[int]]:
    """The modules in an SVG of :func:`qr_svg`: its strokes, row by row, without the border."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])  # type: ignore[index]
    rows = [[0] * side for _ in range(side)]
    x = y = 0.0
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert path
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path[1]):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            for column in range(int(x), int(x) + int(first)):
                rows[int(y)][column] = 1
            x += float(first)
    return [row[4:-4] for row in rows[4:-4]]


def code_in(html: str) -> str:
    return re.findall(r'<svg role="img".*?</svg>', html, re.S)[-1]


def matrix(address: str) -> list[list[int]]:
    return [list(row) for row in segno.make(address, error="m", micro=False).matrix]


@pytest.mark.parametrize("language", spoken_languages())
def test_both_languages_stand_side_by_side(client: TestClient, desk: Desk, language: str) -> None:
    own, dutch = (desk.cards([OFFICE], code)[0] for code in (language, "nl"))
    page = Page(client.get(f"/{language}/service/{OFFICE}/card"))
    assert page.status == 200
    assert page.all("html")[0] == {"lang": language, "dir": languages()[language].direction}
    for card in (own, dutch):
        for text in (card["title"], card["summary"], card["badge"]["text"], card["cost"]):
            assert text in page.words
        for label in ("address", "hours", "phone", "cost", "languages", "who"):
            assert card["labels"][label] in page.words
    for place in own["places"]:
        assert f"{place['name']}, {place['address']}" in page.words
    assert "Deze persoon zoekt deze dienst. Kun je helpen?" in page.words
    assert any(a["href"] == own["phone"]["href"] for a in page.all("a"))
    two = [attrs for _, attrs in page.tags if "dutch" in attrs.get("class", "").split()]
    assert all(attrs["lang"] == "nl" and attrs["dir"] == "ltr" for attrs in two)
    assert bool(two) is (language != "nl")
    assert page.html.count(f">{dutch['title']}<") == 1


def test_pages_are_sound_and_not_found_by_search_engines(client: TestClient) -> None:
    for url in (CARD, f"{CARD}?paper=strip", f"/ar/list?s={OFFICE},leefloon", "/nl/list"):
        page = Page(client.get(url))
        assert len(page.all("h1")) == 1
        assert [a["content"] for a in page.all("meta") if a.get("name") == "robots"] == ["noindex"]
        assert not page.all("script")
        assert not any({"style", "onclick", "src"} & attrs.keys() for _, attrs in page.tags)
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        assert {a["for"] for a in page.all("label")} == {a["id"] for a in page.all("textarea")}
        for svg in page.all("svg"):
            assert svg.get("aria-hidden") == "true" or svg.get("role") == "img"
        assert page.headers["cache-control"] == "no-store"
        assert "set-cookie" not in page.headers
    assert (FOLDER / "print.css").stat().st_size < 4_000
    assert (FOLDER / "strip.css").stat().st_size < 1_000


def test_the_code_leads_to_this_very_page(client: TestClient) -> None:
    html = client.get(CARD).text
    assert drawn(code_in(html)) == matrix(f"http://testserver{CARD}")
    # The strip's too: who scans it reads it on a phone.
    assert drawn(code_in(client.get(f"{CARD}?paper=strip").text)) == matrix(
        f"http://testserver{CARD}"
    )
    listed = client.get(f"/ar/list?s={OFFICE},nothing,leefloon").text
    codes = re.findall(r'<svg role="img".*?</svg>', listed, re.S)
    assert [drawn(code) for code in codes] == [
        matrix(f"http://testserver/ar/{path}")
        for path in (
            f"service/{OFFICE}", "service/leefloon", f"list?s={OFFICE},leefloon",
        )
    ]  # fmt: skip


def test_the_code_holds_the_public_address(desk: Desk, rasa: FakeRasa) -> None:
    settings = WebSettings(public_url="https://help.example.org")
    with TestClient(create_app(settings, desk=desk, transport=rasa.transport)) as client:
        html = client.get(CARD, headers={"Host": "evil.example"}).text
        assert drawn(code_in(html)) == matrix(f"https://help.example.org{CARD}")
        assert "evil" not in html


@pytest.mark.parametrize("host", ['a"><b>', "x" * 6_000])
def test_a_strange_host_gets_no_code(client: TestClient, host: str) -> None:
    for url in (CARD, f"/nl/list?s={OFFICE}"):
        page = Page(client.get(url, headers={"Host": host}))
        assert page.status == 200
        assert not any(svg.get("role") == "img" for svg in page.all("svg"))
        assert "<b>" not in page.html


def test_a_code_says_what_it_is_and_escapes_it() -> None:
    svg = qr_svg("https://help.example.org/nl/", f"QR: {HOSTILE}")
    assert svg
    assert "<script" not in svg
    assert "<title>QR: " in svg
    assert "style" not in svg
    assert qr_svg("/nl/", "QR") is None
    assert qr_svg("https://help.example.org/" + "x" * 4_000, "QR") is None


def test_hostile_addresses(client: TestClient) -> None:
    for url in (
        "/nl/service/%3Cscript%3E/card", "/nl/service/UP/card", "/nl/service/nothing/card",
        f"/nl/service/{'a' * 81}/card", f"/xx/service/{OFFICE}/card", f"/xx/list?s={OFFICE}",
    ):  # fmt: skip
        page = Page(client.get(url))
        assert page.status == 404
        assert "<script" not in page.html
    for query in ("", "?s=", "?s=,,,", "?s=%3Cb%3E", "?s=nothing", "?s=UP", "?x=1", "?s=%00%ff"):
        page = Page(client.get(f"/nl/list{query}"))
        assert page.status == 200
        assert "Je lijst is nog leeg." in page.words
        assert any(a["href"] == "/nl/" and a.get("class") == "action" for a in page.all("a"))
    assert client.post(f"/nl/list?s={OFFICE}").status_code == 405


def test_a_long_list_is_cut_at_twelve(client: TestClient, desk: Desk) -> None:
    ids = sorted(desk.service_ids())[:20]
    asked = ",".join([ids[0], "<b>", *ids])
    page = Page(client.get(f"/nl/list?s={asked}"))
    entries = [a["aria-labelledby"] for a in page.all("article")]
    assert entries == ids[:MAX_LISTED]
    assert asked_ids(asked) == ids[:MAX_LISTED]
    assert len(asked_ids(",".join(f"id-{n}" for n in range(100_000)))) == MAX_LISTED


def test_hostile_texts_stay_texts(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.cards([OFFICE], "ar")[0]
    hostile = real | dict.fromkeys(("title", "summary", "hours_note", "checked"), HOSTILE)
    hostile["places"] = [real["places"][0] | {"name": HOSTILE}]
    monkeypatch.setattr(desk, "cards", lambda *_args: [hostile])
    closing = hostile | {"title": "</textarea><script>alert(1)</script>"}
    for cards in ([hostile], [closing]):
        monkeypatch.setattr(desk, "cards", lambda *_args, cards=cards: cards)
        for url in (CARD, f"/ar/list?s={OFFICE}"):
            page = Page(client.get(url))
            assert page.status == 200
            assert not page.all("script")
            assert not page.all("img")
            assert "49" not in page.words.replace("{{7*7}}", "")
            assert cards[0]["title"] in page.words


def test_the_office_answers_when_the_catalogue_is_gone(
    desk: Desk, rasa: FakeRasa, tmp_path: Path
) -> None:
    gone = Desk(Database(create_engine(f"sqlite:///{tmp_path}/none/gone.db")))
    app = create_app(WebSettings(), desk=desk, transport=rasa.transport)
    with TestClient(app) as client:
        object.__setattr__(app.state.site, "desk", gone)
        for url in (CARD, f"/ar/list?s={OFFICE}"):
            page = Page(client.get(url))
            assert page.status == 503
            assert page.all("html")[0]["lang"] == "ar"
            assert "012 00 01 01" in page.words
        assert client.get("/ar/list").status_code == 200


def test_from_talk_to_paper(client: TestClient) -> None:
    page = Page(client.get("/nl/")).press(client, "Eten")
    links = [a["href"] for a in page.all("a")]
    shown = [a["id"] for a in page.all("article")]
    assert len(shown) > 1
    # Each service once: in sight for the first, folded away for the others.
    for service_id in shown:
        assert links.count(f"/nl/service/{service_id}/card") == 1
    taken = next(link for link in links if link.startswith("/nl/list?s="))
    assert unquote(taken).removeprefix("/nl/list?s=").split(",") == shown
    listed = Page(client.get(taken))
    assert [a["aria-labelledby"] for a in listed.all("article")] == shown
    # What came earlier in the talk goes along.
    page = page.press(client, "Wonen")
    taken = next(a["href"] for a in page.all("a") if a["href"].startswith("/nl/list?s="))
    assert set(shown) < set(unquote(taken).removeprefix("/nl/list?s=").split(","))
    assert "Neem mee" not in Page(client.get("/nl/")).write(client, "hallo").words


def test_another_language_and_another_paper(client: TestClient) -> None:
    listed = Page(client.get(f"/nl/list?s={OFFICE},leefloon"))
    arabic = next(a["href"] for a in listed.all("a") if a.get("hreflang") == "ar")
    assert arabic == f"/ar/list?s={OFFICE},leefloon&chosen=1"
    assert len(Page(client.get(arabic)).all("article")) == 2
    card = Page(client.get(CARD))
    assert f"{CARD}?paper=strip" in [a["href"] for a in card.all("a")]
    strip = Page(client.get(f"{CARD}?paper=strip"))
    assert CARD in [a["href"] for a in strip.all("a")]
    assert any("strip.css" in a["href"] for a in strip.all("link"))
    assert not any("strip.css" in a["href"] for a in card.all("link"))
    dutch = next(a["href"] for a in strip.all("a") if a.get("hreflang") == "nl")
    assert dutch == f"/nl/service/{OFFICE}/card?paper=strip&chosen=1"


def test_the_week_is_told_in_runs_of_days(desk: Desk) -> None:
    own, dutch = (Card.model_validate(desk.cards([OFFICE], code)[0]) for code in ("ar", "nl"))
    (week,) = weeks(own, dutch, "ar")
    assert re.fullmatch(r"\d\d/\d\d – \d\d/\d\d/\d{4}", week.dates)
    assert week.places == [own.places[0].name]
    assert any(run.hours.dutch == CLOSED and run.closed for run in week.runs)
    assert 0 < len(week.open_days) < len(week.runs) <= 7
    firsts = [day.day for day in dutch.places[0].week]
    starts = [firsts.index(run.days.dutch.split(" – ")[0]) for run in week.runs]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert weeks(dutch, dutch, "nl")[0].runs[0].days.shared


def test_the_text_to_copy(client: TestClient, desk: Desk) -> None:
    own, dutch = (Card.model_validate(desk.cards([OFFICE], code)[0]) for code in ("ar", "nl"))
    text = plain(own, dutch, "ar", "https://help.example.org/ar/service/x")
    lines = text.splitlines()
    assert lines[0] == own.title
    # Isolated, or the groups of the number would swap places between Arabic words.
    assert "\u2066012 00 01 01\u2069" in text
    assert lines[-1] == "\u2066https://help.example.org/ar/service/x\u2069"
    assert own.places[0].address in text
    assert any(line.startswith("- ") and "09:00" in line for line in lines)
    page = Page(client.get(f"/ar/list?s={OFFICE}"))
    (area,) = page.all("textarea")
    assert "readonly" in area
    assert area["dir"] == "rtl"
    assert lines[1] in page.words
    mail = next(a["href"] for a in page.all("a") if a["href"].startswith("mailto:"))
    assert unquote(mail).endswith(f"&body=http://testserver/ar/list?s={OFFICE}")
    assert mail_link("x", "/ar/list") is None
    assert mail_link("a&b", "https://x.org/?s=a&b") == (
        "mailto:?subject=a%26b&body=https%3A%2F%2Fx.org%2F%3Fs%3Da%26b"
    )


def test_more_to_say_is_printed_smaller() -> None:
    short, long = Line("kort", "kort"), Line("woord " * 40, "mot " * 40)
    assert print_size([short] * 8, 10) == SIZES[0]
    assert SIZES[-1] < print_size([long] * 4, 12) < SIZES[0]
    assert print_size([long] * 40, 30) == SIZES[-1]
    assert (FOLDER / "print.css").read_text().count(".px") == len(SIZES) - 1
