"""What the second opinion on alarms is worth: false alarms with and without it, cross-validated.

Run: ``uv run python -m benchmarks.second_opinion [--json FILE]``. Three folds of the training
sentences, languages and intents alike in each; only sentences that no alarm rule of their language
hears, since the others never come to the model. The training data is full of calm look-alikes:
these shares are of the hardest sentences, not of what visitors write.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from rich.progress import track
from rich.table import Table

from benchmarks.intents import Data, fold_rows, read_data
from benchmarks.report import console, write_json
from bot.alarm_book import AlarmBook
from bot.nlu.corpus import sentences
from bot.nlu.intent_classifier import ALARM_SHARE
from bot.nlu.intent_model import IntentModel
from bot.words import split_words
from services_catalog.settings import PROJECT_ROOT
from services_catalog.vocabulary import ALARMS

RECALLS = (0.80, 0.85, 0.90)


def main() -> None:
    """Print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    data, _ = read_data()
    scores = _scores(data)
    open_to_model = ~_heard_by_rule()
    grave = np.isin(data.labels, ALARMS)
    alarms, calm = open_to_model & grave, open_to_model & ~grave
    console.print(f"{alarms.sum()} alarms and {calm.sum()} others that no rule hears")
    columns = [f"{recall:.0%} heard" for recall in RECALLS]
    shares = (ALARM_SHARE - 0.1, ALARM_SHARE, ALARM_SHARE + 0.1)
    table = Table("heard / false", *(f"≥ {share:.0%}" for share in shares), *columns)
    result: dict[str, object] = {}
    for name, score in scores.items():
        found = {
            share: (float((score[alarms] >= share).mean()), int((score[calm] >= share).sum()))
            for share in shares
        }
        at = {r: int((score[calm] >= np.quantile(score[alarms], 1 - r)).sum()) for r in RECALLS}
        cells = [f"{heard:.1%} / {false}" for heard, false in found.values()]
        table.add_row(name, *cells, *map(str, at.values()))
        result[name] = {"from": found, "at": at}
    console.print(table)
    write_json(options.json, result)


def _scores(data: Data) -> dict[str, np.ndarray]:
    """Held-out shares of the alarms together."""
    found = {name: np.zeros(len(data.texts)) for name in ("one network", "with a second opinion")}
    for kept, held in track(fold_rows(data), "Folds", console=console):
        train, test = data.pick(kept), data.pick(held)
        model = IntentModel.train(train.examples(), list(train.labels))
        second = model.second
        for name, used in zip(found, (None, second), strict=True):
            model.second = used
            rows = model.predict(test.examples())
            grave = np.isin(model.intents, ALARMS)
            found[name][held] = rows[:, grave].sum(axis=1)
    return found


def _heard_by_rule() -> np.ndarray:
    """Which training sentences a rule of their language, or of English, hears."""
    book = AlarmBook(PROJECT_ROOT / "data" / "alarms")
    return np.array([
        any(a.language in (one.language, "en") for a in book.find_all(split_words(one.text)))
        for one in sentences()
    ])  # fmt: skip


if __name__ == "__main__":
    main()
