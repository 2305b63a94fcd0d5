"""The phrase syntax: what each sign matches, and that no text can hurt."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.phrases import PhraseBook, PhraseError, compile_phrase
from bot.words import split_words


def found(phrase: str, text: str, language: str = "nl") -> bool:
    book = PhraseBook({"twee": 2})
    book.add(phrase, "label", where="test", language=language)
    return bool(book.find(split_words(text)))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("ademt niet", "Mijn baby ademt niet!"),
        ("krijgt|krijg geen adem|lucht", "ik krijg geen lucht"),
        ("ligt ... bewusteloos", "ligt daar al een uur bewusteloos"),
        ("ligt ... bewusteloos", "hij ligt bewusteloos"),
        ("bel een? ambulance", "bel ambulance"),
        ("zelfmoord*", "zelfmoordgedachten"),
        ("*moord", "zelfmoord"),
        ("*moor*", "vermoorden"),
        ("kind|baby & blauw & ademen*", "hij ademen slecht en is blauw, mijn kind"),
        ("coeur", "CŒUR".replace("Œ", "oe")),
        ("çocuğum", "COCUGUM kayip"),
        ("112", "bel ١١٢ nu"),
        ("help", "HEEEELP"),
        ("jai mal", "j’ai mal"),
        ("co|koolmonoxide-melder", "de koolmonoxide melder gaat af"),
    ],
)
def test_finds(phrase: str, text: str) -> None:
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("ademt niet", "hij ademt"),
        ("ligt ... bewusteloos", "ligt een twee drie vier vijf bewusteloos"),
        ("kind & blauw", "ik heb een kind op school. De bus is een blauwe, lijn blauw."),
        ("dood", "doodop"),
        ("stem*", "systeem"),
    ],
)
def test_does_not_find(phrase: str, text: str) -> None:
    assert not found(phrase, text)


def test_and_needs_one_sentence_but_panic_is_one() -> None:
    assert found("baby & blauw", "help. mijn baby. blauw")


@pytest.mark.parametrize(
    "text", ["المدرسة", "مدرسة", "بالمدرسة", "وللمدرسة", "والمدرسة", "مَدْرَسَة", "مـــدرسة"]
)
def test_arabic_particles_are_tried_off(text: str) -> None:
    assert found("مدرسة", text, "ar")


def test_french_elision_is_tried_off() -> None:
    assert found("hopital", "où est l'hôpital", "fr")


@pytest.mark.parametrize(
    ("phrase", "cause"),
    [
        ("... niet", "stands at an end"),
        ("niet?", "optional"),
        ("a & ", "part is empty"),
        ("", "part is empty"),
        ("we*g", "not a word"),
        ("[weg]", "bracket"),
        ("x*", "one letter"),
        ("{n}", "no word of its own"),
    ],
)
def test_a_broken_phrase_says_where_and_why(phrase: str, cause: str) -> None:
    with pytest.raises(PhraseError, match=cause) as caught:
        book = PhraseBook()
        book.add(phrase, None, where="nl.yml: rule test")
        book.find(split_words("niets"))
    assert caught.value.cure


def test_and_is_refused_in_gazetteers() -> None:
    with pytest.raises(PhraseError, match="gazetteer"):
        compile_phrase("a & b", None, where="nl.yml", allow_and=False)


def _book() -> PhraseBook:
    book = PhraseBook({"deux": 2})
    for phrase in [
        "a|b ... c|d",
        "x* & *y & *zz*",
        "ik ... jij? ... wij",
        "{n} jaar",
        "قتل*",
        "1 a",
    ]:
        book.add(phrase, phrase, where="test", language="ar")
    return book


BOOK = _book()


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_wild_text_never_raises(text: str) -> None:
    words = split_words(text)
    assert all(0 <= start < end <= len(text) for start, end in words.spans)
    for match in BOOK.find(words):
        assert 0 <= match.start < match.end <= len(words)


@settings(max_examples=100, deadline=None)
@given(st.text("*|?&. ab{n}", max_size=30))
def test_wild_phrases_compile_or_say_why(phrase: str) -> None:
    try:
        book = PhraseBook()
        book.add(phrase, None, where="test")
        book.find(split_words("a b ab ba 3 a"))
    except PhraseError as error:
        assert error.cause
        assert error.cure


def test_time_grows_with_length_not_faster() -> None:
    def seconds(size: int) -> float:
        words = split_words("a c ik b d jij xx wij yy izzo 3 jaar " * size)
        started = time.perf_counter()
        BOOK.find(words)
        return time.perf_counter() - started

    seconds(5)
    assert seconds(200) < 40 * max(min(seconds(20) for _ in range(3)), 1e-4)


def test_nothing_of_a_text_stays_in_memory() -> None:
    before = len(BOOK._vocab.strings)
    for number in range(200):
        BOOK.find(split_words(f"a geheim{number} c"))
    assert len(BOOK._vocab.strings) == before
