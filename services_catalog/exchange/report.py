"""What an import did, line by line, as a file that a spreadsheet opens."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from services_catalog.editing.inbox import told
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Staged

COLUMNS = ("outcome", "external_id", "title", "field", "why")
ENCODING = "utf-8-sig"
"""Excel takes a file without the mark for another alphabet."""


@dataclass(frozen=True)
class Line:
    """One line of the report: what happens to a service, and one reason or open field.

    ``outcome`` is ``new``, ``changed``, ``unchanged``, ``refused``, ``accepted``, ``rejected``, or
    ``file`` for what is said of the file.
    """

    outcome: str
    external_id: str
    title: str
    field: str = ""
    why: str = ""


def report_lines(items: Iterable[Staged], remarks: Iterable[Problem] = ()) -> list[Line]:
    """The file first, then refused services with field and reason, then the others."""
    found = [Line("file", "", "", remark.path, remark.message) for remark in remarks]
    ordered = sorted(items, key=lambda item: item.status.value != "refused")
    return found + [Line(*line) for item in ordered for line in told(item)]


def write_lines(lines: Iterable[Line], file: TextIO) -> None:
    """As CSV with semicolons; ``file`` is open with ``newline=""``, in :data:`ENCODING`."""
    rows = csv.writer(file, delimiter=";")
    rows.writerow(COLUMNS)
    for line in lines:
        rows.writerow([_inert(getattr(line, column)) for column in COLUMNS])


def _inert(text: str) -> str:
    """Text that a spreadsheet does not run: the files come from elsewhere."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
