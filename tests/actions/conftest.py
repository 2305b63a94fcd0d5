"""A seeded catalogue of the action server's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_catalog.database import Database, make_engine, migrate
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY
from tests.web.conftest import NoEncoder


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration catalogue without vectors; to be copied."""
    path = tmp_path_factory.mktemp("actions") / "catalogue.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    seed(Database(engine), read_folder(DEMO_DIRECTORY), NoEncoder())
    engine.dispose()
    return path


@pytest.fixture
def own_file(seeded: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    copy = tmp_path / "catalogue.db"
    copy.write_bytes(seeded.read_bytes())
    return copy
