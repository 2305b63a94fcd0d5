"""What is wrong with a translated sentence, with the cause and where the cure is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import bidirectional

from services_catalog.editing.problems import CONTROL
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.translating.facts import Fact, fact_in
from services_catalog.translating.units import ASKS, Unit

MOST_ASKS = 30
LONGEST_ASK = 200
NEEDED = ("title", "summary", "directions", "purpose")
"""Without these there is no translation; other empty fields show the Dutch."""
_PLACEHOLDER = re.compile(r"\{[^{}\s]*\}|%\([^)]*\)s|</?[A-Za-z][^<>]*>")


class Cause(StrEnum):
    """Why a sentence was refused."""

    EMPTY = "empty"
    LENGTH = "length"
    FACT = "fact"
    PLACEHOLDER = "placeholder"
    CHARACTERS = "characters"


@dataclass(frozen=True)
class Wrong:
    """One cause; ``field`` as in the key of the unit, ``message`` for people."""

    field: str
    cause: Cause
    message: str


_EMPTY = _("Vul dit in: zonder deze zin is er geen vertaling.")
_LONG = _("Te lang: {number} tekens, hoogstens {most}. Schrijf het korter.")
_MANY = _("Te veel regels: hoogstens {most}.")
_HOLDERS = _("Neem over wat in het Nederlands tussen haakjes staat: {words}.")
_NO_HOLDERS = _("“{words}” staat niet in het Nederlands. Haal het weg.")
_CHARACTERS = _("Er staat een teken in dat niemand ziet. Typ de zin opnieuw.")
_FACTS = {
    Fact.PRICE: _("“{words}” is een prijs. Haal ze weg: de prijs staat al op de kaart, uit het veld Prijs."),  # noqa: E501
    Fact.HOUR: _("“{words}” is een uur. Haal het weg: de uren staan al op de kaart, uit Waar en wanneer."),  # noqa: E501
    Fact.PHONE: _("“{words}” is een nummer. Haal het weg: het staat al op de kaart, uit het veld Telefoon."),  # noqa: E501
    Fact.EMAIL: _("“{words}” is een e-mailadres. Haal het weg: het staat al op de kaart, uit het veld E-mail."),  # noqa: E501
    Fact.WEB: _("“{words}” is een webadres. Haal het weg: het staat al op de kaart, uit het veld Website."),  # noqa: E501
}  # fmt: skip


def wrong_with(unit: Unit, target: str, translator: Translator | None = None) -> Wrong | None:
    """The first thing that is wrong with ``target`` as the translation of ``unit``; None: nothing.

    In the language of ``translator``, Dutch without one. An empty target is wrong only where a
    translation cannot do without.
    """
    say = translator or Translator(SOURCE)
    field = unit.field

    def wrong(cause: Cause, text: str, **values: object) -> Wrong:
        kept = {key: isolated(value) for key, value in values.items()}
        return Wrong(field, cause, say(text, **kept))

    if not target.strip():
        return wrong(Cause.EMPTY, _EMPTY) if field in NEEDED else None
    if CONTROL.search(target):
        return wrong(Cause.CHARACTERS, _CHARACTERS)
    if field == ASKS:
        lines = target.splitlines()
        if len(lines) > MOST_ASKS:
            return wrong(Cause.LENGTH, _MANY, most=MOST_ASKS)
        longest = max(len(line) for line in lines)
        if longest > LONGEST_ASK:
            return wrong(Cause.LENGTH, _LONG, number=longest, most=LONGEST_ASK)
        return None
    if len(target) > unit.max_length:
        return wrong(Cause.LENGTH, _LONG, number=len(target), most=unit.max_length)
    theirs, ours = (sorted(_PLACEHOLDER.findall(text)) for text in (unit.source, target))
    if missing := [one for one in theirs if one not in ours]:
        return wrong(Cause.PLACEHOLDER, _HOLDERS, words=" ".join(missing))
    if added := [one for one in ours if one not in theirs]:
        return wrong(Cause.PLACEHOLDER, _NO_HOLDERS, words=" ".join(added))
    if found := fact_in(target, unit.source):
        return wrong(Cause.FACT, _FACTS[found.kind], words=found.words)
    return None


def wrong_words(
    units: Sequence[Unit], texts: Mapping[str, str], translator: Translator | None = None
) -> list[Wrong]:
    """What is wrong with texts (by field), in the order of the units.

    Fields that are not given stay as they are, and count only where one may not be empty.
    """
    found = (
        wrong_with(unit, texts.get(unit.field, unit.target or ""), translator)
        for unit in units
        if unit.field in texts or (unit.field in NEEDED and not unit.target)
    )
    return [one for one in found if one is not None]


def isolated(value: object) -> object:
    """Words that run from right to left, marked so that they stay together in a Dutch sentence."""
    if isinstance(value, str) and any(bidirectional(char) in ("R", "AL", "AN") for char in value):
        return f"\u2068{value}\u2069"
    return value
