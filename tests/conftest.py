"""Fixtures shared by all tests: a place for state, the demonstration catalogue, the trained model.

Everything is built once per run and copied where a test changes it, so that tests may run in
parallel and in any order.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything reads the settings: a run never touches the catalogue of the person who tests.
_STATE = Path(tempfile.gettempdir()) / f"toeleider-tests-{os.getuid()}"
os.environ.setdefault("TOELEIDER_HOME", str(_STATE))
os.environ.pop("TOELEIDER_DATABASE_URL", None)
# Workers of pytest-xdist are told a narrow screen, which breaks tables over lines.
os.environ.pop("COLUMNS", None)
os.environ.setdefault("OMP_NUM_THREADS", "1")

from sqlalchemy import Engine, text  # noqa: E402

from bot import training  # noqa: E402
from services_catalog.database import MIGRATIONS, Database, make_engine, migrate  # noqa: E402
from services_catalog.desk import Desk  # noqa: E402
from services_catalog.encoder import default_encoder  # noqa: E402
from services_catalog.loading.seed import seed  # noqa: E402
from services_catalog.loading.source import read_folder  # noqa: E402
from services_catalog.settings import DEMO_DIRECTORY  # noqa: E402
from tests.house import house  # noqa: E402, F401  (the fixture of all tests with processes)
from tests.support import empty_postgresql  # noqa: E402


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demonstration catalogue; read only, copy it to change it."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    # Vectors of unchanged texts are kept from run to run, everything else is loaded anew. Another
    # shape of the database starts afresh.
    shape = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(MIGRATIONS.rglob("*.py"))))
    name = f"test-catalogue-{shape.hexdigest()[:12]}.db"
    cached = Path(os.environ["TOELEIDER_HOME"]) / name
    if cached.exists():
        shutil.copy(cached, path)
    database = Database(make_engine(f"sqlite:///{path}"))
    migrate(database.engine)
    seed(database, read_folder(DEMO_DIRECTORY), default_encoder(), replace=True)
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    database.engine.dispose()
    cached.parent.mkdir(parents=True, exist_ok=True)
    fresh = cached.with_suffix(f".{os.getpid()}")
    shutil.copy(path, fresh)
    fresh.replace(cached)
    return path


@pytest.fixture(scope="session")
def demo(seeded_file: Path) -> Database:
    """The demonstration catalogue, not to be changed."""
    return Database(make_engine(f"sqlite:///{seeded_file}"))


@pytest.fixture(scope="session")
def demo_desk(demo: Database) -> Desk:
    """A desk on the demonstration catalogue."""
    return Desk(demo)


@pytest.fixture
def own_demo(seeded_file: Path, tmp_path: Path) -> Database:
    """A copy of the demonstration catalogue for a test that changes it."""
    path = tmp_path / "own.db"
    shutil.copy(seeded_file, path)
    return Database(make_engine(f"sqlite:///{path}"))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database of each kind we support."""
    if request.param == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        migrate(made)
        yield made
        made.dispose()
        return
    with empty_postgresql(request.node.nodeid) as url:
        made = make_engine(url)
        migrate(made)
        yield made
        made.dispose()


@pytest.fixture
def database(engine: Engine) -> Database:
    """An empty catalogue on each kind of database."""
    return Database(engine)


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model, made when it misses or is out of date; shared by all tests."""
    found = training.current_model()
    if found is None:
        try:
            found = training.train(quiet=True)
        except subprocess.CalledProcessError as error:
            pytest.fail(f"training failed: {error}")
    return found
