"""A real Chromium, and a visitor who has JavaScript switched off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Visitor
from tests.house import House
from tests.support import require_program

# Containers have no sandbox of their own to give; the others keep Chromium from calling home.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = require_program(("chromium", "chromium-browser", "google-chrome"), "The pages are")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, house: House) -> Iterator[Visitor]:
    """On a small phone, without JavaScript. Afterwards: nothing left for another host."""
    made = Visitor(chromium, house.household.address)
    yield made
    made.leave()


@pytest.fixture
def scripted(chromium: Browser, house: House) -> Iterator[Visitor]:
    """With JavaScript, which only the accessibility checker uses."""
    made = Visitor(chromium, house.household.address, javascript=True)
    yield made
    made.leave()
