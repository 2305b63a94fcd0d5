"""Counting what is asked: buffered in memory, written once a minute."""

from __future__ import annotations

import logging
import threading
from collections import Counter as Tally
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.formatting import named_language
from services_catalog.hours import now
from services_catalog.languages import languages
from services_catalog.models import Indicator, Outcome, Service, WrongAnswerReport
from services_catalog.vocabulary import topics

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
WEB, ELSEWHERE = "web", "other"
UNKNOWN_LANGUAGE = "und"

_Turn = tuple[date, str, str, Outcome, str]
_Report = tuple[date, str, str]


def week_of(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


class Counter:
    """Counts in memory and writes once a minute; a crash loses at most that minute.

    It never raises into an answer, and it does not move the catalogue's version. What cannot be
    written now is kept for the next minute. Only keys of our own vocabularies are taken, so that
    memory is bounded and no word of a visitor can get in.
    """

    def __init__(self, database: Database, *, every: float = EVERY_SECONDS) -> None:
        """Nothing is read or written before the first count."""
        self._database, self._every = database, every
        self._turns: Tally[_Turn] = Tally()
        self._reports: Tally[_Report] = Tally()
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._stopping = threading.Event()
        self._writer: threading.Thread | None = None

    def count(
        self,
        topic: str | None,
        language: str,
        outcome: str,
        *,
        channel: str = WEB,
        service_id: str | None = None,
    ) -> None:
        """Count one turn; ``service_id``: the service whose facts are said to be wrong."""
        try:
            ended = Outcome(outcome)
            week, spoken = week_of(now().date()), _language(language)
            about = topic if topic in topics() else ""
            where = WEB if channel == WEB else ELSEWHERE
            with self._lock:
                self._turns[week, about or "", spoken, ended, where] += 1
                if service_id and ended is Outcome.WRONG_ANSWER:
                    self._reports[week, service_id, spoken] += 1
                if self._writer is None:
                    self._writer = threading.Thread(
                        target=self._write_on, name="indicators", daemon=True
                    )
                    self._writer.start()
        except Exception as error:  # a number is never worth an answer
            log.error("A turn was not counted (%s)", type(error).__name__)

    def flush(self) -> bool:
        """Write what was counted, in one transaction; False when it must wait."""
        with self._writing:
            with self._lock:
                turns, self._turns = self._turns, Tally()
                reports, self._reports = self._reports, Tally()
            if not turns:
                return True
            try:
                # Not Database.change: no reader need load the catalogue anew for this.
                with Session(self._database.engine) as session, session.begin():
                    _write(session, turns, reports)
            except SQLAlchemyError as error:
                cause = type(getattr(error, "orig", None) or error).__name__
                log.error("Indicators cannot be written (%s): kept for the next minute", cause)
                with self._lock:
                    self._turns += turns
                    self._reports += reports
                return False
            return True

    def close(self) -> None:
        """Stop the clock and write the rest."""
        self._stopping.set()
        if self._writer:
            self._writer.join(10)
        self.flush()

    def _write_on(self) -> None:
        while not self._stopping.wait(self._every):
            self.flush()


def _language(code: str) -> str:
    if code in languages() or named_language(code, "en"):
        return code
    return UNKNOWN_LANGUAGE


def _write(session: Session, turns: Tally[_Turn], reports: Tally[_Report]) -> None:
    # Sorted, so that two action servers never wait for each other's rows.
    keys = ("week", "topic", "language", "outcome", "channel")
    for turn, number in sorted(turns.items()):
        _add(session, Indicator, dict(zip(keys, turn, strict=True)), number)
    # A browser can name any service; only those that exist are worth a row.
    named = {service_id for _week, service_id, _language in reports}
    real = set(session.scalars(select(Service.id).where(Service.id.in_(named)))) if named else set()
    for (week, service_id, language), number in sorted(reports.items()):
        if service_id in real:
            key = {"week": week, "service_id": service_id, "language": language}
            _add(session, WrongAnswerReport, key, number)


def _add(session: Session, table: Any, key: dict[str, Any], number: int) -> None:
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table).values(**key, count=number)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=list(key), set_={"count": table.count + insert.excluded.count}
        )
    )
