"""The demonstration catalogue for the look-up's tests, without vectors: its words decide."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np

from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.hours import BRUSSELS
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=BRUSSELS)


class NoEncoder:
    name = "none"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.zeros((len(texts), 384), dtype=np.float32)


@cache
def _file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="toeleider-lookup-")) / "catalogue.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    seed(Database(engine), read_folder(DEMO_DIRECTORY), NoEncoder())
    engine.dispose()
    return path


@cache
def shared_desk() -> Desk:
    """One desk for all tests of this process: not to be changed."""
    return Desk(Database(make_engine(f"sqlite:///{_file()}")))


def own_desk(folder: Path) -> Desk:
    """A desk on a copy, for a test that changes it."""
    path = folder / "own.db"
    shutil.copy(_file(), path)
    return Desk(Database(make_engine(f"sqlite:///{path}")))
