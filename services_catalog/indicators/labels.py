"""Names people read for the keys of a report."""

from __future__ import annotations

from collections.abc import Mapping

from services_catalog.formatting import language_name, named_language
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.indicators.counter import UNKNOWN_LANGUAGE
from services_catalog.indicators.reporting import NO_TOPIC
from services_catalog.indicators.suppression import OTHER
from services_catalog.labels import TOPICS
from services_catalog.languages import languages

OUTCOMES: Mapping[str, str] = {
    "answered": _("Beantwoord"),
    "nothing_found": _("Niets gevonden"),
    "fallback": _("Niet begrepen"),
    "alarm": _("Gevaar gemeld"),
    "human": _("Naar een mens geleid"),
    "wrong_answer": _("Fout antwoord gemeld"),
    "out_of_scope": _("Buiten ons aanbod"),
    "unsupported_language": _("Taal die we niet spreken"),
    "closed": _("Loket dicht of onderwerp uit"),
    OTHER: _("Al het andere samen"),
}
_NO_TOPIC = _("Zonder onderwerp")
_UNKNOWN_LANGUAGE = _("Onbekende taal")


def outcome_label(outcome: str, translator: Translator) -> str:
    """How questions ended; ``other`` for the rare outcomes together."""
    return translator(OUTCOMES[outcome])


def row_label(kind: str, key: str, translator: Translator) -> str:
    """The name of a row of the table by ``topic`` or ``language``; other keys name themselves."""
    if key == OTHER:
        return translator(OUTCOMES[OTHER])
    if kind == "topic":
        if key == NO_TOPIC:
            return translator(_NO_TOPIC)
        return translator(TOPICS[key]) if key in TOPICS else key
    if kind == "language":
        if key == UNKNOWN_LANGUAGE:
            return translator(_UNKNOWN_LANGUAGE)
        if key in languages():
            return language_name(key, translator.language)
        return named_language(key, translator.language) or key
    return key
