"""Cyrillic languages in Latin letters ("iskam rabota", "negde nochevat"), and back.

Bulgarians abroad type so every day. Sentences are written out in Latin letters to learn the
language from, and what a visitor wrote is turned back for the encoder, which has hardly seen it.
"""

from __future__ import annotations

import re

CYRILLIC = ("bg", "ru", "uk")
"""Languages this is done for."""

_COMMON = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "з": "z",
    "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sht",
    "ъ": "a", "ь": "", "ы": "y", "э": "e", "ю": "iu", "я": "q", "і": "i", "ї": "yi", "є": "ye",
    "ґ": "g",
}  # fmt: skip
_EAST = {"ж": "zh", "ц": "ts", "щ": "shch", "ъ": "", "ю": "yu", "я": "ya", "й": "y"}
_OUT = {
    "bg": _COMMON,
    "ru": {**_COMMON, **_EAST},
    "uk": {**_COMMON, **_EAST, "г": "h", "х": "kh", "и": "y"},
}
# Longest first; several spellings of one letter are in use.
_BACK_COMMON = {
    "shch": "щ", "sht": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "yu": "ю",
    "iu": "ю", "ju": "ю", "ya": "я", "ia": "я", "ja": "я", "yo": "ё", "a": "а", "b": "б", "c": "ц",
    "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "ж", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "q": "я", "r": "р", "s": "с", "t": "т", "u": "у",
    "v": "в", "w": "в", "x": "кс", "y": "ы", "z": "з", "4": "ч", "6": "ш", "'": "ь",
}  # fmt: skip
_BACK = {
    "bg": {**_BACK_COMMON, "y": "ъ", "yo": "йо", "'": ""},
    "ru": {**_BACK_COMMON, "sht": "шт"},
    "uk": {**_BACK_COMMON, "sht": "шт", "y": "и", "i": "і", "h": "г", "g": "ґ", "yi": "ї",
           "ye": "є", "yo": "йо"},
}  # fmt: skip
_PATTERNS = {
    code: re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    for code, table in _BACK.items()
}
_WORD = re.compile(r"[a-z0-9']+")


def to_latin(text: str, language: str) -> str:
    """A Cyrillic text as its speakers type it on a Latin keyboard, lower case."""
    table = _OUT[language]
    return "".join(table.get(letter, letter) for letter in text.lower())


def to_cyrillic(text: str, language: str) -> str:
    """The Latin text written back; numbers stay."""
    table, pattern = _BACK[language], _PATTERNS[language]

    def word(match: re.Match[str]) -> str:
        found = match.group()
        return found if found.isdigit() else pattern.sub(lambda m: table[m.group()], found)

    return _WORD.sub(word, text.lower())
