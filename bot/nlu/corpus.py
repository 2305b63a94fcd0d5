"""The training sentences as the benchmarks and tests read them, without Rasa."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.plain_yaml import read_plain
from services_catalog.settings import PROJECT_ROOT


@dataclass(frozen=True)
class Sentence:
    """A training sentence; ``folder`` is its language, or ``ar-Latn``."""

    text: str
    intent: str
    folder: str

    @property
    def language(self) -> str:
        """The language code of the contract."""
        return self.folder.split("-")[0]


def example_texts(examples: str) -> Iterator[str]:
    """The sentences of an ``examples`` block: one a line, behind a dash."""
    for line in examples.splitlines():
        if text := line.strip().removeprefix("-").strip():
            yield text


def sentences(directory: Path | None = None) -> Iterator[Sentence]:
    """All sentences of ``data/nlu``, by language and file."""
    for path in sorted((directory or PROJECT_ROOT / "data" / "nlu").glob("*/*.yml")):
        document = read_plain(path)
        for block in document.get("nlu", []):
            for text in example_texts(block.get("examples", "")):
                yield Sentence(text, block["intent"], path.parent.name)
