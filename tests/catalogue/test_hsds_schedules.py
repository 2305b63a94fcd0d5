"""Opening hours as HSDS rows, and rows as opening hours: the same days, always."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.exchange.hsds.recurrence import (
    Rule,
    UnreadableRow,
    read_row,
    same_days,
    to_osm,
)
from services_catalog.exchange.hsds.schedules import Row, Window, occurrences, offsets, rows
from services_catalog.exchange.hsds.sentences import holidays, row_description
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY
from tests.catalogue.hsds_support import TODAY

WINDOW = Window.around(TODAY)
DEMO_HOURS = sorted(
    {
        place.hours
        for service in read_folder(DEMO_DIRECTORY).services
        for place in service.locations
        if place.hours
    }
)


def as_record(row: Row) -> dict[str, object]:
    return {
        "freq": row.freq, "byday": ",".join(row.days), "interval": 1, "wkst": "MO",
        "opens_at": f"{row.opens:%H:%M}", "closes_at": f"{row.closes:%H:%M}",
        "valid_from": str(row.valid_from), "valid_to": str(row.valid_to),
        "dtstart": str(row.start), "until": str(row.until), "timezone": row.offset,
    }  # fmt: skip


def expanded(found: list[Row]) -> dict[tuple[time, time], list[date]]:
    """The days of rows by a library that knows nothing of ours: iCalendar rules."""
    days: dict[tuple[time, time], list[date]] = {}
    for row in found:
        rule = rrulestr(
            f"DTSTART:{row.start:%Y%m%d}\n"
            f"RRULE:FREQ={row.freq};BYDAY={','.join(row.days)};UNTIL={row.until:%Y%m%d};WKST=MO"
        )
        days.setdefault((row.opens, row.closes), []).extend(m.date() for m in rule)
    return {times: sorted(found) for times, found in days.items()}


@pytest.mark.parametrize("hours", DEMO_HOURS)
def test_rows_open_on_the_days_of_the_hours(hours: str) -> None:
    found = rows(hours, WINDOW)
    assert expanded(found) == {k: sorted(v) for k, v in occurrences(hours, WINDOW).items()}
    for row in found:
        assert WINDOW.first <= row.valid_from <= row.start <= row.until <= row.valid_to
        assert row.valid_to <= WINDOW.last


@pytest.mark.parametrize("hours", DEMO_HOURS)
def test_rows_are_read_back_as_hours_with_the_same_days(hours: str) -> None:
    rules = [read_row(as_record(row), TODAY)[0] for row in rows(hours, WINDOW)]
    assert same_days(rules, hours, WINDOW)
    back = to_osm(rules, TODAY)
    assert back is not None
    assert occurrences(back, WINDOW) == occurrences(hours, WINDOW)


DAY = st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "Mo-Fr", "Sa-Su", "Tu,Th"])
PLACE = st.sampled_from(["Mo[1]", "Fr[-1]", "We[2],We[4]", "Tu[5]", "Sa[1-3]", "Su[1],Su[2]"])
SEASON = st.sampled_from(
    ["", "Sep 01-Jun 30: ", "Jul 01-Aug 31: ", "Dec 20-Jan 05: ", "2027 Mar 20-2027 Apr 02: "]
)
TIMES = (
    st.lists(st.integers(0, 47), min_size=2, max_size=4, unique=True)
    .map(sorted)
    .map(
        lambda halves: ",".join(
            f"{a // 2:02d}:{a % 2 * 30:02d}-{b // 2:02d}:{b % 2 * 30:02d}"
            for a, b in zip(halves[::2], halves[1::2], strict=False)
        )
    )
)
NIGHT = st.sampled_from(["20:00-08:00", "22:30-02:00", "00:00-24:00", "18:00-24:00"])
RULES = st.lists(st.tuples(SEASON, DAY | PLACE, TIMES | NIGHT), min_size=1, max_size=3)


@settings(max_examples=150, deadline=None)
@given(RULES, st.booleans(), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_any_hours_give_rows_with_just_their_days(
    rules: list[tuple[str, str, str]], closed: bool, today: date
) -> None:
    hours = "; ".join(f"{season}{day} {times}" for season, day, times in rules)
    hours += "; PH off" if closed else ""
    window = Window.around(today)
    found = rows(hours, window)
    assert expanded(found) == {k: sorted(v) for k, v in occurrences(hours, window).items()}
    read = [read_row(as_record(row), today)[0] for row in found]
    assert same_days(read, hours, window)
    if back := to_osm(read, today):
        assert occurrences(back, window) == occurrences(hours, window)


def test_rows_end_where_the_clock_changes() -> None:
    found = rows("Mo-Fr 09:00-12:00", WINDOW)
    assert [(str(row.valid_from), str(row.valid_to), row.offset) for row in found] == [
        ("2026-11-01", "2027-03-27", 1),
        ("2027-03-28", "2027-10-30", 2),
        ("2027-10-31", "2027-11-30", 1),
    ]
    assert [part.first for part, _hours in offsets(WINDOW)] == [
        date(2026, 11, 1), date(2027, 3, 28), date(2027, 10, 31),
    ]  # fmt: skip


def test_first_friday_is_a_monthly_row() -> None:
    first = rows("Fr[1] 13:00-15:30", WINDOW)[0]
    assert (first.freq, first.days, str(first.start)) == ("MONTHLY", ("1FR",), "2026-11-06")


def test_holidays_are_said_because_rows_cannot() -> None:
    assert "25 december 2026" in holidays("Mo-Fr 09:00-12:00; PH off", WINDOW)
    assert holidays("Mo-Fr 09:00-12:00", WINDOW) == ""
    said = holidays("Mo-Fr 19:00-22:00; Sa-Su,PH 08:00-22:00", WINDOW)
    assert said.startswith("Op feestdagen 08:00–22:00: ")
    assert "25 december 2026" in said
    assert row_description("Mo 20:00-08:00", time(20), time(8), WINDOW) == "Sluit de dag erna."


BASE = {
    "freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "hours"),
    [
        ({}, "Mo,We 09:00-12:00"),
        ({"opens_at": "09:00:00", "closes_at": "12:00:00"}, "Mo,We 09:00-12:00"),
        ({"closes_at": "00:00"}, "Mo,We 09:00-24:00"),
        ({"freq": "MONTHLY", "byday": "1FR,-1MO"}, "Mo[-1],Fr[1] 09:00-12:00"),
        ({"valid_from": "2026-12-01"}, "2026 Dec 01+: Mo,We 09:00-12:00"),
        (
            {"valid_from": "2026-12-01", "valid_to": "2027-01-31", "timezone": 1},
            "2026 Dec 01-2027 Jan 31: Mo,We 09:00-12:00",
        ),
    ],
)
def test_rows_of_others(change: dict[str, object], hours: str) -> None:
    rule, _zoned = read_row(BASE | change, TODAY)
    assert to_osm([rule], TODAY) == hours


@pytest.mark.parametrize(
    "change",
    [
        {"interval": 2},
        {"count": 5},
        {"bymonthday": "2,3"},
        {"freq": None},
        {"freq": "DAILY"},
        {"byday": ""},
        {"byday": "MAANDAG"},
        {"freq": "MONTHLY"},
        {"byday": "1MO"},
        {"opens_at": "half tien"},
        {"opens_at": "25:00"},
        {"valid_from": "vandaag"},
        {"timezone": "Brussel"},
        # Ten in the morning in London, all year, is no one hour of the clock here.
        {"timezone": 0, "valid_from": "2026-12-01", "valid_to": "2027-12-01"},
        {"opens_at": "09:00-05:00"},
    ],
)
def test_what_cannot_be_said_is_refused_not_guessed(change: dict[str, object]) -> None:
    with pytest.raises(UnreadableRow):
        read_row(BASE | change, TODAY)


def test_rows_cut_at_the_clock_are_one_again() -> None:
    rules = [read_row(as_record(row), TODAY)[0] for row in rows("Tu 10:00-12:00", WINDOW)]
    assert to_osm(rules, TODAY) == "2026 Nov 01-2027 Nov 30: Tu 10:00-12:00"


def test_a_gap_between_two_seasons_stays_a_gap() -> None:
    first = Rule(False, ("TU",), time(10), time(12), date(2026, 11, 1), date(2027, 3, 31))
    later = Rule(False, ("TU",), time(10), time(12), date(2027, 5, 1), date(2027, 6, 30))
    hours = to_osm([first, later], TODAY)
    assert hours is not None
    days = occurrences(hours, WINDOW)[(time(10), time(12))]
    assert not [day for day in days if date(2027, 3, 31) < day < date(2027, 5, 1)]
    assert max(b - a for a, b in pairwise(days)) > timedelta(days=30)
