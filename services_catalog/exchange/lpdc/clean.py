"""HTML of the catalogue's editor to plain text, the right Dutch of several, and facts set apart."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3
from rdflib import Literal
from rdflib.term import Node

from services_catalog.loading.shapes import FACT_IN_TEXT

_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "pre"}
_LISTS = {"ul", "ol"}
_TAGS = {*_BLOCKS, *_LISTS, "li", "br", "tr", "td", "th", "a"}
_ESCAPED = re.compile(r"&lt;/?(?:p|ul|ol|li|br|div|strong|h\d|a)\b", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_NOTHING = re.compile(r"[\W_]*")
_ITEM = re.compile(r" *(?:-|\d+\.) ")
_SENTENCE = re.compile(r"(?<=[.!?])[^\S\n]+(?=[A-ZÀ-Þ\"'“‘(])")


@dataclass(frozen=True)
class Chosen:
    """A text in the Dutch we prefer, with the tag it had, and the English beside it."""

    text: str = ""
    tag: str = ""
    english: str = ""
    links: tuple[str, ...] = ()


class _Plain(HTMLParser):
    """Collects paragraphs, list marks and links of HTML that nh3 made safe."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.links: list[str] = []
        self._lists: list[int | None] = []
        self._cells = 0
        self._in_item = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            # Two in a row are how people make a paragraph.
            self._line(blank=not self.lines[-1].strip())
        elif tag in _LISTS:
            self._line(blank=not self._lists)
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._line()
            count = self._lists[-1] if self._lists else None
            mark = "-"
            if count is not None:
                self._lists[-1] = count + 1
                mark = f"{count + 1}."
            self.lines[-1] = "  " * max(len(self._lists) - 1, 0) + mark + " "
            self._in_item = len(self.lines)
        elif tag == "tr":
            self._line()
            self._cells = 0
        elif tag in {"td", "th"}:
            if self._cells:
                self.lines[-1] += " | "
            self._cells += 1
        elif tag in _BLOCKS and not self._cells and self._in_item != len(self.lines):
            # The editor wraps the text of a list item in a paragraph of its own.
            self._line(blank=not self._lists)
        elif tag == "a" and (href := dict(attrs).get("href")):
            self.links.append(href)

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS:
            if self._lists:
                self._lists.pop()
            self._line(blank=not self._lists)
        elif tag == "table":
            self._cells = 0
            self._line(blank=True)
        elif tag == "tr":
            self._cells = 0
            self._line()
        elif tag == "li":
            self._line()
        elif tag in _BLOCKS and not self._cells:
            self._line(blank=not self._lists)

    def handle_data(self, data: str) -> None:
        self.lines[-1] += _SPACES.sub(" ", data.replace("\n", " "))

    def _line(self, *, blank: bool = False) -> None:
        if self.lines[-1].strip():
            self.lines.append("")
        if blank and len(self.lines) > 1 and self.lines[-2]:
            self.lines.append("")


def plain(source: str) -> tuple[str, tuple[str, ...]]:
    """HTML (or text) as plain text, with the addresses of its links.

    Paragraphs are parted by an empty line, items stand on a line with ``- `` or ``1. ``, cells are
    parted by `` | ``. Scripts, styles, attributes, empty tags and invisible characters go; a text
    of nothing but punctuation (the editor's ``-``) is empty.
    """
    if "<" not in source and _ESCAPED.search(source):
        source = html.unescape(source)  # a supplier's export escapes twice
    marked = "<" in source and ">" in source
    if not marked:
        # Typed, not edited: its own line ends are its paragraphs.
        source = html.escape(html.unescape(source), quote=False).replace("\n", "<br>")
    safe = nh3.clean(
        source, tags=_TAGS, attributes={"a": {"href"}}, link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )  # fmt: skip
    parser = _Plain()
    parser.feed(safe)
    parser.close()
    kept: list[str] = []
    for line in parser.lines:
        indent = len(line) - len(line.lstrip(" "))
        line = _INVISIBLE.sub("", _SPACES.sub(" ", line)).strip()
        if re.fullmatch(r"(?:-|\d+\.)?[\s|]*", line):
            line = ""
        if _ITEM.match(line):
            line = " " * indent + line
        if line or (kept and kept[-1]):
            kept.append(line)
    text = "\n".join(kept).strip("\n")
    # A heading or a list's own lines may leave an empty line before its first item.
    text = re.sub(r"\n{2,}(?= *(?:-|\d+\.) )", "\n", text).strip()
    if _NOTHING.fullmatch(text):
        return "", tuple(dict.fromkeys(parser.links))
    return text, tuple(dict.fromkeys(parser.links))


