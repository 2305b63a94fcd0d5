"""Hard Dutch. Only ever a warning: a measure does not know that a hard word is the right one."""

from __future__ import annotations

from collections.abc import Iterator

from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, Teller
from services_catalog.linter.readability import (
    Measures,
    flesch_douma,
    long_words,
    measure,
    passive,
    sentences,
    words,
)
from services_catalog.models import Service

LONG_SENTENCE = 20
"""Words. Guides for plain Dutch ask 10 to 15; here a single long one is let through a little."""
MEAN_LENGTH = 15
EASE = 60
"""Douma's table calls 60 to 70 normal and 45 to 60 rather difficult. B1 wants normal or easier."""
LONG_SHARE = 0.08
PASSIVES = 2
ENOUGH = 30
"""Words. In a shorter text one word would decide the ease."""
FIELDS = ("summary", "description", "how", "who", "hours_note", "cost_note", "warning")
_QUOTED = 140


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on the Dutch of a service, with the sentence to mend."""
    tell = Teller.of(service, ground, Rule.PLAIN_DUTCH)
    texts = {f"text.{field}": getattr(service, field) or "" for field in FIELDS}
    texts |= {f"eligibility.{n}": rule.note or "" for n, rule in enumerate(service.rules)}
    measured = measure(texts.values())
    for field, text in texts.items():
        for sentence in sentences(text):
            if (count := len(words(sentence))) > LONG_SENTENCE:
                yield tell.warning(
                    _("Een zin van {count} woorden: “{sentence}”"),
                    _("Maak er twee van."),
                    _form_field(field),
                    count=count,
                    sentence=_short(sentence),
                )
    for sentence, message, cure, values in _whole(measured):
        field = next((f for f, text in texts.items() if sentence in " ".join(text.split())), "")
        yield tell.warning(message, cure, _form_field(field), sentence=_short(sentence), **values)


def _whole(measured: Measures) -> Iterator[tuple[str, str, str, dict[str, object]]]:
    """What all sentences together give: the one to begin with, message, cure, values."""
    if len(measured.passives) >= PASSIVES:
        first = measured.passives[0]
        yield (
            first,
            _("{count} zinnen zeggen niet wie het doet, zoals “{sentence}” ({words})"),
            _("Zeg wie het doet: ‘wij geven’, ‘je krijgt’."),
            {"count": len(measured.passives), "words": passive(first)},
        )
    if measured.words < ENOUGH:
        return
    if measured.mean_length > MEAN_LENGTH:
        yield (
            max(measured.sentences, key=lambda sentence: len(words(sentence))),
            _("De zinnen zijn lang, gemiddeld {mean} woorden. De langste: “{sentence}”"),
            _("Schrijf zinnen van tien tot vijftien woorden."),
            {"mean": round(measured.mean_length)},
        )
    if measured.flesch_douma < EASE:
        yield (
            min(measured.sentences, key=lambda sentence: flesch_douma([sentence])),
            _(
                "Moeilijk te lezen: {score} van de 100 (Flesch-Douma; streef naar {aim}). "
                "De moeilijkste zin: “{sentence}”"
            ),
            _("Schrijf kortere zinnen met kortere woorden."),
            {"score": max(0, round(measured.flesch_douma)), "aim": EASE},
        )
    if measured.long_share > LONG_SHARE:
        worst = max(measured.sentences, key=lambda sentence: len(long_words(sentence)))
        yield (
            worst,
            _("Veel lange woorden, zoals {found} in “{sentence}”"),
            _("Zeg het met kortere woorden, of leg het woord uit."),
            {"found": ", ".join(dict.fromkeys(long_words(worst)))},
        )


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _QUOTED else f"{sentence[:_QUOTED].rsplit(' ', 1)[0]} …"


def _form_field(field: str) -> str:
    return "eligibility" if field.startswith("eligibility") else field
