"""Buttons under an answer: topics, follow-ups, languages; titles are the catalogue's labels."""

from __future__ import annotations

from services_catalog.i18n import Translator
from services_catalog.labels import intent_label, topic_label
from services_catalog.languages import languages, spoken_languages
from services_catalog.vocabulary import topics

Button = dict[str, str]

# The aspects people ask most, in the order they need them.
FOLLOW_UPS = {
    "hours": "ask_hours",
    "address": "ask_address",
    "cost": "ask_cost",
    "documents": "ask_documents",
    "eligibility": "ask_eligibility",
    "languages": "ask_spoken_languages",
}


def intent_button(intent: str, translator: Translator) -> Button:
    """A button that means ``intent``."""
    return {"title": intent_label(intent, translator), "payload": f"/{intent}"}


def menu(translator: Translator, *, only_required: bool = False) -> list[Button]:
    """The topics, in menu order; ``only_required`` leaves those asked every day."""
    return [
        {"title": topic_label(key, translator), "payload": f"/{topic.intent}"}
        for key, topic in topics().items()
        if topic.importance == "required" or not only_required
    ]


def person_and_menu(translator: Translator) -> list[Button]:
    """A person first, then what is asked every day: where we are not sure to help ourselves."""
    return [intent_button("ask_human", translator), *menu(translator, only_required=True)]


def follow_ups(translator: Translator, *, more: bool, without: str | None = None) -> list[Button]:
    """Questions on the service at hand, more services if there are any, and a person."""
    intents = [intent for aspect, intent in FOLLOW_UPS.items() if aspect != without]
    if more:
        intents.insert(0, "ask_more_options")
    return [intent_button(intent, translator) for intent in (*intents, "ask_human")]


def language_choice() -> list[Button]:
    """A button per language we answer in, in its own name."""
    return [
        {"title": languages()[code].own, "payload": f'/choose_language{{"language":"{code}"}}'}
        for code in spoken_languages()
    ]
