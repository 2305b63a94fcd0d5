"""The intent model: two small networks on vectors and gazetteer hits, and character n-grams.

The best of the designs compared in ``benchmarks/intents.py`` (figures in docs/evaluation.md). A
model file holds numbers only; predicting is a few matrix products.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from threadpoolctl import threadpool_limits

from bot.nlu.network import EPOCHS, Network, softmax
from bot.nlu.second_opinion import SecondOpinion
from bot.words import split_words

BUCKETS = 1 << 18
FOLDS = 8
"""One sentence in so many is held out of a first, shorter training: there the confidence is
calibrated. The model that stays has seen all of them."""
NETWORKS = 2
"""Networks from other beginnings, whose mean counts: one for each of two cores to train."""
FEW = 30
"""A language of fewer sentences has no mean of its own."""
NGRAM_WEIGHT = 0.5
LITTLE_KNOWN = frozenset(["am", "ti", "so", "ku", "ckb", "ar-Latn", "fa-Latn"])
"""Ways of writing the encoder has seen little of: there the n-grams have more to say."""
NGRAM_WEIGHT_THERE = 0.6
WELL_KNOWN = frozenset(["en", "fr", "nl"])
"""And those it knows best, with the most training sentences: there they have less."""
NGRAM_WEIGHT_IN_THOSE = 0.4
NGRAM_SHARPNESS = 3.0
_FLOOR = 1e-3
# Standardised vectors are brought to the size of the gazetteer's zeros and ones.
_VECTOR_SCALE = 0.2
# Entities that say something about the intent; ages and places do not.
_TELLING = ("topic", "aspect", "when", "free", "open_now", "no_papers", "ordinal", "language_asked",
            "household")  # fmt: skip

# float32 as the weights are: a mixture of widths would copy all weights at every prediction.
_HASHER = HashingVectorizer(
    analyzer="char_wb",
    ngram_range=(3, 6),
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


@dataclass(frozen=True)
class Examples:
    """Sentences with what the model looks at; rows belong together.

    ``vectors`` are ``(n, 384)``, ``languages`` labels as of :func:`bot.nlu.scripts.writing`.
    """

    texts: Sequence[str]
    vectors: np.ndarray
    hits: Sequence[Hits]
    languages: Sequence[str]


@dataclass
class IntentModel:
    """What :meth:`train` makes; ``hits`` are the gazetteer features in their order.

    ``languages`` name the rows of the array ``means``: the vectors of a language lie together,
    apart from other languages', so each is centred by itself. Any label will do; the last row
    is for texts of none of them.
    """

    intents: tuple[str, ...]
    hits: tuple[str, ...]
    languages: tuple[str, ...]
    arrays: dict[str, np.ndarray]
    networks: tuple[Network, ...] = ()
    second: SecondOpinion | None = None
    temperature: float = 1.0

    @classmethod
    def train(
        cls,
        data: Examples,
        labels: Sequence[str],
        seed: int = 0,
    ) -> IntentModel:
        """Learn from sentences and their intents; calibrated.

        Raises ``ValueError`` for fewer than two intents.
        """
        intents = tuple(sorted(set(labels)))
        if len(intents) < 2:
            raise ValueError("Training needs sentences of two intents at least.")
        target = np.array([intents.index(label) for label in labels])
        names = tuple(sorted(set().union(*map(telling_hits, data.hits))))
        known = Counter(data.languages)
        languages = tuple(sorted(code for code, count in known.items() if count >= FEW))
        model = cls(intents, names, languages, {})
        model._centre(data)
        rows, grams = model._rows(data), _count_ngrams(data.texts)
        held = np.random.default_rng(seed).integers(0, FOLDS, len(target)) == 0
        # Each part on one core: together they fill the cores better than each on all of them.
        with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = [
                pool.submit(Network.train, rows, target, len(intents), seed + number)
                for number in range(NETWORKS)
            ]
            said = pool.submit(_train_ngrams, grams, target, len(intents), seed)
            second = pool.submit(SecondOpinion.train, rows, target, intents, seed)
            if held.any() and not held.all():
                # A quarter of the epochs is enough to see how sure such a model may be.
                some, count = ~held, len(intents)
                short = pool.submit(
                    Network.train, rows[some], target[some], count, seed, EPOCHS // 4
                )
                model.arrays |= _train_ngrams(grams[some], target[some], count, seed)
                model.networks = (short.result(),)
                share = ngram_weights(data.languages)[held]
                mixed = model._mixed(grams[held], rows[held], share)
                model.temperature = best_temperature(mixed, target[held])
            model.networks = tuple(part.result() for part in parts)
            model.arrays |= said.result()
            model.second = second.result()
        return model

    def _centre(self, data: Examples) -> None:
        labels = np.array(data.languages)
        means = [data.vectors[labels == code].mean(axis=0) for code in self.languages]
        self.arrays["means"] = np.vstack([*means, data.vectors.mean(axis=0)]).astype(np.float32)
        spread = (data.vectors - self.arrays["means"][self._places(data.languages)]).std(axis=0)
        self.arrays["scale"] = (spread + 1e-6).astype(np.float32)

    def _places(self, languages: Sequence[str]) -> list[int]:
        position = {code: row for row, code in enumerate(self.languages)}
        last = len(self.languages)
        return [position.get(c, position.get(c.split("-")[0], last)) for c in languages]

    def _rows(self, data: Examples) -> np.ndarray:
        """Network input ``(n, 384 + hits)``."""
        means = self.arrays["means"][self._places(data.languages)]
        scaled = (data.vectors - means) / self.arrays["scale"] * _VECTOR_SCALE
        flags = np.zeros((len(data.hits), len(self.hits)), dtype=np.float32)
        position = {name: i for i, name in enumerate(self.hits)}
        for row, found in enumerate(data.hits):
            for name in telling_hits(found):
                if name in position:
                    flags[row, position[name]] = 1
        return np.hstack([scaled, flags]).astype(np.float32)

    def predict(self, data: Examples, ngram_weight: float | None = None) -> np.ndarray:
        """Calibrated probabilities ``(n, intents)``, rows adding up to one."""
        shares = ngram_weights(data.languages) if ngram_weight is None else ngram_weight
        rows = self._rows(data)
        grams = _count_ngrams(data.texts)
        found = softmax(self._mixed(grams, rows, shares) / self.temperature)
        return self.second.weigh(found, rows, self.intents) if self.second else found

    def _mixed(self, grams: csr_matrix, rows: np.ndarray, share: float | np.ndarray) -> np.ndarray:
        """Log probabilities of both parts, mixed; not normalised. ``share``: of the n-grams."""
        found = np.mean([network.predict(rows) for network in self.networks], axis=0)
        weighed = _weigh_ngrams(grams, self.arrays["idf"])
        scores = weighed @ self.arrays["ngram_w"] + self.arrays["ngram_b"]
        ngrams = np.log(softmax(NGRAM_SHARPNESS * scores) + _FLOOR)
        return np.asarray((1 - share) * np.log(found + _FLOOR) + share * ngrams)

    def save(self, directory: Path) -> None:
        """Write ``model.npz`` (numbers only) and ``intents.json``."""
        arrays = {**self.arrays, "ngram_w": self.arrays["ngram_w"].astype(np.float16)}
        networks = {f"net{number}": one for number, one in enumerate(self.networks)}
        if self.second:
            networks["alarm"] = self.second.network
        for part, network in networks.items():
            arrays |= {f"{part}_{name}": value for name, value in vars(network).items()}
        np.savez_compressed(directory / "model.npz", **arrays)
        facts = {
            "intents": self.intents, "hits": self.hits, "languages": self.languages,
            "temperature": self.temperature,
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

        def network(part: str) -> Network:
            return Network(*(arrays.pop(f"{part}_{name}") for name in ("w1", "b1", "w2", "b2")))

        parts = sorted(name.removesuffix("_w1") for name in arrays if name.endswith("_w1"))
        networks = {part: network(part) for part in parts}
        alarms = networks.pop("alarm", None)
        return cls(tuple(facts["intents"]), tuple(facts["hits"]), tuple(facts["languages"]),
                   arrays, tuple(networks.values()), SecondOpinion(alarms) if alarms else None,
                   float(facts["temperature"]))  # fmt: skip


def ngram_weights(languages: Sequence[str]) -> np.ndarray:
    """How much the n-grams have to say of each text, ``(n, 1)``."""
    weights = dict.fromkeys(LITTLE_KNOWN, NGRAM_WEIGHT_THERE)
    weights |= dict.fromkeys(WELL_KNOWN, NGRAM_WEIGHT_IN_THOSE)
    return np.array([weights.get(code, NGRAM_WEIGHT) for code in languages])[:, None]


def _count_ngrams(texts: Sequence[str]) -> csr_matrix:
    """Log counts of the hashed character 3-6-grams of each text."""
    rows = _HASHER.transform([" ".join(split_words(text).forms) for text in texts])
    rows.data = 1 + np.log(rows.data)
    return csr_matrix(rows)


def _weigh_ngrams(counted: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Rows of unit length: the counts times their rarity."""
    rows = counted.copy()
    rows.data *= idf[rows.indices]
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(rows.indptr)).astype(np.float32)
    return rows


def _train_ngrams(
    counted: csr_matrix, target: np.ndarray, classes: int, seed: int
) -> dict[str, np.ndarray]:
    frequency = np.bincount(counted.indices, minlength=BUCKETS)
    idf = (np.log((1 + counted.shape[0]) / (1 + frequency)) + 1).astype(np.float32)
    model = SGDClassifier(
        loss="modified_huber", alpha=3e-5, max_iter=8, tol=None, random_state=seed
    ).fit(_weigh_ngrams(counted, idf), target)
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
    arrays = _train_ngrams(_count_ngrams(texts), target, len(intents), 0)
    rows = _weigh_ngrams(_count_ngrams(asked), arrays["idf"])
    scores = rows @ arrays["ngram_w"] + arrays["ngram_b"]
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
