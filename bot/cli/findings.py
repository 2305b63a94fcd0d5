"""``toeleider catalogue check | links | preview``: what is wrong, and what a change would do."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.table import Table
from rich.text import Text
from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.cli.screen import console, errors, fail, print_json, progress
from services_catalog.database import Database, migrate
from services_catalog.encoder import default_encoder
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.linter import Finding, Rule, Severity
from services_catalog.linter import check as run_checks
from services_catalog.linter.answers import Shift, compare
from services_catalog.linter.checking import in_order, look_at
from services_catalog.linter.fetching import TIMEOUT, Fetcher
from services_catalog.linter.links import Place, read_places, remember
from services_catalog.loading.source import SourceError, read_folder
from services_catalog.models import Municipality, Organization, Service, ServiceDraft

Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the catalogue."""
    for command in (check, links, preview):
        app.command()(command)


def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Check whether a folder can be loaded instead.")
    ] = None,
    severity: Annotated[
        Severity | None, typer.Option(help="Only these.", case_sensitive=False)
    ] = None,
    rule: Annotated[
        list[Rule] | None, typer.Option(help="Only this rule; may be repeated.")
    ] = None,
    organization: Annotated[
        str | None, typer.Option(help="Only what is of this organization: its id.")
    ] = None,
    json: Json = False,
) -> None:
    """Look for what is wrong or out of date. Exit 1 when errors are shown."""
    if folder:
        try:
            read_folder(folder)
        except SourceError as error:
            fail(str(error))
        console.print("The files can be loaded.")
        return
    try:
        database = _database()
        findings = run_checks(database, translator=Translator("en"))
        with database.read() as session:
            names = _names(session)
            owners = set(session.scalars(select(Organization.id)))
    except SQLAlchemyError as error:
        fail(
            f"The catalogue cannot be read ({type(error).__name__}). "
            "Is it there? Type: toeleider catalogue seed"
        )
    if organization and organization not in owners:
        fail(f"{organization!r} is no organization. Choose from: {', '.join(sorted(owners))}", 2)
    shown = [
        finding
        for finding in findings
        if (severity is None or finding.severity is severity)
        and (not rule or finding.rule in rule)
        and (organization is None or finding.organization == organization)
    ]
    if json:
        print_json([vars(finding) for finding in shown])
    else:
        _print(shown, names)
    if any(finding.severity is Severity.ERROR for finding in shown):
        raise typer.Exit(1)


def links(
    timeout: Annotated[
        float, typer.Option(min=1, max=120, help="Seconds to wait for a site.")
    ] = TIMEOUT,
    only: Annotated[
        str | None, typer.Option(metavar="ID", help="Only those of a service or organization.")
    ] = None,
    allow_local: Annotated[
        bool, typer.Option("--allow-local", help="Also private addresses. For tests only.")
    ] = False,
    json: Json = False,
) -> None:
    """Try all web addresses and note how they did; 'check' tells of those that failed.

    A link is an error after three days on which it failed: run this once a day.
    """
    try:
        database = _database()
        with database.read() as session:
            places = read_places(session, only)
            about = session.scalar(select(Municipality.url)) or ""
        if only and not places:
            fail(f"{only!r} has no web addresses. Try: toeleider catalogue search …")
        fetcher = Fetcher(about, timeout=timeout, allow_local=allow_local)
        with progress("Links") as report:
            outcomes = fetcher.try_all(places, report)
        tried = [outcome for outcome in outcomes if outcome.status not in ("private", "reserved")]
        if tried and not any(outcome.answered for outcome in tried):
            errors.print(
                f"Nothing outside answered, not one of {len(tried)} addresses: is there a "
                "network? Nothing was noted; no link counts as broken.",
                markup=False,
            )
            if json:
                print_json([])
            return
        remember(database, outcomes, now().date(), keep=None if only else places)
    except SQLAlchemyError as error:
        fail(
            f"The catalogue cannot be used ({type(error).__name__}). "
            "Is it there? Type: toeleider catalogue seed"
        )
    failed = [outcome for outcome in outcomes if not outcome.works]
    if json:
        print_json([vars(outcome) | {"where": _where(places[outcome.url])} for outcome in outcomes])
        return
    if failed:
        table = Table("status", "address", "where")
        for outcome in failed:
            table.add_row(outcome.status, Text(outcome.url), ", ".join(_where(places[outcome.url])))
        console.print(table)
    skipped = len(outcomes) - len(tried)
    console.print(
        f"{len(tried)} addresses tried, {len(failed)} failed"
        + (f"; {skipped} not tried (private, or names for examples)." if skipped else "."),
        markup=False,
    )


