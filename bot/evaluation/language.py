"""``toeleider evaluate language``: is the language of short and of longer texts recognised?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.evaluation.files import EvaluationError, read_mapping
from bot.evaluation.shares import NONE, Share

LENGTHS = ("short", "long")
"""``short``: one or two words; ``long``: three or more."""


@dataclass
class LanguageScore:
    """What one language's texts were taken for."""

    short: Share = NONE
    long: Share = NONE
    misses: list[dict[str, str]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """As JSON, per length."""
        lengths = {name: getattr(self, name) for name in LENGTHS}
        return {
            **{name: {"n": s.n, **s.figures("accuracy")} for name, s in lengths.items()},
            "misses": self.misses,
        }


def read_texts(path: Path) -> dict[str, dict[str, list[str]]]:
    """``language: {short: [texts], long: [texts]}`` of a file.

    Raises:
        EvaluationError: unreadable, or not of that shape.
    """
    shape = "language: {short: [texts], long: [texts]}"
    content = read_mapping(path, shape=shape)
    for lengths in content.values():
        if (
            not isinstance(lengths, dict)
            or set(lengths) - set(LENGTHS)
            or not all(isinstance(texts, list) for texts in lengths.values())
        ):
            raise EvaluationError(f"{path}: expected '{shape}'")
    return content


def size(texts: Mapping[str, list[str]]) -> int:
    """Texts of one language."""
    return sum(map(len, texts.values()))


def score(
    code: str, texts: Mapping[str, list[str]], identify: Callable[[str], str | None]
) -> LanguageScore:
    """Count one language; ``identify(text)`` gives the code the assistant would go by.

    ``ar-Latn`` stands for Arabic in Latin letters: what counts is that it is Arabic.
    """
    result = LanguageScore()
    for length in LENGTHS:
        found = texts.get(length) or []
        right = 0
        for text in found:
            got = identify(text) or "none"
            right += got == code.split("-", maxsplit=1)[0]
            if got != code.split("-", maxsplit=1)[0]:
                result.misses.append({"text": text, "length": length, "got": got})
        setattr(result, length, Share(right, len(found)))
    return result


def overall(scores: Mapping[str, LanguageScore]) -> dict[str, Share]:
    """All languages together, per length."""
    return {name: sum((getattr(s, name) for s in scores.values()), NONE) for name in LENGTHS}


def as_table(scores: Mapping[str, LanguageScore]) -> Table:
    """Scores per language and over all, for the terminal."""
    table = Table("language", "one or two words (95 %)", "three and more (95 %)")
    for code, score in scores.items():
        table.add_row(code, str(score.short), str(score.long))
    everything = overall(scores)
    table.add_row("all", str(everything["short"]), str(everything["long"]))
    return table
