"""XML of strangers, read with the standard library's expat and without what makes XML dangerous.

A document type is refused at its first letter: that is where entities are declared (a "billion
laughs" of a few lines that grows to gigabytes, or ``file:///etc/passwd``). Size, depth and the
number of elements are bounded too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from services_catalog.i18n import mark as _
from services_catalog.translating.office.texts import MAX_FILE, OfficeFileError

XLIFF = "urn:oasis:names:tc:xliff:document:"
DEEPEST = 60
MOST = 200_000


class Node:
    """An element: its texts and children in order.

    ``name`` is without namespace for elements of XLIFF, and whole (``{urn:x}unit``) for others.
    """

    __slots__ = ("attributes", "children", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        """``line``: where it begins."""
        self.name, self.attributes, self.line = name, attributes, line
        self.children: list[Node | str] = []

    def get(self, name: str) -> str | None:
        """An attribute that has no namespace."""
        return self.attributes.get(name)

    def nodes(self, *names: str) -> Iterator[Node]:
        """The child elements, or only those of these names."""
        for child in self.children:
            if isinstance(child, Node) and (not names or child.name in names):
                yield child

    def first(self, name: str) -> Node | None:
        """The first child element of this name."""
        return next(self.nodes(name), None)

    def below(self, name: str) -> Iterator[Node]:
        """All elements of this name below, in order."""
        for child in self.nodes():
            if child.name == name:
                yield child
            yield from child.below(name)


def parse(content: bytes) -> Node:
    """The root of a document.

    Raises:
        OfficeFileError: too large, no XML, or XML with a document type, with the line.
    """
    if len(content) > MAX_FILE:
        raise OfficeFileError(
            _("Het bestand is te groot: meer dan {number} MB."), number=MAX_FILE // 1024**2
        )
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except ExpatError as error:
        raise OfficeFileError(
            _("Regel {line} van het bestand is stuk: het is geen geldige XML ({text})."),
            line=error.lineno,
            text=str(error).partition(":")[0],
        ) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, OfficeFileError):
            raise
        raise OfficeFileError(_("De tekenset van het bestand kennen we niet.")) from None
    return reader.root.children[0]  # type: ignore[return-value]


class _Reader:
    def __init__(self) -> None:
        self.parser = ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(0)
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.root = Node("", {}, 0)
        self.open = [self.root]
        self.count = 0

    def _refuse(self, *_args: object) -> NoReturn:
        raise OfficeFileError(
            _("Regel {line} van het bestand bevat een DOCTYPE. Dat is gevaarlijk en nooit nodig."),
            line=self.parser.CurrentLineNumber,
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > DEEPEST or self.count > MOST:
            raise OfficeFileError(
                _("Regel {line}: het bestand is te ingewikkeld om van ons te zijn."),
                line=self.parser.CurrentLineNumber,
            )
        space, _sep, short = name.rpartition("}")
        ours = not space or space.startswith(XLIFF)  # a tool may have dropped the namespace
        node = Node(
            short if ours else f"{{{space}}}{short}", attributes, self.parser.CurrentLineNumber
        )
        self.open[-1].children.append(node)
        self.open.append(node)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].children.append(text)
