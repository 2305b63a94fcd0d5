"""Writing the published catalogue as HSDS: JSON, a data package, or one workbook."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from services_catalog.database import Database
from services_catalog.exchange.hsds.catalogue import read_feed, surroundings
from services_catalog.exchange.hsds.package import write_package
from services_catalog.exchange.hsds.tables import flatten
from services_catalog.exchange.hsds.workbook import write_workbook

Progress = Callable[[int, int], None]


class Format(StrEnum):
    """What an export can be written as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def export_file(
    database: Database, path: Path, form: Format, progress: Progress | None = None
) -> int:
    """Write ``path``; returns the number of services.

    JSON is a list of full services. CSV is a folder, or a zip when ``path`` ends in ``.zip``.

    Raises:
        NoMunicipality: there is no catalogue.
        TooLong: a text does not fit in a cell of a workbook.
        OSError: ``path`` cannot be written.
    """
    feed = read_feed(database, progress=progress)
    if form is Format.JSON:
        text = json.dumps(feed.services, ensure_ascii=False, indent=2) + "\n"
        path.write_text(text, encoding="utf-8")
        return len(feed.services)
    tables = flatten(feed.services)
    if form is Format.XLSX:
        write_workbook(tables, path)
    else:
        with database.read() as session:
            name = surroundings(session).municipality.name
        write_package(tables, path, f"{name}: HSDS 3.1")
    return len(feed.services)
