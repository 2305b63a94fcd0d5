"""The one desk of the action server, opened at first use."""

from __future__ import annotations

from functools import cache

from services_catalog.desk import Desk


@cache
def desk() -> Desk:
    """The catalogue's desk of this process."""
    return Desk()
