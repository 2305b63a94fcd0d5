"""Translations as files: PO and XLIFF out, and in again whatever an office's tool made of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_catalog.database import Database
from services_catalog.models import ServiceTranslation
from services_catalog.translating.office.incoming import (
    Fate,
    Report,
    check_is_for,
    read_file,
    take_again,
)
from services_catalog.translating.office.outgoing import WRITERS, Choice, export, export_all
from services_catalog.translating.office.texts import Format, OfficeFileError, plain
from services_catalog.translating.units import Unit, units
from services_catalog.translations import ShownState
from services_catalog.vocabulary import Risk
from tests.catalogue.translation_office import SUMMARY, TITLE, WHEN, Office, made, refusal

FORMATS = pytest.mark.parametrize("form", list(Format))


@pytest.fixture
def office(database: Database) -> Office:
    return made(database)


def unit(key: str = TITLE, source: str = "Brood", target: str | None = None) -> Unit:
    return Unit(key, source, target, ShownState.MACHINE, Risk.NORMAL, "hash", "Van: x.")


# Out and back


@FORMATS
@settings(max_examples=150, deadline=None)
@given(
    source=st.text(min_size=1).filter(lambda text: plain(text).strip()),
    target=st.text(),
    key=st.from_regex(r"service/[a-z0-9-]{1,20}/(title|notes/[0-9])", fullmatch=True),
)
def test_any_text_survives_the_file(form: Format, source: str, target: str, key: str):
    content = WRITERS[form]([unit(key, source, target)], "uk", WHEN)
    file = read_file(content)
    (back,) = file.texts
    assert file.language == "uk"
    assert (back.key, back.source) == (key, plain(source))
    assert back.target == plain(target) or not (back.target + plain(target)).strip()
    assert back.trouble is None


@FORMATS
@pytest.mark.parametrize("language", ["fr", "fa", "uk", "ckb"])
def test_out_and_in_changes_nothing(office: Office, form: Format, language: str):
    office.back(office.send("uk", form), "uk")
    before = office.send(language, form)
    for how in ({"unfinished": True}, {"unfinished": False}):
        report = office.back(before, language, **how)
        assert {line.fate for line in report.lines} <= {Fate.UNCHANGED, Fate.EMPTY}
    assert office.send(language, form) == before


@pytest.mark.parametrize("prepare", [Office.approve, Office.publish_other_dutch])
@FORMATS
def test_out_and_in_changes_nothing_in_any_state(
    office: Office, form: Format, prepare: Callable[[Office], None]
):
    prepare(office)
    before, state = office.send("fr", form), office.state()
    report = office.back(before)
    assert {line.fate for line in report.lines} <= {Fate.UNCHANGED, Fate.EMPTY}
    assert (office.send("fr", form), office.state()) == (before, state)


@FORMATS
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_what_the_office_writes_is_what_we_have(office: Office, form: Format, text: str):
    """Either the text is ours afterwards and in the next file, or it was refused with a reason."""
    with office.world.database.read() as session:
        mine = next(u for u in units(session, "fr") if u.key == SUMMARY)
    done = replace(mine, target=text, state=ShownState.IN_REVIEW)
    report = office.back(WRITERS[form]([done], "fr", WHEN))
    (line,) = report.lines
    if line.fate is Fate.REFUSED:
        assert line.reason
        assert office.target(SUMMARY) == mine.target
    elif line.fate is Fate.TAKEN:
        again = read_file(office.send("fr", form))
        texts = {back.key: back.target for back in again.texts}
        assert texts[SUMMARY].split() == plain(text).split()
        assert office.state() == "in_review"


def test_names_and_the_zip(office: Office):
    choice = Choice(states=frozenset({ShownState.MACHINE}))
    with office.world.database.read() as session:
        one = export(session, "uk", Format.XLIFF, Choice(), WHEN)
        every = export_all(session, Format.PO, choice, WHEN)
        emergency = export(
            session, "fr", Format.PO, Choice(risks=frozenset({Risk.EMERGENCY})), WHEN
        )
        topic = export(session, "fr", Format.PO, Choice(topic="dutch_course"), WHEN)
    assert one.name == "toeleider-uk-2026-11-23.xlf"  # after midnight in Belgium
    assert every.name == "toeleider-2026-11-23.zip"
    assert every.languages == ["fr"]
    assert zipfile.ZipFile(BytesIO(every.content)).namelist() == ["toeleider-fr-2026-11-23.po"]
    assert every.count == 2
    assert emergency.count == 0
    keys = {text.key.split("/")[1] for text in read_file(topic.content).texts}
    assert keys == {"nt2", "praatgroep"}


def test_dari_is_sent_out_as_dari(office: Office):
    assert b'trgLang="fa-AF"' in office.send("fa", Format.XLIFF)
    for form in Format:
        assert read_file(office.send("fa", form)).language == "fa"


def test_what_a_translator_reads_beside_the_text(office: Office):
    office.publish_other_dutch()
    text = office.send("fr", Format.PO).decode()
    entry = next(part for part in text.split("\n\n") if TITLE in part)
    assert "#, fuzzy" in entry
    assert "Hoogstens 120 tekens" in entry
    assert "verouderd: Het Nederlands is veranderd" in entry
    assert "Risico: gewoon" in entry
    assert "Plural-Forms: nplurals=2" in text
    assert 'maxwidth="120"' in office.send("fr", Format.XLIFF1).decode()


# What an office sends


@FORMATS
def test_finished_texts_go_to_review(office: Office, form: Format):
    with office.world.database.read() as session:
        mine = [u for u in units(session, "fr") if u.key in (TITLE, SUMMARY)]
    done = [replace(u, target=f"Nouveau {u.field}", state=ShownState.APPROVED) for u in mine]
    content = WRITERS[form](done, "fr", WHEN)
    assert office.back(content, dry_run=True).counts["taken"] == 2
    assert office.target(TITLE) == "Banque alimentaire"  # a dry run keeps nothing
    assert office.back(content).counts["taken"] == 2
    assert office.target(TITLE) == "Nouveau title"
    assert office.state() == "in_review"  # "final" says the office, approved says our own reviewer


@FORMATS
def test_what_the_tool_calls_unfinished_waits(office: Office, form: Format):
    content = office.send("fr", form).replace(b"Banque alimentaire", b"Banque de nourriture")
    report = office.back(content)
    (line,) = report.of(Fate.UNFINISHED)
    assert (line.key, line.after) == (TITLE, "Banque de nourriture")
    assert office.target(TITLE) == "Banque alimentaire"
    assert office.back(content, unfinished=True).counts["taken"] == 1
    assert office.target(TITLE) == "Banque de nourriture"


@FORMATS
def test_other_dutch_is_refused(office: Office, form: Format):
    content = office.send("fr", form).replace(b"Banque alimentaire", b"Banque de nourriture")
    office.publish_other_dutch()
    report = office.back(content, unfinished=True)
    (line,) = report.of(Fate.REFUSED)
    assert line.key == TITLE
    assert "Nederlands is veranderd" in line.reason
    assert office.target(TITLE) == "Banque alimentaire"


@FORMATS
def test_a_fact_in_a_sentence_is_refused(office: Office, form: Format):
    with office.world.database.read() as session:
        mine = next(u for u in units(session, "fr") if u.key == SUMMARY)
    done = replace(mine, target="Un colis à 10 € par semaine.", state=ShownState.IN_REVIEW)
    assert refusal(office.back(WRITERS[form]([done], "fr", WHEN)))
    assert "10" not in str(office.target(SUMMARY))


@FORMATS
def test_keys_that_are_not_ours_are_named(office: Office, form: Format):
    strange = [unit("button.ok", "Goed", "Bien"), unit("service/weg/title", "Weg", "Parti")]
    strange[0] = replace(strange[0], key="menu/button/ok")
    report = office.back(WRITERS[form](strange, "fr", WHEN), unfinished=True)
    assert {line.key: line.fate for line in report.lines} == {
        "menu/button/ok": Fate.FOREIGN,
        "service/weg/title": Fate.REFUSED,
    }
    assert "bestaat niet meer" in report.lines[1].reason


def test_a_text_twice_with_two_translations_is_refused(office: Office):
    po = (
        'msgid ""\nmsgstr "Language: fr\\n"\n\n'
        f'msgctxt "{TITLE}"\nmsgid "Voedselbank De Mand"\nmsgstr "{{}}"\n\n'
    )
    one, two = po.format("La Banque").encode(), po.format("Le Panier").split("\n\n")[1].encode()
    assert "twee keer" in refusal_of(office.back(one + two))
    assert office.back(one + po.format("La Banque").split("\n\n")[1].encode()).counts["taken"] == 1


def refusal_of(report: Report) -> str:
    assert {line.fate for line in report.lines} == {Fate.REFUSED}
    return report.lines[0].reason


def test_a_file_of_another_language_is_refused(office: Office):
    with pytest.raises(OfficeFileError, match="uk"):
        check_is_for(read_file(office.send("uk", Format.PO)), "fr")


def test_what_was_seen_is_taken_only_on_the_text_it_was_seen_with(office: Office):
    content = office.send("fr", Format.PO).replace(b"Banque alimentaire", b"Banque de nourriture")
    dry = office.back(content, dry_run=True, unfinished=True)
    seen = [(x.key, x.source_hash, x.before_hash, x.after) for x in dry.of(Fate.TAKEN)]
    assert len(seen) == 1
    with office.world.database.change() as session:
        row = session.get(ServiceTranslation, ("voedselbank", "fr"))
        assert row is not None
        row.title = "Banque des autres"
    report = take_again(office.book, seen, "fr", "An")
    assert "net" in refusal_of(report)
    assert office.target(TITLE) == "Banque des autres"
    with office.world.database.change() as session:
        row = session.get(ServiceTranslation, ("voedselbank", "fr"))
        assert row is not None
        row.title = "Banque alimentaire"
    assert take_again(office.book, seen, "fr", "An").counts["taken"] == 1
    assert office.target(TITLE) == "Banque de nourriture"


def test_a_tool_that_says_nothing_confirms_nothing(office: Office):
    """A stale text that comes back the same is only still right when somebody says so."""
    office.publish_other_dutch()
    said = office.send("fr", Format.XLIFF1)
    silent = said.replace(b' state="needs-adaptation"', b"")
    assert silent != said
    assert office.back(silent).counts["taken"] == 0
    done = said.replace(b' state="needs-adaptation"', b' state="final"')
    assert office.back(done).counts["taken"] > 0
    assert office.state() == "in_review"
