"""``toeleider lint``: training sentences that teach the wrong thing, or the same thing twice.

Errors must be mended: a sentence under two intents, and one that also stands in an evaluation set.
Warnings want a look: near-duplicates, sets that are one template, sentences whose neighbours all
have another intent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from bot.evaluation.accepted import SETS
from bot.evaluation.nlu import read_examples
from bot.nlu.corpus import Sentence
from bot.words import split_words

ALIKE = 90
"""rapidfuzz's token-sort ratio (0-100) from which two sentences of an intent count as one."""
ALIKE_ACROSS = 94
SHORTEST = 3
"""Sentences of fewer words are alike by nature."""
TEMPLATE_SHARE = 0.4
"""Share of an intent's sentences that may begin, or end, with the same two words."""
NEIGHBOURS = 10
DOUBT = 9
"""So many of the nearest sentences with one other intent make a label doubtful."""


@dataclass(frozen=True)
class Finding:
    """One thing to look at. ``kind``: duplicate, leak, alike, template or doubt."""

    kind: str
    folder: str
    intent: str
    text: str
    why: str

    @property
    def is_error(self) -> bool:
        """True for what CI refuses."""
        return self.kind in ("duplicate", "leak")


def duplicates(data: Sequence[Sentence]) -> Iterator[Finding]:
    """The same sentence (spelling apart) under two intents of a language, or twice under one."""
    seen: dict[tuple[str, tuple[str, ...]], Sentence] = {}
    for one in data:
        forms = split_words(one.text).forms
        if not forms:
            continue
        first = seen.setdefault((one.folder, forms), one)
        if first is not one and first.intent != one.intent:
            yield Finding("duplicate", one.folder, one.intent, one.text, f"also {first.intent}")
        elif first is not one and len(forms) >= SHORTEST:
            yield Finding("alike", one.folder, one.intent, one.text, "stands there twice")


def leaks(data: Sequence[Sentence], root: Path = SETS) -> Iterator[Finding]:
    """Training sentences that stand in an evaluation set of their language.

    One or two words ("merci", "food bank") are how everybody says it, and no leak.
    """
    measured = {
        (path.stem, split_words(example.text).forms): folder
        for folder in ("nlu/dev", "nlu/final")
        for path in sorted((root / folder).glob("*.yml"))
        for example in read_examples(path)
    }
    for one in data:
        forms = split_words(one.text).forms
        if len(forms) > SHORTEST and (place := measured.get((one.folder, forms))):
            yield Finding("leak", one.folder, one.intent, one.text, f"also in {place}")


def alike(data: Sequence[Sentence]) -> Iterator[Finding]:
    """Near-duplicates within an intent, and across intents, of one language."""
    folders: dict[str, list[Sentence]] = defaultdict(list)
    for one in data:
        if len(split_words(one.text)) >= SHORTEST:
            folders[one.folder].append(one)
    for folder, found in folders.items():
        texts = [" ".join(split_words(one.text).forms) for one in found]
        likeness = process.cdist(
            texts, texts, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, workers=2
        )
        for first, second in zip(*np.nonzero(np.triu(likeness, 1)), strict=True):
            one, other = found[first], found[second]
            if one.intent != other.intent and likeness[first, second] < ALIKE_ACROSS:
                continue
            why = f"much like “{one.text}”" + (
                "" if one.intent == other.intent else f" of {one.intent}"
            )
            yield Finding("alike", folder, other.intent, other.text, why)


def templates(data: Sequence[Sentence]) -> Iterator[Finding]:
    """Intents of a language whose sentences mostly begin or end alike."""
    sets: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for one in data:
        forms = split_words(one.text).forms
        if len(forms) >= SHORTEST:
            sets[one.folder, one.intent].append(forms)
    for (folder, intent), found in sets.items():
        for name, ends in (("begin", [f[:2] for f in found]), ("end", [f[-2:] for f in found])):
            words, count = Counter(ends).most_common(1)[0]
            if count >= 4 and count / len(found) > TEMPLATE_SHARE:
                why = f"{count} of {len(found)} {name} so"
                yield Finding("template", folder, intent, " ".join(words), why)


def doubts(data: Sequence[Sentence], vectors: np.ndarray) -> Iterator[Finding]:
    """Sentences whose nearest sentences, in any language, nearly all have one other intent.

    ``vectors``: ``(n, 384)``, centred by language here, because languages lie apart.
    """
    folders = np.array([one.folder for one in data])
    rows = vectors.astype(np.float32).copy()
    for folder in set(folders):
        rows[folders == folder] -= rows[folders == folder].mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    intents = np.array([one.intent for one in data])
    for start in range(0, len(rows), 500):
        near = rows[start : start + 500] @ rows.T
        near[np.arange(len(near)), np.arange(start, start + len(near))] = -1
        best = np.argpartition(-near, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        for offset, others in enumerate(best):
            one = data[start + offset]
            name, count = Counter(intents[others].tolist()).most_common(1)[0]
            if name != one.intent and count >= DOUBT:
                yield Finding("doubt", one.folder, one.intent, one.text, f"neighbours say {name}")


def lint(data: Sequence[Sentence], vectors: np.ndarray | None = None) -> list[Finding]:
    """Everything found; doubts only with ``vectors``."""
    checks: list[Iterable[Finding]] = [duplicates(data), leaks(data), alike(data), templates(data)]
    if vectors is not None:
        checks.append(doubts(data, vectors))
    return list(dict.fromkeys(finding for check in checks for finding in check))
