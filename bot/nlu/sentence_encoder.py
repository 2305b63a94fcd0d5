"""The sentence encoder as a Rasa featurizer: every text is encoded once per turn."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections import OrderedDict
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


def pack_vector(vector: np.ndarray) -> str:
    """384 numbers as base64 of little-endian float16: what travels to the action server."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def unpack_vector(packed: str) -> np.ndarray:
    """The float32 vector of :func:`pack_vector`."""
    return np.frombuffer(base64.b64decode(packed), dtype="<f2").astype(np.float32)


class VectorCache:
    """The vectors of the latest texts, by salted hash: what was written cannot be read from it.

    The salt lives in this process only.
    """

    def __init__(self, size: int = 2000) -> None:
        """``size``: entries kept (1.5 KB each)."""
        self._size, self._salt = size, secrets.token_bytes(16)
        self._rows: OrderedDict[bytes, np.ndarray] = OrderedDict()

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8"), digest_size=16, key=self._salt).digest()

    def get(self, text: str) -> np.ndarray | None:
        """The vector of a sanitised text, if it was asked before."""
        key = self._key(text)
        vector = self._rows.get(key)
        if vector is not None:
            self._rows.move_to_end(key)
        return vector

    def put(self, text: str, vector: np.ndarray) -> None:
        """Remember; the least lately used goes."""
        self._rows[self._key(text)] = vector
        if len(self._rows) > self._size:
            self._rows.popitem(last=False)


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
        """``cache_size``: vectors remembered between turns."""
        return {"cache_size": 2000}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """``name`` marks the features as made here."""
        super().__init__(name, {FEATURIZER_CLASS_ALIAS: None, **config})
        self._cache = VectorCache(int(config.get("cache_size", 2000)))

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
                vector = self._encode(for_encoder(text, message.get("text_language")))
            self._attach(message, vector)
            message.set(VECTOR_PROPERTY, pack_vector(vector), add_to_output=True)
        return messages

    def _encode(self, text: str) -> np.ndarray:
        vector = self._cache.get(text)
        if vector is None:
            vector = default_encoder().encode([text])[0]
            self._cache.put(text, vector)
        return vector

    def _attach(self, message: Message, vector: np.ndarray) -> None:
        features = Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
        message.add_features(features)