def dutch_rank(tag: str | None) -> int | None:
    """Order of preference of a language tag, in any case; None for what is not Dutch.

    Written ``je`` first, then ``je`` made by the Flemish machine, then plain Dutch, then ``u``.
    A text without a tag is taken for plain Dutch: the Dutch is all a local system has.
    """
    code = (tag or "nl").lower().replace("_", "-")
    if code != "nl" and not code.startswith("nl-"):
        return None
    if code.endswith("generated-informal"):
        return 1
    if code.endswith("informal"):
        return 0
    if code.endswith("generated-formal"):
        return 4
    return 3 if code.endswith("formal") else 2


def is_formal(tag: str) -> bool:
    """Whether a text with this tag says ``u`` where our texts say ``je``."""
    return (dutch_rank(tag) or 0) >= 3


def pick(values: Iterable[Node]) -> Chosen:
    """The best Dutch of the literals of one field, cleaned, and the English when there is one."""
    dutch: list[tuple[int, str, str, tuple[str, ...]]] = []
    english: list[str] = []
    for value in values:
        if not isinstance(value, Literal):
            continue
        text, links = plain(str(value))
        rank = dutch_rank(value.language)
        if not text:
            continue
        if rank is not None:
            dutch.append((rank, text, (value.language or "").lower(), links))
        elif str(value.language).lower().split("-")[0] == "en":
            english.append(text)
    # Sorted, because a graph gives its values in no order and an import must repeat itself.
    dutch.sort()
    other = min(english, default="")
    if not dutch:
        return Chosen(english=other)
    _rank, text, tag, links = dutch[0]
    return Chosen(text, tag, other, links)


def set_facts_apart(text: str) -> tuple[str, list[str]]:
    """The text without the sentences that carry an hour, price, phone or e-mail, and those.

    A list item or a row of a table counts as one sentence. What is left passes the test of
    :data:`services_catalog.loading.shapes.FACT_IN_TEXT`.
    """
    pieces: list[str] = []
    for line in re.split(r"(\n+)", text):
        if _ITEM.match(line) or " | " in line:
            pieces.append(line)
            continue
        start = 0
        for end in _SENTENCE.finditer(line):
            pieces += [line[start : end.start()], end.group()]
            start = end.end()
        pieces.append(line[start:])
    pieces = [piece for piece in pieces if piece]
    moved: dict[int, str] = {}
    while found := FACT_IN_TEXT.search("".join(pieces)):
        at = 0
        for index, piece in enumerate(pieces):
            touched = at < found.end() and found.start() < at + len(piece)
            at += len(piece)
            if touched and piece.strip():
                moved[index] = piece.strip()
                _take_out(pieces, index)
            elif touched:
                pieces[index] = " "  # a fact across a line end whose halves are both gone
    lines = [
        line.rstrip() if _ITEM.match(line) else " ".join(line.split())
        for line in "".join(pieces).split("\n")
    ]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    # The clean-up can bring two halves together once more; then nothing of it is kept.
    if FACT_IN_TEXT.search(kept):
        return "", [text]
    return kept, [moved[index] for index in sorted(moved)]


def _take_out(pieces: list[str], index: int) -> None:
    """Empty a piece; of a whole line also the line end before it, or the list would fall apart."""
    pieces[index] = ""
    before, after = index - 1, index + 1
    if before < 0 or after >= len(pieces):
        return
    if pieces[before].startswith("\n") and pieces[after].startswith("\n"):
        pieces[after] = max(pieces[before], pieces[after], key=len)
        pieces[before] = ""
