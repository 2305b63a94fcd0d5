"""The assistant knows the neighbourhoods of the catalogue as staff wrote them last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.gazetteer import Neighbourhoods
from bot.places import CatalogueNames, CataloguePlaces, Names
from bot.words import split_words
from services_catalog.database import Database, make_engine, migrate
from services_catalog.models import Municipality

OLD = Neighbourhoods({"haven": ["Havenkwartier"]})


def a_municipality(names: dict[str, list[str]]) -> Municipality:
    return Municipality(
        id="x",
        name="X",
        province="P",
        postcode="9999",
        migration_office_id="m",
        neighbourhoods=names,
    )


def named(places: Callable[[], Neighbourhoods], text: str) -> list[object]:
    return [one.value for one in places().find(split_words(text), frozenset())]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_names_of_the_catalogue_take_the_place_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    database = Database(make_engine(url))
    migrate(database.engine)
    with database.change() as session:
        session.add(a_municipality({"brugge": ["Bruggenhoek"]}))
    places = CataloguePlaces(OLD, pause=0)
    until(lambda: named(places, "wonen in Bruggenhoek") == ["brugge"])
    assert named(places, "wonen in het Havenkwartier") == []
    with database.change() as session:
        row = session.get_one(Municipality, "x")
        row.neighbourhoods = {"brugge": ["Bruggenhoek", "Коринська"]}
    until(lambda: named(places, "квартал Коринська") == ["brugge"])


def test_an_unchanged_catalogue_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    database = Database(make_engine(url))
    migrate(database.engine)
    assert CatalogueNames()(-1) is None  # no municipality yet
    with database.change() as session:
        session.add(a_municipality({"zuid": ["Zuid"]}))
    read = CatalogueNames()
    found = read(-1)
    assert found == (1, {"zuid": ["Zuid"]})
    assert read(1) is None
    assert read(0) == found


def test_no_empty_catalogue_is_made_by_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "no" / "catalogue.db"
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", f"sqlite:///{path}")
    assert CatalogueNames()(-1) is None
    assert not path.parent.exists()


def test_trouble_keeps_what_was_known_and_waits(caplog: pytest.LogCaptureFixture) -> None:
    asked = []

    def broken(known: int) -> tuple[int, Names] | None:
        asked.append(known)
        raise OperationalError("SELECT geheim", {}, Exception("weg"))

    places = CataloguePlaces(OLD, broken, pause=0)
    until(lambda: "cannot be read" in caplog.text)
    assert "geheim" not in caplog.text
    for _ in range(20):
        assert named(places, "in het Havenkwartier") == ["haven"]
    assert asked == [-1]


def test_nobody_waits_for_a_slow_database() -> None:
    go_on = threading.Event()

    def slow(_known: int) -> tuple[int, Names] | None:
        go_on.wait(5)
        return 1, {"nieuw": ["Nieuwstad"]}

    places = CataloguePlaces(OLD, slow, pause=0)
    began = time.monotonic()
    assert named(places, "in het Havenkwartier") == ["haven"]
    assert time.monotonic() - began < 1
    go_on.set()
    until(lambda: named(places, "in Nieuwstad") == ["nieuw"])