def _where(places: list[Place]) -> list[str]:
    return list(dict.fromkeys(place.entity for place in places))


def preview(
    service_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a service.")],
    document: Annotated[
        Path | None,
        typer.Argument(
            help="YAML: the service, or a file with it under 'services'. Default: its draft.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show which questions get other answers when a text is published. Writes nothing."""
    try:
        database = _database()
        changed = _read(document, service_id) if document else _draft(database, service_id)
        findings = look_at(changed, database, translator=Translator("en"))
        if any(finding.rule is Rule.DOCUMENT for finding in findings):
            _print(findings, {service_id: service_id})
            raise typer.Exit(1)
        with progress("Questions") as report:
            shifts = compare(database, changed, default_encoder(), progress=report)
    except SQLAlchemyError as error:
        fail(
            f"The catalogue cannot be read ({type(error).__name__}). "
            "Is it there? Type: toeleider catalogue seed"
        )
    if json:
        print_json(
            {
                "findings": [vars(finding) for finding in findings],
                "shifts": [vars(shift) for shift in shifts],
            }
        )
        return
    _print(findings, {service_id: service_id})
    _print_shifts(shifts)


def _database() -> Database:
    """The catalogue, brought up to date; one that is not there is not made."""
    database = Database()
    if inspect(database.engine).has_table("service"):
        migrate(database.engine)
    return database


def _read(path: Path, service_id: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        fail(f"{path} cannot be read as YAML: {error}")
    if isinstance(found, dict) and isinstance(found.get("services"), list):
        entries = [e for e in found["services"] if isinstance(e, dict)]
        found = next((entry for entry in entries if entry.get("id") == service_id), None)
        if found is None:
            fail(f"{path} has no service {service_id!r}")
    if not isinstance(found, dict):
        fail(f"{path} is no service: write its fields as 'key: value'")
    if found.setdefault("id", service_id) != service_id:
        fail(f"{path} is of {found['id']!r}, not of {service_id!r}")
    return found


def _draft(database: Database, service_id: str) -> dict[str, Any]:
    with database.read() as session:
        row = session.get(ServiceDraft, service_id)
        if row is None:
            fail(f"There is no draft of {service_id!r}. Name a YAML file with the text.")
        return dict(row.document)


def _names(session: Session) -> dict[str, str]:
    titles = session.execute(select(Service.id, Service.title)).tuples().all()
    owners = session.execute(select(Organization.id, Organization.name)).tuples().all()
    return dict(titles) | dict(owners)


def _print(findings: list[Finding], names: dict[str, str]) -> None:
    """One block per service; those with errors first."""
    if not findings:
        console.print("Nothing to report.")
        return
    grave = {finding.entity for finding in findings if finding.severity is Severity.ERROR}
    ordered = sorted(in_order(findings), key=lambda f: (f.entity not in grave, f.entity))
    for entity, group in groupby(ordered, key=lambda finding: finding.entity):
        name = names.get(entity, "")
        title = f"{entity}  {name}" if name not in ("", entity) else entity
        console.print(Text(title, style="bold"))
        table = Table(box=None, show_header=False, expand=True, padding=(0, 1))
        table.add_column("severity", width=8)
        table.add_column("rule", width=16)
        table.add_column("what", ratio=3)
        table.add_column("cure", ratio=2)
        for one in group:
            style = "red" if one.severity is Severity.ERROR else ""
            where = f" [{one.field}]" if one.field else ""
            table.add_row(
                Text(one.severity, style=style),
                one.rule.value,
                Text(one.message + where),
                Text(one.cure),
            )
        console.print(table)
    grave_ones = sum(finding.severity is Severity.ERROR for finding in findings)
    console.print(f"{grave_ones} errors, {len(findings) - grave_ones} warnings.")


def _print_shifts(shifts: list[Shift]) -> None:
    if not shifts:
        console.print("No question gets another answer.")
        return
    table = Table("language", "question", "now", "then")
    for shift in shifts:
        table.add_row(
            shift.language, Text(shift.question), "\n".join(shift.before), "\n".join(shift.after)
        )
    console.print(table)
    first = sum(shift.before[:1] != shift.after[:1] for shift in shifts)
    console.print(f"{len(shifts)} questions get another answer, {first} another first one.")
