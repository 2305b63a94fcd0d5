"""Requests to be called back: sealed, seen once, and gone in time."""

from __future__ import annotations

import stat
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from services_catalog import callback_key, callbacks
from services_catalog.callback_key import CallbackKeyError, demonstration_key, known_key
from services_catalog.callbacks import (
    KEEP_DAYS,
    CallbackBook,
    Contact,
    ContactError,
    own_email,
    own_phone,
    purge,
)
from services_catalog.database import Database, make_engine, migrate
from services_catalog.fernet_keys import new_key
from services_catalog.hours import BRUSSELS
from services_catalog.models import CallbackRequest, PreferredTime

MONDAY = date(2026, 11, 23)
PHONE = Contact(phone="+32470000000")
MAIL = Contact(email="Iemand@voorbeeld.example")


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch):
    """Sets the day: ``day(3)`` is three days after the first."""

    def on(days: int) -> None:
        moment = datetime.combine(MONDAY + timedelta(days), time(23, 59), tzinfo=BRUSSELS)
        monkeypatch.setattr(callbacks, "now", lambda: moment)

    on(0)
    return on


@pytest.fixture
def book(database: Database, day) -> CallbackBook:
    return CallbackBook(database, new_key())


def add(book: CallbackBook, contact: Contact = PHONE, topic: str | None = "work") -> bool:
    return book.add(contact, language="ar", topic=topic, preferred_time=PreferredTime.MORNING)


def rows(database: Database) -> list[CallbackRequest]:
    with database.read() as session:
        return list(session.scalars(select(CallbackRequest)))


def test_staff_see_what_was_left(book: CallbackBook, database: Database):
    version = database.version()
    assert add(book)
    (request,) = book.open_requests()
    assert (request.language, request.topic) == ("ar", "work")
    assert (request.preferred_time, request.days_left) == (PreferredTime.MORNING, KEEP_DAYS)
    assert request.contact == PHONE
    assert database.version() == version, "no reader need load the catalogue anew"


def test_the_table_shows_no_contact_and_no_hour(book: CallbackBook, database: Database):
    add(book, Contact("+32470000000", "iemand@voorbeeld.example"))
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM callback_request")).mappings().one()
    everything = " ".join(
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for value in row.values()
    )
    for secret in ("470000000", "iemand", "voorbeeld", "23:59"):
        assert secret not in everything
    # The clear part of a Fernet token is its time: zero for everyone.
    assert bytes(row["sealed"]).startswith(b"gAAAAAAAAAAA")


def test_the_same_question_is_kept_once(book: CallbackBook, database: Database):
    assert add(book)
    assert not add(book)
    assert add(book, topic=None)
    assert add(book, MAIL)
    assert not add(book, Contact(email=MAIL.email.upper()))
    assert len(rows(database)) == 3


def test_two_weeks_and_no_longer(book: CallbackBook, database: Database, day):
    add(book)
    day(KEEP_DAYS - 1)
    assert [request.days_left for request in book.open_requests()] == [1]
    assert book.purge() == 0
    day(KEEP_DAYS)
    assert book.open_requests() == [], "staff do not see it, purged or not"
    assert len(rows(database)) == 1
    assert add(book, MAIL)
    assert [row.created_on for row in rows(database)] == [MONDAY + timedelta(KEEP_DAYS)]


def test_done_means_forgotten(book: CallbackBook, database: Database):
    add(book)
    (request,) = book.open_requests()
    assert book.handle(request.id)
    (row,) = rows(database)
    assert (row.handled_on, row.sealed, row.same) == (MONDAY, None, None)
    assert book.open_requests() == []
    assert not book.handle(request.id)
    assert not book.handle("nothing")
    assert rows(database) == []
    assert add(book), "the same person may ask again"


def test_the_database_refuses_a_handled_request_that_holds_a_contact(
    book: CallbackBook, database: Database
):
    add(book)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(update(CallbackRequest).values(handled_on=MONDAY))


def test_purge_needs_no_key(book: CallbackBook, database: Database):
    add(book)
    add(book, MAIL)
    assert purge(database) == 0
    assert purge(database, everything=True) == 2


