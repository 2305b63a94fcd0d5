"""XLIFF 2.1 and 1.2, the exchange formats of translation offices: writing.

Ours needs no inline elements: facts (hours, prices, numbers) are never inside a sentence.
A text's own key stands in ``name`` (1.2: ``resname``), and with dots in ``id``, which may hold
no slash. Sources: OASIS XLIFF 2.1 (2018) and XLIFF 1.2 (2008).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from xml.etree import ElementTree as ET

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.translating.office.texts import PROJECT, notes_for, plain
from services_catalog.translating.units import LONGEST_TEXT, Unit
from services_catalog.translations import ShownState

DUTCH = "nl-BE"
TAGS = {"fa": "fa-AF"}
"""Tags of languages whose code alone would send an office to another one: ours is Dari."""
NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
NAMESPACE_1 = "urn:oasis:names:tc:xliff:document:1.2"

# "initial" is what a tool offers to a translator as work still to do, with or without a text.
STATES = {
    ShownState.MISSING: "initial",
    ShownState.STALE: "initial",
    ShownState.MACHINE: "initial",
    ShownState.IN_REVIEW: "translated",
    ShownState.APPROVED: "final",
}
STATES_1 = {
    ShownState.STALE: "needs-adaptation",
    ShownState.MACHINE: "needs-review-translation",
    ShownState.IN_REVIEW: "translated",
    ShownState.APPROVED: "final",
}
HINT = _("Zet geen uren, prijzen, nummers of adressen in de tekst: die staan in eigen velden.")


def tag_of(language: str) -> str:
    """The language tag an office reads."""
    return TAGS.get(language, language)


def write(units: Iterable[Unit], language: str, _when: datetime) -> bytes:
    """The texts as XLIFF 2.1."""
    root = ET.Element(
        "xliff", xmlns=NAMESPACE, version="2.1", srcLang=DUTCH, trgLang=tag_of(language)
    )
    file = ET.SubElement(root, "file", id=PROJECT, original=PROJECT)
    notes = ET.SubElement(file, "notes")
    ET.SubElement(notes, "note", id="hint").text = Translator(SOURCE)(HINT)
    for owner, members in groupby(units, key=lambda unit: unit.owner):
        group = ET.SubElement(file, "group", id=".".join(owner), name="/".join(owner))
        for unit in members:
            _unit(group, unit, language)
    return _bytes(root)


def _unit(parent: ET.Element, unit: Unit, language: str) -> None:
    element = ET.SubElement(parent, "unit", id=unit.key.replace("/", "."), name=unit.key)
    notes = ET.SubElement(element, "notes")
    for number, text in enumerate(notes_for(unit, language), 1):
        ET.SubElement(notes, "note", id=f"n{number}").text = text
    segment = ET.SubElement(
        element,
        "segment",
        id="s1",
        state=STATES[unit.state],
        subState=f"{PROJECT}:{unit.state.value}",
    )
    _text(segment, "source", unit.source)
    if unit.target:
        _text(segment, "target", unit.target)


def write_1(units: Iterable[Unit], language: str, when: datetime) -> bytes:
    """The texts as XLIFF 1.2, which Trados, Phrase and memoQ read best."""
    root = ET.Element("xliff", xmlns=NAMESPACE_1, version="1.2")
    file = ET.SubElement(
        root,
        "file",
        {
            "original": PROJECT,
            "source-language": DUTCH,
            "target-language": tag_of(language),
            "datatype": "plaintext",
            "date": when.isoformat(timespec="seconds"),
        },
    )
    header = ET.SubElement(file, "header")
    ET.SubElement(header, "note").text = Translator(SOURCE)(HINT)
    body = ET.SubElement(file, "body")
    for owner, members in groupby(units, key=lambda unit: unit.owner):
        group = ET.SubElement(body, "group", id=".".join(owner), resname="/".join(owner))
        for unit in members:
            _unit_1(group, unit, language)
    return _bytes(root)


def _unit_1(parent: ET.Element, unit: Unit, language: str) -> None:
    known = {"id": unit.key.replace("/", "."), "resname": unit.key, "xml:space": "preserve"}
    if unit.state is ShownState.APPROVED:
        known["approved"] = "yes"
    if unit.max_length < LONGEST_TEXT:
        known |= {"maxwidth": str(unit.max_length), "size-unit": "char"}
    element = ET.SubElement(parent, "trans-unit", known)
    ET.SubElement(element, "source").text = plain(unit.source)
    if unit.target:
        target = ET.SubElement(element, "target")
        target.text = plain(unit.target)
        if unit.state in STATES_1:
            target.set("state", STATES_1[unit.state])
        if unit.state is ShownState.MACHINE:
            target.set("state-qualifier", "leveraged-mt")
    for text in notes_for(unit, language):
        ET.SubElement(element, "note").text = text


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name, {"xml:space": "preserve"}).text = plain(text)


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)  # leaves alone what holds text
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written
