"""Is it still true? When somebody last looked, measured by what a mistake costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, error, risk_of, warning
from services_catalog.models import Service
from services_catalog.vocabulary import Risk

LONGEST_INTERVAL = {Risk.EMERGENCY: 90, Risk.LEGAL: 180, Risk.NORMAL: 365}
"""Days between two looks at an entry, whatever it says itself. The design leaves it open: a season
for a bed tonight, two for the law, a year for the rest."""


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on the day of the last check.

    Being late is a warning: the card tells visitors, and an error would only teach people to set
    the date without looking.
    """
    say, risk = ground.say, risk_of(service)
    longest = LONGEST_INTERVAL[risk]
    cure = say(_("Kijk de dienst na bij de bron en zet de dag van vandaag."))
    due = service.checked_on + timedelta(days=min(service.check_every_days, longest))
    if (late := (ground.today - due).days) > 0:
        message = (
            _("Te laat om na te kijken; dagen te laat: {days}.")
            if risk is Risk.NORMAL
            else _("Nood of recht, en te laat om na te kijken; dagen te laat: {days}.")
        )
        yield warning(service, Rule.CHECKED, say(message, days=late), cure, "checked_on")
    if service.checked_on > ground.today:
        yield error(
            service,
            Rule.CHECKED,
            say(_("De dag van het nakijken ligt in de toekomst.")),
            cure,
            "checked_on",
        )
    if service.check_every_days > longest:
        yield warning(
            service,
            Rule.CHECKED,
            say(
                _("Wordt maar om de {days} dagen nagekeken; voor dit onderwerp is dat lang."),
                days=service.check_every_days,
            ),
            say(_("Kies hoogstens {days} dagen."), days=longest),
            "check_every_days",
        )
