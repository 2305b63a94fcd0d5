"""``/staff/needs``: what people asked, what we could not give, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.numbers import format_decimal
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.formatting import full_date, locale_of
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.indicators import Report, report, week_of
from services_catalog.indicators.chart import Bar, columns, picture
from services_catalog.indicators.gaps import gaps, services_per_topic
from services_catalog.indicators.labels import outcome_label, row_label
from services_catalog.indicators.sheet import sheet
from services_catalog.indicators.suppression import OTHER, Table
from services_catalog.labels import topic_label
from services_catalog.models import Service
from services_catalog.staff.gap_lines import HIDDEN, gap_lines, language_page
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import PREFIX, Visit, route

HERE = "/needs"
PERIODS: Mapping[int, str] = {
    4: _("4 weken"),
    12: _("12 weken"),
    26: _("26 weken (half jaar)"),
    52: _("52 weken (een jaar)"),
}
USUAL = 12
GAPS = (("topic", _("Onderwerpen")), ("language", _("Talen")))
FIRST = 6
"""Lines of the gaps that are open at once; the rest unfolds."""
MEANS: Mapping[str, str] = {
    "answered": _("De assistent toonde diensten of feiten."),
    "nothing_found": _("Over dit onderwerp was er geen dienst, of geen verdere meer."),
    "fallback": _("De assistent begreep het niet en vroeg om andere woorden."),
    "alarm": _("Iemand meldde gevaar. Welk gevaar houden we niet bij."),
    "human": _("Iemand vroeg naar een mens terwijl het loket open was."),
    "wrong_answer": _("De bezoeker zei dat het niet klopt."),
    "out_of_scope": _("Daar gaan wij niet over."),
    "unsupported_language": _("Een taal die de assistent niet spreekt."),
    "closed": _("Het loket was dicht, of het onderwerp stond uit."),
    OTHER: _("Samen genomen, omdat het er apart te weinig zijn."),
}


@dataclass(frozen=True)
class Row:
    """One row of a table: ``share`` is the length of its bar, in per cent of the longest."""

    label: str
    href: str
    total: str
    share: int
    cells: list[str]


@dataclass(frozen=True)
class Grid:
    """A table by outcome, in words."""

    heads: list[str]
    rows: list[Row]
    totals: list[str]
    total: str


def needs(visit: Visit) -> Response:
    """The report of some whole weeks."""
    t, weeks = visit.t, _weeks(visit)
    found = report(visit.office.database, weeks)
    with visit.office.database.read() as session:
        lacking = gaps(session, found)
        titles = _titles(session, found)
        bare = [key for key, number in services_per_topic(session).items() if not number]
    return page(
        visit,
        "needs.html",
        weeks=weeks,
        periods=[(str(number), t(text)) for number, text in PERIODS.items()],
        first=found.first,
        until=found.until,
        below=found.below,
        total=_number(found.total, t),
        empty=not found.total,
        next_monday=week_of(now().date()) + timedelta(weeks=1),
        gaps=[
            (t(title), lines[:FIRST], lines[FIRST:])
            for kind, title in GAPS
            if (lines := gap_lines(lacking, kind, visit))
        ],
        bare=[(key, topic_label(key, t)) for key in bare],
        reported=[
            (need.key, titles.get(need.key), _few(need.count, found.below, t))
            for need in found.services
        ],
        busiest=_busiest(found, t),
        week_chart=_week_chart(found, t) if found.total else "",
        by_week=_grid("week", found.by_week, t, lambda _key: "", newest_first=True),
        by_topic=_grid("topic", found.by_topic, t, _topic_href),
        by_language=_grid("language", found.by_language, t, language_page),
        means=[
            (outcome_label(key, t), t(MEANS[key]))
            for key in found.by_topic.columns
        ],
        notice=notice_of(visit),
    )  # fmt: skip


def needs_file(visit: Visit) -> Response:
    """The same numbers, for a spreadsheet or as a picture for a report."""
    kind = visit.part("kind")
    if kind not in ("csv", "svg"):
        raise HTTPException(404)
    found = report(visit.office.database, _weeks(visit))
    if kind == "csv":
        with visit.office.database.read() as session:
            titles = _titles(session, found)
        text, media = sheet(found, visit.t, titles), "text/csv"
    else:
        text, media = str(picture(found, visit.t)), "image/svg+xml"
    name = f"noden-{found.first}-{found.until}.{kind}"
    return Response(
        text, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _weeks(visit: Visit) -> int:
    asked = visit.query("weeks")
    return int(asked) if asked in map(str, PERIODS) else USUAL


def _number(count: int, t: Translator) -> str:
    return str(format_decimal(count, locale=locale_of(t.language)))


def _few(count: int | None, below: int, t: Translator) -> str:
    """A count that is hidden for its own smallness only."""
    return t(_("minder dan {below}"), below=below) if count is None else _number(count, t)


def _cell(count: int | None, t: Translator) -> str:
    return t(HIDDEN) if count is None else _number(count, t)


def _grid(
    kind: str,
    table: Table,
    t: Translator,
    href: Callable[[str], str],
    *,
    newest_first: bool = False,
) -> Grid:
    # The rest stands last, whatever the order.
    ordered = sorted(table.rows, reverse=True) if newest_first else list(table.rows)
    ordered.sort(key=lambda row: row == OTHER)
    longest = max(table.row_totals.values(), default=0)
    return Grid(
        heads=[outcome_label(column, t) for column in table.columns],
        rows=[
            Row(
                label=_label(kind, row, t),
                href=href(row),
                total=_number(table.row_totals[row], t),
                share=round(100 * table.row_totals[row] / longest),
                cells=[_cell(table.at(row, column), t) for column in table.columns],
            )
            for row in ordered
        ],
        totals=[_number(table.column_totals[column], t) for column in table.columns],
        total=_number(table.total, t),
    )


def _label(kind: str, key: str, t: Translator) -> str:
    if kind == "week" and key != OTHER:
        return full_date(date.fromisoformat(key), t.language)
    return row_label(kind, key, t)


def _week_chart(found: Report, t: Translator) -> Markup:
    """All weeks of the period, also those too small to stand alone."""
    table, rest = found.by_week, OTHER in found.by_week.rows
    bars, week = [], found.first
    while week <= found.last:
        count = table.row_totals.get(week.isoformat(), None if rest else 0)
        bars.append(Bar(full_date(week, t.language), count))
        week += timedelta(weeks=1)
    title = t(
        _("Vragen per week, van {first} tot {last}. De cijfers staan in de tabel."),
        first=full_date(found.first, t.language),
        last=full_date(found.until, t.language),
    )
    return columns(title, bars, name="weeks")


def _busiest(found: Report, t: Translator) -> str:
    """How high the highest column is."""
    weeks = [count for row, count in found.by_week.row_totals.items() if row != OTHER]
    return _number(max(weeks), t) if weeks else ""


def _topic_href(key: str) -> str:
    return f"{PREFIX}/services?topic={key}" if key not in (OTHER, "none") else ""


def _titles(session: Session, found: Report) -> dict[str, str]:
    """Titles of the services that visitors called wrong; one that is gone has none."""
    ids = [need.key for need in found.services]
    if not ids:
        return {}
    rows = session.execute(select(Service.id, Service.title).where(Service.id.in_(ids)))
    return dict(rows.tuples().all())


ROUTES = [
    route("needs", HERE, needs),
    route("needs_file", f"{HERE}/file/{{kind}}", needs_file),
]
