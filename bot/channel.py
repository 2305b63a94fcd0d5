"""The door between the web process and Rasa: one message in, all answers out."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Request, response
from sanic.response import HTTPResponse

from bot.responses import CARD_CHANNEL
from services_catalog.log_guard import guard_logs, spoken

log = logging.getLogger(__name__)


class MessageCollector(OutputChannel):
    """Collects whole messages: text, buttons and cards stay together."""

    def __init__(self) -> None:
        """Start with no message."""
        self.messages: list[dict[str, Any]] = []
        self.language: str | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name in responses and metrics."""
        return CARD_CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take a message as the response generator and the actions made it."""
        custom = message.get("custom") or {}
        # The talk's language; a sentence that misses a translation is in Dutch all the same.
        self.language = message.get("talk_language") or self.language
        self.messages.append(
            {
                "kind": custom.get("kind", "answer"),
                "text": message.get("text") or "",
                "language": message.get("language"),
                "buttons": [
                    {"title": b["title"], "payload": b["payload"]}
                    for b in message.get("buttons") or []
                ],
                "cards": custom.get("cards", []),
                "lines": custom.get("lines", []),
            }
        )

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Rasa's own texts (none are expected) come this way."""
        await self.send_response(recipient_id, {"text": text})


class ToeleiderInput(InputChannel):
    """``POST /webhooks/toeleider/webhook`` for the web process only; never exposed."""

    @classmethod
    def name(cls) -> str:
        """The last part of the address."""
        return CARD_CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """The routes: ``/`` says that it lives, ``/webhook`` takes a message."""
        guard_logs()
        routes = Blueprint("toeleider_webhook")

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = request.json or {}
            sender, text = body.get("sender"), body.get("message")
            if not isinstance(sender, str) or not isinstance(text, str) or not sender:
                return response.json({"error": "sender and message are needed"}, status=400)
            collector = MessageCollector()
            metadata = body.get("metadata") if isinstance(body.get("metadata"), dict) else {}
            try:
                with spoken(text):
                    await on_new_message(
                        UserMessage(
                            text, collector, sender, input_channel=self.name(), metadata=metadata
                        )
                    )
            except Exception as error:  # the visitor gets an apology from the web process
                # Only the kind of error: its words may quote the message.
                log.error("A turn failed: %s", type(error).__name__)
                return response.json({"error": "turn failed"}, status=500)
            return response.json({"language": collector.language, "messages": collector.messages})

        return routes
