"""The fixed terms: they occur, they are found as Dutch writes them, and advice stays advice."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from pydantic import ValidationError

from services_catalog.database import Database
from services_catalog.languages import SOURCE, languages
from services_catalog.loading.source import read_folder
from services_catalog.models import WORD_FIELDS, Service, ServiceTranslation
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.translating.glossary import (
    Entry,
    Term,
    entries,
    glossary_findings,
    occurrences,
    terms_in,
    uses,
)
from tests.catalogue.editing_world import World

TARGETS = [code for code in languages() if code != SOURCE]


@cache
def dutch() -> tuple[str, ...]:
    source = read_folder(DEMO_DIRECTORY)
    return tuple(
        text
        for service in source.services
        for text in (
            *(getattr(service.text, field) for field in WORD_FIELDS),
            *(rule.note for rule in service.eligibility),
        )
        if text
    )


def test_sixty_to_eighty_terms_that_occur():
    assert 60 <= len(entries()) <= 80
    found = Counter(name for text in dutch() for name in occurrences(text))
    assert [entry.dutch for entry in entries() if not found[entry.dutch]] == []


def test_every_language_has_terms_and_none_claims_review():
    """Machine-made until somebody who speaks the language has read it."""
    for code in TARGETS:
        known = [entry for entry in entries() if code in {*entry.translations, *entry.explained}]
        assert len(known) >= 25, code
    assert not any(entry.reviewed for entry in entries())


SCRIPTS = {"arab": "[؀-ۿ]", "ethi": "[ሀ-፿]", "cyrl": "[Ѐ-ӿ]"}


def test_terms_are_written_in_the_letters_of_their_language():
    for entry in entries():
        for code in TARGETS:
            wanted = SCRIPTS.get(languages()[code].script)
            for text in (*entry.translations.get(code, ()), entry.explained.get(code, "")):
                if text and wanted and text != entry.dutch and text != "artikel 60":
                    assert re.search(wanted, text), (entry.dutch, code, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ga naar het OCMW.", ["OCMW"]),
        ("Alle OCMW's en een OCMW-werker", ["OCMW"]),
        ("Neem je attesten mee", ["attest"]),
        ("De huisartsen van het wijkgezondheidscentrum", ["huisarts", "wijkgezondheidscentrum"]),
        ("Twee wijkgezondheidscentra", ["wijkgezondheidscentrum"]),
        ("Advocaten helpen", ["advocaat"]),
        ("De buurthuizen zijn open", ["buurthuis"]),
        ("Zet je naam op de WACHTLIJST", ["wachtlijst"]),
        ("Een sociale huurwoning is een sociale woning", ["sociale woning"]),
        # Not inside a longer word, and the longer term before the shorter one.
        ("Het inburgeringstraject begint", []),
        ("Je leefloonattest", []),
        ("De inburgering begint", ["inburgering"]),
        ("Een pro-Deoadvocaat vragen", ["pro-Deoadvocaat"]),
        ("Vrijwilligerswerk doen", ["vrijwilligerswerk"]),
        # The word of one trade is not that of the other.
        ("Een beroep leren", []),
        ("Kun je in beroep?", ["in beroep"]),
        ("", []),
    ],
)
def test_terms_in_dutch(text: str, found: list[str]):
    assert [term.dutch for term in terms_in(text, "fr")] == found


def test_what_a_term_says():
    (office,) = terms_in("het OCMW", "fr")
    assert (office.translation, office.keep) == ("CPAS", False)  # its own name in French
    (office,) = terms_in("het OCMW", "tr")
    assert (office.translation, office.keep) == ("OCMW (sosyal yardım kurumu)", True)
    assert not office.reviewed
    assert "sociale dienst" in str(office.note)
    (name,) = terms_in("Fedasil", "ti")
    assert (name.translation, name.accepted) == ("Fedasil", ("Fedasil",))
    (unknown,) = terms_in("stadhuis", "ti")
    assert (unknown.translation, unknown.accepted) == (None, ())


@pytest.mark.parametrize(
    ("language", "fixed", "text", "right"),
    [
        ("uk", "сімейний лікар", "Запишіться до сімейного лікаря.", True),
        ("uk", "сімейний лікар", "Запишіться до лікаря.", False),
        ("pl", "umowa najmu", "Prawnik czyta umowę najmu.", True),
        ("tr", "kira sözleşmesi", "Kira sözleşmenizi getirin", True),
        ("ar", "قائمة الانتظار", "ضع اسمك في قائمة الانتظار", True),
        ("ar", "لم الشمل", "ملف لمّ الشمل", True),  # vowel marks are often left out
        ("ti", "ጠበቓ", "ምስ ጠበቓኹም ተዛረቡ", True),
        ("fr", "avocat", "Un juriste vous aide.", False),
    ],
)
def test_a_translation_uses_a_term_in_any_case(language: str, fixed: str, text: str, right: bool):
    assert uses(text, Term("x", fixed, None, accepted=(fixed,)), language) is right


def test_findings_are_advice_per_service(database: Database):
    world = World(database)
    with database.change() as session:
        service = session.get_one(Service, "voedselbank")
        service.summary = "Het OCMW geeft een attest."
        service.how = "Vraag het attest aan het OCMW."
        row = session.get_one(ServiceTranslation, ("voedselbank", "fr"))
        row.summary, row.how = "L'aide sociale donne une attestation.", "Demandez-la."
    with world.database.read() as session:
        (one,) = glossary_findings(session, "fr")
        assert (one.key, one.term.dutch) == ("service/voedselbank/summary", "OCMW")
        assert glossary_findings(session, "fr", services=["nt2"]) == []
    with database.change() as session:
        # Said once in a service is enough.
        session.get_one(ServiceTranslation, ("voedselbank", "fr")).how = "Demandez au CPAS."
    with world.database.read() as session:
        assert glossary_findings(session, "fr") == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"translations": {"nl": "x"}}, "no language"),
        ({"translations": {"xx": "x"}}, "no language"),
        ({"explained": {"fr": "x"}}, "keep"),
        ({"reviewed": ["fr"]}, "nothing to review"),
        ({"translation": {"fr": "x"}}, "translation"),
    ],
)
def test_a_wrong_entry_is_refused(entry: dict[str, object], said: str):
    with pytest.raises(ValidationError, match=said):
        Entry.model_validate({"dutch": "woord"} | entry)
