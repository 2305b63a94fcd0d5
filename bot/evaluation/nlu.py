"""Understanding, measured: score per language, and every miss.

For ``toeleider evaluate nlu FILE… [--json]``. A file is YAML, ``intent: [utterances]``; its name is
the language (``nl.yml``, ``ar-Latn.yml``). What counts is what the whole pipeline answers: a
sentence that falls back is a miss, and the report says what the model would have said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.evaluation.accepted import change, read_accepted
from bot.evaluation.files import read_lists
from bot.evaluation.shares import NONE, Share

FALLBACK = "nlu_fallback"

Parse = Callable[[str, str], Mapping[str, Any]]
"""``parse(text, language)`` gives Rasa's parse data (``intent``, ``intent_ranking``)."""


@dataclass(frozen=True)
class Example:
    """One sentence of an evaluation set and the intent it should get."""

    text: str
    expected: str


@dataclass(frozen=True)
class Miss:
    """A sentence that got another intent. ``fallback`` when the pipeline gave up on it."""

    text: str
    expected: str
    got: str
    confidence: float
    fallback: bool = False


@dataclass(frozen=True)
class Judged:
    """One sentence as it went: ``confidence`` is that of the model's first choice."""

    expected: str
    answered: str
    confidence: float


@dataclass
class LanguageScore:
    """The score of one language. ``macro_f1`` is a share (0-1)."""

    share: Share = NONE
    macro_f1: float = 0.0
    misses: list[Miss] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    @property
    def n(self) -> int:
        """Number of sentences."""
        return self.share.n

    @property
    def accuracy(self) -> float:
        """Share of sentences answered with the expected intent."""
        return self.share.value

    def figures(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "n": self.n,
            **self.share.figures("accuracy"),
            "macro_f1": round(self.macro_f1, 4),
            "misses": [asdict(miss) for miss in self.misses],
        }


def read_examples(path: Path) -> list[Example]:
    """The sentences of one evaluation file. Raises :class:`EvaluationError`."""
    return [
        Example(sentence, intent)
        for intent, sentences in read_lists(path, of="intent").items()
        for sentence in sentences
    ]


def language_of(path: Path) -> str:
    """``nl`` for ``nl.yml``, ``ar-Latn`` for ``ar-Latn.yml``."""
    return path.stem


def judge(example: Example, parsed: Mapping[str, Any]) -> tuple[Judged, Miss | None]:
    """What the pipeline answers with, and the miss if that is not the expected intent."""
    intent = parsed.get("intent") or {}
    answered = str(intent.get("name") or "")
    raw, confidence = answered, float(intent.get("confidence") or 0.0)
    if answered == FALLBACK:
        others = [r for r in parsed.get("intent_ranking", []) if r.get("name") != FALLBACK]
        if others:
            raw, confidence = str(others[0]["name"]), float(others[0]["confidence"])
    judged = Judged(example.expected, answered, round(confidence, 3))
    if answered == example.expected:
        return judged, None
    return judged, Miss(
        example.text, example.expected, raw, round(confidence, 3), answered == FALLBACK
    )


def score(examples: Iterable[Example], parse: Callable[[str], Mapping[str, Any]]) -> LanguageScore:
    """Parse every sentence and count."""
    result = LanguageScore()
    for example in examples:
        judged, miss = judge(example, parse(example.text))
        result.judged.append(judged)
        if miss:
            result.misses.append(miss)
    n = len(result.judged)
    result.share = Share(n - len(result.misses), n)
    result.macro_f1 = macro_f1((one.expected, one.answered) for one in result.judged)
    return result


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """The mean over the expected intents of F1; pairs are (expected, answered)."""
    pairs = list(pairs)
    figures: list[float] = []
    for intent in {expected for expected, _ in pairs}:
        right = sum(1 for e, a in pairs if e == a == intent)
        named = sum(1 for e, _ in pairs if e == intent) + sum(1 for _, a in pairs if a == intent)
        figures.append(2 * right / named if named else 0.0)
    return sum(figures) / len(figures) if figures else 0.0


def evaluate(paths: Iterable[Path], parse: Parse) -> dict[str, LanguageScore]:
    """Scores by language, in the order of the files; files of one language are added up."""
    examples: dict[str, list[Example]] = {}
    for path in paths:
        examples.setdefault(language_of(path), []).extend(read_examples(path))

    def parser(language: str) -> Callable[[str], Mapping[str, Any]]:
        return lambda text: parse(text, language)

    return {language: score(found, parser(language)) for language, found in examples.items()}


def confusions(scores: Mapping[str, LanguageScore]) -> Counter[tuple[str, str]]:
    """(expected, answered) of all misses of all languages, counted."""
    return Counter(
        (one.expected, one.answered)
        for score in scores.values()
        for one in score.judged
        if one.expected != one.answered
    )


def as_json(scores: Mapping[str, LanguageScore]) -> dict[str, Any]:
    """What ``--json`` prints: figures and misses under ``languages.<code>``, all under ``all``."""
    everything = sum((result.share for result in scores.values()), NONE)
    return {
        "all": {"n": everything.n, **everything.figures("accuracy")},
        "languages": {language: result.figures() for language, result in scores.items()},
    }


def as_table(scores: Mapping[str, LanguageScore], name: str | None = None) -> Table:
    """Scores per language, for the terminal; ``name``: the set, to compare with."""
    before = read_accepted().get(name or "", {})
    table = Table(title="Understanding", title_justify="left")
    table.add_column("language")
    for column in ("sentences", "accuracy (95 %)", "change", "macro F1", "misses", "fallback"):
        table.add_column(column, justify="right")
    for language, result in scores.items():
        table.add_row(
            language, str(result.n), str(result.share),
            change(result.share, before.get(language)), f"{result.macro_f1:.1%}",
            str(len(result.misses)), str(sum(miss.fallback for miss in result.misses)),
        )  # fmt: skip
    return table


def misses_table(scores: Mapping[str, LanguageScore]) -> Table:
    """Every miss, by language."""
    table = Table(title="Misses", title_justify="left")
    for name in ("language", "sentence", "expected", "got", "confidence"):
        table.add_column(name, overflow="fold")
    for language, result in scores.items():
        for miss in result.misses:
            got = f"{miss.got} (fallback)" if miss.fallback else miss.got
            table.add_row(language, miss.text, miss.expected, got, f"{miss.confidence:.2f}")
    return table
