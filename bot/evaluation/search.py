"""``toeleider evaluate search``: is the right service among the first three?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.evaluation.files import EvaluationError, read_lists
from bot.evaluation.shares import Share
from services_catalog.desk import Desk
from services_catalog.encoder import default_encoder
from services_catalog.languages import known
from services_catalog.search.query import Query


@dataclass
class SearchScore:
    """Figures of one language."""

    n: int = 0
    hit_1: int = 0
    hit_3: int = 0
    misses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def found(self) -> Share:
        """Questions whose service stood among the first three."""
        return Share(self.hit_3, self.n)

    def figures(self) -> dict[str, Any]:
        """As JSON: counts, shares and the misses."""
        n = max(self.n, 1)
        return {**asdict(self), "hit@1": self.hit_1 / n, **self.found.figures("hit@3")}


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


def finder(desk: Desk) -> Callable[[str, str], Sequence[str]]:
    """``search(text, language)`` on a catalogue, without telling the topic."""
    encoder = default_encoder()

    def find(text: str, language: str) -> list[str]:
        vector = encoder.encode([text])[0]
        query = Query(language=known(language) or "nl", text=text, vector=vector, limit=3)
        return [hit.service_id for hit in desk.search(query)]

    return find


def as_table(scores: Mapping[str, SearchScore]) -> Table:
    """Scores per language, for the terminal."""
    table = Table("language", "questions", "first", "among three (95 %)")
    for name, score in scores.items():
        table.add_row(name, str(score.n), f"{score.hit_1 / max(score.n, 1):.1%}", str(score.found))
    return table
