"""The import of the LPDC: text that editors made becomes plain, and facts are set apart."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal

from services_catalog.exchange.lpdc.clean import dutch_rank, pick, plain, set_facts_apart
from services_catalog.exchange.lpdc.words import lead
from services_catalog.loading.shapes import FACT_IN_TEXT
from tests.catalogue.lpdc_support import offline  # noqa: F401  (no test here may reach out)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Een&nbsp;<strong>twee</strong></p><p> </p><p>drie</p>", "Een twee\n\ndrie"),
        ("<ul><li><p data-x='0'>a</p></li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ul><li> </li><li>a</li></ul>", "- a"),
        ("<table><tr><th>A</th><td><p>b</p></td></tr><tr><td>1</td><td>2</td></tr></table>",
         "A | b\n1 | 2"),
        ("<p>a<br>b<br><br>c</p>", "a\nb\n\nc"),
        ("<p>veilig</p><script>alert(1)</script><style>p{}</style>", "veilig"),
        ("<p onclick='x()'>zacht\u00ad ko\u200bppel</p>", "zacht koppel"),
        ("&lt;p&gt;twee keer ontsnapt&lt;/p&gt;", "twee keer ontsnapt"),
        ("Zonder tags &amp; met\nlijnen, 3 < 4", "Zonder tags & met\nlijnen, 3 < 4"),
        ("-", ""), ("<p>-</p>", ""), ("<p>&nbsp;</p>", ""), ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_plain_text(source: str, text: str):
    assert plain(source)[0] == text


def test_links_are_kept_beside_the_text_and_no_script_is_one():
    text, links = plain(
        "<a href='https://a.example.org/x'>hier</a> <a href='javascript:x()'>daar</a>"
    )
    assert (text, links) == ("hier daar", ("https://a.example.org/x",))


@given(
    st.text(alphabet=st.sampled_from(list("<>/&;=ab-1.| \n\"'pulitrdh\u200b\u0000")), max_size=80)
)
def test_cleaning_never_fails_and_never_leaves_what_cannot_be_kept(source: str):
    text, _links = plain(source)
    assert text == text.strip()
    assert not re.search(r"[\x00-\x08\u200b]|\n{3,}", text)


@pytest.mark.parametrize("case", [str.lower, str.upper, str])
def test_dutch_is_chosen_by_tag_in_any_case(case):
    tags = ["nl-be-x-informal", "nl-BE-x-generated-informal", "nl", "nl-BE-x-formal"]
    assert [dutch_rank(case(tag)) for tag in tags] == [0, 1, 2, 3]
    for best, worse in pairwise(tags):
        chosen = pick([Literal("slechter", lang=case(worse)), Literal("beter", lang=case(best))])
        assert chosen.text == "beter"
    assert dutch_rank("fr") is None
    assert dutch_rank("nld-x") is None
    assert dutch_rank(None) == 2


def test_english_is_kept_apart_and_is_never_taken_for_dutch():
    chosen = pick([Literal("Hello", lang="EN"), Literal("Bonjour", lang="fr")])
    assert (chosen.text, chosen.english) == ("", "Hello")


def test_sentences_with_facts_are_set_apart_whole():
    kept, moved = set_facts_apart(
        "Je betaalt 5 euro. Kom langs.\n- open om 9:00\n- op afspraak\n\nMail a@b.be! Tot dan."
    )
    assert kept == "Kom langs.\n- op afspraak\n\nTot dan."
    assert moved == ["Je betaalt 5 euro.", "- open om 9:00", "Mail a@b.be!"]


WORDS = st.lists(
    st.sampled_from(
        ["Kom", "5", "euro.", "€", "9", "uur", "16", "u.", "9:00", "\n", "- ", "1. ", "a@b.be",
         "016", "12", "langs.", " | ", "+32", "Ja!"]
    ), max_size=25,
).map(" ".join)  # fmt: skip


@given(WORDS)
def test_no_fact_stays_and_no_word_is_lost(text: str):
    kept, moved = set_facts_apart(text)
    assert not FACT_IN_TEXT.search(kept)
    assert sorted([*kept.split(), *" ".join(moved).split()]) == sorted(text.split())


def test_a_summary_is_the_beginning_and_nothing_is_said_twice():
    first = "Dit is een zin van een dienst. " * 20
    summary, rest = lead(first.strip() + "\n\nMeer.")
    assert len(summary) <= 400
    assert f"{summary} {rest}".replace("\n\n", " ") == first.strip() + " Meer."
    assert lead("Je krijgt:\n- geld") == ("", "Je krijgt:\n- geld")
    assert lead("Breng dit mee.\n- kaart") == ("", "Breng dit mee.\n- kaart")
    assert lead("Leefloon\n\nEen inkomen van het OCMW.", "leefloon") == (
        "Een inkomen van het OCMW.", ""
    )  # fmt: skip
    assert lead("x" * 500) == ("", "x" * 500)
