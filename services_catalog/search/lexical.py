"""Words that match words: BM25 over folded tokens, tolerant of typing mistakes."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from services_catalog.text import fold

K1, B = 1.2, 0.6
FUZZY_FROM = 5
"""Shorter words are not matched with mistakes: ``werk`` is not ``merk``."""
FUZZY_WEIGHT = 0.6
MAX_QUERY_TERMS = 24

_WORD = re.compile(r"\w+", re.UNICODE)


def terms(text: str) -> list[str]:
    """Folded words of a text. Belgian compound nouns and glued prefixes are left to the vectors."""
    return [word for word in _WORD.findall(fold(text)) if len(word) > 1 or word.isdigit()]


def document_terms(text: str) -> list[str]:
    """The :func:`terms` of catalogue text, whose words come back all the time.

    Not for what visitors write: the words are remembered.
    """
    return [term for word in text.split() for term in _terms_of_word(word)]


@lru_cache(maxsize=100_000)
def _terms_of_word(word: str) -> tuple[str, ...]:
    return tuple(terms(word))


class LexicalIndex:
    """BM25 over documents given as lists of terms."""

    def __init__(self, documents: Sequence[Iterable[str]]) -> None:
        """Index ``documents``; scores come back in their order."""
        self._size = len(documents)
        counted = [Counter(document) for document in documents]
        lengths = np.array([sum(count.values()) for count in counted], dtype=np.float32)
        self._norm = (
            K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0)) if counted else lengths
        )
        numbers: dict[str, int] = {}
        found: list[int] = []
        for count in counted:
            found += [numbers.setdefault(term, len(numbers)) for term in count]
        order = np.argsort(np.array(found, dtype=np.int32), kind="stable")
        rows = np.repeat(np.arange(self._size, dtype=np.int32), [len(c) for c in counted])[order]
        times = np.array([n for c in counted for n in c.values()], dtype=np.float32)[order]
        ends = np.cumsum(np.bincount(found, minlength=1)).tolist() if found else []
        self._postings: dict[str, tuple[np.ndarray, np.ndarray, float]] = {}
        start = 0
        for term, end in zip(numbers, ends, strict=True):
            often = end - start
            idf = math.log(1 + (self._size - often + 0.5) / (often + 0.5))
            self._postings[term] = (rows[start:end], times[start:end], idf)
            start = end
        self._sorted: list[str] | None = None
        # Fuzzy look-ups only compare words of a like length.
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for term in self._postings:
            if len(term) >= FUZZY_FROM - 1:
                self._by_length[len(term)].append(term)

    def scores(self, text: str) -> np.ndarray:
        """``(documents,)`` float32 scores, 0 where no word matches."""
        total = np.zeros(self._size, dtype=np.float32)
        for term in dict.fromkeys(terms(text)[:MAX_QUERY_TERMS]):
            for match, weight in self._expand(term):
                rows, gains = self._gains(match)
                total[rows] += weight * gains
        return total

    def _gains(self, term: str) -> tuple[np.ndarray, np.ndarray]:
        """Documents with a term, and what it adds to each."""
        rows, times, idf = self._postings[term]
        return rows, idf * times * (K1 + 1) / (times + self._norm[rows])

    def scores_of(self, questions: Sequence[Sequence[str]]) -> np.ndarray:
        """``(questions, documents)`` float32: :meth:`scores` of many questions, given as terms.

        For hundreds at once: every term is looked up once. The memory is that of the answer,
        times the words of a question.
        """
        asked = [list(dict.fromkeys(found[:MAX_QUERY_TERMS])) for found in questions]
        # Row 0 is of no term: a question without words adds nothing.
        numbers = {term: n for n, term in enumerate(dict.fromkeys(t for a in asked for t in a), 1)}
        each = np.zeros((len(numbers) + 1, self._size), dtype=np.float32)
        for term, number in numbers.items():
            for match, weight in self._expand(term):
                rows, gains = self._gains(match)
                each[number][rows] += weight * gains
        wanted = [[numbers[term] for term in found] or [0] for found in asked]
        starts = np.cumsum([0, *map(len, wanted[:-1])])
        flat = np.array([number for found in wanted for number in found], dtype=np.int64)
        return np.add.reduceat(each[flat], starts, axis=0) if wanted else each[:0]

    def beginning_with(self, start: str, limit: int = 8) -> list[str]:
        """Indexed words that begin with the folded ``start`` and go on, the commonest first.

        For a word that is still being typed, and for Dutch compounds (``voetbal``,
        ``voetbalclub``). Only for what staff type: visitors write whole sentences.
        """
        words = self._sorted
        if words is None:
            words = self._sorted = sorted(self._postings)
        # No letter sorts after the last code point.
        first, end = bisect_left(words, start), bisect_left(words, start + "\U0010ffff")
        found = [word for word in words[first:end] if word != start]
        return sorted(found, key=lambda word: (self._postings[word][2], word))[:limit]

    def _expand(self, term: str) -> list[tuple[str, float]]:
        if term in self._postings:
            return [(term, 1.0)]
        if len(term) < FUZZY_FROM or term.isdigit():
            return []
        allowed = 1 if len(term) < 8 else 2
        near: list[tuple[str, float]] = []
        for length in range(len(term) - allowed, len(term) + allowed + 1):
            candidates = self._by_length.get(length)
            if candidates:
                near += [
                    (word, FUZZY_WEIGHT / distance)
                    for word, distance, _ in process.extract(
                        term,
                        candidates,
                        scorer=DamerauLevenshtein.distance,
                        score_cutoff=allowed,
                        limit=3,
                    )
                    if distance
                ]
        return near
