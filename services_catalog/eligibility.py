"""Who may use a service. Nobody is ever asked for a status; it only orders and labels.

A service with scope ``regardless`` is for everyone and never moves because of a status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services_catalog.vocabulary import Effect, ResidenceStatus, Scope


class Verdict(StrEnum):
    """What is told to a visitor, or to a toeleider who named a client's status."""

    EVERYONE = "everyone"
    ENTITLED = "entitled"
    CONDITIONAL = "conditional"
    WARNED = "warned"
    EXCLUDED = "excluded"
    DEPENDS = "depends"
    """May depend on your papers: ask anonymously at the migration office."""


@dataclass(frozen=True)
class Rules:
    """The eligibility of one service, free of the database."""

    scope: Scope
    effects: Mapping[ResidenceStatus, Effect]


def verdict(rules: Rules, status: ResidenceStatus | None = None) -> Verdict:
    """What holds for ``status`` (None and ``unknown`` are the same: nothing is assumed)."""
    if rules.scope is Scope.REGARDLESS:
        return Verdict.EVERYONE
    if rules.scope is Scope.UNREVIEWED or status in (None, ResidenceStatus.UNKNOWN):
        return Verdict.DEPENDS
    effect = rules.effects.get(status) if status else None
    return Verdict(effect.value) if effect else Verdict.DEPENDS


RANK = {
    Verdict.EVERYONE: 0,
    Verdict.ENTITLED: 0,
    Verdict.CONDITIONAL: 1,
    Verdict.WARNED: 1,
    Verdict.DEPENDS: 1,
    Verdict.EXCLUDED: 2,
}
"""Order by verdict when a status was named: excluded services come last, none is hidden."""
