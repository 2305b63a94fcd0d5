"""The note beside a draft: what the source says and no field of ours can hold as it is."""

from __future__ import annotations

from collections.abc import Iterable


class Note:
    """Headings with lines under them, in the order in which they were first named."""

    def __init__(self) -> None:
        """An empty note."""
        self._sections: dict[str, list[str]] = {}

    def add(self, heading: str, lines: Iterable[str]) -> None:
        """Put lines under a heading; empty and repeated ones are passed over."""
        kept = self._sections.setdefault(heading, [])
        kept += [line for line in dict.fromkeys(lines) if line and line not in kept]

    def __str__(self) -> str:
        """The note as text: a heading, its lines, an empty line."""
        return "\n\n".join(
            "\n".join([f"{heading}:", *lines]) for heading, lines in self._sections.items() if lines
        )
