"""Two texts word by word: what went and what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """``kind`` is ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


def words_changed(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order; what went stands before what came for it."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            found.append(Piece("new", "".join(new[c:d])))
    return found
