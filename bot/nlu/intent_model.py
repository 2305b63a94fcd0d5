"""The intent model: linear and one-hidden-layer models on sentence vectors, and character n-grams.

Every part is trained by scikit-learn and then kept as plain arrays, so that a model file holds
numbers only and predicting is a few matrix products (under a millisecond).
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neural_network import MLPClassifier

from bot.words import split_words

BUCKETS = 1 << 16
HIDDEN = 256
NETWORKS = 3
"""Networks of different starts; their mean is steadier than any one of them."""
WEIGHTS = {"linear": 0.2, "network": 0.6, "ngrams": 0.2}
_FLOOR = 1e-3

_HASHER = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), n_features=BUCKETS, alternate_sign=False, norm=None
)


def _softmax(scores: np.ndarray) -> np.ndarray:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def _folded(text: str) -> str:
    return " ".join(split_words(text).forms)


@dataclass
class IntentModel:
    """What :meth:`train` makes: arrays by name, and the intents in their order."""

    intents: tuple[str, ...]
    arrays: dict[str, np.ndarray]
    temperature: float = 1.0

    @classmethod
    def train(
        cls, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], seed: int = 0
    ) -> IntentModel:
        """Learn from sentences, their vectors ``(n, 384)`` and their intents.

        Needs two intents at least (``ValueError``). Calibrate afterwards.
        """
        intents = tuple(sorted(set(labels)))
        if len(intents) < 2:
            raise ValueError("Training needs sentences of two intents at least.")
        target = np.array([intents.index(label) for label in labels])
        mean, scale = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
        scaled = (vectors - mean) / scale
        arrays = {"mean": mean, "scale": scale, "counts": np.bincount(target)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            arrays |= _train_linear(scaled, target, len(intents))
            for number in range(NETWORKS):
                arrays |= _train_network(scaled, target, number, seed)
            arrays |= _train_ngrams(texts, target, len(intents), seed)
        return cls(intents, arrays)

    def parts(self, texts: Sequence[str], vectors: np.ndarray) -> dict[str, np.ndarray]:
        """Probabilities ``(n, intents)`` of every part, before they are mixed."""
        a = self.arrays
        scaled = (vectors - a["mean"]) / a["scale"]
        network = np.mean(
            [_network(a, number, scaled) for number in range(NETWORKS)], axis=0, dtype=np.float32
        )
        return {
            "linear": _softmax(scaled @ a["linear_w"] + a["linear_b"]),
            "network": network,
            "ngrams": _softmax(3 * (_ngram_rows(texts, a["idf"]) @ a["ngram_w"] + a["ngram_b"])),
        }

    def predict(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, ``(n, intents)``, rows adding up to one."""
        return _softmax(self.scores(texts, vectors) / self.temperature)

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Log probabilities of the mixture (a weighted geometric mean), before calibration."""
        parts = self.parts(texts, vectors)
        return np.asarray(
            sum(weight * np.log(parts[name] + _FLOOR) for name, weight in WEIGHTS.items())
        )

    def save(self, directory: Path) -> None:
        """Write ``model.npz`` (numbers only) and ``intents.json``."""
        small = {
            name: array.astype(np.float16) if name == "ngram_w" else array
            for name, array in self.arrays.items()
        }
        np.savez_compressed(directory / "model.npz", **small)
        facts = {"intents": self.intents, "temperature": self.temperature}
        (directory / "intents.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> IntentModel:
        """Read what :meth:`save` wrote; nothing in it is executed."""
        facts = json.loads((directory / "intents.json").read_text(encoding="utf-8"))
        with np.load(directory / "model.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored.files}
        return cls(tuple(facts["intents"]), arrays, float(facts["temperature"]))


def _train_linear(scaled: np.ndarray, target: np.ndarray, classes: int) -> dict[str, np.ndarray]:
    model = LogisticRegression(C=0.02, max_iter=150).fit(scaled, target)
    weights, bias = model.coef_.T, model.intercept_
    if classes == 2:
        # scikit-learn keeps one row for two classes.
        weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return {"linear_w": weights.astype(np.float32), "linear_b": bias.astype(np.float32)}


def _train_network(
    scaled: np.ndarray, target: np.ndarray, number: int, seed: int
) -> dict[str, np.ndarray]:
    model = MLPClassifier(
        (HIDDEN,), alpha=1e-3, max_iter=25, batch_size=min(128, len(target)),
        learning_rate_init=2e-3, random_state=seed + number,
    )  # fmt: skip
    model.fit(scaled / 5, target)
    (w1, w2), (b1, b2) = model.coefs_, model.intercepts_
    if w2.shape[1] == 1:
        w2, b2 = np.hstack([-w2, w2]) / 2, np.concatenate([-b2, b2]) / 2
    arrays = {"w1": w1 / 5, "b1": b1, "w2": w2, "b2": b2}
    return {f"net{number}_{name}": array.astype(np.float32) for name, array in arrays.items()}


def _network(arrays: dict[str, np.ndarray], number: int, scaled: np.ndarray) -> np.ndarray:
    w1, b1, w2, b2 = (arrays[f"net{number}_{name}"] for name in ("w1", "b1", "w2", "b2"))
    return _softmax(np.maximum(scaled @ w1 + b1, 0) @ w2 + b2)


def _ngram_rows(texts: Sequence[str], idf: np.ndarray | None) -> csr_matrix:
    """Rows of unit length: log counts of hashed character 2-5-grams times their rarity."""
    rows = _HASHER.transform([_folded(text) for text in texts])
    rows.data = 1 + np.log(rows.data)
    if idf is not None:
        rows.data *= idf[rows.indices]
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(rows.indptr))
    return csr_matrix(rows)


def _train_ngrams(
    texts: Sequence[str], target: np.ndarray, classes: int, seed: int
) -> dict[str, np.ndarray]:
    seen = _ngram_rows(texts, None)
    frequency = np.bincount(seen.indices, minlength=BUCKETS)
    idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
    model = SGDClassifier(
        loss="modified_huber", alpha=1e-4, max_iter=12, tol=None, random_state=seed, n_jobs=2
    ).fit(_ngram_rows(texts, idf), target)
    weights, bias = model.coef_.T, model.intercept_
    if classes == 2:
        weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return {
        "idf": idf,
        "ngram_w": weights.astype(np.float32),
        "ngram_b": bias.astype(np.float32),
    }


def best_temperature(scores: np.ndarray, target: np.ndarray) -> float:
    """The temperature with the least log loss on held-out scores ``(n, intents)``."""
    grid = np.linspace(0.1, 3.0, 59)
    rows = np.arange(len(target))
    losses = [-np.log(_softmax(scores / t)[rows, target] + 1e-9).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])
