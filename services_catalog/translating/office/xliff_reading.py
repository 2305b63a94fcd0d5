"""XLIFF 2.x and 1.2 as an office sends it back: cut into sentences, marked, with tags of its own.

The tool may have cut a text into segments: they are put together again. It may have marked
words (``mrk``): that does no harm. Tags it put in (``ph``, ``g``, …) are refused: a visitor
would read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from services_catalog.i18n import mark as _
from services_catalog.languages import known
from services_catalog.translating.office.safe_xml import Node, parse
from services_catalog.translating.office.texts import (
    Format,
    OfficeFile,
    OfficeFileError,
    Returned,
)

HARMLESS = frozenset({"mrk", "sm", "em"})
"""Marks around text (comments, terms, segments of 1.2)."""
CONFIRMED = frozenset({"translated", "reviewed", "final"})
UNFINISHED_1 = ("new", "needs-")
"""Beginnings of the states of 1.2 that ask for more work."""
CONFIRMED_1 = frozenset({"translated", "final", "signed-off"})

TAGGED = _("Er staat een code van het vertaalprogramma in: {named}. Haal ze eruit.")
PARTLY = _("Niet alle zinnen zijn vertaald.")


class _Tag(Exception):
    """An inline element in a text."""


def read(content: bytes) -> OfficeFile:
    """What an XLIFF file says, in either version.

    Raises:
        OfficeFileError: it is none, it is dangerous, or it holds several languages.
    """
    root = parse(content)
    version = root.get("version") or ""
    if root.name != "xliff":
        raise OfficeFileError(
            _("Dit is XML, maar geen XLIFF: het begint met <{name}>."), name=root.name
        )
    if version.startswith("2."):
        tags = {root.get("trgLang")}
        texts = [_read_2(unit) for file in root.nodes("file") for unit in file.below("unit")]
        form = Format.XLIFF
    elif version.startswith("1."):
        files = list(root.nodes("file"))
        tags = {file.get("target-language") for file in files}
        texts = [_read_1(unit) for file in files for unit in file.below("trans-unit")]
        form = Format.XLIFF1
    else:
        raise OfficeFileError(
            _("XLIFF versie {version} kennen we niet. Vraag versie 1.2 of 2.1."),
            version=version or "?",
        )
    languages = {known(tag) for tag in tags if tag}
    if len(languages) > 1:
        raise OfficeFileError(_("Er staan verschillende talen in dit bestand. Splits het."))
    return OfficeFile(next(iter(languages), None), form, texts)


def _key(unit: Node, name: str) -> str:
    """Our key: the name, or the id when the tool dropped the name."""
    named = unit.get(name) or ""
    return named if named.count("/") > 1 else (unit.get("id") or "").replace(".", "/")


def _read_2(unit: Node) -> Returned:
    key, line = _key(unit, "name"), unit.line
    parts = list(unit.nodes("segment", "ignorable"))
    source = "".join(_flat(_element(part, "source"), strict=False) for part in parts)
    try:
        pieces = [_piece(part) for part in _ordered(parts)]
    except _Tag as tag:
        return Returned(key, source, "", line, trouble=TAGGED, named=f"<{tag}>")
    wanted = [(before, target) for before, target, segment in pieces if segment and before.strip()]
    if not any(target.strip() for _before, target in wanted):
        return Returned(key, source, "", line)
    if not all(target.strip() for _before, target in wanted):
        return Returned(key, source, "", line, trouble=PARTLY)
    states = {part.get("state") for part in unit.nodes("segment")}
    return Returned(
        key, source, _joined(pieces), line,
        finished="initial" not in states, confirmed=states <= CONFIRMED,
    )  # fmt: skip


def _piece(part: Node) -> tuple[str, str, bool]:
    """Source, target and whether it is a segment. What is between segments stays as it is."""
    source = _flat(_element(part, "source"), strict=False)
    target = part.first("target")
    if part.name == "ignorable" and target is None:
        return source, source, False
    return source, _flat(target) if target else "", part.name == "segment"


def _ordered(parts: Sequence[Node]) -> Iterable[Node]:
    """In the order of the translation: ``order`` on a target counts from 1."""

    def place(numbered: tuple[int, Node]) -> tuple[int, int]:
        number, part = numbered
        target = part.first("target")
        order = (target.get("order") if target else None) or ""
        return (int(order) if order.isdecimal() else number, number)

    return [part for _number, part in sorted(enumerate(parts, 1), key=place)]


def _joined(pieces: Iterable[tuple[str, str, bool]]) -> str:
    """The translation in one piece, with the white space of the Dutch where a tool cut it off."""
    text, gap = "", ""
    for source, target, _segment in pieces:
        before = gap + source[: len(source) - len(source.lstrip())]
        if text and before and not text[-1].isspace() and target and not target[0].isspace():
            text += before
        text += target
        gap = source[len(source.rstrip()) :]
    return text


def _read_1(unit: Node) -> Returned:
    key, line = _key(unit, "resname"), unit.line
    source = _flat(_element(unit, "source"), strict=False)
    target = unit.first("target")
    if target is None:
        return Returned(key, source, "", line)
    try:
        text = _flat(target)
    except _Tag as tag:
        return Returned(key, source, "", line, trouble=TAGGED, named=f"<{tag}>")
    if text.strip() and _misses(unit, target):
        return Returned(key, source, "", line, trouble=PARTLY)
    state = target.get("state") or ""
    return Returned(
        key, source, text, line,
        finished=not state.startswith(UNFINISHED_1),
        confirmed=state in CONFIRMED_1 or (not state and unit.get("approved") == "yes"),
    )  # fmt: skip


def _misses(unit: Node, target: Node) -> bool:
    """Whether a sentence of ``seg-source`` has no translation."""
    cut = unit.first("seg-source")
    if cut is None:
        return False
    there = {mark.get("mid"): mark for mark in _segments(target)}
    return any(
        _flat(mark, strict=False).strip()
        and (mark.get("mid") not in there or not _flat(there[mark.get("mid")]).strip())
        for mark in _segments(cut)
    )


def _segments(node: Node) -> Iterator[Node]:
    return (mark for mark in node.below("mrk") if mark.get("mtype") == "seg")


def _element(node: Node, name: str) -> Node:
    return node.first(name) or Node(name, {}, node.line)


def _flat(node: Node, *, strict: bool = True) -> str:
    """The text of an element.

    Raises:
        _Tag: ``strict``, and it holds an element that is not harmless.
    """
    text = ""
    for child in node.children:
        if isinstance(child, str):
            text += child
        elif child.name in HARMLESS or not strict:
            text += _flat(child, strict=strict)
        else:
            raise _Tag(child.name)
    return text
