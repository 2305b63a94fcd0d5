"""Responses in the visitor's language: the domain's Dutch sentence, through gettext."""

from __future__ import annotations

from string import Formatter
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.rasa_speed import speed_up
from services_catalog.cards import as_text
from services_catalog.i18n import translate
from services_catalog.languages import languages
from services_catalog.log_guard import guard_logs
from services_catalog.phones import NUMBERS
from services_catalog.settings import load_settings
from services_catalog.talk_language import talk_language

CARD_CHANNEL = "toeleider"
"""The name of the channel that shows cards; every other one gets them as plain text."""


class GettextResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Renders ``utter_…`` responses of the domain (``endpoints.yml``, ``nlg``).

    Values come from the action's keywords and from our constants (``{number_112}``); a sentence
    without a translation is shown in Dutch and its ``language`` says so.

    A kind of Rasa's own generator, because Rasa hands the responses of a newly loaded model to
    that one only (``rasa.core.agent.Agent.load_model``).
    """

    def __init__(self, endpoint_config: EndpointConfig | None, domain: Domain) -> None:
        """Keep the responses of ``domain``; put the fences around the logs up."""
        super().__init__(domain.responses)
        guard_logs()
        speed_up()
        self._constants = {f"number_{name}": number for name, number in NUMBERS.items()}
        self._constants["city"] = load_settings().city

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The message for ``utter_action``: text, language, direction and buttons.

        Returns None for a response the domain does not know (Rasa then says nothing).
        """
        variations = self.responses.get(utter_action)
        if not variations:
            return None
        source = variations[0]
        metadata = tracker.latest_message.metadata if tracker.latest_message else {}
        language = kwargs.get("in_language") or talk_language(
            tracker.current_slot_values(), metadata
        )
        sentence = translate(source.get("text", ""), language)
        text = fill(sentence.text, {**self._constants, **kwargs})
        buttons = [
            {"title": translate(b["title"], language).text, "payload": b["payload"]}
            for b in source.get("buttons", [])
        ]
        message: dict[str, Any] = {
            "text": text,
            "buttons": buttons,
            "language": sentence.language,
            "talk_language": language,
            "direction": languages()[sentence.language].direction,
        }
        if output_channel != CARD_CHANNEL:
            message["text"] = _plain(text, kwargs.get("custom") or {})
        return message


def fill(text: str, values: dict[str, Any]) -> str:
    """``text`` with its ``{names}`` replaced; without a value a name becomes a dash."""
    pieces: list[str] = []
    for literal, name, _, _ in Formatter().parse(text):
        pieces.append(literal)
        if name is not None:
            value = values.get(name)
            pieces.append("–" if value is None else str(value))
    return "".join(pieces)


def _plain(text: str, custom: dict[str, Any]) -> str:
    parts = [text]
    parts += [as_text(card) for card in custom.get("cards", [])]
    parts += [f"{x['number']}  {x['name']}: {x['purpose']}" for x in custom.get("lines", [])]
    return "\n\n".join(filter(None, parts))
