"""Wild text made safe, and spelling made not to matter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.text import MAX_CHARACTERS, fold, has_words, sanitise

WILD = st.text(
    alphabet=st.characters(codec=None) | st.sampled_from("\ufdfa\ud800\u202e\x00ﷺ"), max_size=3000
)


@given(WILD)
def test_whatever_comes_is_safe_and_short(text):
    safe = sanitise(text)
    assert len(safe) <= MAX_CHARACTERS
    safe.encode("utf-8")
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in safe)


@given(WILD)
def test_sanitising_twice_changes_nothing(text):
    assert sanitise(sanitise(text)) == sanitise(text)


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Çocuğum İstanbul'da", "cocugum istanbulda"),
        ("ÉCOLE", "ecole"),
        ("مُدَرِّسَةٌ", "مدرسه"),
        ("إقامة", "اقامه"),
        ("м’яч", "м'яч"),
        ("Œuvre", "oeuvre"),
    ],
)
def test_spellings_that_mean_the_same(one, other):
    assert fold(one) == fold(other)


def test_letters_that_differ_stay_different():
    assert fold("їжа") != fold("іжа")
    assert fold("май") != fold("маи")


def test_a_character_that_grows_does_not():
    assert len(sanitise("\ufdfa" * 1000)) <= MAX_CHARACTERS


@pytest.mark.parametrize("text", ["", " ", "😀🙏", "?!…", "\u200b"])
def test_nothing_to_understand(text):
    assert not has_words(sanitise(text))
