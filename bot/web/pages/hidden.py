"""What a page of the chat hands to the next one: two random ids, and the services shown before."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.web.gateway import plain_text
from bot.web.payloads import SERVICE_ID
from bot.web.shapes import Message

MAX_EARLIER = 8
MAX_TITLE = 120
Earlier = list[tuple[str, str]]


@dataclass(frozen=True)
class Talk:
    """What a page hands to the next one in its hidden fields."""

    session: str
    turn: str
    chosen: bool
    earlier: Earlier

    @property
    def earlier_json(self) -> str:
        """The services shown before, as the hidden field holds them."""
        return as_json(self.earlier)


def as_json(earlier: Earlier) -> str:
    """A list of services as the hidden field holds it; :func:`read_earlier` reads it again."""
    return json.dumps(earlier, ensure_ascii=False, separators=(",", ":"))


def read_earlier(text: str) -> Earlier:
    """The hidden list of services shown before; whatever is odd in it is left out."""
    try:
        raw = json.loads(text) if len(text) < 4000 else []
    except (ValueError, RecursionError):
        return []
    kept: Earlier = []
    for item in raw if isinstance(raw, list) else []:
        match item:
            case [str(service_id), str(title)] if SERVICE_ID.fullmatch(service_id):
                kept.append((service_id, plain_text(title, MAX_TITLE) or service_id))
    return kept[:MAX_EARLIER]


def remember(earlier: Earlier, messages: list[Message]) -> Earlier:
    """The services shown now before those shown earlier, each once, at most eight."""
    now = [(card.id, card.title[:MAX_TITLE]) for message in messages for card in message.cards]
    merged: dict[str, str] = {}
    for service_id, title in [*now, *earlier]:
        merged.setdefault(service_id, title)
    return list(merged.items())[:MAX_EARLIER]
