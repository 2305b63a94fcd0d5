"""Arabic in Latin letters ("wein fini nam"), written back into Arabic letters for the encoder.

The sentence encoder has hardly seen such text. The rules are rough (short vowels are guesses), yet
the vectors of the result come close to those of Arabic sentences.
"""

from __future__ import annotations

import re

_GROUPS = {
    "3'": "غ", "7'": "خ", "tch": "تش", "sch": "ش", "sh": "ش", "ch": "ش", "kh": "خ", "gh": "غ",
    "th": "ث", "dh": "ذ", "ou": "و", "oo": "و", "ee": "ي", "ii": "ي", "aa": "ا", "ei": "ي",
    "ai": "اي", "ay": "اي", "ey": "ي", "aw": "او", "au": "او", "uu": "و",
    "2": "ا", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "ق", "9": "ق",
    "b": "ب", "t": "ت", "j": "ج", "d": "د", "r": "ر", "z": "ز", "s": "س", "f": "ف", "q": "ق",
    "k": "ك", "l": "ل", "m": "م", "n": "ن", "h": "ه", "w": "و", "y": "ي", "g": "ك", "p": "ب",
    "v": "ف", "x": "كس", "c": "ك", "a": "ا", "i": "ي", "o": "و", "u": "و", "e": "",
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(map(re.escape, _GROUPS), key=len, reverse=True)))
_WORD = re.compile(r"[a-z0-9']+")
_ARTICLE = re.compile(r"^(?:el|al|il|l)[- ]?(?=[a-z0-9]{3,})")
_TWICE = re.compile(r"([a-z2-9])\1+")
# Words newcomers take from the place they live in stay as they are.
_KEEP = frozenset(
    "ocmw cpas vdab cvo fedasil uitpas okan bijlage annexe a1 a2 b1 b2 actiris forem naric unia "
    "commune mutuelle mutualiteit leefloon attest inburgering vaccin".split()
)


def to_arabic(text: str) -> str:
    """The text in Arabic letters; numbers and known names of offices stay."""
    return _WORD.sub(lambda match: _word(match.group()), text.lower())


def _word(word: str) -> str:
    if word in _KEEP or word.isdigit():
        return word
    article = _ARTICLE.match(word) if word not in ("li", "lia", "liya", "lik") else None
    body = word[article.end() :] if article else word
    doubled = _TWICE.sub(r"\1", body)
    first = "ا" if doubled[:1] in ("e", "i", "o", "u") else ""
    rest = doubled[1:] if first else doubled
    letters = _GROUP.sub(lambda match: _GROUPS[match.group()], rest)
    return ("ال" if article else "") + first + letters
