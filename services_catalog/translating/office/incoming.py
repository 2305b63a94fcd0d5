"""A file that comes back: recognised, read, laid beside our texts, and taken over when told.

What is taken over goes to ``in_review``, never straight to visitors as approved: the book of
translations (:class:`~services_catalog.translating.book.TranslationBook`) sees to that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.models import words_hash
from services_catalog.translating.book import Outcome, Result, TranslationBook
from services_catalog.translating.office import po, xliff_reading
from services_catalog.translating.office.texts import (
    MAX_FILE,
    OfficeFile,
    OfficeFileError,
    Returned,
    plain,
    same_words,
)
from services_catalog.translating.places import place_units
from services_catalog.translating.units import Unit, units
from services_catalog.translations import ShownState
from services_catalog.vocabulary import Risk

Progress = Callable[[int, int], None]
_KEY = re.compile(r"service/[^/]+/.+|location/[^/]+/directions|hotline/[^/]+/purpose", re.DOTALL)

FOREIGN = _("Deze tekst is niet van ons.")
TWICE = _("Deze tekst staat twee keer in het bestand, met een andere vertaling.")
UNFINISHED = _("Het vertaalprogramma zegt dat deze tekst nog niet af is.")
OVERTAKEN = _("Iemand veranderde onze vertaling net. Lees het bestand opnieuw in.")


class Fate(StrEnum):
    """What becomes of a text of the file."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    """Nobody translated it."""
    UNFINISHED = "unfinished"
    REFUSED = "refused"
    FOREIGN = "foreign"
    """A key that was never ours."""


@dataclass(frozen=True)
class Line:
    """One text of the file. ``reason``: in Dutch, why it was refused or what to know."""

    key: str
    fate: Fate
    source: str
    before: str
    after: str
    reason: str = ""
    line: int = 0
    """Where it stands in the file."""
    source_hash: str = ""
    """Of the Dutch it was made from."""

    @property
    def before_hash(self) -> str:
        """Tells whether our text is still the one that was compared with."""
        return words_hash(self.before)


@dataclass(frozen=True)
class Report:
    """What a file did, or would do. ``lines`` are in the order of the file."""

    language: str
    lines: Sequence[Line]
    applied: bool

    def of(self, *fates: Fate) -> list[Line]:
        """The lines with one of these fates."""
        return [line for line in self.lines if line.fate in fates]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines each fate has, all fates."""
        found = Counter(line.fate for line in self.lines)
        return {fate.value: found[fate] for fate in Fate}


def read_file(content: bytes) -> OfficeFile:
    """What a file says; PO and XLIFF are told apart by what is in them, not by their name.

    Raises:
        OfficeFileError: it is neither, or it is broken; the message says where and what to do.
    """
    if len(content) > MAX_FILE:
        raise OfficeFileError(
            _("Het bestand is te groot: meer dan {number} MB."), number=MAX_FILE // 1024**2
        )
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start:
        raise OfficeFileError(_("Het bestand is leeg."))
    if start.startswith(b"PK"):
        raise OfficeFileError(
            _("Dit is een zip of een Word-bestand. Pak het zip-bestand eerst uit.")
        )
    if start.startswith((b"<", b"\x00<")):
        return xliff_reading.read(content)
    if b"msgid" in content:
        return po.read(content)
    raise OfficeFileError(
        _("Dit is geen PO en geen XLIFF. Vraag het bureau om het bestand dat je stuurde, ingevuld.")
    )


def check_is_for(file: OfficeFile, language: str) -> None:
    """Refuse a file of another language.

    Raises:
        OfficeFileError: it is for another language.
    """
    if file.language is not None and file.language != language:
        raise OfficeFileError(
            _("Dit bestand is voor de taal {theirs}, niet voor {ours}."),
            theirs=file.language,
            ours=language,
        )


