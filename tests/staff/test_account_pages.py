"""Accounts by the administrator on the page: invite, reset, change, shut; and the list of it."""

from __future__ import annotations

import re

import pyotp
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.models import Account, AccountInvitation, Revision, Role
from services_catalog.staff.accounts import AccountBook, AccountError
from services_catalog.staff.settings import OidcSettings, StaffSettings
from tests.staff.conftest import Browser, Make
from tests.staff.invited import EMAIL, FRESH, choose, invite, number, seen

ON_BOTH = True


@pytest.fixture
def boss(person: Make) -> Browser:
    return person(Role.ADMINISTRATOR, "Nadia Peeters")


def test_invited_with_a_scope_and_in(boss: Browser, app: Starlette, accounts: AccountBook):
    path = invite(
        boss, role=["editor", "translator"],
        **{"editor.organizations": ["caw-linde", "bestaat-niet"], "translator.languages": "ar"},
    )  # fmt: skip
    assert "uitgenodigd" in boss.get("/accounts")
    tom, shown = choose(app, path)
    assert tom.url.endswith("/staff/account?said=welcome")
    assert "Stel nu ook een code in" in shown
    person = accounts.verify(EMAIL, FRESH)
    assert person
    assert person.roles == {
        Role.EDITOR: {"organizations": ["caw-linde"]},
        Role.TRANSLATOR: {"languages": ["ar"]},
    }
    tom.get("/services/nachtopvang-de-brug/edit")
    tom.get("/services/speelplein-zomer/edit", 403)
    assert "uitgenodigd" not in boss.get("/accounts")


def test_less_rights_sign_out_at_once_more_do_not(
    boss: Browser, person: Make, accounts: AccountBook
):
    tom = person(Role.EDITOR, "Tom Claes", scope={"organizations": ["caw-linde"]})
    here = f"/accounts/{number(accounts)}"

    def save(**values: object) -> None:
        boss.post(here, name="Tom Claes", seen=seen(boss, here), **values)
        assert "said=account" in boss.url

    save(role=["editor", "translator"])  # all organizations now, and translating besides
    assert "Tom Claes" in tom.get("/account")
    save(role=["editor"], **{"editor.organizations": ["caw-linde"]})
    assert "Aanmelden" in tom.get("/today")
    tom.sign_in(EMAIL)
    boss.post(f"{here}/active", do="shut")
    assert "Aanmelden" in tom.get("/today")


def test_the_last_administrator_stays(
    boss: Browser, accounts: AccountBook, app: Starlette, catalogue: Database
):
    nadia = "nadia.peeters@waterlinde.example.org"
    here = f"/accounts/{number(accounts, nadia)}"
    assert "laatste beheerder" in boss.post(f"{here}/active", do="shut")
    assert "laatste beheerder" in boss.post(f"{here}/remove")
    assert "laatste beheerder" in boss.post(
        here, 422, name="Nadia Peeters", role="editor", seen=seen(boss, here)
    )
    # Somebody who was invited and never came is nobody to fall back on.
    path = invite(boss, role="administrator")
    with pytest.raises(AccountError, match="last administrator"):
        accounts.remove(nadia)
    choose(app, path)
    accounts.set_roles(nadia, {Role.EDITOR: {}})
    with pytest.raises(AccountError, match="last administrator"):
        accounts.set_active(EMAIL, False)
    accounts.set_active(EMAIL, False, even_last=True)
    with catalogue.read() as session:
        deeds = [row.reason for row in session.scalars(select(Revision)) if row.entity == "account"]
    assert deeds.count("shut") == 1


def test_two_administrators_in_one_account(boss: Browser, accounts: AccountBook, person: Make):
    invite(boss)
    here = f"/accounts/{number(accounts)}"
    old = seen(boss, here)
    accounts.set_roles(EMAIL, {Role.READER: {}})
    shown = boss.post(here, 422, name="Tom Claes", role="publisher", seen=old)
    assert "net aangepast" in shown
    assert accounts.everybody()[-1].roles[0].role is Role.READER
    boss.post(here, name="Tom Claes", role="publisher", seen=seen(boss, here))
    assert accounts.everybody()[-1].roles[0].role is Role.PUBLISHER


