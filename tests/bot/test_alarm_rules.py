"""Alarm rules: the files agree with the alarm sentences, calm sentences stay calm."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from bot.alarm_book import Alarm, AlarmBook
from bot.nlu.alarm_rules import ALARMS_HEARD, AlarmRules, sound, withdraw_foreign
from bot.nlu.corpus import Sentence, sentences
from bot.nlu.language_identifier import COUNTRY
from bot.nlu.settling import is_settled
from bot.phrases import PhraseError
from bot.plain_yaml import read_plain
from bot.words import split_words
from services_catalog.settings import PROJECT_ROOT
from services_catalog.vocabulary import ALARMS
from tests.bot.nlu_support import made, message

FOLDERS = tuple(sorted(path.name for path in (PROJECT_ROOT / "data" / "nlu").iterdir()))
# Of the rules alone, on training sentences that name the danger; the classifier is the second net.
MIN_RECALL = 0.97
# The training data also holds indirect sentences, which no phrase can hear ("thirty pills on the
# table, the letter is written"). In these languages the rules hear so many, and never fewer.
HEARD = {
    "am": 147,
    "ar": 189,
    "ar-Latn": 98,
    "bg": 116,
    "ckb": 155,
    "en": 239,
    "es": 150,
    "fa": 139,
    "fa-Latn": 67,
    "fr": 236,
    "ku": 168,
    "nl": 202,
    "pl": 133,
    "ps": 133,
    "pt": 122,
    "ro": 136,
    "ru": 127,
    "so": 135,
    "sq": 155,
    "ti": 152,
    "tr": 182,
    "uk": 163,
}
MAX_FALSE_ALARMS = 0.005

CALM = [
    "where is a dentist", "my husband died last year", "I fought for my diploma",
    "course first aid", "my father was killed in Syria", "police station address",
    "heart doctor appointment", "is there a suicide line for volunteers to help",
    "I'm dying to learn Dutch", "fire safety rules in rented house", "kill time",
    "my phone is dead", "I have headache since weeks", "swimming lessons jump",
    "the landlord broke the contract", "gas bill too high", "I lost my child's card",
    "waar is de brandweer opendeurdag", "cursus ehbo voor vrijwilligers",
    "mijn batterij is dood", "où trouver un dentiste", "cours de premiers secours",
]  # fmt: skip


@cache
def book() -> AlarmBook:
    return AlarmBook(PROJECT_ROOT / "data" / "alarms")


@cache
def by_folder() -> dict[str, list[Sentence]]:
    grouped: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences():
        grouped[sentence.folder].append(sentence)
    return grouped


@pytest.mark.parametrize("folder", FOLDERS)
def test_alarm_sentences_are_found(folder: str) -> None:
    alarms = [s for s in by_folder()[folder] if s.intent in ALARMS]
    missed = [s.text for s in alarms if book().find(split_words(s.text)) is None]
    print(f"{folder}: {len(alarms) - len(missed)} of {len(alarms)} found; missed: {missed}")
    assert len(alarms) - len(missed) >= HEARD.get(folder, MIN_RECALL * len(alarms)), missed


@pytest.mark.parametrize("folder", FOLDERS)
def test_other_sentences_stay_calm(folder: str) -> None:
    calm = [s for s in by_folder()[folder] if s.intent not in ALARMS]
    fired = [
        (s.text, alarm.rule)
        for s in calm
        for alarm in book().find_all(split_words(s.text))
        if alarm.language in (folder.split("-", maxsplit=1)[0], *COUNTRY)
    ]
    assert len(fired) < MAX_FALSE_ALARMS * len(calm) + 1, fired


@pytest.mark.parametrize("text", CALM)
def test_calm_sentences_do_not_fire(text: str) -> None:
    fired = book().find_all(split_words(text))
    assert [alarm for alarm in fired if alarm.language in COUNTRY] == []


@pytest.mark.parametrize(
    ("languages", "kept"),
    [(("sq", "nl"), None), (("ku", "nl"), "urgent_medical"), (("nl",), None)],
)
def test_rules_of_another_language_are_withdrawn(languages: tuple[str, ...], kept: str) -> None:
    said = message("po vijne pushimet e dimrit")
    said.set(ALARMS_HEARD, [Alarm("urgent_medical", "ku/dying")])
    sound(said, said.get(ALARMS_HEARD)[0])
    withdraw_foreign(said, languages)
    assert (said.get("alarm") or {}).get("intent") == kept
    assert is_settled(said) == bool(kept)


def test_a_graver_foreign_alarm_does_not_take_our_own_with_it() -> None:
    said = message("…")
    heard = [Alarm("urgent_medical", "ku/dying"), Alarm("express_despair", "sq/wants_to_die")]
    said.set(ALARMS_HEARD, heard)
    sound(said, heard[0])
    withdraw_foreign(said, ("sq",))
    assert said.get("intent")["name"] == "express_despair"


def write(directory: Path, rules: str) -> Path:
    (directory / "nl.yml").write_text("language: nl\nalarm_rules:\n" + rules, encoding="utf-8")
    return directory


RULES = """
  - alarm: express_despair
    id: die
    phrases: [wil dood, wil ... sterven]
  - alarm: urgent_medical
    id: breath
    phrases: [ademt niet, 112]
    unless: [cursus]
"""


def test_component_settles_the_intent_with_the_gravest_alarm(tmp_path: Path) -> None:
    rules = made(AlarmRules, tmp_path, directory=str(write(tmp_path, RULES)))
    told = message("Ik wil dood en mijn baby ademt niet")
    rules.process([told])
    assert told.get("intent") == {"name": "urgent_medical", "confidence": 1.0}
    assert told.get("alarm") == {"intent": "urgent_medical", "rule": "nl/breath"}
    assert "alarm" in told.output_properties


@pytest.mark.parametrize("text", ["cursus: wat als iemand ademt niet", "/wil_dood", "", "hallo"])
def test_component_leaves_others_alone(tmp_path: Path, text: str) -> None:
    rules = made(AlarmRules, tmp_path, directory=str(write(tmp_path, RULES)))
    calm = message(text)
    rules.process([calm])
    assert calm.get("alarm") is None
    assert calm.get("intent") is None


def test_a_new_rule_needs_no_training(tmp_path: Path) -> None:
    write(tmp_path, RULES + "  - {alarm: report_violence, id: hit, phrases: [slaat mij]}\n")
    found = AlarmBook(tmp_path).find(split_words("hij slaat mij"))
    assert found is not None
    assert found.rule == "nl/hit"


@pytest.mark.parametrize(
    ("rule", "cause"),
    [
        ("  - {alarm: fire, id: x, phrases: [brand]}\n", "does not exist"),
        ("  - {alarm: urgent_medical, id: x, phrases: ['... weg']}\n", "stands at an end"),
        ("  - {alarm: urgent_medical, id: breath, phrases: [weg]}\n", "two rules"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, rule: str, cause: str) -> None:
    with pytest.raises(PhraseError, match=cause) as caught:
        AlarmBook(write(tmp_path, RULES + rule))
    assert "nl.yml: rule" in str(caught.value)


def test_priority_names_the_alarms_of_the_contract() -> None:
    guide = PROJECT_ROOT / "data" / "nlu" / "nl" / "alarms.yml"
    assert set(ALARMS) == {block["intent"] for block in read_plain(guide)["nlu"]}
