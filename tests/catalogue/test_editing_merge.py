"""Two texts in one, and differences in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.editing.fields import LABELS, empty, flatten, get, label, put, same
from services_catalog.editing.hours_words import hours_words
from services_catalog.editing.merge import merge, merge_sets
from services_catalog.editing.normal import empty_document, normal
from services_catalog.editing.words import difference
from services_catalog.i18n import Translator
from tests.catalogue.editing_world import COURSE, FOOD

DUTCH = Translator("nl")
members = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)
value = st.none() | st.text("xy", max_size=2) | st.integers(0, 2)
document = st.fixed_dictionaries(
    {},
    optional={
        "text": st.dictionaries(st.sampled_from(["title", "how", "warning"]), value),
        "topics": members,
        "languages": members,
        "cost": st.dictionaries(st.sampled_from(["kind", "amount"]), value),
        "eligibility": st.lists(st.dictionaries(st.just("status"), members), max_size=2),
        "phone": value,
    },
)


@given(document, document)
def test_who_alone_changed_something_gets_it(base: Any, mine: Any):
    for merged in (merge(base, mine, base), merge(base, base, mine), merge(base, mine, mine)):
        assert merged.conflicts == {}
        assert _equal(merged.document, mine)


@settings(max_examples=300)
@given(document, document, document)
def test_no_change_is_lost_in_silence(base: Any, mine: Any, theirs: Any):
    """Each field is mine or theirs as it should be, or a merged set, or a conflict."""
    originals = copy.deepcopy((base, mine, theirs))
    merged = merge(base, mine, theirs)
    assert (base, mine, theirs) == originals
    for path in {*flatten(base), *flatten(mine), *flatten(theirs)}:
        was, have, want, got = (get(x, path) for x in (base, mine, theirs, merged.document))
        if path in merged.conflicts:
            assert merged.conflicts[path] == (was, have, want)
            assert not _alike(have, want)
        elif path in ("topics", "languages"):
            was, have, want, got = (x or [] for x in (was, have, want, got))
            added = {x for x in (*have, *want) if x not in was}
            assert set(got) == added | {x for x in was if x in have and x in want}
            assert len(got) == len(set(got))
        else:
            assert any(_alike(got, x) for x in (have, want))
            assert _alike(was, have) or _alike(was, want) or _alike(have, want)


@given(document, document, document)
def test_it_does_not_matter_who_was_first(base: Any, mine: Any, theirs: Any):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert set(one.conflicts) == set(other.conflicts)
    for path in {*flatten(one.document), *flatten(other.document)} - set(one.conflicts):
        left, right = get(one.document, path), get(other.document, path)
        if isinstance(left, list) and path != "eligibility":
            assert set(left) == set(right or [])
        else:
            assert _alike(left, right)


@given(document, document)
def test_without_a_base_every_difference_is_asked(mine: Any, theirs: Any):
    merged = merge(None, mine, theirs)
    paths = {*flatten(mine), *flatten(theirs)}
    assert set(merged.conflicts) == {p for p in paths if not _alike(get(mine, p), get(theirs, p))}
    assert same(merged.document, mine)


def _alike(one: Any, other: Any) -> bool:
    """Said the same, or both say nothing."""
    return same(one, other) or (empty(one) and empty(other))


def _equal(one: Any, other: Any) -> bool:
    return all(
        _alike(get(one, path), get(other, path)) for path in {*flatten(one), *flatten(other)}
    )


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        ("abc", "abcd", "abce", "abced"),
        ("abc", "ab", "abcd", "abd"),
        ("abc", "cab", "abcd", "cabd"),
        ("abc", "abc", "cab", "cab"),
        ("a", "xa", "ac", "xac"),
        ("", "ab", "ba", "ab"),
    ],
)
def test_sets_keep_an_order(base: str, mine: str, theirs: str, result: str):
    assert "".join(merge_sets(list(base), list(mine), list(theirs))) == result


def test_two_main_topics_are_a_conflict():
    base, mine, theirs = ({"topics": list(topics)} for topics in ("abc", "bac", "cab"))
    assert merge(base, mine, theirs).conflicts == {
        "topics": (["a", "b", "c"], ["b", "a", "c"], ["c", "a", "b"])
    }


def test_a_price_is_one_thing():
    base, mine, theirs = (
        {"cost": cost}
        for cost in ({"kind": "free"}, {"kind": "fixed", "amount": "5.00"}, {"kind": "income"})
    )
    assert set(merge(base, mine, theirs).conflicts) == {"cost"}


def _told(path: str, value: Any, start: dict[str, Any] = FOOD) -> str:
    after = copy.deepcopy(start)
    put(after, path, value)
    return "\n".join(change.text for change in difference(start, after, DUTCH)).translate(
        {0x2066: None, 0x2069: None}
    )


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("text.title", "De Mand", "Titel: was “Voedselbank De Mand”, wordt “De Mand”"),
        ("text.warning", "Bel eerst.", "Waarschuwing: erbij “Bel eerst.”"),
        ("phone", None, "Telefoon: was “012 00 01 00”, valt weg"),
        ("phone", "+3212000101", "Telefoon: was “012 00 01 00”, wordt “012 00 01 01”"),
        (
            "cost",
            {"kind": "fixed", "amount": "2.5", "per": "month"},
            "Prijs: was “Gratis”, wordt “€ 2,50 per maand”",
        ),
        ("languages", ["nl", "ar"], "Talen aan het loket: erbij Arabisch, weg Frans"),
        ("languages", ["fr", "nl"], "Talen aan het loket: andere volgorde, nu Frans en Nederlands"),
        ("topics", ["food_aid", "work"], "Onderwerpen: erbij Werk"),
        (
            "locations",
            [{"location": "huis", "hours": "Mo-Fr 09:00-12:00; PH off"}],
            "Waar en wanneer (huis): was “maandag, donderdag 09:00–12:00; gesloten op feestdagen”, "
            "wordt “maandag tot vrijdag 09:00–12:00; gesloten op feestdagen”",
        ),
        (
            "checked_on",
            "2026-11-22",
            "Nagekeken op: was “1 oktober 2026”, wordt “22 november 2026”",
        ),
        ("ages", {"min": 18}, "Leeftijd: erbij “vanaf 18 jaar”"),
        ("access", "phone", "Hoe kom je binnen: was “Binnenlopen zonder afspraak”, "
         "wordt “Eerst bellen”"),
        ("organization", "ocmw", "Organisatie: was “org”, wordt “ocmw”"),
        ("external_ids.lpdc", "9", "Nummer in een ander systeem (lpdc): erbij “9”"),
    ],
)  # fmt: skip
def test_a_change_in_words(path: str, value: Any, sentence: str):
    assert _told(path, value) == sentence


def test_a_rule_in_words():
    rules = copy.deepcopy(COURSE["eligibility"])
    rules[0]["effect"], rules[0]["note"] = "conditional", "Na vier maanden."
    told = _told("eligibility", rules, COURSE)
    assert told.startswith(
        "Regels per verblijfsstatus (Erkend vluchteling en Subsidiair beschermde): "
        "was “heeft er recht op; grond: Decreet"
    )
    assert "wordt “kan, onder een voorwaarde; Na vier maanden." in told
    assert "Zonder wettig" not in told, "what did not change is not told"


def test_names_stand_for_ids():
    after = copy.deepcopy(FOOD) | {"organization": "ocmw"}
    (change,) = difference(FOOD, after, DUTCH, {"org": "De Mand vzw", "ocmw": "OCMW"})
    assert (change.before, change.after) == ("De Mand vzw", "OCMW")


def test_the_same_said_otherwise_is_no_change():
    assert difference(FOOD, normal(FOOD), DUTCH) == []
    assert {c.path for c in difference(None, FOOD, DUTCH)} == {
        c.path for c in difference(FOOD, None, DUTCH)
    }


def test_hours_that_words_cannot_tell_apart_are_given_exactly():
    told = _told("locations", [{"location": "huis", "hours": "Th,Mo 09:00-12:00; PH off"}])
    assert "Mo,Th 09:00-12:00; PH off" in told
    assert "Th,Mo 09:00-12:00; PH off" in told


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("24/7", "dag en nacht open"),
        ("Mo-Su 09:00-12:00", "elke dag 09:00–12:00"),
        ("Mo 22:00-02:00", "maandag 22:00–02:00"),
        ("Mo-Tu,Th-Sa 10:00-11:00", "maandag, dinsdag, donderdag tot zaterdag 10:00–11:00"),
        ("Mo[1] 09:00-12:00", "Mo[1] 09:00-12:00 (niet elke week hetzelfde)"),
        ("niets", "niets"),
    ],
)
def test_hours_in_words(hours: str, words: str):
    assert hours_words(hours, DUTCH).translate({0x2066: None, 0x2069: None}) == words


def test_seasons_are_told_with_their_day(monkeypatch: pytest.MonkeyPatch):
    from datetime import datetime

    from services_catalog.editing import hours_words as module
    from services_catalog.hours import BRUSSELS

    monkeypatch.setattr(module, "now", lambda: datetime(2026, 11, 25, tzinfo=BRUSSELS))
    words = hours_words("Sep 01-Jun 30: Mo-Su 09:00-12:00; Jul 01-Aug 31: Mo-Su 13:00-14:00", DUTCH)
    assert words.translate({0x2066: None, 0x2069: None}) == (
        "elke dag 09:00–12:00; vanaf 1 juli 2027: elke dag 13:00–14:00; "
        "vanaf 1 september 2027: elke dag 09:00–12:00"
    )


wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted({*flatten(empty_document()), *empty_document()})), wild, wild)
def test_wild_drafts_can_be_compared(path: str, before: Any, after: Any):
    one, other = copy.deepcopy(FOOD), copy.deepcopy(FOOD)
    put(one, path, before)
    put(other, path, after)
    difference(one, other, DUTCH)
    merge(FOOD, one, other)


def test_every_field_has_a_name():
    for path in flatten(empty_document()):
        assert label(path) in LABELS.values()
        assert path == "id" or label(path) != LABELS["id"], path
