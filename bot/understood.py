"""What was understood of a text is remembered by a salted hash of it.

A text that is sent again, by the same visitor or another, is not taken apart again.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import secrets
from collections import OrderedDict
from typing import Any
from weakref import WeakKeyDictionary

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

from bot.nlu.gazetteer import load_gazetteer
from bot.nlu.settling import is_payload

KEPT = 2000
"""Texts whose understanding is remembered, some 3 KB each, packed."""


class Understood:
    """What was understood of the latest texts. Nothing of a text can be read from it.

    The key is a hash with a salt of this process. Kept are intents, keys of our own lists
    (entities hold nothing else) and the vector: see ``bot/nlu/gazetteer.py``.
    """

    def __init__(self, size: int = KEPT) -> None:
        """``size``: texts remembered; the least lately asked goes first."""
        self._size, self._salt = size, secrets.token_bytes(16)
        self._rows: OrderedDict[bytes, bytes] = OrderedDict()
        self._names: object = None

    def with_names(self, names: object) -> None:
        """``names``: what staff call the neighbourhoods; under other names all is forgotten."""
        if names is not self._names:
            self._names = names
            self._rows.clear()

    def __len__(self) -> int:
        """How many texts are remembered."""
        return len(self._rows)

    def _key(self, text: str, metadata: object) -> bytes:
        whole = json.dumps([text, metadata], sort_keys=True, default=str)
        return hashlib.blake2b(whole.encode(), digest_size=16, key=self._salt).digest()

    def get(self, text: str, metadata: object) -> dict[str, Any] | None:
        """What was understood of ``text``, with the text put back in; None when it is new."""
        key = self._key(text, metadata)
        if (row := self._rows.get(key)) is None:
            return None
        self._rows.move_to_end(key)
        # Whoever gets it may write in it: Rasa does.
        return {TEXT: text, **pickle.loads(row)}  # noqa: S301 - our own bytes, of this process

    def put(self, text: str, metadata: object, understood: dict[str, Any]) -> None:
        """Remember all but the text."""
        kept = {name: value for name, value in understood.items() if name != TEXT}
        self._rows[self._key(text, metadata)] = pickle.dumps(kept)
        if len(self._rows) > self._size:
            self._rows.popitem(last=False)


# One memory for each model: with another model a text may mean something else.
_understood: WeakKeyDictionary[MessageProcessor, Understood] = WeakKeyDictionary()
_take_apart = MessageProcessor._parse_message_with_graph


def parse_remembering(
    self: MessageProcessor,
    message: UserMessage,
    tracker: DialogueStateTracker,
    only_output_properties: bool = True,
) -> dict[str, Any]:
    """As Rasa's own; no component of ours looks at the talk (``tracker``)."""
    text = message.text
    # What a button carries is quick to read, and may hold more than keys of ours.
    if not text or is_payload(text) or not only_output_properties:
        plain: dict[str, Any] = _take_apart(self, message, tracker, only_output_properties)
        return plain
    memory = _understood.setdefault(self, Understood())
    memory.with_names(load_gazetteer({}).places())
    found = memory.get(text, message.metadata)
    if found is None:
        found = _take_apart(self, message, tracker, only_output_properties)
        if found.get(TEXT) == text:
            memory.put(text, message.metadata, found)
    return found
