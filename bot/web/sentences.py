"""What the web process itself says to a visitor, without asking Rasa."""

from __future__ import annotations

from typing import Any

from bot.web.shapes import Button, Card, Message, Reply
from services_catalog.i18n import mark as _
from services_catalog.i18n import translate
from services_catalog.labels import INTENTS, TOPICS
from services_catalog.vocabulary import topics

ERRORS = {
    "not_json": _("Dit bericht is niet goed aangekomen. Probeer het opnieuw."),
    "wrong_shape": _("Dit bericht is niet goed aangekomen. Probeer het opnieuw."),
    "too_big": _("Je bericht is te lang. Schrijf je vraag in een paar zinnen."),
    "too_many": _("Je stuurt heel veel berichten. Wacht even en probeer het dan opnieuw."),
    "not_found": _("Deze pagina bestaat niet, of niet meer."),
    "method_not_allowed": _("Dit kan hier niet. Ga terug naar het begin."),
    "unexpected": _("Er ging iets fout bij ons. Probeer het opnieuw."),
}
LONG = _("Je bericht is lang. Ik las alleen het eerste deel.")
NO_WORDS = _("Schrijf je vraag in een paar woorden, of kies hieronder een onderwerp.")
UNKNOWN_CHOICE = _("Deze keuze ken ik niet. Schrijf je vraag, of kies hieronder een onderwerp.")
APOLOGY = _("Sorry, ik kan nu niet antwoorden. Dat ligt aan ons, niet aan jou.")
TRY_AGAIN = _("Probeer het over een minuut opnieuw.")
OFFICE_PHONE = _("Je kunt ook bellen naar {office}: {phone}.")
OFFICE_VISIT = _("Je kunt ook langsgaan bij {office}: {address}.")
OFFICE_UNKNOWN = _("Je kunt met elke vraag naar de migratiedienst van de stad gaan.")
DANGER = _("Is er nu gevaar? Bel 112.")


def say(language: str, msgid: str, **values: object) -> tuple[str, str]:
    """The sentence and the language it is really in (Dutch when its translation misses)."""
    sentence = translate(msgid, language)
    return (sentence.text.format(**values) if values else sentence.text), sentence.language


def error_text(code: str, language: str) -> tuple[str, str]:
    """The kind sentence of an error code, and its language."""
    return say(language, ERRORS[code])


def menu_buttons(language: str) -> list[Button]:
    """The topics people ask for every day, and a person to talk to."""
    keys = [key for key, topic in topics().items() if topic.importance == "required"]
    buttons = [
        Button(title=say(language, TOPICS[key])[0], payload=f"/{topics()[key].intent}")
        for key in keys
    ]
    return [*buttons, Button(title=say(language, INTENTS["ask_human"])[0], payload="/ask_human")]


def notice(language: str, msgid: str, *, menu: bool = False) -> Message:
    """A remark of the web process, with the topic menu when that helps."""
    text, spoken = say(language, msgid)
    return Message(
        kind="notice",
        text=text,
        language=spoken,
        buttons=menu_buttons(language) if menu else [],
    )


def apology(language: str, office: dict[str, Any] | None) -> Reply:
    """The honest answer when Rasa gives none: what to do, and the office's phone and hours now.

    ``office`` is the office's card in that language, or None when the catalogue was never read.
    """
    lines = [[say(language, APOLOGY)[0], say(language, TRY_AGAIN)[0]]]
    if office is None:
        lines.append([say(language, OFFICE_UNKNOWN)[0]])
    else:
        name = say(language, TOPICS["migration_office"])[0]
        # The isolates keep the digits of a number in order inside right-to-left text.
        if office["phone"]:
            phone = f"\u2066{office['phone']['text']}\u2069"
            where = say(language, OFFICE_PHONE, office=name, phone=phone)[0]
        elif office["places"]:
            address = f"\u2066{office['places'][0]['address']}\u2069"
            where = say(language, OFFICE_VISIT, office=name, address=address)[0]
        else:
            where = say(language, OFFICE_UNKNOWN)[0]
        lines.append([where, f"{office['open']['text']}."])
    lines.append([say(language, DANGER)[0]])
    message = Message(
        kind="error",
        text="\n".join(" ".join(line) for line in lines),
        language=say(language, APOLOGY)[1],
        cards=[Card.model_validate(office)] if office else [],
    )
    return Reply(language=language, messages=[message], keep=False)
