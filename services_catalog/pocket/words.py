"""The sentences of the pocket edition itself; everything else comes from the cards."""

from __future__ import annotations

from dataclasses import dataclass

from services_catalog.i18n import mark as _
from services_catalog.i18n import translate
from services_catalog.languages import SOURCE, languages

TITLE = _("Alle diensten van {city}")
TITLE_HERE = _("Diensten in {neighbourhood}, {city}")
MADE = _("Gemaakt op {date}. De uren kunnen veranderd zijn. Bel eerst als het belangrijk is.")
OLD = _("Deze gids is van {date}. Dat is lang geleden. Bel altijd eerst, of haal een nieuwe.")
NEWER = _("Er is een nieuwere gids.")
LOAD = _("Toon de nieuwe")
SEARCH = _("Zoek een dienst, een plaats of een woord")
OPEN_NOW = _("Alleen wat nu open is")
NEIGHBOURHOOD = _("Buurt")
EVERYWHERE = _("Alle buurten")
NO_DOOR = _("Zonder loket: met de telefoon of online")
NOTHING = _("Niets gevonden. Probeer een ander woord.")
FOUND_ONE, FOUND_MANY = _("{number} dienst"), _("{number} diensten")
TOPICS = _("Onderwerpen")
BY_NEIGHBOURHOOD = _("Per buurt")
CONTENTS = _("Inhoud")
ALSO = _("Past ook bij dit onderwerp:")
THIS_WEEK = _("De komende zeven dagen")
USUAL_WEEK = _("Een gewone week")
OTHER_DAYS = _("Andere uren op deze dagen")
UNTIL = _("tot en met {date}")
EMERGENCY = _("Noodnummers")
DANGER = _("Is er nu gevaar? Bel 112.")
FOR_ALL_QUESTIONS = _("Je kunt met elke vraag naar de migratiedienst van de stad gaan.")
MORE = _("Meer over deze dienst")
TO_TOP = _("Naar het begin")
KEEP = _("Bewaar als bestand")
PRINT = _("Als boekje (pdf)")


@dataclass(frozen=True)
class Said:
    """A text in the language it is really in, ready for a page or a PDF."""

    text: str
    language: str
    direction: str

    @classmethod
    def of(cls, text: str, language: str) -> Said:
        """``text`` in ``language``, a code of ours."""
        return cls(text, language, languages()[language].direction)


def said(msgid: str, language: str, **values: object) -> Said:
    """A sentence of ours with its values filled in, in ``language`` or still in Dutch."""
    sentence = translate(msgid, language)
    text = sentence.text.format(**values) if values else sentence.text
    return Said.of(text, sentence.language)


@dataclass(frozen=True)
class Pair:
    """The same thing for the client and for whoever speaks Dutch.

    ``dutch`` is None where saying it once is enough: a number, or a text that is still Dutch.
    """

    own: Said
    dutch: str | None = None


def pair(own: str, dutch: str, language: str) -> Pair:
    """Of a text in ``language`` and the same in Dutch."""
    if language == SOURCE or own == dutch:
        return Pair(Said.of(dutch, SOURCE) if own == dutch else Said.of(own, language))
    return Pair(Said.of(own, language), dutch)


def said_twice(msgid: str, language: str, **values: object) -> Pair:
    """A sentence of ours in both languages."""
    text = msgid.format(**values) if values else msgid
    own = said(msgid, language, **values)
    return Pair(own) if own.language == SOURCE else Pair(own, text)
