"""Field notes: written by a colleague, read by colleagues, gone after ninety days at most.

A public note is also a caution on the card that visitors see, so it moves the catalogue's version:
the next answer carries it. Notes for colleagues leave the version alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.hours import now
from services_catalog.models import FieldNote, Service
from services_catalog.models.field_note import LONGEST_NOTE
from services_catalog.text import sanitise

KEEP_DAYS = 30
"""Days a note lives unless its author says otherwise."""
LONGEST_DAYS = 90
LONGEST_AUTHOR = 120


class NoteError(ValueError):
    """A note that cannot be kept; ``code`` names why: see :data:`CODES`."""

    def __init__(self, code: str) -> None:
        """``code``: one of :data:`CODES`."""
        super().__init__(f"{code}: {CODES[code]}")
        self.code = code


CODES = {
    "empty": "the note has no words",
    "too_long": f"a note has at most {LONGEST_NOTE} characters",
    "no_author": "a note needs the name of who writes it",
    "wrong_days": f"a note lives 1 to {LONGEST_DAYS} days",
    "no_service": "there is no such service",
}


@dataclass(frozen=True)
class Note:
    """A note as it is shown."""

    id: int
    service_id: str
    text: str
    author: str
    created_on: date
    expires_on: date
    public: bool


def add(
    database: Database,
    service_id: str,
    text: str,
    *,
    author: str,
    days: int = KEEP_DAYS,
    public: bool = False,
) -> Note:
    """Keep a note on a service for ``days`` days. Controls and double spaces are taken out.

    Raises:
        NoteError: nothing was kept; the code says why.
    """
    # One more than is kept, so that too long is refused and never silently cut.
    words = sanitise(text, LONGEST_NOTE + 1)
    name = sanitise(author, LONGEST_AUTHOR)
    if not words:
        raise NoteError("empty")
    if len(words) > LONGEST_NOTE:
        raise NoteError("too_long")
    if not name:
        raise NoteError("no_author")
    if not 1 <= days <= LONGEST_DAYS:
        raise NoteError("wrong_days")
    today = now().date()
    row = FieldNote(
        service_id=service_id,
        text=words,
        author=name,
        created_on=today,
        expires_on=today + timedelta(days=days),
        public=public,
    )
    with _change(database, public) as session:
        if session.get(Service, service_id) is None:
            raise NoteError("no_service")
        session.add(row)
        session.flush()
        return _note(row)


def notes_of(database: Database, service_ids: Iterable[str]) -> dict[str, list[Note]]:
    """The living notes of some services, the newest first; services without any are left out."""
    wanted = list(dict.fromkeys(service_ids))
    found: dict[str, list[Note]] = {}
    if not wanted:
        return found
    with database.read() as session:
        for row in session.scalars(
            select(FieldNote)
            .where(FieldNote.service_id.in_(wanted), FieldNote.expires_on > now().date())
            .order_by(FieldNote.created_on.desc(), FieldNote.id.desc())
        ):
            found.setdefault(row.service_id, []).append(_note(row))
    return found


def expire(database: Database, note_id: int, service_id: str) -> bool:
    """Take a note of a service away before its day; False when there is none (any more)."""
    wanted = FieldNote.id == note_id, FieldNote.service_id == service_id
    with database.read() as session:
        public = session.scalar(select(FieldNote.public).where(*wanted))
    if public is None:
        return False
    with _change(database, public) as session:
        session.execute(delete(FieldNote).where(*wanted))
    return True


def purge(database: Database) -> int:
    """Delete the notes whose day is over; how many there were.

    No reader need load anything anew: nobody shows a note after its day.
    """
    with Session(database.engine) as session, session.begin():
        over = select(FieldNote.id).where(FieldNote.expires_on <= now().date())
        ids = list(session.scalars(over))
        if ids:
            session.execute(delete(FieldNote).where(FieldNote.id.in_(ids)))
        return len(ids)


@contextmanager
def _change(database: Database, public: bool) -> Iterator[Session]:
    """A transaction; the catalogue's version moves only for what visitors see."""
    if public:
        with database.change() as session:
            yield session
    else:
        with Session(database.engine) as session, session.begin():
            yield session


def _note(row: FieldNote) -> Note:
    return Note(
        row.id, row.service_id, row.text, row.author, row.created_on, row.expires_on, row.public
    )
