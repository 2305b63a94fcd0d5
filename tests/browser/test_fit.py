"""Every page fits a narrow phone and passes axe, in both directions."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from services_catalog.languages import full_languages
from tests.browser.test_talk import ALARMS, SIX
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.model, pytest.mark.processes, pytest.mark.browser]

PATHS = {
    "service": "service/crisisopvang-gezinnen",
    "card": "service/crisisopvang-gezinnen/card",
    "list": "list?s=crisisopvang-gezinnen,nachtopvang-de-brug,samen-voetballen",
    "topic": "topic/emergency_shelter",
    "topics": "topics",
    "office": "office",
    "callback": "callback",
    "privacy": "privacy",
    "accessibility": "accessibility",
}
PAGES = ("start", "answer", "alarm", *PATHS)


def show(visitor: Visitor, page: str, language: str) -> None:
    visitor.open(f"/{language}/{PATHS.get(page, '')}")
    if page == "answer":
        visitor.ask(SIX[language][0])
    elif page == "alarm":
        visitor.ask(ALARMS[language])
    visitor.unfold()


@pytest.mark.parametrize("language", full_languages())
def test_no_sideways_scrolling_at_320_pixels(visitor: Visitor, language: str) -> None:
    visitor.resize(320, 568)
    for page in PAGES:
        show(visitor, page, language)
        assert visitor.overflow() <= 0, page


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_no_violation_by_axe(scripted: Visitor, language: str, width: int) -> None:
    scripted.resize(width, 900)
    for page in PAGES:
        show(scripted, page, language)
        found = Axe().run(scripted.page)
        assert found.violations_count == 0, f"{page}: {found.generate_report()}"


def test_the_browser_asks_for_its_language(visitor: Visitor) -> None:
    visitor.open("/")
    assert visitor.page.url.endswith("/nl/")
