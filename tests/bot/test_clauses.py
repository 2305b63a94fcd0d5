"""Two needs, thanks and a question, corrections: what the parts of a message say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.gazetteer import Gazetteer
from bot.nlu.clauses import REFINE_INTENT, ClauseReader, Reading
from services_catalog.settings import DEMO_DIRECTORY, PROJECT_ROOT

# What a classifier would say of these clauses; anything else it does not know.
CLAUSES = {
    "school": "ask_school", "doctor": "ask_health_care", "food bank": "ask_food_aid",
    "thanks": "thank", "hello": "greet", "bye": "goodbye", "house": "ask_housing",
}  # fmt: skip


def classify(text: str) -> tuple[str, float]:
    hits = [intent for word, intent in CLAUSES.items() if word in text.lower()]
    return (hits[0], 0.9) if len(hits) == 1 else ("out_of_scope", 0.3)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(PROJECT_ROOT / "data" / "gazetteer", DEMO_DIRECTORY / "municipality.yml")


def read(gazetteer: Gazetteer, text: str, whole: tuple[str, float]) -> Reading:
    words, found = gazetteer.find(text, ["en"])
    return ClauseReader(gazetteer, classify).read(text, words, found, whole, ["en"])


def test_two_needs(gazetteer: Gazetteer) -> None:
    text = "i need a school for my son and a doctor for my mother"
    assert read(gazetteer, text, ("ask_school", 0.6)) == Reading("ask_school", "health_care")


def test_two_needs_in_two_sentences(gazetteer: Gazetteer) -> None:
    text = "Where is the food bank? Also my house is too small."
    assert read(gazetteer, text, ("ask_food_aid", 0.7)) == Reading("ask_food_aid", "housing")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a doctor for me and my wife", ("ask_health_care", 0.7)),
        ("i need a doctor and it must be free", ("ask_health_care", 0.95)),
        ("school", ("ask_school", 0.5)),
        ("", ("out_of_scope", 0.2)),
    ],
)
def test_one_need_stays_one(gazetteer: Gazetteer, text: str, whole: tuple[str, float]) -> None:
    assert read(gazetteer, text, whole) == Reading()


@pytest.mark.parametrize(
    "text", ["thanks, and where is the food bank", "hello. is there a food bank here"]
)
def test_a_courtesy_does_not_hide_the_question(gazetteer: Gazetteer, text: str) -> None:
    assert read(gazetteer, text, ("thank", 0.8)) == Reading("ask_food_aid")


def test_a_bare_courtesy_stays_one(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "thanks, bye", ("thank", 0.9)) == Reading()


@pytest.mark.parametrize("text", ["no, i meant for adults", "no free please", "i mean on saturday"])
def test_a_correction_searches_again(gazetteer: Gazetteer, text: str) -> None:
    assert read(gazetteer, text, ("deny", 0.7)).intent == REFINE_INTENT


def test_a_correction_that_names_a_topic_is_that_topic(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "no, a doctor for my child", ("ask_health_care", 0.8)).intent is None


def test_a_bare_no_is_no(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "no", ("deny", 0.99)) == Reading()


@pytest.mark.parametrize("text", ["the second one", "number 2", "the last one please"])
def test_an_ordinal_alone_asks_for_that_service(gazetteer: Gazetteer, text: str) -> None:
    assert read(gazetteer, text, ("out_of_scope", 0.4)).intent == "ask_details"


def test_arabic_glues_its_and(gazetteer: Gazetteer) -> None:
    words, _ = gazetteer.find("مدرسة لابني وطبيب لأمي", ["ar"])
    assert gazetteer.joins(words, ["ar"]) == {2: 2}


@pytest.mark.parametrize("path", sorted((PROJECT_ROOT / "data" / "gazetteer").glob("*.yml")),
                         ids=lambda path: Path(path).stem)  # fmt: skip
def test_every_language_joins_and_corrects(path: Path) -> None:
    from bot.gazetteer import LanguageGazetteer

    language = LanguageGazetteer(path)
    assert language.joins
    assert language.corrections


@pytest.mark.parametrize(
    ("text", "whole", "refines"),
    [
        ("no, i mean on saturday", ("deny", 0.95), True),
        ("no, i meant for adults", ("ask_leisure", 0.95), True),
        ("no, not now", ("deny", 0.95), False),
        ("no, go on in polish", ("change_language", 0.98), False),
        ("no, i mean in polish", ("change_language", 0.6), True),
    ],
)
def test_a_sure_intent_of_its_own_is_no_wish(
    gazetteer: Gazetteer, text: str, whole: tuple[str, float], refines: bool
) -> None:
    assert (read(gazetteer, text, whole).intent == REFINE_INTENT) is refines
