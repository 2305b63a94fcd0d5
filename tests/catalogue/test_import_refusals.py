"""What an import refuses is kept with field and reason, and so is what it says of the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from bot.cli.catalogue import app as catalogue_app
from services_catalog.database import Database
from services_catalog.editing import decisions, inbox
from services_catalog.editing.drafts import Refused
from services_catalog.editing.inbox import Kind
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Record
from services_catalog.exchange.arrival import Choices, bring
from services_catalog.exchange.lpdc.importing import import_files
from services_catalog.exchange.report import report_lines, write_lines
from tests.catalogue.editing_world import World
from tests.catalogue.staging_world import NEW, kept, lay

DATA = Path(__file__).parent / "data"
TURTLE, PAGE = DATA / "lpdc.ttl", DATA / "lpdc-page.jsonld"
DIENST = "https://waterlinde.example.org/id/dienst/"
STAD = "https://waterlinde.example.org/id/overheid/stad"


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


# --- Refusals of the reader


def test_what_the_reader_of_the_lpdc_refuses_is_kept_whole(world: World) -> None:
    outcome = import_files(world.database, [TURTLE, PAGE], "An", dry_run=False)
    found = [one for one in kept(world, outcome.report) if inbox.kind_of(one) is Kind.REFUSED]
    assert outcome.counts["refused"] == len(found) == len(outcome.refused) == 7
    # Every refusal: its address at the source, its title, the field and why.
    assert {
        (one.number, one.title, problem.path, problem.message)
        for one in found
        for problem in one.problems
    } == {(one.external_id, one.title, one.field, one.why) for one in outcome.refused}
    assert outcome.report.counts["refused"] == 7
    (run,) = inbox.runs(world.database)
    assert run.counts["refused"] == 7


def test_a_refusal_takes_no_number_from_a_service_that_is_brought_in(world: World) -> None:
    """An older version has the very address of the one that counts."""
    import_files(world.database, [PAGE, TURTLE], "An", dry_run=False)
    lines = inbox.lines(world.database, 1)
    new = {line.external_id for line in lines if line.kind is Kind.NEW}
    assert len(new) == 5
    assert all(name.startswith("http") and "(" not in name for name in new)
    assert len({line.external_id for line in lines}) == len(lines) == 12


def test_refused_by_the_reader_is_no_judgement_and_nothing_to_decide_on(world: World) -> None:
    why = [Problem("status", "Gearchiveerd bij de bron.")]
    report = lay(world, Record("f-1", {}, why, refused=True))
    (item,) = kept(world, report)
    assert (item.problems, item.comparison, item.service_id) == (tuple(why), None, None)
    with pytest.raises(Refused):
        decisions.accept(world.book, item.item or 0, "An")
    with pytest.raises(Refused):
        decisions.reject(world.database, item.item or 0, "An", "toch niet")


def test_an_endless_address_is_told_whole(world: World) -> None:
    long = f"https://waterlinde.example.org/{'x' * 300}"
    report = lay(world, Record(long, {}, [Problem("external_ids", "Te lang.")], refused=True))
    assert report.items[0].number == kept(world, report)[0].number == long
    assert len(report.items[0].external_id) == 200


def test_a_refusal_does_not_move_the_catalogue_nor_wait(world: World) -> None:
    version = world.database.version()
    lay(world, Record("x", {}, [Problem("status", "weg")], refused=True))
    assert world.database.version() == version
    assert [run.open for run in inbox.runs(world.database)] == [0]


# --- What is said of the file


def book(path: Path) -> Path:
    workbook = Workbook()
    services = workbook.active
    assert services is not None
    services.title = "services"
    for row in (
        ("id", "name", "status", "kleur"),
        ("a", "Een", "active", "rood"),
        ("a", "Twee keer a", "active", None),
        (None, "Zonder id", "active", None),
    ):
        services.append(row)
    workbook.create_sheet("recepten").append(("id", "naam"))
    workbook.save(path)
    return path


def test_rows_of_a_workbook_that_are_skipped_are_refused_services(
    world: World, tmp_path: Path
) -> None:
    brought = bring(world.database, [book(tmp_path / "a.xlsx")], "An", Choices(), dry_run=False)
    refused = brought.report.refused
    assert [(one.number, one.title) for one in refused] == [
        ("services, rij 3", "Twee keer a"),
        ("services, rij 4", "Zonder id"),
    ]
    assert "twee keer" in refused[0].problems[0].message
    run = inbox.run(world.database, brought.report.run or 0)
    assert run.remarks == brought.report.remarks
    assert {remark.path for remark in run.remarks} == {"services", "recepten"}


def test_what_a_file_says_may_hold_what_no_database_can(world: World) -> None:
    report = lay(world, Record("n-1", NEW), remarks=[Problem("blad\x00", "half \ud800 teken")])
    (remark,) = inbox.run(world.database, report.run or 0).remarks
    assert (remark.path, remark.message) == ("blad", "half  teken")


def test_the_report_of_a_run_says_what_the_report_of_the_command_says(
    world: World, tmp_path: Path
) -> None:
    outcome = import_files(world.database, [TURTLE], "An", dry_run=False)
    run = inbox.run(world.database, outcome.report.run or 0)
    text = io.StringIO(newline="")
    write_lines(report_lines(inbox.items(world.database, run.id), run.remarks), text)
    assert [*csv.reader(io.StringIO(text.getvalue()), delimiter=";")][1:] == [
        [line.outcome, line.external_id, line.title, line.field, line.why]
        for line in outcome.lines()
    ]


def test_the_command_shows_every_refusal_and_remark(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = world.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "300")
    bring(world.database, [book(tmp_path / "a.xlsx")], "An", Choices(), dry_run=False)
    shown = CliRunner().invoke(catalogue_app, ["imports", "show", "1"]).output
    assert "! recepten: HSDS kent deze tabel niet" in shown
    assert "Het id a staat twee keer" in shown
    assert "Zonder id" in shown
