"""What an action needs to know of the turn at hand, read from the tracker once."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.search.query import Query
from services_catalog.talk_language import talk_language
from services_catalog.vocabulary import ALARMS, Risk, topics

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS_OF = {"morning": 9, "afternoon": 14, "evening": 19, "tonight": 22}


@dataclass(frozen=True)
class Turn:
    """One message of a visitor, understood. Holds its words only while the action runs."""

    language: str
    intent: str
    ranking: tuple[str, ...]
    entities: dict[str, list[Any]]
    slots: dict[str, Any]
    metadata: dict[str, Any]
    danger: float = 0.0
    """How likely it is, all alarms together, that somebody is in danger: 0-1."""
    text: str = field(default="", repr=False)
    vector: np.ndarray | None = field(default=None, repr=False, compare=False)
    moment: datetime = field(default_factory=now)

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """Read the latest message of ``tracker``."""
        message = tracker.latest_message or {}
        entities: dict[str, list[Any]] = {}
        for entity in message.get("entities") or []:
            entities.setdefault(entity["entity"], []).append(entity["value"])
        slots = tracker.current_slot_values()
        metadata = message.get("metadata") or {}
        text = message.get("text") or ""
        ranking = message.get("intent_ranking") or []
        return cls(
            language=talk_language(slots, metadata),
            intent=(message.get("intent") or {}).get("name") or "",
            ranking=tuple(guess["name"] for guess in ranking),
            danger=sum(guess["confidence"] for guess in ranking if guess["name"] in ALARMS),
            entities=entities,
            slots=slots,
            metadata=metadata,
            text="" if text.startswith("/") else text,
            vector=_vector(message.get("query_vector")),
        )

    @property
    def translator(self) -> Translator:
        """Sentences in the language of the talk."""
        return Translator(self.language)

    @property
    def alarming(self) -> bool:
        """Somebody is in danger: nothing may stand before the numbers."""
        return self.intent in ALARMS

    def first(self, entity: str) -> Any:
        """The first value of an entity, None without one."""
        return next(iter(self.entities.get(entity, [])), None)

    @property
    def day(self) -> datetime | None:
        """The day (and hour, if a part of the day was said) that was named, None for none."""
        whens = self.entities.get("when", [])
        day: datetime | None = None
        today = self.moment.replace(minute=0, second=0, microsecond=0)
        for when in whens:
            if when in WEEKDAYS:
                ahead = (WEEKDAYS.index(when) - today.weekday()) % 7
                day = today.replace(hour=12) + timedelta(days=ahead)
            elif when == "weekend":
                ahead = (5 - today.weekday()) % 7 if today.weekday() < 5 else 0
                day = today.replace(hour=12) + timedelta(days=ahead)
            elif when == "tomorrow":
                day = today.replace(hour=12) + timedelta(days=1)
            elif when in ("today", "tonight", "now"):
                day = day or today
        for when in whens:
            if when in HOURS_OF:
                day = (day or today).replace(hour=HOURS_OF[when])
        return day

    @property
    def wants_open_at(self) -> datetime | None:
        """The moment something should be open, if the visitor said one."""
        whens = set(self.entities.get("when", []))
        if self.entities.get("open_now") or "now" in whens:
            return self.moment
        if whens & {*HOURS_OF, "today"}:
            day = self.day
            return max(day, self.moment) if day else None
        return self.day

    @property
    def tonight(self) -> datetime:
        """The coming night: now when it is late, else this evening at ten."""
        return max(self.moment, self.moment.replace(hour=22, minute=0))

    def query(self, wanted: tuple[str, ...], **more: Any) -> Query:
        """The catalogue query of this message about the topics ``wanted``."""
        age = self.first("age")
        urgent = any(topics()[topic].risk is Risk.EMERGENCY for topic in wanted)
        return Query(
            language=self.language,
            text=self.text,
            vector=self.vector,
            topics=wanted,
            # Nowhere to sleep means tonight, whether it is said or not.
            open_at=self.wants_open_at or (self.tonight if urgent else None),
            free=bool(self.entities.get("free")),
            age=age if isinstance(age, int) else None,
            neighbourhood=self.first("neighbourhood"),
            household=frozenset(_audience(self.entities.get("household", []))),
            everyone_first=bool(self.entities.get("no_papers")),
            **more,
        )


_AUDIENCE = {
    "baby": "children", "child": "children", "teenager": "youth", "family": "family",
    "alone": "alone", "pregnant": "pregnant", "elderly": "elderly", "woman": "women",
    "man": "men",
}  # fmt: skip


def _audience(household: list[str]) -> set[str]:
    found = {_AUDIENCE[key] for key in household if key in _AUDIENCE}
    # What is for the young is for children too, and whoever has a child comes as a family.
    if "children" in found:
        found |= {"youth"}
    return found | {"family"} if found & {"children", "pregnant"} else found


def _vector(packed: str | None) -> np.ndarray | None:
    if not packed:
        return None
    vector = np.frombuffer(base64.b64decode(packed), dtype="<f2").astype(np.float32)
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else None


def topic_of(intent: str) -> str | None:
    """The topic a topic intent asks for."""
    key = intent.removeprefix("ask_")
    return key if key in topics() else None


def say(dispatcher: CollectingDispatcher, response: str, turn: Turn, **values: Any) -> None:
    """Utter a response of the domain in the language of the talk.

    ``cards``, ``lines`` and ``kind`` travel beside the text; ``buttons`` are title and payload.
    """
    custom = {key: values.pop(key) for key in ("cards", "lines", "kind") if key in values}
    values.setdefault("in_language", turn.language)
    dispatcher.utter_message(response=response, json_message=custom or None, **values)
