"""Where talks are remembered for half an hour: never their text, and never more than needed.

A tracker is saved without message text, vectors or answers, and only its last turns are kept,
with the slots as they stood before them: the 200th turn of a talk costs what the 2nd did.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 4
"""More than the policies look back: rules are of one turn, stories of six actions
(``max_history``), of which each turn has two."""
EXPIRY_SECONDS = 30 * 60
MAX_TALKS = 20_000
"""In memory; the longest silent ones go first. A talk is about 4 kB."""


def forget(tracker: DialogueStateTracker) -> list[Event]:
    """The events of ``tracker`` worth keeping: no text, no answers, the last turns only."""
    events = list(tracker.events)
    restart = max((n for n, e in enumerate(events) if isinstance(e, Restarted)), default=None)
    if restart is not None:  # "delete everything": what was before is gone
        events = events[restart + 1 :]
        head: list[Event] = []
    else:
        users = [n for n, e in enumerate(events) if isinstance(e, UserUttered)]
        cut = users[-KEPT_TURNS] if len(users) > KEPT_TURNS else 0
        head = _slots_before(tracker, events[:cut])
        events = events[cut:]
    if not events or not isinstance(events[0], ActionExecuted | SessionStarted):
        head = [SessionStarted(), *head, ActionExecuted(ACTION_LISTEN_NAME)]
    kept = [_without_text(event) for event in events if not isinstance(event, BotUttered)]
    return head + kept


def _slots_before(tracker: DialogueStateTracker, events: Iterable[Event]) -> list[Event]:
    values: dict[str, Any] = {}
    for event in events:
        if isinstance(event, SlotSet):
            values[event.key] = event.value
    return [SlotSet(name, value) for name, value in values.items() if value is not None]


def _without_text(event: Event) -> Event:
    if not isinstance(event, UserUttered):
        return event
    # No entity either: "no papers" would be a status, and the actions need them only this turn.
    intent = {k: event.intent.get(k) for k in ("name", "confidence")}
    return UserUttered(
        text="",
        intent=intent,
        entities=[],
        parse_data={"intent": intent, "entities": [], "text": ""},
        timestamp=event.timestamp,
        input_channel=event.input_channel,
    )


class _Shelf:
    """Texts with expiry in this process."""

    def __init__(self) -> None:
        self._items: OrderedDict[str, tuple[float, str]] = OrderedDict()

    async def put(self, key: str, value: str) -> None:
        moment = time.monotonic()
        self._items[key] = (moment + EXPIRY_SECONDS, value)
        self._items.move_to_end(key)
        # Oldest first: stop at the first that still lives.
        while self._items:
            first, (expires, _) = next(iter(self._items.items()))
            if expires > moment and len(self._items) <= MAX_TALKS:
                break
            del self._items[first]

    async def get(self, key: str) -> str | None:
        found = self._items.get(key)
        if found is None or found[0] < time.monotonic():
            self._items.pop(key, None)
            return None
        return found[1]

    async def keys(self) -> list[str]:
        return list(self._items)


class _RedisShelf:
    """The same in Redis, for several Rasa servers."""

    def __init__(self, url: str, prefix: str) -> None:
        from redis import asyncio as redis

        self._redis = redis.from_url(url, decode_responses=True)
        self._prefix = prefix

    async def put(self, key: str, value: str) -> None:
        await self._redis.set(self._prefix + key, value, ex=EXPIRY_SECONDS)

    async def get(self, key: str) -> str | None:
        found: str | None = await self._redis.get(self._prefix + key)
        return found

    async def keys(self) -> list[str]:
        found = [key async for key in self._redis.scan_iter(self._prefix + "*")]
        return [key.removeprefix(self._prefix) for key in found]


class ForgetfulTrackerStore(TrackerStore):
    """Rasa's tracker store of this project (``endpoints.yml``, ``tracker_store``).

    ``url: redis://…`` in the endpoint keeps talks in Redis; without it, in memory.
    """

    def __init__(
        self,
        domain: Domain | None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        key_prefix: str = "toeleider:tracker:",
        **kwargs: Any,
    ) -> None:
        """Open the shelf; Redis connects at first use."""
        super().__init__(domain, event_broker, **kwargs)
        self._shelf: _Shelf | _RedisShelf = _RedisShelf(host, key_prefix) if host else _Shelf()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what :func:`forget` leaves, for half an hour from now."""
        events = forget(tracker)
        await self._shelf.put(tracker.sender_id, json.dumps([event.as_dict() for event in events]))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The talk of ``sender_id``, None when there is none or it expired."""
        text = await self._shelf.get(sender_id)
        if text is None:
            return None
        return DialogueStateTracker.from_dict(
            sender_id, json.loads(text), self.domain.slots, self.max_event_history
        )

    async def keys(self) -> Iterable[str]:
        """The ids of all talks remembered now."""
        return await self._shelf.keys()
