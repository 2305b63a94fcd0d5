"""The menu, the help, and what somebody sees who can do nothing yet."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.models import AccountRole, Role
from services_catalog.staff.accounts import AccountBook
from services_catalog.staff.app import staff_app, staff_routes
from services_catalog.staff.menu import GROUPS, HELP, LOOKUP
from services_catalog.staff.permissions import PERMISSIONS
from services_catalog.staff.render import HERE
from services_catalog.staff.settings import StaffSettings
from tests.staff.conftest import CHEAP, HOST, PASSWORD, Browser, Make
from tests.staff.invited import EMAIL, number


@pytest.fixture
def boss(person: Make) -> Browser:
    return person(Role.ADMINISTRATOR, "Nadia Peeters")


def test_without_any_role_the_page_says_what_to_do(
    person: Make, catalogue: Database, accounts: AccountBook
):
    tom = person(Role.READER, "Tom Claes")
    with catalogue.change() as session:
        session.execute(delete(AccountRole).where(AccountRole.account_id == number(accounts)))
    shown = tom.get("/today", 403)
    assert "nog geen rol" in shown
    assert 'href="/staff/today"' in shown  # the brand, and no button that leads here again
    assert "Naar de werklijst" not in shown


def test_the_first_run_says_which_command(app: Starlette, accounts: AccountBook):
    assert "toeleider staff add" in Browser(app).get("/sign-in")
    assert "toeleider staff add" in Browser(app).get("")
    accounts.add(EMAIL, "Tom", {Role.ADMINISTRATOR: {}}, PASSWORD)
    assert "toeleider staff add" not in Browser(app).get("/sign-in")


def test_the_help_leads_only_where_one_may_go(person: Make, boss: Browser):
    reader = person(Role.READER)
    shown = reader.get("/help")
    assert "Nadia Peeters" in shown  # whom to ask
    assert HOST not in shown
    for browser in (reader, boss):
        for path in set(re.findall(r'href="/staff(/[^"#]+)"', browser.get("/help"))):
            assert browser.client.get(f"/staff{path}").status_code == 200, path
    assert 'href="/staff/accounts"' not in shown
    assert 'href="/staff/accounts"' in boss.get("/help")


def current(shown: str) -> list[tuple[str, str]]:
    """``(address, aria-current)`` of the links in the menu for a desk."""
    menu = shown.partition('class="menu-wide"')[2].partition("</nav>")[0]
    assert menu
    return re.findall(r'href="([^"]+)" aria-current="(\w+)"', menu)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/today", [("/staff/today", "page")]),
        ("/services", [("/staff/services", "page")]),
        ("/services?q=bed", [("/staff/services", "page")]),
        ("/services/nachtopvang-de-brug/edit", [("/staff/services", "true")]),
        ("/new", [("/staff/services", "true")]),
        ("/accounts/new", [("/staff/accounts", "true")]),
        ("/help", [("/staff/help", "page")]),
        # One's own account is no part of "Accounts", though its address begins the same.
        ("/account", []),
    ],
)
def test_the_menu_says_where_one_is(path: str, expected: list[tuple[str, str]], boss: Browser):
    assert current(boss.get(path)) == expected


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_holds_what_one_may_open_and_no_more(role: Role, person: Make):
    browser = person(role)
    shown = browser.get("/help")
    menus = [
        re.findall(
            r'href="/staff(/[^"]+)"', shown.partition(f'class="{name}"')[2].split("</nav>")[0]
        )
        for name in ("menu-wide", "menu-small")
    ]
    assert menus[0] == menus[1]
    assert len(set(menus[0])) == len(menus[0])
    may = {
        entry.path
        for entry in (*(entry for group in GROUPS for entry in group.entries), HELP)
        if (PERMISSIONS[entry.name] or frozenset()) & {role}
    }
    assert set(menus[0]) == may
    for path in menus[0]:
        assert browser.client.get(f"/staff{path}").status_code == 200, path


def test_links_of_other_rooms_stand_in_the_menu(catalogue: Database):
    inner = staff_app(catalogue, settings=StaffSettings(), passwords=CHEAP, links=[LOOKUP])
    inner.state.office.accounts.add(EMAIL, "Tom", {Role.READER: {}}, PASSWORD)
    browser = Browser(Starlette(routes=staff_routes(inner)))
    assert '<a href="/lookup">Opzoeken</a>' in browser.sign_in(EMAIL)


def test_the_help_names_buttons_that_are_there():
    templates = {
        path.name: path.read_text(encoding="utf-8") for path in HERE.glob("templates/*.html")
    }
    named = set(re.findall("‘([^’]+)’", templates.pop("help.html")))
    others = "".join(templates.values()).replace("'", '"')
    assert len(named) > 10
    assert {word for word in named if f'_("{word}")' not in others} == set()
