"""``toeleider exchange import lpdc``: drafts from files of the Flemish product catalogue."""

from __future__ import annotations

import getpass
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.screen import console, fail, print_json, progress
from services_catalog.database import Database

if TYPE_CHECKING:
    from services_catalog.exchange.lpdc.importing import Outcome

SHOWN = 20
"""Lines of refusals on the screen; the report has them all."""


def import_lpdc(
    files: Annotated[
        list[Path],
        typer.Argument(help="Turtle or JSON-LD files.", exists=True, dir_okay=False),
    ],
    apply: Annotated[
        bool, typer.Option("--apply", help="Keep the drafts for staff. Without it: only look.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write every reason and open field to a CSV file."),
    ] = None,
    organization: Annotated[
        list[str] | None,
        typer.Option(
            help="Which organization of ours executes the services: ID, or AUTHORITY=ID for one "
            "authority's address. May be given more than once."
        ),
    ] = None,
    actor: Annotated[
        str | None, typer.Option(help="Who does this (default: your login name).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Bring in services of the LPDC as drafts. Nothing is published, and nothing is overwritten."""
    # Only here: the parser of RDF would make every other command start later.
    from services_catalog.editing.drafting import actor_name
    from services_catalog.exchange.lpdc.importing import (
        UnknownOrganization,
        import_files,
        write_report,
    )
    from services_catalog.exchange.lpdc.read import ReadError

    try:
        who = actor_name(actor or getpass.getuser())
    except ValueError as error:
        fail(f"--actor: {error}", code=2)
    began = time.perf_counter()
    try:
        with progress("Services") as bar:
            outcome = import_files(
                Database(),
                files,
                who,
                dry_run=not apply,
                organizations=_organizations(organization or []),
                progress=bar,
            )
    except (ReadError, UnknownOrganization) as error:
        fail(f"Nothing was brought in. {error}")
    except SQLAlchemyError as error:
        fail(
            f"The catalogue cannot be used ({type(error).__name__}). "
            "Is it there and up to date? Type: toeleider catalogue seed"
        )
    if report:
        try:
            write_report(outcome, report)
        except OSError as error:
            fail(f"The report could not be written to {report}: {error.strerror}.")
    if json:
        print_json(
            {
                "run": outcome.report.run,
                "dry_run": outcome.report.dry_run,
                "counts": outcome.counts,
                "lines": [vars(line) for line in outcome.lines()],
            }
        )
        return
    _show(outcome, time.perf_counter() - began, report)
    if apply:
        console.print(f"Kept as import {outcome.report.run}; nothing is published.")
    else:
        console.print("A dry run: nothing was kept. Add --apply to keep it for staff to decide on.")


def _organizations(options: list[str]) -> dict[str, str]:
    """``ID`` is for all authorities; an address may hold ``=`` itself, an id of ours cannot."""
    pairs = [option.rpartition("=") for option in options]
    return {authority.strip(): name.strip() for authority, _equals, name in pairs}


def _show(outcome: Outcome, seconds: float, report: Path | None) -> None:
    table = Table("found", "new", "changed", "unchanged", "refused", "seconds")
    table.add_row(*map(str, outcome.counts.values()), f"{seconds:.1f}")
    console.print(table)
    refused = [line for line in outcome.lines() if line.outcome == "refused"]
    if not refused:
        return
    reasons = Table("refused", "field", "why")
    for line in refused[:SHOWN]:
        reasons.add_row(*map(escape, (line.title or line.external_id, line.field, line.why)))
    console.print(reasons)
    if len(refused) > SHOWN:
        where = f"see {report}" if report else "write them all with --report FILE.csv"
        console.print(f"… and {len(refused) - SHOWN} more: {where}", markup=False)
