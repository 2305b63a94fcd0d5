"""Stock Rasa (DIET, as ``rasa init`` makes it) on our sentences: how well it would understand.

Run: ``uv run python -m benchmarks.diet nl [en fr …] [--epochs 100]``. The same training sentences
of these languages, the pipeline of ``benchmarks/stock/config.yml``, the development and the final
set. A model is kept in ``benchmarks/.work/diet``. All twenty languages at once take many hours.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from pathlib import Path
from typing import Any

import yaml

from benchmarks.report import console, write_json
from bot.evaluation.accepted import SETS
from bot.evaluation.nlu import read_examples
from bot.evaluation.shares import Share
from bot.nlu.corpus import sentences
from services_catalog.text import sanitise

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work" / "diet"


def write_project(languages: list[str], epochs: int) -> int:
    """Config and sentences in Rasa's own form; returns how many sentences."""
    WORK.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((HERE / "stock" / "config.yml").read_text(encoding="utf-8"))
    kept = [part for part in config["pipeline"] if part["name"] != "ResponseSelector"]
    for part in kept:
        if part["name"] == "DIETClassifier":
            # No entities are marked in our sentences: it learns intents alone.
            part |= {"epochs": epochs, "entity_recognition": False}
    config |= {"pipeline": kept, "policies": []}
    (WORK / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    by_intent: dict[str, list[str]] = {}
    for sentence in sentences():
        if sentence.folder in languages:
            by_intent.setdefault(sentence.intent, []).append(sanitise(sentence.text))
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in sorted(by_intent.items())
    ]
    (WORK / "nlu.yml").write_text(
        yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8"
    )
    return sum(map(len, by_intent.values()))


def train() -> str:
    """Path of the model."""
    from rasa.model_training import train_nlu

    path = train_nlu(
        str(WORK / "config.yml"), str(WORK / "nlu.yml"), str(WORK / "models"),
        fixed_model_name="diet",
    )  # fmt: skip
    assert path
    return path


async def judge(path: str, languages: list[str]) -> dict[str, dict[str, Share]]:
    """Shares right, by set and language."""
    from rasa.core.agent import Agent

    agent = Agent.load(path)
    found: dict[str, dict[str, Share]] = {}
    for name in ("dev", "final"):
        for language in languages:
            right = asked = 0
            for example in read_examples(SETS / "nlu" / name / f"{language}.yml"):
                answer: dict[str, Any] = await agent.parse_message(sanitise(example.text))
                right += answer["intent"]["name"] == example.expected
                asked += 1
            found.setdefault(name, {})[language] = Share(right, asked)
    return found


def main() -> None:
    """Train, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="+")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    count = write_project(asked.languages, asked.epochs)
    started = time.monotonic()
    path = train()
    seconds = round(time.monotonic() - started)
    console.print(f"{count} sentences, {asked.epochs} epochs, {seconds} s of training")
    found = asyncio.run(judge(path, asked.languages))
    for name, shares in found.items():
        for language, share in shares.items():
            console.print(f"{name} {language}: {share}")
    if asked.json:
        shares_right = {
            name: {language: share.value for language, share in shares.items()}
            for name, shares in found.items()
        }
        write_json(asked.json, {"sentences": count, "epochs": asked.epochs, "seconds": seconds,
                                "right": shares_right})  # fmt: skip


if __name__ == "__main__":
    main()
