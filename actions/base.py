"""The frame all actions share: read the turn, answer, and say so when the catalogue is gone."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.buttons import person_and_menu
from actions.counting import count_turn
from actions.turn import Turn, say
from services_catalog.database import CatalogueUnavailable
from services_catalog.languages import languages
from services_catalog.log_guard import spoken
from services_catalog.vocabulary import DANGER_NAMED

Events = list[dict[str, Any]]
DANGER = "utter_hand_over_danger"
_TAKEN_BACK = frozenset(["rewind", "restart"])


class CatalogueAction(Action):
    """An action on a :class:`Turn`. Subclasses set ``action_name`` and write ``answer``."""

    action_name = ""

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action_name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        """Answer the turn; with the catalogue gone, apologise (the web adds the office)."""
        turn = Turn.of(tracker)
        with spoken(turn.text):
            try:
                events = [*self.answer(dispatcher, turn), *own_up(dispatcher, turn)]
                mind_danger(dispatcher, turn)
            except CatalogueUnavailable:
                say(dispatcher, "utter_catalogue_unavailable", turn, kind="error")
                return [listen()]
            channel = tracker.get_latest_input_channel() or ""
            count_turn(turn, dispatcher.messages, events, channel)
            if _TAKEN_BACK.isdisjoint(event["event"] for event in events):
                events.append(listen())
            return events

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Say what there is to say and return the slots to set."""


def listen() -> dict[str, Any]:
    """After our answer it is the visitor's turn; said here, Rasa need not ask its policies."""
    event: dict[str, Any] = FollowupAction("action_listen")
    return event


def mind_danger(dispatcher: CollectingDispatcher, turn: Turn) -> None:
    """After an ordinary answer: the number, when what was said may have been an alarm after all."""
    said = {message.get("response") for message in dispatcher.messages}
    if turn.text and turn.danger >= DANGER_NAMED and not turn.alarming and DANGER not in said:
        say(dispatcher, DANGER, turn, kind="notice")


def own_up(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Once a talk, before the answer: this language is one we understand less well.

    The menu and a person come first. Never beside an alarm, and not to who only presses buttons.
    """
    told = turn.slots.get("weak_told") == turn.language
    if told or not turn.text or turn.alarming or not languages()[turn.language].weak:
        return []
    answered = list(dispatcher.messages)
    dispatcher.messages.clear()
    buttons = person_and_menu(turn.translator)
    say(dispatcher, "utter_weak_language", turn, buttons=buttons)
    dispatcher.messages.extend(answered)
    return [SlotSet("weak_told", turn.language)]