def take(
    book: TranslationBook,
    texts: Sequence[Returned],
    language: str,
    actor: str,
    *,
    dry_run: bool,
    unfinished: bool = False,
    translator: Translator | None = None,
    progress: Progress | None = None,
) -> Report:
    """Lay the texts of a file beside ours, and take over what can be unless ``dry_run``.

    ``unfinished``: also take what the office's tool calls not finished (``fuzzy``).
    """
    say = translator or Translator(SOURCE)
    texts = list({(text.key, text.target): text for text in texts}.values())
    ours = _ours(book, language, [text.key for text in texts])
    lines: dict[int, Line] = {}
    wanted: dict[int, Unit] = {}
    twice = _conflicting(texts)
    for number, text in enumerate(texts):
        unit = ours.get(text.key)
        fate, reason = _first_look(text, unit, unfinished=unfinished)
        if text.key in twice:
            fate, reason = Fate.REFUSED, TWICE
        if fate is None:
            wanted[number] = _unit(text, unit)
        else:
            before = (unit.target if unit else None) or ""
            said = say(reason, named=text.named) if reason else ""
            lines[number] = Line(text.key, fate, text.source, before, text.target, said, text.line)
    results = book.apply(list(wanted.values()), language, actor, dry_run=dry_run, progress=progress)
    for number, result in zip(wanted, results, strict=True):
        lines[number] = _line(result, texts[number].source, texts[number].line)
    return Report(language, [lines[number] for number in sorted(lines)], not dry_run)


def take_again(
    book: TranslationBook,
    seen: Iterable[tuple[str, str, str, str]],
    language: str,
    actor: str,
    *,
    translator: Translator | None = None,
    progress: Progress | None = None,
) -> Report:
    """Take over what somebody looked at in a dry run.

    ``seen``: key, hash of the Dutch, hash of our text then, and the new text. Everything is
    checked anew; a text of ours that was changed since stays as it is.
    """
    say = translator or Translator(SOURCE)
    rows = [row for row in {row[0]: row for row in seen}.values() if _KEY.fullmatch(row[0])]
    ours = _ours(book, language, [row[0] for row in rows])
    lines, wanted = [], []
    for key, dutch, then, text in rows:
        unit = ours.get(key)
        before = (unit.target if unit else None) or ""
        if unit is not None and words_hash(before) != then:
            lines.append(Line(key, Fate.REFUSED, unit.source, before, text, say(OVERTAKEN)))
        else:
            wanted.append(Unit(key, "", text, ShownState.IN_REVIEW, Risk.NORMAL, dutch, context=""))
    results = book.apply(wanted, language, actor, dry_run=False, progress=progress)
    lines += [
        _line(result, ours[result.key].source if result.key in ours else "") for result in results
    ]
    return Report(language, lines, True)


def _ours(book: TranslationBook, language: str, keys: Sequence[str]) -> Mapping[str, Unit]:
    names = {key.split("/")[1] for key in keys if _KEY.fullmatch(key) and plain(key) == key}
    with book.database.read() as session:
        known = units(session, language, services=names)
        known += place_units(session, language)
    return {unit.key: unit for unit in known}


def _first_look(text: Returned, unit: Unit | None, *, unfinished: bool) -> tuple[Fate | None, str]:
    """What can be said before the book is asked; None: ask the book."""
    if not _KEY.fullmatch(text.key) or plain(text.key) != text.key:
        return Fate.FOREIGN, FOREIGN
    if text.trouble:
        return Fate.REFUSED, text.trouble
    if not text.target.strip():
        return Fate.EMPTY, ""
    if unit is not None and not text.finished and not unfinished:
        if same_words(plain(text.target), plain(unit.target or "")):
            return Fate.UNCHANGED, ""
        return Fate.UNFINISHED, UNFINISHED
    return None, ""


def _conflicting(texts: Iterable[Returned]) -> set[str]:
    first: dict[str, str] = {}
    twice = set()
    for text in texts:
        if first.setdefault(text.key, text.target) != text.target and _KEY.fullmatch(text.key):
            twice.add(text.key)
    return twice


def _unit(text: Returned, ours: Unit | None) -> Unit:
    same = ours is not None and same_words(text.source, plain(ours.source))
    return Unit(
        key=text.key,
        source=text.source,
        target=plain(text.target),
        state=ShownState.IN_REVIEW if text.confirmed else ShownState.MACHINE,
        risk=ours.risk if ours else Risk.NORMAL,
        source_hash=ours.source_hash if ours and same else words_hash(text.source),
        context=ours.context if ours else "",
    )


def _line(result: Result, source: str, line: int = 0) -> Line:
    if result.taken:
        fate = Fate.TAKEN
    else:
        fate = Fate.UNCHANGED if result.outcome is Outcome.UNCHANGED else Fate.REFUSED
    return Line(
        result.key,
        fate,
        source,
        result.before or "",
        result.after or "",
        result.reason,
        line,
        result.unit.source_hash,
    )
