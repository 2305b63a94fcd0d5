"""``toeleider switch``: silence the assistant, a topic or a language, and let it speak again."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.screen import console, fail, print_json
from bot.cli.told import migrated
from services_catalog import switches
from services_catalog.hours import BRUSSELS
from services_catalog.switches import KEPT_SECONDS, SwitchError

app = typer.Typer(help="Switch the assistant, a topic or a language off.", no_args_is_help=True)
Key = Annotated[
    str,
    typer.Argument(metavar="KEY", help="assistant, topic:KEY or language:CODE", show_default=False),
]
Actor = Annotated[str, typer.Option("--actor", help="Your name; it is kept in the history.")]


@app.command(name="list")
def list_switches(
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Show what is off now."""
    try:
        found = switches.switched_off(migrated())
    except SQLAlchemyError as error:
        _unreadable(error)
    if json:
        print_json([vars(off) | {"at": off.at.isoformat()} for off in found])
        return
    table = Table("off", "since", "by", "reason", "message")
    for off in found:
        since = off.at.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M")
        texts = (escape(text) for text in (off.actor, off.reason, off.message or "-"))
        table.add_row(off.key, since, *texts)
    console.print(table if found else "Nothing is off.")


@app.command()
def off(
    key: Key,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept in the history.")],
    actor: Actor,
    message: Annotated[
        str | None, typer.Option("--message", help="What visitors read, in Dutch.")
    ] = None,
) -> None:
    """Switch KEY off. Pages, cards and lists go on; 112 and 101 are always named."""
    try:
        switches.switch_off(migrated(), key, actor=actor, reason=reason, message=message)
    except SwitchError as error:
        fail(str(error), 2)
    except SQLAlchemyError as error:
        _unreadable(error)
    console.print(
        f"{escape(switches.checked_key(key))} is off within {KEPT_SECONDS:.0f} seconds. "
        "On again: toeleider switch on"
    )


@app.command()
def on(
    key: Key,
    actor: Actor,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept in the history.")] = "",
) -> None:
    """Switch KEY on again."""
    try:
        switches.switch_on(migrated(), key, actor=actor, reason=reason)
    except SwitchError as error:
        fail(str(error), 2)
    except SQLAlchemyError as error:
        _unreadable(error)
    console.print(f"{escape(switches.checked_key(key))} is on within {KEPT_SECONDS:.0f} seconds.")


def _unreadable(error: SQLAlchemyError) -> NoReturn:
    fail(f"The database cannot be used ({type(error).__name__}). Check TOELEIDER_DATABASE_URL")
