"""What becomes of each sentence that a translation office sent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.translating.checking import NEEDED, Cause, wrong_with
from services_catalog.translating.rows import tidy
from services_catalog.translating.units import Unit
from services_catalog.translations import ShownState

Progress = Callable[[int, int], None]


class Outcome(StrEnum):
    """What became of a sentence."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    DUTCH_CHANGED = "dutch_changed"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    LENGTH = "length"
    FACT = "fact"
    PLACEHOLDER = "placeholder"
    CHARACTERS = "characters"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Result:
    """One sentence of the file.

    ``unit`` is the one that came in; texts are ``before`` (ours) and ``after`` (theirs).
    ``reason`` is for people: why it was refused, or what to know.
    """

    unit: Unit
    outcome: Outcome
    before: str | None
    after: str | None
    reason: str = ""

    @property
    def key(self) -> str:
        """The key of the sentence."""
        return self.unit.key

    @property
    def taken(self) -> bool:
        """Whether it goes into the catalogue."""
        return self.outcome is Outcome.TAKEN

    @property
    def refused(self) -> bool:
        """Whether somebody has to look at it again."""
        return self.outcome not in (Outcome.TAKEN, Outcome.UNCHANGED)

    def overtaken(self, say: Translator) -> Result:
        """The same, come too late."""
        return replace(self, outcome=Outcome.OVERTAKEN, reason=say(_OVERTAKEN))


_OVERTAKEN = _("Iemand bewaarde deze tekst net. Lees het bestand opnieuw in.")
_UNKNOWN = _("Deze zin bestaat niet meer in de catalogus.")
_DUTCH = _("Het Nederlands is veranderd sinds dit bestand gemaakt werd. Stuur de nieuwe zin mee.")
_START = _("Er is nog geen vertaling: de titel en de samenvatting moeten mee in het bestand.")
_AGAIN = _("Deze tekst was nagekeken. Iemand moet hem opnieuw nakijken.")


def judge(unit: Unit, ours: Unit | None, say: Translator) -> Result:
    """What becomes of ``unit``, beside the sentence as it stands now (None: there is none)."""
    if ours is None:
        return Result(unit, Outcome.UNKNOWN, None, unit.target, say(_UNKNOWN))
    before, after = ours.target, tidy(unit.target or "")
    if unit.source_hash != ours.source_hash:
        return Result(unit, Outcome.DUTCH_CHANGED, before, after, say(_DUTCH))
    if not after:
        return Result(unit, Outcome.UNCHANGED, before, before)  # not translated yet
    if after == tidy(before or ""):
        done = unit.state in (ShownState.IN_REVIEW, ShownState.APPROVED)
        confirmed = done and ours.state in (ShownState.STALE, ShownState.MACHINE)
        return Result(unit, Outcome.TAKEN if confirmed else Outcome.UNCHANGED, before, after)
    if wrong := wrong_with(ours, after, say):
        return Result(unit, Outcome(wrong.cause.value), before, after, wrong.message)
    note = say(_AGAIN) if ours.state is ShownState.APPROVED else ""
    return Result(unit, Outcome.TAKEN, before, after, note)


def missing_start(
    results: Sequence[Result], ours: Mapping[str, Unit], say: Translator
) -> list[Result]:
    """Refuse sentences of services of which neither we nor the file have title and summary."""
    taken = {result.key for result in results if result.taken}
    found = []
    for result in results:
        kind, name = result.unit.owner
        starts = [f"service/{name}/{field}" for field in NEEDED[:2]] if kind == "service" else []
        if result.taken and any(
            key not in taken and not (key in ours and ours[key].target) for key in starts
        ):
            result = replace(result, outcome=Outcome(Cause.EMPTY.value), reason=say(_START))
        found.append(result)
    return found
