"""What a browser sent: the fields of a form by name, cleaned of what no text may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
LONGEST = 10_000
WHOLE = ("merged", "theirs")
"""Hidden fields of the merge page that carry a whole document; the request's own limit holds."""


class Fields:
    """The fields of one form. A name may come more than once (checkboxes)."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """``pairs`` as they were sent, in order."""
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            text = clean(value)
            self._values.setdefault(name, []).append(text if name in WHOLE else text[:LONGEST])

    def one(self, name: str) -> str:
        """The first value, without spaces around it; empty when the field was not sent."""
        values = self._values.get(name)
        return values[0].strip() if values else ""

    def many(self, name: str) -> list[str]:
        """All values, each once."""
        return list(dict.fromkeys(value.strip() for value in self._values.get(name, ())))

    def pairs(self) -> list[tuple[str, str]]:
        """Everything that was sent."""
        return [(name, value) for name, values in self._values.items() for value in values]

    def __contains__(self, name: str) -> bool:
        """Whether the field was sent at all."""
        return name in self._values

    def numbers(self, pattern: str) -> list[int]:
        """The numbers that stand in the place of ``#`` in the names sent, in order.

        ``numbers("locations.#.location")``: rows may have been taken out in between.
        """
        before, _hash, after = pattern.partition("#")
        found = {
            int(name[len(before) : len(name) - len(after)])
            for name in self._values
            if name.startswith(before)
            and name.endswith(after)
            and name[len(before) : len(name) - len(after)].isdecimal()
        }
        return sorted(found)


def clean(text: str) -> str:
    """Without control characters, with one kind of line end."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
