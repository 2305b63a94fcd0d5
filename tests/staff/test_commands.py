"""``toeleider staff``: the first account comes from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from services_catalog.database import Database, make_engine
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.models import Role
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.staff.accounts import AccountBook
from services_catalog.staff.invitations import Invitations
from services_catalog.staff.keys import known_key, read_keys
from tests.staff.conftest import CHEAP, PASSWORD

EMAIL = "nadia@waterlinde.example.org"


@pytest.fixture
def home(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("TOELEIDER_HOME", str(tmp_path))
    monkeypatch.delenv("TOELEIDER_DATABASE_URL", raising=False)
    monkeypatch.delenv("TOELEIDER_STAFF_KEY", raising=False)
    return tmp_path


def run(*words: str, typed: str = "", code: int = 0) -> str:
    result = CliRunner().invoke(app, ["staff", *words], input=typed)
    assert result.exit_code == code, result.output
    return result.output


def book(home: Path) -> AccountBook:
    database = Database(make_engine(f"sqlite:///{home / 'catalogue.db'}"))
    return AccountBook(database, read_keys(known_key(home)), CHEAP)


def test_from_the_first_account_to_the_last(home: Path):
    assert "Nobody yet" in run("list")
    run(
        "add", EMAIL, "--name", "Nadia", "--role", "publisher", "--role", "administrator",
        "--password-stdin", typed=f"{PASSWORD}\n",
    )  # fmt: skip
    assert book(home).verify(EMAIL, PASSWORD)
    entry = json.loads(run("list", "--json"))[0]
    assert entry["roles"] == {"administrator": {}, "publisher": {}}
    assert "argon2" not in json.dumps(entry)
    run("password", EMAIL, "--password-stdin", typed="een heel ander wachtwoord\n")
    assert book(home).verify(EMAIL, PASSWORD) is None
    # The last administrator stays, unless whoever runs the server says it in so many words.
    for words in (("roles", EMAIL, "--role", "translator"), ("off", EMAIL), ("remove", EMAIL)):
        assert "--even-last" in run(*words, code=1)
    run("roles", EMAIL, "--role", "translator", "--language", "ar", "--even-last")
    person = book(home).verify(EMAIL, "een heel ander wachtwoord")
    assert person
    assert person.roles == {Role.TRANSLATOR: {"languages": ["ar"]}}
    run("off", EMAIL)
    assert book(home).verify(EMAIL, "een heel ander wachtwoord") is None
    run("on", EMAIL)
    run("totp-off", EMAIL)
    run("remove", EMAIL)
    assert "Nobody yet" in run("list")
    assert (home / "staff.key").stat().st_mode & 0o077 == 0


def test_a_link_from_the_command_line_and_the_list(home: Path, monkeypatch):
    run("add", EMAIL, "--name", "Nadia", "--role", "administrator", "--no-password")
    token = run("link", EMAIL).split()[0].rpartition("/staff/invitation/")[2]
    database = Database(make_engine(f"sqlite:///{home / 'catalogue.db'}"))
    Invitations(database, CHEAP).use(token, PASSWORD)
    assert book(home).verify(EMAIL, PASSWORD)
    monkeypatch.setenv("TOELEIDER_PUBLIC_URL", "https://toeleider.stad.example.org")
    assert run("link", EMAIL).startswith("https://toeleider.stad.example.org/staff/invitation/")
    found = json.loads(run("history", "--json"))
    assert [one["deed"] for one in found] == ["link", "link_used", "link", "added"]
    assert found[0]["actor"].startswith("toeleider staff (")
    assert found[0]["whom"] == f"Nadia <{EMAIL}>"
    assert token not in run("history", "--json")
    assert "added" in run("history")
    run("off", EMAIL, "--even-last")
    assert "toeleider staff on" in run("link", EMAIL, code=1)


def test_what_cannot_be_is_refused_with_the_cure(home: Path):
    assert "12 characters" in run(
        "add", EMAIL, "--name", "N", "--role", "editor", "--password-stdin", typed="kort\n", code=1
    )
    assert "toeleider staff list" in run("off", EMAIL, code=1)
    assert "--password-stdin" in run("add", EMAIL, "--name", "N", "--role", "editor", code=2)
    database = Database(make_engine(f"sqlite:///{home / 'catalogue.db'}"))
    from tests.web.conftest import NoEncoder

    seed(database, read_folder(DEMO_DIRECTORY), NoEncoder())
    assert "stad-waterlinde" in run(
        "add", EMAIL, "--name", "N", "--role", "editor", "--organization", "stad",
        "--no-password", code=1,
    )  # fmt: skip
    run(
        "add", EMAIL, "--name", "N", "--role", "editor", "--organization", "stad-waterlinde",
        "--no-password",
    )  # fmt: skip
    account = book(home).everybody()[0]
    assert account.password_hash is None
    assert account.roles[0].scope == {"organizations": ["stad-waterlinde"]}


def test_a_new_key_is_one(home: Path):
    assert read_keys(run("new-key").strip())
