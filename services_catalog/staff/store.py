"""Transactions and moments for the staff's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.hours import now


@contextmanager
def change(database: Database) -> Iterator[Session]:
    """A transaction that leaves the catalogue's version alone: no reader need load it anew."""
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        if database.engine.dialect.name == "sqlite":
            # Take the write lock first: two requests that both read and then write would
            # otherwise fail at once ("database is locked") instead of waiting for each other.
            session.execute(text("UPDATE account SET active = active WHERE id = -1"))
        yield session


def moment() -> datetime:
    """Now, in UTC, by the catalogue's one clock."""
    return now().astimezone(UTC)


def utc(value: datetime) -> datetime:
    """A moment read from the database; SQLite forgets the zone it was written with."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
