"""Bars as plain SVG, for pages, reports and slides.

A template of thirty lines instead of matplotlib: that is here only because Rasa brings it, takes a
second to import, and draws its letters as outlines, which no screen reader reads and no browser
translates. Here text stays text, nothing needs a style or a script (the pages' CSP allows none),
and every number stands beside its bar, so that length and colour never tell it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment
from markupsafe import Markup

from services_catalog.formatting import full_date
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.indicators.labels import outcome_label, row_label
from services_catalog.indicators.reporting import Report
from services_catalog.indicators.suppression import OTHER

HIDDEN = _("verborgen")
TITLE = _("Wat mensen vroegen, {first} tot {last}")
NOTE = _("Aantallen onder {below} zijn verborgen, en wat ze zou verraden ook.")
PER_TOPIC, PER_LANGUAGE = _("Vragen per onderwerp"), _("Vragen per taal")
PER_WEEK, UNMET = _("Vragen per week"), _("Wat we niet konden geven")
TOO_FEW = _("Te weinig vragen om te tonen.")

LABEL, WIDTH, ROW = 370, 820, 26
"""Where bars begin, how wide the picture is, and how high a bar with its space."""
MOST_UNMET = 20
"""Needs in the picture; the tables have them all."""
_ROOM = WIDTH - LABEL - 90

_TEMPLATE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}" width="{{ width }}" \
height="{{ height }}" role="img" aria-labelledby="{{ name }}-title {{ name }}-text" \
lang="{{ language }}" font-family="system-ui, sans-serif" font-size="14" class="chart">
<title id="{{ name }}-title">{{ title }}</title>
<desc id="{{ name }}-text">{{ text }}</desc>
<rect width="{{ width }}" height="{{ height }}" fill="#ffffff"/>
<text x="16" y="30" font-size="18" font-weight="600" fill="#1b1b1b">{{ title }}</text>
{% for line in lines %}
{% if line.heading %}
<text x="16" y="{{ line.y + 17 }}" font-weight="600" fill="#1b1b1b">{{ line.label }}</text>
{% else %}
<text x="{{ start - 10 }}" y="{{ line.y + 17 }}" text-anchor="end" fill="#1b1b1b">\
{{ line.label }}</text>
{% if line.length %}
<rect x="{{ start }}" y="{{ line.y + 3 }}" width="{{ line.length }}" height="18" fill="#1f5fa8"/>
{% endif %}
<text x="{{ start + line.length + 8 }}" y="{{ line.y + 17 }}" fill="#1b1b1b">\
{{ line.number }}</text>
{% endif %}
{% endfor %}
<text x="16" y="{{ height - 16 }}" font-size="12" fill="#454545">{{ note }}</text>
</svg>
"""
)

_COLUMNS = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg viewBox="0 0 {{ lines|length * step }} {{ high }}" width="100%" height="{{ high }}" \
preserveAspectRatio="none" role="img" aria-labelledby="{{ name }}-title" class="columns">
<title id="{{ name }}-title">{{ title }}</title>
{% for line in lines %}
<rect x="{{ loop.index0 * step + 2 }}" y="{{ high - line.length }}" width="{{ step - 4 }}" \
height="{{ line.length }}" fill="{{ "#1f5fa8" if line.number else "#c9d7e0" }}">\
<title>{{ line.label }}{% if line.number %}: {{ line.number }}{% endif %}</title></rect>
{% endfor %}
</svg>
"""
)
HIGH, STEP = 120, 20
"""Of a row of columns: how high the highest is, and how wide one is with its space."""


@dataclass(frozen=True)
class Bar:
    """One bar; ``count`` is None when it is hidden."""

    label: str
    count: int | None


@dataclass(frozen=True)
class Panel:
    """Bars under a heading, drawn to a scale of their own."""

    heading: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class _Line:
    y: int
    label: str
    heading: bool = False
    length: int = 0
    number: str = ""


def draw(
    title: str,
    panels: Sequence[Panel],
    translator: Translator,
    *,
    note: str = "",
    name: str = "chart",
) -> Markup:
    """An SVG that can stand in a page or a file; ``name`` is unique within a page.

    The description says all numbers in words, for who does not see the bars.
    """
    lines, y = [], 44
    for panel in panels:
        lines.append(_Line(y, panel.heading, heading=True))
        y += ROW
        longest = max((bar.count or 0 for bar in panel.bars), default=0)
        for bar in panel.bars:
            length = round(_ROOM * (bar.count or 0) / longest) if longest else 0
            number = translator(HIDDEN) if bar.count is None else str(bar.count)
            lines.append(_Line(y, bar.label, length=length, number=number))
            y += ROW
        y += ROW // 2
    drawn = _TEMPLATE.render(
        title=title,
        name=name,
        language=translator.language,
        width=WIDTH,
        height=y + ROW,
        start=LABEL,
        lines=lines,
        note=note,
        text=". ".join(_in_words(panel, translator) for panel in panels),
    )
    return Markup(drawn)  # noqa: S704 (the template escapes what is put into it)


def columns(title: str, bars: Sequence[Bar], *, name: str = "columns") -> Markup:
    """Upright bars without letters, as wide as the page lets them be; it stretches to any width.

    Numbers stand in a table beside it and appear on pointing. Hidden ones are a grey foot.
    """
    longest = max((bar.count or 0 for bar in bars), default=0) or 1
    lines = [
        _Line(
            0,
            bar.label,
            length=round(HIGH * bar.count / longest) if bar.count else 2,
            number=str(bar.count or ""),
        )
        for bar in bars
    ]
    drawn = _COLUMNS.render(title=title, name=name, lines=lines, high=HIGH, step=STEP)
    return Markup(drawn)  # noqa: S704 (the template escapes what is put into it)


def picture(report: Report, translator: Translator) -> Markup:
    """The whole report as one picture: by topic, by language, by week, and what was not met."""
    title = translator(
        TITLE,
        first=full_date(report.first, translator.language),
        last=full_date(report.until, translator.language),
    )
    note = translator(NOTE, below=report.below)
    if not report.total:
        return draw(title, [Panel(translator(TOO_FEW), [])], translator, note=note)
    panels = [
        Panel(
            translator(heading),
            [
                Bar(_row(kind, row, translator), table.row_totals[row])
                for row in (sorted(table.rows) if kind == "week" else table.rows)
            ],
        )
        for heading, kind, table in (
            (PER_TOPIC, "topic", report.by_topic),
            (PER_LANGUAGE, "language", report.by_language),
            (PER_WEEK, "week", report.by_week),
        )
    ]
    unmet = [
        Bar(
            f"{row_label(need.kind, need.key, translator)}: "
            f"{outcome_label(need.outcome, translator).lower()}",
            need.count,
        )
        for need in report.unmet[:MOST_UNMET]
    ]
    if unmet:
        panels.append(Panel(translator(UNMET), unmet))
    return draw(title, panels, translator, note=note)


def _row(kind: str, key: str, translator: Translator) -> str:
    if kind == "week" and key != OTHER:
        return full_date(date.fromisoformat(key), translator.language)
    return row_label(kind, key, translator)


def _in_words(panel: Panel, translator: Translator) -> str:
    said = (
        f"{bar.label} {translator(HIDDEN) if bar.count is None else bar.count}"
        for bar in panel.bars
    )
    return ": ".join(filter(None, (panel.heading, ", ".join(said))))
