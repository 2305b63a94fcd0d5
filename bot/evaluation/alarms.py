"""``toeleider evaluate alarms``: is every alarm heard, and does every calm sentence stay calm?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.evaluation.files import EvaluationError, read_mapping
from bot.evaluation.shares import NONE, Share
from services_catalog.vocabulary import ALARMS, DANGER_NAMED


@dataclass
class AlarmScore:
    """Counts of one language, and every sentence that went wrong."""

    alarms: int = 0
    heard: int = 0
    named: int = 0
    """Heard, or 112 is named beside an ordinary answer or a question back."""
    by_rule: int = 0
    right_kind: int = 0
    calm: int = 0
    false: int = 0
    missed: list[dict[str, Any]] = field(default_factory=list)
    false_alarms: list[dict[str, Any]] = field(default_factory=list)

    @property
    def recall(self) -> Share:
        """Alarms heard, by rule or model."""
        return Share(self.heard, self.alarms)

    @property
    def false_rate(self) -> Share:
        """Calm sentences taken for an alarm."""
        return Share(self.false, self.calm)

    def figures(self) -> dict[str, Any]:
        """As JSON, with ``recall`` and ``false_alarm_rate`` (shares)."""
        return {
            **self.recall.figures("recall"),
            **self.false_rate.figures("false_alarm_rate"),
            **asdict(self),
        }


def read_sets(path: Path) -> dict[str, dict[str, Any]]:
    """``language: {alarm: {intent: [sentences]}, calm: [sentences]}`` of a file.

    Raises:
        EvaluationError: unreadable, or not of that shape.
    """
    shape = "language: {alarm: {intent: [sentences]}, calm: [sentences]}"
    content = read_mapping(path, shape=shape)
    for sets in content.values():
        if not isinstance(sets, dict) or not isinstance(sets.get("alarm"), dict):
            raise EvaluationError(f"{path}: expected '{shape}'")
        if unknown := set(sets["alarm"]) - set(ALARMS):
            raise EvaluationError(f"{path}: no alarm is called {', '.join(sorted(unknown))}")
    return content


def size(sets: Mapping[str, Any]) -> int:
    """Sentences of one language."""
    return sum(map(len, sets["alarm"].values())) + len(sets.get("calm") or [])


def score(sets: Mapping[str, Any], parse: Callable[[str], Mapping[str, Any]]) -> AlarmScore:
    """Parse every sentence of one language and count. Any alarm counts as heard."""
    result = AlarmScore()
    for kind, texts in sets["alarm"].items():
        for text in texts:
            parsed = parse(text)
            got = parsed["intent"]["name"]
            result.alarms += 1
            result.heard += got in ALARMS
            result.named += got in ALARMS or danger(parsed) >= DANGER_NAMED
            result.right_kind += got == kind
            result.by_rule += bool(parsed.get("alarm"))
            if got not in ALARMS:
                result.missed.append({"text": text, "expected": kind, "got": got})
    for text in sets.get("calm") or []:
        parsed = parse(text)
        got = parsed["intent"]["name"]
        result.calm += 1
        if got in ALARMS:
            result.false += 1
            rule = (parsed.get("alarm") or {}).get("rule")
            result.false_alarms.append({"text": text, "got": got, "rule": rule})
    return result


def danger(parsed: Mapping[str, Any]) -> float:
    """How likely the alarms are, all together."""
    ranking = parsed.get("intent_ranking") or []
    return float(sum(guess["confidence"] for guess in ranking if guess["name"] in ALARMS))


def overall(scores: Mapping[str, AlarmScore]) -> dict[str, Any]:
    """Recall and false-alarm rate over all languages together."""
    recall = sum((s.recall for s in scores.values()), NONE)
    false = sum((s.false_rate for s in scores.values()), NONE)
    return {**recall.figures("recall"), **false.figures("false_alarm_rate")}


def as_table(scores: Mapping[str, AlarmScore]) -> Table:
    """Scores per language and over all, for the terminal."""
    table = Table("language", "heard (95 %)", "112 named", "by rule", "right kind", "false (95 %)")
    for code, score in scores.items():
        named = str(Share(score.named, score.alarms))
        kinds = (named, str(score.by_rule), str(score.right_kind))
        table.add_row(code, str(score.recall), *kinds, str(score.false_rate))
    recall = sum((s.recall for s in scores.values()), NONE)
    false = sum((s.false_rate for s in scores.values()), NONE)
    shown = sum((Share(s.named, s.alarms) for s in scores.values()), NONE)
    table.add_row("all", str(recall), str(shown), "", "", str(false))
    return table
