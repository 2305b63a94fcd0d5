"""Which letters can be printed: a PDF that must be readable aloud refuses any other.

One emoji in one title would cost the whole booklet, so it becomes a mark for "something was here".
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from services_catalog.printing.typeset import FONTS

MISSING = "\N{REPLACEMENT CHARACTER}"
WEIGHTS = ("Regular", "Bold")
_INVISIBLE = frozenset(
    map(ord, "\t\n\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
             "\u2066\u2067\u2068\u2069")
)  # fmt: skip


@cache
def letters() -> frozenset[int]:
    """The code points of our fonts, in each weight, and those that need no shape."""
    weights = [
        frozenset().union(*(TTFont(path).getBestCmap() for path in FONTS.glob(f"*-{weight}.ttf")))
        for weight in WEIGHTS
    ]
    return frozenset.intersection(*weights) | _INVISIBLE


def printable(value: Any) -> Any:
    """Anything JSON can hold, :data:`MISSING` in the place of each letter that has no shape."""
    if isinstance(value, str):
        known = letters()
        if all(ord(letter) in known for letter in value):
            return value
        return "".join(letter if ord(letter) in known else MISSING for letter in value)
    if isinstance(value, dict):
        return {key: printable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(inner) for inner in value]
    return value
