"""HSDS as one Excel workbook: a sheet for every table, the same columns as the CSV files."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from services_catalog.exchange.hsds.cells import Read, UnreadableFile
from services_catalog.exchange.hsds.package import LARGEST
from services_catalog.exchange.hsds.tables import Tables, columns, sheet
from services_catalog.exchange.hsds.terms import Json

LONGEST = 32_767
"""Characters in a cell of Excel."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet may read as a formula."""


ILLEGAL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML or the workbook's own escapes cannot hold; written as ``_x000D_``, as Excel does."""
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class TooLong(ValueError):
    """A text that no cell can hold."""


def write_workbook(tables: Tables, path: Path) -> None:
    """Write ``path``. Text is always text: no cell can be a formula.

    Raises:
        TooLong: naming the table, the record and the column; use CSV or JSON then.
    """
    for entity, rows in tables.items():
        for row in rows:
            _check_lengths(entity, row)
    book = Workbook(write_only=True)
    for entity, rows in tables.items():
        page = book.create_sheet(sheet(entity))
        page.freeze_panes = "B2"
        names = list(columns(entity))
        page.append([_bold(page, name) for name in names])
        for row in rows:
            page.append([_cell(page, row.get(name)) for name in names])
    book.save(path)


def _bold(page: Any, name: str) -> Any:
    cell = WriteOnlyCell(page, name)
    cell.font = Font(bold=True)
    return cell


def _check_lengths(entity: str, row: Json) -> None:
    for name, value in row.items():
        if isinstance(value, str) and (length := len(_escaped(value))) > LONGEST:
            raise TooLong(
                f"{entity} {row['id']}: {name} has {length} characters and a cell holds {LONGEST}. "
                "Export as csv or json"
            )


def _escaped(text: str) -> str:
    return ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _cell(page: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, _escaped(value))
    cell.data_type = "s"  # openpyxl would make a formula of "=…"
    if value.startswith(RISKY):
        cell.quotePrefix = True  # and Excel would when somebody edits the cell
    return cell


def read_workbook(path: Path) -> Read:
    """The tables of a workbook.

    Raises:
        UnreadableFile: it is no workbook, or has no sheet ``services``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST:
                raise UnreadableFile(f"{path.name} unpacks to more than {LARGEST >> 20} MB")
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise UnreadableFile(f"{path.name} is no Excel workbook (.xlsx): {error}") from error
    read = Read()
    try:
        for page in book.worksheets:
            rows = page.iter_rows(values_only=True)
            header = next(rows, ())
            read.add(page.title, header, ([_text(cell) for cell in row] for row in rows))
    finally:
        book.close()
    if "service" not in read.tables:
        raise UnreadableFile(f"{path.name} has no sheet 'services'")
    read.check_references()
    return read


def _text(cell: Any) -> Any:
    return (
        ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if isinstance(cell, str) else cell
    )
