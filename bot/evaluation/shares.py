"""Shares with their uncertainty: a score of 40 sentences is not a fact to the last per cent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

_Z = 1.96


@dataclass(frozen=True)
class Share:
    """``hits`` of ``n``; adding shares pools their counts."""

    hits: int = 0
    n: int = 0

    @property
    def value(self) -> float:
        """0-1; 0 of nothing."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval by Wilson's formula, honest near 0 and 1 too."""
        if not self.n:
            return 0.0, 1.0
        p, n, z = self.value, self.n, _Z
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __add__(self, other: Share) -> Share:
        """Pooled."""
        return Share(self.hits + other.hits, self.n + other.n)

    def __str__(self) -> str:
        """``92.3 % (89-95)``, as tables show it."""
        low, high = self.interval
        return f"{self.value:.1%} ({100 * low:.0f}-{100 * high:.0f})"

    def figures(self, name: str) -> dict[str, Any]:
        """As JSON: ``name`` and its 95 % interval."""
        low, high = self.interval
        return {name: round(self.value, 4), f"{name}_95": [round(low, 4), round(high, 4)]}


NONE = Share()
"""Nothing of nothing: where adding up starts."""
