"""Signed-in browsers: kept on our side, ended after half an hour of rest or a working day."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from services_catalog.database import Database
from services_catalog.models import StaffSession
from services_catalog.staff.accounts import Person, person_of
from services_catalog.staff.settings import StaffSettings
from services_catalog.staff.store import change, moment, utc

TOUCH = timedelta(minutes=1)
"""How exactly "last seen" is kept: not every page is a write."""
_BROWSERS = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """A session as its own person sees it; ``handle`` names it without giving it away."""

    handle: str
    device: str
    created: datetime
    last_seen: datetime
    current: bool


class SessionBook:
    """The sessions of one installation."""

    def __init__(self, database: Database, settings: StaffSettings) -> None:
        """Lives as long as ``settings`` says."""
        self._database, self._settings = database, settings

    def start(self, account_id: int, user_agent: str) -> str:
        """A new session's token. It is told once, to the browser, and kept nowhere."""
        token = secrets.token_urlsafe(32)
        at = moment()
        with change(self._database) as session:
            session.execute(
                delete(StaffSession).where(
                    (StaffSession.expires < at)
                    | (StaffSession.last_seen < at - self._settings.idle)
                )
            )
            session.add(
                StaffSession(
                    token_hash=_hash(token),
                    account_id=account_id,
                    device=device_words(user_agent),
                    created=at,
                    last_seen=at,
                    expires=at + self._settings.absolute,
                )
            )
        return token

    def find(self, token: str) -> Person | None:
        """Who sits behind ``token``, with today's roles; None when it is over."""
        at = moment()
        with self._database.read() as session:
            row = session.get(StaffSession, _hash(token))
            if row is None or not row.account.active:
                return None
            seen = utc(row.last_seen)
            if at >= utc(row.expires) or at - seen >= self._settings.idle:
                return None
            person = person_of(row.account)
        if at - seen > TOUCH:
            with change(self._database) as session:
                fresh = session.get(StaffSession, _hash(token))
                if fresh is not None:
                    fresh.last_seen = at
        return person

    def end(self, token: str) -> None:
        """Sign out this browser."""
        with change(self._database) as session:
            session.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(token)))

    def end_all(self, account_id: int, keep: str | None = None) -> None:
        """Sign out everywhere, but for the session of the token ``keep``."""
        over = delete(StaffSession).where(StaffSession.account_id == account_id)
        if keep:
            over = over.where(StaffSession.token_hash != _hash(keep))
        with change(self._database) as session:
            session.execute(over)

    def end_one(self, account_id: int, handle: str) -> None:
        """Sign out one browser of one's own."""
        with change(self._database) as session:
            for row in session.scalars(
                select(StaffSession).where(StaffSession.account_id == account_id)
            ):
                if row.token_hash[:16] == handle:
                    session.delete(row)

    def of(self, account_id: int, token: str) -> list[Seat]:
        """The living sessions of an account, the newest first."""
        at = moment()
        own = (
            select(StaffSession)
            .where(StaffSession.account_id == account_id, StaffSession.expires > at)
            .where(StaffSession.last_seen > at - self._settings.idle)
            .order_by(StaffSession.created.desc())
        )
        with self._database.read() as session:
            return [
                Seat(
                    row.token_hash[:16],
                    row.device,
                    utc(row.created),
                    utc(row.last_seen),
                    row.token_hash == _hash(token),
                )
                for row in session.scalars(own)
            ]


def device_words(user_agent: str) -> str:
    """``Firefox, Linux``; enough to know one's own browsers by, and no more."""
    found = [
        next((name for mark, name in table if mark in user_agent), "?")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(found)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
