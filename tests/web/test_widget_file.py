"""The widget's one file: small enough for 2G, and its sentences all known here."""

from __future__ import annotations

import gzip
import re

from bot.web.widget_sentences import BUILT_IN, SENTENCES
from services_catalog.i18n import translate
from services_catalog.languages import languages, spoken_languages
from services_catalog.settings import PROJECT_ROOT

SOURCE = PROJECT_ROOT / "widget" / "src"
FILE = PROJECT_ROOT / "bot" / "web" / "static" / "widget.js"
BUDGET = 25_000
CALL = re.compile(r"\b(?:t|talk\.text|this\.text)\(([^()]*)\)")
KEY = re.compile(r'"([a-z_]+)"')


def used_keys() -> set[str]:
    """The keys in ``t("key")``, also those of ``t(condition ? "one" : "other")``."""
    calls = [
        call
        for path in sorted(SOURCE.glob("*.js"))
        for call in CALL.findall(path.read_text(encoding="utf-8"))
    ]
    return {key for call in calls for key in KEY.findall(call)}


def test_the_file_stays_within_its_budget() -> None:
    assert len(gzip.compress(FILE.read_bytes(), 9)) <= BUDGET


def test_every_sentence_is_used_and_every_used_one_is_known() -> None:
    assert used_keys() == set(SENTENCES)


def test_the_built_in_sentences_are_sentences() -> None:
    assert set(BUILT_IN) <= set(SENTENCES)


def test_the_file_knows_every_spoken_language() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert [code for code in spoken_languages() if languages()[code].own not in text] == []


def test_the_file_was_built_after_the_last_translation() -> None:
    text = FILE.read_text(encoding="utf-8")
    sentences = [translate(SENTENCES[key], code) for code in spoken_languages() for key in BUILT_IN]
    missing = [sentence for sentence in sentences if sentence.text not in text]
    assert missing == [], "run: npm --prefix widget run build"


def test_nothing_is_parsed_as_markup_or_code() -> None:
    text = FILE.read_text(encoding="utf-8")
    sinks = (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser",
        "eval(", "new Function", "document.cookie", "srcdoc",
    )  # fmt: skip
    assert [sink for sink in sinks if sink in text] == []


def test_a_module_fits_on_a_few_screens() -> None:
    lengths = {path.name: path.read_text().count("\n") for path in SOURCE.glob("*.js")}
    assert {name: lines for name, lines in lengths.items() if lines >= 250} == {}
