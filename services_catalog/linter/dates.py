"""Is it still true? When somebody last looked, measured by what a mistake costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, Teller, risk_of
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
    tell, risk = Teller.of(service, ground, Rule.CHECKED), risk_of(service)
    longest = LONGEST_INTERVAL[risk]
    cure = _("Kijk de dienst na bij de bron en zet de dag van vandaag.")
    due = service.checked_on + timedelta(days=min(service.check_every_days, longest))
    if (late := (ground.today - due).days) > 0:
        message = (
            _("Te laat om na te kijken; dagen te laat: {days}.")
            if risk is Risk.NORMAL
            else _("Nood of recht, en te laat om na te kijken; dagen te laat: {days}.")
        )
        yield tell.warning(message, cure, "checked_on", days=late)
    if service.checked_on > ground.today:
        yield tell.error(_("De dag van het nakijken ligt in de toekomst."), cure, "checked_on")
    if service.check_every_days > longest:
        yield tell.warning(
            _("Wordt maar om de {days} dagen nagekeken; voor dit onderwerp is dat lang."),
            _("Kies hoogstens {longest} dagen."),
            "check_every_days",
            days=service.check_every_days,
            longest=longest,
        )
