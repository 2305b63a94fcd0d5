"""Engine, sessions and migrations, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from services_catalog.models import CatalogueVersion
from services_catalog.settings import load_settings

MIGRATIONS = Path(__file__).parent / "migrations"


class CatalogueUnavailable(RuntimeError):
    """The catalogue database cannot be read now; the message names cause and cure."""


def make_engine(url: str | None = None) -> Engine:
    """An engine for ``url`` (default: the settings').

    SQLite gets foreign keys, a write-ahead log (readers never wait for a writer) and two seconds
    of patience with a lock; PostgreSQL connections are tested before use, so that a restarted
    server costs nothing but the reconnect.
    """
    url = url or load_settings().database_url
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 3})
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 2})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.close()

    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision`` with Alembic."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


_VERSION = select(CatalogueVersion.version)


class Database:
    """The catalogue's door: sessions for reading and for changing."""

    def __init__(self, engine: Engine | None = None) -> None:
        """Open nothing yet; the engine connects at first use."""
        self.engine = engine or make_engine()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def change(self) -> Iterator[Session]:
        """A session whose changes are committed together, and that moves the version on.

        Readers compare the version at every question, so that an edit is live in the next answer.
        """
        with self._sessions.begin() as session:
            yield session
            row = session.get(CatalogueVersion, 1, with_for_update=True)
            if row is None:
                session.add(CatalogueVersion(id=1, version=1))
            else:
                row.version += 1

    def version(self) -> int:
        """The number that moves with every change; 0 for an empty catalogue."""
        # Asked several times in each answer: without a session it costs half.
        with self.engine.connect() as connection:
            return connection.scalar(_VERSION) or 0
