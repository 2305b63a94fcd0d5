"""Opening hours in words: the week as it repeats, the seasons, and what holidays do to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import groupby

import holidays

from services_catalog.formatting import day_name, full_date, spans
from services_catalog.hours import HoursError, Schedule, now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _

Spans = tuple[tuple[time, time], ...]
MOST_SEASONS = 4
DAYS_LOOKED_AT = 364
_MONDAY = date(2026, 1, 5)


def hours_words(hours: str, translator: Translator) -> str:
    """``maandag tot vrijdag 09:00–12:00; woensdag …``, for the year ahead.

    Hours that do not repeat every week (or cannot be read) are given as they are written: better
    exact than nearly right.
    """
    try:
        seasons, shut_on_holidays = _seasons(hours, _this_monday())
    except HoursError:
        return hours
    if len(seasons) > MOST_SEASONS:
        return translator(_("{hours} (niet elke week hetzelfde)"), hours=hours)
    said = [_week(week, translator) for _first, week in seasons]
    parts = said[:1]
    for (first, _week_then), words in zip(seasons[1:], said[1:], strict=True):
        day = full_date(first, translator.language)
        parts.append(translator(_("vanaf {day}: {hours}"), day=day, hours=words))
    if shut_on_holidays:
        parts.append(translator(_("gesloten op feestdagen")))
    return "; ".join(parts)


def _this_monday() -> date:
    today = now().date()
    return today - timedelta(days=today.weekday())


@lru_cache(maxsize=512)
def _seasons(hours: str, start: date) -> tuple[list[tuple[date, dict[int, Spans]]], bool]:
    """Stretches of days in which each weekday is alike; and whether holidays shut an open day."""
    schedule = Schedule(hours)
    found: list[tuple[date, dict[int, Spans]]] = []
    end = start + timedelta(days=DAYS_LOOKED_AT)
    free = {
        day for day in holidays.country_holidays("BE", years=[start.year, end.year]) if day >= start
    }
    shut: list[bool] = []
    for number in range(DAYS_LOOKED_AT):
        day = start + timedelta(days=number)
        hours_today: Spans = tuple(schedule.day(day))
        if day in free:
            usual = found[-1][1].get(day.weekday()) if found else None
            if usual:
                shut.append(not hours_today)
            continue
        if not found or found[-1][1].get(day.weekday(), hours_today) != hours_today:
            found.append((day, {}))
        found[-1][1][day.weekday()] = hours_today
    # No holiday may fall on an open day this year; then what is written decides.
    off = all(shut) if shut else bool(re.search(r"\bPH\s+off\b", hours))
    return found, off


def _week(week: dict[int, Spans], translator: Translator) -> str:
    days = sorted(day for day, hours in week.items() if hours)
    if not days:
        return translator(_("gesloten"))
    if len(days) == 7 and len(set(week.values())) == 1:
        words = spans(week[0], translator)
        whole = week[0] == ((time(0), time(0)),)
        return words if whole else f"{translator(_('elke dag'))} {words}"
    alike: dict[Spans, list[int]] = {}
    for day in days:
        alike.setdefault(week[day], []).append(day)
    return "; ".join(
        f"{_names(members, translator)} {spans(hours, translator)}"
        for hours, members in alike.items()
    )


def _names(days: Sequence[int], translator: Translator) -> str:
    said: list[str] = []
    # Neighbours: their number minus their rank stays the same.
    for _key, run in groupby(enumerate(days), lambda pair: pair[1] - pair[0]):
        names = [day_name(_MONDAY + timedelta(days=day), translator.language) for _rank, day in run]
        if len(names) > 2:
            said.append(translator(_("{first} tot {last}"), first=names[0], last=names[-1]))
        else:
            said += names
    return ", ".join(said)
