"""The report: what was asked, what was not met, and nothing about a few people."""

from __future__ import annotations

import csv
import io
from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from services_catalog.database import Database
from services_catalog.hours import now
from services_catalog.indicators.counter import week_of
from services_catalog.indicators.suppression import EMPTY, OTHER, Table, grouped, protect
from services_catalog.models import Indicator, Outcome, WrongAnswerReport

SUPPRESS_BELOW = 5
NO_TOPIC = "none"
UNMET = (Outcome.NOTHING_FOUND, Outcome.WRONG_ANSWER, Outcome.UNSUPPORTED_LANGUAGE)


@dataclass(frozen=True)
class Need:
    """A need that was not met: ``kind`` is ``topic``, ``language`` or ``service``.

    ``count`` is None when it is hidden: there was at least one.
    """

    kind: str
    key: str
    outcome: str
    count: int | None


@dataclass(frozen=True)
class Report:
    """Whole weeks from ``first`` to ``last`` (both Mondays); tables have outcomes as columns."""

    first: date
    last: date
    below: int
    by_week: Table
    by_topic: Table
    by_language: Table
    services: tuple[Need, ...]
    """Services of which visitors said that something is wrong."""

    @property
    def until(self) -> date:
        """The last day counted, a Sunday."""
        return self.last + timedelta(days=6)

    @property
    def total(self) -> int:
        """Questions counted; 0 also when they were too few to be shown."""
        return self.by_week.total

    @property
    def unmet(self) -> tuple[Need, ...]:
        """Needs not met, most frequent first; hidden ones follow in the order of their names.

        Made from what is shown alone: a rank by true numbers would tell hidden ones apart.
        """
        found = [
            Need(kind, row, outcome, table.at(row, outcome))
            for kind, table in (("topic", self.by_topic), ("language", self.by_language))
            for row in table.rows
            for outcome in UNMET
            if table.at(row, outcome) != 0 and row != NO_TOPIC
        ]
        return tuple(sorted(found, key=_rank))

    def as_csv(self) -> str:
        """All tables in long form: table, key, outcome, count, hidden."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("table", "key", "outcome", "count", "hidden"))
        tables = (("week", self.by_week), ("topic", self.by_topic), ("language", self.by_language))
        for name, table in tables:
            for row in table.rows:
                for outcome in table.columns:
                    _csv_row(writer, name, row, outcome, table.at(row, outcome))
                _csv_row(writer, name, row, "total", table.row_totals[row])
            for outcome in table.columns:
                _csv_row(writer, name, "total", outcome, table.column_totals[outcome])
        for need in self.services:
            _csv_row(writer, need.kind, need.key, need.outcome, need.count)
        return out.getvalue()


def _csv_row(writer: Any, table: str, key: str, outcome: str, count: int | None) -> None:
    writer.writerow(
        (table, key, outcome, "" if count is None else count, "yes" if count is None else "no")
    )


def _rank(need: Need) -> tuple[bool, int, str, str, str]:
    return (need.count is None, -(need.count or 0), need.kind, need.key, need.outcome)


def report(
    database: Database,
    weeks: int = 12,
    suppress_below: int = SUPPRESS_BELOW,
    *,
    today: date | None = None,
) -> Report:
    """The last ``weeks`` whole weeks, with small numbers hidden.

    The present week is left out until it is over: two reports of the same day would otherwise
    differ by the questions asked in between. Who keeps the report of every week can still
    subtract one from the other; publish one period at a time.

    Raises:
        ValueError: fewer than one week, or a limit below 2, which would hide nothing.
        SQLAlchemyError: the database cannot be read.
    """
    if weeks < 1:
        raise ValueError("a report needs at least one week")
    if suppress_below < 2:
        raise ValueError("hide counts below 2 at least: 1 is one person")
    monday = week_of(today or now().date())
    first = monday - timedelta(weeks=weeks)
    counted = select(
        Indicator.week, Indicator.topic, Indicator.language, Indicator.outcome,
        func.sum(Indicator.count),
    ).where(Indicator.week >= first, Indicator.week < monday).group_by(
        Indicator.week, Indicator.topic, Indicator.language, Indicator.outcome
    )  # fmt: skip
    told = (
        select(WrongAnswerReport.service_id, func.sum(WrongAnswerReport.count))
        .where(WrongAnswerReport.week >= first, WrongAnswerReport.week < monday)
        .group_by(WrongAnswerReport.service_id)
    )
    with database.read() as session:
        rows = [
            (week, topic, language, outcome.value, int(number))
            for week, topic, language, outcome, number in session.execute(counted)
        ]
        services = [
            Need(
                "service",
                service_id,
                Outcome.WRONG_ANSWER,
                number if number >= suppress_below else None,
            )
            for service_id, number in session.execute(told)
        ]
    tables = _tables(rows, suppress_below)
    return Report(
        first=first,
        last=monday - timedelta(weeks=1),
        below=suppress_below,
        by_week=tables[0],
        by_topic=tables[1],
        by_language=tables[2],
        services=tuple(sorted(services, key=_rank)),
    )


def _tables(rows: Iterable[tuple[date, str, str, str, int]], limit: int) -> list[Table]:
    """By week, by topic and by language; the outcomes are grouped alike in all three."""
    rows = list(rows)
    by_outcome: Tally[str] = Tally()
    for *_, outcome, number in rows:
        by_outcome[outcome] += number
    if by_outcome.total() < limit:
        return [EMPTY] * 3
    shown = grouped(by_outcome, limit)
    names = dict.fromkeys(shown[outcome] for outcome in Outcome if outcome in shown)
    order = sorted(names, key=lambda name: name == OTHER)
    tables = []
    for keys in (
        [week.isoformat() for week, *_ in rows],
        [topic or NO_TOPIC for _, topic, *_ in rows],
        [language for _, _, language, *_ in rows],
    ):
        counts: Tally[tuple[str, str]] = Tally({(keys[0], outcome): 0 for outcome in order})
        for key, (*_, outcome, number) in zip(keys, rows, strict=True):
            counts[key, shown[outcome]] += number
        tables.append(protect(counts, limit))
    return tables
