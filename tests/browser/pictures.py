"""Screenshots of the running product for README and docs.

Run beside ``./run``: ``./toeleider-env python -m tests.browser.pictures [ADDRESS]``.
"""

from __future__ import annotations

import shutil
import sys

from playwright.sync_api import sync_playwright

from services_catalog.settings import PROJECT_ROOT
from tests.browser.conftest import ARGUMENTS
from tests.browser.test_talk import SIX

FOLDER = PROJECT_ROOT / "docs" / "images"
PHONE = {"width": 360, "height": 740}


def main(address: str) -> None:
    """The widget on a phone in three languages, first words and answer; a desk card."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for language in ("nl", "ar", "uk"):
            page = browser.new_context(viewport=PHONE).new_page()
            page.goto(f"{address}/city/plain/{language}")
            page.locator("digitale-toeleider .launcher").click()
            page.locator(".first .tiles button").first.wait_for()
            page.screenshot(path=FOLDER / f"widget-{language}-first.png")
            page.locator("digitale-toeleider #text").fill(SIX[language][0])
            page.keyboard.press("Enter")
            page.locator("digitale-toeleider .reply .card").first.wait_for()
            page.wait_for_timeout(300)
            page.screenshot(path=FOLDER / f"widget-{language}-answer.png")
        page = browser.new_context(viewport={"width": 800, "height": 1130}).new_page()
        page.goto(f"{address}/ar/service/nachtopvang-de-brug/card")
        page.screenshot(path=FOLDER / "desk-card-ar.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
