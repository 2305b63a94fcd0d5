"""Pictures of a measurement: which intents are confused, and whether confidence means something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation.nlu import FALLBACK, Judged, LanguageScore, confusions
from bot.evaluation.shares import Share

BINS = 10
_SHOWN = 24


def _pyplot() -> Any:
    import matplotlib

    # No screen is needed, nor wanted on a server.
    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot


def draw_confusions(scores: Mapping[str, LanguageScore], path: Path) -> None:
    """A PNG: the intents most often confused, expected down, answered across, all languages."""
    counted = confusions(scores)
    weight: dict[str, int] = {}
    for (expected, answered), count in counted.items():
        for name in (expected, answered):
            weight[name] = weight.get(name, 0) + count
    names = sorted(sorted(weight, key=lambda name: -weight[name])[:_SHOWN])
    grid = np.array([[counted[(a, b)] for b in names] for a in names]).reshape(-1, len(names))
    pyplot = _pyplot()
    figure, axes = pyplot.subplots(figsize=(9, 8), layout="constrained")
    labels = [name.removeprefix("ask_") for name in names]
    axes.imshow(grid, cmap="Blues", vmin=0, vmax=max(grid.max(initial=0), 1))
    axes.set_xticks(range(len(names)), labels, rotation=90)
    axes.set_yticks(range(len(names)), labels)
    axes.set_xlabel("answered")
    axes.set_ylabel("expected")
    half = grid.max(initial=0) / 2
    for row, column in zip(*np.nonzero(grid), strict=True):
        value = int(grid[row, column])
        colour = "white" if value > half else "black"
        axes.text(column, row, str(value), ha="center", va="center", color=colour, fontsize=8)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def reliability(judged: Iterable[Judged]) -> list[tuple[float, Share]]:
    """(mean confidence, share that was right) per tenth of confidence; settled sentences left out.

    What a rule or a known sentence settled has confidence 1 and says nothing about the model.
    """
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in judged:
        if one.answered != FALLBACK and one.confidence < 1:
            bins[min(int(one.confidence * BINS), BINS - 1)].append(one)
    return [
        (
            sum(one.confidence for one in some) / len(some),
            Share(sum(one.expected == one.answered for one in some), len(some)),
        )
        for some in bins
        if some
    ]


def calibration_error(judged: Iterable[Judged]) -> float:
    """Expected calibration error: the mean distance of confidence and truth (0-1)."""
    points = reliability(judged)
    total = sum(share.n for _, share in points)
    return sum(abs(c - s.value) * s.n for c, s in points) / total if total else 0.0


def draw_reliability(scores: Mapping[str, LanguageScore], path: Path) -> None:
    """A PNG: of the sentences answered with 70 % confidence, were 70 % right?"""
    judged = [one for score in scores.values() for one in score.judged]
    points = reliability(judged)
    pyplot = _pyplot()
    figure, axes = pyplot.subplots(figsize=(5, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for confidence, share in points:
        low, high = share.interval
        axes.plot([confidence, confidence], [low, high], color="tab:blue", alpha=0.4)
        axes.annotate(str(share.n), (confidence, share.value), xytext=(6, -10),
                      textcoords="offset points", fontsize=8)  # fmt: skip
    axes.plot([c for c, _ in points], [s.value for _, s in points], "o-", color="tab:blue")
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that was right (bars: 95 %)")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    error = calibration_error(judged)
    axes.set_title(f"calibration error {100 * error:.1f} points", fontsize=10)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)
