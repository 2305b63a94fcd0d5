"""The encoder component and the intent classifier, on a handful of sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.nlu.intent_classifier import VectorIntentClassifier
from bot.nlu.known_sentences import KnownSentences
from bot.nlu.sentence_encoder import SentenceEncoder, unpack_vector
from services_catalog.encoder import DIMENSIONS
from services_catalog.i18n import translate
from services_catalog.languages import spoken_languages
from tests.bot.nlu_support import loaded, made, message, training

SENTENCES = {
    "ask_food_aid": ["waar is de voedselbank", "ik heb honger", "food please", "geen eten thuis"],
    "ask_housing": ["ik zoek een huis", "appartement huren", "my landlord is bad", "te huur"],
    "out_of_scope": ["wat is het weer", "wie wint de koers", "vertel een mop", "parkeren"],
}


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SentenceEncoder:
    monkeypatch.setenv("TOELEIDER_HOME", str(tmp_path))
    component: SentenceEncoder = made(SentenceEncoder, tmp_path)
    return component


@pytest.fixture
def classifier(tmp_path: Path, encoder: SentenceEncoder) -> Any:
    data = encoder.process_training_data(training(SENTENCES))
    made(VectorIntentClassifier, tmp_path).train(data)
    return loaded(VectorIntentClassifier, tmp_path)


def test_training_vectors_are_remembered(encoder: SentenceEncoder, tmp_path: Path) -> None:
    first = encoder.process_training_data(training(SENTENCES)).training_examples[0]
    assert list(tmp_path.glob("vectors-*.npz"))
    again = encoder.process_training_data(training(SENTENCES)).training_examples[0]
    a, b = first.features[0].features, again.features[0].features
    assert a.shape == (1, DIMENSIONS)
    assert float((a * b).sum()) > 0.999


@pytest.mark.parametrize(
    "text", ["ﷺ" * 1000, "a\ud800b", "👍👍", "x" * 100_000, "\x00", " ", "nu " * 9000]
)
def test_wild_text_is_safe(encoder: SentenceEncoder, text: str) -> None:
    said = message(text)
    encoder.process([said])
    packed = said.get("query_vector")
    assert packed is None or np.isfinite(unpack_vector(packed)).all()


def test_query_vector_is_the_vector(encoder: SentenceEncoder) -> None:
    said = message("waar is de voedselbank")
    encoder.process([said])
    vector = unpack_vector(said.get("query_vector"))
    assert vector.shape == (DIMENSIONS,)
    assert abs(float(np.linalg.norm(vector)) - 1) < 0.01
    assert "query_vector" in said.output_properties


def test_payloads_and_alarms_are_not_encoded(encoder: SentenceEncoder) -> None:
    payload, alarm = message("/ask_housing"), message("help", alarm={"intent": "urgent_medical"})
    encoder.process([payload, alarm])
    assert payload.get("query_vector") is None
    assert alarm.get("query_vector") is None


@pytest.fixture
def known(tmp_path: Path, encoder: SentenceEncoder) -> KnownSentences:
    chat = {**SENTENCES, "thank": ["dank u wel"], "deny": ["geen eten thuis"]}
    made(KnownSentences, tmp_path).train(training(chat))
    component: KnownSentences = loaded(KnownSentences, tmp_path)
    return component


def test_known_sentences_are_certain_whatever_the_spelling(
    known: KnownSentences, encoder: SentenceEncoder, classifier: Any
) -> None:
    said, plain = message("  WAAR is de voedselbank?? "), message("waar is de voedselbank")
    classifier.process(encoder.process(known.process([said])))
    assert said.get("intent") == {"name": "ask_food_aid", "confidence": 1.0}
    encoder.process([plain])
    a, b = (unpack_vector(m.get("query_vector")) for m in (said, plain))
    assert float(a @ b) > 0.99


def test_what_needs_no_search_is_not_encoded(
    known: KnownSentences, encoder: SentenceEncoder, classifier: Any
) -> None:
    said = message("Dank u wel!")
    classifier.process(encoder.process(known.process([said])))
    assert said.get("intent")["name"] == "thank"
    assert said.get("query_vector") is None


@pytest.mark.parametrize("language", spoken_languages())
def test_the_words_of_a_button_mean_the_button(known: KnownSentences, language: str) -> None:
    said = message(translate("Wis alles", language).text.upper())
    known.process([said])
    assert said.get("known_intent") == "forget_me"


def test_a_sentence_under_two_intents_is_not_known(known: KnownSentences) -> None:
    said = message("geen eten thuis")
    known.process([said])
    assert said.get("known_intent") is None


def test_ranking_is_sorted_and_sums_to_one_at_most(
    encoder: SentenceEncoder, classifier: Any
) -> None:
    said = message("waar kan ik gratis eten krijgen")
    classifier.process(encoder.process([said]))
    confidences = [r["confidence"] for r in said.get("intent_ranking")]
    assert said.get("intent")["name"] == "ask_food_aid"
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1.0001


@pytest.mark.parametrize("flag", ["alarm", "unsupported_language"])
def test_settled_messages_are_left_alone(classifier: Any, flag: str) -> None:
    said = message("waar is de voedselbank", **{flag: {"x": 1}, "intent": {"name": "settled"}})
    classifier.process([said])
    assert said.get("intent") == {"name": "settled"}


@pytest.mark.parametrize("text", ["👍", "", "/x", "\ud800"])
def test_nothing_to_understand_still_has_an_intent(
    encoder: SentenceEncoder, classifier: Any, text: str
) -> None:
    said = message(text)
    classifier.process(encoder.process([said]))
    assert said.get("intent")["name"]


def test_an_untrained_classifier_answers_too(tmp_path: Path) -> None:
    said = message("hallo")
    loaded(VectorIntentClassifier, tmp_path / "empty").process([said])
    assert said.get("intent")["name"] == "out_of_scope"


def test_the_model_file_holds_numbers_only(classifier: Any, tmp_path: Path) -> None:
    for path in tmp_path.rglob("*.npz"):
        with np.load(path, allow_pickle=False) as stored:
            assert all(stored[name].dtype != object for name in stored.files)
