"""What the book of records raises: gone, wrong, in use, or somebody else was first."""

from __future__ import annotations

from dataclasses import dataclass

from services_catalog.editing.merge import Merged, merge
from services_catalog.staff.records.kind import Hanging, Json, Kind, Wrongs


@dataclass(frozen=True)
class Held:
    """A record as it stands: its document, and the version a form brings back."""

    id: str
    document: Json
    version: str


class RecordError(RuntimeError):
    """What was asked cannot be done."""


class Gone(RecordError):
    """There is no such record, or no such text of it, any more."""


class Refused(RecordError):
    """The database would not have it."""


class Wrong(RecordError):
    """The document cannot be saved; ``wrongs`` says why, by field."""

    def __init__(self, wrongs: Wrongs) -> None:
        """``wrongs``: all of them, so that they are mended in one go."""
        super().__init__(", ".join(wrongs))
        self.wrongs = wrongs


class InUse(RecordError):
    """A record that others use cannot go; ``hanging`` says what uses it."""

    def __init__(self, hanging: list[Hanging]) -> None:
        """``hanging``: all of it."""
        super().__init__(", ".join(one.name for one in hanging))
        self.hanging = hanging


class Overtaken(RecordError):
    """Somebody saved while this was being written. Both texts are here; nothing was saved."""

    def __init__(self, kind: Kind, mine: Json, theirs: Held, base: Json | None, by: str) -> None:
        """``base``: what both began with, None when nobody kept it; ``by``: who was first."""
        super().__init__(f"{theirs.id} was changed by {by or 'a load from files'}")
        self.kind, self.mine, self.theirs, self.base, self.by = kind, mine, theirs, base, by

    @property
    def merged(self) -> Merged:
        """Both in one, by path, and what they contradict each other in."""
        spread = self.kind.spread
        base = spread(self.base) if self.base is not None else None
        return merge(base, spread(self.mine), spread(self.theirs.document))
