"""The vectors of one language's passages, and the best cosine of each service with a question.

Texts of a language lie together, apart from other languages', and all texts lie in a narrow cone:
before vectors are compared, the mean of their language is taken off. That is worth more than
anything else here (``benchmarks.ranking``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services_catalog.encoder import DIMENSIONS

EXACT_ROWS = 12_000
"""Up to here every passage is compared in full (a millisecond or two)."""
COARSE = 96
"""Dimensions of the estimate for larger catalogues."""
ENOUGH = 30
"""A language of fewer passages has no mean of its own."""
_SAMPLE = 4096


def mean_of(stored: Sequence[bytes]) -> np.ndarray | None:
    """The mean ``(384,)`` of packed vectors, of a sample when they are many; None for a few."""
    if len(stored) < ENOUGH:
        return None
    step = max(1, len(stored) // _SAMPLE)
    return np.asarray(_rows(stored[::step]).astype(np.float32).mean(axis=0))


def centred(rows: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Vectors ``(384,)`` or ``(n, 384)`` less ``mean``, of unit length again; float32."""
    moved = rows - mean
    length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(length, 1e-6), dtype=np.float32)


def _rows(stored: Sequence[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(stored), dtype="<f2").reshape(len(stored), DIMENSIONS)


class ServiceVectors:
    """Rows of centred unit vectors, those of one service side by side.

    A small catalogue keeps them in float32. A large one keeps them in float16, beside
    their projection on the directions in which they differ most: all services are compared in the
    projection, and the few that matter in full.
    """

    def __init__(
        self, service_of: Sequence[int], stored: Sequence[bytes], mean: np.ndarray
    ) -> None:
        """``service_of``: the service's number per row, ascending; ``stored``: packed vectors.

        ``mean`` is taken off them, and should be off the questions.
        """
        self.exact = len(stored) <= EXACT_ROWS
        rows = np.empty((len(stored), DIMENSIONS), dtype=np.float32 if self.exact else np.float16)
        for n in range(0, len(stored), _SAMPLE):
            rows[n : n + _SAMPLE] = centred(_rows(stored[n : n + _SAMPLE]), mean)
        self._rows = rows
        self._services, self._starts = np.unique(
            np.asarray(service_of, dtype=np.int32), return_index=True
        )
        self._ends = np.append(self._starts[1:], len(rows))
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
