"""``toeleider base export | follow | status | map | publish``: one catalogue for several towns."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import select

from bot.cli.screen import console, fail, print_json, progress
from bot.cli.told import migrated, names_in, told
from services_catalog.base import choosing
from services_catalog.base.exporting import export_base
from services_catalog.base.files import LOCAL, read_base, write_base
from services_catalog.base.following import follow as follow_base
from services_catalog.base.lines import FieldState
from services_catalog.base.publishing import Outcome, can_follow
from services_catalog.base.publishing import publish as publish_many
from services_catalog.base.states import (
    WAITING,
    Overview,
    Shared,
    Standing,
    overview,
    overviews,
)
from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.editing.fields import put
from services_catalog.editing.words import Names, difference
from services_catalog.i18n import Translator
from services_catalog.models import BaseCatalogue
from services_catalog.translating.book import TranslationBook

app = typer.Typer(
    help="Share a catalogue with other municipalities, or follow one.", no_args_is_help=True
)
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]
Actor = Annotated[str | None, typer.Option(help="Who does this (default: your login name).")]
BaseId = Annotated[
    str | None, typer.Option("--base", help="Which base; needed when you follow several.")
]
TOLD = {
    Standing.CHOICE: "to choose",
    Standing.CHANGED: "can follow",
    Standing.READY: "ready to publish",
    Standing.NEW: "new",
    Standing.DRAFT: "taken, to fill in",
    Standing.GONE: "gone from the base",
    Standing.FOLLOWS: "as the base",
    Standing.OWN: "with own text",
    Standing.KEPT: "gone, kept here",
    Standing.ARCHIVED: "archived here",
    Standing.DECLINED: "not for us",
}


@app.command()
def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file.")],
    services: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Default: all that are published.")
    ] = None,
    base_id: Annotated[
        str | None, typer.Option("--id", help="Its id, always the same (default: your town's).")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Its name, for people.")] = None,
    leave_local: Annotated[
        bool,
        typer.Option(
            "--leave-local/--whole",
            help=f"Leave {', '.join(LOCAL)} to whoever follows, or not.",
        ),
    ] = True,
    leave: Annotated[
        list[str] | None, typer.Option(help="Leave this field, too; may be repeated.")
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(help="OURS=ROLE: what your organization OURS is called in the base."),
    ] = None,
) -> None:
    """Write published services as a base that other municipalities can follow."""
    with _told():
        left = {*(LOCAL if leave_local else ()), *(leave or ())}
        with progress("Services") as report:
            made = export_base(
                migrated(), base_id=base_id, name=name, services=services or (), leave=left,
                roles=_pairs(role or []), progress=report,
            )  # fmt: skip
        write_base(made.base, output)
    for remark in made.remarks:
        _line(f"! {remark}")
    _line(
        f"{len(made.base.services)} services of {made.base.name!r} ({made.base.id}, version "
        f"{made.base.version:%Y-%m-%d %H:%M}) written to {output}."
    )


@app.command()
def follow(
    path: Annotated[Path, typer.Argument(help="The file of the base.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Keep it for staff; without, a dry run.")
    ] = False,
    actor: Actor = None,
    older: Annotated[bool, typer.Option("--older", help="Go back to an older version.")] = False,
    json: Json = False,
) -> None:
    """Lay a version of a base beside your services. Nothing is published, nothing of yours lost."""
    with _told():
        base, database = read_base(path), migrated()
        with progress("Services") as report:
            done = follow_base(
                database, base, actor or getpass.getuser(), dry_run=not apply, older=older,
                progress=report,
            )  # fmt: skip
        names = names_in(database)
    if json:
        print_json(
            _overview(done.overview)
            | {"dry_run": done.dry_run, "fresh": done.fresh, "remarks": list(done.remarks)}
        )
        return
    if not done.fresh:
        _line("You follow this very text of the base already.")
    for one in done.overview.services:
        if one.standing in WAITING:
            _show(one, names)
    for key, remark in done.remarks:
        _line(f"! {key}: {remark}")
    _summary(done.overview)
    if done.dry_run:
        _line("A dry run: nothing was kept. Add --apply to keep it for staff to decide on.")
    else:
        _line("Kept; nothing is published. Staff decide at /staff/base.")


@app.command()
def status(
    base: BaseId = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what needs nothing.")] = False,
    json: Json = False,
) -> None:
    """Show how your services stand beside the bases you follow."""
    with _told():
        database = migrated()
        with database.read() as session:
            found = [one for one in overviews(session) if base in (None, one.id)]
        names = names_in(database)
    if json:
        print_json([_overview(one) for one in found])
        return
    if not found:
        fail("You follow no such base. To follow one: toeleider base follow FILE --apply")
    for one in found:
        console.print(f"{one.name} ({one.id}), {one.version:%Y-%m-%d %H:%M}", style="bold")
        for service in one.services:
            if everything or service.standing in WAITING:
                _show(service, names)
        _summary(one)


@app.command(name="map")
def map_role(
    role: Annotated[str | None, typer.Argument(help="A role of the base.")] = None,
    organization: Annotated[
        str | None, typer.Argument(help="The id of your organization; none: take it away.")
    ] = None,
    base: BaseId = None,
    json: Json = False,
) -> None:
    """Say which organization of yours stands for a role of the base; without words: show it."""
    with _told():
        database = migrated()
        base_id = _which(database, base)
        if role is not None:
            choosing.map_role(database, base_id, role, organization)
        with database.read() as session:
            row = session.get_one(BaseCatalogue, base_id)
            roles, names = dict(row.roles), dict(row.role_names)
    if json:
        print_json({"roles": roles, "names": names})
        return
    table = Table("role", "at the base", "here")
    for key, name in sorted(names.items()):
        table.add_row(key, name, roles.get(key, "-"))
    console.print(table)


@app.command()
def publish(
    actor: Annotated[str, typer.Option(help="Who does this: it stands in the history.")],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads the history.")],
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY]…", help="Default: all that can follow.")
    ] = None,
    base: BaseId = None,
    json: Json = False,
) -> None:
    """Publish what the base changed and you did not, with its translations."""
    with _told():
        database = migrated()
        base_id = _which(database, base)
        with database.read() as session:
            found = overview(session, base_id)
        if unknown := sorted(set(keys or ()) - {one.key for one in found.services}):
            raise ValueError(f"the base has no {', '.join(unknown)}; see: base status --all")
        wanted = keys or [one.key for one in found.services if can_follow(one)]
        with progress("Services") as report:
            results = publish_many(
                EditingBook(database), TranslationBook(database), base_id, wanted, actor, reason,
                progress=report,
            )  # fmt: skip
    if json:
        print_json([vars(one) | {"outcome": one.outcome.value} for one in results])
        return
    for one in results:
        _line(f"{one.outcome.value}  {one.service_id or one.key}  {one.title}")
        for text in (one.why, *one.refused):
            if text:
                _line(f"    {text}")
    _line(f"{sum(one.outcome is Outcome.PUBLISHED for one in results)} services published.")


def _which(database: Database, base: str | None) -> str:
    with database.read() as session:
        found = list(session.scalars(select(BaseCatalogue.id).order_by(BaseCatalogue.id)))
    if base is None and len(found) == 1:
        return found[0]
    if base not in found:
        fail(f"Which base? --base with one of: {', '.join(found) or 'none is followed yet'}", 2)
    return base


def _pairs(said: list[str]) -> dict[str, str]:
    found = {}
    for text in said:
        ours, equals, role = text.partition("=")
        if not (ours and equals and role):
            raise ValueError(f"--role {text}: write it as OURS=ROLE, like ocmw-elders=ocmw")
        found[ours] = role
    return found


@contextmanager
def _told() -> Iterator[None]:
    """As :func:`told`, and where a file cannot be written."""
    with told():
        try:
            yield
        except OSError as error:
            fail(f"{error.filename} cannot be written: {error.strerror}. Choose another place.")


def _show(one: Shared, names: Names) -> None:
    name = one.service_id or one.key
    console.print(f"{TOLD[one.standing]}  {name}  {one.title}", markup=False, style="bold")
    for state, said in ((FieldState.CHANGED, ""), (FieldState.CHOICE, "choose  ")):
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for line in one.lines:
            if line.state is state:
                put(before, line.path, line.ours)
                put(after, line.path, line.base)
        for change in difference(before, after, Translator("nl"), names):
            _line(f"    {said}{change.text}")
        tongues = [
            language
            for language, lines in one.words.items()
            if any(line.state is state for line in lines)
        ]
        if tongues:
            _line(f"    {said}translations: {', '.join(tongues)}")


def _summary(found: Overview) -> None:
    for role, name in found.open_roles.items():
        _line(f"! Which organization is {role} ({name}) here? toeleider base map {role} ID")
    counts = ", ".join(f"{n} {TOLD[key]}" for key, n in found.counts.items() if n)
    _line(f"{len(found.services)} services: {counts or 'none'}.")


def _line(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _overview(found: Overview) -> dict[str, Any]:
    return {
        "base": found.id,
        "name": found.name,
        "version": found.version.isoformat(),
        "counts": {key.value: number for key, number in found.counts.items()},
        "open_roles": found.open_roles,
        "services": [
            {
                "key": one.key,
                "service": one.service_id,
                "title": one.title,
                "standing": one.standing.value,
                "fields": {line.path: line.state.value for line in one.of(*FieldState)},
            }
            for one in found.services
        ],
    }
