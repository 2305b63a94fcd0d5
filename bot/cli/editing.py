"""``toeleider catalogue history | drafts | restore | publish | imports``: for who has no pages."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from bot.cli.screen import console, fail, print_json
from bot.cli.told import migrated, names_in, told
from services_catalog.editing import decisions, inbox
from services_catalog.editing.book import EditingBook
from services_catalog.editing.compare import Comparison
from services_catalog.editing.drafts import Draft, Entry
from services_catalog.editing.fields import put
from services_catalog.editing.staging import Staged
from services_catalog.editing.words import Change, Names, difference
from services_catalog.formatting import clock
from services_catalog.hours import BRUSSELS
from services_catalog.i18n import Translator
from services_catalog.models import ImportStatus

imports = typer.Typer(help="What imports propose, to accept or reject.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]
Actor = Annotated[str, typer.Option(help="Who does this: it stands in the history.")]
Service = Annotated[str, typer.Argument(metavar="ID", help="The id of a service.")]
Item = Annotated[int, typer.Argument(metavar="ITEM", help="From: imports show RUN")]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the catalogue."""
    for command in (history, drafts, restore, publish):
        app.command()(command)
    app.add_typer(imports, name="imports")


def history(service_id: Service, json: Json = False) -> None:
    """Show who changed a service, when, why and what; the newest first."""
    with told():
        book = _book()
        entries = book.history(service_id)
        if json:
            print_json([_entry(entry) for entry in entries])
            return
        if not entries:
            fail(f"Nothing is known of {service_id!r}. Try: toeleider catalogue search …")
        names = names_in(book.database)
    for entry in entries:
        at = entry.at.astimezone(BRUSSELS)
        console.print(
            f"{entry.revision}  {at:%Y-%m-%d} {clock(at, 'nl')}  {entry.actor}: {entry.reason}",
            markup=False,
            style="bold",
        )
        if entry.after is not None:
            _print_changes(difference(entry.before, entry.after, Translator("nl"), names))


def drafts(json: Json = False) -> None:
    """List the texts that are being written."""
    with told():
        found = _book().drafts()
    if json:
        print_json([_draft(draft) for draft in found])
        return
    table = Table("service", "state", "by", "since", "note")
    for draft in found:
        since = draft.updated_at.astimezone(BRUSSELS)
        table.add_row(
            draft.service_id,
            draft.state.value,
            draft.updated_by,
            f"{since:%Y-%m-%d %H:%M}",
            draft.note or "",
        )
    console.print(table if found else "Nobody is writing anything.")


def restore(
    revision: Annotated[int, typer.Argument(help="From: catalogue history ID")],
    actor: Actor,
) -> None:
    """Make a draft of a service as it was right after a revision. Publishing is another step."""
    with told():
        draft = _book().restore(revision, actor)
    console.print(
        f"A draft of {draft.service_id} holds the text of revision {revision}. "
        f"To publish it: toeleider catalogue publish {draft.service_id} --actor … --reason …",
        markup=False,
    )


def publish(
    service_id: Service,
    actor: Actor,
    reason: Annotated[str, typer.Option(help="Why, for whoever reads the history.")],
) -> None:
    """Put a draft into the catalogue. It is in the next answer."""
    with told():
        book = _book()
        entry = book.publish(service_id, actor, reason)
        names = names_in(book.database)
    console.print(f"{service_id} is published, as revision {entry.revision}.", markup=False)
    _print_changes(difference(entry.before, entry.after, Translator("nl"), names))


@imports.command(name="list")
def list_runs(json: Json = False) -> None:
    """List the imports, the newest first."""
    with told():
        found = inbox.runs(migrated())
    if json:
        print_json([_run(run) for run in found])
        return
    table = Table("run", "system", "source", "when", "by", "counts", "open")
    for run in found:
        counts = ", ".join(f"{number} {name}" for name, number in run.counts.items())
        when = f"{run.started_at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}"
        table.add_row(str(run.id), run.system, run.source, when, run.actor, counts, str(run.open))
    console.print(table if found else "Nothing was imported yet.")


@imports.command()
def show(
    run: Annotated[int, typer.Argument(help="From: imports list")],
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is decided or unchanged.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what waits for a decision, and what was refused and why."""
    with told():
        database = migrated()
        remarks = inbox.run(database, run).remarks
        found = [
            item
            for item in inbox.items(database, run)
            if everything or item.status in (ImportStatus.STAGED, ImportStatus.REFUSED)
        ]
        names = names_in(database)
    if json:
        print_json([_item(item) for item in found])
        return
    for remark in remarks:
        console.print(f"! {remark.path}: {remark.message}", markup=False)
    if not found:
        console.print("Nothing waits here.")
    for item in found:
        kind = "new" if item.new else item.status.value
        service = item.service_id or "-"
        console.print(f"{item.item}  {kind}  {service}  {item.title}", markup=False, style="bold")
        if item.note:
            console.print(f"    {item.note}", markup=False)
        if item.comparison:
            _print_changes(_changes(item.comparison, "proposed", names), "take  ")
            _print_changes(_changes(item.comparison, "differs", names), "ours differs  ")
        for problem in item.problems:
            console.print(f"    ! {problem.path}: {problem.message}", markup=False)


@imports.command()
def accept(
    item: Item,
    actor: Actor,
    field: Annotated[
        list[str] | None,
        typer.Option("--field", help="Take only this field; may be repeated."),
    ] = None,
) -> None:
    """Take a record into a draft. Nothing is published."""
    with told():
        draft = decisions.accept(_book(), item, actor, field or None)
    console.print(
        f"{'A draft of ' + draft.service_id + ' holds it.' if draft.saved else 'Nothing to take.'}"
        " See: toeleider catalogue drafts",
        markup=False,
    )


@imports.command()
def reject(
    item: Item,
    actor: Actor,
    reason: Annotated[str, typer.Option(help="Why; the next import shows it.")],
) -> None:
    """Say no to a record; the same text is not proposed again."""
    with told():
        decisions.reject(migrated(), item, actor, reason)
    console.print("Rejected.")


def _book() -> EditingBook:
    return EditingBook(migrated())


def _changes(comparison: Comparison, which: str, names: Names) -> list[Change]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for path, (ours, theirs) in getattr(comparison, which).items():
        put(before, path, ours)
        put(after, path, theirs)
    return difference(before, after, Translator("nl"), names)


def _print_changes(changes: list[Change], before: str = "") -> None:
    for change in changes:
        console.print(f"    {before}{change.text}", markup=False)


def _entry(entry: Entry) -> dict[str, Any]:
    return vars(entry) | {"at": entry.at.isoformat()}


def _draft(draft: Draft) -> dict[str, Any]:
    return vars(draft) | {
        "updated_at": draft.updated_at.isoformat(),
        "state": draft.state.value,
    }


def _run(run: inbox.Run) -> dict[str, Any]:
    return vars(run) | {
        "started_at": run.started_at.isoformat(),
        "remarks": [vars(remark) for remark in run.remarks],
    }


def _comparison(found: Comparison) -> dict[str, Any]:
    return {"proposed": found.proposed, "differs": found.differs, "news": found.news}


def _item(item: Staged) -> dict[str, Any]:
    return vars(item) | {
        "status": item.status.value,
        "decided_at": item.decided_at.isoformat() if item.decided_at else None,
        "comparison": _comparison(item.comparison) if item.comparison else None,
        "problems": [vars(problem) for problem in item.problems],
    }
