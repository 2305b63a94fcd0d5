"""Services for a topic, more of them, one of them."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.aspects import aspect_of, tell_aspect
from actions.base import CatalogueAction, Events
from actions.buttons import follow_ups, menu
from actions.desk import desk
from actions.office import office_values
from actions.turn import Turn, say, topic_of
from services_catalog.cards import Card
from services_catalog.search.query import Hit
from services_catalog.vocabulary import topics

FIRST_PAGE = 3
"""Cards in an answer: what fits a small phone and a tired head."""
REMEMBERED = 24


def show(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    response: str,
    hits: list[Hit],
    seen: list[str],
    topic: str | None,
) -> Events:
    """Show hits as cards, offer follow-ups, and remember what was shown."""
    cards = desk().cards(hits[:FIRST_PAGE], turn.language, turn.moment)
    more = len(hits) > FIRST_PAGE
    say(
        dispatcher,
        response,
        turn,
        cards=cards,
        buttons=follow_ups(turn.translator, more=more),
    )
    shown = [card["id"] for card in cards]
    return [
        SlotSet("service_id", shown[0] if shown else None),
        SlotSet("shown_services", shown),
        SlotSet("seen_services", (seen + shown)[-REMEMBERED:]),
        SlotSet("topic", topic),
        SlotSet("pending", "more" if more else None),
    ]


class AnswerTopic(CatalogueAction):
    """``ask_<topic>``: the services for a topic, ranked by the whole message."""

    action_name = "action_answer_topic"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Search, show up to three cards; an aspect asked ("when is …") is answered first."""
        topic = topic_of(turn.intent)
        hits = desk().search(turn.query((topic,) if topic else (), limit=FIRST_PAGE + 1))
        if not hits:
            say(dispatcher, "utter_nothing_found", turn, **office_values(turn))
            return [SlotSet("pending", "person")]
        aspect = aspect_of(turn)
        if aspect:
            best: Card = desk().cards(hits[:1], turn.language, turn.moment)[0]
            tell_aspect(dispatcher, turn, aspect, best)
        response = "utter_found_one" if len(hits) == 1 else "utter_found"
        return show(dispatcher, turn, response, hits, [], topic)


class MoreOptions(CatalogueAction):
    """``ask_more_options``: the next services of the topic at hand."""

    action_name = "action_more_options"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Show what was not shown yet, or say that there is no more."""
        topic = turn.slots.get("topic")
        seen = list(turn.slots.get("seen_services") or [])
        if topic not in topics():
            say(dispatcher, "utter_which_service", turn, buttons=menu(turn.translator))
            return [SlotSet("pending", None)]
        query = turn.query((topic,), limit=FIRST_PAGE + 1, exclude=frozenset(seen))
        hits = desk().search(query)
        if not hits:
            say(dispatcher, "utter_no_more", turn, **office_values(turn))
            return [SlotSet("pending", "person")]
        events = show(dispatcher, turn, "utter_found_more", hits, seen, topic)
        # After the last page a bare "yes" means: a person, then.
        if len(hits) <= FIRST_PAGE:
            say(dispatcher, "utter_no_more", turn, **office_values(turn))
            events.append(SlotSet("pending", "person"))
        return events


class ShowService(CatalogueAction):
    """``select_service``: one service, chosen by button."""

    action_name = "action_show_service"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Show the card; a service that is gone is said so, with the menu."""
        service_id = str(turn.first("service") or "")
        hits = [Hit(service_id, 0.0)] if service_id else []
        if not desk().cards(hits, turn.language, turn.moment):
            say(dispatcher, "utter_which_service", turn, buttons=menu(turn.translator))
            return []
        seen = list(turn.slots.get("seen_services") or [])
        return show(dispatcher, turn, "utter_found_one", hits, seen, turn.slots.get("topic"))


class ShowMenu(CatalogueAction):
    """The topic menu."""

    action_name = "action_show_menu"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """One button per topic."""
        say(dispatcher, "utter_menu", turn, buttons=menu(turn.translator), kind="menu")
        return []
