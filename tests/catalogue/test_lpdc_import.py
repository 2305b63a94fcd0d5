"""The import of the LPDC: staged beside the catalogue, from files and by the command."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.exchange import app
from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.editing.decisions import accept, reject
from services_catalog.exchange.lpdc.importing import (
    UnknownOrganization,
    import_files,
    write_report,
)
from tests.catalogue.factory import location, organization, service
from tests.catalogue.lpdc_support import (
    DIENST,
    PAGE,
    STAD,
    TODAY,
    TURTLE,
    offline,  # noqa: F401  (no test here may reach out)
)
from tests.web.conftest import NoEncoder

# --- Staging, on both kinds of database


@pytest.fixture
def seeded(database: Database) -> Database:
    with database.change() as session:
        session.add(organization(id="stad", name="Stad Waterlinde"))
        session.flush()
        session.add(location(id="stadhuis", organization_id="stad", street="Grote Markt"))
    return database


def test_nothing_is_kept_until_told_and_nothing_disappears(seeded: Database):
    dry = import_files(seeded, [TURTLE, PAGE], "An", today=TODAY)
    assert dry.counts == {"found": 12, "new": 5, "changed": 0, "unchanged": 0, "refused": 7}
    kept = import_files(seeded, [TURTLE, PAGE], "An", dry_run=False, today=TODAY)
    assert kept.counts == dry.counts
    version = seeded.version()
    again = import_files(seeded, [TURTLE, PAGE], "An", dry_run=False, today=TODAY)
    assert again.counts == {"found": 12, "new": 0, "changed": 0, "unchanged": 5, "refused": 7}
    assert seeded.version() == version


def test_progress_is_told_to_the_last(seeded: Database):
    seen: list[tuple[int, int]] = []
    import_files(seeded, [TURTLE], "An", progress=lambda *step: seen.append(step))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_an_accepted_draft_is_not_proposed_again_until_the_source_changes(
    seeded: Database, tmp_path: Path
):
    book = EditingBook(seeded, NoEncoder)
    kept = import_files(seeded, [TURTLE], "An", dry_run=False, organizations={STAD: "stad"})
    items = {item.title: item for item in kept.report.items if item.new}
    item = items["Je adres wijzigen"].item
    assert item is not None
    draft = accept(book, item, "An")
    assert draft.document["text"]["title"] == "Je adres wijzigen"
    assert draft.document["organization"] == "stad"
    assert draft.document["external_ids"]["lpdc"] == f"{DIENST}verhuizen"
    rejected = items["Dringende steun"].item
    assert rejected is not None
    reject(seeded, rejected, "An", "van de buren")
    again = import_files(seeded, [TURTLE], "An", organizations={STAD: "stad"})
    assert (again.counts["new"], again.counts["changed"], again.counts["unchanged"]) == (0, 0, 3)

    newer = tmp_path / "newer.ttl"
    newer.write_text(TURTLE.read_text("utf-8").replace("Kom langs.", "Maak een afspraak."), "utf-8")
    changed = import_files(seeded, [newer], "An", organizations={STAD: "stad"})
    assert (changed.counts["changed"], changed.counts["unchanged"]) == (1, 2)
    comparison = next(item for item in changed.report.items if item.comparison).comparison
    assert comparison is not None
    assert set(comparison.proposed) == {"text.how"}


def test_a_service_of_ours_that_is_archived_at_the_source_is_named(seeded: Database):
    from services_catalog.models import ExternalId

    with seeded.change() as session:
        session.add(service(id="oude-dienst", organization_id="stad"))
        session.flush()
        session.add(ExternalId(system="lpdc", value=f"{DIENST}oud", service_id="oude-dienst"))
    outcome = import_files(seeded, [TURTLE], "An")
    assert [one.why for one in outcome.refused if one.field == "status"] == [
        "Gearchiveerd bij de bron. Bij ons: oude-dienst. Kijk die na."
    ]


def test_an_organization_that_is_not_ours_stops_the_import(seeded: Database):
    with pytest.raises(UnknownOrganization, match=r"has no organization nergens.*stad"):
        import_files(seeded, [TURTLE], "An", organizations={"": "nergens"})


def test_the_report_is_a_csv_that_runs_nothing(seeded: Database, tmp_path: Path):
    turtle = tmp_path / "a.ttl"
    turtle.write_text(TURTLE.read_text("utf-8").replace('"Kopie van Je', '"=Kopie van Je'), "utf-8")
    outcome = import_files(seeded, [turtle], "An")
    file = tmp_path / "report.csv"
    write_report(outcome, file)
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text, delimiter=";"))
    assert [row["outcome"] for row in rows[:4]] == ["refused"] * 4
    assert "'=Kopie van Je adres wijzigen" in {row["title"] for row in rows}
    assert {row["field"] for row in rows if row["title"] == "Je adres wijzigen"} >= {
        "topics",
        "cost",
    }


# --- The command


@pytest.fixture
def command(database: Database, monkeypatch: pytest.MonkeyPatch):
    with database.change() as session:
        session.add(organization(id="stad"))
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["import", "lpdc", *arguments])
        return result.exit_code, result.output

    return run


def test_the_command_looks_first_and_keeps_when_told(command, tmp_path: Path):
    report = tmp_path / "r.csv"
    code, output = command(str(TURTLE), "--report", str(report), "--organization", f"{STAD}=stad")
    assert code == 0
    assert "A dry run: nothing was kept" in output
    assert re.search(r"│ 7 +│ 3 +│ 0 +│ 0 +│ 4 ", output)
    assert "Gearchiveerd bij de bron" in output
    assert report.exists()
    code, output = command(str(TURTLE), "--apply", "--actor", "An")
    assert (code, "Kept as import 1" in output) == (0, True)
    code, output = command(str(TURTLE), "--json")
    assert json.loads(output[output.index("{") :])["counts"]["unchanged"] == 3


def test_the_command_fails_with_cause_and_cure(command, tmp_path: Path):
    bad = tmp_path / "a.xml"
    bad.write_text("<a/>", "utf-8")
    for arguments, words, exit_code in (
        ((str(bad),), "supplier's own export", 1),
        ((str(TURTLE), "--organization", "nergens"), "no organization nergens", 1),
        ((str(TURTLE), "--actor", "a" * 121), "1 to 120", 2),
        ((str(TURTLE), "--report", str(tmp_path / "no" / "r.csv")), "could not be written", 1),
    ):
        code, output = command(*arguments)
        assert (code, words in " ".join(output.split())) == (exit_code, True), output
