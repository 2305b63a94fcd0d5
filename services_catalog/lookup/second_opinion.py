"""What the assistant would answer: asked through a callable, so that no model is known here."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services_catalog.languages import known, languages

log = logging.getLogger(__name__)

Reply = dict[str, Any]
Ask = Callable[[str, str], "Reply | Awaitable[Reply]"]
"""``(question, language)`` to a reply as the API gives it: ``{"messages": [{"text", "cards",
"lines", "language", "kind"}]}``."""


@dataclass(frozen=True)
class Said:
    """One thing said: its text, the titles of its cards and the lines to call."""

    text: str
    kind: str
    language: str
    cards: tuple[tuple[str, str, str], ...]
    """Id, title and language of the services."""
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The assistant's answer in one language; ``failed`` when it could not be had."""

    language: str
    own: str
    direction: str
    said: tuple[Said, ...] = ()
    failed: bool = False


async def answers(ask: Ask, question: str, asked: Sequence[str]) -> list[Answer]:
    """The answers to ``question`` in the languages ``asked``, at the same time, in order."""
    return list(await asyncio.gather(*(_answer(ask, question, code) for code in asked)))


async def _answer(ask: Ask, question: str, code: str) -> Answer:
    language = languages()[code]
    try:
        reply = ask(question, code)
        if inspect.isawaitable(reply):
            reply = await reply
        said = tuple(_said(message, code) for message in reply["messages"])
    except Exception as error:
        # Whatever it is, its message may hold the question: only its kind is written.
        log.error("The assistant gave no answer to look at (%s)", type(error).__name__)
        return Answer(code, language.own, language.direction, failed=True)
    return Answer(code, language.own, language.direction, said)


def _said(message: dict[str, Any], code: str) -> Said:
    cards = tuple(
        (str(card["id"]), str(card["title"]), known(str(card.get("language") or code)) or code)
        for card in message.get("cards") or ()
    )
    lines = tuple(
        f"{line['number']} {line.get('name', '')}".strip() for line in message.get("lines") or ()
    )
    return Said(
        text=str(message.get("text") or ""),
        kind=str(message.get("kind") or "answer"),
        language=known(str(message.get("language") or code)) or code,
        cards=cards,
        lines=lines,
    )
