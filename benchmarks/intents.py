"""Designs of the intent classifier: cross-validation by language, and the development set.

Run: ``uv run python -m benchmarks.intents [--json FILE] [--only NAME …]``. Every design sees the
same sentences and vectors. The folds hold out thirds of the training data, which the linter keeps
free of likenesses and which grew where errors were: they are harder than the development set
(``tests/evaluation/nlu/dev``), which was written apart. The final set is not looked at
here. Without alarm rules and known sentences: the bare classifier.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.progress import track
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier

from benchmarks.report import console, write_json
from bot.evaluation.accepted import SETS
from bot.evaluation.nlu import read_examples
from bot.evaluation.report import PAGE, as_text, fill
from bot.nlu import network
from bot.nlu.arabizi import for_encoder, for_ngrams
from bot.nlu.corpus import sentences
from bot.nlu.gazetteer import hit_names, load_gazetteer
from bot.nlu.intent_model import NGRAM_WEIGHT, Examples, IntentModel, train_ngrams_only
from bot.nlu.vectors import encode_sentences

FOLDS = 3


@dataclass
class Data:
    """Sentences with everything a design may look at; rows belong together."""

    texts: list[str]
    vectors: np.ndarray
    hits: list[tuple[str, ...]]
    labels: np.ndarray
    folders: np.ndarray

    def examples(self, *, hits: bool = True) -> Examples:
        """As the intent model takes them."""
        named = self.hits if hits else [()] * len(self.texts)
        return Examples(self.texts, self.vectors, named, self.folders.tolist())

    def pick(self, rows: np.ndarray) -> Data:
        """Some of the rows."""
        numbers = np.flatnonzero(rows) if rows.dtype == bool else rows
        return Data(
            [self.texts[i] for i in numbers], self.vectors[numbers],
            [self.hits[i] for i in numbers], self.labels[numbers], self.folders[numbers],
        )  # fmt: skip


Design = Callable[[Data, Data], np.ndarray]
"""``design(train, test)`` gives the intents of the test rows."""


def read_data() -> tuple[Data, Data]:
    """The training sentences, and the development set."""
    gazetteer = load_gazetteer({})

    def made(rows: list[tuple[str, str, str]]) -> Data:
        codes = [folder.split("-")[0] for _, _, folder in rows]
        texts = [text for text, _, _ in rows]
        vectors = encode_sentences([for_encoder(t, c) for t, c in zip(texts, codes, strict=True)])
        hits = [hit_names(gazetteer.find(t, [c])[1]) for t, c in zip(texts, codes, strict=True)]
        read = [for_ngrams(t, c) for t, c in zip(texts, codes, strict=True)]
        return Data(read, vectors, hits, np.array([r[1] for r in rows]),
                    np.array([r[2] for r in rows]))  # fmt: skip

    train = [(s.text, s.intent, s.folder) for s in sentences()]
    dev = [
        (example.text, example.expected, path.stem)
        for path in sorted((SETS / "nlu" / "dev").glob("*.yml"))
        for example in read_examples(path)
    ]
    return made(train), made(dev)


def centred(train: Data, test: Data) -> tuple[np.ndarray, np.ndarray]:
    """Vectors less the mean of all, scaled."""
    mean, scale = train.vectors.mean(axis=0), train.vectors.std(axis=0) + 1e-6
    return (train.vectors - mean) / scale, (test.vectors - mean) / scale


def by_language(train: Data, test: Data) -> tuple[np.ndarray, np.ndarray]:
    """Vectors less the mean of their own language: languages lie apart, meanings need not."""
    rows = [train.vectors.copy(), test.vectors.copy()]
    for folder in set(train.folders) | set(test.folders):
        known = train.vectors[train.folders == folder]
        mean = (known if len(known) else train.vectors).mean(axis=0)
        for data, some in zip((train, test), rows, strict=True):
            some[data.folders == folder] -= mean
    scale = rows[0].std(axis=0) + 1e-6
    return rows[0] / scale, rows[1] / scale


def _logistic(
    train: np.ndarray, labels: np.ndarray, *, balanced: bool = False
) -> LogisticRegression:
    return LogisticRegression(
        C=0.05, max_iter=150, class_weight="balanced" if balanced else None
    ).fit(train, labels)


def logistic(train: Data, test: Data) -> np.ndarray:
    """Logistic regression on centred, scaled vectors."""
    a, b = centred(train, test)
    return np.asarray(_logistic(a, train.labels).predict(b))


def logistic_by_language(train: Data, test: Data) -> np.ndarray:
    """The same, centred by language."""
    a, b = by_language(train, test)
    return np.asarray(_logistic(a, train.labels).predict(b))


def logistic_balanced(train: Data, test: Data) -> np.ndarray:
    """The same, every intent counted alike."""
    a, b = by_language(train, test)
    return np.asarray(_logistic(a, train.labels, balanced=True).predict(b))


def neighbours(train: Data, test: Data) -> np.ndarray:
    """The 8 nearest by cosine, centred by language."""
    a, b = by_language(train, test)
    model = KNeighborsClassifier(8, metric="cosine", weights="distance").fit(a, train.labels)
    return np.asarray(model.predict(b))


def logistic_and_neighbours(train: Data, test: Data) -> np.ndarray:
    """0.6 logistic regression + 0.4 neighbours: the best of the trials before the start."""
    a, b = centred(train, test)
    first = _logistic(a, train.labels)
    second = KNeighborsClassifier(8, metric="cosine", weights="distance").fit(a, train.labels)
    mixed = 0.6 * first.predict_proba(b) + 0.4 * second.predict_proba(b)
    return np.asarray(first.classes_[mixed.argmax(axis=1)])


def ngrams(train: Data, test: Data) -> np.ndarray:
    """Character n-grams alone: no encoder."""
    return train_ngrams_only(train.texts, list(train.labels), test.texts)


def network_alone(train: Data, test: Data) -> np.ndarray:
    """A small network on vectors alone."""
    return _mixture(train, test, hits=False, grams=0.0)


def network_hits(train: Data, test: Data) -> np.ndarray:
    """The network on vectors and gazetteer hits."""
    return _mixture(train, test, grams=0.0)


def mixture(train: Data, test: Data) -> np.ndarray:
    """The network on vectors and gazetteer hits, and character n-grams: what is used."""
    return _mixture(train, test)


def mixture_uncentred(train: Data, test: Data) -> np.ndarray:
    """The same, vectors of all languages centred together."""
    one = np.full(len(train.folders), "all"), np.full(len(test.folders), "all")
    return _mixture(replace(train, folders=one[0]), replace(test, folders=one[1]))


def mixture_alike(train: Data, test: Data) -> np.ndarray:
    """The same, n-grams with half of the say in every language."""
    return _mixture(train, test, grams=NGRAM_WEIGHT)


def mixture_three(train: Data, test: Data) -> np.ndarray:
    """The mean of three such models from other beginnings: six networks."""
    rows = []
    for seed in range(3):
        model = IntentModel.train(train.examples(), list(train.labels), seed)
        rows.append(model.predict(test.examples()))
    return np.asarray(model.intents)[np.mean(rows, axis=0).argmax(axis=1)]


def mixture_small(train: Data, test: Data) -> np.ndarray:
    """The same with a network of 384 and 24 epochs."""
    hidden, epochs = network.HIDDEN, network.EPOCHS
    network.HIDDEN, network.EPOCHS = 384, 24
    try:
        return _mixture(train, test)
    finally:
        network.HIDDEN, network.EPOCHS = hidden, epochs


def mixture_hard(train: Data, test: Data) -> np.ndarray:
    """The mixture, trained again with the sentences its folds got wrong standing twice."""
    wrong = np.zeros(len(train.texts), dtype=bool)
    for kept, held in fold_rows(train, seed=1):
        answers = _mixture(train.pick(kept), train.pick(held))
        wrong[held] = answers != train.labels[held]
    return _mixture(
        train.pick(np.concatenate([np.arange(len(train.texts)), np.flatnonzero(wrong)])), test
    )


def mixture_pairs(train: Data, test: Data) -> np.ndarray:
    """The mixture with vectors half way to a sentence of the same intent in another language."""
    random = np.random.default_rng(0)
    partner = np.arange(len(train.texts))
    for intent in set(train.labels):
        rows = np.flatnonzero(train.labels == intent)
        partner[rows] = random.permutation(rows)
    between = train.vectors * 0.6 + train.vectors[partner] * 0.4
    between /= np.linalg.norm(between, axis=1, keepdims=True)
    more = Data(
        train.texts * 2, np.vstack([train.vectors, between]), train.hits * 2,
        np.concatenate([train.labels, train.labels]), np.concatenate([train.folders] * 2),
    )  # fmt: skip
    return _mixture(more, test)


def mixture_neighbours(train: Data, test: Data) -> np.ndarray:
    """The mixture with a fifth of nearest neighbours."""
    model = _trained(train)
    rows = model.predict(test.examples())
    a, b = by_language(train, test)
    near = KNeighborsClassifier(10, metric="cosine", weights="distance").fit(a, train.labels)
    order = [list(near.classes_).index(name) for name in model.intents]
    mixed = 0.8 * np.log(rows + 1e-3) + 0.2 * np.log(near.predict_proba(b)[:, order] + 1e-3)
    return np.asarray(model.intents)[mixed.argmax(axis=1)]


DESIGNS: dict[str, Design] = {
    "logistic regression": logistic,
    "logistic, centred by language": logistic_by_language,
    "logistic, by language, balanced": logistic_balanced,
    "8 neighbours, by language": neighbours,
    "0.6 logistic + 0.4 neighbours": logistic_and_neighbours,
    "character n-grams alone": ngrams,
    "network": network_alone,
    "network + gazetteer": network_hits,
    "network + gazetteer + n-grams": mixture,
    "… not centred by language": mixture_uncentred,
    "… n-grams alike everywhere": mixture_alike,
    "… a smaller network": mixture_small,
    "… three such models": mixture_three,
    "… hard sentences twice": mixture_hard,
    "… vectors between languages": mixture_pairs,
    "… + neighbours": mixture_neighbours,
}


def _trained(train: Data, *, hits: bool = True) -> IntentModel:
    return IntentModel.train(train.examples(hits=hits), list(train.labels))


def _mixture(
    train: Data, test: Data, *, hits: bool = True, grams: float | None = None
) -> np.ndarray:
    model = _trained(train, hits=hits)
    rows = model.predict(test.examples(hits=hits), ngram_weight=grams)
    return np.asarray(model.intents)[rows.argmax(axis=1)]


def fold_rows(data: Data, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """(kept, held out) row numbers of each fold, languages and intents alike in each."""
    strata = [f"{f}/{i}" for f, i in zip(data.folders, data.labels, strict=True)]
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return list(splitter.split(data.texts, strata))


def folds(design: Design, data: Data) -> np.ndarray:
    """Cross-validated answers, folds stratified by language and intent."""
    answers = data.labels.copy()
    for kept, held in fold_rows(data):
        answers[held] = design(data.pick(kept), data.pick(held))
    return answers


def by_folder(answers: np.ndarray, data: Data) -> dict[str, float]:
    """Accuracy per language; ``mean`` counts languages alike."""
    right = answers == data.labels
    found = {str(f): float(right[data.folders == f].mean()) for f in sorted(set(data.folders))}
    return {"mean": float(np.mean(list(found.values()))), **found}


def main() -> None:
    """Print a table, languages alike; the JSON file has them one by one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", nargs="*", help="designs whose name holds one of these")
    parser.add_argument("--page", action="store_true", help="put the table in docs/evaluation.md")
    parser.add_argument("--no-folds", action="store_true", help="the development set alone")
    parser.add_argument("--fold", nargs="*", help="cross-validate these designs only (whole names)")
    options = parser.parse_args()
    train, dev = read_data()
    wanted = {
        name: design for name, design in DESIGNS.items()
        if not options.only or any(part in name for part in options.only)
    }  # fmt: skip
    table = Table("design", "folds", "development", "weakest", "seconds")
    result: dict[str, object] = {"sentences": len(train.texts), "development": len(dev.texts)}
    for name, design in track(wanted.items(), "Designs", console=console):
        started = time.perf_counter()
        apart = by_folder(design(train, dev), dev)
        seconds = time.perf_counter() - started
        without = options.no_folds or (options.fold and name not in options.fold)
        within = {} if without else by_folder(folds(design, train), train)
        weakest = sorted((share, code) for code, share in apart.items() if code != "mean")[:3]
        table.add_row(
            name, f"{within['mean']:.1%}" if within else "", f"{apart['mean']:.1%}",
            " ".join(f"{code} {share:.0%}" for share, code in weakest), f"{seconds:.0f}",
        )  # fmt: skip
        console.print(f"{name}: {apart['mean']:.1%} in {seconds:.0f} s")
        result[name] = {"folds": within, "development": apart, "seconds": round(seconds, 1)}
    console.print(table)
    write_json(options.json, result)
    if options.page:
        block = f"```\n{as_text(table)}```"
        PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), {"designs": block}), "utf-8")


if __name__ == "__main__":
    main()
