"""Staff and toeleiders in a real browser, through the real processes: what they change is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_talk import SIX
from tests.browser.visitor import Visitor
from tests.house import House

pytestmark = [pytest.mark.model, pytest.mark.processes, pytest.mark.browser]

EMAIL, PASSWORD = "an@waterlinde.example.org", "een heel lang wachtwoord"
SHELTER = "nachtopvang-de-brug"
WINTER = {
    "text.summary": "Een bed voor een nacht in de koudste maanden. Voor iedereen.",
    "text.description": "Je slaapt in een warme zaal. Niemand vraagt naar je papieren.",
    "text.how": "Kom naar de deur van de zaal. Je hoeft niet te bellen.",
    "text.asks": "winteropvang\nwaar kan ik deze winter slapen",
    "source.name": "CAW Linde",
    "source.url": "https://caw-linde.example.org/winter",
}


@pytest.fixture(scope="module")
def account(house: House) -> None:
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "staff", "add", EMAIL, "--name", "An Peeters",
         "--role", "publisher", "--password-stdin"],
        input=PASSWORD, text=True, check=True, capture_output=True,
        env={**os.environ, "TOELEIDER_HOME": str(house.state)},
    )  # fmt: skip


@pytest.fixture
def page(scripted: Visitor, account: None) -> Iterator[Page]:
    """Signed in, at a desk."""
    scripted.resize(1200, 900)
    scripted.open("/staff")
    scripted.page.fill("input[type=email]", EMAIL)
    scripted.page.fill("input[type=password]", PASSWORD)
    scripted.page.keyboard.press("Enter")
    scripted.page.wait_for_url("**/staff/today")
    return scripted.page


def change_opening(page: Page, hour: str) -> None:
    """Another hour at which the night shelter opens, published."""
    page.goto(f"/staff/services/{SHELTER}/edit")
    page.fill("[name='locations.0.rows.0.start']", hour)
    page.locator("button[name=do][value=publish]").click()
    page.wait_for_url(f"**/{SHELTER}/publish")
    expect(page.locator("main")).to_contain_text(hour)
    if (reason := page.locator("[name=reason]")).count():
        reason.first.fill("De nachtopvang opent op een ander uur")
    page.get_by_role("button", name="Publiceer nu").click()
    page.wait_for_load_state()


def hours_said(house: House) -> str:
    """The week's hours of the shelter as the assistant gives them in Arabic."""
    reply = house.say(SIX["ar"][0], hint="ar")
    assert reply["language"] == "ar"
    (card,) = [c for m in reply["messages"] for c in m["cards"] if c["id"] == SHELTER]
    return " ".join(day["hours"] for place in card["places"] for day in place["week"])


def test_what_is_published_is_in_the_next_answer(page: Page, house: House) -> None:
    assert "19:30" not in hours_said(house)
    try:
        change_opening(page, "19:30")
        assert "19:30" in hours_said(house)
    finally:
        change_opening(page, "20:00")
    assert "19:30" not in hours_said(house)
    page.goto(f"/staff/services/{SHELTER}/history")
    expect(page.locator("main")).to_contain_text("An Peeters")
    expect(page.locator("main")).to_contain_text("De nachtopvang opent op een ander uur")


def test_a_new_winter_shelter_is_in_the_next_answer(page: Page, house: House) -> None:
    """Written with the form, seasonal hours and all; the publisher sees what it will change."""
    page.goto("/staff/new")
    page.fill("[name=title]", "Winteropvang in de zaal")
    page.select_option("[name=organization]", "caw-linde")
    page.select_option("[name=topic]", "emergency_shelter")
    page.locator("main form button").last.click()
    page.wait_for_url("**/edit*")
    for name, text in WINTER.items():
        page.fill(f"[name='{name}']", text)
    for choice in ("access=walk_in", "scope=regardless", "cost.kind=free"):
        name, value = choice.split("=")
        page.check(f"[name='{name}'][value={value}]")
    page.select_option("[name=phase]", index=1)
    page.select_option("[name='locations.0.location']", "opvang-de-brug")
    page.check("[name='locations.0.mode'][value=rows]")
    row = "locations.0.rows.0"
    for day in ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"):
        page.check(f"[name='{row}.days'][value={day}]")
    page.locator(f"details:has([name='{row}.season_start']) > summary").last.click()
    hours = {"start": "21:00", "end": "07:30", "season_start": "1/1", "season_end": "31/12"}
    for name, text in hours.items():
        page.fill(f"[name='{row}.{name}']", text)
    page.locator("button[name=do][value=publish]").click()
    page.wait_for_url("**/publish")
    foretold = page.locator("main")
    expect(foretold).to_contain_text("Deze dienst komt op plaats 1", timeout=90_000)
    page.get_by_role("button", name="Publiceer nu").click()
    page.wait_for_url("**said=published")
    try:
        reply = house.say("أين توجد winteropvang هذه الليلة؟", hint="ar")
        assert reply["language"] == "ar"
        shown = [card["id"] for m in reply["messages"] for card in m["cards"]]
        assert "winteropvang-in-de-zaal" in shown
    finally:
        page.locator("details:has(form[action$='/archive']) > summary").click()
        page.locator("form[action$='/archive'] [name=reason]").fill("Was een proef")
        page.locator("form[action$='/archive'] button").click()
        page.wait_for_url("**said=archived")


def test_a_toeleider_finds_and_copies_by_keyboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/lookup")
    page.locator("select[name=client]").select_option("uk")
    page.locator("input[type=search]").fill("football, boy 9, no papers, Wednesday, north")
    expect(page.locator("main article").first).to_contain_text("Voetballen")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.length > 50)")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "012 00 05 07" in copied
    assert any("а" <= letter <= "я" for letter in copied)


def test_no_violation_by_axe(page: Page) -> None:
    service = f"/staff/services/{SHELTER}"
    lists = ("/staff/today", "/staff/services", "/staff/places", "/staff/organizations",
             "/lookup", "/lookup/ask", "/staff/findings?now=1", "/staff/translations",
             "/staff/translations/ar", f"/staff/translations/ar/{SHELTER}", "/staff/glossary",
             "/staff/needs", "/staff/switch", "/staff/imports", "/staff/imports/new",
             "/staff/exports", "/staff/base", "/staff/asides", "/staff/help")  # fmt: skip
    one = (service, f"{service}/edit?check=1", f"{service}/card?language=ar", f"{service}/answers")
    for path in (*lists, *one):
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"


def test_open_data_for_anybody(visitor: Visitor) -> None:
    response = visitor.page.request.get(f"{visitor.address}/hsds/services?per_page=100")
    assert response.ok
    assert response.json()["total_items"] > 100
