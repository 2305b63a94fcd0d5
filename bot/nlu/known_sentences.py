"""Sentences the training data has, spelling apart: their intent, and no encoding needed.

What people type most ("hello", "food bank", "is it free?") is in the training data; a look-up takes
microseconds where the encoder takes milliseconds. Kept are hashes and vectors, no sentences.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.arabizi import for_encoder
from bot.nlu.component import Trained
from bot.nlu.language_identifier import example_language
from bot.nlu.settling import is_payload, is_settled
from bot.nlu.vectors import encode_sentences, text_key
from bot.words import split_words
from services_catalog.i18n import translate
from services_catalog.labels import INTENTS
from services_catalog.languages import spoken_languages
from services_catalog.text import sanitise
from services_catalog.vocabulary import topic_intents

logger = logging.getLogger(__name__)

CONTRACT = frozenset(INTENTS) - {"none_of_these"}
KNOWN_INTENT = "known_intent"
KNOWN_VECTOR = "known_vector"


def known_key(text: str) -> str | None:
    """The hash under which a training sentence is known; None for a text without words."""
    forms = split_words(text).forms
    return text_key(" ".join(forms)) if forms else None


def known_sentences(keys: Sequence[str | None], labels: Sequence[str]) -> dict[str, str]:
    """Keys of sentences and their intent; sentences that stand under two are left out."""
    known: dict[str, str] = {}
    doubtful: set[str] = set()
    for key, label in zip(keys, labels, strict=True):
        if key is None:
            continue
        if known.setdefault(key, label) != label:
            doubtful.add(key)
    return {key: label for key, label in known.items() if key not in doubtful}


def known_labels() -> dict[str, str]:
    """What our buttons say, in every language we answer in: people type what they read.

    The promise "write ‘delete everything’" must hold to the letter.
    """
    pairs = [
        (translate(label, language).text, intent)
        for language in spoken_languages()
        for intent, label in INTENTS.items()
        if intent in CONTRACT
    ]
    return known_sentences([known_key(text) for text, _ in pairs], [intent for _, intent in pairs])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class KnownSentences(Trained):
    """Sets ``known_intent``, and for topics ``known_vector``, which the search needs."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Untrained, it knows what our buttons say."""
        super().__init__(config, model_storage, resource)
        self._know({}, None)

    def _know(self, intents: dict[str, str], vectors: np.ndarray | None) -> None:
        """``intents``: hash -> intent; ``vectors``: a row for each that is a topic, in order."""
        # A sentence of the training data goes before a label: it was labelled by a person.
        self._intents = known_labels() | intents
        self._vectors = vectors
        wanted = [key for key, intent in intents.items() if intent in topic_intents()]
        self._rows = {key: row for row, key in enumerate(wanted)}

    def train(self, training_data: TrainingData) -> Resource:
        """Hash the sentences; encode those of topics, with what earlier trainings remember."""
        examples = [
            (sanitise(m.get(TEXT)), str(m.get(INTENT)), example_language(m))
            for m in training_data.intent_examples
            if m.get(TEXT)
        ]
        keys = [known_key(text) for text, _, _ in examples]
        intents = known_sentences(keys, [intent for _, intent, _ in examples])
        spoken: dict[str, str] = {}
        for key, (text, _, language) in zip(keys, examples, strict=True):
            if key in intents:
                spoken.setdefault(str(key), for_encoder(text, language))
        wanted = [spoken[key] for key, intent in intents.items() if intent in topic_intents()]
        vectors = encode_sentences(wanted).astype(np.float16)
        self._know(intents, vectors)
        with self._storage.write_to(self._resource) as directory:
            (directory / "known.json").write_text(json.dumps(intents), encoding="utf-8")
            np.save(directory / "vectors.npy", vectors)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KnownSentences:
        """Read what :meth:`train` wrote; an empty component when there is nothing."""
        component = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as directory:
                intents = json.loads((directory / "known.json").read_text(encoding="utf-8"))
                vectors = np.load(directory / "vectors.npy", allow_pickle=False)
        except (ValueError, FileNotFoundError):
            logger.warning("No known sentences: the model was never trained.")
        else:
            component._know(intents, vectors)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Look the text up; what is settled, and what differs, goes on as it is."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not text or is_payload(text) or is_settled(message):
                continue
            key = known_key(sanitise(text)) or ""
            if intent := self._intents.get(key):
                message.set(KNOWN_INTENT, intent)
                if self._vectors is not None and key in self._rows:
                    row = self._vectors[self._rows[key]].astype(np.float32)
                    message.set(KNOWN_VECTOR, row / (np.linalg.norm(row) or 1.0))
        return messages
