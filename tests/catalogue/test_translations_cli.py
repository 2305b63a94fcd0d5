"""``toeleider translations``, as somebody types it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli import translations as commands
from services_catalog.database import Database, make_engine, migrate
from services_catalog.translating.book import TranslationBook
from tests.catalogue.translation_office import TITLE, Office, made


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    url = f"sqlite:///{tmp_path / 'cli.db'}"
    database = Database(make_engine(url))
    migrate(database.engine)
    office = made(database)
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(
        commands,
        "TranslationBook",
        lambda database: TranslationBook(database, lambda: office.world.encoder),
    )
    return office


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["translations", *map(str, words)])
    assert result.exit_code == code, result.output
    return result.output


def test_queue(office: Office):
    counts = json.loads(run("queue", "--json"))
    assert counts["fr"]["machine"] == 1
    assert counts["uk"] == counts["uk"] | {"machine": 0, "approved": 0}
    assert counts["uk"]["missing"] == 4
    lines = json.loads(run("queue", "--language", "fr", "--json"))
    assert [line["risk"] for line in lines] == ["legal", "legal", "normal", "normal"]
    assert "voedselbank" in run("queue", "--language", "fr")
    assert "no language to translate into" in run("queue", "--language", "nl", code=2)


@pytest.mark.parametrize("form", ["po", "xliff", "xliff1"])
def test_out_changed_and_in(office: Office, tmp_path: Path, form: str):
    assert "texts written to" in run("export", "fr", "-o", tmp_path, "--format", form)
    (path,) = tmp_path.glob("toeleider-fr-*")
    text = path.read_text(encoding="utf-8").replace("Banque alimentaire", "Banque du pain")
    path.write_text(text, encoding="utf-8")
    assert "1 unfinished" in run("import", path)
    out = run("import", path, "--fuzzy")
    assert "+ Banque du pain" in out
    assert "A dry run" in out
    assert office.target(TITLE) == "Banque alimentaire"
    out = run("import", path, "--fuzzy", "--apply", "--actor", "An", "--json")
    found = json.loads(out[out.index("{\n") :])
    assert found["counts"]["taken"] == 1
    assert [text["key"] for text in found["texts"]] == [TITLE]
    assert office.target(TITLE) == "Banque du pain"
    assert "0 taken" in run("import", path, "--fuzzy", "--apply")


def test_only_some_and_all_languages(office: Office, tmp_path: Path):
    path = tmp_path / "fr.po"
    out = run("export", "fr", "-o", path, "-f", "po", "--only", "machine")
    assert out.strip().endswith(f"2 texts written to {path}.")
    every = tmp_path / "all.zip"
    run("export", "all", "-o", every, "--only", "missing,stale", "--topic", "food_aid")
    assert len(zipfile.ZipFile(every).namelist()) == 19
    assert "unknown verloren" in run("export", "fr", "-o", path, "--only", "verloren", code=2)
    assert "unknown brood" in run("export", "fr", "-o", path, "--topic", "brood", code=2)
    assert "cannot be written" in run("export", "fr", "-o", tmp_path / "no" / "x", code=1)


def test_files_that_cannot_be_used(office: Office, tmp_path: Path):
    path = tmp_path / "a.po"
    assert "cannot be read" in run("import", path, code=1)
    path.write_text('msgid "a"\nmsgstr b\n', encoding="utf-8")
    assert "2" in run("import", path, code=1)
    path.write_text('msgctxt "a"\nmsgid "a"\nmsgstr "b"\n', encoding="utf-8")
    assert "--language" in run("import", path, code=2)
    assert "1 foreign" in run("import", path, "--language", "fr")
    path.write_bytes(b"x" * (9 * 1024 * 1024))
    assert "larger than 8 MB" in run("import", path, code=1)


def test_a_catalogue_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    for words in (("queue",), ("export", "fr", "-o", tmp_path / "x"), ("glossary",)):
        assert "alembic upgrade head" in run(*words, code=1)


def test_glossary(office: Office):
    assert "huisarts" in run("glossary")
    assert "médecin généraliste" in run("glossary", "--language", "fr")
    found = json.loads(run("glossary", "--language", "fr", "--json"))
    assert len(found["terms"]) >= 60
    assert found["not_used"] == []
