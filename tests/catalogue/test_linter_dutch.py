"""The measures of hard Dutch, on texts that people would call easy or hard."""

from __future__ import annotations

import pytest

from services_catalog.database import Database
from services_catalog.linter import Rule, Severity, check, look_at
from services_catalog.linter.readability import (
    flesch_douma,
    measure,
    passive,
    sentences,
    syllables,
    words,
)
from tests.catalogue.editing_world import FOOD, TEXT, World

HARD = (
    "De aanvraag dient schriftelijk te worden ingediend bij het bevoegde ondersteuningsorgaan. "
    "De bewijsstukken worden door de administratie onderzocht overeenkomstig de toepasselijke "
    "reglementaire bepalingen inzake maatschappelijke dienstverlening en "
    "bestaanszekerheidsvoorzieningen, waarna de belanghebbende aanvrager van de eindbeslissing in "
    "kennis wordt gesteld."
)
EASY = "Kom langs met een tas. Je krijgt brood en melk. Het is gratis. Je betaalt dus niets."


@pytest.mark.parametrize(
    ("word", "count"),
    [("eten", 2), ("adres", 2), ("tas", 1), ("gemeente", 3), ("ziekenhuis", 3), ("koffie", 2),
     ("beëdigd", 3), ("financiële", 5), ("vrijwilliger", 4), ("verblijfsdocument", 5),
     ("sociaal", 3), ("idee", 2), ("mooie", 2), ("leeuw", 1), ("OCMW", 1), ("geïnteresseerd", 5)],
)  # fmt: skip
def test_syllables(word: str, count: int):
    assert syllables(word) == count


def test_douma_by_hand():
    # 5 words, 6 syllables: 206.84 - 77 x 6/5 - 0.93 x 5
    assert flesch_douma(["Kom langs met een tasje"]) == pytest.approx(206.84 - 92.4 - 4.65)
    assert flesch_douma([]) == 206.84


def test_easy_and_hard_lie_on_their_side_of_the_table():
    assert measure([EASY]).flesch_douma > 80
    assert measure([HARD]).flesch_douma < 30
    assert measure([EASY]).long_share == 0
    assert measure([HARD]).long_share > 0.2
    assert measure([EASY]).mean_length < 6
    assert measure([HARD]).mean_length > 15
    assert measure([""]).words == 0


def test_sentences_end_where_people_end_them():
    text = "Breng papieren mee, bv. een huurcontract. “Kom je?” Bel dan!\nOf schrijf."
    assert sentences(text) == [
        "Breng papieren mee, bv. een huurcontract.",
        "“Kom je?”",
        "Bel dan!",
        "Of schrijf.",
    ]
    assert words("e-mail-adres zo’n 12 keer") == ["e-mail-adres", "zo’n", "12", "keer"]


@pytest.mark.parametrize(
    "text",
    [
        "Je dossier wordt door de dienst onderzocht.",
        "De aanvraag moet worden ingediend bij het loket.",
        "Daarna word je teruggebeld.",
        "Het geld werd niet betaald.",
        "Weet je hoe je toegelaten wordt?",
        "De kosten worden vergoed.",
        "Je wordt ontvangen aan het loket.",
    ],
)
def test_what_is_done_by_nobody(text: str):
    assert passive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wij onderzoeken je dossier.",
        "Je wordt achttien jaar.",
        "Wil je zelfstandige worden? Dan helpen wij je.",
        "Word je ziek, bel dan.",
        "Je wordt Belg en je hebt geld.",
        "Het wordt een goed gesprek over je verblijfsdocument.",
        "Als je lid wordt, krijg je een kaart.",
        "Je hebt gewerkt en betaald.",
    ],
)
def test_what_only_looks_like_it(text: str):
    assert passive(text) == ""


def test_hard_dutch_warns_with_its_sentence_and_never_blocks(database: Database):
    world = World(database)
    easy = look_at(FOOD | {"text": TEXT | {"description": EASY}}, world.database)
    assert [f for f in easy if f.rule is Rule.PLAIN_DUTCH] == []
    hard = FOOD | {"text": TEXT | {"description": HARD}}
    found = [f for f in look_at(hard, world.database) if f.rule is Rule.PLAIN_DUTCH]
    assert {f.severity for f in found} == {Severity.WARNING}
    assert {f.field for f in found} == {"text.description"}
    said = "\n".join(f.message for f in found)
    assert "Een zin van 28 woorden: “De bewijsstukken" in said
    assert "worden ingediend" in said  # the passive piece is named
    assert "Flesch-Douma" in said
    assert "bestaanszekerheidsvoorzieningen" in said


def test_plain_dutch_is_quiet_on_a_catalogue_in_plain_dutch(demo: Database):
    found = [f for f in check(demo) if f.rule is Rule.PLAIN_DUTCH]
    services = {f.entity for f in found}
    assert 0 < len(services) < 10, "of 107: thresholds that warn everywhere are read by nobody"
