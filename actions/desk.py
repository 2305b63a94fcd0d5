"""The one desk of the action server, and its switches, opened at first use."""

from __future__ import annotations

from functools import cache

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.switches import Switches


@cache
def desk() -> Desk:
    """The catalogue's desk of this process."""
    return Desk()


def switches() -> Switches:
    """What staff silenced, of the same database."""
    return _switches(desk().database)


@cache
def _switches(database: Database) -> Switches:
    return Switches(database)
