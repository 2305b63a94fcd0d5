"""``toeleider indicators``: what was asked, and what could not be given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table as Screen
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.screen import console, fail, print_json
from services_catalog.database import Database
from services_catalog.formatting import language_name, named_language
from services_catalog.i18n import Translator
from services_catalog.indicators import Report, report
from services_catalog.indicators.chart import picture as draw
from services_catalog.indicators.reporting import NO_TOPIC
from services_catalog.indicators.suppression import Table
from services_catalog.languages import languages

HIDDEN = "*"
LINES = box.SIMPLE_HEAD
# Ten columns within eighty characters.
HEADINGS = {
    "answered": "ans-\nwered",
    "nothing_found": "noth.\nfound",
    "fallback": "not\nund.",
    "wrong_answer": "wrong\nansw.",
    "out_of_scope": "out of\nscope",
    "unsupported_language": "other\nlang.",
}


def indicators(
    weeks: Annotated[int, typer.Option(min=1, max=520, help="Whole weeks, up to last week.")] = 12,
    csv: Annotated[Path | None, typer.Option(help="Write all tables to this file.")] = None,
    picture: Annotated[Path | None, typer.Option(help="Write bars to this SVG file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Show what was asked, in whole weeks. Small numbers and what would betray them are hidden."""
    try:
        found = report(Database(), weeks)
    except SQLAlchemyError as error:
        fail(
            f"The indicators cannot be read ({type(error).__name__}). Check TOELEIDER_DATABASE_URL "
            "and bring the tables to their present shape: alembic upgrade head"
        )
    for path, text in (
        (csv, found.as_csv),
        (picture, lambda: str(draw(found, Translator("nl")))),
    ):
        if path:
            _write(path, text())
    if json:
        print_json(_as_json(found))
        return
    _show(found)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}. Is the folder there?")


def _show(found: Report) -> None:
    console.print(f"Weeks of {found.first} to {found.until}, {found.total} questions.")
    if not found.total:
        console.print(f"Too few to show (fewer than {found.below}), or none.")
        _services(found)
        return
    for title, table in (
        ("week", found.by_week),
        ("topic", found.by_topic),
        ("language", found.by_language),
    ):
        console.print(_screen(title, table))
    if found.unmet:
        screen = Screen("", "need", "outcome", "times", title="What could not be given", box=LINES)
        for need in found.unmet:
            outcome = need.outcome.replace("_", " ")
            screen.add_row(need.kind, _name(need.kind, need.key), outcome, _number(need.count))
        console.print(screen)
    _services(found)
    console.print(
        f"{HIDDEN} hidden: below {found.below}, or such a number could be worked out from it."
    )


def _services(found: Report) -> None:
    if found.services:
        screen = Screen("service", "times", title="Said to be wrong: look at these", box=LINES)
        for need in found.services:
            screen.add_row(need.key, _number(need.count))
        console.print(screen)


def _screen(title: str, table: Table) -> Screen:
    # Alarms and the like have no topic: a column of one row only would take all the room.
    columns = [
        c for c in table.columns if any(table.at(r, c) != 0 for r in table.rows if r != NO_TOPIC)
    ]
    screen = Screen(box=LINES, padding=(0, 1, 0, 0), pad_edge=False)
    screen.add_column(title, no_wrap=True)
    for name in (*columns, "total"):
        screen.add_column(HEADINGS.get(name, name), justify="right")
    for row in sorted(table.rows) if title == "week" else table.rows:
        cells = [_number(table.at(row, column)) for column in columns]
        screen.add_row(_name(title, row), *cells, str(table.row_totals[row]))
    totals = [str(table.column_totals[column]) for column in columns]
    screen.add_row("total", *totals, str(table.total), style="bold")
    return screen


def _name(kind: str, key: str) -> str:
    if kind != "language":
        return key
    known = language_name(key, "en") if key in languages() else named_language(key, "en")
    return known or key


def _number(count: int | None) -> str:
    return HIDDEN if count is None else str(count or "-")


def _as_json(found: Report) -> dict[str, object]:
    """Hidden numbers are null."""

    def table(of: Table) -> dict[str, object]:
        return {
            row: {column: of.at(row, column) for column in of.columns}
            | {"total": of.row_totals[row]}
            for row in of.rows
        }

    return {
        "first": found.first.isoformat(),
        "until": found.until.isoformat(),
        "hidden_below": found.below,
        "total": found.total,
        "by_week": table(found.by_week),
        "by_topic": table(found.by_topic),
        "by_language": table(found.by_language),
        "unmet": [vars(need) for need in found.unmet],
        "services": [vars(need) for need in found.services],
    }
