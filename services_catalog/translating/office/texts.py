"""What stands in a file of a translation office, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.translating.glossary import terms_in
from services_catalog.translating.units import Unit
from services_catalog.translating.words import RISK_NAMES, STATE_HELP, STATE_NAMES
from services_catalog.vocabulary import Risk

MAX_FILE = 8 * 1024 * 1024
"""Bytes. All texts of one language are about half a megabyte."""
PROJECT = "toeleider"

# What XML 1.0 cannot hold, with the controls that no text needs.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")

GRAVE = {
    Risk.EMERGENCY: _("nood: een fout kan gevaarlijk zijn"),
    Risk.LEGAL: _("recht: een fout kan iemand rechten kosten"),
}


class Format(StrEnum):
    """How a file is written."""

    PO = "po"
    XLIFF = "xliff"
    """XLIFF 2.1."""
    XLIFF1 = "xliff1"
    """XLIFF 1.2, which older tools of offices read best."""

    @property
    def suffix(self) -> str:
        """The end of a file's name."""
        return "po" if self is Format.PO else "xlf"


class OfficeFileError(ValueError):
    """A file that cannot be used; the message says the cause and the cure."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """``sentence``: a msgid; ``values`` fill it in."""
        self.sentence, self.values = sentence, values
        super().__init__(self.said(Translator(SOURCE)))

    def said(self, translator: Translator) -> str:
        """The message in the language of ``translator``."""
        return translator(self.sentence, **self.values)


@dataclass(frozen=True)
class Returned:
    """One text as it came back. ``target`` is empty when nobody translated it."""

    key: str
    source: str
    target: str
    line: int
    finished: bool = True
    """False when the tool says that somebody must still look at it (``fuzzy``, ``initial``)."""
    confirmed: bool = False
    """True when the tool says that somebody is done with it. Many tools say nothing."""
    trouble: str | None = None
    """A msgid: why the text cannot be read."""
    named: str = ""
    """What the trouble is about: the name of a tag."""


@dataclass(frozen=True)
class OfficeFile:
    """A file, read. ``language`` is a code of ours; None when the file does not say it."""

    language: str | None
    format: Format
    texts: Sequence[Returned] = field(default_factory=list)


def plain(text: str) -> str:
    """Without what no file can hold, and with one kind of line end."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in white space alone: tools wrap and trim as they like."""
    return one.split() == other.split()


def notes_for(unit: Unit, language: str) -> list[str]:
    """What a translator must know of a text, in Dutch, a sentence each."""
    say = Translator(SOURCE)
    said = [
        unit.context,
        f"{say(STATE_NAMES[unit.state])}: {say(STATE_HELP[unit.state])}",
        say(_("Risico: {risk}."), risk=say(GRAVE.get(unit.risk, RISK_NAMES[unit.risk]))),
    ]
    if unit.was:
        said.append(say(_("De vertaling is gemaakt van: {dutch}"), dutch=unit.was))
    for term in terms_in(unit.source, language):
        fixed = term.translation or say(_("houd het Nederlandse woord"))
        note = f" ({term.note})" if term.note else ""
        said.append(say(_("Vaste term: {dutch} = {fixed}"), dutch=term.dutch, fixed=fixed) + note)
    return [plain(one) for one in said]
