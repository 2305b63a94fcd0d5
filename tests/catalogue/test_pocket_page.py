"""The file of the pocket edition in a real browser, from the disk: search, and what is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from services_catalog.cards import Card
from services_catalog.desk import Desk
from services_catalog.hours import BRUSSELS
from services_catalog.pocket.data import edition
from services_catalog.pocket.html import html
from services_catalog.pocket.words import NOTHING, said
from services_catalog.text import fold
from tests.catalogue import test_pocket
from tests.catalogue.test_pocket import MOMENT
from tests.support import require_program

MOMENTS = [
    datetime(*numbers, tzinfo=BRUSSELS)
    for numbers in [
        (2026, 11, 24, 10, 30), (2026, 11, 25, 3, 0), (2026, 11, 28, 23, 59),
        (2026, 12, 24, 11, 0), (2027, 1, 1, 9, 0), (2027, 2, 23, 16, 0),
    ]
]  # fmt: skip
# Word for word as the file holds them, and how a card says it of days that are closed for a reason.
CLOSED = ("Tijdelijk gesloten. Opnieuw open:", "Nu gesloten. Opent")


made, desk = test_pocket.made, test_pocket.desk


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = require_program(("chromium", "chromium-browser", "google-chrome"), "The file is")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for language in ("nl", "ar"):
        (folder / f"{language}.html").write_text(html(edition(desk, language, moment=MOMENT)))
    return folder


def opened(browser: Browser, files: Path, language: str, moment: datetime = MOMENT) -> Page:
    # A telephone that was bought elsewhere: its own clock must not matter.
    context = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.clock.set_fixed_time(moment)
    page.goto(f"file://{files}/{language}.html")
    return page


def best(card: Card) -> str:
    return " ".join(card["open"]["text"].replace(*CLOSED).split())


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_what_is_open_is_said_as_a_card_says_it(
    browser: Browser,
    files: Path,
    desk: Desk,
    moment: datetime,
) -> None:
    page = opened(browser, files, "nl", moment)
    lines = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('article')].filter(a => a.dataset.doors)"
        ".map(a => [a.id.slice(2), a.querySelector('.open').textContent]))"
    )
    cards = {card["id"]: card for card in desk.cards(sorted(lines), "nl", moment, weeks=False)}
    assert len(lines) > 70
    assert lines == {key: best(card) for key, card in cards.items()}
    assert not page.is_visible("#old")


def test_after_a_quarter_of_a_year_nothing_is_promised(browser: Browser, files: Path) -> None:
    for moment in (datetime(2027, 2, 24, 12, tzinfo=BRUSSELS), datetime(2020, 1, 1)):
        page = opened(browser, files, "nl", moment)
        assert page.is_visible("#old")
        assert page.is_disabled("#now")
        assert page.query_selector("article .open:not([hidden])") is None


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_search_finds_while_typing(browser: Browser, files: Path, language: str) -> None:
    page = opened(browser, files, language)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def found(text: str) -> list[str]:
        page.fill("#q", text)
        return page.evaluate("[...document.querySelectorAll('#results article')].map(a => a.id)")

    assert found("voetbal")[0] == "s-samen-voetballen"
    assert found("VÖETBÄL") == found("voetbal") == found("  voetbal!")
    if language == "ar":
        assert "s-samen-voetballen" in found("كرة القدم")
        assert found("كُرَة القدم") == found("كره القدم") == found("كرة القدم")
    assert found("gare")
    assert found("xyzzy") == []
    assert page.inner_text("#count") == said(NOTHING, language).text
    page.fill("#q", "")
    assert page.is_visible("#topics")
    assert not page.is_visible("#results")
    sections = page.evaluate("document.querySelectorAll('section.topic article').length")
    assert sections == page.evaluate("document.querySelectorAll('article').length")
    page.check("#now")
    page.select_option("#area", "centrum")
    lines = page.locator("#results .open.yes").count()
    assert lines == page.locator("#results article").count() > 0
    assert page.evaluate("getComputedStyle(document.body).direction") == (
        "rtl" if language == "ar" else "ltr"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert asked == []


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_no_barrier_that_axe_knows(browser: Browser, files: Path, language: str) -> None:
    page = opened(browser, files, language)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_the_file_folds_words_as_the_catalogue_does(browser: Browser, files: Path) -> None:
    page = opened(browser, files, "nl")
    letters = [chr(code) for code in (*range(0xC0, 0x250), *range(0x400, 0x530),
                                      *range(0x621, 0x6D4), *range(0x1200, 0x1357))]  # fmt: skip
    script = page.evaluate("document.querySelectorAll('script')[1].textContent")
    start = script.index("const letters")
    body = script[start : script.index("// The moment")]
    folded = page.evaluate(
        "texts => { const data = JSON.parse(document.getElementById('data').textContent);"
        + body + "return texts.map(fold); }", letters,
    )  # fmt: skip
    assert dict(zip(letters, folded, strict=True)) == {letter: fold(letter) for letter in letters}
