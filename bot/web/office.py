"""The migration office and the city's name, kept in memory so that they outlive the database."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from services_catalog.cards import CardMaker
from services_catalog.database import Database
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.i18n import Translator
from services_catalog.labels import topic_label
from services_catalog.models import Municipality, Service

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """What was last read: the whole record, not its card, so that "open now" stays true."""

    city: str
    url: str | None
    office: Service


class OfficeKeeper:
    """Knows the office by heart. Reads the catalogue now and then, and survives without it."""

    def __init__(self, database: Database, every_seconds: float) -> None:
        """Nothing is read before :meth:`refresh`."""
        self._database = database
        self._every = every_seconds
        self._known: Known | None = None
        self.reachable = False

    @property
    def city(self) -> str:
        """The municipality's name, empty when it was never read."""
        return self._known.city if self._known else ""

    @property
    def service(self) -> Service | None:
        """The office's whole record as last read: detached, never to be changed."""
        return self._known.office if self._known else None

    def card(self, language: str, moment: datetime | None = None) -> dict[str, Any] | None:
        """The office's card with its hours now, or None when the catalogue was never read."""
        if self._known is None:
            return None
        # The badges name the office as the menu does; its own title is a sentence long.
        title = topic_label("migration_office", Translator(language))
        return CardMaker(language, office_title=title, moment=moment).card(self._known.office)

    async def refresh(self) -> bool:
        """Read it again; keeps what it has when that fails. Says whether it was read."""
        try:
            known = await to_thread.run_sync(_read, self._database)
        except SQLAlchemyError as error:
            cause = type(getattr(error, "orig", None) or error).__name__
            log.error("The catalogue cannot be read (%s): the office is shown as last known", cause)
            self.reachable = False
            return False
        self.reachable = known is not None
        self._known = known or self._known
        return self.reachable

    async def keep_fresh(self) -> None:
        """Refresh for ever."""
        while True:
            await asyncio.sleep(self._every)
            await self.refresh()


def _read(database: Database) -> Known | None:
    with database.read() as session:
        city = session.scalars(select(Municipality)).first()
        if city is None:
            return None
        office = session.scalars(
            select(Service).where(Service.id == city.migration_office_id).options(*WHOLE_SERVICE)
        ).first()
        return Known(city.name, city.url, office) if office else None
