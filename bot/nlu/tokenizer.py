"""Tokens by spaCy's blank pipelines, for Rasa's own tools (evaluation, entity alignment)."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.words import BLANKS
from services_catalog.languages import spoken_languages
from services_catalog.text import MAX_CHARACTERS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankTokenizer(Tokenizer):
    """Tokenises in the language of the message (``xx`` where spaCy has no rules of its own)."""

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
        """Make the tokenisers now: French alone takes most of a second, no visitor should wait."""
        super().__init__(config)
        for code in spoken_languages():
            BLANKS.get(code)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of an attribute; of an endless text only the start."""
        text = str(message.get(attribute))[:MAX_CHARACTERS]
        # spaCy stores strings as UTF-8, which knows no lone surrogates.
        text = text.encode("utf-8", "replace").decode("utf-8")
        nlp = BLANKS.get(message.get("language") or "xx")
        # What spaCy would remember of a text is forgotten: no words kept, no memory that grows.
        with nlp.vocab.memory_zone():
            tokens = [
                Token(token.text, token.idx) for token in nlp.tokenizer(text) if token.text.strip()
            ]
        return list(self._apply_token_pattern(tokens))
