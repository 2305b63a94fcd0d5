"""Which language a message is in: what the visitor chose wins, then what the text shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.alarm_rules import withdraw_foreign
from bot.nlu.component import Trained
from bot.nlu.language_model import Guess, LanguageModel, NgramModel
from bot.nlu.romanised import CYRILLIC, to_latin
from bot.nlu.scripts import writing
from bot.nlu.settling import UNSUPPORTED_INTENT, is_payload, settle_intent
from services_catalog.languages import SOURCE, known
from services_catalog.text import sanitise

COMMON_WORDS = Path(__file__).with_name("common_words.yml")
ENOUGH_SENTENCES = 300
COUNTRY = ("nl", "fr", "en")
"""Languages whose alarm rules count in any text: everybody calls for help in them."""
FEW = 40
"""Fewer sentences in borrowed Latin letters do not make a language model."""
# A word list is short; without weight the smoothing would drown it.
_REPEAT = 8


def example_language(message: Message) -> str | None:
    """The language a training example is marked with (``metadata: {language: …}``)."""
    metadata = message.get("metadata") or {}
    for level in ("example", "intent"):
        value = metadata.get(level) if isinstance(metadata, dict) else None
        if isinstance(value, dict) and value.get("language"):
            return str(value["language"])
    return None


def train_ngrams(texts: Sequence[str], codes: Sequence[str]) -> NgramModel:
    """Learn from sentences; languages with few of them also from ``common_words.yml``."""
    labels = [writing(text, code) for text, code in zip(texts, codes, strict=True)]
    samples = list(texts)
    for text, code in zip(texts, codes, strict=True):
        if code in CYRILLIC:
            samples.append(to_latin(text, code))
            labels.append(f"{code}-Latn")
    few = {label for label in set(labels) if label.endswith("-Latn") and labels.count(label) < FEW}
    kept = [(text, label) for text, label in zip(samples, labels, strict=True) if label not in few]
    samples, labels = [text for text, _ in kept], [label for _, label in kept]
    thin: list[str] = []
    for code, words in yaml.safe_load(COMMON_WORDS.read_text(encoding="utf-8")).items():
        if labels.count(code) < ENOUGH_SENTENCES:
            samples += words.split() * _REPEAT
            labels += [code] * (len(samples) - len(labels))
            thin.append(code)
    model = NgramModel.train(samples, labels)
    return NgramModel(model.codes, model.weights, thin)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageIdentifier(Trained):
    """Sets entities ``language`` (sure), ``language_guess``, ``language_unsupported``.

    Output properties: ``language``, the code for the components and actions that follow (never
    empty), and ``text_language``, what the text itself looks like, whatever the visitor chose.
    A language that is clearly none of ours settles the intent as ``unsupported_language``, unless
    an alarm rule fired.
    """

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Without trained n-grams it works, less well."""
        super().__init__(config, model_storage, resource)
        self._model = LanguageModel()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set."""
        return {}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn character n-grams from the training sentences, by their marked language."""
        pairs = [
            (message.get(TEXT), language)
            for message in training_data.intent_examples
            if (language := known(example_language(message))) and message.get(TEXT)
        ]
        with self._storage.write_to(self._resource) as directory:
            if pairs:
                model = train_ngrams(*zip(*pairs, strict=True))
                self._model = LanguageModel(model)
                np.save(directory / "ngrams.npy", model.weights.astype(np.float16))
                facts = {"codes": model.codes, "thin": sorted(model.thin)}
                (directory / "codes.json").write_text(json.dumps(facts), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageIdentifier:
        """Read what :meth:`train` wrote."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            if (directory / "codes.json").exists():
                facts = json.loads((directory / "codes.json").read_text(encoding="utf-8"))
                weights = np.load(directory / "ngrams.npy", allow_pickle=False)
                model = NgramModel(facts["codes"], weights, facts["thin"])
                component._model = LanguageModel(model)
        # The built-in fastText model is read with the first text: now, not when somebody waits.
        component._model.guess("warm up")
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Identify; never raises on any text."""
        for message in messages:
            metadata = message.get("metadata") or {}
            chosen = known(metadata.get("language")) if isinstance(metadata, dict) else None
            text = message.get(TEXT) or ""
            guess = Guess(None, 0.0, 0)
            if not is_payload(text):
                guess = self._model.guess(sanitise(text))
            self._report(message, guess, chosen)
        return messages

    def _report(self, message: Message, guess: Guess, chosen: str | None) -> None:
        if guess.sure and guess.code:
            # "Pushimet e dimrit" is a winter holiday in Albanian and death in Kurdish. What is
            # withdrawn goes on to the classifier, the second net.
            withdraw_foreign(message, (guess.code, *COUNTRY))
        # What stands nearest to a language we do not have says nothing of what the visitor reads;
        # in danger it is better than nothing.
        foreign = guess.unsupported and not message.get("alarm")
        nearest = None if foreign else guess.code
        code = chosen or nearest or SOURCE
        message.set("language", code, add_to_output=True)
        message.set("text_language", nearest or code, add_to_output=True)
        entities = list(message.get(ENTITIES, []))
        if chosen:
            entities.append(self._entity("language", chosen, 1.0))
        elif guess.sure and not guess.unsupported:
            entities.append(self._entity("language", code, guess.confidence))
        if nearest:
            entities.append(self._entity("language_guess", nearest, guess.confidence))
        if guess.unsupported:
            entities.append(self._entity("language_unsupported", guess.unsupported, 1.0))
            if not message.get("alarm"):
                message.set(UNSUPPORTED_INTENT, True)
                settle_intent(message, UNSUPPORTED_INTENT)
        message.set(ENTITIES, entities, add_to_output=True)

    def _entity(self, name: str, value: str, confidence: float) -> dict[str, Any]:
        # No start or end: the whole text is meant, and no part of it is repeated.
        return {
            "entity": name,
            "value": value,
            "confidence_entity": round(confidence, 3),
            "extractor": type(self).__name__,
        }
