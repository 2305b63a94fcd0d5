"""``toeleider evaluate alarms``: is every alarm heard, and does every calm sentence stay calm?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.evaluation.files import EvaluationError, read_mapping

ALARMS = ("urgent_medical", "report_violence", "express_despair")


@dataclass
class AlarmScore:
    """Counts of one language, and every sentence that went wrong."""

    alarms: int = 0
    heard: int = 0
    by_rule: int = 0
    right_kind: int = 0
    calm: int = 0
    false: int = 0
    missed: list[dict[str, Any]] = field(default_factory=list)
    false_alarms: list[dict[str, Any]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """As JSON, with ``recall`` and ``false_alarm_rate`` (shares)."""
        return {
            "recall": round(self.heard / max(self.alarms, 1), 4),
            "false_alarm_rate": round(self.false / max(self.calm, 1), 4),
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


def score(sets: Mapping[str, Any], parse: Callable[[str], Mapping[str, Any]]) -> AlarmScore:
    """Parse every sentence of one language and count. Any alarm counts as heard."""
    result = AlarmScore()
    for kind, texts in sets["alarm"].items():
        for text in texts:
            parsed = parse(text)
            got = parsed["intent"]["name"]
            result.alarms += 1
            result.heard += got in ALARMS
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


def overall(scores: Mapping[str, AlarmScore]) -> dict[str, float]:
    """Recall and false-alarm rate over all languages together."""
    alarms = sum(s.alarms for s in scores.values())
    calm = sum(s.calm for s in scores.values())
    return {
        "recall": round(sum(s.heard for s in scores.values()) / max(alarms, 1), 4),
        "false_alarm_rate": round(sum(s.false for s in scores.values()) / max(calm, 1), 4),
    }
