"""Time per NLU component: a trained model, the training sentences, one process.

Run: ``uv run python -m benchmarks.components MODEL.tar.gz``.
"""

from __future__ import annotations

import asyncio
import functools
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")

from bot.nlu.corpus import sentences


def main(model: str) -> None:
    """Print the median and the 95th percentile of every component, in ms."""
    from rasa.core.agent import Agent
    from rasa.engine.graph import GraphNode

    times: dict[str, list[float]] = defaultdict(list)
    plain: Any = GraphNode.__call__

    @functools.wraps(plain)
    def timed(node: Any, *args: Any) -> Any:
        started = time.perf_counter()
        result = plain(node, *args)
        times[node._node_name].append(1000 * (time.perf_counter() - started))
        return result

    GraphNode.__call__ = timed
    agent = Agent.load(model)
    found = list(sentences())
    random.Random(0).shuffle(found)

    async def run(texts: list[str]) -> None:
        for text in texts:
            started = time.perf_counter()
            await agent.parse_message(text)
            times["all"].append(1000 * (time.perf_counter() - started))

    asyncio.run(run([s.text for s in found[:300]]))
    times.clear()
    # With a word more, so that no text is a known sentence.
    asyncio.run(run([s.text + " ok" for s in found[300:900]]))
    for name, values in times.items():
        p95 = statistics.quantiles(values, n=20)[-1]
        print(f"{name:60} {statistics.median(values):7.2f} {p95:7.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
