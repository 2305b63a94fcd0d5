"""Making wild text safe, and folding it so that people's spelling does not matter."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 1000
"""What is understood of a message; the rest is cut (and said so by the web process)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_BIDI = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_APOSTROPHES = re.compile(r"['’‘ʼ`´ʹ]")
_ARABIC_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي",
     "ک": "ك", "ی": "ي", "گ": "ك", "چ": "ج", "پ": "ب", "ې": "ي", "ۍ": "ي", "ێ": "ي",
     "ە": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ۆ": "و", "ڕ": "ر", "ڵ": "ل", "ګ": "ك", "ڼ": "ن"}
)  # fmt: skip
# Ethiopic letters that sound alike and are written for one another, first order by first order.
_ETHIOPIC = str.maketrans(
    {chr(ord(first) + vowel): chr(ord(other) + vowel)
     for first, other in (("ሠ", "ሰ"), ("ፀ", "ጸ"), ("ሐ", "ሀ"), ("ኀ", "ሀ"), ("ዐ", "አ"))
     for vowel in range(7)}
)  # fmt: skip
# Letters that canonical decomposition does not split; й and ї are letters of their own and stay.
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
_KEEP_COMPOSED = frozenset("йїў")


def sanitise(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Text that no tokeniser or log can stumble over, at most ``limit`` characters.

    Removes controls, lone surrogates and direction marks, normalises to NFKC and folds white
    space. It is cut *before* normalising too: U+FDFA alone becomes 18 characters, and the
    encoder's own tokeniser overruns its buffer on such text.
    """
    text = _BIDI.sub("", _CONTROL.sub("", text[: limit * 2]))
    pieces: list[str] = []
    size = 0
    for character in text:
        normal = unicodedata.normalize("NFKC", character)
        # One character that becomes many is an ornament or an attack, never a question.
        if len(normal) > 4:
            normal = " "
        pieces.append(normal)
        size += len(normal)
        if size > limit * 2:
            break
    text = unicodedata.normalize("NFKC", "".join(pieces))
    return _SPACES.sub(" ", text).strip()[:limit].strip()


def fold(text: str) -> str:
    """Lower case without diacritics or apostrophes: how phrases and search terms are compared.

    ``Çocuğum``, ``cocugum`` and ``COCUGUM`` become the same; so do Arabic spellings of alef, teh
    marbuta and yeh, and texts with and without vowel marks.
    """
    text = _APOSTROPHES.sub("", text).replace("İ", "i").lower()
    text = _ARABIC_MARKS.sub("", text).translate(_ARABIC_LETTERS).translate(_ETHIOPIC)
    folded: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if character in _KEEP_COMPOSED:
            folded.append(character)
            continue
        folded.extend(
            c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c)
        )
    return "".join(folded).translate(_LETTERS)


def has_words(text: str) -> bool:
    """False for emptiness, emoji and punctuation: nothing that could be understood."""
    return any(character.isalnum() for character in text)
