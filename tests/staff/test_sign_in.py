"""Passwords, codes, sessions and the throttle."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.fernet_keys import new_key
from services_catalog.models import Account, Role, SignInAttempt, StaffSession
from services_catalog.staff import totp
from services_catalog.staff.accounts import AccountBook, AccountError
from services_catalog.staff.keys import StaffKeyError, read_keys
from services_catalog.staff.passwords import Passwords, WeakPassword
from services_catalog.staff.sessions import SessionBook, device_words
from services_catalog.staff.settings import (
    StaffSettings,
    StaffSettingsError,
    load_staff_settings,
)
from services_catalog.staff.store import moment
from services_catalog.staff.throttle import ACCOUNT, Throttle
from services_catalog.staff.visit import safe_next
from tests.staff.conftest import CHEAP, PASSWORD, Browser, Make

EMAIL = "nadia@waterlinde.example.org"
KEYS = read_keys(new_key())


@pytest.fixture
def book(database: Database) -> AccountBook:
    """Accounts on SQLite and on PostgreSQL."""
    return AccountBook(database, KEYS, CHEAP)


def add(book: AccountBook, **more: object) -> None:
    book.add(EMAIL, "Nadia", {Role.EDITOR: {}}, PASSWORD, **more)  # type: ignore[arg-type]


def test_an_account_is_made_changed_and_shut(book: AccountBook, database: Database):
    add(book)
    person = book.verify(" Nadia@Waterlinde.example.org", PASSWORD)
    assert person
    assert person.roles == {Role.EDITOR: {}}
    assert book.verify(EMAIL, PASSWORD + "x") is None
    assert book.verify("wie@waterlinde.example.org", PASSWORD) is None
    with database.read() as session:
        known = session.scalars(select(Account.password_hash)).one()
    assert known
    assert known.startswith("$argon2id$")
    with pytest.raises(AccountError, match="already"):
        add(book)
    with pytest.raises(AccountError, match="no e-mail"):
        book.add("nadia", "Nadia", {Role.EDITOR: {}})
    book.set_roles(EMAIL, {Role.READER: {}, Role.TRANSLATOR: {"languages": ["ar"]}})
    person = book.verify(EMAIL, PASSWORD)
    assert person
    assert person.roles == {Role.READER: {}, Role.TRANSLATOR: {"languages": ["ar"]}}
    sessions = SessionBook(database, StaffSettings())
    token = sessions.start(person.id, "")
    assert sessions.find(token) == person
    book.set_active(EMAIL, False)
    assert sessions.find(token) is None
    assert book.verify(EMAIL, PASSWORD) is None
    book.set_active(EMAIL, True)
    assert sessions.find(token) is None, "shutting ended it for good"
    assert book.verify(EMAIL, PASSWORD)


def test_another_password_ends_all_sessions(book: AccountBook, database: Database):
    add(book)
    sessions = SessionBook(database, StaffSettings())
    token = sessions.start(book.everybody()[0].id, "")
    book.set_password(EMAIL, "een heel ander wachtwoord")
    assert sessions.find(token) is None
    assert book.verify(EMAIL, PASSWORD) is None
    assert book.verify(EMAIL, "een heel ander wachtwoord")


@pytest.mark.parametrize("weak", ["kort", "aaaaaaaaaaaaaaaaaa", EMAIL, "x" * 20 + "y" * 300])
def test_a_weak_password_is_refused(weak: str, book: AccountBook):
    with pytest.raises(WeakPassword):
        book.add(EMAIL, "Nadia", {Role.EDITOR: {}}, weak)
    assert book.everybody() == []


def test_a_hash_of_yesterday_is_made_anew(book: AccountBook, database: Database):
    add(book)
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert AccountBook(database, KEYS, stronger).verify(EMAIL, PASSWORD)
    with database.read() as session:
        known = session.scalars(select(Account.password_hash)).one()
    assert known
    assert "m=16,t=2" in known


def test_an_unknown_address_costs_the_same_work(book: AccountBook, monkeypatch):
    calls: list[str] = []
    real = PasswordHasher.verify

    def counted(self: PasswordHasher, known: str, password: str) -> bool:
        calls.append(known)
        return real(self, known, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    add(book)
    assert book.verify("wie@waterlinde.example.org", PASSWORD) is None
    assert book.verify(EMAIL, "een verkeerd wachtwoord") is None
    assert len(calls) == 2
    parameters = [known.rpartition("$")[0].rpartition("$")[0] for known in calls]
    assert parameters[0] == parameters[1]


def test_a_code_serves_once(book: AccountBook, database: Database):
    add(book)
    account_id = book.everybody()[0].id
    secret = pyotp.random_base32()
    maker = pyotp.TOTP(secret)
    at = moment()
    assert not book.start_totp(secret, account_id, "000000" if maker.at(at) != "000000" else "1")
    assert book.start_totp(secret, account_id, maker.at(at - timedelta(seconds=30)))
    with database.read() as session:
        sealed = session.scalars(select(Account.totp_secret)).one()
    assert sealed
    assert secret.encode() not in sealed
    code = maker.at(moment())
    assert book.check_totp(account_id, f" {code[:3]} {code[3:]}")
    assert not book.check_totp(account_id, code), "a code that was seen is worth nothing"
    assert not book.check_totp(account_id, maker.at(at - timedelta(seconds=90)))
    assert not AccountBook(database, read_keys(new_key()), CHEAP).check_totp(
        account_id, maker.at(moment() + timedelta(seconds=30))
    )
    book.stop_totp(EMAIL)
    assert not book.check_totp(account_id, maker.at(moment() + timedelta(seconds=30)))


def test_the_throttle_counts_first_and_leaks(database: Database, monkeypatch):
    throttle = Throttle(database, KEYS)
    for _ in range(ACCOUNT.failures):
        assert throttle.take(EMAIL, "192.0.2.7") == 0
    wait = throttle.take(EMAIL, "192.0.2.7")
    assert 0 < wait <= ACCOUNT.seconds
    assert throttle.take(EMAIL, "198.51.100.9") > 0, "the account, wherever from"
    assert throttle.take("ria@waterlinde.example.org", "192.0.2.7") == 0, "another one may"
    with database.read() as session:
        rows = session.scalars(select(SignInAttempt)).all()
    assert all(re.fullmatch("[0-9a-f]{64}", row.key) for row in rows)
    later = moment() + timedelta(seconds=ACCOUNT.seconds + 1)
    monkeypatch.setattr("services_catalog.staff.throttle.moment", lambda: later)
    assert throttle.take(EMAIL, "192.0.2.7") == 0
    assert throttle.take(EMAIL, "192.0.2.7") > 0
    throttle.give_back(EMAIL, "192.0.2.7")
    assert throttle.take(EMAIL, "192.0.2.7") == 0


def test_a_session_ends_by_rest_and_by_age(book: AccountBook, database: Database):
    add(book)
    account_id = book.everybody()[0].id
    settings = StaffSettings()
    sessions = SessionBook(database, settings)
    token = sessions.start(account_id, "Mozilla/5.0 (X11; Linux) Firefox/140.0")
    with database.read() as session:
        row = session.scalars(select(StaffSession)).one()
    assert token not in row.token_hash
    assert row.device == "Firefox, Linux"

    def shift(**values: datetime) -> None:
        with database.change() as session:
            session.execute(update(StaffSession).values(**values))

    shift(last_seen=moment() - settings.idle + timedelta(minutes=1))
    assert sessions.find(token)
    shift(last_seen=moment() - settings.idle)
    assert sessions.find(token) is None
    shift(last_seen=moment(), expires=moment())
    assert sessions.find(token) is None
    assert sessions.find("") is None


def test_signing_in_and_out(app: Starlette, person: Make, database: Database):
    browser = person(Role.EDITOR, "Nadia")
    assert "Werklijst" in browser.get("/")
    assert "Nadia" in browser.get("/account")
    cookie = browser.client.cookies["toeleider-staff"]
    browser.post("/sign-out")
    browser.client.cookies.set("toeleider-staff", cookie, domain="127.0.0.1", path="/staff")
    browser.client.follow_redirects = False
    assert browser.client.get("/staff/today").status_code == 303, "the session itself is gone"


def test_the_token_changes_at_signing_in(app: Starlette, accounts: AccountBook):
    add(accounts)
    browser = Browser(app)
    browser.get("/sign-in")
    before = browser.client.cookies["toeleider-staff"]
    browser.sign_in(EMAIL)
    assert browser.client.cookies["toeleider-staff"] != before


@pytest.mark.parametrize(
    ("base", "name", "secure"),
    [
        ("http://127.0.0.1", "toeleider-staff", False),
        ("https://waterlinde.example.org", "__Host-toeleider-staff", True),
        ("http://waterlinde.example.org", "__Host-toeleider-staff", True),
    ],
)
def test_the_cookie(base: str, name: str, secure: bool, app: Starlette):
    browser = Browser(app)
    browser.client.base_url = base
    answer = browser.client.get("/staff/sign-in")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert "HttpOnly" in cookie
    assert "Path=/;" in cookie, "the look-up reads it, too"
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie.replace(name, "")) == secure
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_wrong_password_says_nothing_of_the_account(app: Starlette, accounts: AccountBook):
    add(accounts)
    browser = Browser(app)
    one = browser.sign_in(EMAIL, "een verkeerd wachtwoord", status=401)
    other = browser.sign_in("wie@waterlinde.example.org", status=401)
    strip = re.compile(r'name="(csrf|email)"[^>]*value="[^"]*"|value="[^"]*@[^"]*"')
    assert strip.sub("", one) == strip.sub("", other)
    for _ in range(ACCOUNT.failures):
        browser.client.post(
            "/staff/sign-in",
            data={"csrf": browser.token("/sign-in"), "email": EMAIL, "password": "x"},
        )
    assert "Te veel pogingen" in browser.sign_in(EMAIL, PASSWORD, status=429)


def test_a_code_is_set_up_and_asked(app: Starlette, person: Make, monkeypatch):
    browser = person(Role.PUBLISHER, "Nadia")
    html = browser.get("/account/code")
    assert "<svg" in html
    spelled = re.search(r"<code>([A-Z2-7 ]+)</code>", html)
    sealed = re.search(r'name="secret" value="([^"]+)"', html)
    assert spelled
    assert sealed
    maker = pyotp.TOTP(spelled[1].replace(" ", ""))
    html = browser.post("/account/code", 422, secret=sealed[1], code="12")
    assert "Deze code klopt niet" in html
    html = browser.post("/account/code", secret=sealed[1], code=maker.at(moment()))
    assert "De code staat aan" in html
    browser.post("/sign-out")
    html = browser.sign_in("nadia@waterlinde.example.org")
    assert "De zes cijfers" in html
    browser.client.follow_redirects = False
    assert browser.client.get("/staff/today").status_code == 303, "the password alone is not enough"
    browser.client.follow_redirects = True
    pending = re.search(r'name="pending" value="([^"]+)"', html)
    assert pending
    token = browser.token("/sign-in")
    browser.post("/sign-in/code", 401, token=token, pending=pending[1], code="000000")
    # The code of setting up was used: the next one opens.
    fresh = moment() + timedelta(seconds=30)
    monkeypatch.setattr(totp, "moment", lambda: fresh)
    html = browser.post("/sign-in/code", token=token, pending=pending[1], code=maker.at(fresh))
    assert "Werklijst" in html


def test_changing_ones_password(app: Starlette, person: Make):
    browser, other = person(Role.EDITOR, "Nadia"), Browser(app)
    other.sign_in(EMAIL)
    new = "mijn nieuwe lange wachtwoord"
    browser.post("/account/password", 422, old="fout fout fout", new=new, again=new)
    browser.post("/account/password", 422, old=PASSWORD, new=new, again=new + "x")
    html = browser.post("/account/password", old=PASSWORD, new=new, again=new)
    assert "Je wachtwoord is veranderd" in html
    browser.get("/today")
    assert "Aanmelden" in other.get("/today"), "the other browser is out"


def test_signing_out_everywhere_else(app: Starlette, person: Make):
    browser, other = person(Role.EDITOR, "Nadia"), Browser(app)
    other.sign_in(EMAIL)
    assert browser.get("/account").count("laatst gezien") == 2
    browser.post("/account/sessions")
    assert browser.get("/account").count("laatst gezien") == 1
    assert "Aanmelden" in other.get("/today")


@pytest.mark.parametrize(
    "path", ["https://x.be", "//x.be", "/staff//x.be", "/staff/../x", "/staff\\x", "/other", ""]
)
def test_nobody_is_sent_elsewhere(path: str):
    assert safe_next(path) == "/"


def test_one_gets_where_one_wanted(app: Starlette, accounts: AccountBook):
    add(accounts)
    browser = Browser(app)
    html = browser.get("/services?q=bed&topic=housing")
    target = re.search(r'name="next" value="([^"]+)"', html)
    assert target
    token = browser.token("/sign-in")
    browser.post(
        "/sign-in", token=token, email=EMAIL, password=PASSWORD,
        next=target[1].replace("&amp;", "&"),
    )  # fmt: skip
    assert browser.url.endswith("/staff/services?q=bed&topic=housing")


def test_settings():
    with pytest.raises(StaffSettingsError, match="no key"):
        load_staff_settings({"TOELEIDER_STAFF_KEY": "abc"})
    with pytest.raises(StaffSettingsError, match="TOELEIDER_OIDC_CLIENT_ID"):
        load_staff_settings(
            {"TOELEIDER_STAFF_KEY": new_key(), "TOELEIDER_OIDC_ISSUER": "https://x.example.org"}
        )
    with pytest.raises(StaffKeyError):
        read_keys(" , ")
    key = new_key()
    assert key not in repr(load_staff_settings({"TOELEIDER_STAFF_KEY": key}))


def test_device_words():
    assert device_words("") == "?, ?"
    chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    assert device_words(chrome) == "Chrome, Windows"
