"""Services for a topic, more of them, one of them."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.aspects import aspect_of, tell_aspect
from actions.base import CatalogueAction, Events
from actions.buttons import follow_ups, intent_button, menu
from actions.counting import TOPIC_OFF
from actions.desk import desk, switches
from actions.office import HandOver, office_values
from actions.turn import Turn, say, topic_of
from services_catalog.cards import Card
from services_catalog.labels import topic_label
from services_catalog.search.query import Hit
from services_catalog.switches import sentences, topic_key
from services_catalog.vocabulary import topics

FIRST_PAGE = 3
"""Cards in an answer: what fits a small phone and a tired head."""
EACH = 2
"""Cards for each of two needs."""
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


def nothing_found(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Say so, with the way to a person; a bare yes then means that."""
    say(dispatcher, "utter_nothing_found", turn, **office_values(turn))
    return [SlotSet("pending", "person")]


def silenced(dispatcher: CollectingDispatcher, turn: Turn, topic: str | None) -> Events | None:
    """Of a topic that staff switched off: say so, and lead to a person. None when it is on."""
    off = switches().off(topic_key(topic)) if topic else None
    if off is None:
        return None
    for sentence in sentences(off, turn.language):
        dispatcher.utter_message(
            text=sentence.text,
            json_message={"kind": TOPIC_OFF},
            language=sentence.language,
            talk_language=turn.language,
        )
    return [*HandOver().answer(dispatcher, turn), SlotSet("topic", topic)]


class AnswerTopic(CatalogueAction):
    """``ask_<topic>``: the services for a topic, ranked by the whole message."""

    action_name = "action_answer_topic"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Search, show up to three cards; an aspect asked ("when is …") is answered first."""
        topic = topic_of(turn.intent)
        also = turn.first("also")
        if topic and also in topics() and also != topic:
            return _two_needs(dispatcher, turn, topic, also)
        if (quiet := silenced(dispatcher, turn, topic)) is not None:
            return quiet
        hits = desk().search(turn.query((topic,) if topic else (), limit=FIRST_PAGE + 1))
        if not hits:
            return nothing_found(dispatcher, turn)
        aspect = aspect_of(turn)
        if aspect:
            best: Card = desk().cards(hits[:1], turn.language, turn.moment)[0]
            tell_aspect(dispatcher, turn, aspect, best)
        response = "utter_found_one" if len(hits) == 1 else "utter_found"
        return show(dispatcher, turn, response, hits, [], topic)


def _two_needs(dispatcher: CollectingDispatcher, turn: Turn, first: str, second: str) -> Events:
    """Both needs of one message, each under its name; "the second one" counts through."""
    shown: list[str] = []
    t = turn.translator
    for topic, response in ((first, "utter_two_needs_first"), (second, "utter_two_needs_next")):
        if silenced(dispatcher, turn, topic) is not None:
            continue
        hits = desk().search(turn.query((topic,), limit=EACH, exclude=frozenset(shown)))
        cards = desk().cards(hits, turn.language, turn.moment)
        if not cards:
            nothing_found(dispatcher, turn)
            continue
        say(dispatcher, response, turn, cards=cards, topic=topic_label(topic, t))
        shown += [card["id"] for card in cards]
    dispatcher.messages[-1]["buttons"] = [
        intent_button(f"ask_{topic}", t) for topic in (first, second)
    ] + follow_ups(t, more=False)
    return [
        SlotSet("service_id", shown[0] if shown else None),
        SlotSet("shown_services", shown),
        SlotSet("seen_services", shown),
        SlotSet("topic", first),
        SlotSet("pending", "more"),
    ]


class RefineSearch(CatalogueAction):
    """``refine_search``: "no, I meant for adults", the topic at hand with other wishes."""

    action_name = "action_refine_search"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Search again with what was said; without a topic at hand, the menu."""
        topic = turn.slots.get("topic")
        if topic not in topics():
            say(dispatcher, "utter_ask_rephrase", turn, buttons=menu(turn.translator))
            return []
        household = set(turn.entities.get("household", []))
        topic = next(
            (to for (of, key), to in _FOR_OTHERS.items() if of == topic and key in household), topic
        )
        if (quiet := silenced(dispatcher, turn, topic)) is not None:
            return quiet
        hits = desk().search(turn.query((topic,), limit=FIRST_PAGE + 1))
        if not hits:
            return nothing_found(dispatcher, turn)
        return show(dispatcher, turn, "utter_searched_again", hits, [], topic)


# Who it is for makes it another topic: clubs for children are not those for grown-ups.
_FOR_OTHERS = {
    ("child_leisure", "adult"): "leisure",
    ("leisure", "child"): "child_leisure",
    ("leisure", "teenager"): "child_leisure",
    ("school", "adult"): "diploma",
}


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
        if (quiet := silenced(dispatcher, turn, topic)) is not None:
            return quiet
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
