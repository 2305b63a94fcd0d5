"""What the book of translations hands out and raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services_catalog.editing.drafts import EditingError
from services_catalog.editing.fields import Json
from services_catalog.translating.checking import Wrong
from services_catalog.vocabulary import TranslationState

ENTITY = "translation"


@dataclass(frozen=True)
class Saved:
    """A translation after saving.

    ``held_back``: it was to be approved and waits for another person (emergency and law).
    ``searchable``: False when the encoder could not run; ``toeleider catalogue reindex`` mends it.
    """

    state: TranslationState
    version: str
    changed: bool
    held_back: bool = False
    searchable: bool = True


@dataclass(frozen=True)
class Change:
    """A line of a translation's history; ``before`` is None when it was new."""

    revision: int
    at: datetime
    actor: str
    before: Json | None
    after: Json


class WrongWords(EditingError):
    """Sentences that cannot be kept; ``problems`` has all of them."""

    def __init__(self, name: str, problems: Sequence[Wrong]) -> None:
        """``name``: what was translated."""
        lines = "".join(f"\n  {one.field}: {one.message}" for one in problems)
        super().__init__(f"the translation of {name} was not kept; mend these first:{lines}")
        self.problems = tuple(problems)


class Overtaken(EditingError):
    """Somebody saved the translation meanwhile, or the Dutch was published anew.

    Nothing was written. ``mine`` is what was typed, by field; ``version`` is that of what stands
    now, with which it can be saved after all.
    """

    def __init__(
        self, name: str, *, mine: Mapping[str, str], version: str, by: str, dutch: bool
    ) -> None:
        """``by``: who was first, empty when unknown; ``dutch``: the Dutch is another one."""
        super().__init__(
            f"the {'Dutch of' if dutch else 'translation of'} {name} was changed"
            f"{f' by {by}' if by else ''} in the meantime; look at both texts and save again"
        )
        self.mine, self.version, self.by, self.dutch = dict(mine), version, by, dutch
