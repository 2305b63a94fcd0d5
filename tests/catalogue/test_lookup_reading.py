"""The one box: free words and facets together, in three languages."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.hours import BRUSSELS
from services_catalog.lookup.reading import LONGEST, Places, read
from services_catalog.lookup.wanted import When
from services_catalog.text import sanitise
from tests.catalogue.lookup_desk import SUNDAY

PLACES = Places(
    {
        "centrum": ["Centrum", "centre"],
        "stationswijk": ["Stationswijk", "station"],
        "noord": ["Noord", "Waterlinde-Noord", "north", "nord"],
        "havenkwartier": ["Havenkwartier", "haven"],
    }
)


def letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def facets(text: str) -> set[tuple[str, str]]:
    return {(facet.kind, facet.value) for facet in read(text, PLACES).facets}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("football boy 9 no papers wednesday north", "football"),
        ("football, boy 9, no papers, Wednesday, north", "football"),
        ("voetbal voor een jongen van 9 jaar zonder papieren, woensdag in Noord", "voetbal"),
        ("foot garçon 9 ans sans papiers mercredi nord", "foot"),
    ],
)
def test_one_line_in_three_languages(text: str, word: str):
    reading = read(text, PLACES)
    assert reading.wanted.words == (word,)
    wanted = reading.wanted
    assert (wanted.age, wanted.everyone, wanted.neighbourhood) == (9, True, "noord")
    assert wanted.when == When("wednesday")
    assert "youth" in wanted.audience


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dokter met tolk", {("interpreter", "")}),
        ("dokter tolk", {("interpreter", "")}),
        ("tolk", set()),
        ("nederlands leren 's avonds", {("when", "evening")}),
        ("dokter spreekt arabisch", {("language", "ar")}),
        ("fiets gratis zonder afspraak", {("free", ""), ("walk_in", "")}),
        ("voedsel nu open", {("when", "now")}),
        ("havenkwartir", {("where", "havenkwartier")}),
        ("health centre", set()),
        ("dokter in het centrum", {("where", "centrum")}),
        ('"noord" dokter', set()),
        ("school 2,5 jaar", {("age", "2")}),
        ("crèche 6 mois", {("age", "0")}),
        ("advocaat vrijdag 14u30", {("when", "friday"), ("clock", "14:30")}),
        ("shelter 9 pm", {("clock", "21:00")}),
        ("ma fille danse", {("who", "child")}),
    ],
)
def test_what_words_mean(text: str, found: set[tuple[str, str]]):
    assert facets(text) == found


def test_learning_dutch_is_a_topic_and_no_desk_that_speaks_it():
    wanted = read("nederlands leren", PLACES).wanted
    assert wanted.language is None
    assert "dutch_course" in wanted.near_topics


def test_a_chip_takes_its_words_away():
    reading = read("football, boy 9, no papers", PLACES)
    without = {facet.kind: facet.without for facet in reading.facets}
    assert without["everyone"] == "football, boy 9"
    assert facets(without["everyone"]) == {("who", "child"), ("age", "9")}


@given(st.text(max_size=300))
def test_nothing_is_refused_and_every_chip_shortens(text: str):
    reading = read(text, PLACES)
    for facet in reading.facets:
        assert letters(facet.without) < letters(sanitise(text, LONGEST)), facet


@given(
    st.lists(
        st.sampled_from(
            ["football", "boy", "9", "no", "papers", "wednesday", "north", "tolk", "arabe",
             "gratis", "14u30", '"', ",", "'", "nu", "open"]
        )
    )
)  # fmt: skip
def test_taking_every_chip_away_ends(words: list[str]):
    text = " ".join(words)
    for _ in range(60):
        found = read(text, PLACES).facets
        if not found:
            return
        assert letters(found[0].without) < letters(text)
        text = found[0].without
    pytest.fail(f"still facets in {text!r}")


@pytest.mark.parametrize(
    ("when", "spans"),
    [
        (When("now"), [("22 12:00", "22 12:01")]),
        (When("today"), [("22 12:00", "23 00:00")]),
        (When("tonight"), [("22 18:00", "23 06:00")]),
        (When("tomorrow", "morning"), [("23 06:00", "23 12:00")]),
        (When("wednesday"), [("25 00:00", "26 00:00")]),
        (When("wednesday", "afternoon"), [("25 12:00", "25 18:00")]),
        (When("wednesday", clock=time(15)), [("25 15:00", "25 15:01")]),
        (When("sunday", "morning"), [("29 06:00", "29 12:00")]),
        (When("weekend"), [("22 12:00", "23 00:00"), ("28 00:00", "29 00:00")]),
        (When(clock=time(11)), [("23 11:00", "23 11:01")]),
        (When(clock=time(13)), [("22 13:00", "22 13:01")]),
    ],
)
def test_times_seen_from_a_sunday_noon(when: When, spans: list[tuple[str, str]]):
    def moment(text: str) -> datetime:
        day, clock = text.split()
        return datetime.combine(
            SUNDAY.replace(day=int(day)).date(), time.fromisoformat(clock), tzinfo=BRUSSELS
        )

    assert when.windows(SUNDAY) == tuple((moment(a), moment(b)) for a, b in spans)


def test_an_evening_is_any_of_the_week():
    windows = When(part="evening").windows(SUNDAY)
    assert len(windows) == 8
    assert all(start.hour == 18 for start, _end in windows)
