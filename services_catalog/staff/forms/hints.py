"""Is it B1? What a writer can check while writing: long sentences, long words, who does it.

They are hints, never a bar: sometimes the long word is the one on the letter people hold. The
measures are the linter's; hints come earlier than its findings.
"""

from __future__ import annotations

from services_catalog.formatting import listing
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.linter.readability import long_words, passive, sentences, words

LONG_SENTENCE = 15
"""Words. Wablieft and other plain-language guides for Flanders ask for 10 to 15."""
LONG_WORD = 18
"""Letters. "Verblijfspapieren" has 17, and there is no shorter word that people know."""
SHOWN = 3


def hints(text: str, translator: Translator) -> list[str]:
    """What would make the text easier to read; nothing when it is plain enough."""
    found, said = sentences(text), []
    counted = [(len(words(sentence)), sentence) for sentence in found]
    count, longest = max(counted, key=lambda pair: pair[0], default=(0, ""))
    if count > LONG_SENTENCE:
        said.append(
            translator(
                _("Een zin van {count} woorden: “{start} …” Maak er twee van."),
                count=count,
                start=" ".join(longest.split()[:5]),
            )
        )
    if hard := list(dict.fromkeys(long_words(text, LONG_WORD))):
        named = listing([f"“{word}”" for word in hard[:SHOWN]], translator.language)
        said.append(translator(_("Lange woorden: {words}. Kan het korter?"), words=named))
    if piece := next(filter(None, map(passive, found)), ""):
        said.append(
            translator(
                _("“{words}”: zeg liever wie het doet, zoals ‘je krijgt’ of ‘wij geven’."),
                words=piece,
            )
        )
    return said
