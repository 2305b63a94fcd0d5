"""Failed sign-ins: counted per account and per network, leaking away by themselves."""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.models import SignInAttempt
from services_catalog.staff.keys import StaffKeys
from services_catalog.staff.store import change, moment, utc


@dataclass(frozen=True)
class Limit:
    """So many failures at once, and then one more per ``seconds``."""

    failures: int
    seconds: int


ACCOUNT = Limit(8, 90)
NETWORK = Limit(40, 30)
FORGOTTEN = timedelta(days=1)


class Throttle:
    """Takes an attempt before the password is looked at, and gives it back when it was right.

    Counted first, so that a hundred attempts at the same moment do not all slip through.
    """

    def __init__(self, database: Database, keys: StaffKeys) -> None:
        """For the accounts in ``database``."""
        self._database, self._keys = database, keys

    def take(self, email: str, address: str | None) -> int:
        """0 when an attempt may be made (it is then counted), else the seconds to wait."""
        try:
            return self._take(email, address)
        except IntegrityError:  # two first attempts in the same moment: the row is there now
            return self._take(email, address)

    def _take(self, email: str, address: str | None) -> int:
        with change(self._database) as session:
            session.execute(delete(SignInAttempt).where(SignInAttempt.at < moment() - FORGOTTEN))
            pairs = self._of(email, address)
            rows = [(self._row(session, key, limit), limit) for key, limit in pairs]
            wait = max(_wait(row.failures, limit) for row, limit in rows)
            if not wait:
                for row, _limit in rows:
                    row.failures += 1
            return wait

    def give_back(self, email: str, address: str | None) -> None:
        """The attempt was right: it does not count, and the account starts afresh."""
        with change(self._database) as session:
            for key, limit in self._of(email, address):
                row = self._row(session, key, limit)
                row.failures = 0 if limit is ACCOUNT else max(0.0, row.failures - 1)

    def _of(self, email: str, address: str | None) -> list[tuple[str, Limit]]:
        return [
            (self._keys.hash("account", email), ACCOUNT),
            (self._keys.hash("network", network_of(address)), NETWORK),
        ]

    @staticmethod
    def _row(session: Session, key: str, limit: Limit) -> SignInAttempt:
        at = moment()
        row = session.get(SignInAttempt, key, with_for_update=True)
        if row is None:
            row = SignInAttempt(key=key, failures=0.0, at=at)
            session.add(row)
            return row
        gone = max(0.0, (at - utc(row.at)).total_seconds()) / limit.seconds
        row.failures, row.at = max(0.0, row.failures - gone), at
        return row


def _wait(failures: float, limit: Limit) -> int:
    return math.ceil(max(0.0, failures - limit.failures + 1) * limit.seconds)


def network_of(address: str | None) -> str:
    """The /24 or /56 an address is in; ``unknown`` for what is no address."""
    try:
        ip = ipaddress.ip_address((address or "").strip().strip("[]").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 56), strict=False))
