"""Field notes: short, named, gone in time, and on the card only when they are public."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DatabaseError

from services_catalog import field_notes
from services_catalog.cards import as_text
from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.field_notes import LONGEST_DAYS, NoteError, add, expire, notes_of, purge
from services_catalog.hours import BRUSSELS
from services_catalog.models import FieldNote
from tests.catalogue.factory import organization, service
from tests.catalogue.lookup_desk import own_desk

MONDAY = date(2026, 11, 23)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch):
    def on(days: int) -> datetime:
        moment = datetime.combine(MONDAY + timedelta(days), time(12), tzinfo=BRUSSELS)
        monkeypatch.setattr(field_notes, "now", lambda: moment)
        return moment

    on(0)
    return on


@pytest.fixture
def book(database: Database, day) -> Database:
    """One service, on SQLite and on PostgreSQL."""
    with database.change() as session:
        session.add(organization())
        session.flush()
        session.add(service())
    return database


def texts(database: Database) -> list[str]:
    return [note.text for note in notes_of(database, ["dienst"]).get("dienst", [])]


def test_a_note_is_shown_until_its_day(book: Database, day):
    note = add(book, "dienst", " De bel is\n stuk. ", author="Amina", days=7)
    assert (note.text, note.author, note.public) == ("De bel is stuk.", "Amina", False)
    assert note.expires_on == MONDAY + timedelta(7)
    day(6)
    assert texts(book) == ["De bel is stuk."]
    assert purge(book) == 0
    day(7)
    assert texts(book) == []
    assert purge(book) == 1


def test_the_newest_first_and_only_of_what_is_asked(book: Database, day):
    for words in ("een", "twee"):
        add(book, "dienst", words, author="Amina")
    assert texts(book) == ["twee", "een"]
    assert notes_of(book, ["andere"]) == notes_of(book, []) == {}


def test_taken_away_by_hand(book: Database):
    note = add(book, "dienst", "weg", author="Amina")
    assert not expire(book, note.id, "andere"), "of another service"
    assert texts(book) == ["weg"]
    assert expire(book, note.id, "dienst")
    assert not expire(book, note.id, "dienst")
    assert texts(book) == []


def test_the_version_moves_for_public_notes_alone(book: Database):
    before = book.version()
    quiet = add(book, "dienst", "stil", author="Amina")
    expire(book, quiet.id, "dienst")
    assert book.version() == before
    loud = add(book, "dienst", "luid", author="Amina", public=True)
    assert book.version() == before + 1
    expire(book, loud.id, "dienst")
    assert book.version() == before + 2


CANNOT = [
    ("dienst", "", "Amina", 7, "empty"),
    ("dienst", " \u200b\x07 ", "Amina", 7, "empty"),
    ("dienst", "x" * 281, "Amina", 7, "too_long"),
    ("dienst", "x", "  ", 7, "no_author"),
    ("dienst", "x", "Amina", 0, "wrong_days"),
    ("dienst", "x", "Amina", LONGEST_DAYS + 1, "wrong_days"),
    ("geen", "x", "Amina", 7, "no_service"),
]


def test_what_cannot_be_kept(book: Database):
    # In one test: an empty PostgreSQL takes seconds to make.
    for service_id, text, author, days, code in CANNOT:
        with pytest.raises(NoteError, match=code) as raised:
            add(book, service_id, text, author=author, days=days)
        assert raised.value.code == code
    assert texts(book) == []


def test_the_longest_note_and_a_number_are_kept(book: Database):
    words = "Bel 0470 00 00 00. " + "ë" * 261
    assert add(book, "dienst", words, author="Amina", days=LONGEST_DAYS).text == words


def test_the_database_refuses_too(book: Database):
    values = {
        "service_id": "dienst", "text": "x", "author": "Amina", "created_on": MONDAY,
        "expires_on": MONDAY + timedelta(1), "public": False,
    }  # fmt: skip
    for wrong in ({"text": ""}, {"text": "x" * 281}, {"author": ""}, {"expires_on": MONDAY}):
        # PostgreSQL refuses the length by the column's type, SQLite by the check.
        with pytest.raises(DatabaseError), book.engine.begin() as link:
            link.execute(insert(FieldNote).values(values | wrong))
    with book.engine.begin() as link:
        link.execute(insert(FieldNote).values(values))
    assert texts(book) == ["x"]


def test_a_public_note_is_a_caution_on_the_card(tmp_path: Path, day):
    desk = own_desk(tmp_path)
    moment = day(0)

    def card(language: str, at: datetime = moment) -> dict:
        return desk.cards(["samen-voetballen"], language, at)[0]

    assert card("uk")["notes"] == []
    add(desk.database, "samen-voetballen", "Alleen voor ons.", author="Amina")
    assert card("uk")["notes"] == []
    add(desk.database, "samen-voetballen", "De bel is stuk.", author="Amina", days=7, public=True)
    shown = card("uk")
    assert shown["notes"] == [{"text": "De bel is stuk.", "language": "nl"}]
    assert shown["language"] == "uk", "the note is marked as Dutch, the card is not"
    assert "! De bel is stuk." in as_text(shown)
    assert card("uk", moment + timedelta(7))["notes"] == [], "though nobody purged"
    assert desk.cards(["fietsles-volwassenen"], "nl", moment)[0]["notes"] == []


def test_loading_the_catalogue_anew_leaves_the_notes(tmp_path: Path, day):
    from services_catalog.loading.seed import seed
    from services_catalog.loading.source import read_folder
    from services_catalog.settings import DEMO_DIRECTORY
    from tests.catalogue.lookup_desk import NoEncoder

    desk: Desk = own_desk(tmp_path)
    add(desk.database, "samen-voetballen", "De bel is stuk.", author="Amina", public=True)
    seed(desk.database, read_folder(DEMO_DIRECTORY), NoEncoder(), replace=True)
    assert desk.cards(["samen-voetballen"], "nl", day(0))[0]["notes"]
