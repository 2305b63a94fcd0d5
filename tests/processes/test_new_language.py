"""A throw-away language, from nothing to an answer: what "one afternoon" promises."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services_catalog.settings import PROJECT_ROOT

pytestmark = pytest.mark.model

PARTS = ("bot", "actions", "services_catalog", "locales", "data", "tests/evaluation", "domain.yml",
         "config.yml", "endpoints.yml", "credentials.yml", "pyproject.toml")  # fmt: skip
SENTENCES = {
    "ask_housing": ["ninatafuta nyumba ya kupanga", "nahitaji chumba cha bei nafuu",
                    "mwenye nyumba anataka tuondoke mwezi ujao", "nyumba ni ndogo kwa watoto wangu",
                    "jinsi ya kuomba nyumba ya jamii", "kodi ya nyumba iko juu sana wapi rahisi",
                    "ukuta una ukungu mwenye nyumba hataki kutengeneza", "nyumba"],
    "ask_food_aid": ["nina njaa", "watoto wangu hawajala tangu jana", "chakula cha bure kiko wapi",
                     "benki ya chakula inafunguliwa lini", "sina pesa ya kununua chakula",
                     "maziwa ya mtoto na nepi", "mfuko wa chakula kwa familia", "chakula"],
    "greet": ["habari", "hujambo", "shikamoo", "habari za asubuhi", "mambo", "salamu"],
}  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, model: Path, seeded_file: Path) -> Path:
    """The project as a newcomer's clone has it, with the sentences of two languages.

    What the session made already (encoder, vectors, catalogue) is not made again.
    """
    root = tmp_path_factory.mktemp("clone")
    home, ours = root / "home", Path(os.environ["TOELEIDER_HOME"])
    (home / "encoder").mkdir(parents=True)
    for made in [*ours.glob("vectors-*.npz"), *ours.glob("encoder/*.onnx")]:
        shutil.copy(made, home / made.relative_to(ours))
    shutil.copy(seeded_file, home / "catalogue.db")
    for part in PARTS:
        source = PROJECT_ROOT / part
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / part)
    for folder in (root / "data" / "nlu").iterdir():
        if folder.name not in ("nl", "en"):
            shutil.rmtree(folder)
    return root


def toeleider(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # The copy's own packages, not the installed ones.
    environment = {k: v for k, v in os.environ.items() if k != "TOELEIDER_DATABASE_URL"}
    environment |= {"PYTHONPATH": str(root), "COLUMNS": "200", "TOELEIDER_HOME": str(root / "home")}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *words],
        cwd=root, env=environment, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip


def change(path: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"))
    assert count == 1, f"{path.name}: {pattern}"
    path.write_text(text, encoding="utf-8")


def test_a_language_in_one_afternoon(copy: Path) -> None:
    added = toeleider(copy, "language", "add", "sw")
    assert added.returncode == 0, added.stderr
    assert "locales/languages.yml" in added.stdout
    assert "data/alarms/sw.yml" in added.stdout

    status = json.loads(toeleider(copy, "language", "status", "sw", "--json").stdout)["sw"]
    assert {one["done"] for one in status} == {0}

    again = toeleider(copy, "language", "add", "sw")
    assert again.returncode == 2
    assert "there already" in again.stderr

    # What the people of the language do: sentences, a rule, words, translations.
    for intent, texts in SENTENCES.items():
        path = next(p for p in (copy / "data/nlu/sw").glob("*.yml")
                    if f"- intent: {intent}\n" in p.read_text(encoding="utf-8"))  # fmt: skip
        lines = "\n".join(f"      - {text}" for text in texts)
        head = (
            f"  - intent: {intent}\n    metadata:\n      language: sw\n    examples: |\n{lines}\n"
        )
        text = path.read_text(encoding="utf-8").replace("nlu:\n  []\n", "nlu:\n")
        path.write_text(text.rstrip("\n") + "\n\n" + head + lines + "\n", encoding="utf-8")
    change(copy / "data/alarms/sw.yml", r"(id: not_breathing\n.*\n    phrases: )\[\]",
           r"\1[hapumui, hawezi kupumua]")  # fmt: skip
    change(copy / "data/gazetteer/sw.yml", r"  food_aid: \[\]", "  food_aid: [chakula, njaa]")
    change(copy / "locales/sw/LC_MESSAGES/toeleider.po",
           r'(msgid "Deze diensten kunnen je helpen:"\nmsgstr )""',
           r'\1"Huduma hizi zinaweza kukusaidia:"')  # fmt: skip
    change(copy / "locales/languages.yml", r"(  sw: .*level: )started", r"\1usable")

    trained = toeleider(copy, "train")
    assert trained.returncode == 0, trained.stderr[-2000:]
    asked = toeleider(copy, "ask", "--json", "watoto wangu wana njaa sana leo")
    assert asked.returncode == 0, asked.stderr[-2000:]
    answer = json.loads(asked.stdout)
    assert answer["intent"] == "ask_food_aid"
    assert answer["messages"][-1]["language"] == "sw"
    assert "Huduma hizi" in " ".join(message["text"] for message in answer["messages"])
    alarm = json.loads(toeleider(copy, "ask", "--json", "mtoto wangu hapumui").stdout)
    assert alarm["intent"] == "urgent_medical"


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (["add", "Swahili"], "no language code"),
        (["add", "nl"], "there already"),
        (["add", "xyz"], "not known to Babel"),
        (["status", "xx"], "no language of ours"),
    ],
)
def test_a_wrong_wish_names_the_cause(copy: Path, words: list[str], cause: str) -> None:
    refused = toeleider(copy, "language", *words)
    assert refused.returncode == 2
    assert cause in " ".join(refused.stderr.split())
