"""The widget on a strict page of another address, through the real assistant."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route, expect
from starlette.applications import Starlette

from bot.web.pages import city_page
from services_catalog.i18n import Translator
from services_catalog.languages import full_languages, languages
from tests.browser.guest import Guest
from tests.browser.test_talk import ALARMS, EVERYONE, SHELTERS, SIX
from tests.house import House

pytestmark = [pytest.mark.model, pytest.mark.processes, pytest.mark.browser]

LOST = ("Failed to load resource", "net::ERR")


@pytest.fixture(scope="module")
def city(house: House) -> Iterator[str]:
    """The address of the city's own page; the widget comes from the toeleider's."""
    app = Starlette(routes=city_page.routes(house.household.address))
    config = uvicorn.Config(
        app, host="127.0.0.1", port=house.city_port, log_level="error", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{house.city_port}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def guest(chromium: Browser, city: str, house: House) -> Iterator[Guest]:
    made = Guest(chromium, city, house.household.address)
    yield made
    made.leave()


@pytest.mark.parametrize("language", full_languages())
def test_the_six_questions(guest: Guest, language: str) -> None:
    guest.visit(language)
    assert guest.panel.get_attribute("lang") == language
    assert guest.panel.get_attribute("dir") == languages()[language].direction
    translator = Translator(language)
    # Said before the first word: a computer, nothing kept, and a person in reach.
    assert translator("Ik ben een computer, geen mens.") in guest.panel.inner_text()
    assert translator("Ik wil met een mens praten") in guest.panel.inner_text()
    shown = []
    for question in SIX[language]:
        guest.ask(question)
        assert guest.last.locator(".card").count(), question
        shown.append(guest.card_ids())
    shelter, _dutch, football, _house, _doctor, person = shown
    assert set(shelter) & SHELTERS
    assert "samen-voetballen" in football
    assert "dienst-migratie" in person
    first = guest.replies.first.locator(".card").first
    assert first.locator(".badge").inner_text() == translator(EVERYONE)
    assert first.locator("a[href^='tel:+32']").count()
    assert guest.stored() == 0


@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("width", [360, 1200])
def test_no_violation_by_axe(guest: Guest, language: str, width: int) -> None:
    guest.page.set_viewport_size({"width": width, "height": 800})
    guest.visit(language, chat=False)
    _axe(guest, "closed")
    guest.page.locator("digitale-toeleider .launcher").click()
    guest.page.locator(".first .tiles button").first.wait_for()
    _axe(guest, "first")
    guest.ask(SIX[language][0])
    guest.page.evaluate(
        "document.querySelector('digitale-toeleider').shadowRoot"
        ".querySelectorAll('.log details').forEach(d => d.open = true)"
    )
    _axe(guest, "answer")
    guest.ask(ALARMS[language])
    _axe(guest, "alarm")


def _axe(guest: Guest, what: str) -> None:
    # The checker itself is put into the page past its policy; nothing else is.
    found = Axe().run(guest.page, context="digitale-toeleider")
    broken = [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
    assert broken == [], what


def test_an_alarm_stands_out_and_can_be_tapped(guest: Guest) -> None:
    guest.visit("uk")
    guest.ask(ALARMS["uk"])
    alarm = guest.last.locator(".message.alarm").first
    expect(alarm.locator("a[href='tel:112']").first).to_be_visible()
    expect(guest.last.locator(".lines a[href='tel:101']").first).to_be_visible()


def test_by_keyboard_alone(guest: Guest) -> None:
    page = guest.page
    guest.visit("nl", chat=False)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "digitale-toeleider":
            break
    page.keyboard.press("Enter")
    guest.page.locator(".first .tiles button").first.wait_for()
    # The field has the focus; the rest of a small screen cannot be reached behind the chat.
    page.keyboard.type(SIX["nl"][0])
    page.keyboard.press("Enter")
    guest.await_replies(1)
    assert set(guest.card_ids()) & SHELTERS
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") in ("digitale-toeleider", "body")
    page.keyboard.press("Escape")
    expect(guest.panel).to_be_hidden()
    focused = page.evaluate(
        "document.querySelector('digitale-toeleider').shadowRoot.activeElement.className"
    )
    assert focused == "launcher"


def test_each_answer_is_announced_once(guest: Guest) -> None:
    guest.visit("nl")
    guest.page.evaluate(
        """() => {
          window.heard = [];
          const root = document.querySelector('digitale-toeleider').shadowRoot;
          for (const region of root.querySelectorAll('[aria-live]:not(.log)'))
            new MutationObserver(() => region.textContent && heard.push(region.textContent))
              .observe(region, {childList: true});
        }"""
    )
    guest.ask(SIX["nl"][0])
    title = guest.last.locator(".card h3").first.inner_text()
    guest.press("/ask_hours")
    heard = guest.page.evaluate("window.heard")
    assert sum(title in text for text in heard[:-1]) == 1


def test_without_a_connection_a_message_waits_and_goes_once(guest: Guest) -> None:
    guest.forgiven = LOST
    guest.visit("nl")
    turns: list[str] = []
    guest.page.on(
        "request",
        lambda request: (
            turns.append(request.post_data_json["turn"]) if request.method == "POST" else None
        ),
    )
    guest.context.set_offline(True)
    guest.page.locator("digitale-toeleider #text").fill(SIX["nl"][0])
    guest.page.keyboard.press("Enter")
    expect(guest.panel.locator(".unsent").first).to_be_visible()
    assert Translator("nl")("Geen verbinding.") in guest.panel.locator(".bar").inner_text()
    guest.context.set_offline(False)
    guest.await_replies(1)
    assert set(guest.card_ids()) & SHELTERS
    time.sleep(3)
    assert guest.replies.count() == 1
    assert len(set(turns)) == 1


def test_an_answer_that_got_lost_is_fetched_not_made_again(guest: Guest) -> None:
    guest.forgiven = LOST
    guest.visit("nl")
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            # The message arrives; its answer does not.
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    guest.page.route("**/api/v1/messages", lose_the_first)
    guest.ask(SIX["nl"][0])
    assert lost
    for service_id in guest.card_ids():
        assert service_id in lost[0]
    assert guest.panel.locator(".said").count() == 1


def test_leaving_fast_wipes_the_talk(guest: Guest) -> None:
    guest.page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    guest.visit("nl")
    guest.ask(SIX["nl"][0])
    guest.page.keyboard.press("Escape")
    guest.page.keyboard.press("Escape")
    guest.page.wait_for_url("https://www.wikipedia.org/**")
    guest.hosts.discard("www.wikipedia.org")
    # The way back does not lead to the chat, and the chat knows nothing any more.
    guest.page.go_back()
    assert guest.page.url == "about:blank"
    guest.visit("nl")
    assert guest.panel.locator(".said").count() == 0
    assert guest.stored() == 0


def test_a_page_that_draws_itself_anew_keeps_the_talk(guest: Guest) -> None:
    guest.visit("nl", "app")
    guest.ask(SIX["nl"][0])
    before = guest.card_ids()
    guest.page.evaluate("window.draw('Een ander scherm')")
    guest.page.evaluate("window.toeleider.open()")
    assert guest.card_ids() == before
    guest.press("/ask_hours")
    assert guest.replies.count() == 2


def test_kept_on_the_device_only_when_asked_and_shared_by_two_tabs(guest: Guest) -> None:
    guest.visit("nl")
    guest.panel.locator(".menu summary").click()
    guest.panel.locator(".keep").check()
    guest.panel.locator(".menu summary").click()
    guest.ask(SIX["nl"][0])
    assert guest.stored() > 0
    before = guest.card_ids()
    first, guest.page = guest.page, guest.context.new_page()
    guest.visit("nl", chat=False)
    guest.page.evaluate("window.toeleider.open()")
    guest.await_replies(1)
    assert guest.card_ids() == before
    guest.press("/ask_hours")
    # The other tab shows it too, and wiping in one wipes both.
    expect(first.locator("digitale-toeleider .reply")).to_have_count(2)
    guest.panel.locator(".menu summary").click()
    guest.panel.locator(".forget").click()
    expect(first.locator("digitale-toeleider .said")).to_have_count(0)
    assert guest.stored() == 0


def test_another_language_in_mid_talk(guest: Guest) -> None:
    guest.visit("nl")
    guest.ask(SIX["nl"][4])
    title = guest.last.locator(".card h3").first.inner_text()
    guest.panel.locator("select#language").select_option("ar")
    expect(guest.panel).to_have_attribute("dir", "rtl")
    guest.await_replies(2)
    assert guest.last.locator(".card h3").first.inner_text() != title
    guest.ask(SIX["ar"][2])
    assert "samen-voetballen" in guest.card_ids()


@pytest.mark.parametrize("language", ["nl", "ar", "uk"])
def test_nothing_is_wider_than_320_pixels(guest: Guest, language: str) -> None:
    guest.page.set_viewport_size({"width": 320, "height": 568})
    guest.visit(language)
    guest.ask(SIX[language][0])
    wide = guest.panel.evaluate(
        "panel => [panel, ...panel.querySelectorAll('.log, .card, .buttons, .head')]"
        ".map(e => e.scrollWidth - e.clientWidth)"
    )
    assert max(wide) <= 0


def test_at_2g_it_opens_at_once_and_answers(guest: Guest) -> None:
    """50 kbit/s and 800 ms: what matters is that each step comes, not when."""
    network = guest.context.new_cdp_session(guest.page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 800, "downloadThroughput": 6250, "uploadThroughput": 6250},
    )
    guest.visit("nl", chat=False)
    guest.page.locator("digitale-toeleider .launcher").click()
    # The frame stands before its sentences have come.
    expect(guest.panel).to_be_visible(timeout=1_000)
    guest.page.locator(".first .tiles button").first.wait_for()
    guest.ask(SIX["nl"][0])
    assert set(guest.card_ids()) & SHELTERS


def test_hostile_words_stay_words(guest: Guest) -> None:
    """The page's own policy would complain of any markup that is parsed; none is."""
    hostile = '<img src=x onerror="document.title=1"><b>waar kan ik vannacht slapen</b>'
    guest.visit("nl")
    guest.ask(hostile)
    assert guest.panel.locator(".said p").first.inner_text() == hostile
    assert guest.panel.locator(".said img, .said b").count() == 0
    assert guest.page.title() != "1"
