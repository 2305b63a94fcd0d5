"""Sentences shown to a person, through gettext. The msgid is the Dutch sentence itself.

The ``.po`` files are the truth; they are compiled in memory at the first use of a language, so
that a translator's change needs nothing but a restart.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services_catalog.languages import SOURCE
from services_catalog.settings import PROJECT_ROOT

LOCALES = PROJECT_ROOT / "locales"
DOMAIN = "toeleider"
"""What visitors read, in every language."""
STAFF = "staff"
"""What staff and toeleiders read, in Dutch and English: see ``STAFF_ROOMS`` in bot/messages.py."""


@dataclass(frozen=True)
class Sentence:
    """A rendered sentence and the language it is really in (Dutch when a translation misses)."""

    text: str
    language: str


def po_path(language: str, domain: str = DOMAIN) -> Path:
    """Where the catalogue of ``language`` is."""
    return LOCALES / language / "LC_MESSAGES" / f"{domain}.po"


class _Missing(gettext.NullTranslations):
    """Says nothing for what is not translated: a translation may well equal the Dutch."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""


@cache
def _translations(language: str) -> gettext.GNUTranslations | None:
    if language == SOURCE or not po_path(language).exists():
        return None
    translations = _compiled(po_path(language))
    if (staff := po_path(language, STAFF)).exists():
        translations.add_fallback(_compiled(staff))
    translations.add_fallback(_Missing())
    return translations


def _compiled(path: Path) -> gettext.GNUTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=None)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(msgid: str, language: str) -> Sentence:
    """The sentence in ``language``, or the Dutch one, saying so in ``Sentence.language``."""
    translations = _translations(language)
    if translations is None or not msgid:
        return Sentence(msgid, SOURCE)
    text = translations.gettext(msgid)
    return Sentence(text, language) if text else Sentence(msgid, SOURCE)


def translate_plural(one: str, many: str, number: int, language: str) -> Sentence:
    """As :func:`translate`, by the plural rules of the language."""
    translations = _translations(language)
    fallback = one if number == 1 else many
    if translations is None:
        return Sentence(fallback, SOURCE)
    text = translations.ngettext(one, many, number)
    return Sentence(text, language) if text else Sentence(fallback, SOURCE)


def mark(msgid: str) -> str:
    """Marks a sentence for extraction where it is only translated later."""
    return msgid


class Translator:
    """Sentences in one language; remembers whether any had to fall back to Dutch."""

    def __init__(self, language: str) -> None:
        """For ``language``, a code of ours."""
        self.language = language
        self.fell_back = False

    def __call__(self, msgid: str, **values: object) -> str:
        """The sentence with its ``{named}`` values filled in."""
        sentence = translate(msgid, self.language)
        if sentence.language != self.language:
            self.fell_back = True
        return sentence.text.format(**values) if values else sentence.text

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """The sentence for ``number`` things; ``{number}`` is filled in too."""
        sentence = translate_plural(one, many, number, self.language)
        if sentence.language != self.language:
            self.fell_back = True
        return sentence.text.format(number=number, **values)
