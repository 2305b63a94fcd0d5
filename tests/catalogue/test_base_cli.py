"""The commands of the shared base, as somebody types them in two municipalities."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli import base as commands
from services_catalog.database import Database, make_engine, migrate
from services_catalog.editing.book import EditingBook
from services_catalog.hours import now
from services_catalog.translating.book import TranslationBook
from tests.catalogue.base_world import REGION, Keeper, Town
from tests.catalogue.test_base import FOOD


class Places:
    """The keeper's machine and the town's."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch, self.file = monkeypatch, folder / "base.json"
        self.urls = {name: f"sqlite:///{folder / name}.db" for name in ("keeper", "town")}
        databases = {name: Database(make_engine(url)) for name, url in self.urls.items()}
        for database in databases.values():
            migrate(database.engine)
        self.keeper, self.town = Keeper(databases["keeper"]), Town(databases["town"])
        encoder = self.town.encoder
        monkeypatch.setattr(commands, "EditingBook", lambda db: EditingBook(db, lambda: encoder))
        monkeypatch.setattr(
            commands, "TranslationBook", lambda db: TranslationBook(db, lambda: encoder)
        )
        monkeypatch.setenv("COLUMNS", "300")

    def run(self, place: str, *words: str, code: int = 0) -> str:
        self.monkeypatch.setenv("TOELEIDER_DATABASE_URL", self.urls[place])
        result = CliRunner().invoke(app, ["base", *words])
        assert result.exit_code == code, result.output
        return result.output

    def export(self, *words: str) -> str:
        named = ("-o", str(self.file), "--id", REGION, "--name", "Regio Linde")
        return self.run("keeper", "export", *named, *words)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    return Places(tmp_path, monkeypatch)


def test_from_export_to_publishing(places: Places):
    assert "4 services of 'Regio Linde' (regio-linde" in places.export("--role", "org=de-stad")
    out = places.run("town", "follow", str(places.file))
    assert "new  voedselbank" in out
    assert "A dry run" in out
    assert "You follow no such base" in places.run("town", "status", code=1)
    out = places.run("town", "follow", str(places.file), "--apply", "--actor", "Ans")
    assert "Kept; nothing is published" in out
    assert "Which organization is de-stad (Organisatie) here?" in out
    assert "de-stad" in places.run("town", "map")
    assert "choose from" in places.run("town", "map", "de-stad", "nergens", code=1)
    assert "elders" in places.run("town", "map", "de-stad", "elders")
    places.town.take_all()
    assert "4 services: 4 as the base." in places.run("town", "status")
    places.keeper.publish(FOOD, text__how="Kom met een tas.")
    places.monkeypatch.setattr(commands, "export_base", later(commands.export_base))
    places.export("--role", "org=de-stad")
    out = places.run("town", "follow", str(places.file), "--apply")
    assert "Wat doe je nu?: was “Kom langs met een tas.”, wordt “Kom met een tas.”" in out
    found = json.loads(places.run("town", "status", "--json"))[0]
    assert found["counts"]["changed"] == 1
    (food,) = [one for one in found["services"] if one["key"] == FOOD]
    assert food["fields"]["text.how"] == "changed"
    publish = ("publish", "--actor", "Ans", "--reason", "uit de basis")
    assert "such-thing" in places.run("town", *publish, "no-such-thing", code=1)
    out = places.run("town", *publish)
    assert "published  voedselbank" in out
    assert "1 services published." in out
    assert places.town.book.published(FOOD)["text"]["how"] == "Kom met een tas."
    out = places.run("town", "follow", str(places.file), "--apply")
    assert "very text of the base already" in out


def later(export):
    """The same a year later: two exports in one second would be one version."""

    def exported(*arguments, **options):
        return export(*arguments, **options, at=now() + timedelta(days=365))

    return exported


def test_wrong_use_gets_its_cause_and_cure(places: Places, tmp_path: Path):
    assert "write it as OURS=ROLE" in places.run(
        "keeper", "export", "-o", str(places.file), "--role", "org", code=1
    )
    assert "no published service: nergens" in places.run(
        "keeper", "export", "nergens", "-o", str(places.file), code=1
    )
    assert "cannot be written" in places.run(
        "keeper", "export", "-o", str(tmp_path / "no" / "where.json"), code=1
    )
    places.file.write_text("{}", encoding="utf-8")
    assert "toeleider base export" in places.run("town", "follow", str(places.file), code=1)
    assert "none is followed yet" in places.run("town", "map", code=2)
    places.export("--whole", FOOD)
    entry = json.loads(places.file.read_text(encoding="utf-8"))["services"][0]
    assert entry["document"]["locations"][0]["location"] == "huis"
    places.export(FOOD, "--leave", "url")
    entry = json.loads(places.file.read_text(encoding="utf-8"))["services"][0]
    assert not {"locations", "phone", "url"} & entry["document"].keys()
