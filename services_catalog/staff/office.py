"""What all staff pages share, made once per process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import Response

from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.encoder import Encoder
from services_catalog.linter.answers import Foreseen
from services_catalog.staff.accounts import AccountBook
from services_catalog.staff.holding import Holding
from services_catalog.staff.invitations import Invitations
from services_catalog.staff.keys import StaffKeys
from services_catalog.staff.once import Once
from services_catalog.staff.render import page
from services_catalog.staff.sessions import SessionBook
from services_catalog.staff.settings import StaffSettings
from services_catalog.staff.throttle import Throttle
from services_catalog.staff.visit import Visit

if TYPE_CHECKING:
    from services_catalog.staff.findings import Whole


@dataclass(frozen=True)
class Office:
    """The parts of the staff pages of one process."""

    database: Database
    book: EditingBook
    settings: StaffSettings
    keys: StaffKeys
    accounts: AccountBook
    invitations: Invitations
    sessions: SessionBook
    throttle: Throttle
    holding: Holding
    extra: Sequence[tuple[str, str]] = ()
    """Links that other rooms add to the menu: address and msgid."""
    downloads: Sequence[tuple[str, str]] = ()
    """Files for visitors that other rooms make: a key of ``exports.FILES``, and the address."""

    encoder: Callable[[], Encoder] | None = None
    """What tries questions out before publishing; called when somebody asks, not before."""
    answers: Once[Foreseen] = field(default_factory=Once)
    findings: Once[Whole] = field(default_factory=lambda: Once(4))

    def sorry(self, visit: Visit, status: int) -> Response:
        """A page that says what went wrong and what to do."""
        return page(visit, "error.html", status=status, code=status)

    def resend(self, visit: Visit) -> Response:
        """What somebody typed while the session ended, ready to be sent again."""
        return page(visit, "resend.html", status=401)
