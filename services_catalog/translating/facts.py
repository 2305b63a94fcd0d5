"""Facts that somebody typed into a sentence: a price, an hour, a phone, an e-mail, a web address.

A fact in a sentence goes out of date unseen, twenty times over. The Dutch rule is
``loading/shapes.FACT_IN_TEXT``; this is the same for all our languages: digits of every script,
and how each language writes euro and o'clock.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from services_catalog.loading.shapes import FACT_IN_TEXT


class Fact(StrEnum):
    """What kind of fact; its own field of the service holds it."""

    PRICE = "price"
    HOUR = "hour"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"


@dataclass(frozen=True)
class Found:
    """A fact in a text; ``words`` as they were typed."""

    kind: Fact
    words: str


# Whole words: "5 Europese landen" and "3 centra" are no prices.
_EURO = (
    r"(?:euro(?:s|lar|ya|n|ve)?|eur|yuuro|yuro|avro\w*|ewro\w*|evro|евро|євро|يورو|یورو|یۆرۆ\w*"
    r"|ዩሮ\w*|ኤውሮ\w*|cents?|centimes?|цент(?:а|ов|ів|и)?|سنت)(?!\w)"
)
_OCLOCK = (
    r"uur|o'clock|o’clock|a\.?m\.?|p\.?m\.?|hours?|heures?|h|horas?|godz\w*|saat\w*|saacad\w*"
    r"|saet\w*|or[aeë]s?|orëve|годин\w*|час(?:а|у|ов|ове|ът|і|ів)?|ч|ሰዓት\w*|ሰዓታት|ساعت|ساعات"
    r"|ساعة|سەعات|کاتژمێر|بجې|بجو"
)
_BEFORE = r"saat|saacadda|saet|ora|orën|godz\.?|الساعة|ساعة|ساعت|کاتژمێر|سەعات|ሰዓት"
_DATE = r"\d{1,2}[./-]\d{1,2}[./-]\d{4}\b|\d{4}[-–/]\d{4}\b"
_SEPARATORS = ":：٫፡"
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Fact.EMAIL, r"[\w.+-]+@[\w-]+\.[\w.]+|[\w.]+@[\w.]+"),
        (
            Fact.WEB,
            r"https?://\S+|\bwww\.\S+|\b[\w-]+\.(?:be|eu|org|com|net|vlaanderen|brussels)\b",
        ),
        (
            Fact.PRICE,
            rf"[€$£]\s*\d[\d.,٫\s]*|\d[\d.,٫]*\s*(?:[€$£]|{_EURO})|\b{_EURO}\s*\d[\d.,٫]*",
        ),
        (
            Fact.PHONE,
            # A date or a school year has as many digits, and is none.
            rf"(?!{_DATE})(?:\+\s?\d[\d ()./-]{{5,}}\d|\b0\d{{1,3}}[ /.-]\d[\d ./-]{{3,}}\d"
            rf"|\b\d(?:[ ./-]?\d){{7,}})",
        ),
        (
            Fact.HOUR,
            rf"\b\d{{1,2}}\s?[{_SEPARATORS}]\s?\d{{2}}\b|\b\d{{1,2}}\.\d{{2}}\b"
            rf"|\b\d{{1,2}}\s?h\s?\d{{2}}\b|\b\d{{1,2}}\s*(?:{_OCLOCK})(?!\w)"
            rf"|(?<!\w)(?:{_BEFORE})\s+\d{{1,2}}(?!\w)|{FACT_IN_TEXT.pattern}",
        ),
    )
)


def fact_in(text: str, dutch: str = "") -> Found | None:
    """The first fact that stands in a text and not in its Dutch; None when there is none."""
    plain, there = plain_digits(text), plain_digits(dutch).casefold()
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(plain):
            if found.group().strip().casefold() not in there or not there:
                return Found(kind, text[found.start() : found.end()].strip(" .,"))
    return None


def plain_digits(text: str) -> str:
    """The text with ``0``-``9`` for the digits of every script, character for character.

    Ethiopic has signs for tens and hundreds, which are no digits: each counts as one, which is
    enough to see that a number stands there.
    """
    return "".join(_digit(char) for char in text)


def _digit(char: str) -> str:
    if char.isascii():
        return char
    value = unicodedata.digit(char, None)
    if value is not None:
        return str(value)
    if "\u1369" <= char <= "\u137c":  # Ethiopic one to ten thousand
        return str(int(unicodedata.numeric(char)))[0]
    return char
