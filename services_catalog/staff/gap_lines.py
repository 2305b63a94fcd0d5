"""Needs that were not met, one line per topic or language, each with the pages that would help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services_catalog.formatting import language_name
from services_catalog.i18n import mark as _
from services_catalog.indicators.gaps import Gap, Remedy
from services_catalog.indicators.labels import outcome_label, row_label
from services_catalog.languages import SOURCE, full_languages
from services_catalog.staff.visit import PREFIX, Visit

HIDDEN = _("verborgen")
_NO_LANGUAGE = _("Deze taal spreekt de assistent nog niet. Bespreek het met de beheerder.")


@dataclass(frozen=True)
class GapLine:
    """``told``: how it ended and how often, by outcome. ``links``: address, words, what about."""

    what: str
    told: tuple[str, ...]
    advice: str
    links: tuple[tuple[str, str], ...]


def gap_lines(gaps: Iterable[Gap], kind: str, visit: Visit) -> list[GapLine]:
    """The lines of the topics or languages, in the order in which each is named first."""
    together: dict[str, list[Gap]] = {}
    for gap in gaps:
        if gap.need.kind == kind:
            together.setdefault(gap.need.key, []).append(gap)
    return [_line(kind, key, found, visit) for key, found in together.items()]


def language_page(code: str) -> str:
    """Where the words of a language are; "" for Dutch and for what is no full language."""
    return f"{PREFIX}/translations/{code}" if code in full_languages() and code != SOURCE else ""


def _line(kind: str, key: str, gaps: list[Gap], visit: Visit) -> GapLine:
    t = visit.t
    remedies = {gap.remedy for gap in gaps}
    links: list[tuple[str, str]] = []
    if Remedy.SERVICE in remedies and visit.may("new"):
        links.append((f"{PREFIX}/new?topic={key}", t(_("Maak hiervoor een dienst"))))
    if remedies & {Remedy.SERVICE, Remedy.CHECK}:
        number = gaps[0].services
        text = t.plural("Bekijk {number} dienst", "Bekijk {number} diensten", number)
        if number:
            links.append((f"{PREFIX}/services?topic={key}", text))
    if Remedy.TRANSLATION in remedies:
        name = language_name(key, t.language)
        text = t(_("Bekijk de vertalingen in het {language}"), language=name)
        links.append((language_page(key) or f"{PREFIX}/translations", text))
    return GapLine(
        what=row_label(kind, key, t),
        told=tuple(
            f"{outcome_label(gap.need.outcome, t)}: "
            f"{t(HIDDEN) if gap.need.count is None else gap.need.count}"
            for gap in gaps
        ),
        advice=t(_NO_LANGUAGE) if Remedy.LANGUAGE in remedies else "",
        links=tuple(links),
    )
