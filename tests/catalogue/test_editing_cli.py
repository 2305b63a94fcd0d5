"""The commands of editing, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli import editing as commands
from services_catalog.database import Database, make_engine, migrate
from services_catalog.editing.book import EditingBook
from services_catalog.editing.staging import Record, stage
from tests.catalogue.editing_world import World

NEW = {"text": {"title": "Fietspunt", "summary": "Herstel je fiets samen met anderen."}}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    url = f"sqlite:///{tmp_path / 'cli.db'}"
    database = Database(make_engine(url))
    migrate(database.engine)
    made = World(database)
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr(
        commands, "_book", lambda: EditingBook(Database(make_engine(url)), lambda: made.encoder)
    )
    return made


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["catalogue", *words])
    assert result.exit_code == code, result.output
    return result.output


def test_publish_history_and_restore(world: World):
    assert "Nobody is writing" in run("drafts")
    world.change(title="Nieuwe naam")
    assert "voedselbank" in run("drafts")
    out = run("publish", "voedselbank", "--actor", "An", "--reason", "klaarder [zo]")
    assert "Titel: was “Voedselbank De Mand”, wordt “Nieuwe naam”" in out
    out = run("history", "voedselbank")
    assert "An: klaarder [zo]" in out
    assert out.index("An: klaarder") < out.index("seed: loaded from files")
    entries = json.loads(run("history", "voedselbank", "--json"))
    assert [entry["actor"] for entry in entries] == ["An", "seed"]
    loaded = str(entries[-1]["revision"])
    assert "A draft of voedselbank" in run("restore", loaded, "--actor", "Bo")
    (draft,) = json.loads(run("drafts", "--json"))
    assert draft["document"]["text"]["title"] == "Voedselbank De Mand"
    assert "is writing a draft" in run("restore", loaded, "--actor", "Bo", code=1)


def test_what_cannot_be_published_says_all_of_it(world: World):
    world.change(title="", how="")
    out = run("publish", "voedselbank", "--actor", "An", "--reason", "zo", code=1)
    assert "text.title" in out
    assert "text.how" in out
    assert "no draft" in run("publish", "weg", "--actor", "An", "--reason", "zo", code=1)
    assert "weg" in run("history", "weg", code=1)
    assert "why" in run("publish", "voedselbank", "--actor", "An", "--reason", " ", code=1)


def test_imports_from_list_to_decision(world: World):
    assert "Nothing was imported" in run("imports", "list")
    changed = {"text": {"title": "Andere naam"}, "email": "mand@voorbeeld.example"}
    report = stage(
        world.database,
        system="hsds",
        source="file.json",
        records=[Record("f-1", changed), Record("n-1", NEW), Record("n-2", {})],
        actor="invoer",
        dry_run=False,
    )
    assert "1 new, 1 changed, 0 unchanged, 1 refused" in run("imports", "list")
    out = run("imports", "show", str(report.run))
    assert "take  E-mail: erbij “mand@voorbeeld.example”" in out
    assert "ours differs  Titel: was “Voedselbank De Mand”, wordt “Andere naam”" in out
    assert "! text.title: Deze dienst heeft geen titel." in out
    shown = json.loads(run("imports", "show", str(report.run), "--json"))
    items = {item["external_id"]: item["item"] for item in shown}
    out = run("imports", "accept", str(items["f-1"]), "--actor", "An", "--field", "text.title")
    assert "A draft of voedselbank holds it" in out
    run("imports", "reject", str(items["n-1"]), "--actor", "An", "--reason", "niet van hier")
    assert "rejected already" in run(
        "imports", "accept", str(items["n-1"]), "--actor", "An", code=1
    )
    assert "no import 99" in run("imports", "show", "99", code=1)
    assert json.loads(run("imports", "list", "--json"))[0]["open"] == 0
    everything = json.loads(run("imports", "show", str(report.run), "--all", "--json"))
    assert [item["status"] for item in everything] == ["accepted", "rejected", "refused"]


def test_a_database_that_cannot_be_used_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "cli.db").write_bytes(b"no database" * 100)
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", f"sqlite:///{tmp_path / 'cli.db'}")
    out = CliRunner().invoke(app, ["catalogue", "imports", "list"])
    assert out.exit_code == 1
    assert "TOELEIDER_DATABASE_URL" in out.output
