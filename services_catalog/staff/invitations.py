"""One-time links with which a colleague sets a password: a new account, or a forgotten password.

No mail is sent. An administrator sees the link once and hands it over; only its hash is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing.store import changed
from services_catalog.models import Account, AccountInvitation
from services_catalog.staff.audit import COMMAND, Deed, note
from services_catalog.staff.passwords import Passwords, check_strength
from services_catalog.staff.people import (
    AccountError,
    Person,
    actor_of,
    end_links,
    end_sessions,
    known,
    person_of,
)
from services_catalog.staff.store import change, moment, utc

LASTS = timedelta(days=7)


class Invitations:
    """The links of one installation."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        """``passwords``: cheaper hashing for tests."""
        self._database, self._passwords = database, passwords or Passwords()

    def make(self, email: str, *, actor: str = COMMAND) -> str:
        """A new link's token, which is told once; an older link of the account ends.

        Raises:
            AccountError: no such account, or it is shut.
        """
        token = secrets.token_urlsafe(32)
        at = moment()
        with change(self._database) as session:
            account = known(session, email)
            if not account.active:
                raise AccountError("shut", f"{email} is shut. First: toeleider staff on {email}")
            session.execute(delete(AccountInvitation).where(AccountInvitation.expires < at))
            end_links(session, account)
            session.add(
                AccountInvitation(
                    token_hash=_hash(token), account_id=account.id, created=at, expires=at + LASTS
                )
            )
            note(session, account, actor, Deed.LINK)
        return token

    def whose(self, token: str) -> Person | None:
        """For whom the link is; None when it was used, is too old, or the account is shut."""
        with self._database.read() as session:
            account = _account(session, token)
            return person_of(account) if account else None

    def use(self, token: str, password: str) -> Person:
        """Set the password. The link is gone then, and all sessions of the account are over.

        Raises:
            AccountError: the link does not work (any more).
            WeakPassword: see :func:`check_strength`; the link still works.
        """
        person = self.whose(token)
        if person is None:
            raise AccountError("link", "this link was used already, or is too old")
        check_strength(password, person.email)
        hashed = self._passwords.hash(password)
        with change(self._database) as session:
            account = _account(session, token)
            # Counted, not looked up: of two that press at the same time one is too late.
            spent = delete(AccountInvitation).where(AccountInvitation.token_hash == _hash(token))
            if account is None or not changed(session, spent):
                raise AccountError("link", "this link was used already, or is too old")
            account.password_hash = hashed
            end_sessions(session, account)
            note(session, account, actor_of(account.name, account.email), Deed.LINK_USED)
            return person_of(account)


def _account(session: Session, token: str) -> Account | None:
    row = session.get(AccountInvitation, _hash(token))
    if row is None or moment() >= utc(row.expires) or not row.account.active:
        return None
    return row.account


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
