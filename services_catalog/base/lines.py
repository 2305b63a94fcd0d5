"""Field by field: what the base says, what we say, and who has to do something about it.

A field is compared as an import's is (:mod:`services_catalog.editing.compare`); here the outcome
gets a name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services_catalog.editing.compare import alike, compare
from services_catalog.editing.fields import LABELS, Json, empty, flatten
from services_catalog.models import WORD_FIELDS
from services_catalog.translating.past import notes_of_document

WORDS = (*WORD_FIELDS, "asks", "notes")
"""The fields of a translation."""
NEEDED = ("title", "summary")
"""Without these there is no translation at all."""


class FieldState(StrEnum):
    """Who says what in one field."""

    FOLLOWS = "follows"
    OWN = "own"
    """We say something else, and the base did not change since we settled that."""
    CHANGED = "changed"
    """The base changed it and we did not: proposed."""
    CHOICE = "choice"
    """The base changed it and so did we: somebody has to choose."""
    LOCAL = "local"
    """The base leaves it to us, and we filled it in."""
    FILL = "fill"
    """The base leaves it to us, and it is empty."""
    WITHHELD = "withheld"
    """A translated sentence whose Dutch is another one here: it would say something else."""


OPEN = (FieldState.CHOICE, FieldState.CHANGED)


@dataclass(frozen=True)
class Line:
    """One field, in our terms. ``before``: what the base said when it was settled last.

    The path of a translated field begins with its language: ``fr.title``.
    """

    path: str
    state: FieldState
    before: Any
    base: Any
    ours: Any


def field_lines(
    seen: Json, taken: Json, ours: Json, base: Json, local: Collection[str]
) -> list[Line]:
    """The fields of a document; all given in our terms, ``seen`` and ``taken`` by path."""
    here, there = flatten(ours), flatten(base)
    before = settled(seen, taken, here)
    found = _compared(before, here, there)
    for path in local:
        if path not in there:
            state = FieldState.FILL if empty(here.get(path)) else FieldState.LOCAL
            found.append(Line(path, state, None, None, here.get(path)))
    if "organization" not in there and "organization" not in local:
        mine = here.get("organization")
        state = FieldState.FILL if empty(mine) else FieldState.LOCAL
        found.append(Line("organization", state, None, None, mine))
    order = {path: number for number, path in enumerate(LABELS)}
    return sorted(found, key=lambda line: order.get(line.path, len(order)))


def settled(seen: Json, taken: Json, here: Json) -> Json:
    """What the base said when each field was settled.

    What was taken into a draft counts, unless the draft was thrown away: then ours is back at
    what it was.
    """
    kept = {p: v for p, v in taken.items() if not alike(here.get(p), seen.get(p))}
    return {**seen, **kept}


def _compared(before: Json, ours: Json, base: Json) -> list[Line]:
    comparison = compare(before, ours, base)
    found = []
    for path, value in base.items():
        mine = ours.get(path)
        if path in comparison.proposed:
            state = FieldState.CHANGED
        elif path in comparison.differs:
            moved = path in comparison.moved
            state = FieldState.CHOICE if moved else FieldState.OWN
        else:
            state = FieldState.FOLLOWS
        found.append(Line(path, state, before.get(path), value, mine))
    return found


def same_dutch(ours: Json, base: Json) -> frozenset[str]:
    """The fields whose Dutch is the same in our published document and the base's."""
    one, other = ours.get("text") or {}, base.get("text") or {}
    found = {field for field in WORDS[:-1] if alike(one.get(field), other.get(field))}
    if notes_of_document(ours) == notes_of_document(base):
        found.add("notes")
    return frozenset(found)


def word_lines(
    language: str, seen: Json, ours: Json, base: Json, same_dutch: Collection[str]
) -> list[Line]:
    """The fields of one translation that the base has; ``same_dutch`` as that function tells.

    Where the Dutch of title or summary is another one here and there is no translation yet,
    nothing can be taken.
    """
    said = {field: base[field] for field in WORDS if not empty(base.get(field))}
    none_yet = not ours and not set(NEEDED).issubset(same_dutch)
    compared = _compared(seen, ours, said)
    found = []
    for line in compared:
        free = line.state is FieldState.FOLLOWS or (line.path in same_dutch and not none_yet)
        state = line.state if free else FieldState.WITHHELD
        found.append(Line(f"{language}.{line.path}", state, line.before, line.base, line.ours))
    if _whole(found, same_dutch) and ours:
        one = _compared(seen, ours, {"state": base["state"]})[0]
        found.append(Line(f"{language}.state", one.state, one.before, one.base, one.ours))
    return found


def _whole(lines: Collection[Line], same_dutch: Collection[str]) -> bool:
    """Whether the translation says, or will say, all and only what the base's says."""
    kept = (FieldState.FOLLOWS, FieldState.CHANGED)
    return len(same_dutch) == len(WORDS) and all(line.state in kept for line in lines)
