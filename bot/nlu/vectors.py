"""Vectors of training sentences, remembered on disk between trainings."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from services_catalog.encoder import DIMENSIONS, default_encoder
from services_catalog.settings import load_settings

_BATCH = 128
"""Sentences between two steps of the progress bar."""


def text_key(text: str, salt: bytes = b"") -> str:
    """A hash that stands for a text, 32 hexadecimal digits."""
    return hashlib.blake2b(
        text.encode("utf-8", "surrogatepass"), digest_size=16, key=salt
    ).hexdigest()


class VectorStore:
    """Vectors of training sentences by hash, one file per encoder in the state directory.

    For training data only: what visitors write never comes here.
    """

    def __init__(self, encoder_name: str, directory: Path | None = None) -> None:
        """Read the file, if there is one; a broken file counts as none."""
        self._path = (directory or load_settings().state_directory) / f"vectors-{encoder_name}.npz"
        self._rows: dict[str, np.ndarray] = {}
        try:
            with np.load(self._path, allow_pickle=False) as stored:
                keys, vectors = stored["keys"].tolist(), stored["vectors"].astype(np.float32)
            self._rows = dict(zip(keys, vectors, strict=True))
        except (OSError, ValueError, KeyError):
            pass

    def get(self, text: str) -> np.ndarray | None:
        """The vector of a sentence, ``(384,)`` float32, or None."""
        return self._rows.get(text_key(text))

    def put(self, text: str, vector: np.ndarray) -> None:
        """Remember a vector until :meth:`save`, to the digits that are saved."""
        self._rows[text_key(text)] = vector.astype(np.float16).astype(np.float32)

    def save(self) -> None:
        """Write the file; a reader never sees half of it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".part.npz")
        np.savez(
            temporary,
            keys=np.array(list(self._rows), dtype="U32"),
            vectors=np.array(list(self._rows.values()), dtype=np.float16).reshape(-1, DIMENSIONS),
        )
        temporary.replace(self._path)


def encode_sentences(texts: Sequence[str], store: VectorStore | None = None) -> np.ndarray:
    """Vectors of training sentences, ``(n, 384)`` float32, in order, with a progress bar."""
    store = store or VectorStore(default_encoder().name)
    missing = sorted({text for text in texts if store.get(text) is None})
    if missing:
        encoder = default_encoder()
        with tqdm(total=len(missing), desc="Encoding sentences", unit="", disable=None,
                  file=sys.stderr) as bar:  # fmt: skip
            for start in range(0, len(missing), _BATCH):
                batch = missing[start : start + _BATCH]
                for text, vector in zip(batch, encoder.encode(batch), strict=True):
                    store.put(text, vector)
                bar.update(len(batch))
        store.save()
    rows = [store.get(text) for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSIONS)
