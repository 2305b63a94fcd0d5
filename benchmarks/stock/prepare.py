"""Make stock Rasa ready to be compared with: its environment, its files, its trained model.

Run: ``uv run python -m benchmarks.stock.prepare [--share 0.25] [--epochs 100]``. Everything comes
into ``benchmarks/.work/stock``: the environment of this folder's ``uv.lock``, a domain and
responses made from ours, our rules and stories as they are, and of the training sentences a share
of every intent in every language (DIET on all of them takes hours on two cores; the time of an
answer hardly depends on it). What is ready is not made again unless ``--again`` is given.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.corpus import sentences
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY, PROJECT_ROOT

HERE = Path(__file__).resolve().parent
WORK = HERE.parent / ".work" / "stock"
PYTHON = WORK / "venv" / "bin" / "python"
MODEL = WORK / "models" / "stock.tar.gz"
NOTE = WORK / "prepared.json"
EPOCHS = 100


def environment() -> dict[str, str]:
    """The environment variables its processes run with: nothing of ours, no telemetry."""
    own = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "OMP_NUM_THREADS")}
    return {**own, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}  # fmt: skip


def make_environment() -> None:
    """Install stock Rasa, TensorFlow included, where nothing of ours is."""
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["uv", "sync", "--frozen", "--quiet", "--project", str(HERE)],
        env={**environment(), "UV_PROJECT_ENVIRONMENT": str(WORK / "venv")},
        check=True,
    )


def prepare(
    share: float = 0.25,
    epochs: int = EPOCHS,
    policy_epochs: int = EPOCHS,
    *,
    again: bool = False,
) -> dict[str, Any]:
    """Make what misses; returns what it was made with (share, sentences, epochs, seconds)."""
    if not again and NOTE.exists() and MODEL.exists():
        return dict(json.loads(NOTE.read_text(encoding="utf-8")))
    NOTE.unlink(missing_ok=True)
    make_environment()
    count = _write_files(share, epochs, policy_epochs)
    started = time.monotonic()
    subprocess.run(
        [str(PYTHON), "-m", "rasa", "train", "--skip-validation", "--fixed-model-name", "stock",
         "--out", "models"],
        cwd=WORK, env=environment(), check=True, preexec_fn=lambda: os.nice(10) and None,
    )  # fmt: skip
    note = {
        "share": share,
        "sentences": count,
        "epochs": epochs,
        "policy_epochs": policy_epochs,
        "training_seconds": round(time.monotonic() - started),
    }
    NOTE.write_text(json.dumps(note), encoding="utf-8")
    return note


def _write_files(share: float, epochs: int, policy_epochs: int) -> int:
    """Write the project folder; returns the number of training sentences."""
    config = (HERE / "config.yml").read_text(encoding="utf-8")
    nlu, policies = config.split("policies:")
    nlu = nlu.replace(f"epochs: {EPOCHS}", f"epochs: {epochs}")
    policies = policies.replace(f"epochs: {EPOCHS}", f"epochs: {policy_epochs}")
    (WORK / "config.yml").write_text(f"{nlu}policies:{policies}", encoding="utf-8")
    for name in ("endpoints.yml", "credentials.yml", "actions.py"):
        shutil.copy(HERE / name, WORK / name)
    data = WORK / "data"
    shutil.rmtree(data, ignore_errors=True)
    for folder in ("rules", "stories"):
        shutil.copytree(PROJECT_ROOT / "data" / folder, data / folder)
    nlu, count = _share_of_sentences(share)
    _write_yaml(data / "nlu.yml", nlu)
    _write_yaml(WORK / "domain.yml", _domain())
    _write_services(WORK / "services.db")
    return count


def _share_of_sentences(share: float) -> tuple[dict[str, Any], int]:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sentence in sentences():
        groups[sentence.intent, sentence.folder].append(sentence.text)
    kept: dict[str, list[str]] = defaultdict(list)
    for (intent, _), texts in groups.items():
        wanted = max(1, round(len(texts) * share))
        kept[intent] += [texts[n * len(texts) // wanted] for n in range(wanted)]
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in sorted(kept.items())
    ]
    return {"version": "3.1", "nlu": blocks}, sum(map(len, kept.values()))


def _domain() -> dict[str, Any]:
    """Our domain; the facts our generator fills in are fixed words, for nobody fills them here."""
    domain = dict(yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8")))
    for variations in domain["responses"].values():
        for variation in variations:
            variation["text"] = re.sub(r"\{\w+\}", "Waterlinde", variation["text"])
    return domain


def _write_services(path: Path) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE service (id TEXT, topic TEXT, title TEXT, summary TEXT, hours TEXT, "
        "phone TEXT)"
    )
    connection.execute("CREATE INDEX service_topic ON service (topic)")
    for service in read_folder(DEMO_DIRECTORY).services:
        hours = next((place.hours for place in service.locations if place.hours), None)
        connection.executemany(
            "INSERT INTO service VALUES (?, ?, ?, ?, ?, ?)",
            [
                (service.id, topic, service.text.title, service.text.summary, hours, service.phone)
                for topic in service.topics
            ],
        )
    connection.commit()
    connection.close()


def _write_yaml(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    dumper = type("Blocks", (yaml.SafeDumper,), {})
    dumper.add_representer(
        str,
        lambda d, text: d.represent_scalar(
            "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
        ),
    )
    path.write_text(
        yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=False, width=10_000),
        encoding="utf-8",
    )


def main() -> None:
    """Prepare, and say with what."""
    parser = argparse.ArgumentParser(prog="benchmarks.stock.prepare", description=__doc__)
    parser.add_argument("--share", type=float, default=0.25, help="of the training sentences")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of DIET; fewer: a quick look")
    parser.add_argument("--policy-epochs", type=int, default=EPOCHS, help="of TED and UnexpecTED")
    parser.add_argument("--again", action="store_true", help="train anew")
    options = parser.parse_args()
    print(prepare(options.share, options.epochs, options.policy_epochs, again=options.again))


if __name__ == "__main__":
    main()
