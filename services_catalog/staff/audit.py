"""What was changed about accounts, by whom: rows of the append-only history. Never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.models import Account, Revision
from services_catalog.staff.people import actor_of
from services_catalog.staff.store import utc

ENTITY = "account"
COMMAND = "toeleider staff"
"""Who did it when the command line did and knows no name."""


class Deed(StrEnum):
    """What can happen to an account. The values are kept: never rename one."""

    ADDED = "added"
    NAMED = "named"
    ROLES = "roles"
    SHUT = "shut"
    OPENED = "opened"
    REMOVED = "removed"
    LINK = "link"
    LINK_USED = "link_used"
    PASSWORD = "password"  # noqa: S105 the name of what was done, no password
    CODE_ON = "code_on"
    CODE_OFF = "code_off"
    CODE_RESET = "code_reset"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Event:
    """One line of the list. ``before`` and ``after``: roles with scopes, or names."""

    at: datetime
    actor: str
    deed: str
    whom: str
    before: Any
    after: Any


def note(
    session: Session,
    account: Account,
    actor: str,
    deed: Deed,
    before: object = None,
    after: object = None,
) -> None:
    """Add a line, in the transaction of the change itself."""
    change: Mapping[str, Any] = {
        "whom": actor_of(account.name, account.email), "before": before, "after": after,
    }  # fmt: skip
    session.add(
        Revision(
            actor=actor[:120], reason=deed.value, entity=ENTITY, entity_id=str(account.id),
            change=dict(change),
        )
    )  # fmt: skip


def events(database: Database, limit: int = 200, account_id: int | None = None) -> list[Event]:
    """The newest first; of one account when ``account_id`` is given."""
    query = select(Revision).where(Revision.entity == ENTITY)
    if account_id is not None:
        query = query.where(Revision.entity_id == str(account_id))
    with database.read() as session:
        return [
            Event(
                at=utc(row.at),
                actor=row.actor,
                deed=row.reason,
                whom=str(row.change.get("whom") or ""),
                before=row.change.get("before"),
                after=row.change.get("after"),
            )
            for row in session.scalars(query.order_by(Revision.id.desc()).limit(limit))
        ]
