"""Accounts of the staff: made, changed, switched off. Whoever did it stands in the list."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.models import Account, AccountInvitation, AccountRole, Role
from services_catalog.staff.audit import COMMAND, Deed, Event, events, note
from services_catalog.staff.entry import Entry
from services_catalog.staff.passwords import check_strength
from services_catalog.staff.people import (
    AccountError,
    Person,
    RoleScopes,
    as_email,
    as_name,
    end_links,
    end_sessions,
    known,
    mark_of,
    narrowed,
    person_of,
    plain,
    role_rows,
    scopes_of,
)
from services_catalog.staff.store import change, moment

__all__ = ["ISSUER", "AccountBook", "AccountError", "Person", "RoleScopes", "person_of"]

ISSUER = "Digitale toeleider"


class AccountBook(Entry):
    """The accounts of one installation.

    One open account with the role of administrator stays that somebody can sign in with; who may
    run the command line may say otherwise (``even_last``).
    """

    def add(
        self,
        email: str,
        name: str,
        roles: RoleScopes,
        password: str | None = None,
        *,
        actor: str = COMMAND,
    ) -> Person:
        """A new account; without a password it waits for a link, or for the city's own sign-in.

        Raises:
            AccountError: no e-mail address, no name, no role, or the address is in use.
            WeakPassword: see :func:`check_strength`.
        """
        email, name = as_email(email), as_name(name)
        if not roles:
            raise AccountError("role", f"an account needs a role: {', '.join(Role)}")
        if password is not None:
            check_strength(password, email)
        row = Account(
            email=email,
            name=name,
            active=True,
            password_hash=self._passwords.hash(password) if password is not None else None,
            roles=role_rows(roles),
        )
        try:
            with change(self._database) as session:
                session.add(row)
                session.flush()
                note(session, row, actor, Deed.ADDED, after=plain(roles))
        except IntegrityError:
            raise AccountError("taken", f"{email} already has an account") from None
        return person_of(row)

    def person(self, account_id: int) -> Person | None:
        """Who has this open account; None when it is shut or gone."""
        account = self.one(account_id)
        return person_of(account) if account and account.active else None

    def one(self, account_id: int) -> Account | None:
        """The account, detached, open or shut."""
        with self._database.read() as session:
            return session.get(Account, account_id)

    def everybody(self) -> list[Account]:
        """All accounts, detached, by name."""
        with self._database.read() as session:
            return list(session.scalars(select(Account).order_by(Account.name, Account.email)))

    def nobody(self) -> bool:
        """Whether there is no account at all: the installation is new."""
        with self._database.read() as session:
            return session.scalar(select(Account.id).limit(1)) is None

    def administrators(self) -> list[Person]:
        """Whom to ask: the open accounts that may change accounts."""
        return [
            person_of(account)
            for account in self.everybody()
            if account.active and Role.ADMINISTRATOR in scopes_of(account)
        ]

    def invited(self) -> set[int]:
        """The accounts for which a link waits that still works."""
        waiting = select(AccountInvitation.account_id).where(AccountInvitation.expires > moment())
        with self._database.read() as session:
            return set(session.scalars(waiting))

    def history(self, limit: int = 200, account_id: int | None = None) -> list[Event]:
        """What was changed about accounts, the newest first."""
        return events(self._database, limit, account_id)

    def set_roles(
        self, email: str, roles: RoleScopes, *, actor: str = COMMAND, even_last: bool = False
    ) -> None:
        """Other roles, from the next page on; as :meth:`update`."""
        self.update(email, roles=roles, actor=actor, even_last=even_last)

    def update(
        self,
        email: str,
        *,
        roles: RoleScopes,
        name: str | None = None,
        seen: str | None = None,
        actor: str = COMMAND,
        even_last: bool = False,
    ) -> bool:
        """Another name or other roles; sessions end where somebody may less than before.

        Args:
            email: Whose account.
            roles: All roles from now on.
            name: Another name; None leaves it.
            seen: What the form saw (``mark_of``); None: whatever stands there.
            actor: Who changes it.
            even_last: The last administrator, too.

        Returns:
            Whether anything changed.

        Raises:
            AccountError: no such account, no role, no name, somebody else changed it meanwhile,
                or the last administrator would be gone.
        """
        name = as_name(name) if name is not None else None
        if not roles:
            raise AccountError(
                "role", "an account needs a role; to shut it: toeleider staff off E-MAIL"
            )
        with change(self._database) as session:
            account = known(session, email)
            held = scopes_of(account)
            if seen is not None and seen != mark_of(account.name, held):
                raise AccountError("changed", f"somebody else just changed {email}; look again")
            told = False
            if name is not None and name != account.name:
                was, account.name = account.name, name
                note(session, account, actor, Deed.NAMED, was, name)
                told = True
            if plain(roles) == plain(held):
                return told
            if Role.ADMINISTRATOR not in roles and not even_last:
                _keep_one(session, account)
            account.roles.clear()
            session.flush()
            account.roles.extend(role_rows(roles))
            if narrowed(held, roles):
                end_sessions(session, account)
            note(session, account, actor, Deed.ROLES, plain(held), plain(roles))
        return True

    def set_active(
        self, email: str, active: bool, *, actor: str = COMMAND, even_last: bool = False
    ) -> None:
        """Shut an account, or open it again. Shutting ends its sessions and its link.

        Raises:
            AccountError: no such account, or it is the last administrator's.
        """
        with change(self._database) as session:
            account = known(session, email)
            if account.active == active:
                return
            if not active:
                if not even_last:
                    _keep_one(session, account)
                end_sessions(session, account)
                end_links(session, account)
            account.active = active
            note(session, account, actor, Deed.OPENED if active else Deed.SHUT)

    def remove(self, email: str, *, actor: str = COMMAND, even_last: bool = False) -> None:
        """Delete an account with all it holds; what was done under its name stays history.

        Raises:
            AccountError: no such account, or it is the last administrator's.
        """
        with change(self._database) as session:
            account = known(session, email)
            if not even_last:
                _keep_one(session, account)
            end_sessions(session, account)
            end_links(session, account)
            note(session, account, actor, Deed.REMOVED, before=plain(scopes_of(account)))
            session.delete(account)

    def set_language(self, account_id: int, language: str) -> None:
        """In which language the pages speak to this person from now on."""
        with change(self._database) as session:
            session.get_one(Account, account_id).language = language


def _keep_one(session: Session, account: Account) -> None:
    """Refuse to lose the last administrator who can sign in.

    All of them are locked, in order: two who demote each other at once wait for each other.
    """
    if not account.active or Role.ADMINISTRATOR not in scopes_of(account):
        return
    able = session.scalars(
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == Role.ADMINISTRATOR, Account.active)
        .where(or_(Account.password_hash.is_not(None), Account.oidc_subject.is_not(None)))
        .order_by(Account.id)
        .with_for_update()
    )
    if not set(able) - {account.id}:
        raise AccountError(
            "last",
            f"{account.email} is the last administrator who can sign in. Give somebody else that "
            "role first; or, on the command line: --even-last",
        )