def test_a_scope_the_page_does_not_show_is_kept(boss: Browser, accounts: AccountBook):
    accounts.add(EMAIL, "Tom", {Role.EDITOR: {"languages": ["ar"], "organizations": ["weg-nu"]}})
    here = f"/accounts/{number(accounts)}"
    shown = boss.get(here)
    assert "Verder beperkt tot: ar" in shown
    assert 'value="weg-nu" checked' in shown
    boss.post(
        here, name="Tom Claes", role="editor", seen=seen(boss, here),
        **{"editor.organizations": ["weg-nu", "caw-linde"]},
    )  # fmt: skip
    held = accounts.one(number(accounts))
    assert held
    assert held.roles[0].scope == {"languages": ["ar"], "organizations": ["weg-nu", "caw-linde"]}


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"email": "tom"}, "email", "geen e-mailadres"),
        ({"email": "nadia.peeters@waterlinde.example.org"}, "email", "heeft al een account"),
        ({"name": " "}, "name", "Vul een naam in"),
        ({"role": []}, "roles", "minstens een rol"),
        ({"role": ["god"]}, "roles", "minstens een rol"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    values: dict[str, object], field: str, said: str, boss: Browser, accounts: AccountBook
):
    sent = {"name": "Tom Claes", "email": EMAIL, "role": "editor"} | values
    shown = boss.post("/accounts/new", 422, **sent)
    assert said in shown
    assert re.search(rf'id="{field}-wrong"', shown)
    assert re.search(rf'aria-describedby="[^"]*{field}-wrong', shown)
    assert len(accounts.everybody()) == 1
    if field != "name":
        assert 'value="Tom Claes"' in shown  # nothing typed is lost


def test_the_list_of_changes(boss: Browser, app: Starlette, accounts: AccountBook, person: Make):
    path = invite(boss)
    choose(app, path)
    here = f"/accounts/{number(accounts)}"
    boss.post(
        here, name="Tom De Clercq", role="publisher", seen=seen(boss, here),
        **{"publisher.organizations": "caw-linde"},
    )  # fmt: skip
    boss.post(f"{here}/active", do="shut")
    boss.post(f"{here}/remove")
    shown = boss.get("/accounts/history")
    lines = re.findall(r"<strong>([^<]+)</strong>: ([^<]+)<small>[^·]+· ([^<]+)</small>", shown)
    assert lines[:7] == [
        ("Account verwijderd", "Tom De Clercq", "Nadia Peeters"),
        ("Account afgesloten", "Tom De Clercq", "Nadia Peeters"),
        ("Andere rollen", "Tom De Clercq", "Nadia Peeters"),
        ("Andere naam", "Tom De Clercq", "Nadia Peeters"),
        ("Wachtwoord gekozen met een link", "Tom Claes", "Tom Claes"),
        ("Link gemaakt om een wachtwoord te kiezen", "Tom Claes", "Nadia Peeters"),
        ("Account gemaakt", "Tom Claes", "Nadia Peeters"),
    ]
    assert "publiceren (CAW Linde" in shown
    for role in (Role.PUBLISHER, Role.EDITOR):
        person(role).get("/accounts/history", 403)


def test_no_secret_in_the_history(
    boss: Browser, app: Starlette, accounts: AccountBook, catalogue: Database
):
    path = invite(boss)
    choose(app, path)
    tom = number(accounts)
    secret = pyotp.random_base32()
    accounts.start_totp(secret, tom, pyotp.TOTP(secret).now())
    accounts.set_password(EMAIL, "een allerlaatste wachtwoord")
    with catalogue.read() as session:
        text = str(
            [
                [row.actor, row.reason, row.change]
                for row in session.scalars(select(Revision).where(Revision.entity == "account"))
            ]
        )
        held = session.get_one(Account, tom)
        assert "code_on" in text
        for hidden in (FRESH, "allerlaatste", secret, path.rpartition("/")[2], "argon2"):
            assert hidden not in text
        assert held.password_hash
        assert held.password_hash not in text


def test_no_catalogue_change_for_an_account(boss: Browser, catalogue: Database):
    before = catalogue.version()
    invite(boss)
    assert catalogue.version() == before


class TestWithTheCitysAccount:
    @pytest.fixture
    def settings(self) -> StaffSettings:
        return StaffSettings(
            public_url="https://toeleider.waterlinde.example.org",
            oidc=OidcSettings("https://login.example.org", "us", "secret"),
        )

    @pytest.fixture
    def app(self, app: Starlette, monkeypatch) -> Starlette:
        # The test's client speaks http: what is "Secure" would not come back.
        monkeypatch.setattr("services_catalog.staff.visit.is_secure", lambda *_all: False)
        return app

    def test_no_link_is_needed(self, boss: Browser, accounts: AccountBook, catalogue: Database):
        shown = boss.post(
            "/accounts/new", name="Tom", email=EMAIL, role="translator", way="city",
            **{"translator.languages": ["ar", "tr"]},
        )  # fmt: skip
        assert "meldt zich aan met de stad" in shown
        with catalogue.read() as session:
            assert session.scalars(select(AccountInvitation)).all() == []
        person = accounts.from_provider("https://login.example.org", "t-1", EMAIL)
        assert person
        assert person.roles == {Role.TRANSLATOR: {"languages": ["ar", "tr"]}}

    def test_the_link_is_where_staff_reach_us(self, boss: Browser):
        shown = boss.post("/accounts/new", name="Tom", email=EMAIL, role="reader", way="link")
        assert 'value="https://toeleider.waterlinde.example.org/staff/invitation/' in shown
