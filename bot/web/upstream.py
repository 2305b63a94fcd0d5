"""The Rasa server behind us: one question, one reply, or :class:`NoAnswer`."""

from __future__ import annotations

import logging
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from bot.web.payloads import parse_payload
from bot.web.shapes import Button, Card, Line, Message, Reply
from services_catalog.languages import known

log = logging.getLogger(__name__)

ALIVE = "/webhooks/toeleider/"
WEBHOOK = "/webhooks/toeleider/webhook"
Part = TypeVar("Part", Card, Line)
KINDS = frozenset({"answer", "alarm", "notice", "error"})


class NoAnswer(RuntimeError):
    """Rasa gave no usable reply; the message says why, without a word of the visitor's."""


class Upstream:
    """A client of the Rasa server's ``toeleider`` channel."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        """``client`` has the server's address and the time limit."""
        self._client = client

    async def ask(
        self, session: str, turn: str, text: str, language: str | None, hint: str
    ) -> Reply:
        """The reply to ``text`` (or a payload).

        ``language`` is the visitor's own choice and wins; ``hint`` is the language of the page,
        for when nothing better is known.

        Raises:
            NoAnswer: refused, too late, a server error, or a reply without anything to show.
        """
        question = {
            "sender": session,
            "message": text,
            "metadata": {"language": language, "hint": hint, "turn": turn},
        }
        try:
            response = await self._client.post(WEBHOOK, json=question)
            response.raise_for_status()
            data = response.json()
        except httpx.HTTPStatusError as error:
            raise NoAnswer(f"Rasa answered with status {error.response.status_code}") from None
        except (httpx.HTTPError, ValueError, RecursionError) as error:
            raise NoAnswer(f"no reply from Rasa ({type(error).__name__})") from None
        return read_reply(data, language or hint)

    async def ready(self) -> bool:
        """Whether the Rasa server answers at all."""
        try:
            return (await self._client.get(ALIVE, timeout=2.0)).is_success
        except httpx.HTTPError:
            return False


def read_reply(data: Any, fallback: str) -> Reply:
    """Check what Rasa sent; broken messages and cards are left out and logged by kind.

    Raises:
        NoAnswer: nothing is left to show.
    """
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        raise NoAnswer("Rasa's reply has no list of messages")
    named = data.get("language")
    language = (known(named) if isinstance(named, str) else None) or fallback
    messages = [_message(raw, language) for raw in data["messages"] if isinstance(raw, dict)]
    kept = [message for message in messages if message is not None]
    if not kept:
        raise NoAnswer("Rasa's reply has nothing to show")
    # What is said before the numbers of an alarm is the alarm itself.
    last = max((i for i, message in enumerate(kept) if message.kind == "alarm"), default=0)
    for message in kept[:last]:
        message.kind = "alarm"
    return Reply(language=language, messages=kept)


def _message(raw: dict[str, Any], language: str) -> Message | None:
    spoken = raw.get("language")
    spoken = (known(spoken) if isinstance(spoken, str) else None) or language
    try:
        message = Message(
            kind=raw["kind"] if raw.get("kind") in KINDS else "answer",
            text=raw.get("text") or "",
            language=spoken,
            buttons=[
                Button(title=button["title"], payload=button["payload"])
                for button in raw.get("buttons") or []
                if _useful(button)
            ],
            cards=_checked(Card, raw.get("cards")),
            lines=_checked(Line, raw.get("lines")),
        )
    except (ValidationError, TypeError) as error:
        log.error(
            "A message from Rasa has the wrong shape (%s) and is left out", type(error).__name__
        )
        return None
    return message if _shows(message) else None


def _shows(message: Message) -> bool:
    return bool(message.text.strip() or message.cards or message.lines or message.buttons)


def _useful(button: Any) -> bool:
    if not isinstance(button, dict):
        return False
    title, payload = button.get("title"), button.get("payload")
    if not isinstance(title, str) or not isinstance(payload, str) or not title.strip():
        return False
    if parse_payload(payload) is None:
        log.error("A button from Rasa has a payload that is not on the list and is left out")
        return False
    return True


def _checked(shape: type[Part], raw: Any) -> list[Part]:
    """The parts of ``raw`` that have the shape; a broken one does not take the others along."""
    kept: list[Part] = []
    for part in raw or []:
        try:
            kept.append(shape.model_validate(part))
        except ValidationError as error:
            where = ", ".join(".".join(map(str, e["loc"])) for e in error.errors()[:3])
            log.error("A %s from Rasa is left out, its shape is wrong: %s", shape.__name__, where)
    return kept
