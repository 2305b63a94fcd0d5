"""The vectors of one language's passages, and the best cosine of each service with a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

EXACT_ROWS = 12_000
"""Up to here every passage is compared in full (a millisecond or two)."""
COARSE = 96
"""Dimensions of the estimate for larger catalogues."""
_SAMPLE = 4096
_NUMBER = 384


class ServiceVectors:
    """Rows of unit vectors, those of one service side by side.

    A small catalogue keeps them in float32. A large one keeps them as stored (float16), beside
    their projection on the directions in which they differ most: all services are compared in the
    projection, and the few that matter in full.
    """

    def __init__(self, service_of: Sequence[int], stored: Sequence[bytes]) -> None:
        """``service_of``: the service's number per row, ascending; ``stored``: packed vectors."""
        rows = np.frombuffer(b"".join(stored), dtype="<f2").reshape(len(stored), _NUMBER)
        self._services, self._starts = np.unique(
            np.asarray(service_of, dtype=np.int32), return_index=True
        )
        self._ends = np.append(self._starts[1:], len(rows))
        self.exact = len(rows) <= EXACT_ROWS
        self._rows = rows.astype(np.float32) if self.exact else rows
        if not self.exact:
            self._mean, self._directions = _principal(rows)
            self._coarse = np.concatenate(
                [
                    (rows[n : n + _SAMPLE].astype(np.float32) - self._mean) @ self._directions
                    for n in range(0, len(rows), _SAMPLE)
                ]
            )

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def raise_to_best(self, best: np.ndarray, vector: np.ndarray) -> None:
        """Raise ``best`` (per service) to the cosine of its best row, or to an estimate of it."""
        if not len(self._rows):
            return
        cosines = self._estimates(slice(None), vector)
        highest = np.maximum.reduceat(cosines, self._starts)
        best[self._services] = np.maximum(best[self._services], highest)

    def _estimates(self, rows: slice | np.ndarray, vector: np.ndarray) -> np.ndarray:
        if self.exact:
            return np.asarray(self._rows[rows] @ vector)
        coarse = self._coarse[rows] @ (vector @ self._directions)
        return np.asarray(coarse + vector @ self._mean)

    def raise_to_best_among(
        self, best: np.ndarray, vector: np.ndarray, few: np.ndarray, *, estimate: bool = False
    ) -> None:
        """Raise ``best`` to the cosine (or ``estimate``) of the services ``few``, in order."""
        places = np.searchsorted(self._services, few)
        known = places < len(self._services)
        known[known] = self._services[places[known]] == few[known]
        places = places[known]
        if not len(places):
            return
        counts = self._ends[places] - self._starts[places]
        ends = np.cumsum(counts)
        starts = ends - counts
        rows = np.arange(ends[-1]) + np.repeat(self._starts[places] - starts, counts)
        if estimate:
            cosines = self._estimates(rows, vector)
        else:
            cosines = self._rows[rows].astype(np.float32, copy=False) @ vector
        best[known] = np.maximum(best[known], np.maximum.reduceat(cosines, starts))


def _principal(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean of ``rows`` and the directions ``(384, COARSE)`` they vary most in."""
    step = max(1, len(rows) // _SAMPLE)
    sample = rows[::step].astype(np.float32)
    mean = sample.mean(axis=0)
    sample -= mean
    _, directions = np.linalg.eigh(sample.T @ sample)
    return mean, np.ascontiguousarray(directions[:, -COARSE:], dtype=np.float32)
