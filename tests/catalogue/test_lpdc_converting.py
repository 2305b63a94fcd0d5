"""The import of the LPDC: what a draft holds, what stays open, and what is refused."""

from __future__ import annotations

import pytest

from services_catalog.exchange.lpdc.contacts import parse_url
from services_catalog.exchange.lpdc.convert import Converted, Ours
from services_catalog.exchange.lpdc.suggest import papers_in, topics_for
from services_catalog.loading.shapes import ServiceSource
from services_catalog.vocabulary import Document
from tests.catalogue.lpdc_support import (
    DIENST,
    PAGE,
    STAD,
    TURTLE,
    drafts,
    offline,  # noqa: F401  (no test here may reach out)
    refusals,
    told,
)


@pytest.fixture(scope="module")
def moving() -> Converted:
    return drafts(TURTLE)["verhuizen"]


# --- Converting


def test_the_text_fields(moving: Converted):
    assert moving.document["text"] == {
        "title": "Je adres wijzigen",
        "description": "Verhuis je? Meld het aan de stad.\n- binnen acht dagen\n- met je gezin\n\n"
        "De wijkagent komt langs.",
        "how": "Vul het formulier in.\n\nAan het loket\nKom langs.",
        "who": "Je woont in Waterlinde.\n\nStudenten melden zich niet.",
        "cost_note": "Voor inwoners gratis.",
        "hours_note": "Enkel op afspraak.",
    }


def test_contact_data_that_parses_and_the_rest_as_problems(moving: Converted):
    document = moving.document
    assert document["phone"] == "+3212000104"
    assert document["email"] == "burgerzaken@waterlinde.example.org"
    assert document["url"] == "https://waterlinde.example.org/verhuizen"
    assert document["locations"] == [{"location": "stadhuis"}]
    assert "bel ons maar" in told(moving, "phone")
    assert "www.waterlinde.example.org" in told(moving, "url")
    assert "Nergensstraat 8, 9999 Waterlinde" in told(moving, "locations")
    assert "Schrijf ze als uren" in told(moving, "locations")


def test_what_nobody_can_know_is_left_out_and_named(moving: Converted):
    open_fields = {"topics", "phase", "scope", "access", "cost", "checked_on", "check_every_days"}
    open_fields.add("documents")
    assert not open_fields & set(moving.document)
    assert open_fields <= {problem.path for problem in moving.problems}
    assert moving.document["organization"] == "stad"
    assert moving.document["languages"] == ["nl", "fr"]
    assert "organization" not in {problem.path for problem in moving.problems}
    assert {"id", "eligibility"}.isdisjoint(moving.document)


def test_the_note_holds_all_that_fits_nowhere(moving: Converted):
    for words in (
        "Een bewijs kost 5 euro.", "Een kopie kost € 2.", "Ma-vr 9:00-12:00",
        "Gemeente Waterlinde", "Je identiteitskaart en je huurcontract.", "Change of address",
        "Tell the city when you move.", "Meer lezen: https://www.vlaanderen.example.org/verhuizen",
        "https://waterlinde.example.org/form", "colour = blauw", "Inschrijven en adres",
        "Je huurcontract",
    ):  # fmt: skip
        assert words in moving.note, words
    assert "alert" not in moving.note
    assert "{" not in moving.note
    assert "hier uitgehaald" in told(moving, "text.description")
    assert "hier uitgehaald" in told(moving, "text.cost_note")


def test_formal_text_and_ended_services_are_told():
    concept = drafts(PAGE)["zwemmen"]
    assert concept.title == "Je zwembad"
    assert "Maak er “je” van" in concept.note
    assert "modeltekst" in concept.note
    assert "2025-01-01" in told(drafts(TURTLE)["steun-c"], "checked_on")


def test_unknown_words_of_json_are_told():
    assert "kleurVanDeFolder = groen" in drafts(PAGE)["taalles"].note


def test_an_organization_is_only_taken_when_all_authorities_are_it():
    both = Ours({}, {"": "stad", STAD: "ocmw"})
    found = drafts(TURTLE, ours=both)
    assert found["verhuizen"].document["organization"] == "ocmw"
    assert found["steun-b"].document["organization"] == "stad"
    assert "organization" not in drafts(TURTLE, ours=Ours())["verhuizen"].document


def test_a_draft_can_never_be_published_as_it_is(moving: Converted):
    with pytest.raises(ValueError, match="topics"):
        ServiceSource.model_validate(moving.document)


@pytest.mark.parametrize(
    ("words", "themes", "expected"),
    [
        (["Leefloon"], ["WelzijnGezondheid"], ["financial_support"]),
        (["Cursus", "NT2"], [], ["dutch_course"]),
        (["Belgische nationaliteit aanvragen"], [], ["nationality"]),
        (["Iets anders"], ["BouwenWonen"], ["housing"]),
        (["Iets anders"], ["WelzijnGezondheid", "BurgerOverheid"], []),
    ],
)
def test_topics_are_suggested_from_words_then_themes(words, themes, expected):
    assert topics_for(words, themes) == expected


def test_papers_are_found_by_whole_words_where_they_are_short():
    assert papers_in("je eID-kaart en een pasfoto") == [Document.IDENTITY_DOCUMENT, Document.PHOTO]
    assert papers_in("de eidtoren en het isisproject") == []


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example.org/b ", "https://a.example.org/b"),
        ("www.a.be", None),
        ("ftp://a.be", None),
        ("https://a b.be", None),
        ("http://[", None),
        ("https://localhost", None),
    ],
)
def test_web_addresses(text: str, url: str | None):
    assert parse_url(text) == url


# --- Refusing


def test_every_refusal_has_a_field_and_a_reason():
    found = refusals(TURTLE, PAGE)
    assert set(found) == {
        ("kopie", "text.title"), ("zonder", "text.title"), ("oud", "status"), ("weg", "status"),
        ("steun-a", "text.title"), ("taalles", "version"), ("taal", "concept"),
    }  # fmt: skip
    assert f"{DIENST}steun-b" in found["steun-a", "text.title"]
    assert "Nederlands leren" in found["taal", "concept"]


def test_a_namesake_of_another_city_is_kept_and_told():
    found = drafts(TURTLE)
    assert f"{DIENST}steun-c" in told(found["steun-b"], "text.title")
    assert f"{DIENST}steun-b" in told(found["steun-c"], "text.title")
    assert "text.title" not in {problem.path for problem in found["verhuizen"].problems}
