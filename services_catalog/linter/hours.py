"""Opening hours that never open, that say nothing, or that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from services_catalog.hours import HORIZON, HoursError, Schedule, now
from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, Teller, risk_of
from services_catalog.models import Service
from services_catalog.search.index import schedule_of
from services_catalog.vocabulary import Access, Risk

# Days without a time ("Mo-Fr", or only a remark) are read as open from midnight to midnight.
_TIME = re.compile(r"\d:\d\d|24/7|\b(?:dawn|dusk|sunrise|sunset|off|closed|unknown)\b")
_REMARK = re.compile(r'"[^"]*"')
AHEAD = HORIZON - timedelta(days=1)


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on where and when."""
    tell = Teller.of(service, ground, Rule.HOURS)
    if not service.places and service.access in (Access.WALK_IN, Access.WALK_IN_OR_APPOINTMENT):
        yield tell.error(
            _("Mensen mogen binnenlopen, maar er staat geen adres bij."),
            _("Kies een plaats, of een andere manier om binnen te komen."),
            "locations",
        )
    for number, place in enumerate(service.places):
        field, where = f"locations.{number}.hours", place.location.name
        hours = place.opening_hours or ""
        try:
            schedule = schedule_of(place)
        except HoursError:
            yield tell.error(
                _("De uren in {place} zijn niet te lezen: {hours}"),
                _("Schrijf ze opnieuw, zoals Mo-Fr 09:00-12:00; PH off."),
                field,
                place=where,
                hours=hours,
            )
            continue
        if schedule is not None:
            yield from _openings(tell, service, schedule, hours, where, field)
        elif not place.by_appointment:
            yield tell.warning(
                _("In {place} staan geen uren, en ook niet dat je een afspraak maakt."),
                _("Schrijf de uren, of kruis ‘na afspraak’ aan."),
                field,
                place=where,
            )


def _openings(
    tell: Teller, service: Service, schedule: Schedule, hours: str, where: str, field: str
) -> Iterator[Finding]:
    start = now()
    if not _TIME.search(_REMARK.sub("", hours)):
        yield tell.error(
            _("Zegt niet van hoe laat tot hoe laat, en toont dus dag en nacht open: {hours}"),
            _("Schrijf de uren. Alleen na afspraak? Laat de uren leeg. Altijd open? 24/7."),
            field,
            hours=hours,
        )
        return
    if _REMARK.search(hours):
        yield tell.warning(
            _("Een opmerking tussen aanhalingstekens ziet niemand: {hours}"),
            _("Zet ze bij de uitleg over de uren."),
            field,
            hours=hours,
        )
    spans = schedule.spans(start, start + AHEAD)
    # Without the closures of the house: is it the hours themselves, or a door that stays shut?
    if not spans and Schedule(hours).spans(start, start + AHEAD):
        yield tell.error(
            _("{place} is een jaar lang gesloten: er is altijd een sluiting."),
            _("Kijk de sluitingen van de plaats na, of archiveer de dienst."),
            field,
            place=where,
        )
    elif not spans:
        yield tell.error(
            _("Is in het komende jaar nooit open in {place}: {hours}"),
            _("Schrijf wanneer het open is. Alleen na afspraak? Laat de uren dan leeg."),
            field,
            place=where,
            hours=hours,
        )
    elif spans[0].end - spans[0].start >= AHEAD - timedelta(days=1) and _should_close(service):
        yield tell.warning(
            _("Staat als dag en nacht open in {place}. Klopt dat?"),
            _("Schrijf de echte uren."),
            field,
            place=where,
        )


def _should_close(service: Service) -> bool:
    """A shelter or a line may well never close; an office that says so has meaningless hours."""
    return risk_of(service) is not Risk.EMERGENCY and service.access is not Access.ONLINE
