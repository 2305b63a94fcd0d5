"""How hard is a Dutch text? Open measures that a writer can check by hand.

Flesch-Douma: W.H. Douma, De leesbaarheid van landbouwbladen (Wageningen, 1960):
``206.84 - 0.77 x syllables per 100 words - 0.93 x words per sentence``, with his table: 60-70
normal, 45-60 rather difficult, below that difficult. Syllables are counted by groups of vowels:
hyphenation patterns never split off a single letter, and so lose syllables (``e-ten``, ``a-dres``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONG_WORD = 13
"""Letters from which a word counts as long."""
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+")
# After a full stop a sentence begins with a capital, a figure or a quotation mark; else it was an
# abbreviation (bv., t.e.m.).
_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”’\"')]))\s+(?=[\"“‘'(]?[A-ZÀ-ÖØ-Þ0-9])|\s*[\n;]\s*")
# Dutch letter groups that sound as one; the longest first. With a trema a new syllable begins.
_VOWELS = re.compile(
    r"aai|ooi|oei|eeu|ieu|eau|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|ai|oi|[aeiouyäëïöüáéíóúàèêâîôû]"
)
# They begin and end like a participle, and are none.
_LOOK_ALIKES = """
    bed beeld behoeften beleid bent bereid bericht berichten besluiten best bestand betekent
    beurt bezoek ervaren gebied gebieden gebouwen gebrek gedachten geduld geen geest
    gegevens geld geluid gemeenten genoeg gerechten geschikt geschillen gesprekken gevallen
    gevecht gevolgen gewicht gewoon gezicht gezinnen gezond gehandicapten hersenen herfst
    hert ontevreden tevreden verband verdriet verkouden verleden verschillend verstand
"""
_NO_PARTICIPLE = frozenset(_LOOK_ALIKES.split())
_SEPARABLE = (
    "aan|achter|af|bij|binnen|door|goed|in|klaar|langs|los|mee|na|om|onder|op|over|samen|tegen|terug"
    "|toe|uit|vast|voor|vrij|weg"
)
_GE = rf"(?:{_SEPARABLE})?ge[a-zëï]{{2,}}(?:d|t|en)"
# Without ge: "betaald", "verlengd". One with -en ("ontvangen") may as well be an infinitive, so it
# must touch the form of worden.
_BE = rf"(?:{_SEPARABLE})?(?:be|ver|ont|her|er|onder|over)[a-zëï]{{2,}}(?:d|t)"
_BE_EN = r"(?:be|ver|ont|her|er|onder|over)[a-zëï]{2,}en"
_WORDEN = r"\b(?:word|wordt|worden|werd|werden)\b"
_GAP = r"(?:[\s]+(?!en\b|of\b|maar\b|die\b|dat\b|als\b|om\b)[\w’'-]+){0,8}?\s+"
_PASSIVES = (
    re.compile(rf"{_WORDEN}{_GAP}(?P<participle>{_GE}|{_BE})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<participle>{_GE}|{_BE}|{_BE_EN})\s+{_WORDEN}", re.IGNORECASE),
    re.compile(rf"{_WORDEN}\s+(?P<participle>{_BE_EN})\b", re.IGNORECASE),
)
_NO_ENDING = ("ment", "heid", "schap", "kracht", "recht", "dienst", "markt", "kant", "punt")


@dataclass(frozen=True)
class Measures:
    """What was counted in some sentences."""

    words: int
    sentences: tuple[str, ...]
    flesch_douma: float
    """Higher is easier; 60 to 70 is normal."""
    mean_length: float
    """Words per sentence."""
    long_words: tuple[str, ...]
    passives: tuple[str, ...]
    """The sentences that say what is done and not who does it."""

    @property
    def long_share(self) -> float:
        """Long words among all words, 0 to 1."""
        return len(self.long_words) / self.words if self.words else 0.0


def sentences(text: str) -> list[str]:
    """The sentences of a text, white space folded."""
    return [s for part in _END.split(text) if (s := " ".join(part.split())) and words(s)]


def words(text: str) -> list[str]:
    """The words of a text, figures too; one with a hyphen is one word."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables a Dutch word has; 1 at least."""
    return max(1, len(_VOWELS.findall(word.lower())))


def passive(sentence: str) -> str:
    """The piece with a form of ``worden`` and a past participle (``wordt door ons betaald``)."""
    for pattern in _PASSIVES:
        for found in pattern.finditer(sentence):
            participle = found["participle"].lower()
            if participle not in _NO_PARTICIPLE and not participle.endswith(_NO_ENDING):
                return found.group().strip()
    return ""


def flesch_douma(texts: Sequence[str]) -> float:
    """The ease of some sentences, by Douma's formula; 206.84 for none."""
    found = [words(text) for text in texts]
    count = sum(len(one) for one in found)
    if not count:
        return 206.84
    sounds = sum(syllables(word) for one in found for word in one)
    return 206.84 - 77 * sounds / count - 0.93 * count / len(texts)


def long_words(text: str, letters: int = LONG_WORD) -> list[str]:
    """Words of so many ``letters``; one with a hyphen is read, and so measured, in its parts."""
    return [w for w in words(text) if max(map(len, re.split(r"[-'’]", w))) >= letters]


def measure(texts: Iterable[str]) -> Measures:
    """Measure texts together, such as all Dutch fields of a service."""
    found = tuple(sentence for text in texts for sentence in sentences(text))
    count = sum(len(words(sentence)) for sentence in found)
    return Measures(
        words=count,
        sentences=found,
        flesch_douma=flesch_douma(found),
        mean_length=count / len(found) if found else 0.0,
        long_words=tuple(word for sentence in found for word in long_words(sentence)),
        passives=tuple(sentence for sentence in found if passive(sentence)),
    )
