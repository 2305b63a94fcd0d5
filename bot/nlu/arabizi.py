"""Arabic in Latin letters ("wein fini nam"), written back into Arabic letters for the encoder.

The sentence encoder has hardly seen such text: 22 % of our Latin-script sentences got the right
intent from its vectors, 38 % once written back. The rules are rough (short vowels are guesses).
"""

from __future__ import annotations

import re

from bot.nlu.romanised import CYRILLIC, to_cyrillic
from bot.nlu.scripts import writing

_GROUPS = {
    "3'": "غ", "7'": "خ", "tch": "تش", "sch": "ش", "sh": "ش", "ch": "ش", "kh": "خ", "gh": "غ",
    "th": "ث", "dh": "ذ", "ou": "و", "oo": "و", "ee": "ي", "ii": "ي", "aa": "ا", "ei": "ي",
    "ai": "اي", "ay": "اي", "ey": "ي", "aw": "او", "au": "او", "uu": "و",
    "2": "ا", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "ق", "9": "ق",
    "b": "ب", "t": "ت", "j": "ج", "d": "د", "r": "ر", "z": "ز", "s": "س", "f": "ف", "q": "ق",
    "k": "ك", "l": "ل", "m": "م", "n": "ن", "h": "ه", "w": "و", "y": "ي", "g": "ك", "p": "ب",
    "v": "ف", "x": "كس", "c": "ك", "a": "", "i": "ي", "o": "و", "u": "و", "e": "",
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(map(re.escape, _GROUPS), key=len, reverse=True)))
_WORD = re.compile(r"[a-z0-9']+")
_ARTICLE = re.compile(r"^(?:el|al|il|l)[- ]?(?=[a-z0-9]{3,})")
_TWICE = re.compile(r"([a-z2-9])\1+")
# Words newcomers take from the place they live in stay as they are.
_KEEP = frozenset(
    [
        "ocmw",
        "cpas",
        "vdab",
        "cvo",
        "fedasil",
        "uitpas",
        "okan",
        "bijlage",
        "annexe",
        "a1",
        "a2",
        "b1",
        "b2",
        "actiris",
        "forem",
        "naric",
        "unia",
        "commune",
        "mutuelle",
        "mutualiteit",
        "leefloon",
        "attest",
        "inburgering",
        "vaccin",
    ]
)


def to_arabic(text: str) -> str:
    """The text in Arabic letters; numbers and known names of offices stay."""
    return _WORD.sub(lambda match: _word(match.group()), text.lower())


def for_encoder(text: str, language: str | None) -> str:
    """What the encoder should read: what stands in borrowed Latin letters is written back.

    Arabic, and the Cyrillic languages of :mod:`bot.nlu.romanised`; all else stays as it is.
    """
    if language not in ("ar", *CYRILLIC) or not writing(text, language).endswith("-Latn"):
        return text
    return to_arabic(text) if language == "ar" else to_cyrillic(text, language)


def _word(word: str) -> str:
    if word in _KEEP or word.isdigit():
        return word
    article = _ARTICLE.match(word) if word not in ("li", "lia", "liya", "lik") else None
    body = word[article.end() :] if article else word
    doubled = _TWICE.sub(r"\1", body)
    # Short a's inside a word are not written in Arabic; at its ends they are.
    first = "ا" if doubled[:1] in ("a", "e", "i", "o", "u") else ""
    last = "ا" if len(doubled) > 2 and doubled.endswith("a") else ""
    middle = doubled[len(first) : len(doubled) - len(last)]
    letters = _GROUP.sub(lambda match: _GROUPS[match.group()], middle)
    return ("ال" if article else "") + first + letters + last


def for_ngrams(text: str, language: str | None) -> str:
    """What the n-grams read: Cyrillic languages in their own letters, all else as it is typed."""
    return for_encoder(text, language) if language in CYRILLIC else text
