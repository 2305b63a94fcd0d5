"""What people need, on a page: numbers that tell nothing of a few, and what to do about each."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest

from services_catalog.database import Database
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.indicators import report, week_of
from services_catalog.indicators.chart import Bar, columns
from services_catalog.indicators.gaps import Remedy, gaps
from services_catalog.indicators.sheet import sheet
from services_catalog.labels import TOPICS
from services_catalog.models import Indicator, Outcome, Role, Service, WrongAnswerReport
from services_catalog.vocabulary import PublicationState
from tests.staff.conftest import Make

ON_BOTH = True

SHELTER = "nachtopvang-de-brug"


def asked(
    catalogue: Database, topic: str, language: str, outcome: str, number: int, ago: int = 1
) -> None:
    """Put a count into the week ``ago`` weeks before this one."""
    week = week_of(now().date()) - timedelta(weeks=ago)
    with catalogue.change() as session:
        session.add(
            Indicator(week=week, topic=topic, language=language, outcome=Outcome(outcome),
                      channel="web", count=number)
        )  # fmt: skip


def wrong(catalogue: Database, service_id: str, number: int, ago: int = 1) -> None:
    week = week_of(now().date()) - timedelta(weeks=ago)
    with catalogue.change() as session:
        session.add(
            WrongAnswerReport(week=week, service_id=service_id, language="tr", count=number)
        )


@pytest.fixture
def numbers(catalogue: Database) -> Database:
    """Made for the test: large enough to be shown, with one cell that is not."""
    asked(catalogue, "housing", "tr", "answered", 40)
    asked(catalogue, "housing", "ar", "answered", 31, ago=2)
    asked(catalogue, "housing", "ar", "nothing_found", 17, ago=2)
    asked(catalogue, "diploma", "uk", "nothing_found", 12)
    asked(catalogue, "legal_help", "fr", "wrong_answer", 9)
    asked(catalogue, "legal_help", "fr", "answered", 22)
    asked(catalogue, "legal_help", "fr", "nothing_found", 6)
    asked(catalogue, "", "el", "unsupported_language", 14)
    asked(catalogue, "diploma", "uk", "answered", 3)
    asked(catalogue, "work", "nl", "answered", 1234, ago=9)
    return catalogue


def rows(html: str, caption: str) -> dict[str, list[str]]:
    """The cells of a table by the head of their row."""
    table = html.split(f'aria-labelledby="{caption}"')[1].split("</table>", maxsplit=1)[0]
    found = {}
    for row in table.split("<tr>")[2:]:
        cells = [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        found[cells[0]] = cells[1:]
    return found


def test_before_anything_was_asked_it_says_what_comes_and_when(person: Make):
    html = unescape(person(Role.READER).get("/needs"))
    assert "Nog te weinig om te tonen" in html
    assert re.search(r"Kijk op \d+ \w+ \d{4} opnieuw", html)
    assert "/needs/file" not in html
    assert "<table" not in html


def test_too_few_questions_look_like_none(person: Make, catalogue: Database):
    browser = person(Role.READER)
    empty = browser.get("/needs")
    asked(catalogue, "housing", "tr", "answered", 4)
    assert browser.get("/needs") == empty


def test_tables_by_week_topic_and_language(person: Make, numbers: Database):
    html = unescape(person(Role.READER).get("/needs?weeks=12"))
    topics, languages, weeks = (rows(html, f"per-{kind}") for kind in ("topic", "language", "week"))
    assert topics["Werk"][0] == "1.234"
    assert topics["Wonen"][0] == "88"
    assert languages["Nederlands"][0] == "1.234"
    assert languages["Totaal"] == topics["Totaal"] == weeks["Totaal"]
    assert len(weeks) == 4
    assert "1.388 vragen." in html
    assert f'href="/staff/services?topic={"housing"}"' in html
    assert 'href="/staff/translations/ar"' in html
    # The week of nine weeks ago is not in a report of four.
    assert "1.234" not in person(Role.EDITOR).get("/needs?weeks=4")
    assert unescape(person(Role.TRANSLATOR).get("/needs?weeks=999")) != "", "odd periods do no harm"


def test_small_numbers_and_what_betrays_them_are_hidden(person: Make, numbers: Database):
    html = unescape(person(Role.READER).get("/needs"))
    diploma = rows(html, "per-topic")[TOPICS["diploma"]]
    assert "verborgen" in diploma
    assert diploma[0] == "15"
    assert "3" not in diploma
    assert "12" not in diploma, "with the total of its row it would tell the 3"
    assert "Getallen onder 5 zijn verborgen" in html


def test_no_number_on_the_page_that_the_report_hides(person: Make, numbers: Database):
    """Each cell of each table is what the report has, word for word."""
    found = report(numbers, 12)
    html = unescape(person(Role.READER).get("/needs"))
    for kind, table in (("topic", found.by_topic), ("language", found.by_language)):
        shown = list(rows(html, f"per-{kind}").values())
        for name, cells in zip(table.rows, shown, strict=False):
            told = [None if cell == "verborgen" else int(cell.replace(".", "")) for cell in cells]
            assert told == [
                table.row_totals[name], *(table.at(name, column) for column in table.columns)
            ]  # fmt: skip


def test_each_gap_leads_to_what_would_close_it(person: Make, numbers: Database):
    html = unescape(person(Role.EDITOR).get("/needs"))
    gap = html.split('id="gaps"')[1].split('id="per-week"')[0]
    assert 'href="/staff/new?topic=housing"' in gap
    assert 'href="/staff/services?topic=legal_help"' in gap
    assert 'href="/staff/translations/fr"' in gap
    assert "Grieks" in gap
    assert "spreekt de assistent nog niet" in gap
    assert "Niets gevonden: 17" in gap
    assert "Nederlands" not in gap, "a question in Dutch lacks a service, not a language"
    reader = unescape(person(Role.READER).get("/needs"))
    assert "/staff/new" not in reader, "a reader cannot make a service"


def test_the_topic_of_a_gap_is_chosen_on_the_form(person: Make):
    browser = person(Role.EDITOR)
    assert '<option value="diploma" selected>' in browser.get("/new?topic=diploma")
    html = browser.get('/new?topic="><script>')
    assert "<script>" not in html
    assert 'value="&#34;' not in html


def test_what_a_remedy_is(numbers: Database):
    with numbers.read() as session:
        found = {
            (gap.need.key, gap.need.outcome): (gap.remedy, gap.services)
            for gap in gaps(session, report(numbers, 12))
        }
    assert found["housing", "nothing_found"][0] is Remedy.SERVICE
    assert found["housing", "nothing_found"][1] > 0
    assert found["legal_help", "wrong_answer"][0] is Remedy.CHECK
    assert found["ar", "nothing_found"][0] is Remedy.TRANSLATION
    assert found["el", "unsupported_language"][0] is Remedy.LANGUAGE
    assert not {key for key, _outcome in found} & {"nl", "none", "other", "und"}


def test_topics_without_a_service_are_named_without_any_count(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    assert "Onderwerpen zonder dienst" not in browser.get("/needs")
    with catalogue.change() as session:
        for service in session.query(Service):
            if any(topic.topic == "voting" for topic in service.topics):
                service.state = PublicationState.ARCHIVED
    html = browser.get("/needs")
    assert "Onderwerpen zonder dienst" in html
    assert "/staff/new?topic=voting" in html


def test_services_called_wrong_lead_to_their_page(person: Make, catalogue: Database):
    wrong(catalogue, SHELTER, 7)
    wrong(catalogue, "weg-is-weg", 2)
    html = unescape(person(Role.EDITOR).get("/needs"))
    part = html.split('id="reported"')[1]
    assert f'href="/staff/services/{SHELTER}"' in part
    assert "7 keer" in part
    assert "minder dan 5 keer" in part
    assert "Deze dienst bestaat niet meer." in part
    assert 'href="/staff/services/weg-is-weg"' not in part


def test_a_file_for_a_spreadsheet(person: Make, numbers: Database):
    wrong(numbers, SHELTER, 2)
    browser = person(Role.READER)
    answer = browser.client.get("/staff/needs/file/csv?weeks=12")
    assert answer.headers["content-type"].startswith("text/csv")
    found = report(numbers, 12)
    name = f"noden-{found.first}-{found.until}.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert head == ["Tabel", "Naam", "Hoe het eindigde", "Aantal", "Verborgen"]
    assert ["Onderwerp", "Wonen", "Totaal", "88", "nee"] in lines
    assert ["Onderwerp", "Totaal", "Beantwoord", "1330", "nee"] in lines
    assert all((count == "") == (hidden == "ja") for *_, count, hidden in lines)
    assert [lines[-1][0], *lines[-1][-2:]] == ["Dienst", "", "ja"]
    assert len(lines) == len(found.as_csv().splitlines()) - 1


def test_a_title_is_no_formula(catalogue: Database):
    wrong(catalogue, SHELTER, 9)
    found = sheet(report(catalogue, 1), Translator("nl"), {SHELTER: "=HYPERLINK(1)"})
    assert "Dienst;'=HYPERLINK(1);Fout antwoord gemeld;9;nee" in found


def test_a_picture_for_a_report(person: Make, numbers: Database):
    browser = person(Role.READER)
    answer = browser.client.get("/staff/needs/file/svg?weeks=12")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(answer.text).tag.endswith("svg")
    browser.get("/needs/file/xlsx", 404)


def test_the_chart_of_weeks_has_a_column_for_every_week(person: Make, numbers: Database):
    html = person(Role.READER).get("/needs?weeks=12")
    chart = re.search(r'<svg viewBox.*?class="columns">.*?</svg>', html, re.DOTALL)
    assert chart
    tree = ElementTree.fromstring(chart[0])
    bars = [element for element in tree if element.tag == "rect"]
    assert len(bars) == 12
    assert max(int(bar.attrib["height"]) for bar in bars) == 120
    assert "style" not in chart[0]


def test_a_hidden_week_and_one_without_questions_look_the_same():
    drawn = [columns("Weken", [Bar("a", 10), Bar("b", count)]) for count in (None, 0)]
    assert drawn[0] == drawn[1]
