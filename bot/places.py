"""The neighbourhoods of the catalogue as they are now, for the gazetteer.

Staff change names and spellings on their pages; a message a few seconds later is read with them.
A visitor never waits for it: a thread of its own looks, and what cannot be read stays as it was.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.gazetteer import Neighbourhoods
from services_catalog.database import Database
from services_catalog.models import Municipality
from services_catalog.settings import load_settings

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds between two looks at the catalogue's version."""
AFTER_TROUBLE = 60.0

Names = Mapping[str, Sequence[str]]
Read = Callable[[int], tuple[int, Names] | None]
"""Given the version known, the new version and its names; None when nothing changed."""


class CataloguePlaces:
    """Names of neighbourhoods from the catalogue; those of a file until it was read."""

    def __init__(
        self, until_then: Neighbourhoods, read: Read | None = None, pause: float = PAUSE
    ) -> None:
        """``read``: another source, for tests. The first look begins at once."""
        self._now, self._read, self._pause = until_then, read or CatalogueNames(), pause
        self._version, self._next = -1, 0.0
        self._busy = threading.Lock()
        self()

    def __call__(self) -> Neighbourhoods:
        """The names to use for the message at hand; starts a look when it is time."""
        if time.monotonic() >= self._next and self._busy.acquire(blocking=False):
            self._next = time.monotonic() + self._pause
            threading.Thread(target=self._look, name="neighbourhoods", daemon=True).start()
        return self._now

    def _look(self) -> None:
        try:
            found = self._read(self._version)
            if found is not None:
                self._version, names = found
                self._now = Neighbourhoods(names)
        except SQLAlchemyError as error:
            # The statement's text helps nobody here: the kind is enough.
            self._next = time.monotonic() + AFTER_TROUBLE
            log.warning(
                "The neighbourhoods cannot be read from the catalogue (%s); the known ones stay.",
                type(getattr(error, "orig", None) or error).__name__,
            )
        finally:
            self._busy.release()


class CatalogueNames:
    """Reads them from the catalogue's database, which is opened at the first look."""

    def __init__(self) -> None:
        """Nothing is opened yet."""
        self._database: Database | None = None

    def __call__(self, known: int) -> tuple[int, Names] | None:
        """See :data:`Read`. None, too, while there is no catalogue."""
        settings = load_settings()
        if self._database is None:
            path = make_url(settings.database_url).database
            if settings.is_sqlite and not (path and Path(path).is_file()):
                return None  # opening it would make an empty one
            self._database = Database()
        version = self._database.version()
        if version == known:
            return None
        with self._database.read() as session:
            names = session.scalars(select(Municipality.neighbourhoods)).first()
        return (version, names) if names is not None else None
