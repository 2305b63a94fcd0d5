"""What is said instead of an answer when staff switched the assistant or a language off."""

from __future__ import annotations

from typing import Any

from bot.web import sentences
from bot.web.payloads import choose_language
from bot.web.shapes import Button, Card, Line, Message, Reply
from services_catalog import switches
from services_catalog.i18n import mark as _
from services_catalog.languages import full_languages, languages
from services_catalog.phones import NUMBERS, dial
from services_catalog.switches import Off

AMBULANCE = _("Ambulance en brandweer")
POLICE = _("Politie")
# What stays said while a language is off: fixed numbers, and an honest apology with a phone.
_STAYS = frozenset({"alarm", "error"})


def silence(off: Off, language: str, office: dict[str, Any] | None) -> Reply:
    """The reply of an assistant that is off: why, the numbers for danger, and the office.

    Whether somebody is in danger only the rules behind us could tell, so everybody gets the
    numbers, above the office's long card.
    """
    messages = [*_said(off, language), _danger(language), _office(language, office)]
    return Reply(language=language, messages=messages, keep=False)


def without_language(off: Off, reply: Reply, office: dict[str, Any] | None) -> Reply:
    """``reply`` in a language that is off: its alarm alone, then why, other languages, the office.

    An alarm was answered by fixed rules and sentences; those stay.
    """
    stays = [message for message in reply.messages if message.kind in _STAYS]
    said = _said(off, reply.language)
    said[-1].buttons = [
        Button(title=languages()[code].own, payload=choose_language(code))
        for code in full_languages()
        if code != reply.language
    ]
    shown = [] if stays else [_danger(reply.language), _office(reply.language, office)]
    return reply.model_copy(update={"messages": [*stays, *said, *shown], "keep": False})


def _said(off: Off, language: str) -> list[Message]:
    return [
        Message(kind="notice", text=sentence.text, language=sentence.language)
        for sentence in switches.sentences(off, language)
    ]


def _danger(language: str) -> Message:
    text, spoken = sentences.say(language, sentences.DANGER)
    lines = [
        Line(
            number=NUMBERS[number], href=dial(NUMBERS[number]), name=sentences.say(language, who)[0]
        )
        for number, who in (("112", AMBULANCE), ("101", POLICE))
    ]
    return Message(kind="notice", text=text, language=spoken, lines=lines)


def _office(language: str, office: dict[str, Any] | None) -> Message:
    text, spoken = sentences.say(language, sentences.OFFICE_UNKNOWN)
    cards = [Card.model_validate(office)] if office else []
    return Message(kind="notice", text=text, language=spoken, cards=cards)
