"""Writing systems and tell-tale letters: which languages a text can be in at all."""

from __future__ import annotations

from collections import Counter
from functools import cache

from services_catalog.languages import languages

# (first, last code point, script); ISO 15924 names. Enough to tell our languages from others.
_RANGES = (
    (0x0041, 0x024F, "Latn"), (0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"), (0x0590, 0x05FF, "Hebr"), (0x0600, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Syrc"), (0x0750, 0x077F, "Arab"), (0x0780, 0x07BF, "Thaa"),
    (0x08A0, 0x08FF, "Arab"), (0x0900, 0x097F, "Deva"), (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"), (0x0A80, 0x0AFF, "Gujr"), (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"), (0x0C80, 0x0CFF, "Knda"), (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"), (0x0E00, 0x0E7F, "Thai"), (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"), (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"), (0x1200, 0x139F, "Ethi"), (0x1780, 0x17FF, "Khmr"),
    (0x1E00, 0x1EFF, "Latn"), (0x2D30, 0x2D7F, "Tfng"), (0x2D80, 0x2DDF, "Ethi"),
    (0x3040, 0x30FF, "Kana"), (0x3130, 0x318F, "Hang"), (0x3400, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"), (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFF, "Arab"),
)  # fmt: skip

# Languages that people also write in Latin letters, for want of a keyboard.
ALSO_LATIN = ("ar", "fa", "bg", "ru", "uk", "am")


@cache
def candidates() -> dict[str, tuple[str, ...]]:
    """Our languages by script (``locales/languages.yml``); :data:`ALSO_LATIN` under Latin too."""
    found: dict[str, list[str]] = {}
    for code, language in languages().items():
        found.setdefault(language.script.capitalize(), []).append(code)
    found.setdefault("Latn", []).extend(c for c in ALSO_LATIN if c in languages())
    return {script: tuple(codes) for script, codes in found.items()}


UNSUPPORTED = {
    "Grek": "el", "Armn": "hy", "Hebr": "he", "Deva": "hi", "Beng": "bn", "Guru": "pa",
    "Gujr": "gu", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si",
    "Thai": "th", "Laoo": "lo", "Tibt": "bo", "Mymr": "my", "Geor": "ka", "Hang": "ko",
    "Khmr": "km", "Kana": "ja", "Hani": "zh", "Syrc": "syr", "Thaa": "dv", "Tfng": "zgh",
}  # fmt: skip
"""The usual language of a script; those of ours come first (:func:`candidates`)."""

# Letters that (nearly) only these languages of ours use. A letter counts for each language named.
_LETTERS = {
    "ґіїє": "uk", "ыэ": "ru", "ъ": "bg ru", "ў": "be", "јљњћђџѓќѕ": "sr",
    "ټډړښځڅڼېۍ": "ps", "ێۆڕڵەڤ": "ckb", "پژچگ": "fa ps ckb", "ةأإ": "ar", "ٹڈڑےںہھ": "ur",
    "ğı": "tr", "ș": "ro", "ț": "ro", "ăâ": "ro", "łżźśćńę": "pl", "ñ¿¡": "es", "ãõ": "pt",
    "ë": "sq nl fr", "êî": "ku fr", "œ": "fr", "ß": "de", "åø": "no sv da", "őű": "hu", "čřě": "cs",
    "ኣኸቐቕ": "ti", "ኝኛ": "am",
}  # fmt: skip
_HINTS = {letter: tuple(codes.split()) for letters, codes in _LETTERS.items() for letter in letters}


def script_of(character: str) -> str | None:
    """The script of a letter; None for digits, signs and scripts not listed."""
    if not character.isalpha():
        return None
    point = ord(character)
    if point < 0x0250:
        return "Latn"
    for first, last, script in _RANGES:
        if first <= point <= last:
            return script
    return "Hani" if 0x20000 <= point <= 0x3FFFF else None


def script_counts(text: str) -> Counter[str]:
    """Letters of a text by script."""
    return Counter(script for script in map(script_of, text) if script)


def script_of_text(text: str) -> str | None:
    """The script of ours a text is in; None when no letter is.

    Who writes three words of Tigrinya around "carte d'identité" writes Tigrinya: words count,
    not letters, and a third of them in another script than Latin settle it.
    """
    counts = map(script_counts, text.split())
    words = Counter(count.most_common(1)[0][0] for count in counts if count)
    ours = {script: n for script, n in words.items() if script in candidates()}
    others = {script: n for script, n in ours.items() if script != "Latn"}
    if others and sum(others.values()) * 3 >= sum(ours.values()):
        return max(others, key=lambda script: others[script])
    return "Latn" if ours else None


def letter_hints(text: str) -> Counter[str]:
    """How many letters of a text point to each language (ours or not)."""
    hints: Counter[str] = Counter()
    for character in text.lower():
        hints.update(_HINTS.get(character, ()))
    return hints


def writing(text: str, language: str) -> str:
    """The language with how it is written: ``ar-Latn`` for Arabic in Latin letters, else as is."""
    if language not in ALSO_LATIN:
        return language
    counts = script_counts(text)
    return f"{language}-Latn" if counts["Latn"] * 2 > counts.total() else language
