"""The report for a spreadsheet: names people read, and the way Excel opens a file in Belgium."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.indicators.labels import OUTCOMES, outcome_label, row_label
from services_catalog.indicators.reporting import Report
from services_catalog.indicators.suppression import OTHER

TABLES: Mapping[str, str] = {
    "week": _("Week"),
    "topic": _("Onderwerp"),
    "language": _("Taal"),
    "service": _("Dienst"),
}
HEAD = (_("Tabel"), _("Naam"), _("Hoe het eindigde"), _("Aantal"), _("Verborgen"))
TOTAL, YES, NO = _("Totaal"), _("ja"), _("nee")
_BOM = "\ufeff"
"""Without it Excel reads é as Ã©."""


def sheet(report: Report, translator: Translator, titles: Mapping[str, str] | None = None) -> str:
    """All tables in long form with names, semicolons and a byte order mark.

    ``titles``: of services, by id. Hidden counts are empty, and say so.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([translator(word) for word in HEAD])
    rows = csv.reader(io.StringIO(report.as_csv()))
    next(rows)
    for table, key, outcome, count, hidden in rows:
        name = (titles or {}).get(key, key) if table == "service" else key
        if key == "total":
            name = translator(TOTAL)
        elif table in ("topic", "language") or key == OTHER:
            name = row_label(table, key, translator)
        writer.writerow(
            (
                translator(TABLES[table]),
                _plain(name),
                outcome_label(outcome, translator) if outcome in OUTCOMES else translator(TOTAL),
                count,
                translator(YES if hidden == "yes" else NO),
            )
        )
    return _BOM + out.getvalue()


def _plain(name: str) -> str:
    """A title that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name
