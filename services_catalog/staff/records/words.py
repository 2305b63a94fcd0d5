"""Differences of records in plain sentences, their history, and two texts side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services_catalog.editing.drafts import Entry
from services_catalog.editing.fields import Json, empty, same
from services_catalog.editing.merge import Merged
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.staff.records.kind import Kind, Names

DEEDS: Mapping[str, str] = {
    "added": _("Toegevoegd."),
    "changed": _("Aangepast."),
    "removed": _("Weggehaald."),
    "brought_back": _("Teruggehaald."),
}
_OLD_REASONS = ("edited", "added")
"""What was written where nobody gave a reason, before reasons could be given."""


@dataclass(frozen=True)
class Change:
    """A field that changed, in words; "" where empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """A line of a history. ``restorable``: its text is kept, and is not the present one."""

    entry: Entry
    said: str
    changes: list[Change]
    restorable: bool


@dataclass(frozen=True)
class Side:
    """A field that two people changed differently."""

    path: str
    label: str
    base: str
    mine: str
    theirs: str


def difference(
    kind: Kind, before: Json | None, after: Json | None, t: Translator, names: Names
) -> list[Change]:
    """What changed, in the order of the fields."""
    old, new = (kind.spread(side) if side else {} for side in (before, after))
    found = []
    for path in kind.paths(old, new):
        was, now = old.get(path), new.get(path)
        if same(was, now) or (empty(was) and empty(now)):
            continue
        said = [value_words(kind, path, value, t, names) for value in (was, now)]
        found.append(Change(t(kind.label(path)), *said))
    return found


def history_lines(
    kind: Kind, entries: list[tuple[Entry, str]], present: Json | None, t: Translator, names: Names
) -> list[Line]:
    """A history in words, the newest first."""
    found = []
    for entry, deed in entries:
        changed = entry.before is not None and entry.after is not None
        changes = difference(kind, entry.before, entry.after, t, names) if changed else []
        reason = "" if entry.reason in _OLD_REASONS else entry.reason
        text = entry.after
        kept = text is not None and present is not None and not same(kind.current(text), present)
        found.append(Line(entry, reason or t(DEEDS.get(deed, DEEDS["changed"])), changes, kept))
    return found


def sides(kind: Kind, merged: Merged, t: Translator, names: Names) -> list[Side]:
    """What two texts contradict each other in, with what both began with."""
    return [
        Side(path, t(kind.label(path)), *(value_words(kind, path, v, t, names) for v in values))
        for path, values in merged.conflicts.items()
    ]


def value_words(kind: Kind, path: str, value: Any, t: Translator, names: Names) -> str:
    """A value as people read it; what cannot be read stays as it was typed."""
    if empty(value):
        return ""
    try:
        return kind.say(path, value, t, names)
    except (KeyError, TypeError, ValueError):
        return str(value)
