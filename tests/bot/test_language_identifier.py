"""Which language: the visitor's choice wins, doubt does not switch, strangers are told."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.nlu.corpus import sentences
from bot.nlu.language_identifier import LanguageIdentifier, train_ngrams
from bot.nlu.language_model import LanguageModel
from tests.bot.nlu_support import entities, loaded, made, message, training

# Made for this test; not from the training data.
TEXTS = {
    "nl": "ik zoek een goedkoop appartement dicht bij mijn werk",
    "en": "could you tell me which bus goes to the hospital",
    "fr": "je voudrais inscrire ma fille à la gymnastique",
    "ar": "أريد أن أسجل ابنتي في نادي السباحة",
    "tr": "kızımı yüzme kursuna nasıl yazdırabilirim",
    "uk": "як записати доньку на плавання у нашому місті",
    "ru": "где можно найти недорогую квартиру для семьи",
    "fa": "می‌خواهم دخترم را در مکتب ثبت نام کنم",
    "ps": "زه غواړم چې خپله لور په ښوونځي کې داخله کړم",
    "so": "waxaan rabaa inaan gabadhayda ka diiwaan geliyo dugsiga",
    "ti": "ጓለይ ኣብ ቤት ትምህርቲ ከመዝግብ ይደሊ ኣለኹ",
    "es": "quiero apuntar a mi hija a clases de natación",
    "pt": "quero inscrever a minha filha nas aulas de natação",
    "pl": "chciałabym zapisać córkę na basen",
    "ro": "aș vrea să o înscriu pe fiica mea la înot",
    "bg": "искам да запиша дъщеря си на плуване",
    "sq": "dua ta regjistroj vajzën time në not",
    "am": "ልጄን በትምህርት ቤት ማስመዝገብ እፈልጋለሁ",
    "ku": "ez dixwazim keça xwe li dibistanê qeyd bikim",
    "ckb": "دەمەوێت کچەکەم لە قوتابخانە تۆمار بکەم",
}


@cache
def model() -> LanguageModel:
    found = list(sentences())
    return LanguageModel(train_ngrams([s.text for s in found], [s.language for s in found]))


@pytest.mark.parametrize("code", TEXTS)
def test_every_language_is_recognised(code: str) -> None:
    guess = model().guess(TEXTS[code])
    assert guess.code == code
    assert guess.unsupported is None


@pytest.mark.parametrize(
    "text",
    [
        "bghit nsejjel benti f lpiscine",
        "wein fini la2i doctor snan hon",
        "3andi 2 wlad w ma3andich dar",
    ],
)
def test_arabic_in_latin_letters(text: str) -> None:
    assert model().guess(text).code == "ar"


@pytest.mark.parametrize("text", ["ok", "nee", "OCMW", "hallo", "merci", "да", "لا"])
def test_a_word_never_switches(text: str) -> None:
    assert not model().guess(text).sure


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("你好，我需要帮助", "zh"), ("助けてください", "ja"), ("도와주세요", "ko"),
        ("मुझे मदद चाहिए", "hi"), ("আমার সাহায্য দরকার", "bn"), ("ช่วยด้วย", "th"),
        ("Χρειάζομαι βοήθεια", "el"), ("אני צריך עזרה", "he"), ("დახმარება მჭირდება", "ka"),
        ("Ինձ օգնություն է պետք", "hy"),
        ("Ich suche eine günstige Wohnung für meine Familie in der Stadt", "de"),
        ("vorrei sapere dove posso trovare un medico per mio figlio", "it"),
    ],
)  # fmt: skip
def test_languages_we_do_not_know_are_named(text: str, code: str) -> None:
    assert model().guess(text).unsupported == code


@pytest.mark.parametrize(
    "text",
    ["", "👍👍", "12:30", "\ud800\udc00", "ﷺ" * 1000, "?" * 100_000],
    ids=lambda text: repr(text[:6]),
)
def test_wild_text_is_no_language(text: str) -> None:
    assert model().guess(text).words >= 0


def component(tmp_path: Path) -> LanguageIdentifier:
    data = training({})
    for code, text in TEXTS.items():
        data.training_examples += training({"a": [text]}, code).training_examples
    made(LanguageIdentifier, tmp_path).train(data)
    found: LanguageIdentifier = loaded(LanguageIdentifier, tmp_path)
    return found


def test_the_choice_of_the_visitor_wins(tmp_path: Path) -> None:
    said = message(TEXTS["fr"], metadata={"language": "ar"})
    component(tmp_path).process([said])
    assert entities(said)["language"] == "ar"
    assert said.get("language") == "ar"
    assert said.get("text_language") == "fr"


def test_clear_text_switches_and_short_text_only_guesses(tmp_path: Path) -> None:
    identifier = component(tmp_path)
    long, short = message(TEXTS["fr"]), message("inscrire ma")
    identifier.process([long, short])
    assert entities(long)["language"] == "fr"
    assert "language" not in entities(short)
    assert "language_guess" in entities(short)
    assert all("text" not in entity for entity in long.get("entities"))


def test_unknown_language_settles_the_intent_but_not_an_alarm(tmp_path: Path) -> None:
    identifier = component(tmp_path)
    stranger = message("我需要帮助")
    alarm = message(
        "我需要帮助 112", alarm={"intent": "urgent_medical"}, intent={"name": "urgent_medical"}
    )
    identifier.process([stranger, alarm])
    assert stranger.get("intent")["name"] == "unsupported_language"
    assert alarm.get("intent")["name"] == "urgent_medical"


@pytest.mark.parametrize("metadata", [None, {}, {"language": None}, {"language": "xx"}, "nl", 3])
def test_odd_metadata_does_no_harm(tmp_path: Path, metadata: object) -> None:
    said = message("👍", metadata=metadata)
    made(LanguageIdentifier, tmp_path).process([said])
    assert said.get("language") == "nl"
    assert said.get("entities") == []
