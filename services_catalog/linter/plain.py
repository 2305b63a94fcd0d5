"""Hard Dutch. Only ever a warning: a measure does not know that a hard word is the right one."""

from __future__ import annotations

from collections.abc import Iterator

from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, warning
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
    say = ground.say
    texts = {f"text.{field}": getattr(service, field) or "" for field in FIELDS}
    texts |= {f"eligibility.{n}": rule.note or "" for n, rule in enumerate(service.rules)}
    measured = measure(texts.values())
    for field, text in texts.items():
        for sentence in sentences(text):
            count = len(words(sentence))
            if count > LONG_SENTENCE:
                yield warning(
                    service,
                    Rule.PLAIN_DUTCH,
                    say(
                        _("Een zin van {count} woorden: “{sentence}”"),
                        count=count,
                        sentence=_short(sentence),
                    ),
                    say(_("Maak er twee van.")),
                    field.split(".")[0] if field.startswith("eligibility") else field,
                )
    if len(measured.passives) >= PASSIVES:
        first = measured.passives[0]
        yield warning(
            service,
            Rule.PLAIN_DUTCH,
            say(
                _("{count} zinnen zeggen niet wie het doet, zoals “{sentence}” ({words})"),
                count=len(measured.passives),
                sentence=_short(first),
                words=passive(first),
            ),
            say(_("Zeg wie het doet: ‘wij geven’, ‘je krijgt’.")),
            _field_of(first, texts),
        )
    if measured.words >= ENOUGH:
        yield from _whole(service, ground, measured, texts)


def _whole(
    service: Service, ground: Ground, measured: Measures, texts: dict[str, str]
) -> Iterator[Finding]:
    say = ground.say
    if measured.mean_length > MEAN_LENGTH:
        longest = max(measured.sentences, key=lambda sentence: len(words(sentence)))
        yield warning(
            service,
            Rule.PLAIN_DUTCH,
            say(
                _("De zinnen zijn lang, gemiddeld {mean} woorden. De langste: “{sentence}”"),
                mean=round(measured.mean_length),
                sentence=_short(longest),
            ),
            say(_("Schrijf zinnen van tien tot vijftien woorden.")),
            _field_of(longest, texts),
        )
    if measured.flesch_douma < EASE:
        hardest = min(measured.sentences, key=lambda sentence: flesch_douma([sentence]))
        yield warning(
            service,
            Rule.PLAIN_DUTCH,
            say(
                _(
                    "Moeilijk te lezen: {score} van de 100 (Flesch-Douma; streef naar {aim}). "
                    "De moeilijkste zin: “{sentence}”"
                ),
                score=max(0, round(measured.flesch_douma)),
                aim=EASE,
                sentence=_short(hardest),
            ),
            say(_("Schrijf kortere zinnen met kortere woorden.")),
            _field_of(hardest, texts),
        )
    if measured.long_share > LONG_SHARE:
        worst = max(measured.sentences, key=lambda sentence: len(long_words(sentence)))
        found = ", ".join(dict.fromkeys(long_words(worst)))
        yield warning(
            service,
            Rule.PLAIN_DUTCH,
            say(
                _("Veel lange woorden, zoals {found} in “{sentence}”"),
                found=found,
                sentence=_short(worst),
            ),
            say(_("Zeg het met kortere woorden, of leg het woord uit.")),
            _field_of(worst, texts),
        )


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _QUOTED else f"{sentence[:_QUOTED].rsplit(' ', 1)[0]} …"


def _field_of(sentence: str, texts: dict[str, str]) -> str:
    """The field a sentence stands in."""
    field = next((f for f, text in texts.items() if sentence in " ".join(text.split())), "")
    return "eligibility" if field.startswith("eligibility") else field
