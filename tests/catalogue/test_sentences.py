"""The interface sentences: none misses in a full language, none has other {names}."""

from __future__ import annotations

import pytest

from bot import messages
from services_catalog.i18n import STAFF, Translator, translate
from services_catalog.languages import SOURCE, full_languages, known, languages
from services_catalog.talk_language import talk_language

TRANSLATED = [code for code in full_languages() if code != SOURCE]


@pytest.fixture(scope="module")
def catalogue():
    return messages.extract()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_misses_in_a_full_language(catalogue, language):
    status = messages.status(language, catalogue)
    assert status.missing == ()
    assert status.broken == ()


@pytest.mark.parametrize("language", messages.STAFF_LANGUAGES)
def test_no_sentence_of_staff_misses(language):
    status = messages.status(language, domain=STAFF)
    assert status.sentences > 500
    assert status.missing == ()
    assert status.broken == ()


@pytest.mark.parametrize("domain", messages.TEMPLATES)
def test_the_template_is_current(domain, tmp_path, monkeypatch):
    before = messages.TEMPLATES[domain].read_bytes()
    monkeypatch.setitem(messages.TEMPLATES, domain, tmp_path / "new.pot")
    messages.write_template(messages.extract(domain=domain), domain)
    assert messages.TEMPLATES[domain].read_bytes() == before, "type: toeleider locales update"


def test_dutch_is_the_source_and_a_missing_translation_says_so():
    assert translate("Gratis", "nl").language == "nl"
    assert translate("Deze zin bestaat niet", "ar").language == "nl"
    translator = Translator("ar")
    translator("Gratis")
    assert not translator.fell_back
    assert translator("Deze zin bestaat niet") == "Deze zin bestaat niet"
    assert translator.fell_back


@pytest.mark.parametrize(
    ("code", "expected"),
    [("fr-BE", "fr"), ("AR", "ar"), ("zh", None), ("", None), (None, None), ("kmr", "ku")],
)
def test_names_of_languages(code, expected):
    assert known(code) == expected


def test_twenty_languages_with_their_directions():
    assert len(languages()) == 20
    assert {c for c, x in languages().items() if x.direction == "rtl"} == {"ar", "fa", "ps", "ckb"}


@pytest.mark.parametrize(
    ("slots", "metadata", "expected"),
    [
        ({}, None, "nl"),
        ({"language_guess": "fr"}, {}, "fr"),
        ({"language_guess": "fr", "language": "ar"}, {}, "ar"),
        ({"language": "ar", "language_choice": "en"}, {}, "en"),
        ({"language_choice": "en"}, {"language": "tr"}, "tr"),
        ({"language_choice": "en", "language_overrides": "tr"}, {"language": "tr"}, "en"),
        ({"language_choice": "en", "language_overrides": "tr"}, {"language": "uk"}, "uk"),
        ({"language_guess": "nl"}, {"hint": "ar"}, "ar"),
        ({"language_guess": "ar"}, {"hint": "nl"}, "ar"),
        ({"language_guess": "uk"}, {"hint": "ar"}, "uk"),
        ({"language_guess": "en", "language": "fr"}, {"hint": "nl"}, "fr"),
        ({}, {"hint": "uk"}, "uk"),
        ({"language": "ru", "language_guess": "ru"}, {"hint": "en"}, "ru"),
        ({"language_guess": "pt"}, {}, "pt"),
        ({"language": "xx"}, {"language": "zz"}, "nl"),
    ],
)
def test_which_language_a_talk_is_in(slots, metadata, expected):
    assert talk_language(slots, metadata) == expected
