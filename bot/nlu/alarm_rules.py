"""The first component of the pipeline: phrases that mean danger come before any model."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from bot.alarm_book import Alarm, AlarmBook
from bot.nlu.component import Configured
from bot.nlu.settling import is_payload, settle_intent
from bot.words import split_words
from services_catalog.settings import PROJECT_ROOT
from services_catalog.text import sanitise

ALARMS_HEARD = "alarms_heard"
"""All rules that fired, for the language identifier, which knows whose language it is."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AlarmRules(Configured, IntentClassifier):
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
        super().__init__(config)
        self._book = AlarmBook(Path(config.get("directory") or PROJECT_ROOT / "data" / "alarms"))

    def process(self, messages: list[Message]) -> list[Message]:
        """Settle the intent of messages that mean danger."""
        for message in messages:
            text = message.get("text")
            if not text or is_payload(text):
                continue
            alarms = self._book.find_all(split_words(sanitise(text)))
            if alarms:
                message.set(ALARMS_HEARD, alarms)
                sound(message, alarms[0])
        return messages


def sound(message: Message, alarm: Alarm) -> None:
    """Let ``alarm`` settle the message."""
    found = {"intent": alarm.intent, "rule": alarm.rule}
    message.set("alarm", found, add_to_output=True)
    settle_intent(message, alarm.intent)


def withdraw_foreign(message: Message, languages: Collection[str]) -> None:
    """Keep only alarms that rules of ``languages`` heard; without any the message is open again."""
    heard: list[Alarm] = message.get(ALARMS_HEARD) or []
    kept = [alarm for alarm in heard if alarm.language in languages]
    if kept:
        sound(message, kept[0])
    elif heard:
        message.set("alarm", None, add_to_output=True)
