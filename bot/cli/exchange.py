"""``toeleider exchange``: other people's formats, out and in."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.lpdc import import_lpdc
from bot.cli.screen import console, fail, print_json, progress
from services_catalog.database import Database
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.catalogue import NoMunicipality
from services_catalog.exchange.hsds.incoming import Outcome, import_file
from services_catalog.exchange.hsds.outgoing import Format, export_file
from services_catalog.exchange.hsds.workbook import TooLong

app = typer.Typer(help="Exchange services with other catalogues.", no_args_is_help=True)
export_app = typer.Typer(help="Write the published services.", no_args_is_help=True)
import_app = typer.Typer(
    help="Lay other people's services beside ours; staff decide. Nothing is published.",
    no_args_is_help=True,
)
app.add_typer(export_app, name="export")
app.add_typer(import_app, name="import")

SHOWN = 200
"""Characters of a value or problem on the screen; ``--json`` has them whole."""

Apply = Annotated[
    bool, typer.Option("--apply", help="Keep it for staff to decide on; without, a dry run.")
]
Actor = Annotated[str | None, typer.Option(help="Who does this (default: your login name).")]
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


@export_app.command(name="hsds")
def export_hsds(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file; for csv a folder or a .zip.")
    ],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write it.")] = Format.JSON,
) -> None:
    """Write all published services as Open Referral HSDS 3.1."""
    try:
        with progress("Services") as report:
            count = export_file(Database(), output, form, progress=report)
    except (NoMunicipality, TooLong) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror or error}. Choose another place.")
    except SQLAlchemyError as error:
        fail(f"The catalogue cannot be read ({type(error).__name__}).")
    console.print(f"{count} services written to {output}.", highlight=False)


@import_app.command(name="hsds")
def import_hsds(
    path: Annotated[Path, typer.Argument(help=".json, .xlsx, .zip, or a folder of CSV files.")],
    apply: Apply = False,
    actor: Actor = None,
    source: Annotated[str | None, typer.Option(help="Who says so, for staff to see.")] = None,
    source_url: Annotated[str | None, typer.Option(help="And where.")] = None,
    json: Json = False,
) -> None:
    """Read services in Open Referral HSDS 3.1: what is new, what changed, what is wrong."""
    said = {k: v for k, v in (("name", source), ("url", source_url)) if v}
    try:
        with progress("Services") as report:
            outcome = import_file(
                Database(), path,
                actor=actor or getpass.getuser(), dry_run=not apply, source=said or None,
                progress=report,
            )  # fmt: skip
    except (UnreadableFile, NoMunicipality, ValueError) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", error)
        fail(
            f"The catalogue cannot be used ({type(error).__name__}): {cause}. "
            "Is it there, and up to date? Type: alembic upgrade head"
        )
    if json:
        print_json(as_json(outcome))
    else:
        show(outcome)


import_app.command(name="lpdc")(import_lpdc)


def as_json(outcome: Outcome) -> dict[str, object]:
    """What an import did, for scripts."""
    return {
        "run": outcome.report.run,
        "dry_run": outcome.report.dry_run,
        "counts": outcome.report.counts,
        "file": [vars(oddity) for oddity in outcome.oddities],
        "records": [
            {
                "external_id": item.external_id,
                "service": item.service_id,
                "status": item.status.value,
                "title": item.title,
                "problems": [vars(problem) for problem in item.problems],
            }
            for item in outcome.report.items
        ],
    }


def show(outcome: Outcome) -> None:
    """What an import did, for people: what is new or changed, and what staff must look at."""
    for item in outcome.report.items:
        if item.status.value == "unchanged" and not item.problems:
            continue
        what = (
            "new" if item.new else {"staged": "changed"}.get(item.status.value, item.status.value)
        )
        name = item.service_id or item.external_id
        _line(f"{what}: {item.title or '?'} ({name})")
        if item.comparison:
            for title, fields in (
                ("proposed", item.comparison.proposed),
                ("yours differs", item.comparison.differs),
            ):
                for path, (ours, theirs) in fields.items():
                    _line(f"    {title}: {path}: {_short(ours)} -> {_short(theirs)}")
        for problem in item.problems:
            _line(f"    {problem.path or 'record'}: {_short(problem.message)}")
    for oddity in outcome.oddities:
        _line(f"{oddity.path}: {oddity.message}")
    counts = ", ".join(f"{number} {name}" for name, number in outcome.report.counts.items())
    _line(f"{counts}.")
    if outcome.report.dry_run:
        _line("A dry run: nothing was kept. Add --apply to keep it for staff to decide on.")
    else:
        _line(f"Kept as import {outcome.report.run}; nothing is published.")


def _line(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _short(value: object) -> str:
    text = "-" if value in (None, "", [], {}) else str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
