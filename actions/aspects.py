"""One aspect of a service in one sentence: hours, address, phone, cost, papers, who, languages."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CatalogueAction, Events
from actions.buttons import follow_ups, menu
from actions.desk import desk
from actions.turn import Turn, say
from services_catalog.cards import Card
from services_catalog.formatting import language_name, listing, long_date

ASPECT_OF_INTENT = {
    "ask_hours": "hours",
    "ask_address": "address",
    "ask_phone": "phone",
    "ask_cost": "cost",
    "ask_documents": "documents",
    "ask_eligibility": "eligibility",
    "ask_spoken_languages": "languages",
}


def aspect_of(turn: Turn) -> str | None:
    """The aspect a message asks: by its intent, or named beside a topic.

    Beside a topic, "where" asks for the service itself, and "without papers" not what to bring.
    """
    if turn.intent in ASPECT_OF_INTENT:
        return ASPECT_OF_INTENT[turn.intent]
    passed_over = {"address"} if turn.intent != "ask_details" else set()
    if turn.entities.get("no_papers"):
        passed_over.add("documents")
    named = turn.entities.get("aspect", [])
    return next((aspect for aspect in named if aspect not in passed_over), None)


def tell_aspect(dispatcher: CollectingDispatcher, turn: Turn, aspect: str, card: Card) -> None:
    """Say the one thing that was asked about a service; unknown aspects say nothing."""
    teller = _TELLERS.get(aspect)
    if teller:
        response, values = teller(turn, card)
        say(dispatcher, response, turn, service=card["title"], **values)


Told = tuple[str, dict[str, object]]


def _hours(turn: Turn, card: Card) -> Told:
    day = turn.day
    places = [place for place in card["places"] if place["week"]]
    if day and day.date() != turn.moment.date() and places:
        found = [
            f"{place['name']} {entry['hours']}" if len(places) > 1 else entry["hours"]
            for place in places
            for entry in place["week"]
            if entry["date"] == day.date().isoformat()
        ]
        if found:
            return "utter_hours_day", {
                "day": long_date(day.date(), turn.language),
                "hours": "; ".join(found),
            }
    if card["open"]["state"] in ("open", "closed"):
        return "utter_hours", {"open": card["open"]["text"]}
    if card["open"]["state"] == "appointment":
        return "utter_hours_appointment", {}
    return "utter_hours_none", {"phone": (card["phone"] or {}).get("text")}


def _address(turn: Turn, card: Card) -> Told:
    if not card["places"]:
        return "utter_address_none", {}
    addresses = [
        " ".join(filter(None, (f"{p['name']}, {p['address']}.", p["directions"])))
        for p in card["places"]
    ]
    return "utter_address", {"address": " ".join(addresses).rstrip(".")}


def _phone(turn: Turn, card: Card) -> Told:
    phone = (card["phone"] or {}).get("text")
    if card["email"]:
        return "utter_phone", {"phone": phone, "email": card["email"]}
    return "utter_phone_only", {"phone": phone}


def _cost(turn: Turn, card: Card) -> Told:
    cost = card["cost"]
    if card["cost_note"] and "cost_note" not in card["dutch_fields"]:
        cost = f"{cost}. {card['cost_note'].rstrip('.')}"
    return "utter_cost", {"cost": cost}


def _documents(turn: Turn, card: Card) -> Told:
    if not card["documents"]:
        return "utter_documents_none", {}
    return "utter_documents", {"documents": listing(card["documents"], turn.language)}


def _eligibility(turn: Turn, card: Card) -> Told:
    badge = card["badge"]["text"]
    # A sentence is in one language: what only the Dutch has stays on the card, but no warning does.
    who = None if "who" in card["dutch_fields"] else card["who"]
    parts = [badge, who, card["warning"]]
    return "utter_eligibility", {"badge": " ".join(f"{p.rstrip('.')}." for p in parts if p)[:-1]}


def _languages(turn: Turn, card: Card) -> Told:
    spoken = listing(card["languages"], turn.language)
    asked = turn.first("language_asked")
    if asked:
        name = language_name(asked, turn.language)
        response = (
            "utter_spoken_language_yes" if name in card["languages"] else "utter_spoken_language_no"
        )
        return response, {"asked": name, "languages": spoken}
    return "utter_spoken_languages", {"languages": spoken}


_TELLERS = {
    "hours": _hours,
    "address": _address,
    "phone": _phone,
    "cost": _cost,
    "documents": _documents,
    "eligibility": _eligibility,
    "languages": _languages,
}


def service_meant(turn: Turn) -> str | None:
    """The service a follow-up is about: named by button, by order ("the second"), or at hand."""
    chosen = turn.first("service")
    if chosen:
        return str(chosen)
    shown = turn.slots.get("shown_services") or []
    ordinal = turn.first("ordinal")
    if ordinal == "last" and shown:
        return str(shown[-1])
    if isinstance(ordinal, int) and 1 <= ordinal <= len(shown):
        return str(shown[ordinal - 1])
    return turn.slots.get("service_id")


class AnswerFollowUp(CatalogueAction):
    """``ask_hours`` and the like: about the service at hand."""

    action_name = "action_answer_follow_up"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """One sentence; ``ask_details`` shows the whole card. Without a service: the menu."""
        service_id = service_meant(turn)
        cards = desk().cards([service_id], turn.language, turn.moment) if service_id else []
        if not cards:
            buttons = menu(turn.translator, only_required=True)
            say(dispatcher, "utter_which_service", turn, buttons=buttons)
            return []
        card = cards[0]
        aspect = aspect_of(turn)
        if aspect is None:
            say(dispatcher, "utter_found_one", turn, cards=cards)
        else:
            if aspect == "documents" and turn.entities.get("no_papers"):
                # "Without papers" may be a pass left at home or a life: who may come is said first.
                tell_aspect(dispatcher, turn, "eligibility", card)
            tell_aspect(dispatcher, turn, aspect, card)
            if aspect == "languages" and card["interpreter"]:
                say(dispatcher, "utter_interpreter_note", turn, interpreter=card["interpreter"])
        dispatcher.messages[-1]["buttons"] = follow_ups(
            turn.translator, more=turn.slots.get("pending") == "more", without=aspect
        )
        return [SlotSet("service_id", card["id"])]
