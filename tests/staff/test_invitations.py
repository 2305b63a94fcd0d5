"""One-time links: once, for seven days, kept nowhere, and never past the code."""

from __future__ import annotations

import threading
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import Engine, select
from starlette.applications import Starlette

from services_catalog import hours
from services_catalog.database import Database
from services_catalog.models import AccountInvitation, Revision, Role
from services_catalog.staff.accounts import AccountBook, AccountError
from services_catalog.staff.invitations import Invitations
from services_catalog.staff.keys import read_keys
from services_catalog.staff.settings import StaffSettings
from tests.staff.conftest import CHEAP, PASSWORD, Browser, Make
from tests.staff.invited import EMAIL, FRESH, choose, invite, link_in, number


@pytest.fixture
def boss(person: Make) -> Browser:
    return person(Role.ADMINISTRATOR, "Nadia Peeters")


def test_a_link_works_once_and_is_kept_nowhere(boss: Browser, app: Starlette, catalogue: Database):
    path = invite(boss)
    secret = path.rpartition("/")[2]
    # Mail programs look before people do: that spends nothing.
    for _time in range(20):
        assert "Tom Claes" in Browser(app).get(path)
    with catalogue.read() as session:
        kept = session.scalars(select(AccountInvitation)).one()
        assert secret not in (kept.token_hash, *map(str, vars(kept).values()))
        assert secret not in str([row.change for row in session.scalars(select(Revision))])
    assert secret not in boss.get("/accounts") + boss.get("/accounts/history")
    late = Browser(app)
    token = late.token(path)
    choose(app, path)
    assert "werkt niet" in Browser(app).get(path, 404)
    assert "werkt niet" in late.post(path, 404, token=token, new=FRESH, again=FRESH)


def test_a_weak_or_unequal_password_spends_nothing(boss: Browser, app: Starlette):
    path = invite(boss)
    assert "12 tekens" in choose(app, path, "kort", status=422)[1]
    assert "niet hetzelfde" in choose(app, path, FRESH, "iets heel anders hier", status=422)[1]
    choose(app, path)


def test_a_link_ends(boss: Browser, app: Starlette, accounts: AccountBook, monkeypatch):
    first = invite(boss)
    here = f"/accounts/{number(accounts)}"
    second = link_in(boss.post(f"{here}/link"))
    Browser(app).get(first, 404)  # a new link ends the old one
    Browser(app).get(second)
    accounts.set_password(EMAIL, FRESH)
    Browser(app).get(second, 404)  # as does a password chosen in another way
    third = link_in(boss.post(f"{here}/link"))
    boss.post(f"{here}/active", do="shut")
    Browser(app).get(third, 404)
    assert "afgesloten" in boss.post(f"{here}/link")
    boss.post(f"{here}/active", do="open")
    Browser(app).get(third, 404)
    fourth = link_in(boss.post(f"{here}/link"))
    now = hours.now
    for module in ("services_catalog.staff.store.now", "services_catalog.hours.now"):
        monkeypatch.setattr(module, lambda: now() + timedelta(days=7, minutes=1))
    Browser(app).get(fourth, 404)


def test_guessing_links_is_throttled(app: Starlette, boss: Browser):
    path = invite(boss)
    guesser = Browser(app)
    answers = [guesser.client.get(f"/staff/invitation/guess{n}").status_code for n in range(60)]
    assert answers[0] == 404
    assert answers[-1] == 429
    # The network waits, with a right link, too.
    assert "Te veel pogingen" in guesser.get(path, 429)


def test_two_at_the_same_moment_one_gets_in(engine: Engine):
    database = Database(engine)
    accounts = AccountBook(database, read_keys(StaffSettings().key), CHEAP)
    accounts.add(EMAIL, "Tom", {Role.READER: {}})
    links = Invitations(database, CHEAP)
    token = links.make(EMAIL)
    came: list[str] = []

    def use(password: str) -> None:
        try:
            links.use(token, password)
            came.append(password)
        except AccountError as error:
            assert error.code == "link"

    threads = [threading.Thread(target=use, args=(f"{FRESH} {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 1
    assert accounts.verify(EMAIL, came[0])


def test_a_forgotten_password_keeps_the_code(boss: Browser, app: Starlette, accounts: AccountBook):
    tom = accounts.add(EMAIL, "Tom", {Role.EDITOR: {}}, PASSWORD)
    secret = pyotp.random_base32()
    assert accounts.start_totp(secret, tom.id, pyotp.TOTP(secret).now())
    path = link_in(boss.post(f"/accounts/{tom.id}/link"))
    browser, shown = choose(app, path)
    assert "Meld je ermee aan" in shown  # a link alone does not get past the code
    assert "Aanmelden" in browser.get("/today")
    assert "Je code" in browser.sign_in(EMAIL, FRESH)
    boss.post(f"/accounts/{tom.id}/code-off")
    assert "Werklijst" in browser.sign_in(EMAIL, FRESH)
