"""Dutch sentences that HSDS fields carry beside our coded facts, and how to tell them apart again.

They are made from facts that are also in the export as attributes, so that people who read HSDS
see them; an import takes them off again (:func:`without`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from services_catalog.exchange.hsds.schedules import Window, occurrences
from services_catalog.exchange.hsds.terms import TAXONOMIES
from services_catalog.formatting import full_date
from services_catalog.labels import CLOSURES
from services_catalog.languages import SOURCE
from services_catalog.models import Closure

EFFECTS = {
    "entitled": "Wel voor",
    "conditional": "Onder een voorwaarde voor",
    "warned": "Let op voor",
    "excluded": "Niet voor",
}
BY_APPOINTMENT = "Op afspraak."
NEXT_DAY = "Sluit de dag erna."


def eligibility(document: Mapping[str, Any]) -> str:
    """For whom a service is, from its scope, audience and rules."""
    lines = [_sentence(TAXONOMIES["scope"].terms[document["scope"]])]
    if audience := document.get("audience"):
        names = TAXONOMIES["audience"].terms
        lines.append(_sentence("Vooral voor: " + ", ".join(names[key] for key in audience)))
    statuses = TAXONOMIES["residence-status"].terms
    for rule in document.get("eligibility") or []:
        who = "; ".join(statuses[status] for status in rule["status"])
        lines.append(
            " ".join(
                [_sentence(f"{EFFECTS[rule['effect']]}: {who}")]
                + ([rule["note"]] if rule.get("note") else [])
            )
        )
    return "\n".join(lines)


def holidays(hours: str, window: Window) -> str:
    """What changes on public holidays; empty when nothing does."""
    usual, real = occurrences(hours, window), occurrences(hours, window, holidays=True)
    shut = {day for times, days in usual.items() for day in set(days) - set(real.get(times, ()))}
    open_ = {
        times: sorted(set(days) - set(usual.get(times, ())))
        for times, days in real.items()
        if set(days) - set(usual.get(times, ()))
    }
    found = []
    if closed := sorted(shut - {day for days in open_.values() for day in days}):
        found.append(_sentence("Gesloten op feestdagen: " + _dates(closed)))
    for (opens, closes), days in sorted(open_.items()):
        found.append(f"Op feestdagen {opens:%H:%M}–{closes:%H:%M}: {_dates(days)}.")
    return " ".join(found)


def closed_days(closures: Iterable[Closure], window: Window) -> str:
    """Days the location is shut whatever the rows say, as far as they touch ``window``."""
    return " ".join(
        f"Gesloten van {full_date(shut.first_day, SOURCE)} tot en met "
        f"{full_date(shut.last_day, SOURCE)} ({CLOSURES.get(shut.reason, shut.reason)})."
        for shut in closures
        if shut.last_day >= window.first and shut.first_day <= window.last
    )


def row_description(hours: str, opens: time, closes: time, window: Window) -> str:
    """What a row of ``schedule`` cannot say in fields; empty when there is nothing."""
    overnight = NEXT_DAY if closes <= opens and closes != time(0) else ""
    return " ".join(part for part in (overnight, holidays(hours, window)) if part)


def without(text: str | None, tail: str) -> tuple[str | None, bool]:
    """``text`` without the sentences an export put after it, and whether they were there."""
    if text is None or text == tail:
        return None, text == tail
    if text.endswith("\n\n" + tail):
        return text.removesuffix("\n\n" + tail), True
    return text, False


def _dates(days: Sequence[Any]) -> str:
    return ", ".join(full_date(day, SOURCE) for day in days)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
