"""Intent accuracy by language: 5-fold cross-validation on the training sentences.

Run: ``uv run python -m benchmarks.intents``. The folds are of the training data; sets by other
authors (``toeleider evaluate nlu``) are what the promise is measured on. With the alarm rules as in
the pipeline, without known sentences.
"""

from __future__ import annotations

import time

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.model_selection import StratifiedKFold

from bot.alarm_book import AlarmBook
from bot.nlu.arabizi import for_encoder
from bot.nlu.corpus import sentences
from bot.nlu.gazetteer import hit_names, load_gazetteer
from bot.nlu.intent_model import IntentModel
from bot.nlu.vectors import encode_sentences
from bot.words import split_words
from services_catalog.settings import PROJECT_ROOT


def main() -> None:
    """Print accuracy per language, and what a threshold would cost and catch."""
    console = Console()
    data = list(sentences())
    texts = [s.text for s in data]
    vectors = encode_sentences([for_encoder(s.text, s.language) for s in data])
    gazetteer = load_gazetteer({})
    hits = [hit_names(gazetteer.find(s.text, [s.language])[1]) for s in data]
    book = AlarmBook(PROJECT_ROOT / "data" / "alarms")
    alarms = [book.find(split_words(text)) for text in texts]
    labels = np.array([s.intent for s in data])
    folders = np.array([s.folder for s in data])
    answers, confidence = labels.copy(), np.zeros(len(data))
    started, predicted = time.perf_counter(), 0.0
    strata = [f"{s.folder}/{s.intent}" for s in data]
    for kept, held in StratifiedKFold(5, shuffle=True, random_state=0).split(texts, strata):
        model = IntentModel.train(
            [texts[i] for i in kept], vectors[kept], [hits[i] for i in kept], list(labels[kept])
        )
        clock = time.perf_counter()
        rows = model.predict([texts[i] for i in held], vectors[held], [hits[i] for i in held])
        predicted += time.perf_counter() - clock
        answers[held] = [model.intents[i] for i in rows.argmax(axis=1)]
        confidence[held] = rows.max(axis=1)
    ruled = np.array([alarm.intent if alarm else answer
                      for alarm, answer in zip(alarms, answers, strict=True)])  # fmt: skip
    table = Table("language", "sentences", "model alone", "with alarm rules")
    for folder in [*sorted(set(folders)), "all"]:
        rows = folders == folder if folder != "all" else np.ones(len(data), dtype=bool)
        alone, both = (answers == labels)[rows].mean(), (ruled == labels)[rows].mean()
        table.add_row(str(folder), str(int(rows.sum())), f"{alone:.1%}", f"{both:.1%}")
    console.print(table)
    right = answers == labels
    for threshold in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4):
        below = confidence < threshold
        console.print(f"threshold {threshold}: {below.mean():.1%} fall back, "
                      f"{right[below].mean():.0%} of which were right")  # fmt: skip
    seconds = (time.perf_counter() - started - predicted) / 5
    console.print(f"mean confidence {confidence.mean():.3f} at accuracy {right.mean():.3f}; "
                  f"{seconds:.1f} s to train a fold")  # fmt: skip


if __name__ == "__main__":
    main()
