"""Who works in the staff pages: the values pages need, and the rows behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_catalog.models import Account, AccountInvitation, AccountRole, Role, StaffSession

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@[\w-]+(\.[\w-]+)*\.[^\W\d_][\w-]+")

RoleScopes = Mapping[Role, Mapping[str, list[str]]]


class AccountError(ValueError):
    """Something that cannot be done with accounts; the message (English) says why and the cure.

    ``code`` names the reason for pages, which say it in their own words.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep why.

        ``code``: ``email``, ``name``, ``role``, ``taken``, ``unknown``, ``last``, ``changed``,
        ``link`` or ``shut``.
        """
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Person:
    """Who is signed in: what pages need of an account, free of the database."""

    id: int
    email: str
    name: str
    roles: RoleScopes
    has_totp: bool = False
    has_password: bool = True
    language: str | None = None
    """Of the staff pages, when the person ever chose one."""

    @property
    def actor(self) -> str:
        """The name in the history: name and address, so that two Annes are told apart."""
        return actor_of(self.name, self.email)

    def may_touch(self, roles: Iterable[Role], organization: str | None) -> bool:
        """Whether one of ``roles`` is held for ``organization`` (None: one not chosen yet)."""
        for role in roles:
            if role in self.roles:
                only = self.roles[role].get("organizations")
                if not only or organization is None or organization in only:
                    return True
        return False


def actor_of(name: str, email: str) -> str:
    """``Nadia Peeters <nadia@stad.be>``, within the column of the history.

    A name that is too long is cut before the address is: by the address people are told apart.
    """
    return f"{name[: max(1, 117 - len(email))]} <{email}>"[:120]


def person_of(account: Account) -> Person:
    """The plain value of a row."""
    return Person(
        id=account.id,
        email=account.email,
        name=account.name,
        roles=scopes_of(account),
        has_totp=account.totp_secret is not None,
        has_password=account.password_hash is not None,
        language=account.language,
    )


def scopes_of(account: Account) -> dict[Role, dict[str, list[str]]]:
    """The roles of an account with their scopes."""
    return {held.role: dict(held.scope or {}) for held in account.roles}


def mark_of(name: str, roles: RoleScopes) -> str:
    """What a form saw of an account, so that two administrators do not undo each other."""
    return json.dumps([name, plain(roles)], sort_keys=True)


def plain(roles: RoleScopes) -> dict[str, dict[str, list[str]]]:
    """Roles as JSON holds them, each list in order; lists that narrow nothing are left out."""
    return {
        str(role): {kind: sorted(only) for kind, only in scope.items() if only}
        for role, scope in sorted(roles.items())
    }


def narrowed(before: RoleScopes, after: RoleScopes) -> bool:
    """Whether somebody with ``after`` may less than with ``before``."""
    for role, scope in before.items():
        if role not in after:
            return True
        for kind, only in after[role].items():
            held = scope.get(kind) or []
            if only and (not held or not set(held) <= set(only)):
                return True
    return False


def as_email(text: str) -> str:
    """The address as it is kept.

    Raises:
        AccountError: it is none.
    """
    email = text.strip().lower()
    if len(email) > 160 or not _EMAIL.fullmatch(email):
        raise AccountError("email", f"{text!r} is no e-mail address")
    return email


def as_name(text: str) -> str:
    """The name as it is kept.

    Raises:
        AccountError: it is empty or too long.
    """
    name = " ".join(text.split())
    if not 0 < len(name) <= 120:
        raise AccountError(
            "name", "an account needs a name (120 characters): it stands in the history"
        )
    return name


def find(session: Session, email: str) -> Account | None:
    """The account with this address."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower()[:200]))


def known(session: Session, email: str) -> Account:
    """As :func:`find`.

    Raises:
        AccountError: there is none.
    """
    account = find(session, email)
    if account is None:
        raise AccountError("unknown", f"{email} has no account. See: toeleider staff list")
    return account


def role_rows(roles: RoleScopes) -> list[AccountRole]:
    """The rows of an account's roles."""
    return [AccountRole(role=role, scope=dict(scope)) for role, scope in roles.items()]


def end_sessions(session: Session, account: Account) -> None:
    """Sign the account out everywhere."""
    session.execute(delete(StaffSession).where(StaffSession.account_id == account.id))


def end_links(session: Session, account: Account) -> None:
    """No link sets a password for this account any more."""
    session.execute(delete(AccountInvitation).where(AccountInvitation.account_id == account.id))
