"""The sentence encoder as a Rasa featurizer.

A text that is sent again does not come here: see ``bot/rasa_speed.py``.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.arabizi import for_encoder
from bot.nlu.fingerprints import files_fingerprint
from bot.nlu.known_sentences import KNOWN_INTENT, KNOWN_VECTOR
from bot.nlu.language_identifier import example_language
from bot.nlu.settling import is_payload
from bot.nlu.vectors import encode_sentences
from services_catalog.encoder import default_encoder
from services_catalog.text import has_words, sanitise
from services_catalog.vocabulary import topic_intents

VECTOR_PROPERTY = "query_vector"
READ_PROPERTY = "encoded_text"
"""The :class:`EncodedText`, for the reader of clauses; it goes with the message."""


def pack_vector(vector: np.ndarray) -> str:
    """384 numbers as base64 of little-endian float16: what travels to the action server."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def unpack_vector(packed: str) -> np.ndarray:
    """The float32 vector of :func:`pack_vector`."""
    return np.frombuffer(base64.b64decode(packed), dtype="<f2").astype(np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Sets a dense sentence feature ``(1, 384)`` and the output property ``query_vector``.

    Button payloads, alarms, known sentences and texts without a letter or digit are not encoded.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokeniser, as for every featurizer of Rasa."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set."""
        return {}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """``name`` marks the features as made here."""
        super().__init__(name, {FEATURIZER_CLASS_ALIAS: None, **config})

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train again when code or lists behind this file change."""
        return files_fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Made by Rasa; the weights are loaded now, so that the first visitor need not wait."""
        default_encoder().encode(["warm up"])
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be wrong."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all examples, with what is remembered from earlier trainings."""
        examples = [m for m in training_data.training_examples if m.get(TEXT)]
        texts = [for_encoder(sanitise(m.get(TEXT)), example_language(m)) for m in examples]
        vectors = encode_sentences(texts)
        for message, vector in zip(examples, vectors, strict=True):
            self._attach(message, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode what visitors write."""
        for message in messages:
            text = message.get(TEXT)
            if not text or is_payload(text) or message.get("alarm"):
                continue
            text = sanitise(text)
            if not has_words(text):
                continue
            vector = message.get(KNOWN_VECTOR)
            if vector is None and message.get(KNOWN_INTENT) not in (None, *topic_intents()):
                # No search follows: the vector would serve nobody.
                continue
            if vector is None:
                spoken = for_encoder(text, message.get("text_language"))
                read = default_encoder().read(spoken)
                message.set(READ_PROPERTY, read)
                vector = read.vector
            self._attach(message, vector)
            message.set(VECTOR_PROPERTY, pack_vector(vector), add_to_output=True)
        return messages

    def _attach(self, message: Message, vector: np.ndarray) -> None:
        features = Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
        message.add_features(features)
