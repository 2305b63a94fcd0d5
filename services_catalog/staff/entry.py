"""Getting in: passwords, codes and the city's own sign-in. The half of the accounts that checks."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from services_catalog.database import Database
from services_catalog.models import Account
from services_catalog.staff.audit import COMMAND, Deed, note
from services_catalog.staff.keys import StaffKeys
from services_catalog.staff.passwords import Passwords, check_strength
from services_catalog.staff.people import (
    Person,
    actor_of,
    as_email,
    end_links,
    end_sessions,
    find,
    known,
    person_of,
)
from services_catalog.staff.store import change, moment
from services_catalog.staff.totp import step_of


class Entry:
    """What proves that somebody is who they say."""

    def __init__(
        self, database: Database, keys: StaffKeys, passwords: Passwords | None = None
    ) -> None:
        """``passwords``: cheaper hashing for tests."""
        self._database, self._keys = database, keys
        self._passwords = passwords or Passwords()

    def verify(self, email: str, password: str) -> Person | None:
        """Who signs in with this password. An unknown address takes as long as a wrong password.

        A hash of weaker parameters than today's is made anew.
        """
        with self._database.read() as session:
            account = find(session, email)
            held = account.password_hash if account and account.active else None
            if not self._passwords.fits(held, password):
                return None
            assert account
            assert held
            person = person_of(account)
        if self._passwords.outdated(held):
            fresh = self._passwords.hash(password)
            with change(self._database) as session:
                session.get_one(Account, person.id).password_hash = fresh
        return person

    def fits(self, account_id: int, password: str) -> bool:
        """Whether this is the account's password, asked again before something grave."""
        with self._database.read() as session:
            account = session.get(Account, account_id)
            held = account.password_hash if account and account.active else None
        return self._passwords.fits(held, password)

    def set_password(self, email: str, password: str, *, actor: str = COMMAND) -> None:
        """Another password; every session of the account ends, and so does a link that waits.

        Raises:
            AccountError: no such account.
            WeakPassword: see :func:`check_strength`.
        """
        check_strength(password, as_email(email))
        hashed = self._passwords.hash(password)
        with change(self._database) as session:
            account = known(session, email)
            account.password_hash = hashed
            end_sessions(session, account)
            end_links(session, account)
            note(session, account, actor, Deed.PASSWORD)

    # -- the second factor --------------------------------------------------------------------

    def start_totp(self, secret: str, account_id: int, code: str) -> bool:
        """Keep ``secret`` (base 32), sealed, when ``code`` proves that the app has it."""
        step = step_of(secret, code, after=None)
        if step is None:
            return False
        with change(self._database) as session:
            account = session.get_one(Account, account_id)
            account.totp_secret = self._keys.fernet.encrypt(secret.encode())
            account.totp_step = step
            note(session, account, actor_of(account.name, account.email), Deed.CODE_ON)
        return True

    def check_totp(self, account_id: int, code: str) -> bool:
        """Whether the code is right and was never used before."""
        with change(self._database) as session:
            account = session.get(Account, account_id, with_for_update=True)
            if account is None or not account.active or account.totp_secret is None:
                return False
            try:
                secret = self._keys.fernet.decrypt(account.totp_secret).decode()
            except InvalidToken:  # sealed with a key that is gone: resetting the code is the cure
                return False
            step = step_of(secret, code, after=account.totp_step)
            if step is None:
                return False
            account.totp_step = step
            return True

    def stop_totp(self, email: str) -> None:
        """No code any more, by the person's own wish.

        Raises:
            AccountError: no such account.
        """
        with change(self._database) as session:
            account = known(session, email)
            account.totp_secret = account.totp_step = None
            note(session, account, actor_of(account.name, account.email), Deed.CODE_OFF)

    def reset_totp(self, email: str, *, actor: str = COMMAND) -> None:
        """No code any more for a lost phone; whoever found it is signed out.

        Raises:
            AccountError: no such account.
        """
        with change(self._database) as session:
            account = known(session, email)
            account.totp_secret = account.totp_step = None
            end_sessions(session, account)
            note(session, account, actor, Deed.CODE_RESET)

    # -- the city's own sign-in ---------------------------------------------------------------

    def from_provider(self, issuer: str, subject: str, email: str | None) -> Person | None:
        """The account of somebody the provider vouches for.

        ``email`` only when the provider says it is verified. The first time it finds the account,
        which is then bound to ``subject``: a later owner of the same address does not get in.
        """
        identity = f"{issuer} {subject}"[:300]
        with change(self._database) as session:
            account = session.scalar(select(Account).where(Account.oidc_subject == identity))
            if account is None and email:
                account = find(session, email)
                if account is None or account.oidc_subject is not None:
                    return None
                if account.active:
                    account.oidc_subject = identity
                    actor = actor_of(account.name, account.email)
                    note(session, account, actor, Deed.PROVIDER)
            return person_of(account) if account and account.active else None

    def signed_in(self, account_id: int) -> None:
        """Note when somebody was last here."""
        with change(self._database) as session:
            session.get_one(Account, account_id).last_sign_in = moment()
