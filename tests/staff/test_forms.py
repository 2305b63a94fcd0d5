"""Small parts of the form: amounts, hints, fields."""

from __future__ import annotations

import pytest

from services_catalog.i18n import Translator
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.forms.hints import hints
from services_catalog.staff.forms.reading import read_form


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12,5", "12.50"),
        ("€ 12.50", "12.50"),
        ("7 euro", "7.00"),
        ("007", "7.00"),
        ("1.234,50", "1.234,50"),
        ("gratis", "gratis"),
        ("", None),
    ],
)
def test_amounts(typed: str, kept: str | None):
    document = read_form(Fields([("cost.kind", "fixed"), ("cost.amount", typed)]), {})
    assert document["cost"]["amount"] == kept


def test_an_empty_form_is_a_document_too():
    document = read_form(Fields(), {"id": "x", "external_ids": {"lpdc": "1"}})
    assert document["id"] == "x"
    assert document["external_ids"] == {"lpdc": "1"}
    assert document["locations"] == []
    assert document["text"]["title"] is None


def test_control_characters_and_endless_texts_stay_out():
    fields = Fields([("text.title", "a\x00b\ud800c\r\nd"), ("text.how", "x" * 50_000)])
    document = read_form(fields, {})
    assert document["text"]["title"] == "abc d"
    assert len(document["text"]["how"]) == 10_000


def test_a_whole_document_on_its_way_through_the_merge_page_is_not_cut():
    fields = Fields([("merged", "x" * 50_000), ("theirs", "y" * 50_000)])
    assert len(fields.one("merged")) == len(fields.one("theirs")) == 50_000


def test_rows_may_be_taken_out_in_between():
    fields = Fields([("a.0.b", "1"), ("a.10.b", "2"), ("a.2.b", "3"), ("a.x.b", "4"), ("a.b", "5")])
    assert fields.numbers("a.#.b") == [0, 2, 10]


def test_plain_words_get_no_hint():
    text = "Je krijgt een bed, een douche en ontbijt. Bel aan bij de blauwe deur."
    assert hints(text, Translator("nl")) == []


def test_what_makes_a_text_hard():
    text = (
        "Er wordt door de maatschappelijk werkers een tegemoetkoming gegeven aan al wie daar "
        "om welke reden dan ook recht op zou kunnen hebben. Vraag de ziekteverzekeringsuitkering."
    )
    said = hints(text, Translator("nl"))
    assert len(said) == 3
    assert "23 woorden" in said[0]
    assert "“ziekteverzekeringsuitkering”" in said[1]
    assert "gegeven" in said[2]


@pytest.mark.parametrize(
    "text", ["Je wordt geholpen.", "De aanvraag werd vorige week verstuurd.", "Ze worden betaald."]
)
def test_a_passive_is_seen(text: str):
    assert "zeg liever wie het doet" in "".join(hints(text, Translator("nl")))


@pytest.mark.parametrize("text", ["Je wordt ouder.", "Wij helpen je.", "Het werd avond."])
def test_no_passive_where_there_is_none(text: str):
    assert hints(text, Translator("nl")) == []
