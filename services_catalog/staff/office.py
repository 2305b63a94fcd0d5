"""What all staff pages share, made once per process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.staff.accounts import AccountBook
from services_catalog.staff.keys import StaffKeys
from services_catalog.staff.render import page
from services_catalog.staff.sessions import SessionBook
from services_catalog.staff.settings import StaffSettings
from services_catalog.staff.throttle import Throttle
from services_catalog.staff.visit import Visit


@dataclass(frozen=True)
class Office:
    """The parts of the staff pages of one process."""

    database: Database
    book: EditingBook
    settings: StaffSettings
    keys: StaffKeys
    accounts: AccountBook
    sessions: SessionBook
    throttle: Throttle
    extra: Sequence[tuple[str, str]] = ()
    """Links that other rooms add to the menu: address and msgid."""

    def sorry(self, visit: Visit, status: int) -> Response:
        """A page that says what went wrong and what to do."""
        return page(visit, "error.html", status=status, code=status)

    def resend(self, visit: Visit) -> Response:
        """What somebody typed while the session ended, ready to be sent again."""
        return page(visit, "resend.html", status=401)
