"""``toeleider evaluate search``: is the right service among the first three?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.evaluation.files import EvaluationError, read_lists


@dataclass
class SearchScore:
    """Figures of one language."""

    n: int = 0
    hit_1: int = 0
    hit_3: int = 0
    misses: list[dict[str, Any]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """As JSON: counts, shares and the misses."""
        n = max(self.n, 1)
        return {**asdict(self), "hit@1": self.hit_1 / n, "hit@3": self.hit_3 / n}


def read_questions(path: Path, known: set[str]) -> dict[str, list[str]]:
    """``service id: [questions]`` of a file.

    Raises:
        EvaluationError: not that shape, or a service the catalogue does not have.
    """
    questions = read_lists(path, of="service id")
    if unknown := sorted(set(questions) - known):
        raise EvaluationError(f"{path}: the catalogue has no service {', '.join(unknown)}")
    return questions


def evaluate(
    path: Path,
    questions: dict[str, list[str]],
    search: Callable[[str, str], Sequence[str]],
) -> SearchScore:
    """Score one file; ``search(text, language)`` gives at least three service ids."""
    language = path.stem.split("-")[0]
    score = SearchScore()
    for service_id, texts in questions.items():
        for text in texts:
            found = list(search(text, language))[:3]
            score.n += 1
            score.hit_1 += found[:1] == [service_id]
            score.hit_3 += service_id in found
            if service_id not in found:
                score.misses.append({"text": text, "expected": service_id, "got": found})
    return score
