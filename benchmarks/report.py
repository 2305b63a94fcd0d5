"""What the benchmarks share: percentiles, the machine they ran on, the JSON file."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

console = Console()


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def machine() -> dict[str, Any]:
    """Cores, processor and load: figures are ratios of one run, but one wants to know."""
    facts = {"cores": os.cpu_count(), "python": platform.python_version()}
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() in ("model name", "cpu family", "model"):
            facts.setdefault(key.strip(), value.strip())
    return {**facts, "load_at_end": [round(x, 1) for x in os.getloadavg()]}


def write_json(path: Path | None, result: dict[str, Any]) -> None:
    """Write ``result`` with the machine's facts, if a file was asked for."""
    if path:
        text = json.dumps({"machine": machine(), **result}, indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
