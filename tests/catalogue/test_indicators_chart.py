"""The picture: readable without eyes, safe in a page, and with no number that is hidden."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from services_catalog.i18n import Translator
from services_catalog.indicators import Need, Report
from services_catalog.indicators.chart import LABEL, WIDTH, Bar, Panel, draw, picture
from services_catalog.indicators.labels import OUTCOMES, row_label
from services_catalog.indicators.suppression import EMPTY, OTHER, protect
from services_catalog.models import Outcome

NS = "{http://www.w3.org/2000/svg}"
DUTCH = Translator("nl")


def made(counts: dict[tuple[str, str], int]) -> Report:
    table = protect(counts, 5)
    return Report(
        first=date(2026, 8, 24), last=date(2026, 11, 9), below=5, by_week=EMPTY,
        by_topic=table, by_language=table, services=(Need("service", "x", "wrong_answer", None),),
    )  # fmt: skip


def test_every_outcome_has_a_name():
    assert set(OUTCOMES) == {*Outcome, OTHER}


def test_rows_name_topics_and_any_language():
    assert row_label("topic", "work", DUTCH) == "Werk"
    assert row_label("topic", "none", DUTCH) == "Zonder onderwerp"
    assert row_label("language", "hu", DUTCH) == "Hongaars"
    assert row_label("language", "tr", DUTCH) == "Turks"
    assert row_label("language", "und", DUTCH) == "Onbekende taal"
    assert row_label("topic", OTHER, DUTCH) == row_label("language", OTHER, DUTCH)


def test_bars_are_to_scale_named_and_said_in_words():
    panel = Panel("Vragen", [Bar("Werk", 40), Bar("Eten", 10), Bar("School", None)])
    root = ElementTree.fromstring(draw("Titel", [panel], DUTCH, name="one"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "one-title one-text"
    assert root.findtext(f"{NS}desc") == "Vragen: Werk 40, Eten 10, School verborgen"
    bars = [int(r.get("width")) for r in root.iter(f"{NS}rect") if r.get("x") == str(LABEL)]
    assert bars[0] == 4 * bars[1]
    assert len(bars) == 2, "what is hidden has no length"
    assert LABEL + bars[0] + 60 < WIDTH


def test_nothing_in_it_is_refused_by_the_pages_own_rules_or_breaks_out():
    panel = Panel("<script>x</script>", [Bar('"><img src=x onerror=alert(1)>', 3)])
    svg = draw("a & b", [panel], DUTCH)
    root = ElementTree.fromstring(svg)
    tags = {element.tag.removeprefix(NS) for element in root.iter()}
    assert tags == {"svg", "title", "desc", "rect", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_the_picture_of_a_report_holds_no_hidden_number():
    counts = {("work", "answered"): 333, ("work", "wrong_answer"): 217,
              ("school", "answered"): 444, ("school", "wrong_answer"): 3}  # fmt: skip
    report = made(counts)
    assert report.by_topic.at("school", "wrong_answer") is None
    root = ElementTree.fromstring(picture(_with_weeks(report), DUTCH))
    said = " ".join(root.itertext())
    assert re.search(r"\b550\b", said)
    assert "24 augustus 2026" in said
    assert "15 november 2026" in said
    assert not re.search(
        r"\b(3|217|333|444)\b", said.replace("24 augustus", "").replace("5 zijn", "")
    )
    assert "Werk: fout antwoord gemeld" in said


def test_too_few_is_said():
    report = made({("work", "answered"): 50})
    empty = Report(report.first, report.last, 5, EMPTY, EMPTY, EMPTY, ())
    assert "Te weinig vragen om te tonen." in picture(empty, DUTCH)


def _with_weeks(report: Report) -> Report:
    import dataclasses

    weeks = protect({("2026-11-09", c): n for c, n in report.by_topic.column_totals.items()}, 5)
    return dataclasses.replace(report, by_week=weeks)
