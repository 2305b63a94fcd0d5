"""The last accepted figures: what a new measurement is compared with, and may not fall below.

``tests/evaluation/accepted.yml`` is written by ``toeleider evaluate report --accept`` and looked
at in review: a lower figure needs a reason in the commit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.shares import Share
from services_catalog.languages import spoken_languages
from services_catalog.settings import PROJECT_ROOT

SETS = PROJECT_ROOT / "tests" / "evaluation"
PATH = SETS / "accepted.yml"
REGISTER = PROJECT_ROOT / "locales" / "languages.yml"
TOLERANCE = 0.03
"""How far a figure may fall before CI fails: another processor rounds some sentences otherwise."""
FEW = 2
"""So many sentences of a small set may always fall."""

Figures = dict[str, dict[str, Share]]
"""Set name (``nlu/final``, ``alarms/recall`` …) -> language -> share."""


def our_files(folder: str, root: Path = SETS) -> list[Path]:
    """The files of a set, in the languages we answer in: others are only begun."""
    return [
        path
        for path in sorted((root / folder).glob("*.yml"))
        if path.stem.split("-")[0] in spoken_languages()
    ]


def set_name(path: Path) -> str | None:
    """``nlu/final`` for a file of ours, None for anybody else's: it has no accepted figures."""
    try:
        return path.resolve().relative_to(SETS).parent.as_posix()
    except ValueError:
        return None


def read_accepted(path: Path = PATH) -> Figures:
    """The accepted figures; empty when there are none."""
    if not path.exists():
        return {}
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {
        name: {code: Share(*pair) for code, pair in languages.items()}
        for name, languages in content.items()
    }


def write_accepted(figures: Mapping[str, Mapping[str, Share]], path: Path = PATH) -> None:
    """Write all figures, one line a set and language: a change is a line in the diff."""
    lines = [
        "# The last accepted figures, [right, of], of `toeleider evaluate report --accept`.",
        f"# CI fails when one falls by more than {TOLERANCE:.0%} (false alarms: rises).",
    ]
    for name, languages in figures.items():
        lines.append(f"{name}:")
        lines += [f"  {code}: [{s.hits}, {s.n}]" for code, s in languages.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_understood(final: Mapping[str, Share], path: Path = REGISTER) -> None:
    """Note in ``languages.yml`` what share of the final set is understood, in whole per cent.

    By it the assistant knows in which languages it is weak.
    """
    text = path.read_text(encoding="utf-8")
    for code, share in final.items():
        per_cent = round(100 * share.value)
        text = re.sub(rf"(?m)^(  {code}: .*understood: )\d+", rf"\g<1>{per_cent}", text)
    path.write_text(text, encoding="utf-8")


def change(now: Share, before: Share | None) -> str:
    """The difference in points, for a table: ``+1.5``; nothing without a figure before."""
    return f"{100 * (now.value - before.value):+.1f}" if before and before.n else ""


def fallen(name: str, now: Share, before: Share) -> bool:
    """True when a figure is worse than accepted by more than the tolerance, or two sentences."""
    margin = max(TOLERANCE, FEW / max(before.n, 1))
    if name.endswith("false"):
        return now.value > before.value + margin
    return now.value < before.value - margin


def as_rows(figures: Figures) -> list[tuple[str, str, Share, Any]]:
    """``(set, language, share, accepted share or None)`` of every figure."""
    accepted = read_accepted()
    return [
        (name, code, share, accepted.get(name, {}).get(code))
        for name, languages in figures.items()
        for code, share in languages.items()
    ]
