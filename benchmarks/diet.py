"""Stock Rasa (DIET, as ``rasa init`` makes it) on our sentences: how well it would understand.

Run: ``uv run python -m benchmarks.diet nl [en fr …] [--epochs 100]``. The same training sentences
of these languages, the pipeline of ``benchmarks/stock/config.yml``, the development and the final
set. It runs in stock Rasa's own environment (``benchmarks/stock``), which is made when it misses. A
model is kept in ``benchmarks/.work/diet``. All twenty languages at once take many hours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from pathlib import Path

import yaml

from benchmarks.report import console, write_json
from benchmarks.stock.prepare import PYTHON, environment, make_environment
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


def train() -> Path:
    """The model; Rasa's own words go to the screen."""
    subprocess.run(
        [str(PYTHON), "-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", "nlu.yml",
         "--out", "models", "--fixed-model-name", "diet"],
        cwd=WORK, env=environment(), check=True,
    )  # fmt: skip
    return WORK / "models" / "diet.tar.gz"


def judge(model: Path, languages: list[str]) -> dict[str, dict[str, Share]]:
    """Shares right, by set and language."""
    asked = [
        (name, language, sanitise(example.text), example.expected)
        for name in ("dev", "final")
        for language in languages
        for example in read_examples(SETS / "nlu" / name / f"{language}.yml")
    ]
    done = subprocess.run(
        [str(PYTHON), str(HERE / "stock" / "understand.py"), str(model)],
        input=json.dumps([text for _, _, text, _ in asked]),
        capture_output=True, text=True, cwd=WORK, env=environment(), check=True,
    )  # fmt: skip
    # Rasa may speak before the answer.
    answers = json.loads(done.stdout.splitlines()[-1])
    counts: dict[str, dict[str, list[bool]]] = {}
    for (name, language, _, expected), answer in zip(asked, answers, strict=True):
        counts.setdefault(name, {}).setdefault(language, []).append(answer == expected)
    return {
        name: {language: Share(sum(right), len(right)) for language, right in by.items()}
        for name, by in counts.items()
    }


def main() -> None:
    """Train, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="+")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    make_environment()
    count = write_project(asked.languages, asked.epochs)
    started = time.monotonic()
    model = train()
    seconds = round(time.monotonic() - started)
    console.print(f"{count} sentences, {asked.epochs} epochs, {seconds} s of training")
    found = judge(model, asked.languages)
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
