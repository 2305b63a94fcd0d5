"""What commands that change the catalogue share: its database, names to show, errors in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.cli.screen import fail
from services_catalog.database import Database, migrate
from services_catalog.editing.drafts import EditingError
from services_catalog.editing.words import Names, read_names


def migrated() -> Database:
    """The catalogue's database, brought up to date."""
    database = Database()
    migrate(database.engine)
    return database


def names_in(database: Database) -> Names:
    """What organizations, places and services are called."""
    with database.read() as session:
        return read_names(session)


@contextmanager
def told() -> Iterator[None]:
    """Errors with their cause and cure instead of a traceback."""
    try:
        yield
    except (EditingError, ValueError) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(
            f"The database cannot be used ({type(error).__name__}). Check TOELEIDER_DATABASE_URL; "
            "is the catalogue there? Type: toeleider catalogue seed"
        )
