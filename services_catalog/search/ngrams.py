"""Pieces of words that match pieces of words: for languages with many endings.

Words of 3 to 5 letters at a time, as cosines of their counts times their rarity. A verb in a form
that no text of the catalogue has is not a word that matches, but most of its pieces are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np

from services_catalog.search.lexical import document_terms, terms

SHORTEST, LONGEST = 3, 5
MOST_WORDS = 60
"""Of a question; further words of an endless text are left out."""


def pieces(word: str) -> tuple[int, ...]:
    """Hashes of the pieces of a folded word, the blanks at both its ends counted in."""
    padded = f" {word} "
    return tuple(
        crc32(padded[start : start + size].encode())
        for size in range(SHORTEST, min(LONGEST, len(padded)) + 1)
        for start in range(len(padded) - size + 1)
    )


_pieces_again = lru_cache(maxsize=100_000)(pieces)
"""The same for words of the catalogue, which come back all the time. Not for visitors' words."""


class NgramIndex:
    """Documents, given as folded words, by their pieces."""

    def __init__(self, documents: Sequence[Iterable[str]]) -> None:
        """Index ``documents``; scores come back in their order."""
        self._size = len(documents)
        counted = [Counter(chain.from_iterable(map(_pieces_again, d))) for d in documents]
        hashes = np.array([h for count in counted for h in count], dtype=np.uint32)
        rows = np.repeat(np.arange(self._size, dtype=np.int32), [len(c) for c in counted])
        times = np.array([n for count in counted for n in count.values()], dtype=np.float32)
        self._hashes, number, often = np.unique(hashes, return_inverse=True, return_counts=True)
        self._rarity = (np.log((1 + self._size) / (1 + often)) + 1).astype(np.float32)
        weights = (1 + np.log(times)) * self._rarity[number]
        lengths = np.sqrt(np.bincount(rows, weights * weights, minlength=self._size))
        weights /= np.maximum(lengths, 1e-6)[rows]
        order = np.argsort(number, kind="stable")
        self._rows, self._weights = rows[order], weights[order].astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(often)])

    def scores(self, text: str) -> np.ndarray:
        """``(documents,)`` float32 cosines with ``text``."""
        asked = Counter(chain.from_iterable(map(pieces, terms(text)[:MOST_WORDS])))
        places, weights = self._weighted(asked)
        if not len(places):
            return np.zeros(self._size, dtype=np.float32)
        counts = self._starts[places + 1] - self._starts[places]
        ends = np.cumsum(counts)
        spans = np.arange(ends[-1]) + np.repeat(self._starts[places] - (ends - counts), counts)
        gained = self._weights[spans] * np.repeat(weights, counts)
        return np.bincount(self._rows[spans], gained, minlength=self._size).astype(np.float32)

    def scores_of(self, texts: Sequence[str]) -> np.ndarray:
        """``(texts, documents)``: the same of many texts, which must be the catalogue's own."""
        from scipy.sparse import csr_matrix  # only staff ask so many at once

        asked = [
            self._weighted(Counter(chain.from_iterable(map(_pieces_again, words[:MOST_WORDS]))))
            for words in map(document_terms, texts)
        ]
        starts = np.cumsum([0, *(len(places) for places, _ in asked)])
        places = np.concatenate([places for places, _ in asked] or [np.zeros(0, dtype=np.int64)])
        weights = np.concatenate([weights for _, weights in asked] or [np.zeros(0)])
        questions = csr_matrix((weights, places, starts), shape=(len(asked), len(self._hashes)))
        documents = csr_matrix(
            (self._weights, self._rows, self._starts), shape=(len(self._hashes), self._size)
        )
        return np.asarray((questions @ documents).toarray(), dtype=np.float32)

    def _weighted(self, asked: Counter[int]) -> tuple[np.ndarray, np.ndarray]:
        """The pieces that some document has, by number, and their weights in a text."""
        if not asked or not len(self._hashes):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        hashes = np.fromiter(asked.keys(), dtype=np.uint32, count=len(asked))
        times = np.fromiter(asked.values(), dtype=np.float32, count=len(asked))
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = self._hashes[places] == hashes
        # A piece that no document has counts for the length alone, as rare as can be.
        rarest = np.float32(np.log(1 + self._size) + 1)
        weights = (1 + np.log(times)) * np.where(known, self._rarity[places], rarest)
        return places[known], weights[known] / np.float32(np.sqrt(weights @ weights))
