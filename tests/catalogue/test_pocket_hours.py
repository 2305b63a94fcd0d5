"""The hours that the pocket edition carries: true for a quarter of a year, and said in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services_catalog.desk import Desk
from services_catalog.hours import BRUSSELS, ClosedDays, Schedule
from services_catalog.i18n import Translator
from services_catalog.pocket.hours import (
    AHEAD_DAYS,
    SHOWN_RUNS,
    VALID_DAYS,
    Row,
    other_rows,
    pattern,
    usual_rows,
)
from services_catalog.search.index import schedule_of
from tests.catalogue import test_pocket
from tests.catalogue.test_pocket import MOMENT

made, desk = test_pocket.made, test_pocket.desk
SEASON = "Oct 15-Apr 15: Mo-Su 20:00-08:00"


def words(schedule: Schedule, first_day: date) -> tuple[list[Row], list[Row]]:
    found, translator = pattern(schedule, first_day), Translator("nl")
    return usual_rows(found, translator), other_rows(found, translator)


def test_the_days_are_those_of_the_schedule(desk: Desk) -> None:
    for service_id in sorted(desk.service_ids()):
        service = desk.service(service_id)
        assert service
        for place in service.places:
            schedule = schedule_of(place)
            if schedule is None:
                continue
            found = pattern(schedule, MOMENT.date())
            for number in range(VALID_DAYS + AHEAD_DAYS):
                shown = [
                    tuple(f"{(m % 1440) // 60:02d}:{m % 60:02d}" for m in span)
                    for span in found.day(number)
                ]
                true = schedule.day(MOMENT.date() + timedelta(days=number))
                assert shown == [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in true], service_id


def test_hours_in_words() -> None:
    closed = [ClosedDays(date(2026, 12, 24), date(2027, 1, 3), "holiday")]
    usual, other = words(Schedule("Mo-Fr 09:00-12:00; PH off", closed), date(2026, 11, 24))
    assert usual == [
        Row("maandag – vrijdag", "\u206609:00–12:00\u2069"), Row("zaterdag – zondag", "gesloten"),
    ]  # fmt: skip
    assert other == [Row("24 december – 1 januari", "gesloten")]
    season = pattern(Schedule(SEASON), date(2026, 6, 1))
    assert season.dormant
    assert season.later == datetime(2026, 10, 15, 20, tzinfo=BRUSSELS)
    night = pattern(Schedule(SEASON), date(2026, 11, 24))
    assert night.usual == (((1200, 1920),),) * 7
    assert not night.dormant
    assert pattern(Schedule("24/7"), date(2026, 11, 24)).usual == (((0, 1440),),) * 7
    assert words(Schedule("Th[1],Th[3] 14:00-16:00"), date(2026, 11, 24))[1]


def test_a_rhythm_that_no_week_shows_ends_in_an_ellipsis() -> None:
    rows = words(Schedule("Mo[1],Tu[2],We[3],Th[4] 10:00-12:00"), date(2026, 11, 24))[1]
    assert rows[-1] == Row("…", "…")
    assert len(rows) == SHOWN_RUNS + 1
