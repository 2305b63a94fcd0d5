"""Pieces of words: what they find, and that one question and many are scored alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.search.lexical import document_terms
from services_catalog.search.ngrams import NgramIndex, pieces

TEXTS = ["cheap dentist for children", "learn to ride a bicycle", "a bed for the night", ""]


@pytest.fixture(scope="module")
def index() -> NgramIndex:
    return NgramIndex([document_terms(text) for text in TEXTS])


def test_another_form_of_a_word_is_found(index: NgramIndex) -> None:
    assert index.scores("bicycling").argmax() == 1
    assert index.scores("dentistry").argmax() == 0
    assert not index.scores("xyz").any()
    assert not index.scores("").any()


def test_a_document_is_nearest_to_itself(index: NgramIndex) -> None:
    for number, text in enumerate(TEXTS[:-1]):
        scores = index.scores(text)
        assert scores.argmax() == number
        assert scores[number] == pytest.approx(1, abs=1e-4)


def test_pieces_know_where_a_word_ends() -> None:
    assert set(pieces("night")) != set(pieces("nights"))
    assert len(pieces("a")) == 1


def test_an_empty_catalogue() -> None:
    assert NgramIndex([]).scores("a bed").shape == (0,)
    assert NgramIndex([[]]).scores("a bed").tolist() == [0]
    assert NgramIndex([[]]).scores_of(["a bed", ""]).tolist() == [[0], [0]]
    assert NgramIndex([["bed"]]).scores_of([]).shape == (0, 1)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_many_questions_are_scored_as_one_by_one(texts: list[str]) -> None:
    made = NgramIndex([document_terms(text) for text in TEXTS])
    together = made.scores_of(texts)
    assert together.shape == (len(texts), len(TEXTS))
    for row, text in zip(together, texts, strict=True):
        # Words are cut at blanks first in one way, and not in the other.
        np.testing.assert_allclose(row, made.scores(" ".join(text.split())), atol=1e-5)
        assert ((row >= 0) & (row <= 1.0001)).all()
