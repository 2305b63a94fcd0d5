"""The demonstration catalogue as HSDS, read once for all tests of the exchange."""

from __future__ import annotations

import copy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.editing.document import document_of
from services_catalog.exchange.hsds.catalogue import Feed, read_feed, surroundings
from services_catalog.exchange.hsds.places import Surroundings
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.models import Service
from services_catalog.settings import DEMO_DIRECTORY, PROJECT_ROOT
from tests.web.conftest import NoEncoder

TODAY = date(2026, 11, 22)
SHARED = PROJECT_ROOT.parent / "shared" / "data" / "hsds-3.1"
Json = dict[str, Any]


def fill(database: Database) -> Database:
    """The demonstration catalogue, without vectors: nothing is searched here."""
    seed(database, read_folder(DEMO_DIRECTORY), NoEncoder())
    return database


@cache
def _catalogue(folder: Path) -> Database:
    engine = make_engine(f"sqlite:///{folder / 'hsds.db'}")
    migrate(engine)
    return fill(Database(engine))


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Not to be changed."""
    return _catalogue(tmp_path_factory.getbasetemp())


@cache
def _feed(database: Database) -> Feed:
    return read_feed(database, TODAY)


@pytest.fixture(scope="session")
def feed(catalogue: Database) -> Feed:
    return copy.deepcopy(_feed(catalogue))


@pytest.fixture(scope="session")
def around(catalogue: Database) -> Surroundings:
    with catalogue.read() as session:
        return surroundings(session, TODAY)


@pytest.fixture(scope="session")
def documents(catalogue: Database) -> dict[str, Json]:
    """The documents of all services by id."""
    with catalogue.read() as session:
        found = session.scalars(select(Service).options(*WHOLE_SERVICE))
        return {document["id"]: document for document in map(document_of, found)}


def shared(name: str) -> Path:
    """A file of the specification's own samples, which are not part of the project."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the samples of HSDS 3.1 are not at {SHARED}")
    return path