def test_keys_are_changed_without_losing_anything(database: Database, day):
    old, new = new_key(), new_key()
    add(CallbackBook(database, old))
    both = CallbackBook(database, f"{new}, {old}")
    assert not add(both), "known under the old key too"
    add(both, MAIL)
    contacts = {request.contact for request in both.open_requests()}
    assert contacts == {PHONE, MAIL}
    seen = {request.contact for request in CallbackBook(database, new).open_requests()}
    assert seen == {None, MAIL}, "what another key sealed is listed, without its contact"


@pytest.mark.parametrize("key", ["", " , ", "short", "a" * 44, f"{'a' * 43}=,x", "é" * 44])
def test_a_wrong_key_says_what_to_do(tmp_path: Path, key: str):
    database = Database(make_engine(f"sqlite:///{tmp_path / 'x.db'}"))
    with pytest.raises(CallbackKeyError, match="toeleider callbacks new-key") as raised:
        CallbackBook(database, key)
    assert not key.strip(" ,") or key not in str(raised.value)


def test_the_demonstration_makes_its_key_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(callback_key.VARIABLE, raising=False)
    folder = tmp_path / "home"
    assert known_key(folder) is None
    key = demonstration_key(folder)
    assert demonstration_key(folder) == known_key(folder) == key
    assert stat.S_IMODE((folder / "callback.key").stat().st_mode) == 0o600
    monkeypatch.setenv(callback_key.VARIABLE, "from the operator")
    assert known_key(folder) == "from the operator"


def test_deleted_rows_leave_the_file(tmp_path: Path, day):
    path = tmp_path / "own.db"
    database = Database(make_engine(f"sqlite:///{path}"))
    migrate(database.engine)
    add(CallbackBook(database, new_key()))
    sealed = rows(database)[0].sealed
    purge(database, everything=True)
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert sealed not in path.read_bytes()


def test_nothing_shows_a_contact_by_accident():
    shown = f"{PHONE!r} {MAIL!r}"
    assert "470" not in shown
    assert "voorbeeld" not in shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("  ", None),
        ("0470 00 00 00", "+32470000000"),
        ("0470/00.00.00", "+32470000000"),
        ("+32 (0)470 00 00 00", "+32470000000"),
        ("0032 470000000", "+32470000000"),
        ("\u202a0470\u00a000 00 00\u202c", "+32470000000"),
        ("٠٤٧٠ ٠٠ ٠٠ ٠٠", "+32470000000"),
        ("۰۴۷۰۰۰۰۰۰۰", "+32470000000"),
        ("012 00 01 01", "+3212000101"),
        ("+93 70 123 4567", "+93701234567"),
        ("+212 6 12 34 56 78", "+212612345678"),
    ],
)
def test_numbers_as_people_write_them(typed: str, kept: str | None):
    assert own_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0470 00 00", "wrong_phone"),
        ("047012345", "wrong_phone"),
        ("bel mij", "wrong_phone"),
        ("0470 CALL ME", "wrong_phone"),
        ("+", "wrong_phone"),
        ("1" * 400, "wrong_phone"),
        ("+999 123 456 789", "wrong_phone"),
        ("112", "not_your_phone"),
        ("١١٢", "not_your_phone"),
        ("+32 112", "not_your_phone"),
        ("116 000", "not_your_phone"),
        ("1733", "not_your_phone"),
        ("0900 12 345", "not_your_phone"),
        ("0800 12 345", "not_your_phone"),
        ("078 15 00 00", "not_your_phone"),
        ("+1 900 555 1234", "not_your_phone"),
        ("+882 16 1234 5678", "not_your_phone"),
    ],
)
def test_numbers_nobody_can_be_called_on(typed: str, code: str):
    with pytest.raises(ContactError) as raised:
        own_phone(typed)
    assert raised.value.code == code
    assert raised.value.__cause__ is None
    assert typed not in str(raised.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        (" iemand@voorbeeld.example ", "iemand@voorbeeld.example"),
        ("o'neil+city@mail.voorbeeld.example", "o'neil+city@mail.voorbeeld.example"),
        ("имя@пример.example", "имя@пример.example"),
    ],
)
def test_mail_addresses(typed: str, kept: str | None):
    assert own_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["iemand", "iemand@", "@x.example", "a b@x.example", "a@b", "a@b..example", "a@x.be,b@x.be",
     "<script>@x.example", "a@x.1", f"a@{'x' * 170}.example", "a@x.example\nBcc: b@x.example"],
)  # fmt: skip
def test_what_is_no_mail_address(typed: str):
    with pytest.raises(ContactError, match="wrong_email"):
        own_email(typed)
