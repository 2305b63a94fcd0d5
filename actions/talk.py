"""The talk itself: language, forgetting, yes and no, wrong answers, what was not understood."""

from __future__ import annotations

from rasa_sdk.events import AllSlotsReset, Restarted, SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CatalogueAction, Events
from actions.buttons import intent_button, language_choice, menu, person_and_menu
from actions.desk import desk
from actions.office import HandOver, office_values, values_of
from actions.services import MoreOptions
from actions.turn import Turn, say
from services_catalog.formatting import language_name, named_language
from services_catalog.labels import intent_label
from services_catalog.languages import languages, spoken
from services_catalog.vocabulary import ALARMS, topic_intents

AFFIRMATION_CHOICES = 3


class ChangeLanguage(CatalogueAction):
    """``change_language`` in words, ``choose_language`` by button."""

    action_name = "action_change_language"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Go on in the language asked for, ask which one, or say that we do not speak it."""
        asked = turn.first("language_asked") or turn.first("language")
        if turn.intent == "change_language":
            asked = turn.first("language_asked")
        code = spoken(asked)
        if code is None:
            if asked and asked in languages():
                say(
                    dispatcher,
                    "utter_language_unsupported",
                    turn,
                    language_name=language_name(asked, turn.language),
                    buttons=language_choice(),
                    **office_values(turn),
                )
            else:
                say(dispatcher, "utter_language_which", turn, buttons=language_choice())
            return []
        say(
            dispatcher,
            "utter_language_changed",
            turn,
            in_language=code,
            language_name=languages()[code].own,
        )
        return [
            SlotSet("language_choice", code),
            SlotSet("language_overrides", turn.metadata.get("language")),
        ]


class UnsupportedLanguage(CatalogueAction):
    """A message in a language we do not have: kindly, with a menu of those we have and a person."""

    action_name = "action_unsupported_language"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Say it in the language of the talk and in English, and name what we think it is."""
        code = str(turn.first("language_unsupported") or "")
        for language in dict.fromkeys((turn.language, "en")):
            card = desk().office_card(language, turn.moment)
            last = language == "en"
            name = named_language(code, language)
            say(
                dispatcher,
                "utter_language_unsupported" if name else "utter_language_unknown",
                turn,
                in_language=language,
                language_name=name,
                buttons=language_choice() if last else [],
                cards=[card] if last else [],
                **values_of(card, turn),
            )
        return []


class ForgetMe(CatalogueAction):
    """``forget_me``: everything of the talk is gone at once."""

    action_name = "action_forget_me"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Reset the tracker; the tracker store keeps nothing from before a restart."""
        say(dispatcher, "utter_forgotten", turn, kind="forgotten")
        return [AllSlotsReset(), Restarted()]


class WrongAnswer(CatalogueAction):
    """``report_wrong_answer``: thanks, and a person who can look."""

    action_name = "action_wrong_answer"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Offer a person; a bare yes then means that."""
        say(
            dispatcher,
            "utter_wrong_answer",
            turn,
            buttons=[intent_button("ask_human", turn.translator)],
        )
        return [SlotSet("pending", "person")]


class OutOfScope(CatalogueAction):
    """Outside our field: say what we do, offer the menu and a person."""

    action_name = "action_out_of_scope"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Kindly no, with buttons."""
        say(
            dispatcher,
            "utter_out_of_scope",
            turn,
            buttons=person_and_menu(turn.translator),
        )
        return [SlotSet("pending", "person")]


class Affirm(CatalogueAction):
    """A yes: to our own open question, or to nothing in particular."""

    action_name = "action_affirm"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Do what was offered; without an offer, ask what they would like to know."""
        match turn.slots.get("pending"):
            case "more":
                return MoreOptions().answer(dispatcher, turn)
            case "person":
                return HandOver().answer(dispatcher, turn)
        say(dispatcher, "utter_affirm", turn, buttons=menu(turn.translator, only_required=True))
        return []


class Deny(CatalogueAction):
    """A no: to our question, or in general."""

    action_name = "action_deny"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Leave the question and offer the menu."""
        say(dispatcher, "utter_deny", turn, buttons=menu(turn.translator, only_required=True))
        return [SlotSet("pending", None)]


class AskAffirmation(CatalogueAction):
    """First stage of the fallback: the likeliest meanings, in readable words."""

    action_name = "action_default_ask_affirmation"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Buttons for the best guesses, never ``nlu_fallback``, and one for none of these."""
        t = turn.translator
        guesses = [name for name in turn.ranking if name in OFFERED][:AFFIRMATION_CHOICES]
        buttons = [intent_button(name, t) for name in guesses]
        buttons.append({"title": intent_label("none_of_these", t), "payload": "/out_of_scope"})
        if set(ALARMS) & set(guesses):
            say(dispatcher, "utter_hand_over_danger", turn)
        say(dispatcher, "utter_ask_affirmation", turn, buttons=buttons)
        return []


class AskRephrase(CatalogueAction):
    """Second stage: other words, or the menu."""

    action_name = "action_default_ask_rephrase"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """Ask for other words with the whole menu."""
        say(dispatcher, "utter_ask_rephrase", turn, buttons=menu(turn.translator))
        return []


class Fallback(CatalogueAction):
    """Last stage: a person understands better."""

    action_name = "action_default_fallback"

    def answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> Events:
        """The office's card and the important topics."""
        card = desk().office_card(turn.language, turn.moment)
        say(
            dispatcher,
            "utter_fallback",
            turn,
            cards=[card],
            buttons=menu(turn.translator, only_required=True),
            **values_of(card, turn),
        )
        # As Rasa's own fallback does: the message counts as unsaid, or it would be tried for ever.
        return [UserUtteranceReverted(), SlotSet("service_id", card["id"])]


OFFERED = topic_intents() | {
    *ALARMS, "ask_human", "ask_capabilities", "ask_privacy", "forget_me", "change_language",
}  # fmt: skip
