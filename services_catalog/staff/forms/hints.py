"""Is it B1? Simple measures that a writer can check: long sentences and long words.

They are hints, never a bar: sometimes the long word is the one on the letter people hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services_catalog.formatting import listing
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE

LONG_SENTENCE = 15
"""Words. Wablieft and other plain-language guides for Flanders ask for 10 to 15."""
LONG_WORD = 18
"""Letters. "Verblijfspapieren" has 17, and there is no shorter word that people know."""
SHOWN = 3
_SENTENCE = re.compile(r"[^.!?:;\n]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_PASSIVE = re.compile(
    r"\b(?:wordt|worden|werd|werden)\b(?:\W+\w+){0,6}?\W+(?:ge|be|ver|ont|her)\w{2,}(?:t|d|en)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Measured:
    """What was counted in one text."""

    words: int
    longest: str
    """The longest sentence when it is too long, else empty."""
    longest_words: int
    hard: tuple[str, ...]
    passive: str
    """The first piece that looks passive ("wordt … gegeven"), else empty."""


def measure(text: str) -> Measured:
    """Count the words, find the longest sentence, the long words and a passive."""
    sentences = [(part.strip(), len(_WORD.findall(part))) for part in _SENTENCE.findall(text)]
    longest, count = max(sentences, key=lambda pair: pair[1], default=("", 0))
    hard = [
        word
        for word in dict.fromkeys(_WORD.findall(text))
        # "e-mail-adres" is read in pieces.
        if max(len(part) for part in re.split(r"[-'’]", word)) >= LONG_WORD
    ]
    passive = _PASSIVE.search(text)
    return Measured(
        words=sum(number for _sentence, number in sentences),
        longest=longest if count > LONG_SENTENCE else "",
        longest_words=count,
        hard=tuple(hard),
        passive=passive.group() if passive else "",
    )


def hints(text: str, translator: Translator) -> list[str]:
    """What would make the text easier to read; nothing when it is plain enough."""
    found, said = measure(text), []
    if found.longest:
        said.append(
            translator(
                _("Een zin van {count} woorden: “{start} …” Maak er twee van."),
                count=found.longest_words,
                start=" ".join(found.longest.split()[:5]),
            )
        )
    if found.hard:
        words = listing([f"“{word}”" for word in found.hard[:SHOWN]], SOURCE)
        said.append(translator(_("Lange woorden: {words}. Kan het korter?"), words=words))
    if found.passive:
        said.append(
            translator(
                _("“{words}”: zeg liever wie het doet, zoals ‘je krijgt’ of ‘wij geven’."),
                words=found.passive,
            )
        )
    return said
