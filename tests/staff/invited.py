"""An administrator who invites, and a colleague who comes: for the tests of accounts."""

from __future__ import annotations

import html
import re

from starlette.applications import Starlette

from services_catalog.staff.accounts import AccountBook
from tests.staff.conftest import Browser

EMAIL = "tom.claes@waterlinde.example.org"
FRESH = "nog vier andere woorden"


def link_in(shown: str) -> str:
    found = re.search(r'value="[^"]+/staff(/invitation/[\w-]+)"', shown)
    assert found, shown
    return found[1]


def invite(boss: Browser, **values: object) -> str:
    sent = {"name": "Tom Claes", "email": EMAIL, "role": "editor"} | values
    return link_in(boss.post("/accounts/new", **sent))


def number(accounts: AccountBook, email: str = EMAIL) -> int:
    return next(account.id for account in accounts.everybody() if account.email == email)


def choose(app: Starlette, path: str, password: str = FRESH, again: str = "", status: int = 200):
    browser = Browser(app)
    token = browser.token(path)
    shown = browser.post(path, status, token=token, new=password, again=again or password)
    return browser, shown


def seen(boss: Browser, here: str) -> str:
    """What the form saw of the account."""
    found = re.search(r'name="seen" value="([^"]+)"', boss.get(here))
    assert found
    return html.unescape(found[1])
