"""Who may decide the intent of a message: what is settled early is not decided again."""

from __future__ import annotations

from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

UNSUPPORTED_INTENT = "unsupported_language"


def is_payload(text: str) -> bool:
    """A button's payload (``/ask_housing{…}``): Rasa's own RegexMessageHandler settles it."""
    return text.lstrip().startswith("/")


def settle_intent(message: Message, name: str, confidence: float = 1.0) -> None:
    """Give a message its intent, alone in the ranking."""
    intent = {"name": name, "confidence": confidence}
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [dict(intent)], add_to_output=True)


def is_settled(message: Message) -> bool:
    """True for alarms and for languages we do not understand."""
    return bool(message.get("alarm") or message.get(UNSUPPORTED_INTENT))
