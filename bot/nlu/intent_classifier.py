"""Intents from sentence vectors, gazetteer hits and n-grams; known sentences at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    ENTITIES,
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.arabizi import for_encoder, for_ngrams
from bot.nlu.clauses import CLAUSE, ClauseReader, Reading
from bot.nlu.component import Trained
from bot.nlu.fingerprints import files_fingerprint
from bot.nlu.gazetteer import (
    FOUND_PROPERTY,
    HITS_PROPERTY,
    gazetteer_directory,
    hit_names,
    load_gazetteer,
)
from bot.nlu.intent_model import Examples, Hits, IntentModel
from bot.nlu.known_sentences import KNOWN_INTENT
from bot.nlu.language_identifier import example_language
from bot.nlu.scripts import writing
from bot.nlu.sentence_encoder import READ_PROPERTY
from bot.nlu.settling import is_payload, is_settled, settle_intent
from services_catalog.encoder import EncodedText, default_encoder
from services_catalog.text import sanitise
from services_catalog.vocabulary import ALARMS

logger = logging.getLogger(__name__)

RANKING = 10
ALARM_SHARE = 0.4
"""How likely the alarms together must be, where no rule saw one, to be answered as an alarm.
Below that an alarm that comes first is only guessed: the visitor is asked, with the alarm among
the choices and 112 beside it. Recall goes first; ``benchmarks.second_opinion`` has the figures of
other shares."""
NOTHING_SAID = "out_of_scope"
"""The intent of a text without letters, when there is nothing to understand."""


def sentence_vector(message: Message) -> np.ndarray | None:
    """The vector that :class:`SentenceEncoder` attached, ``(384,)``, or None."""
    for features in message.features:
        if features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE:
            return np.asarray(features.features, dtype=np.float32).reshape(-1)
    return None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VectorIntentClassifier(Trained, IntentClassifier):
    """Sets intent and ranking unless an alarm or a foreign language settled them.

    A sentence that :class:`KnownSentences` found has its intent at 1.0.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer with sentence vectors."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``directory`` and ``municipality`` of the gazetteer, as for ``GazetteerEntities``."""
        return {"seed": 0, "directory": None, "municipality": None}

    _model: IntentModel | None = None
    """Without one everything is ``out_of_scope``."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train again when code or lists behind this file change."""
        return files_fingerprint([gazetteer_directory(config)])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn; the gazetteer is asked here too, for entities are not set on training data."""
        examples = [
            (sanitise(m.get(TEXT)), vector, str(m.get(INTENT)), example_language(m))
            for m in training_data.intent_examples
            if m.get(TEXT) and (vector := sentence_vector(m)) is not None
        ]
        if not examples:
            logger.warning("No training sentences: the intent classifier stays empty.")
            return self._resource
        gazetteer = load_gazetteer(self._config)
        data = Examples(
            [for_ngrams(text, code) for text, _, _, code in examples],
            np.vstack([vector for _, vector, _, _ in examples]),
            [hit_names(gazetteer.find(text, [code or ""])[1]) for text, _, _, code in examples],
            [writing(text, code or "") for text, _, _, code in examples],
        )
        labels = [label for _, _, label, _ in examples]
        self._model = IntentModel.train(data, labels, self._config["seed"])
        with self._storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> VectorIntentClassifier:
        """Read what :meth:`train` wrote; an empty component when there is nothing."""
        component = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as directory:
                component._model = IntentModel.load(directory)
        except (ValueError, FileNotFoundError):
            logger.warning("The intent classifier was never trained.")
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify; settled messages and button payloads are left alone."""
        for message in messages:
            if not is_settled(message):
                self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        if is_payload(text):
            # RegexMessageHandler, the last component, reads the payload.
            settle_intent(message, NOTHING_SAID, 1.0)
            return
        text = sanitise(text)
        if known := message.get(KNOWN_INTENT):
            settle_intent(message, known)
            return
        vector = sentence_vector(message)
        if self._model is None or vector is None:
            settle_intent(message, NOTHING_SAID, 1.0)
            return
        hits = message.get(HITS_PROPERTY) or ()
        row = _predict(self._model, text, vector, hits, message.get("text_language"))
        ranking = ranked(self._model.intents, row)
        chosen = ranking[0]
        alarmed = chosen["name"] in ALARMS
        reading = Reading() if alarmed else self._read_clauses(message, text, chosen)
        if reading.intent and reading.intent != chosen["name"]:
            chosen = {"name": reading.intent, "confidence": chosen["confidence"]}
            chosen["confidence"] = max(chosen["confidence"], CLAUSE)
            others = [one for one in ranking if one["name"] != reading.intent]
            ranking = [dict(chosen), *others][:RANKING]
        if reading.also:
            entity = {"entity": "also", "value": reading.also, "extractor": type(self).__name__}
            message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        if alarmed and chosen["confidence"] < ALARM_SHARE:
            chosen = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0}
        message.set(INTENT, dict(chosen), add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _read_clauses(self, message: Message, text: str, chosen: dict[str, Any]) -> Reading:
        """What the parts of the text say, where the whole leaves room for doubt."""
        words, found = message.get(FOUND_PROPERTY) or (None, ())
        if words is None or self._model is None:
            return Reading()
        model, language = self._model, message.get("text_language")
        gazetteer = load_gazetteer(self._config)
        codes = [c for c in (language, message.get("language")) if c]
        read: EncodedText | None = message.get(READ_PROPERTY)

        def classify(clause: str) -> tuple[str, float]:
            spoken = for_encoder(clause, language)
            vector = read.part(spoken) if read else None
            if vector is None:
                vector = default_encoder().encode([spoken])[0]
            hits = hit_names(gazetteer.find(clause, codes)[1])
            row = _predict(model, clause, vector, hits, language)
            return model.intents[int(row.argmax())], float(row.max())

        whole = (chosen["name"], chosen["confidence"])
        return ClauseReader(gazetteer, classify).read(text, words, found, whole, codes)


def ranked(intents: Sequence[str], row: np.ndarray) -> list[dict[str, Any]]:
    """The likeliest intents first, ``RANKING`` of them: ``{"name", "confidence"}``.

    Alarms that are likely enough together stand first as one, the likeliest, with the sum: whether
    it is danger must not depend on which danger it is.
    """
    order = row.argsort()[::-1]
    found = [{"name": intents[i], "confidence": float(row[i])} for i in order]
    grave = [one for one in found if one["name"] in ALARMS]
    share = sum(one["confidence"] for one in grave)
    if grave and share >= ALARM_SHARE:
        # Never below what comes second: Rasa would take the two for a tie and ask.
        sure = max(share, found[0]["confidence"])
        left = (1 - sure) / max(1 - share, 1e-9)
        rest = [
            {**one, "confidence": one["confidence"] * left} for one in found if one not in grave
        ]
        found = [{"name": grave[0]["name"], "confidence": sure}, *rest]
    return found[:RANKING]


def _predict(
    model: IntentModel, text: str, vector: np.ndarray, hits: Hits, language: str | None
) -> np.ndarray:
    """Probabilities of one text, by intent."""
    read, label = for_ngrams(text, language), writing(text, language or "")
    row: np.ndarray = model.predict(Examples([read], vector[None, :], [hits], [label]))[0]
    return row
