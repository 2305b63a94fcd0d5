"""Requests to be called back: taken in, sealed, shown to staff, and gone after two weeks.

Nobody is named here. What leads to a person (phone, e-mail) is readable with the key alone, which
is not in the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import phonenumbers
from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, CursorResult, delete, or_, select, text, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.callback_key import read_keys
from services_catalog.database import Database
from services_catalog.hours import now
from services_catalog.models import CallbackRequest, PreferredTime
from services_catalog.phones import REGION, parse_phone
from services_catalog.text import sanitise

KEEP_DAYS = 14
"""The sentences on the form and the privacy page say so too; a test holds them together."""
LONGEST_SHORT = 6
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@[\w-]+(\.[\w-]+)*\.[^\W\d_][\w-]+")
# Lines that are nobody's own and may cost the one who calls.
_NOT_OWN = frozenset(
    {
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.UAN,
        phonenumbers.PhoneNumberType.PAGER,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    }
)


class ContactError(ValueError):
    """A contact that cannot be used. It never holds what was typed: errors end in logs."""

    def __init__(self, code: str) -> None:
        """``code``: ``wrong_phone``, ``not_your_phone`` or ``wrong_email``."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Contact:
    """How to reach somebody; ``repr`` shows nothing, so that no log does."""

    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class OpenRequest:
    """A request as staff see it. ``contact`` is None when no key of ours opens it."""

    id: str
    language: str
    topic: str | None
    preferred_time: PreferredTime
    days_left: int
    contact: Contact | None


def own_phone(typed: str) -> str | None:
    """The number as E.164, None when nothing was typed. Belgian unless it says otherwise.

    Raises:
        ContactError: ``wrong_phone`` when it can be no number; ``not_your_phone`` for emergency,
            short, free, premium and satellite lines.
    """
    # Arabic and Persian digits are digits; letters would be read as a keypad's.
    written = phonenumbers.normalize_digits_only(sanitise(typed, 60), True)
    if not written:
        return None
    digits = [character for character in written if character.isdigit()]
    if any(character.isalpha() for character in written) or not digits:
        raise ContactError("wrong_phone")
    if len(digits) <= LONGEST_SHORT:
        raise ContactError("not_your_phone")
    try:
        number = parse_phone(written) or ""
    except ValueError:
        raise ContactError("wrong_phone") from None
    parsed = phonenumbers.parse(number, REGION)
    country = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    if country == "001" or phonenumbers.number_type(parsed) in _NOT_OWN:
        raise ContactError("not_your_phone")
    # For our own country a missing digit is seen; new ranges elsewhere may be younger than we are.
    if country == REGION and not phonenumbers.is_valid_number(parsed):
        raise ContactError("wrong_phone")
    return number


def own_email(typed: str) -> str | None:
    """The address, None when nothing was typed. Whether it exists only a mail can tell.

    Raises:
        ContactError: ``wrong_email``.
    """
    text = sanitise(typed, 200)
    if not text:
        return None
    if len(text) > 160 or not _EMAIL.fullmatch(text):
        raise ContactError("wrong_email")
    return text


class CallbackBook:
    """The open requests. Every change also deletes what is over."""

    def __init__(self, database: Database, key: str) -> None:
        """``key``: the setting ``TOELEIDER_CALLBACK_KEY``.

        Raises:
            CallbackKeyError: a key that cannot be used.
        """
        self._database, self._keys = database, read_keys(key)

    def add(
        self, contact: Contact, *, language: str, topic: str | None, preferred_time: PreferredTime
    ) -> bool:
        """Keep a request; False when the same person already asked about the same.

        Raises:
            ValueError: no way to reach anyone.
        """
        if not contact.phone and not contact.email:
            raise ValueError("a request needs a phone number or an e-mail address")
        today = now().date()
        words = {"phone": contact.phone, "email": contact.email}
        # Fernet writes its time beside the sealed words; at what hour somebody wrote is not kept.
        sealed = self._keys.fernet.encrypt_at_time(json.dumps(words).encode(), current_time=0)
        same = [self._same(key, contact, topic) for key in self._keys.hash_keys]
        try:
            with _change(self._database) as session:
                _purge(session, today)
                known = select(CallbackRequest.id).where(CallbackRequest.same.in_(same))
                if session.scalar(known):
                    return False
                session.add(
                    CallbackRequest(
                        id=secrets.token_hex(6),
                        language=language,
                        topic=topic,
                        preferred_time=preferred_time,
                        created_on=today,
                        expires_on=today + timedelta(days=KEEP_DAYS),
                        sealed=sealed,
                        same=same[0],
                    )
                )
        except IntegrityError:  # sent twice in the same moment
            return False
        return True

    def open_requests(self) -> list[OpenRequest]:
        """What waits to be done, the one with the fewest days left first."""
        today = now().date()
        waiting = (
            select(CallbackRequest)
            .where(CallbackRequest.handled_on.is_(None), CallbackRequest.expires_on > today)
            .order_by(CallbackRequest.expires_on, CallbackRequest.id)
        )
        with self._database.read() as session:
            return [
                OpenRequest(
                    id=row.id,
                    language=row.language,
                    topic=row.topic,
                    preferred_time=row.preferred_time,
                    days_left=(row.expires_on - today).days,
                    contact=self._open(row.sealed),
                )
                for row in session.scalars(waiting)
            ]

    def handle(self, request_id: str) -> bool:
        """See :func:`handle`."""
        return handle(self._database, request_id)

    def purge(self) -> int:
        """See :func:`purge`."""
        return purge(self._database)

    def _open(self, sealed: bytes | None) -> Contact | None:
        try:
            words = json.loads(self._keys.fernet.decrypt(sealed or b""))
        except InvalidToken:
            return None
        return Contact(words["phone"], words["email"])

    @staticmethod
    def _same(key: bytes, contact: Contact, topic: str | None) -> str:
        parts = (contact.phone or "", (contact.email or "").casefold(), topic or "")
        return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def handle(database: Database, request_id: str) -> bool:
    """Mark it as done and forget the contact at once; False when it is not open (any more).

    Needs no key. The empty row goes with the next change.
    """
    today = now().date()
    with _change(database) as session:
        _purge(session, today)
        row = session.get(CallbackRequest, request_id, with_for_update=True)
        if row is None:
            return False
        row.handled_on, row.sealed, row.same = today, None, None
        return True


def purge(database: Database, *, everything: bool = False) -> int:
    """Delete what is expired or handled, or ``everything``; how many there were. Needs no key."""
    with _change(database) as session:
        return _purge(session, now().date(), everything=everything)


def _purge(session: Session, today: date, *, everything: bool = False) -> int:
    over: ColumnElement[bool] = or_(
        CallbackRequest.expires_on <= today, CallbackRequest.handled_on.is_not(None)
    )
    done: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        delete(CallbackRequest).where(true() if everything else over)
    )
    return done.rowcount


@contextmanager
def _change(database: Database) -> Iterator[Session]:
    """A transaction that leaves the catalogue's version alone: no reader need load it anew."""
    with Session(database.engine) as session, session.begin():
        if database.engine.dialect.name == "sqlite":
            # Else SQLite leaves deleted rows readable in the free pages of its file.
            session.execute(text("PRAGMA secure_delete = ON"))
        yield session
