"""The gazetteer: values are keys, and what is found is where it stands in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.gazetteer import Gazetteer
from bot.nlu.gazetteer import GazetteerEntities
from bot.phrases import PhraseError
from tests.bot.nlu_support import made, message

NL = """
language: nl
topics:
  food_aid: [voedselbank*, sociale kruidenier]
  dutch_course: [nederlands leren]
  health_care: [dokter, tandarts]
aspects: {hours: [open, hoe laat], phone: [telefoon*]}
when: {saturday: [zaterdag], tonight: [vanavond], morning: ["'s morgens"]}
free: [gratis]
open_now: [nu open]
age: ["{n} jaar", "van {n}"]
household: {child: [kind*, zoontje]}
no_papers: [zonder papieren]
ordinals: {1: [de eerste], last: [de laatste]}
near: [in de buurt van, bij, aan, in]
languages: {ar: [arabisch], nl: [nederlands]}
numbers: {drie: 3, twintig: 20, vier en twintig: 24}
"""
CITY = "neighbourhoods: {havenkwartier: [Havenkwartier, port], centrum: [Centrum, وسط المدينة]}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "nl.yml").write_text(NL, encoding="utf-8")
    (tmp_path / "city.yml").write_text(CITY, encoding="utf-8")
    return tmp_path


def found(folder: Path, text: str) -> set[tuple[str, object]]:
    gazetteer = Gazetteer(folder / "lists", folder / "city.yml")
    return {(one.entity, one.value) for one in gazetteer.find(text)[1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tot hoe laat is de Voedselbanken zaterdag",
         {("topic", "food_aid"), ("aspect", "hours"), ("when", "saturday")}),
        ("mijn zoontje is drie jaar", {("household", "child"), ("age", 3)}),
        ("kind van ١٢", {("household", "child"), ("age", 12)}),
        ("vier en twintig jaar", {("age", 24)}),
        ("van 2024", set()),
        ("dokter die Arabisch spreekt", {("topic", "health_care"), ("language_asked", "ar")}),
        ("ik wil nederlands leren", {("topic", "dutch_course")}),
        ("tandarts in het Havenkwartjer gratis",
         {("topic", "health_care"), ("neighbourhood", "havenkwartier"), ("free", True)}),
        ("tandarts bij port", {("topic", "health_care"), ("neighbourhood", "havenkwartier")}),
        ("kan ik mijn port betalen", set()),
        ("طبيب وسط المدينة", {("neighbourhood", "centrum")}),
        ("de eerste of de laatste", {("ordinal", 1), ("ordinal", "last")}),
        ("zonder papieren 's morgens nu open",
         {("no_papers", True), ("when", "morning"), ("open_now", True), ("aspect", "hours")}),
    ],
)  # fmt: skip
def test_finds(folder: Path, text: str, expected: set[tuple[str, object]]) -> None:
    assert found(folder, text) == expected


def component(folder: Path) -> GazetteerEntities:
    made_one: GazetteerEntities = made(
        GazetteerEntities,
        folder,
        directory=str(folder / "lists"),
        municipality=str(folder / "city.yml"),
    )
    return made_one


def test_entities_stand_where_the_words_stand_and_hold_no_text(folder: Path) -> None:
    text = "  Waar is de Voedselbank in het centrum?"
    said = message(text, language="nl", entities=[{"entity": "language", "value": "nl"}])
    component(folder).process([said])
    marked = {e["entity"]: e for e in said.get("entities")}
    assert text[marked["topic"]["start"] : marked["topic"]["end"]] == "Voedselbank"
    assert set(marked["topic"]) == {"entity", "value", "start", "end", "extractor"}
    assert marked["language"]["value"] == "nl"


@pytest.mark.parametrize(
    "text", ["", "/ask_food_aid", "👍", "\udc00voedselbank\ud800", "ﷺ" * 900, "a" * 100_000]
)
def test_wild_text_does_no_harm(folder: Path, text: str) -> None:
    said = message(text)
    component(folder).process([said])
    for entity in said.get("entities", []):
        assert 0 <= entity["start"] <= entity["end"] <= len(text)


def test_a_broken_list_is_named(folder: Path) -> None:
    (folder / "lists" / "fr.yml").write_text("language: fr\nfree: [a & b]", encoding="utf-8")
    with pytest.raises(PhraseError, match=r"fr\.yml: free"):
        Gazetteer(folder / "lists", folder / "city.yml")


def test_the_lists_of_the_project_compile() -> None:
    from services_catalog.settings import DEMO_DIRECTORY, PROJECT_ROOT

    gazetteer = Gazetteer(PROJECT_ROOT / "data" / "gazetteer", DEMO_DIRECTORY / "municipality.yml")
    _, some = gazetteer.find("voedselbank zaterdag", ["nl"])
    assert ("topic", "food_aid") in {(one.entity, one.value) for one in some}
