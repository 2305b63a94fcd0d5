"""What a source says beside what we say: which of its changes we take, and where ours differs."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services_catalog.editing.fields import Json, empty, flatten, put, same

OURS = ("id", "external_ids")
"""Fields that are never the source's to change: names by which services are told apart."""


@dataclass(frozen=True)
class Comparison:
    """By path of the field: what we have and what the source has.

    ``proposed``: the source changed it and we did not. ``differs``: it was edited here (or nobody
    knows what the source said before), so that ours stays unless staff choose otherwise.
    ``news``: the source says something it did not say when last accepted; ``moved``: in which
    fields, of those that are not the same here.
    """

    proposed: dict[str, tuple[Any, Any]]
    differs: dict[str, tuple[Any, Any]]
    news: bool
    moved: frozenset[str] = frozenset()


def compare(base: Json | None, ours: Json, source: Json) -> Comparison:
    """Compare field by field; ``base`` is what the source said when it was last accepted.

    A field the source does not have says nothing, and changes nothing. Without a base only fields
    that are empty here are proposed.
    """
    here, there = flatten(ours), flatten(source)
    before = flatten(base) if base is not None else None
    proposed: dict[str, tuple[Any, Any]] = {}
    differs: dict[str, tuple[Any, Any]] = {}
    news: set[str] = set()
    for path, value in there.items():
        if path.split(".", 1)[0] in OURS:
            continue
        mine = here.get(path)
        if alike(mine, value):
            continue
        moved = before is None or path not in before or not alike(before[path], value)
        if moved:
            news.add(path)
        untouched = empty(mine) if before is None else alike(before.get(path), mine)
        if moved and untouched:
            proposed[path] = (mine, value)
        else:
            differs[path] = (mine, value)
    return Comparison(proposed, differs, bool(news), frozenset(news))


def apply(document: Json, source: Json, paths: Iterable[str]) -> Json:
    """The document with these fields as the source has them; nothing given is changed."""
    result, there = copy.deepcopy(document), flatten(source)
    for path in paths:
        put(result, path, there[path])
    return result


def alike(one: Any, other: Any) -> bool:
    """Whether two values say the same; all that is empty says nothing."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return same(one, other) or (empty(one) and empty(other))
