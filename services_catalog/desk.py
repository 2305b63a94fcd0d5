"""The desk: everything a conversation or a page asks of the catalogue, in one small object."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import selectinload

from services_catalog.cards import Card, CardMaker
from services_catalog.database import CatalogueUnavailable, Database
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE
from services_catalog.models import (
    FieldNote,
    Hotline,
    Location,
    Municipality,
    Service,
    ServiceAtLocation,
    ServiceTopic,
    ServiceTranslation,
)
from services_catalog.phones import dial, format_phone
from services_catalog.search.index import CatalogueIndex
from services_catalog.search.query import CatalogueSearch, Hit, Query
from services_catalog.vocabulary import PublicationState, ResidenceStatus, topics

log = logging.getLogger(__name__)

WHOLE_SERVICE = (
    selectinload(Service.topics),
    selectinload(Service.languages),
    selectinload(Service.documents),
    selectinload(Service.rules),
    selectinload(Service.translations),
    selectinload(Service.places)
    .joinedload(ServiceAtLocation.location)
    .options(selectinload(Location.closures), selectinload(Location.translations)),
)


@dataclass(frozen=True)
class Line:
    """A national hotline as it is shown."""

    number: str
    href: str
    name: str
    purpose: str


class Desk:
    """Search, cards, office and hotlines of one catalogue. Safe to share between threads.

    Every method raises :class:`CatalogueUnavailable` when the database cannot be read.
    """

    def __init__(self, database: Database | None = None) -> None:
        """For ``database`` (default: the settings')."""
        self.database = database or Database()
        self._search = CatalogueSearch(self.database)
        self._shelf = _Shelf(self.database)

    def search(self, query: Query) -> list[Hit]:
        """Ranked services; see :class:`CatalogueSearch`."""
        try:
            return self._search.search(query)
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def index(self) -> CatalogueIndex:
        """The index that is searched, of the present version, for other ways of searching it."""
        try:
            return self._search.index()
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def service_ids(self) -> set[str]:
        """The ids of all published services."""
        try:
            with self.database.read() as session:
                return set(
                    session.scalars(
                        select(Service.id).where(Service.state == PublicationState.PUBLISHED)
                    )
                )
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def services_of(self, topic: str) -> list[str]:
        """The ids of all published services that answer ``topic``, also as a side matter."""
        try:
            return list(self._shelf.services_of(topic))
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def written_in(self) -> dict[str, frozenset[str]]:
        """All published services by id, each with the languages it is written in (Dutch is)."""
        try:
            with self.database.read() as session:
                rows = session.execute(
                    select(Service.id, ServiceTranslation.language)
                    .outerjoin(ServiceTranslation, ServiceTranslation.service_id == Service.id)
                    .where(Service.state == PublicationState.PUBLISHED)
                    .order_by(Service.id)
                )
                found: dict[str, set[str]] = {}
                for service_id, language in rows:
                    found.setdefault(service_id, {SOURCE}).update([language] if language else [])
        except SQLAlchemyError as error:
            raise _unavailable(error) from error
        return {service_id: frozenset(codes) for service_id, codes in found.items()}

    def service(self, service_id: str) -> Service | None:
        """The whole record of a published service, detached: to be read, never changed."""
        try:
            return self._shelf.services([service_id]).get(service_id)
        except SQLAlchemyError as error:
            raise _unavailable(error) from error

    def cards(
        self,
        found: Iterable[Hit | str],
        language: str,
        moment: datetime | None = None,
        *,
        status: ResidenceStatus | None = None,
        weeks: bool = True,
    ) -> list[Card]:
        """Cards of hits or service ids, in order; what is gone or unpublished is left out.

        ``status``: a situation a toeleider chose, for the badge. ``weeks``: with the week's hours.
        """
        hits = [Hit(item, 0.0) if isinstance(item, str) else item for item in found]
        try:
            services, notes = self._shelf.services_and_notes(
                [hit.service_id for hit in hits], (moment or now()).date()
            )
        except SQLAlchemyError as error:
            raise _unavailable(error) from error
        office = topic_label("migration_office", Translator(language))
        maker = CardMaker(language, office_title=office, moment=moment, weeks=weeks)
        return [
            maker.card(services[hit.service_id], hit.reasons, status, notes.get(hit.service_id, ()))
            for hit in hits
            if hit.service_id in services
        ]

    def office_card(self, language: str, moment: datetime | None = None) -> Card:
        """The card of the migration office, where everybody is led to."""
        try:
            office_id = self._shelf.office_id()
        except SQLAlchemyError as error:
            raise _unavailable(error) from error
        cards = self.cards([office_id] if office_id else [], language, moment)
        if not cards:
            raise CatalogueUnavailable(
                "the catalogue has no migration office; run 'toeleider catalogue seed'"
            )
        return cards[0]

    def hotlines(self, alarm: str, language: str) -> list[Line]:
        """The confirmed national lines for an alarm, most urgent first."""
        try:
            with self.database.read() as session:
                lines = session.scalars(
                    select(Hotline)
                    .where(Hotline.confirmed)
                    .order_by(Hotline.position)
                    .options(selectinload(Hotline.translations))
                ).all()
        except SQLAlchemyError as error:
            raise _unavailable(error) from error
        return [
            Line(
                number=format_phone(line.number) if line.number.startswith("+") else line.number,
                href=dial(line.number.replace(" ", "")),
                name=line.name,
                purpose=next(
                    (t.purpose for t in line.translations if t.language == language), line.purpose
                ),
            )
            for line in lines
            if alarm in line.alarms
        ]


class _Shelf:
    """Whole services, read once per version of the catalogue and kept for the next question.

    They are detached and never changed: an edit moves the version, and the shelf is emptied.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = -1
        self._kept: dict[str, Service] = {}
        self._office_id: str | None = None
        self._notes: list[FieldNote] | None = None
        self._of_topic: dict[str, list[str]] = {}

    def services(self, ids: Sequence[str]) -> dict[str, Service]:
        """The published services among ``ids``."""
        return self._among(self._current(), ids)

    def services_and_notes(
        self, ids: Sequence[str], today: date
    ) -> tuple[dict[str, Service], dict[str, list[str]]]:
        """The published services among ``ids``, and the field notes of ``today``."""
        return self._among(self._current(), ids), self._notes_of(today)

    def services_of(self, topic: str) -> list[str]:
        """The ids of all published services that answer ``topic``."""
        self._current()
        kept = self._of_topic
        found = kept.get(topic)
        if found is None:
            with self._database.read() as session:
                found = list(
                    session.scalars(
                        select(Service.id)
                        .join(ServiceTopic, ServiceTopic.service_id == Service.id)
                        .where(
                            ServiceTopic.topic == topic, Service.state == PublicationState.PUBLISHED
                        )
                        .order_by(Service.id)
                    )
                )
            if topic in topics():
                kept[topic] = found
        return found

    def _among(self, kept: dict[str, Service], ids: Sequence[str]) -> dict[str, Service]:
        missing = [service_id for service_id in ids if service_id not in kept]
        if missing:
            with self._database.read() as session:
                rows = session.scalars(
                    select(Service)
                    .where(Service.id.in_(missing), Service.state == PublicationState.PUBLISHED)
                    .options(*WHOLE_SERVICE)
                ).unique()
                kept.update((service.id, service) for service in rows)
        return {service_id: kept[service_id] for service_id in ids if service_id in kept}

    def _notes_of(self, today: date) -> dict[str, list[str]]:
        """The public field notes of ``today`` by service, the newest first."""
        kept = self._notes
        if kept is None:
            with self._database.read() as session:
                kept = self._notes = list(
                    session.scalars(
                        select(FieldNote).where(FieldNote.public).order_by(FieldNote.id.desc())
                    )
                )
        found: dict[str, list[str]] = {}
        for note in kept:
            if note.expires_on > today:
                found.setdefault(note.service_id, []).append(note.text)
        return found

    def office_id(self) -> str | None:
        """The service everybody is led to."""
        self._current()
        if self._office_id is None:
            with self._database.read() as session:
                self._office_id = session.scalar(select(Municipality.migration_office_id))
        return self._office_id

    def _current(self) -> dict[str, Service]:
        version = self._database.version()
        if version != self._version:
            self._version, self._kept, self._office_id = version, {}, None
            self._notes, self._of_topic = None, {}
        return self._kept


def _unavailable(error: SQLAlchemyError) -> CatalogueUnavailable:
    # The statement and its parameters may hold a visitor's words: only the kind is told.
    cause = type(getattr(error, "orig", None) or error).__name__
    log.error(
        "The catalogue cannot be read (%s). Check TOELEIDER_DATABASE_URL and that the database "
        "runs; 'toeleider catalogue check' says more.",
        cause,
    )
    return CatalogueUnavailable(f"the catalogue cannot be read ({cause})")
