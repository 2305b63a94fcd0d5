"""``toeleider callbacks``: who waits to be called back, and the key that seals it."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.screen import console, fail, print_json
from bot.cli.told import migrated
from services_catalog import callbacks
from services_catalog.callback_key import VARIABLE, CallbackKeyError, known_key
from services_catalog.callbacks import CallbackBook, Contact, OpenRequest
from services_catalog.fernet_keys import new_key as make_key
from services_catalog.formatting import language_name
from services_catalog.phones import format_phone
from services_catalog.settings import load_settings

app = typer.Typer(help="Requests to be called back.", no_args_is_help=True)


@app.command(name="list")
def list_requests(
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Show who waits, the one with the fewest days left first."""
    key = known_key(load_settings().state_directory)
    if not key:
        fail(f"Nobody can ask to be called back: set {VARIABLE}. toeleider callbacks new-key")
    try:
        requests = CallbackBook(migrated(), key).open_requests()
    except CallbackKeyError as error:
        fail(str(error))
    except SQLAlchemyError as error:
        _unreadable(error)
    if json:
        print_json([_as_json(request) for request in requests])
        return
    table = Table("id", "language", "topic", "when", "contact", "days left")
    for request in requests:
        table.add_row(
            request.id,
            language_name(request.language, "en"),
            request.topic or "-",
            request.preferred_time.value,
            escape(_words(request.contact)),
            str(request.days_left),
        )
    console.print(table if requests else "Nobody waits.")


@app.command()
def done(request_id: Annotated[str, typer.Argument(metavar="ID", help="From the list.")]) -> None:
    """Somebody was reached: forget how."""
    try:
        handled = callbacks.handle(migrated(), request_id.strip())
    except SQLAlchemyError as error:
        _unreadable(error)
    if not handled:
        fail(f"No request {request_id!r} is open. See: toeleider callbacks list")
    console.print("Done. The contact is deleted.")


@app.command()
def purge(
    everything: Annotated[
        bool, typer.Option("--all", help="Open requests too: before switching this off.")
    ] = False,
) -> None:
    """Delete what is done or too old. The web process does the same by itself."""
    try:
        count = callbacks.purge(migrated(), everything=everything)
    except SQLAlchemyError as error:
        _unreadable(error)
    console.print(f"{count} deleted.")


@app.command(name="new-key")
def new_key() -> None:
    """Print a new key for TOELEIDER_CALLBACK_KEY. It is kept nowhere."""
    print(make_key())


def _words(contact: Contact | None) -> str:
    if contact is None:
        return "(sealed with another key)"
    phone = format_phone(contact.phone) if contact.phone else None
    return " / ".join(filter(None, (phone, contact.email)))


def _as_json(request: OpenRequest) -> dict[str, object]:
    contact = request.contact
    return {
        "id": request.id,
        "language": request.language,
        "topic": request.topic,
        "preferred_time": request.preferred_time.value,
        "phone": contact.phone if contact else None,
        "email": contact.email if contact else None,
        "readable": contact is not None,
        "days_left": request.days_left,
    }


def _unreadable(error: SQLAlchemyError) -> NoReturn:
    fail(f"The database cannot be used ({type(error).__name__}). Check TOELEIDER_DATABASE_URL")
