"""What is to be translated, per language: the gravest first, then what is asked most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.database import Database
from services_catalog.indicators.reporting import report
from services_catalog.languages import SOURCE, languages
from services_catalog.models import (
    Hotline,
    HotlineTranslation,
    Location,
    LocationTranslation,
    Service,
    ServiceTranslation,
    words_hash,
)
from services_catalog.translating.risks import ORDER, risk_of
from services_catalog.translating.units import dutch_of_place
from services_catalog.translations import ShownState
from services_catalog.vocabulary import PublicationState, Risk

STATES = tuple(ShownState)
"""The most urgent first; the last is what is done."""
TO_DO = STATES[:-1]
WEEKS = 12


@dataclass(frozen=True)
class Line:
    """One thing to translate. ``kind`` is ``service``, ``location`` or ``hotline``.

    ``asked``: how often its topics were asked lately, as far as the report tells.
    """

    kind: str
    id: str
    title: str
    owner: str
    topic: str
    risk: Risk
    state: ShownState
    asked: int
    reviewed_by: str | None
    reviewed_on: date | None
    written_by: str | None

    @property
    def path(self) -> str:
        """The end of the address of its desk."""
        return self.id if self.kind == "service" else f"place/{self.kind}/{self.id}"


@dataclass(frozen=True)
class _Owner:
    kind: str
    id: str
    title: str
    owner: str
    topic: str
    risk: Risk
    asked: int
    source_hash: str


class Queue:
    """The catalogue as a translator sees it, read once."""

    def __init__(self, session: Session, asked: Mapping[str, int] | None = None) -> None:
        """``asked``: per topic, see :func:`asked_topics`; it only orders."""
        self._session = session
        self._owners = _owners(session, asked or {})

    def lines(self, language: str, states: Collection[ShownState] = STATES) -> list[Line]:
        """Everything in one language, in the order in which it should be done."""
        rows = _rows(self._session, language)
        found = [_line(owner, rows.get((owner.kind, owner.id))) for owner in self._owners]
        found.sort(
            key=lambda line: (
                ORDER.index(line.risk), -line.asked, STATES.index(line.state), line.title
            )
        )  # fmt: skip
        return [line for line in found if line.state in states]

    def counts(self) -> dict[str, Counter[ShownState]]:
        """How many are in each state, per language but Dutch."""
        hashes = {(owner.kind, owner.id): owner.source_hash for owner in self._owners}
        found = {code: Counter[ShownState]() for code in languages() if code != SOURCE}
        for kind, model, name in _TABLES:
            columns = (name, model.language, model.state, model.source_hash)
            for owner_id, language, state, made_from in self._session.execute(select(*columns)):
                held = hashes.get((kind, owner_id))
                if held is not None and language in found:
                    shown = ShownState(state.value) if made_from == held else ShownState.STALE
                    found[language][shown] += 1
        for counted in found.values():
            counted[ShownState.MISSING] = len(hashes) - counted.total()
        return found


_TABLES = (
    ("service", ServiceTranslation, ServiceTranslation.service_id),
    ("location", LocationTranslation, LocationTranslation.location_id),
    ("hotline", HotlineTranslation, HotlineTranslation.hotline_id),
)
_Row = ServiceTranslation | LocationTranslation | HotlineTranslation


def asked_topics(database: Database) -> dict[str, int]:
    """How often each topic was asked lately, as the report shows it: few people stay hidden."""
    totals = report(database, WEEKS).by_topic.row_totals
    return {topic: number for topic, number in totals.items() if number}


def _owners(session: Session, asked: Mapping[str, int]) -> list[_Owner]:
    services = session.scalars(
        select(Service)
        .where(Service.state == PublicationState.PUBLISHED)
        .options(selectinload(Service.topics), selectinload(Service.rules))
    )
    found = []
    for service in services:
        keys = [topic.topic for topic in service.topics]
        found.append(
            _Owner(
                kind="service",
                id=service.id,
                title=service.title,
                owner=service.organization.name,
                topic=keys[0] if keys else "",
                risk=risk_of(keys),
                asked=asked.get(keys[0], 0) if keys else 0,
                source_hash=service.source_hash,
            )
        )
    for line in session.scalars(select(Hotline)):
        found.append(_place("hotline", line, line.number, Risk.EMERGENCY))
    for place in session.scalars(select(Location).where(Location.directions.is_not(None))):
        if place.directions:
            found.append(_place("location", place, place.address, Risk.NORMAL))
    return found


def _place(kind: str, owner: Location | Hotline, said: str, risk: Risk) -> _Owner:
    return _Owner(
        kind=kind, id=owner.id, title=owner.name, owner=said, topic="", risk=risk, asked=0,
        source_hash=words_hash(dutch_of_place(owner)),
    )  # fmt: skip


def _rows(session: Session, language: str) -> dict[tuple[str, str], _Row]:
    found: dict[tuple[str, str], _Row] = {}
    for kind, model, name in _TABLES:
        rows: list[Any] = list(session.scalars(select(model).where(model.language == language)))
        found |= {(kind, getattr(row, name.key)): row for row in rows}
    return found


def _line(owner: _Owner, row: _Row | None) -> Line:
    if row is None:
        state = ShownState.MISSING
    elif row.source_hash != owner.source_hash:
        state = ShownState.STALE
    else:
        state = ShownState(row.state.value)
    return Line(
        kind=owner.kind,
        id=owner.id,
        title=owner.title,
        owner=owner.owner,
        topic=owner.topic,
        risk=owner.risk,
        state=state,
        asked=owner.asked,
        reviewed_by=row.reviewed_by if row else None,
        reviewed_on=row.reviewed_on if row else None,
        written_by=row.written_by if row else None,
    )
