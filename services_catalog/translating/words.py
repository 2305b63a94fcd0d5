"""How staff read states and risks of translations."""

from __future__ import annotations

from collections.abc import Mapping

from services_catalog.i18n import mark as _
from services_catalog.translations import ShownState
from services_catalog.vocabulary import Risk

STATE_NAMES: Mapping[ShownState, str] = {
    ShownState.MISSING: _("ontbreekt"),
    ShownState.STALE: _("verouderd"),
    ShownState.MACHINE: _("door een machine"),
    ShownState.IN_REVIEW: _("na te kijken"),
    ShownState.APPROVED: _("nagezien en goed"),
}
STATE_HELP: Mapping[ShownState, str] = {
    ShownState.MISSING: _("Er is nog geen vertaling. Bezoekers lezen het Nederlands."),
    ShownState.STALE: _("Het Nederlands is veranderd sinds deze vertaling gemaakt werd."),
    ShownState.MACHINE: _("Vertaald door een machine. Niemand keek het na."),
    ShownState.IN_REVIEW: _("Geschreven door een mens. Iemand moet het nog nakijken."),
    ShownState.APPROVED: _("Nagezien. Bezoekers lezen dat het een vertaling is, en niet meer."),
}
RISK_NAMES: Mapping[Risk, str] = {
    Risk.EMERGENCY: _("nood"),
    Risk.LEGAL: _("recht"),
    Risk.NORMAL: _("gewoon"),
}
