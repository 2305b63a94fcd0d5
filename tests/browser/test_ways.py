"""The chat in a real Chromium, without JavaScript, through the real processes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from services_catalog.i18n import translate
from services_catalog.languages import languages
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.model, pytest.mark.processes, pytest.mark.browser]

SHELTER = {
    "nl": "waar kan ik vannacht slapen",
    "en": "where can I sleep tonight",
    "fr": "où est-ce que je peux dormir cette nuit",
    "ar": "أين يمكنني أن أنام هذه الليلة",
    "tr": "bu gece nerede uyuyabilirim",
    "uk": "де я можу переночувати сьогодні",
}


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """The visitor's page; that it asks nothing of anybody else is looked at when she leaves."""
    return visitor.page


@pytest.mark.parametrize("language", SHELTER)
def test_shelter_tonight(page: Page, visitor: Visitor, language):
    page.goto(f"/{language}/")
    visitor.ask(SHELTER[language])
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == languages()[language].direction
    body = page.inner_text("body")
    assert translate("Voor iedereen, ook zonder verblijfspapieren", language).text in body
    assert "Kaaistraat 8" in body or "Nieuwstraat 15" in body
    assert page.locator("a[href^='tel:']").count() >= 1
    # A follow-up by button.
    page.get_by_role("button", name=translate("Wat kost het?", language).text).first.click()
    page.wait_for_load_state()
    assert translate("Gratis", language).text in page.inner_text("body") or (
        translate("Hangt af van je inkomen", language).text in page.inner_text("body")
    )


@pytest.mark.parametrize("language", SHELTER)
def test_the_menu_and_a_person(page: Page, language):
    page.goto(f"/{language}/")
    page.get_by_role("button", name=translate("Eten", language).text, exact=True).first.click()
    page.wait_for_load_state()
    assert page.locator("article, .card").count() >= 1
    page.goto(f"/{language}/")
    person = translate("Ik wil met een mens praten", language).text
    page.get_by_role("button", name=person).first.click()
    page.wait_for_load_state()
    assert "012 00 01 01" in page.inner_text("body")


def test_an_alarm_has_numbers_to_tap(page: Page, visitor: Visitor):
    page.goto("/tr/")
    visitor.ask("kocam beni dövüyor")
    assert page.locator("a[href='tel:112']").count() >= 1
    assert page.locator("a[href='tel:101']").count() >= 1


@pytest.mark.parametrize("language", ["nl", "ar", "uk"])
def test_nothing_is_wider_than_a_small_phone(page: Page, visitor: Visitor, language):
    page.set_viewport_size({"width": 320, "height": 640})
    for path in (f"/{language}/", f"/{language}/service/nachtopvang-de-brug",
                 f"/{language}/privacy"):  # fmt: skip
        page.goto(path)
        box = page.locator("body").bounding_box()
        assert box
        assert box["width"] <= 320, path
    page.goto(f"/{language}/")
    visitor.ask(SHELTER[language])
    for card in page.locator("article").all():
        box = card.bounding_box()
        assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= 320)


def test_by_keyboard_alone(page: Page):
    page.goto("/en/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator("[name=text]:focus").count():
            break
    else:
        pytest.fail("the text field cannot be reached with Tab")
    page.keyboard.type("I need a doctor")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("a[href^='tel:']").count() >= 1


def test_reloading_an_answer_does_not_ask_twice(page: Page, visitor: Visitor):
    page.goto("/en/")
    visitor.ask("where is the food bank")
    before = page.inner_text("main")
    page.reload()
    assert page.inner_text("main") == before
