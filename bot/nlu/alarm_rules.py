"""Alarm rules: phrases that mean danger settle the intent before any model looks.

The rules are files a social worker can read (``data/alarms/<lang>.yml``); they are read when the
assistant starts, so a new rule needs no training.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.settling import is_payload, settle_intent
from bot.phrases import PhraseBook, PhraseError
from bot.words import Words, split_words
from services_catalog.settings import PROJECT_ROOT
from services_catalog.text import sanitise

PRIORITY = ("urgent_medical", "report_violence", "express_despair")
"""Which alarm wins when a text holds several: the one with the least time."""


@dataclass(frozen=True)
class Alarm:
    """A rule that fired: the alarm intent, and the rule as ``<lang>/<id>``."""

    intent: str
    rule: str

    @property
    def language(self) -> str:
        """The language of the rule."""
        return self.rule.partition("/")[0]


class AlarmBook:
    """All alarm rules of all languages. Every rule is tried on every text: people mix languages."""

    def __init__(self, directory: Path) -> None:
        """Read ``*.yml``. Raises :class:`PhraseError` naming file, rule, phrase, cause and cure."""
        self._phrases = PhraseBook()
        self._unless: dict[Alarm, PhraseBook] = {}
        self.languages: list[str] = []
        for path in sorted(directory.glob("*.yml")):
            self._read(path)
        # File the phrases now, not when the first visitor waits.
        self._phrases.find(split_words("warm up"))

    def _read(self, path: Path) -> None:
        # BaseLoader: "112" and "no" are words here, not a number and a falsehood.
        document = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506
        language = str(document["language"])
        self.languages.append(language)
        seen: set[str] = set()
        for rule in document["alarm_rules"]:
            where = f"{path.name}: rule {rule.get('id')}"
            if rule.get("alarm") not in PRIORITY:
                raise PhraseError(where, str(rule.get("alarm")), "this alarm does not exist",
                                  f"Write one of {', '.join(PRIORITY)}")  # fmt: skip
            if rule["id"] in seen:
                raise PhraseError(where, rule["id"], "two rules have this id", "Rename one")
            seen.add(rule["id"])
            alarm = Alarm(rule["alarm"], f"{language}/{rule['id']}")
            for phrase in rule["phrases"]:
                self._phrases.add(phrase, alarm, where=where, language=language)
            if rule.get("unless"):
                book = self._unless[alarm] = PhraseBook()
                for phrase in rule["unless"]:
                    book.add(phrase, None, where=where + ", unless", language=language)

    def find(self, words: Words) -> Alarm | None:
        """The gravest alarm in a text, or None.

        A rule is off when one of its ``unless`` phrases occurs. So is a rule of another language
        that saw no more than the same words: "suicide line for volunteers" is calm by the English
        rule, and the French one, which knows the word too, cannot judge the rest.
        """
        matches = self._phrases.find(words)
        calm = {
            alarm for alarm in {match.label for match in matches}
            if alarm in self._unless and self._unless[alarm].find(words)
        }  # fmt: skip
        calm_words = {(m.start, m.end, m.label.language) for m in matches if m.label in calm}
        hits: set[Alarm] = {
            m.label for m in matches
            if m.label not in calm
            and not any(m.start == start and m.end == end and m.label.language != language
                        for start, end, language in calm_words)
        }  # fmt: skip
        return min(hits, key=lambda a: (PRIORITY.index(a.intent), a.rule), default=None)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AlarmRules(GraphComponent, IntentClassifier):
    """First component of the pipeline. Sets the output property ``alarm``.

    ``alarm`` is ``{"intent": …, "rule": "nl/not_breathing"}``; components that follow leave the
    intent of such a message alone.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``directory``: where the rules are; the project's own by default."""
        return {"directory": None}

    def __init__(self, config: dict[str, Any]) -> None:
        """Read the rules."""
        self._book = AlarmBook(Path(config.get("directory") or PROJECT_ROOT / "data" / "alarms"))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AlarmRules:
        """Made by Rasa at load time."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Settle the intent of messages that mean danger."""
        for message in messages:
            text = message.get("text")
            if not text or is_payload(text):
                continue
            alarm = self._book.find(split_words(sanitise(text)))
            if alarm:
                found = {"intent": alarm.intent, "rule": alarm.rule}
                message.set("alarm", found, add_to_output=True)
                settle_intent(message, alarm.intent)
        return messages
