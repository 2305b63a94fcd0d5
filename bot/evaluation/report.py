"""``toeleider evaluate report``: all our own sets at once, and ``docs/evaluation.md`` from them.

The page's words are written by hand; what stands between ``<!-- figures: NAME -->`` and
``<!-- end -->`` is replaced, and so are the pictures.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from bot.evaluation import alarms, language, nlu, search, talks
from bot.evaluation.accepted import SETS, Figures, our_files
from bot.evaluation.pictures import calibration_error, draw_confusions, draw_reliability
from services_catalog.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from bot.evaluation.bench import Bench

PAGE = PROJECT_ROOT / "docs" / "evaluation.md"
IMAGES = PROJECT_ROOT / "docs" / "images"
_WIDTH = 110

NLU_SETS = ("final", "dev", "border")
ALARM_SETS = ("final", "dev", "second", "third")
"""Folders of ``nlu/`` and ``alarms/``; docs/evaluation.md says who wrote which, and when."""


@dataclass
class Sets:
    """Everything under ``tests/evaluation``."""

    nlu: dict[str, list[Path]]
    alarms: dict[str, dict[str, dict[str, Any]]]
    language: dict[str, dict[str, list[str]]]
    search: list[Path]
    talks: dict[str, list[dict[str, Any]]]

    @classmethod
    def read(cls, root: Path = SETS) -> Sets:
        """Read the folders.

        Raises:
            bot.evaluation.files.EvaluationError: a file is not of its shape.
        """
        return cls(
            {name: our_files(f"nlu/{name}", root) for name in NLU_SETS},
            {
                name: _merged(our_files(f"alarms/{name}", root), alarms.read_sets)
                for name in ALARM_SETS
            },
            _merged(our_files("language", root), language.read_texts),
            our_files("search", root),
            _merged(sorted((root / "talks").glob("*.yml")), talks.read_talks),
        )

    @property
    def total(self) -> int:
        """Sentences to go through, for a progress bar."""
        return (
            sum(len(nlu.read_examples(path)) for paths in self.nlu.values() for path in paths)
            + sum(alarms.size(found) for sets in self.alarms.values() for found in sets.values())
            + sum(map(language.size, self.language.values()))
            + sum(map(talks.size, self.talks.values()))
        )


@dataclass
class Measured:
    """Scores of everything, and the shares to hold on to."""

    tables: dict[str, Table] = field(default_factory=dict)
    figures: Figures = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    final: dict[str, nlu.LanguageScore] = field(default_factory=dict)


def measure(sets: Sets, bench: Bench) -> Measured:
    """Run everything; takes some minutes."""
    result = Measured()
    for name, paths in sets.nlu.items():
        scores = nlu.evaluate(paths, bench.parse)
        result.tables[f"nlu {name}"] = nlu.as_table(scores, f"nlu/{name}")
        result.figures[f"nlu/{name}"] = {code: score.share for code, score in scores.items()}
        if name == "final":
            result.final = scores
    result.lines["confusions"] = [
        f"* {count} × `{expected}` taken for `{got}`"
        for (expected, got), count in nlu.confusions(result.final).most_common(12)
    ]
    judged = [one for score in result.final.values() for one in score.judged]
    result.lines["calibration"] = [
        f"Expected calibration error: {100 * calibration_error(judged):.1f} points."
    ]
    for name, of_set in sets.alarms.items():
        heard = {code: alarms.score(found, bench.parse) for code, found in of_set.items()}
        result.tables[f"alarms {name}"] = alarms.as_table(heard)
        for figure, pick in (("recall", "recall"), ("false", "false_rate")):
            shares = {code: getattr(score, pick) for code, score in heard.items()}
            result.figures[f"alarms/{name}/{figure}"] = shares
    known = {c: language.score(c, texts, bench.identify) for c, texts in sets.language.items()}
    result.tables["language"] = language.as_table(known)
    result.figures["language/short"] = {code: score.short for code, score in known.items()}
    result.figures["language/long"] = {code: score.long for code, score in known.items()}
    ids = bench.service_ids()
    found = {
        path.stem: search.evaluate(path, search.read_questions(path, ids), bench.search)
        for path in sets.search
    }
    result.tables["search"] = search.as_table(found)
    result.figures["search"] = {code: score.found for code, score in found.items()}
    played = {code: talks.score(some, bench.talk) for code, some in sets.talks.items()}
    result.tables["talks"] = talks.as_table(played)
    result.figures["talks"] = {code: score.talks for code, score in played.items()}
    return result


def write(measured: Measured, page: Path = PAGE, images: Path = IMAGES) -> None:
    """Put figures and pictures in the page. A block without new figures stays as it is."""
    draw_confusions(measured.final, images / "confusions.png")
    draw_reliability(measured.final, images / "reliability.png")
    blocks = {name: f"```\n{as_text(table)}```" for name, table in measured.tables.items()}
    blocks |= {name: "\n".join(lines) for name, lines in measured.lines.items()}
    page.write_text(fill(page.read_text(encoding="utf-8"), blocks), encoding="utf-8")


def fill(text: str, blocks: Mapping[str, str]) -> str:
    """``text`` with the named blocks replaced."""

    def new(match: re.Match[str]) -> str:
        content = blocks.get(match["name"])
        if content is None:
            return match.group()
        return f"<!-- figures: {match['name']} -->\n{content}\n<!-- end -->"

    pattern = r"<!-- figures: (?P<name>[^>]+?) -->\n.*?<!-- end -->"
    return re.sub(pattern, new, text, flags=re.DOTALL)


def as_text(table: Table) -> str:
    """A table as the page shows it."""
    table.title = None
    lines = io.StringIO()
    Console(width=_WIDTH, file=lines).print(table)
    return lines.getvalue()


def _merged(paths: Iterable[Path], read: Callable[[Path], Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in paths:
        found |= read(path)
    return found
