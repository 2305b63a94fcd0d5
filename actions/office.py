"""The way to the migration office: from everywhere, with its hours now."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CatalogueAction, Events
from actions.desk import desk
from actions.turn import Turn, say
from services_catalog.cards import Card
from services_catalog.database import CatalogueUnavailable
from services_catalog.labels import topic_label


def values_of(card: Card, turn: Turn) -> dict[str, Any]:
    """What sentences say of the office."""
    return {
        "office": topic_label("migration_office", turn.translator),
        "open": f"{card['open']['text']}.",
        "phone": (card["phone"] or {}).get("text"),
        "email": card["email"],
    }


def office_values(turn: Turn) -> dict[str, Any]:
    """The same, for the office as it is at this moment."""
    return values_of(desk().office_card(turn.language, turn.moment), turn)


class MigrationOffice(CatalogueAction):
    """``ask_migration_office``: the office itself, and who walks along."""

    action_name = "action_migration_office"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """The office's card first, then the other services of its topic."""
        card = desk().office_card(turn.language, turn.moment)
        hits = desk().search(
            turn.query(("migration_office",), limit=2, exclude=frozenset({card["id"]}))
        )
        others = desk().cards(hits, turn.language, turn.moment)
        say(dispatcher, "utter_office", turn, cards=[card, *others], **values_of(card, turn))
        shown = [card["id"], *(other["id"] for other in others)]
        return [
            SlotSet("service_id", card["id"]),
            SlotSet("shown_services", shown),
            SlotSet("seen_services", shown),
            SlotSet("topic", "migration_office"),
            SlotSet("pending", None),
        ]


class HandOver(CatalogueAction):
    """``ask_human``: how to reach a person now, or when it is closed."""

    action_name = "action_hand_over"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """The office's card with the sentence that fits the hour."""
        card = desk().office_card(turn.language, turn.moment)
        is_open = card["open"]["state"] == "open"
        response = "utter_hand_over_open" if is_open else "utter_hand_over_closed"
        say(dispatcher, response, turn, cards=[card], **values_of(card, turn))
        if not is_open:
            say(dispatcher, "utter_hand_over_danger", turn)
        return [SlotSet("service_id", card["id"]), SlotSet("pending", None)]


class AlarmContacts(CatalogueAction):
    """After an alarm's fixed numbers: the lines to call and the office."""

    action_name = "action_alarm_contacts"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Lines as numbers to tap. With the catalogue gone the fixed numbers were said already."""
        try:
            lines = [vars(line) for line in desk().hotlines(turn.intent, turn.language)]
            card = desk().office_card(turn.language, turn.moment)
        except CatalogueUnavailable:
            return []
        say(dispatcher, "utter_alarm_contacts", turn, lines=lines, kind="alarm")
        say(dispatcher, "utter_alarm_office", turn, cards=[card], **values_of(card, turn))
        return [SlotSet("service_id", card["id"]), SlotSet("pending", None)]
