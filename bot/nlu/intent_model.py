"""The intent model: small networks on sentence vectors and gazetteer hits, and character n-grams.

Compared by 5-fold cross-validation on our sentences (``benchmarks/intents.py``): logistic
regression, nearest neighbours, both mixed, complement naive Bayes, and this mixture, which was best
in every language. A model file holds numbers only; predicting is a few matrix products.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

from bot.nlu.network import Network, softmax
from bot.words import split_words

BUCKETS = 1 << 16
NETWORKS = 3
"""Networks of different starts and shares of the data; their mean is steadier than any one."""
HELD_OUT = 0.1
"""What each network does not see; on it the confidence is calibrated."""
NGRAM_WEIGHT = 0.2
_FLOOR = 1e-3
# Standardised vectors are brought to the size of the gazetteer's zeros and ones.
_VECTOR_SCALE = 0.2
# Entities that say something about the intent; ages and places do not.
_TELLING = ("topic", "aspect", "when", "free", "open_now", "no_papers", "ordinal", "language_asked",
            "household")  # fmt: skip

# float32 as the weights are: a mixture of widths would copy all weights at every prediction.
_HASHER = HashingVectorizer(
    analyzer="char_wb",
    ngram_range=(2, 5),
    n_features=BUCKETS,
    alternate_sign=False,
    norm=None,
    dtype=np.float32,
)

Hits = Collection[str]
"""Gazetteer hits of a text: ``topic:housing``, ``aspect:hours``."""


def telling_hits(hits: Hits) -> set[str]:
    """Hits as features. Which language was named does not matter, only that one was."""
    names = {hit for hit in hits if hit.split(":")[0] in _TELLING}
    return {"language_asked" if n.startswith("language_asked") else n for n in names}


@dataclass
class IntentModel:
    """What :meth:`train` makes; ``hits`` are the gazetteer features in their order."""

    intents: tuple[str, ...]
    hits: tuple[str, ...]
    arrays: dict[str, np.ndarray]
    networks: list[Network]
    temperature: float = 1.0

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        vectors: np.ndarray,
        hits: Sequence[Hits],
        labels: Sequence[str],
        seed: int = 0,
    ) -> IntentModel:
        """Learn from sentences, vectors ``(n, 384)``, gazetteer hits and intents; calibrated.

        Raises ``ValueError`` for fewer than two intents.
        """
        intents = tuple(sorted(set(labels)))
        if len(intents) < 2:
            raise ValueError("Training needs sentences of two intents at least.")
        target = np.array([intents.index(label) for label in labels])
        names = tuple(sorted(set().union(*map(telling_hits, hits))))
        arrays = {"mean": vectors.mean(axis=0), "scale": vectors.std(axis=0) + 1e-6}
        model = cls(intents, names, arrays, [])
        rows = model._rows(vectors, hits)
        random = np.random.default_rng(seed)
        held_out = random.integers(0, round(1 / HELD_OUT), len(target))
        scores, targets = [], []
        for number in range(NETWORKS):
            held = held_out == number
            network = Network.train(rows[~held], target[~held], len(intents), seed + number)
            model.networks.append(network)
            scores.append(np.log(network.predict(rows[held]) + _FLOOR))
            targets.append(target[held])
        model.temperature = best_temperature(np.vstack(scores), np.concatenate(targets))
        arrays |= _train_ngrams(texts, target, len(intents), seed)
        return model

    def _rows(self, vectors: np.ndarray, hits: Sequence[Hits]) -> np.ndarray:
        """Network input ``(n, 384 + hits)``."""
        scaled = (vectors - self.arrays["mean"]) / self.arrays["scale"] * _VECTOR_SCALE
        flags = np.zeros((len(hits), len(self.hits)), dtype=np.float32)
        position = {name: i for i, name in enumerate(self.hits)}
        for row, found in enumerate(hits):
            for name in telling_hits(found):
                if name in position:
                    flags[row, position[name]] = 1
        return np.hstack([scaled, flags]).astype(np.float32)

    def predict(
        self,
        texts: Sequence[str],
        vectors: np.ndarray,
        hits: Sequence[Hits],
        ngram_weight: float | None = None,
    ) -> np.ndarray:
        """Calibrated probabilities ``(n, intents)``, rows adding up to one."""
        share = NGRAM_WEIGHT if ngram_weight is None else ngram_weight
        rows = self._rows(vectors, hits)
        networks = np.mean([network.predict(rows) for network in self.networks], axis=0)
        grams = _ngram_rows(texts, self.arrays["idf"])
        ngrams = softmax(3 * (grams @ self.arrays["ngram_w"] + self.arrays["ngram_b"]))
        mixed = (1 - share) * np.log(networks + _FLOOR) / self.temperature
        return softmax(mixed + share * np.log(ngrams + _FLOOR))

    def save(self, directory: Path) -> None:
        """Write ``model.npz`` (numbers only) and ``intents.json``."""
        arrays = {**self.arrays, "ngram_w": self.arrays["ngram_w"].astype(np.float16)}
        for number, network in enumerate(self.networks):
            arrays |= {f"net{number}_{name}": value for name, value in vars(network).items()}
        np.savez_compressed(directory / "model.npz", **arrays)
        facts = {
            "intents": self.intents, "hits": self.hits, "temperature": self.temperature,
            "networks": len(self.networks),
        }  # fmt: skip
        (directory / "intents.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> IntentModel:
        """Read what :meth:`save` wrote; nothing in it is executed."""
        facts = json.loads((directory / "intents.json").read_text(encoding="utf-8"))
        with np.load(directory / "model.npz", allow_pickle=False) as stored:
            # Row by row in memory: otherwise every prediction copies 12 MB first.
            arrays = {
                name: np.ascontiguousarray(stored[name], dtype=np.float32) for name in stored.files
            }
        networks = [
            Network(*(arrays.pop(f"net{n}_{name}") for name in ("w1", "b1", "w2", "b2")))
            for n in range(facts["networks"])
        ]
        return cls(tuple(facts["intents"]), tuple(facts["hits"]), arrays, networks,
                   float(facts["temperature"]))  # fmt: skip


def _ngram_rows(texts: Sequence[str], idf: np.ndarray | None) -> csr_matrix:
    """Rows of unit length: log counts of hashed character 2-5-grams times their rarity."""
    rows = _HASHER.transform([" ".join(split_words(text).forms) for text in texts])
    rows.data = 1 + np.log(rows.data)
    if idf is not None:
        rows.data *= idf[rows.indices]
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(rows.indptr)).astype(np.float32)
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
        # scikit-learn keeps one row for two classes.
        weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return {
        "idf": idf,
        "ngram_w": np.ascontiguousarray(weights, dtype=np.float32),
        "ngram_b": bias.astype(np.float32),
    }


def train_ngrams_only(
    texts: Sequence[str], labels: Sequence[str], asked: Sequence[str]
) -> np.ndarray:
    """Intents of the texts ``asked`` by n-grams alone, for comparison."""
    intents = sorted(set(labels))
    target = np.array([intents.index(label) for label in labels])
    arrays = _train_ngrams(texts, target, len(intents), 0)
    scores = _ngram_rows(asked, arrays["idf"]) @ arrays["ngram_w"] + arrays["ngram_b"]
    answers: np.ndarray = np.asarray(intents)[scores.argmax(axis=1)]
    return answers


def best_temperature(scores: np.ndarray, target: np.ndarray) -> float:
    """The temperature with the least log loss on held-out log scores; 1 when there are few."""
    if len(target) < 50:
        return 1.0
    grid = np.linspace(0.2, 2.0, 37)
    rows = np.arange(len(target))
    losses = [-np.log(softmax(scores / t)[rows, target] + 1e-9).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])
