"""Gettext PO: out for Poedit, OmegaT and Weblate, and back in.

The key of a text is its ``msgctxt``, the Dutch its ``msgid``. ``fuzzy`` stands for what somebody
must look at: texts that are out of date and texts of a machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.errors import MessageError

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, write_po

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, known, languages
from services_catalog.translating.office.texts import (
    PROJECT,
    Format,
    OfficeFile,
    OfficeFileError,
    Returned,
    notes_for,
    plain,
)
from services_catalog.translating.units import Unit
from services_catalog.translations import ShownState

FUZZY = frozenset({ShownState.STALE, ShownState.MACHINE})
BROKEN = _("Regel {line} van het bestand is geen PO: {text}. Open het in Poedit en bewaar opnieuw.")

# Babel reads over a missing quote and loses a letter at either end: look first.
_KEYWORD = r"(?:#~\s*)?(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) "
_LINE = re.compile(rf'(?:#.*|(?:{_KEYWORD})?\s*"(?:[^"\\]|\\.)*")?', re.DOTALL)
_CHARSET = re.compile(rb"charset=([\w.:-]+)", re.IGNORECASE)


def write(units: Iterable[Unit], language: str, when: datetime) -> bytes:
    """The texts as a PO file in UTF-8. ``when``: the moment in the header."""
    say = Translator(SOURCE)
    hints = (
        say(
            _("Teksten van de catalogus van diensten, in het Nederlands en in: {language}"),
            language=language,
        ),
        say(_("Vul alleen msgstr in. Zet er geen uren, prijzen, nummers of adressen in.")),
    )
    catalog = Catalog(
        locale=languages()[language].babel,
        project=PROJECT,
        version=f"{when:%Y-%m-%d}",
        creation_date=when,
        revision_date=when,
        last_translator=" ",
        msgid_bugs_address=" ",
        language_team=language,
        fuzzy=False,
        header_comment="\n".join(f"# {hint}" for hint in hints),
    )
    for unit in units:
        message = Message(
            plain(unit.source),
            string=plain(unit.target or ""),
            auto_comments=notes_for(unit, language),
            previous_id=[plain(unit.was)] if unit.was else (),
            context=unit.key,
        )
        # Babel takes "50 % of" for a format string, and Poedit would then call it an error.
        message.flags = {"fuzzy"} if unit.target and unit.state in FUZZY else set()
        catalog[message.id] = message
    file = io.BytesIO()
    write_po(file, catalog, width=0, include_previous=True)
    return file.getvalue()


def read(content: bytes) -> OfficeFile:
    """What a PO file says.

    Raises:
        OfficeFileError: it is none, with the first line that is wrong.
    """
    lines = list(_checked(_decoded(content)))
    collected = _Collected()
    try:
        PoFileParser(collected, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise OfficeFileError(BROKEN, line=error.lineno + 1, text=str(error)) from None
    except (ValueError, LookupError, AttributeError, TypeError, MessageError) as error:
        raise OfficeFileError(
            _("Het begin van het bestand (de kop) is stuk: {text}. Open het in Poedit."),
            text=str(error),
        ) from None
    return OfficeFile(known(collected.locale_identifier), Format.PO, collected.texts())


class _Collected(Catalog):
    """Keeps every message: Babel itself keeps the first of two with the same key."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Message] = []

    def __setitem__(self, id: object, message: Message) -> None:
        if message.id or message.context:
            self.found.append(message)
        else:
            super().__setitem__(message.id, message)

    def texts(self) -> list[Returned]:
        """The messages, as they came; one with plural forms is none of ours and gives no text."""
        return [
            Returned(
                key=message.context or "",
                source=message.id if isinstance(message.id, str) else message.id[0],
                target=message.string if isinstance(message.string, str) else "",
                line=message.lineno or 0,
                finished=not message.fuzzy,
                confirmed=not message.fuzzy,
            )
            for message in self.found
        ]


def _decoded(content: bytes) -> str:
    found = _CHARSET.search(content[:4096])
    charset = found[1].decode() if found else "utf-8"
    if charset.upper() in ("UTF-8", "CHARSET"):
        charset = "utf-8-sig"  # Notepad puts a mark in front
    try:
        return content.decode(charset)
    except UnicodeDecodeError as error:
        raise OfficeFileError(
            _("Regel {line} van het bestand is geen {charset}. Bewaar het als UTF-8."),
            line=content[: error.start].count(b"\n") + 1,
            charset=charset,
        ) from None
    except LookupError:
        raise OfficeFileError(
            _("De tekenset {charset} van het bestand kennen we niet. Bewaar het als UTF-8."),
            charset=charset,
        ) from None


def _checked(text: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.fullmatch(line.strip()):
            raise OfficeFileError(BROKEN, line=number, text=line.strip()[:60])
        yield line
