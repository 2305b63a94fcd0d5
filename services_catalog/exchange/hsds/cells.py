"""Cells of a file or sheet made rows, and what is odd about them.

Shared by CSV and xlsx: both give a header and rows of cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from services_catalog.editing.problems import Problem
from services_catalog.exchange.hsds.tables import Tables, columns, sheets
from services_catalog.exchange.hsds.terms import Json
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE


@dataclass(frozen=True)
class Skipped:
    """A row that stands for nothing else: where it is, what it holds, and why it is not read."""

    where: str
    row: Json
    why: str


@dataclass
class Read:
    """Tables read from a file, with what was not understood: where, and what (Dutch).

    ``skipped`` are rows of services; of other tables they are among the oddities.
    """

    tables: Tables = field(default_factory=dict)
    oddities: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
        """Add a sheet. Unknown sheets and columns are named and skipped."""
        say = Translator(SOURCE)
        entity = sheets().get(name) or (name if name in sheets().values() else None)
        if entity is None:
            why = say(_("HSDS kent deze tabel niet. We lazen ze niet."))
            self.oddities.append(Problem(name, why))
            return
        types = columns(entity)
        names = [str(cell).strip() if cell is not None else "" for cell in header]
        filled: dict[str, int] = {}
        seen: set[str] = set()
        kept = self.tables.setdefault(entity, [])
        for number, cells in enumerate(rows, start=2):
            values = dict(zip(names, cells, strict=False))
            row = {}
            for column, cell in values.items():
                if cell is None or cell == "":
                    continue
                if column not in types:
                    filled[column] = filled.get(column, 0) + 1
                    continue
                row[column] = _value(cell, types[column])
            if not row:
                continue
            key = str(row.get("id") or "")
            if not key or key in seen:
                twice = _("Het id {id} staat twee keer. Deze rij lazen we niet.")
                missing = _("Er is geen id. Deze rij lazen we niet.")
                why = say(twice, id=key) if key else say(missing)
                where = say(_("{table}, rij {number}"), table=name, number=number)
                if entity == "service":
                    self.skipped.append(Skipped(where, row, why))
                else:
                    self.oddities.append(Problem(where, why))
                continue
            seen.add(key)
            kept.append(row)
        self.oddities += [
            Problem(
                name,
                say(
                    _("HSDS kent de kolom “{column}” niet. Niet gelezen: {count} waarden."),
                    column=column,
                    count=count,
                ),
            )
            for column, count in filled.items()
        ]

    def check_references(self) -> None:
        """Name rows that hang on a record that is not there."""
        ids = {entity: {row["id"] for row in rows} for entity, rows in self.tables.items()}
        for entity, rows in self.tables.items():
            if entity not in ("service_at_location", "schedule", "attribute", "service"):
                continue
            for row in rows:
                for column, key in row.items():
                    other = column.removesuffix("_id")
                    if not column.endswith("_id") or other not in sheets().values():
                        continue
                    if key not in ids.get(other, set()):
                        say = Translator(SOURCE)
                        why = say(_("{column} verwijst naar {key}. Dat bestaat niet."),
                                  column=column, key=key)  # fmt: skip
                        self.oddities.append(Problem(f"{entity} {row['id']}", why))


def _value(cell: Any, kind: str) -> Any:
    """A cell in the form JSON has it; spreadsheets make numbers and dates of anything."""
    if kind == "number":
        if isinstance(cell, (bool, int, float)):
            return int(cell) if float(cell).is_integer() else cell
        text = str(cell).strip()
        if "." not in text:
            text = text.replace(",", ".")  # 12,50 as Belgians write it
        try:
            number = float(text)
        except ValueError:
            return cell
        return int(number) if number.is_integer() else number
    if isinstance(cell, datetime):
        return {"date": cell.date().isoformat(), "time": cell.time().isoformat()}.get(
            kind, cell.isoformat()
        )
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if isinstance(cell, str) else str(cell)
