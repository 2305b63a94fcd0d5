"""Where rasa_sdk looks for actions (``rasa run actions`` imports this module)."""

from actions.aspects import AnswerFollowUp
from actions.office import AlarmContacts, HandOver, MigrationOffice
from actions.services import AnswerTopic, MoreOptions, RefineSearch, ShowMenu, ShowService
from actions.talk import (
    Affirm,
    AskAffirmation,
    AskRephrase,
    ChangeLanguage,
    Deny,
    Fallback,
    ForgetMe,
    OutOfScope,
    UnsupportedLanguage,
    WrongAnswer,
)

__all__ = [
    "Affirm",
    "AlarmContacts",
    "AnswerFollowUp",
    "AnswerTopic",
    "AskAffirmation",
    "AskRephrase",
    "ChangeLanguage",
    "Deny",
    "Fallback",
    "ForgetMe",
    "HandOver",
    "MigrationOffice",
    "MoreOptions",
    "OutOfScope",
    "RefineSearch",
    "ShowMenu",
    "ShowService",
    "UnsupportedLanguage",
    "WrongAnswer",
]
