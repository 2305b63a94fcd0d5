"""HSDS as one Excel workbook: a sheet for every table, the same columns as the CSV files."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.cells import Read
from services_catalog.exchange.hsds.package import check_unpacked
from services_catalog.exchange.hsds.tables import Tables, columns, sheet
from services_catalog.exchange.hsds.terms import Json
from services_catalog.i18n import mark as _

LONGEST = 32_767
"""Characters in a cell of Excel."""
MOST_COLUMNS, MOST_ROWS = 200, 200_000
"""Of a sheet that is read; the widest table of HSDS has 23 columns."""
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
    read = Read()
    try:
        with zipfile.ZipFile(path) as archive:
            check_unpacked(archive, path)
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for page in book.worksheets:
                header, rows = _rows(page, path)
                read.add(page.title, header, rows)
        finally:
            book.close()
    except UnreadableFile:
        raise
    # XML in it may be broken, or explode: the parser's own guard against that raises ParseError.
    except (
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        ParseError,
        KeyError,
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        raise UnreadableFile(
            f"{path.name} is no Excel workbook (.xlsx): {error}",
            _("{file} is geen werkboek van Excel (.xlsx). Sla het opnieuw op als .xlsx."),
            file=path.name,
        ) from error  # fmt: skip
    if "service" not in read.tables:
        raise UnreadableFile(
            f"{path.name} has no sheet 'services'",
            _("{file} heeft geen blad ‘services’. Is dit een werkboek van HSDS?"),
            file=path.name,
        )
    read.check_references()
    return read


def _rows(page: Any, path: Path) -> tuple[list[Any], Iterator[list[Any]]]:
    """The names of a sheet's columns, and its rows that wide.

    A sheet may say that it has a cell at the very end of the grid: then every empty row and column
    before it would be gone through.
    """
    header = [*next(page.iter_rows(max_row=1, values_only=True), ())]
    while header and header[-1] in (None, ""):
        header.pop()

    def refuse() -> UnreadableFile:
        return UnreadableFile(
            f"{path.name}: the sheet {page.title!r} is larger than any table of HSDS",
            _("{file}: het blad ‘{sheet}’ is veel groter dan een tabel van HSDS. Haal lege rijen "
              "en kolommen weg, of gebruik CSV."),
            file=path.name, sheet=page.title,
        )  # fmt: skip

    if len(header) > MOST_COLUMNS:
        raise refuse()

    def rows() -> Iterator[list[Any]]:
        wide = max(1, len(header))
        for number, row in enumerate(page.iter_rows(min_row=2, max_col=wide, values_only=True)):
            if number >= MOST_ROWS:
                raise refuse()
            yield [_text(cell) for cell in row]

    return header, rows()


def _text(cell: Any) -> Any:
    return (
        ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if isinstance(cell, str) else cell
    )
