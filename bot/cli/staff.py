"""``toeleider staff``: who may work in the staff pages."""

from __future__ import annotations

import getpass
import json as json_module
import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.screen import console, fail, print_json
from services_catalog.database import Database, migrate
from services_catalog.fernet_keys import new_key as make_key
from services_catalog.languages import known
from services_catalog.models import Account, Organization, Role
from services_catalog.settings import load_settings
from services_catalog.staff.accounts import AccountBook, AccountError, RoleScopes
from services_catalog.staff.audit import COMMAND
from services_catalog.staff.invitations import Invitations
from services_catalog.staff.keys import StaffKeyError, known_key, read_keys
from services_catalog.staff.passwords import SHORTEST, WeakPassword
from services_catalog.staff.settings import StaffSettingsError, load_staff_settings
from services_catalog.staff.store import utc
from services_catalog.staff.visit import PREFIX

app = typer.Typer(help="Accounts of the staff pages.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="E-MAIL", help="The person's address.")]
Roles = Annotated[
    list[Role],
    typer.Option("--role", help="Repeat for several. Narrow with --organization, --language."),
]
Only = Annotated[
    list[str], typer.Option("--organization", help="Only services of this organization (its id).")
]
Tongues = Annotated[list[str], typer.Option("--language", help="Only this language.")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
EvenLast = Annotated[
    bool, typer.Option("--even-last", help="Also the last administrator who can sign in.")
]
T = TypeVar("T")


@app.command()
def add(
    email: Email,
    role: Roles,
    name: Annotated[str, typer.Option(help="As it stands in the history.", prompt="Name")],
    organization: Only = [],  # noqa: B006 Typer reads the default
    language: Tongues = [],  # noqa: B006
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Signs in with the city's own account only.")
    ] = False,
    password_stdin: FromInput = False,
) -> None:
    """Make an account. The password is asked twice and never shown."""
    database, book = _book()
    scopes = _scopes(database, role, organization, language)
    password = None if no_password else _password(password_stdin)
    person = _try(lambda: book.add(email, name, scopes, password, actor=_actor()))
    console.print(f"{person.email} may now sign in at /staff: {', '.join(person.roles)}")


@app.command()
def password(email: Email, password_stdin: FromInput = False) -> None:
    """Give another password; the account's sessions end."""
    _database, book = _book()
    fresh = _password(password_stdin)
    _try(lambda: book.set_password(email, fresh, actor=_actor()))
    console.print("Changed. All sessions of this account have ended.")


@app.command()
def link(email: Email) -> None:
    """Make a one-time link to choose a password with. It is shown once and works for 7 days."""
    database, _accounts = _book()
    token = _try(lambda: Invitations(database).make(email, actor=_actor()))
    try:
        home = load_staff_settings().public_url
    except StaffSettingsError as error:
        fail(str(error))
    where = "" if home else "  (after the address of this site; TOELEIDER_PUBLIC_URL is not set)"
    print(f"{home or ''}{PREFIX}/invitation/{token}{where}")


@app.command()
def roles(
    email: Email,
    role: Roles,
    organization: Only = [],  # noqa: B006
    language: Tongues = [],  # noqa: B006
    even_last: EvenLast = False,
) -> None:
    """Replace all roles of an account; sessions end where somebody may less than before."""
    database, book = _book()
    scopes = _scopes(database, role, organization, language)
    _try(lambda: book.set_roles(email, scopes, actor=_actor(), even_last=even_last))
    console.print(f"{email}: {', '.join(scopes)}")


@app.command(name="list")
def list_accounts(
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Show all accounts."""
    _database, book = _book()
    accounts = _try(book.everybody)
    if json:
        print_json([_as_json(account) for account in accounts])
        return
    table = Table("e-mail", "name", "roles", "code", "last sign-in", "state")
    for account in accounts:
        table.add_row(
            escape(account.email),
            escape(account.name),
            ", ".join(_role_words(held.role, held.scope) for held in account.roles),
            "yes" if account.totp_secret else "no",
            f"{utc(account.last_sign_in):%Y-%m-%d}" if account.last_sign_in else "never",
            "open" if account.active else "shut",
        )
    empty = "Nobody yet. toeleider staff add E-MAIL --role administrator --role publisher"
    console.print(table if accounts else empty)


@app.command()
def off(email: Email, even_last: EvenLast = False) -> None:
    """Shut an account: its sessions end now, its name stays in the history."""
    _database, book = _book()
    _try(lambda: book.set_active(email, False, actor=_actor(), even_last=even_last))
    console.print("Shut.")


@app.command()
def on(email: Email) -> None:
    """Open a shut account again."""
    _database, book = _book()
    _try(lambda: book.set_active(email, True, actor=_actor()))
    console.print("Open.")


@app.command()
def remove(email: Email, even_last: EvenLast = False) -> None:
    """Delete an account: name, address, roles. The history keeps the name and the address."""
    _database, book = _book()
    _try(lambda: book.remove(email, actor=_actor(), even_last=even_last))
    console.print("Deleted.")


@app.command(name="totp-off")
def totp_off(email: Email) -> None:
    """Ask for no code any more: a lost phone. Make sure who is asking. All sessions end."""
    _database, book = _book()
    _try(lambda: book.reset_totp(email, actor=_actor()))
    console.print("No code is asked any more.")


@app.command()
def history(
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    most: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
) -> None:
    """Show what was changed about accounts, by whom. Nobody can change this list."""
    _database, book = _book()
    found = _try(lambda: book.history(most))
    if json:
        print_json([vars(event) | {"at": event.at.isoformat()} for event in found])
        return
    table = Table("when (UTC)", "who did it", "what", "whose account", "before", "after")
    for event in found:
        sides = [json_module.dumps(side) if side else "" for side in (event.before, event.after)]
        cells = (f"{event.at:%Y-%m-%d %H:%M}", event.actor, event.deed, event.whom, *sides)
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table if found else "Nothing yet.")


@app.command(name="new-key")
def new_key() -> None:
    """Print a new key for TOELEIDER_STAFF_KEY. It is kept nowhere."""
    print(make_key())


def _actor() -> str:
    """Who runs the command: the name of the system's user, for the list of changes."""
    try:
        return f"{COMMAND} ({getpass.getuser()})"
    except (KeyError, OSError):  # a user without a name, as in some containers
        return COMMAND


def _book() -> tuple[Database, AccountBook]:
    database = Database()
    try:
        migrate(database.engine)
        keys = read_keys(known_key(load_settings().state_directory))
    except StaffKeyError as error:
        fail(str(error))
    except SQLAlchemyError as error:
        _unreadable(error)
    return database, AccountBook(database, keys)


def _try(action: Callable[[], T]) -> T:
    try:
        return action()
    except WeakPassword:
        fail(f"Refused: take {SHORTEST} characters or more, for example four loose words.")
    except AccountError as error:
        fail(str(error))
    except SQLAlchemyError as error:
        _unreadable(error)


def _scopes(
    database: Database, roles: list[Role], organizations: list[str], languages: list[str]
) -> RoleScopes:
    """The roles with their scope.

    Fails on an organization or a language that does not exist: a slip there would shut out.
    """
    with database.read() as session:
        there = set(session.scalars(select(Organization.id)))
    if unknown := [one for one in organizations if one not in there]:
        fail(f"No organization {', '.join(unknown)}. There are: {', '.join(sorted(there))}")
    if strange := [one for one in languages if known(one) != one]:
        fail(f"No language {', '.join(strange)}; see locales/languages.yml")
    scope: dict[str, list[str]] = {}
    if organizations:
        scope["organizations"] = organizations
    if languages:
        scope["languages"] = languages
    return dict.fromkeys(roles, scope)


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        fail("There is no terminal to ask for the password: use --password-stdin", 2)
    first = getpass.getpass(f"Password ({SHORTEST} characters or more): ")
    if first != getpass.getpass("Once more: "):
        fail("The two are not the same. Nothing was changed.")
    return first


def _role_words(role: Role, scope: dict[str, Any]) -> str:
    return f"{role} {json_module.dumps(scope)}" if scope else role.value


def _as_json(account: Account) -> dict[str, object]:
    return {
        "email": account.email,
        "name": account.name,
        "roles": {held.role.value: held.scope for held in account.roles},
        "code": account.totp_secret is not None,
        "password": account.password_hash is not None,
        "active": account.active,
        "last_sign_in": utc(account.last_sign_in).isoformat() if account.last_sign_in else None,
    }


def _unreadable(error: SQLAlchemyError) -> NoReturn:
    fail(f"The database cannot be used ({type(error).__name__}). Check TOELEIDER_DATABASE_URL")
