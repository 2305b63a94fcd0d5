"""The choices of the service form, with the words staff read; lists for templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.editing.choices import ACCESS, EFFECTS, INTERPRETERS, SCOPES
from services_catalog.formatting import language_name
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import (
    audience_label,
    document_label,
    phase_label,
    status_label,
    topic_label,
)
from services_catalog.languages import languages
from services_catalog.models import Location, Organization, Service
from services_catalog.staff.forms.reading import STATUSES
from services_catalog.vocabulary import (
    Audience,
    CostKind,
    CostPer,
    Document,
    Phase,
    PublicationState,
    topics,
)

Pairs = list[tuple[str, str]]

COST_KINDS: Mapping[CostKind, str] = {
    CostKind.FREE: _("Gratis"),
    CostKind.FIXED: _("Vaste prijs"),
    CostKind.FROM: _("Vanaf een prijs"),
    CostKind.REDUCED: _("Prijs, met een verminderd tarief"),
    CostKind.INCOME: _("Hangt af van het inkomen"),
    CostKind.UNKNOWN: _("Niet bekend"),
}
COST_PER: Mapping[CostPer, str] = {
    CostPer.ONCE: _("eenmalig"),
    CostPer.MONTH: _("per maand"),
    CostPer.YEAR: _("per jaar"),
    CostPer.LESSON: _("per les"),
    CostPer.DAY: _("per dag"),
    CostPer.WEEK: _("per week"),
    CostPer.PERSON: _("per persoon"),
}
DAYS = {
    "Mo": _("ma"), "Tu": _("di"), "We": _("wo"), "Th": _("do"), "Fr": _("vr"), "Sa": _("za"),
    "Su": _("zo"), "PH": _("feestdag"),
}  # fmt: skip
WEEKS = {
    "": _("elke week"), "1": _("1e van de maand"), "2": _("2e van de maand"),
    "3": _("3e van de maand"), "4": _("4e van de maand"), "-1": _("laatste van de maand"),
}  # fmt: skip
MODES = {
    "rows": _("Op vaste dagen en uren"),
    "none": _("Geen vaste uren: alleen na afspraak"),
    "always": _("Dag en nacht open, elke dag"),
    "expert": _("Anders: voor kenners"),
}
STATES = {
    "published": _("Gepubliceerd"),
    "draft": _("In bewerking"),
    "review": _("Wacht op nazicht"),
    "archived": _("Gearchiveerd"),
}


def pairs(table: Mapping[Any, str], t: Translator) -> Pairs:
    """A table of msgids as choices."""
    return [(str(key), t(text)) for key, text in table.items()]


def fixed_choices(t: Translator) -> dict[str, Pairs]:
    """The choices that stand in code."""
    return {
        "access": pairs(ACCESS, t),
        "cost_kinds": pairs(COST_KINDS, t),
        "cost_per": pairs(COST_PER, t),
        "interpreters": pairs(INTERPRETERS, t),
        "scopes": pairs(SCOPES, t),
        "effects": pairs(EFFECTS, t),
        "days": pairs(DAYS, t),
        "weeks": pairs(WEEKS, t),
        "modes": pairs(MODES, t),
        "topics": [(key, topic_label(key, t)) for key in topics()],
        "phases": [(str(key), phase_label(key, t)) for key in Phase],
        "documents": [(str(key), document_label(key, t)) for key in Document],
        "audiences": [(str(key), audience_label(key, t)) for key in Audience],
        "languages": sorted(
            ((code, language_name(code, t.language)) for code in languages()),
            key=lambda pair: (pair[0] != "nl", pair[1]),
        ),
        "statuses": [(str(key), status_label(key, t)) for key in STATUSES],
    }


def catalogue_choices(session: Session) -> dict[str, Pairs]:
    """The choices that stand in the catalogue: organizations, locations, published services."""
    services = session.execute(
        select(Service.id, Service.title)
        .where(Service.state == PublicationState.PUBLISHED)
        .order_by(Service.title)
    )
    places = session.scalars(select(Location).order_by(Location.name))
    organizations = session.execute(
        select(Organization.id, Organization.name).order_by(Organization.name)
    )
    return {
        "organizations": [(row[0], row[1]) for row in organizations],
        "locations": [(row.id, f"{row.name}, {row.address}") for row in places],
        "services": [(row[0], row[1]) for row in services],
    }


def location_rows(session: Session, ids: list[str]) -> dict[str, Location]:
    """The locations a document names, with their closures."""
    rows = session.scalars(
        select(Location).where(Location.id.in_(ids)).options(selectinload(Location.closures))
    )
    return {row.id: row for row in rows}
