"""What a turn counts as. Every turn that asks something is counted once, in the action server.

The action that answered knows topic and outcome best; what it said tells which. Turns that only
talk (a greeting, thanks, the menu, a choice of language) ask nothing and are not counted, nor is
an apology for a catalogue that cannot be read: there is nowhere to write it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from actions.desk import desk
from actions.turn import Turn, topic_of
from services_catalog.database import CatalogueUnavailable
from services_catalog.indicators import Counter
from services_catalog.models import Outcome

log = logging.getLogger(__name__)

TOPIC_OFF = "topic_off"
"""The ``kind`` of a message about a topic that is switched off."""
CARD_CHANNEL = "toeleider"

# Of several things said in one turn the first in this table counts.
OUTCOMES: Mapping[str, Outcome] = {
    "utter_alarm_contacts": Outcome.ALARM,
    "utter_language_unsupported": Outcome.UNSUPPORTED_LANGUAGE,
    "utter_language_unknown": Outcome.UNSUPPORTED_LANGUAGE,
    "utter_wrong_answer": Outcome.WRONG_ANSWER,
    TOPIC_OFF: Outcome.CLOSED,
    "utter_hand_over_open": Outcome.HUMAN,
    "utter_hand_over_closed": Outcome.CLOSED,
    "utter_out_of_scope": Outcome.OUT_OF_SCOPE,
    "utter_fallback": Outcome.FALLBACK,
    "utter_ask_affirmation": Outcome.FALLBACK,
    "utter_ask_rephrase": Outcome.FALLBACK,
    "utter_which_service": Outcome.FALLBACK,
    "utter_nothing_found": Outcome.NOTHING_FOUND,
    "utter_office": Outcome.ANSWERED,
    "utter_found_one": Outcome.ANSWERED,
    "utter_found": Outcome.ANSWERED,
    "utter_found_more": Outcome.ANSWERED,
    "utter_searched_again": Outcome.ANSWERED,
    "utter_two_needs_first": Outcome.ANSWERED,
    "utter_two_needs_next": Outcome.ANSWERED,
    "utter_hours": Outcome.ANSWERED,
    "utter_hours_day": Outcome.ANSWERED,
    "utter_hours_appointment": Outcome.ANSWERED,
    "utter_hours_none": Outcome.ANSWERED,
    "utter_address": Outcome.ANSWERED,
    "utter_address_none": Outcome.ANSWERED,
    "utter_phone": Outcome.ANSWERED,
    "utter_phone_only": Outcome.ANSWERED,
    "utter_cost": Outcome.ANSWERED,
    "utter_documents": Outcome.ANSWERED,
    "utter_documents_none": Outcome.ANSWERED,
    "utter_eligibility": Outcome.ANSWERED,
    "utter_spoken_languages": Outcome.ANSWERED,
    "utter_spoken_language_yes": Outcome.ANSWERED,
    "utter_spoken_language_no": Outcome.ANSWERED,
    # Alone: all there is was shown before, and it was not enough.
    "utter_no_more": Outcome.NOTHING_FOUND,
}
NOT_COUNTED = frozenset(
    {
        "utter_affirm", "utter_alarm_office", "utter_catalogue_unavailable", "utter_deny",
        "utter_forgotten", "utter_hand_over_danger", "utter_interpreter_note",
        "utter_language_changed", "utter_language_which", "utter_menu", "utter_weak_language",
    }
)  # fmt: skip
_WITHOUT_TOPIC = frozenset(
    {Outcome.ALARM, Outcome.FALLBACK, Outcome.OUT_OF_SCOPE, Outcome.UNSUPPORTED_LANGUAGE}
)

_counter: Counter | None = None


def count_with(counter: Counter | None) -> None:
    """Count from now on; only the action server does, so that tests and trials are no visitors."""
    global _counter
    _counter = counter


def count_turn(
    turn: Turn, said: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]], channel: str
) -> None:
    """Count a turn by what was said in it. Never raises: no number is worth an answer."""
    if _counter is None:
        return
    try:
        outcome = outcome_of(turn, said)
        if outcome is None:
            return
        topic = None if outcome in _WITHOUT_TOPIC else _topic(turn, events)
        if outcome is Outcome.ANSWERED and topic and not _covered(turn, topic):
            outcome = Outcome.NOTHING_FOUND
        language = turn.language
        if outcome is Outcome.UNSUPPORTED_LANGUAGE:
            asked = turn.first("language_unsupported") or turn.first("language_asked")
            language = str(asked or turn.first("language") or "")
        _counter.count(
            topic,
            language,
            outcome,
            channel="web" if channel == CARD_CHANNEL else "other",
            service_id=turn.first("service") or turn.slots.get("service_id"),
        )
    except Exception as error:
        log.error("A turn was not counted (%s)", type(error).__name__)


def outcome_of(turn: Turn, said: Iterable[Mapping[str, Any]]) -> Outcome | None:
    """How the turn ended, None when it asked nothing."""
    if turn.alarming:
        return Outcome.ALARM
    keys = {
        message.get("response") or (message.get("custom") or {}).get("kind") for message in said
    }
    return next((outcome for key, outcome in OUTCOMES.items() if key in keys), None)


def _topic(turn: Turn, events: Iterable[Mapping[str, Any]]) -> str | None:
    """The topic asked for, or the one at hand."""
    set_now = [e.get("value") for e in events if e.get("event") == "slot" and e["name"] == "topic"]
    return topic_of(turn.intent) or next(iter(set_now), None) or turn.slots.get("topic")


def _covered(turn: Turn, topic: str) -> bool:
    """Whether the topic that was asked has services: without any, its neighbours were shown."""
    if topic_of(turn.intent) != topic:
        return True
    try:
        return bool(desk().services_of(topic))
    except CatalogueUnavailable:
        return True
