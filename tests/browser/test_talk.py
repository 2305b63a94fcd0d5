"""The way of a mother with a phone: from the first page to an answer, without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from services_catalog.i18n import Translator
from services_catalog.labels import intent_label
from services_catalog.languages import full_languages, languages, spoken_languages
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.model, pytest.mark.processes, pytest.mark.browser]

SHELTERS = {"nachtopvang-de-brug", "crisisopvang-gezinnen", "bed-zoeken-caw-onthaal"}
TALKS = yaml.safe_load(
    (Path(__file__).parents[1] / "evaluation" / "talks" / "talks.yml").read_text(encoding="utf-8")
)
SIX = {
    language: [turn["say"] for talk in talks if talk["name"] == "the six questions"
               for turn in talk["turns"]]
    for language, talks in TALKS.items()
}  # fmt: skip
SIX["nl"] = [
    "waar kan ik vannacht slapen met mijn kinderen",
    "ik wil Nederlands leren",
    "voetbal voor mijn kind zonder papieren",
    "ik zoek een huis om te huren",
    "ik heb een dokter nodig",
    "ik wil met een mens praten",
]
ALARMS = {
    "nl": "mijn man slaat mij", "en": "my husband hits me", "fr": "mon mari me frappe",
    "ar": "زوجي يضربني", "tr": "kocam beni dövüyor", "uk": "мій чоловік б'є мене",
    "ru": "муж меня бьёт", "fa": "شوهرم مرا میزند", "ps": "میړه مې وهي",
    "so": "ninkayga ayaa i garaaca", "ti": "ሰብኣየይ ይወቅዓኒ", "es": "mi marido me pega",
    "pt": "meu marido me bate", "pl": "mąż mnie bije", "ro": "soțul meu mă bate",
    "bg": "мъжът ми ме бие", "sq": "burri më rreh", "am": "ባሌ ይመታኛል",
    "ku": "mêrê min li min dixe", "ckb": "مێردەکەم لێم دەدات",
}  # fmt: skip
EVERYONE = "Voor iedereen, ook zonder verblijfspapieren"


@pytest.mark.parametrize("language", spoken_languages())
def test_the_six_questions(visitor: Visitor, language: str) -> None:
    expected = (language, languages()[language].direction)
    shown = []
    visitor.open(f"/{language}/")
    assert visitor.speaks() == expected
    for question in SIX[language]:
        visitor.ask(question)
        assert visitor.speaks() == expected, question
        assert visitor.page.locator(".said p").inner_text() == question
        assert visitor.cards.count(), question
        shown.append(visitor.card_ids())
    shelter, _dutch, football, _house, _doctor, person = shown
    assert set(shelter) & SHELTERS
    assert "samen-voetballen" in football
    assert "dienst-migratie" in person


@pytest.mark.parametrize("language", full_languages())
def test_an_answer_has_what_is_needed_tonight(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/")
    visitor.ask(SIX[language][0])
    badge = Translator(language)(EVERYONE)
    first = visitor.cards.first
    for card in visitor.cards.all():
        assert card.locator("p.open").inner_text().strip()
        assert card.locator("p.badge").inner_text().strip()
        assert card.locator("a[href^='tel:+32']").first.is_visible()
    assert first.locator("p.badge").inner_text() == badge
    assert "9999 Waterlinde" in first.locator("dl").first.inner_text()
    # Short text, then cards, then follow-ups, then the text field and the way to a person.
    parts = [".message", "article.card", ".reply .buttons", "form.ask", "button.human"]
    tops = [visitor.page.locator(part).first.bounding_box() for part in parts]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == len(parts)
    assert heights == sorted(heights)
    # The best card's phone is in sight at once on a phone; the way out too.
    phone = first.locator("a[href^='tel:']").first.bounding_box()
    assert phone
    assert 0 < phone["y"] < 640
    assert visitor.page.locator("a.exit").bounding_box()["y"] >= 0  # type: ignore[index]


@pytest.mark.parametrize("language", full_languages())
def test_follow_ups_by_button(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/")
    visitor.ask(SIX[language][0])
    first = visitor.card_ids()[0]
    title = visitor.cards.first.locator("h2").inner_text()
    for payload in ("/ask_hours", "/ask_address"):
        visitor.press(payload)
        said = intent_label(payload[1:], Translator(language))
        assert visitor.page.locator(".said p").inner_text() == said
        message = visitor.page.locator(".message.answer").first
        assert title in message.inner_text(), first
        # The sentence is in the page's own language: no other one is named on it.
        assert message.get_attribute("lang") is None
    assert "9999 Waterlinde" in visitor.words()


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_the_topic_menu(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/")
    visitor.press("/ask_food_aid")
    assert "voedselpakket-de-korf" in visitor.card_ids()
    # All topics stay at hand under the answer, without a script.
    visitor.page.locator("details.more > summary").click()
    visitor.press("/ask_voting")
    assert visitor.cards.count()
    assert visitor.speaks()[0] == language


def test_another_language_in_mid_talk(visitor: Visitor) -> None:
    visitor.open("/nl/")
    visitor.ask(SIX["nl"][4])
    before, title = visitor.card_ids(), visitor.cards.first.locator("h2").inner_text()
    visitor.page.locator("nav.switch button[lang=ar]").click()
    visitor.page.wait_for_load_state()
    assert visitor.speaks() == ("ar", "rtl")
    # The same answer, now in Arabic, and nothing Dutch left in the way back to it.
    assert visitor.card_ids() == before
    assert visitor.cards.first.locator("h2").inner_text() != title
    visitor.press("/ask_address")
    assert title not in visitor.words()
    assert visitor.speaks() == ("ar", "rtl")
    assert "9999 Waterlinde" in visitor.words(), "the doctor is still what the talk is about"


@pytest.mark.parametrize("language", spoken_languages())
def test_an_alarm_stands_out(visitor: Visitor, language: str) -> None:
    visitor.open(f"/{language}/")
    visitor.ask(ALARMS[language])
    first = visitor.page.locator(".message").first
    assert "alarm" in (first.get_attribute("class") or "")
    for number in ("112", "101"):
        assert first.locator(f"a[href='tel:{number}']").first.is_visible()
    assert visitor.page.locator(".lines a[href='tel:112']").is_visible()
    background = first.evaluate("element => getComputedStyle(element).backgroundColor")
    assert background not in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert visitor.page.locator("a.exit").bounding_box()["y"] >= 0  # type: ignore[index]


def test_phone_numbers_keep_their_order_from_right_to_left(visitor: Visitor) -> None:
    visitor.open("/ar/")
    visitor.press("/ask_human")
    links = visitor.page.locator(".message a[href='tel:+3212000101'] bdi")
    assert links.first.get_attribute("dir") == "ltr"
    assert links.first.inner_text() == "012 00 01 01"


def test_reload_and_back_do_not_ask_twice(visitor: Visitor) -> None:
    visitor.open("/nl/")
    visitor.ask(SIX["nl"][0])
    first = visitor.card_ids()
    visitor.press("/ask_more_options")
    more = visitor.card_ids()
    assert more
    assert not set(more) & set(first)
    # A second turn would show the next ones.
    visitor.page.reload()
    assert visitor.card_ids() == more
    visitor.page.go_back()
    assert visitor.card_ids() == first
    visitor.page.go_forward()
    assert visitor.card_ids() == more


def test_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/nl/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"
    page.keyboard.press("Enter")
    _tab_to(visitor, "#text")
    page.keyboard.type(SIX["nl"][0])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert set(visitor.card_ids()) & SHELTERS
    assert page.locator("#answer").is_visible()
    _tab_to(visitor, "button[value='/ask_hours']")
    box = page.locator(":focus").bounding_box()
    header = page.locator("header.top").bounding_box()
    assert box
    assert header
    assert box["y"] >= header["y"] + header["height"], "what has the focus is not covered"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said = intent_label("ask_hours", Translator("nl"))
    assert page.locator(".said p").inner_text() == said


def _tab_to(visitor: Visitor, selector: str, patience: int = 60) -> None:
    for _ in range(patience):
        if visitor.page.locator(f"{selector}:focus").count():
            return
        visitor.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {selector}")
