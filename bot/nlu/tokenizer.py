"""Tokens by spaCy, for Rasa's own tools (evaluation, entity alignment)."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from services_catalog.text import MAX_CHARACTERS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankTokenizer(Tokenizer):
    """spaCy's blank pipeline for any language.

    Nothing that understands looks at these tokens, so the exceptions that spaCy keeps for each
    language (54 MB and five seconds at every start, for ours) would serve nobody.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing of its own; what Rasa's base class reads."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        """Make the pipeline."""
        super().__init__(config)
        self._blank = spacy.blank("xx")

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the sentences as they are: no component is trained on tokens."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of an attribute; of an endless text only the start."""
        text = str(message.get(attribute))[:MAX_CHARACTERS]
        # spaCy stores strings as UTF-8, which knows no lone surrogates.
        text = text.encode("utf-8", "replace").decode("utf-8")
        # What spaCy would remember of a text is forgotten: no words kept, no memory that grows.
        with self._blank.vocab.memory_zone():
            tokens = [
                Token(token.text, token.idx)
                for token in self._blank.tokenizer(text)
                if token.text.strip()
            ]
        return list(self._apply_token_pattern(tokens))
