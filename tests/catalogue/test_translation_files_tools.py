"""Files as other people's tools write them, broken files, and files that mean harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.database import Database
from services_catalog.translating.office.incoming import (
    read_file,
)
from services_catalog.translating.office.texts import OfficeFileError
from tests.catalogue.translation_office import SUMMARY, TITLE, Office, made, refusal


@pytest.fixture
def office(database: Database) -> Office:
    return made(database)


# PO as other tools write it


def test_po_of_poedit(office: Office):
    """Wrapped at 79, a wrapped key, Windows line ends, a mark in front, obsolete entries."""
    content = (
        "\ufeff"
        'msgid ""\nmsgstr ""\n"Language: fr_BE\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Generator: Poedit 3.4\\n"\n\n'
        '#. Van: Voedselbank\n#| msgid "Iets anders"\n'
        'msgctxt ""\n"service/voedselbank/"\n"title"\n'
        'msgid ""\n"Voedselbank "\n"De Mand"\n'
        'msgstr ""\n"La \\"Banque\\" "\n"alimentaire"\n\n'
        '#~ msgctxt "service/oud/title"\n#~ msgid "Oud"\n#~ msgstr "Vieux"\n'
    ).replace("\n", "\r\n")
    file = read_file(content.encode())
    assert file.language == "fr"
    assert len(file.texts) == 1
    assert office.back(content.encode()).counts["taken"] == 1
    assert office.target(TITLE) == 'La "Banque" alimentaire'


BROKEN = {
    'msgid "a"\nmsgstr "b\n': 2,
    'msgid "a"\nmsgstr b\n': 2,
    'msgid "a"\nmsgstr "b" c\n': 2,
    'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n': 1,
    '# x\n\n\nmsgzz "a"\nmsgid ""\n': 4,
    '"los"\nmsgid "a"\nmsgstr ""\n': 1,
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_po_names_the_line(text: str):
    with pytest.raises(OfficeFileError, match=f"Regel {BROKEN[text]} "):
        read_file(text.encode())


def test_po_in_another_character_set():
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset={}\\n"\n\n'
    entry = 'msgctxt "service/x/title"\nmsgid "Eén"\nmsgstr "Année"\n'
    latin = (head.format("ISO-8859-1") + entry).encode("latin-1")
    assert read_file(latin).texts[0].target == "Année"
    with pytest.raises(OfficeFileError, match="Regel 5 "):
        read_file((head.format("UTF-8") + entry).encode("latin-1"))
    with pytest.raises(OfficeFileError, match="klingon"):
        read_file((head.format("klingon") + entry).encode())


# XLIFF as other tools write it


def xliff_2(inside: str, key: str = "service.voedselbank.summary") -> bytes:
    return (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:x="urn:x" version="2.0" '
        f'srcLang="nl" trgLang="fr"><file id="f"><group id="g"><unit id="{key}">{inside}'
        "</unit></group></file></xliff>"
    ).encode()


def xliff_1(inside: str) -> bytes:
    return (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:mq="MQXliff" version="1.2">'
        '<file source-language="nl-be" target-language="fr-fr" original="a" datatype="plaintext">'
        '<body><group><trans-unit id="1" resname="service/voedselbank/summary">'
        f"{inside}</trans-unit></group></body></file></xliff>"
    ).encode()


DUTCH = "Elke week een pakket met eten voor wie het nodig heeft."


def test_sentences_cut_by_the_tool_come_together():
    file = read_file(
        xliff_2(
            "<segment state='final'><source>Eerst. </source><target>D'abord.</target></segment>"
            "<segment><source>Dan.</source><target>Puis.</target></segment>"
            "<ignorable><source>\n</source></ignorable>"
            "<segment><source>Slot.</source><target><mrk id='m' type='comment'>Fin</mrk>.</target>"
            "</segment>"
        )
    )
    (text,) = file.texts
    assert text.source == "Eerst. Dan.\nSlot."
    assert text.target == "D'abord. Puis.\nFin."
    assert text.finished


def test_sentences_in_another_order():
    (text,) = read_file(
        xliff_2(
            "<segment><source>Eerst. </source><target order='2'>D'abord.</target></segment>"
            "<segment><source>Dan.</source><target order='1'>Puis. </target></segment>"
        )
    ).texts
    assert text.target == "Puis. D'abord."


def test_segments_of_1_2(office: Office):
    seg = '<mrk mtype="seg" mid="{}">{}</mrk>'
    content = xliff_1(
        f"<source>{DUTCH}</source><seg-source>{seg.format(1, 'Elke week')} "
        f"{seg.format(2, 'een pakket')}</seg-source>"
        f"<target state='final'>{seg.format(1, 'Chaque semaine')} {seg.format(2, 'un colis.')}"
        "</target><alt-trans><target>Autre chose</target></alt-trans>"
    )
    assert office.back(content).counts["taken"] == 1
    assert office.target(SUMMARY) == "Chaque semaine un colis."
    half = content.replace(b"un colis.", b"")
    assert "Niet alle zinnen" in refusal(office.back(half))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (xliff_2(f"<segment><source>{DUTCH}</source><target>Un <ph id='1'/>colis</target>"
                 "</segment>"), "<ph>"),
        (xliff_2(f"<segment><source>{DUTCH}</source><target>Un <pc id='1'>colis</pc></target>"
                 "</segment>"), "<pc>"),
        (xliff_1(f"<source>{DUTCH}</source><target>Un <g id='1'>colis</g></target>"), "<g>"),
        (xliff_1(f"<source>{DUTCH}</source><target>Un <mq:ch val=' '/> colis</target>"),
         "MQXliff"),
    ],
)  # fmt: skip
def test_tags_of_the_tool_are_refused(office: Office, content: bytes, named: str):
    reason = refusal(office.back(content))
    assert "code van het vertaalprogramma" in reason
    assert named in reason


def test_half_a_text_is_refused(office: Office):
    content = xliff_2(
        "<segment><source>Elke week </source><target>Chaque semaine</target></segment>"
        "<segment><source>een pakket.</source></segment>"
    )
    assert "Niet alle zinnen" in refusal(office.back(content))


def test_a_tool_that_drops_names_and_namespace(office: Office):
    content = xliff_2(f"<segment><source>{DUTCH}</source><target>Un colis.</target></segment>")
    bare = content.replace(b' xmlns="urn:oasis:names:tc:xliff:document:2.0"', b"")
    assert office.back(bare).counts["taken"] == 1
    assert office.target(SUMMARY) == "Un colis."


def test_elements_of_other_namespaces_are_no_texts():
    content = xliff_2(
        f"<x:segment><source>Nee</source><target>Non</target></x:segment>"
        f"<segment><source>{DUTCH}</source><target>Un colis.</target></segment>"
    )
    assert [text.target for text in read_file(content).texts] == ["Un colis."]


def test_utf_16():
    content = xliff_2("<segment><source>Brood</source><target>Pain</target></segment>")
    assert read_file(content.decode().encode("utf-16")).texts[0].target == "Pain"


# What is dangerous or no such file

LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10)
)
DANGERS = {
    "a billion laughs": b'<?xml version="1.0"?>' + LAUGHS + b"]><xliff>&k;</xliff>",
    "a file of ours": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>',
    "a file of theirs": b'<!DOCTYPE xliff SYSTEM "http://example.org/x.dtd"><xliff/>',
    "a parameter": b'<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><xliff/>',
}


@pytest.mark.parametrize("danger", DANGERS)
def test_dangerous_xml_is_refused(danger: str):
    with pytest.raises(OfficeFileError, match="DOCTYPE"):
        read_file(DANGERS[danger])


def test_the_laughs_would_have_been_long():
    """The test above proves something: without its DOCTYPE rule, expat would begin to expand."""
    from xml.etree import ElementTree as ET

    small = LAUGHS[: LAUGHS.index(b"<!ENTITY d")] + b"]><xliff>&c;</xliff>"
    assert ET.fromstring(small).text == "ha" * 100


def test_too_large_too_deep_and_too_many():
    with pytest.raises(OfficeFileError, match="te groot"):
        read_file(b"<xliff>" + b" " * 50 * 1024 * 1024)
    for content in (b"<xliff>" + b"<group>" * 100_000, b"<xliff>" + b"<note/>" * 250_000):
        with pytest.raises(OfficeFileError, match="te ingewikkeld"):
            read_file(content)


NO_FILES = {
    b"": "leeg",
    b"\xef\xbb\xbf \n": "leeg",
    b"PK\x03\x04": "zip",
    b"Beste, in bijlage de teksten": "geen PO en geen XLIFF",
    b"<html><body></html>": "Regel 1",
    b"<html></html>": "<html>",
    b'<xliff version="3.0"/>': "3.0",
    b"<xliff/>": "versie",
    b'<?xml version="1.0" encoding="klingon"?><xliff/>': "tekenset",
    xliff_2("<segment>")[:-30]: "Regel 1",
}


@pytest.mark.parametrize("content", NO_FILES)
def test_what_is_no_such_file_says_why(content: bytes):
    with pytest.raises(OfficeFileError, match=NO_FILES[content]):
        read_file(content)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(content: bytes):
    for start in (b"", b"<xliff version='2.1'>", b'msgid ""\nmsgstr "Language: fr\\n"\n\n'):
        try:
            read_file(start + content)
        except OfficeFileError as error:
            assert str(error)
