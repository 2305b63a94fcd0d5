"""Two people changed one document: what both want, and where they contradict each other."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services_catalog.editing.fields import SETS, Json, drop, empty, flatten, put, same

_ABSENT = object()


@dataclass(frozen=True)
class Merged:
    """``document`` has my value wherever there is a conflict.

    ``conflicts``: by path of the field, its three values ``(base, mine, theirs)``.
    """

    document: Json
    conflicts: dict[str, tuple[Any, Any, Any]]


def merge(base: Json | None, mine: Json, theirs: Json) -> Merged:
    """Merge field by field (see :mod:`~services_catalog.editing.fields`).

    Who changed a field wins it. Languages, documents, topics and audience merge as sets in order;
    any other field that both changed differently is a conflict, and so is a main topic that both
    changed. Without a ``base`` (nobody kept it) every difference is a conflict. Nothing given is
    changed.
    """
    result = copy.deepcopy(mine)
    conflicts: dict[str, tuple[Any, Any, Any]] = {}
    known = base is not None
    before, ours, other = flatten(base or {}), flatten(mine), flatten(theirs)
    for path in dict.fromkeys([*ours, *other, *before]):
        was, have, want = (side.get(path, _ABSENT) for side in (before, ours, other))
        if _same(have, want):
            continue
        if known and _same(was, want):
            continue
        if known and _same(was, have):
            _take(result, path, want)
            continue
        values = (_plain(was), _plain(have), _plain(want))
        lists = [_members(value) for value in values] if known and path in SETS else [None]
        if None in lists:
            conflicts[path] = values
            continue
        first, second, third = (members or [] for members in lists)
        put(result, path, merge_sets(first, second, third))
        if path == "topics" and _both_lead(first, second, third):
            conflicts[path] = values
    return Merged(result, conflicts)


def merge_sets(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """What both kept and what either added. Mine comes first if I changed order or main value."""
    stays = [x for x in base if x in mine and x in theirs]
    moved = [x for x in mine if x in stays] != stays or mine[:1] != base[:1]
    first, second = (mine, theirs) if moved else (theirs, mine)
    wanted = {*stays, *(x for x in (*mine, *theirs) if x not in base)}
    return [x for x in dict.fromkeys([*first, *second]) if x in wanted]


def _both_lead(base: list[Any], mine: list[Any], theirs: list[Any]) -> bool:
    leaders = [members[0] if members else None for members in (base, mine, theirs)]
    return len(set(leaders)) == 3


def _members(value: Any) -> list[Any] | None:
    """A list whose values can be compared as a set, each once; None for anything else."""
    if empty(value):
        return []
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _once(value)
    return None


def _once(values: Iterable[str]) -> list[Any]:
    return list(dict.fromkeys(values))


def _same(one: Any, other: Any) -> bool:
    # A form sends an empty field, a file leaves it out: the same to everybody who reads it.
    return same(_plain(one), _plain(other)) or (empty(_plain(one)) and empty(_plain(other)))


def _plain(value: Any) -> Any:
    return None if value is _ABSENT else value


def _take(document: Json, path: str, value: Any) -> None:
    if value is _ABSENT:
        drop(document, path)
    else:
        put(document, path, value)
