"""Opening hours that never open, that say nothing, or that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from services_catalog.hours import HORIZON, HoursError, Schedule, now
from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, error, risk_of, warning
from services_catalog.models import Service
from services_catalog.search.index import schedule_of
from services_catalog.vocabulary import Access, Risk

# Days without a time ("Mo-Fr", or only a remark) are read as open from midnight to midnight.
_TIME = re.compile(r"\d:\d\d|24/7|\b(?:dawn|dusk|sunrise|sunset|off|closed|unknown)\b")
_REMARK = re.compile(r'"[^"]*"')
AHEAD = HORIZON - timedelta(days=1)


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on where and when."""
    say = ground.say
    if not service.places and service.access in (Access.WALK_IN, Access.WALK_IN_OR_APPOINTMENT):
        yield error(
            service,
            Rule.HOURS,
            say(_("Mensen mogen binnenlopen, maar er staat geen adres bij.")),
            say(_("Kies een plaats, of een andere manier om binnen te komen.")),
            "locations",
        )
    for number, place in enumerate(service.places):
        field, where = f"locations.{number}.hours", place.location.name
        try:
            schedule = schedule_of(place)
        except HoursError:
            yield error(
                service,
                Rule.HOURS,
                say(
                    _("De uren in {place} zijn niet te lezen: {hours}"),
                    place=where,
                    hours=place.opening_hours or "",
                ),
                say(_("Schrijf ze opnieuw, zoals Mo-Fr 09:00-12:00; PH off.")),
                field,
            )
            continue
        if schedule is None:
            if not place.by_appointment:
                yield warning(
                    service,
                    Rule.HOURS,
                    say(
                        _("In {place} staan geen uren, en ook niet dat je een afspraak maakt."),
                        place=where,
                    ),
                    say(_("Schrijf de uren, of kruis ‘na afspraak’ aan.")),
                    field,
                )
            continue
        yield from _openings(service, ground, schedule, place.opening_hours or "", where, field)


def _openings(
    service: Service, ground: Ground, schedule: Schedule, hours: str, where: str, field: str
) -> Iterator[Finding]:
    say, start = ground.say, now()
    if not _TIME.search(_REMARK.sub("", hours)):
        yield error(
            service,
            Rule.HOURS,
            say(
                _("Zegt niet van hoe laat tot hoe laat, en toont dus dag en nacht open: {hours}"),
                hours=hours,
            ),
            say(_("Schrijf de uren. Alleen na afspraak? Laat de uren leeg. Altijd open? 24/7.")),
            field,
        )
        return
    if _REMARK.search(hours):
        yield warning(
            service,
            Rule.HOURS,
            say(_("Een opmerking tussen aanhalingstekens ziet niemand: {hours}"), hours=hours),
            say(_("Zet ze bij de uitleg over de uren.")),
            field,
        )
    spans = schedule.spans(start, start + AHEAD)
    if not spans:
        # Without the closures of the house: is it the hours themselves, or a door that stays shut?
        if Schedule(hours).spans(start, start + AHEAD):
            yield error(
                service,
                Rule.HOURS,
                say(
                    _("{place} is een jaar lang gesloten: er is altijd een sluiting."), place=where
                ),
                say(_("Kijk de sluitingen van de plaats na, of archiveer de dienst.")),
                field,
            )
            return
        yield error(
            service,
            Rule.HOURS,
            say(
                _("Is in het komende jaar nooit open in {place}: {hours}"), place=where, hours=hours
            ),
            say(_("Schrijf wanneer het open is. Alleen na afspraak? Laat de uren dan leeg.")),
            field,
        )
        return
    always = spans[0].end - spans[0].start >= AHEAD - timedelta(days=1)
    # A shelter or a line may well never close; an office that says so has meaningless hours.
    if always and risk_of(service) is not Risk.EMERGENCY and service.access is not Access.ONLINE:
        yield warning(
            service,
            Rule.HOURS,
            say(_("Staat als dag en nacht open in {place}. Klopt dat?"), place=where),
            say(_("Schrijf de echte uren.")),
            field,
        )
