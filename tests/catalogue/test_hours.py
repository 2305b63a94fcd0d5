"""Opening hours in Brussels time: nights, seasons, holidays, closures, the change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.hours import BRUSSELS, ClosedDays, HoursError, Schedule


def at(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=BRUSSELS)


def test_open_and_closed():
    office = Schedule("Mo-Fr 09:00-12:00; PH off")
    monday = office.state(at("2026-11-23", "10:00"))
    assert monday.open
    assert monday.until == at("2026-11-23", "12:00")
    evening = office.state(at("2026-11-20", "18:00"))
    assert not evening.open
    assert evening.until == at("2026-11-23", "09:00")


def test_a_night_belongs_to_the_evening_it_begins():
    shelter = Schedule("Mo-Su 20:00-08:00")
    assert shelter.day(date(2026, 11, 23)) == [(time(20), time(8))]
    state = shelter.state(at("2026-11-24", "02:00"))
    assert state.open
    assert state.until == at("2026-11-24", "08:00")


def test_day_and_night():
    always = Schedule("24/7")
    assert always.day(date(2026, 11, 23)) == [(time(0), time(0))]
    assert always.state(at("2026-11-23", "03:00")).until is None


def test_a_season_far_away_is_found():
    winter = Schedule("Oct 15-Apr 15: Mo-Su 20:00-08:00")
    state = winter.state(at("2026-06-01", "12:00"))
    assert not state.open
    assert state.until == at("2026-10-15", "20:00")


def test_national_holidays_are_known_and_the_flemish_one_needs_a_closure():
    office = Schedule("Mo-Fr 09:00-12:00; PH off")
    assert office.day(date(2026, 12, 25)) == []
    assert office.day(date(2028, 7, 11)) == [(time(9), time(12))]
    closed = Schedule(
        "Mo-Fr 09:00-12:00", [ClosedDays(date(2028, 7, 11), date(2028, 7, 11), "holiday")]
    )
    assert closed.day(date(2028, 7, 11)) == []


def test_a_closure_shuts_and_says_why():
    works = [ClosedDays(date(2026, 11, 23), date(2026, 11, 29), "works")]
    pool = Schedule("Mo-Su 09:00-17:00", works)
    state = pool.state(at("2026-11-24", "10:00"))
    assert not state.open
    assert state.closed_for == "works"
    assert state.until == at("2026-11-30", "09:00")


def test_a_closure_in_the_middle_of_a_night_ends_at_midnight():
    shelter = Schedule(
        "Mo-Su 20:00-08:00", [ClosedDays(date(2026, 12, 24), date(2026, 12, 24), "holiday")]
    )
    assert shelter.state(at("2026-12-23", "23:00")).until == at("2026-12-24", "00:00")
    assert shelter.state(at("2026-12-25", "01:00")).open


def test_never_open_has_no_end():
    assert Schedule("off").state(at("2026-11-23", "10:00")).until is None


def test_the_clock_changes_and_the_door_does_not():
    shop = Schedule("Mo-Su 09:00-17:00")
    for day in ("2026-03-29", "2026-10-25"):
        assert shop.state(at(day, "09:00")).open
        assert not shop.state(at(day, "08:59")).open


def test_any_timezone_gives_the_same_answer():
    shop = Schedule("Mo-Su 09:00-17:00")
    moment = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert shop.state(moment).open


@pytest.mark.parametrize("bad", ["Maandag 9-12", "Mo 25:00-26:00x", "((("])
def test_hours_that_cannot_be_read_say_so(bad):
    with pytest.raises(HoursError, match="cannot be read"):
        Schedule(bad)


SPANS = ["Mo-Fr 09:00-12:00", "Mo-Su 20:00-08:00", "Sa 10:00-18:00", "24/7",
         "Tu,Th 13:00-16:00; PH off", "Sep 01-Jun 30: We 14:00-17:00", "off"]  # fmt: skip


@given(
    hours=st.sampled_from(SPANS),
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    closed=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 20)), max_size=4),
)
def test_state_and_spans_agree(hours, moment, closed):
    start = date(2026, 1, 1)
    closures = [
        ClosedDays(start + timedelta(days=a), start + timedelta(days=a + b), "other")
        for a, b in closed
    ]
    schedule = Schedule(hours, closures)
    moment = moment.replace(tzinfo=UTC).astimezone(BRUSSELS)
    state = schedule.state(moment)
    spans = schedule.spans(moment, moment + timedelta(days=8))
    assert state.open == (bool(spans) and spans[0].start <= moment)
    if state.until is not None:
        assert state.until > moment
        assert schedule.state(state.until).open != state.open
    for span in spans:
        assert not any(c.first_day <= span.start.date() <= c.last_day for c in closures)
