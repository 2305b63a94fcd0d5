"""Opening hours as rows and as OSM text: both ways, and nothing half-typed is lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.hours import BRUSSELS, HoursError, Schedule, parse_hours
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.staff.forms.hours_rows import DAYS, HoursForm, Row, read_hours, write_hours


def rows(*found: Row, holidays_closed: bool = True) -> HoursForm:
    return HoursForm("rows", found, holidays_closed)


WEEK = ("Mo", "Tu", "We", "Th", "Fr")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (rows(Row(WEEK, "9", "12u30")), "Mo-Fr 09:00-12:30; PH off"),
        (
            rows(Row(WEEK, "09:00", "12:00"), Row(("We",), "1330", "16:00")),
            "Mo-Tu,Th-Fr 09:00-12:00; We 09:00-12:00,13:30-16:00; PH off",
        ),
        (
            rows(Row(DAYS[:7], "20:00", "8", "", "15/10", "15-4"), holidays_closed=False),
            "Oct 15-Apr 15: Mo-Su 20:00-08:00",
        ),
        (
            rows(Row(("Sa",), "9", "12"), Row(("Sa",), "14", "16", "1")),
            "Sa 09:00-12:00, Sa[1] 14:00-16:00; PH off",
        ),
        (
            rows(Row(("Mo",), "9", "12"), Row(("Mo",), "10", "11", "", "1/7", "31/8")),
            "Mo 09:00-12:00; Jul 01-Aug 31: Mo 10:00-11:00; PH off",
        ),
        (
            rows(Row(("Sa", "PH"), "10", "15"), holidays_closed=False),
            "Sa 10:00-15:00; PH 10:00-15:00",
        ),
        (HoursForm("always"), "24/7"),
        (HoursForm("none"), None),
        (HoursForm("expert", text=" week 1-53/2 Mo 10:00-12:00 "), "week 1-53/2 Mo 10:00-12:00"),
    ],
)
def test_what_a_form_means(form: HoursForm, text: str | None):
    assert write_hours(form) == text
    assert write_hours(read_hours(text)) == text


def test_all_hours_of_the_demonstration_are_rows():
    texts = {
        place.hours
        for service in read_folder(DEMO_DIRECTORY).services
        for place in service.locations
        if place.hours
    }
    assert len(texts) > 80
    assert [text for text in texts if read_hours(text).mode == "expert"] == []


@pytest.mark.parametrize(
    "text",
    [
        "week 1-53/2 Mo 10:00-12:00",
        "Mo 10:00-12:00 || Tu 09:00-10:00",
        "Dec 25 off; Mo-Fr 09:00-12:00",
        "sunrise-sunset",
        "Mo-Fr 09:00-12:00; Tu off",
        "nonsense",
        "Sa 09:00-12:00; Sa[1] 14:00-16:00",  # the first Saturday takes the place: rows add up
    ],
)
def test_what_rows_cannot_say_stays_as_it_is(text: str):
    form = read_hours(text)
    assert form.mode == "expert"
    assert write_hours(form) == text


@pytest.mark.parametrize(
    "row",
    [
        Row(("Mo",), "09:00", ""),
        Row(("Mo",), "", "12:00"),
        Row((), "09:00", "12:00"),
        Row(("Mo",), "09:00", "12:00", "", "01/10", ""),
        Row(("Mo",), "99:00", "12:00"),
    ],
)
def test_what_is_half_typed_is_kept_and_cannot_be_published(row: Row):
    text = write_hours(rows(Row(("Fr",), "10:00", "11:00"), row))
    assert text
    with pytest.raises(HoursError):
        parse_hours(text)
    kept = read_hours(text)
    assert kept.mode == "rows"
    assert row in kept.rows
    assert Row(("Fr",), "10:00", "11:00") in kept.rows


times = st.integers(0, 47).map(lambda half: f"{half // 2:02d}:{'30' if half % 2 else '00'}")
seasons = st.sampled_from([("", ""), ("01/09", "30/06"), ("15/10", "15/04"), ("01/07", "31/08")])
rows_of = st.lists(
    st.builds(
        lambda days, span, week, season: Row(tuple(days), *span, week, *season),
        st.sets(st.sampled_from(DAYS[:7]), min_size=1).map(lambda s: [d for d in DAYS if d in s]),
        st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]),
        st.sampled_from(["", "", "1", "-1"]),
        seasons,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(rows_of)
def test_a_year_of_hours_is_what_the_rows_say(found: list[Row]):
    """Against a plain reading of the rows, day by day: rows of a day add up."""
    seasonal = {row.season for row in found}
    if len(seasonal - {("", "")}) > 1:
        return  # seasons that overlap take each other's place; the preview shows which
    text = write_hours(rows(*found, holidays_closed=False))
    assert text
    schedule = Schedule(text)
    for number in range(0, 365, 5):
        day = date(2027, 1, 1) + timedelta(days=number)
        start = datetime.combine(day, datetime.min.time(), tzinfo=BRUSSELS)
        spans = schedule.spans(start, start + timedelta(days=1))
        opened = {
            half
            for half in range(48)
            for span in spans
            if span.start <= start + timedelta(minutes=30 * half) < span.end
        }
        assert opened == _plainly(found, day), (text, day)


def _plainly(found: list[Row], day: date) -> set[int]:
    name = DAYS[day.weekday()]
    last = (day + timedelta(days=7)).month != day.month
    of_day = [
        row
        for row in found
        if name in row.days
        and (not row.week or (row.week == "1" and day.day <= 7) or (row.week == "-1" and last))
        and (row.season == ("", "") or _within(row, day))
    ]
    inside = [row for row in of_day if row.season != ("", "")]
    return {half for row in (inside or of_day) for half in range(_half(row.start), _half(row.end))}


def _half(text: str) -> int:
    return int(text[:2]) * 2 + (text[3:] == "30")


def _within(row: Row, day: date) -> bool:
    first, last = (tuple(map(int, text.split("/")[::-1])) for text in row.season)
    now = (day.month, day.day)
    return first <= now <= last if first <= last else now >= first or now <= last
