"""Three versions of a field in words, for the page on which two texts are brought together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services_catalog.editing.drafts import Conflict
from services_catalog.editing.fields import Json, label, put
from services_catalog.editing.words import Names, difference, read_names
from services_catalog.staff.visit import Visit


@dataclass(frozen=True)
class ConflictLine:
    """One field two people changed differently."""

    path: str
    label: str
    base: str
    mine: str
    theirs: str


def conflict_lines(
    conflicts: Mapping[str, tuple[Any, Any, Any]], conflict: Conflict, visit: Visit
) -> list[ConflictLine]:
    """Each conflict with its three values as people read them."""
    with visit.office.database.read() as session:
        names = read_names(session)
    return [
        ConflictLine(
            path=path,
            label=visit.t(label(path)),
            base=value_words(path, base, visit, names),
            mine=value_words(path, mine, visit, names),
            theirs=value_words(path, theirs, visit, names),
        )
        for path, (base, mine, theirs) in conflicts.items()
    ]


def value_words(path: str, value: Any, visit: Visit, names: Names) -> str:
    """A value in the words of the history: what a change from nothing to it would say."""
    empty: Json = {}
    held: Json = {}
    put(held, path, value)
    # A document on its way to the shapes gets their defaults, too: they are no part of the field.
    said = [
        change.after
        for change in difference(empty, held, visit.t, names)
        if change.after and (change.path == path or change.path.startswith(f"{path}."))
    ]
    return "\n".join(said)
