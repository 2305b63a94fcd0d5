"""Accounts of the staff: made, checked, changed and switched off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.models import Account, AccountRole, Role, StaffSession
from services_catalog.staff.keys import StaffKeys
from services_catalog.staff.passwords import Passwords, check_strength
from services_catalog.staff.store import change, moment
from services_catalog.staff.totp import step_of

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@[\w-]+(\.[\w-]+)*\.[^\W\d_][\w-]+")
ISSUER = "Digitale toeleider"

RoleScopes = Mapping[Role, Mapping[str, list[str]]]


class AccountError(ValueError):
    """Something that cannot be done with accounts; the message (English) says why and the cure."""


@dataclass(frozen=True)
class Person:
    """Who is signed in: what pages need of an account, free of the database."""

    id: int
    email: str
    name: str
    roles: RoleScopes
    has_totp: bool = False
    has_password: bool = True

    @property
    def actor(self) -> str:
        """The name in the history: name and address, so that two Annes are told apart."""
        return f"{self.name} <{self.email}>"[:120]

    def may_touch(self, roles: Iterable[Role], organization: str | None) -> bool:
        """Whether one of ``roles`` is held for ``organization`` (None: one not chosen yet)."""
        for role in roles:
            if role in self.roles:
                only = self.roles[role].get("organizations")
                if not only or organization is None or organization in only:
                    return True
        return False


def person_of(account: Account) -> Person:
    """The plain value of a row."""
    return Person(
        id=account.id,
        email=account.email,
        name=account.name,
        roles={held.role: held.scope or {} for held in account.roles},
        has_totp=account.totp_secret is not None,
        has_password=account.password_hash is not None,
    )


class AccountBook:
    """The accounts of one installation."""

    def __init__(
        self, database: Database, keys: StaffKeys, passwords: Passwords | None = None
    ) -> None:
        """``passwords``: cheaper hashing for tests."""
        self._database, self._keys = database, keys
        self._passwords = passwords or Passwords()

    def add(self, email: str, name: str, roles: RoleScopes, password: str | None = None) -> Person:
        """A new account; without a password it can only sign in with the city's own account.

        Raises:
            AccountError: no e-mail address, no name, no role, or the address is in use.
            WeakPassword: see :func:`check_strength`.
        """
        email, name = as_email(email), name.strip()
        if not name:
            raise AccountError("an account needs a name: it stands in the history of a service")
        if not roles:
            raise AccountError(f"an account needs a role: {', '.join(Role)}")
        if password is not None:
            check_strength(password, email)
        row = Account(
            email=email,
            name=name,
            active=True,
            password_hash=self._passwords.hash(password) if password is not None else None,
            roles=_rows(roles),
        )
        try:
            with change(self._database) as session:
                session.add(row)
        except IntegrityError:
            raise AccountError(f"{email} already has an account") from None
        return person_of(row)

    def person(self, account_id: int) -> Person | None:
        """Who has this open account; None when it is shut or gone."""
        with self._database.read() as session:
            account = session.get(Account, account_id)
            return person_of(account) if account and account.active else None

    def everybody(self) -> list[Account]:
        """All accounts, detached, by name."""
        with self._database.read() as session:
            return list(session.scalars(select(Account).order_by(Account.name, Account.email)))

    def verify(self, email: str, password: str) -> Person | None:
        """Who signs in with this password. An unknown address takes as long as a wrong password.

        A hash of weaker parameters than today's is made anew.
        """
        with self._database.read() as session:
            account = _find(session, email)
            known = account.password_hash if account and account.active else None
            if not self._passwords.fits(known, password):
                return None
            assert account
            assert known
            person = person_of(account)
        if self._passwords.outdated(known):
            fresh = self._passwords.hash(password)
            with change(self._database) as session:
                session.get_one(Account, person.id).password_hash = fresh
        return person

    def fits(self, account_id: int, password: str) -> bool:
        """Whether this is the account's password, asked again before something grave."""
        with self._database.read() as session:
            account = session.get(Account, account_id)
            known = account.password_hash if account and account.active else None
        return self._passwords.fits(known, password)

    def set_password(self, email: str, password: str) -> None:
        """Another password; every session of the account ends.

        Raises:
            AccountError: no such account.
            WeakPassword: see :func:`check_strength`.
        """
        check_strength(password, as_email(email))
        hashed = self._passwords.hash(password)
        with change(self._database) as session:
            account = _known(session, email)
            account.password_hash = hashed
            _end_sessions(session, account)

    def set_roles(self, email: str, roles: RoleScopes) -> None:
        """Other roles, from the next page on.

        Raises:
            AccountError: no such account, or no role.
        """
        if not roles:
            raise AccountError("an account needs a role; to shut it: toeleider staff off E-MAIL")
        with change(self._database) as session:
            account = _known(session, email)
            account.roles.clear()
            session.flush()
            account.roles.extend(_rows(roles))

    def set_active(self, email: str, active: bool) -> None:
        """Shut an account, or open it again. Shutting ends its sessions.

        Raises:
            AccountError: no such account.
        """
        with change(self._database) as session:
            account = _known(session, email)
            account.active = active
            if not active:
                _end_sessions(session, account)

    def remove(self, email: str) -> None:
        """Delete an account with all it holds; what was done under its name stays history.

        Raises:
            AccountError: no such account.
        """
        with change(self._database) as session:
            account = _known(session, email)
            _end_sessions(session, account)
            session.delete(account)

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
        return True

    def check_totp(self, account_id: int, code: str) -> bool:
        """Whether the code is right and was never used before."""
        with change(self._database) as session:
            account = session.get(Account, account_id, with_for_update=True)
            if account is None or not account.active or account.totp_secret is None:
                return False
            try:
                secret = self._keys.fernet.decrypt(account.totp_secret).decode()
            except InvalidToken:  # sealed with a key that is gone: "staff totp-off" is the cure
                return False
            step = step_of(secret, code, after=account.totp_step)
            if step is None:
                return False
            account.totp_step = step
            return True

    def stop_totp(self, email: str) -> None:
        """No code any more (a lost phone).

        Raises:
            AccountError: no such account.
        """
        with change(self._database) as session:
            account = _known(session, email)
            account.totp_secret = account.totp_step = None

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
                account = _find(session, email)
                if account is None or account.oidc_subject is not None:
                    return None
                if account.active:
                    account.oidc_subject = identity
            return person_of(account) if account and account.active else None

    def signed_in(self, account_id: int) -> None:
        """Note when somebody was last here."""
        with change(self._database) as session:
            session.get_one(Account, account_id).last_sign_in = moment()


def as_email(text: str) -> str:
    """The address as it is kept.

    Raises:
        AccountError: it is none.
    """
    email = text.strip().lower()
    if len(email) > 160 or not _EMAIL.fullmatch(email):
        raise AccountError(f"{text!r} is no e-mail address")
    return email


def _find(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == email.strip().lower()[:200]))


def _known(session: Session, email: str) -> Account:
    account = _find(session, email)
    if account is None:
        raise AccountError(f"{email} has no account. See: toeleider staff list")
    return account


def _rows(roles: RoleScopes) -> list[AccountRole]:
    return [AccountRole(role=role, scope=dict(scope)) for role, scope in roles.items()]


def _end_sessions(session: Session, account: Account) -> None:
    session.execute(delete(StaffSession).where(StaffSession.account_id == account.id))
