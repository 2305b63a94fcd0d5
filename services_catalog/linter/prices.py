"""Prices without an amount, and prices that contradict their own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, Teller
from services_catalog.models import Service
from services_catalog.vocabulary import CostKind

PRICED = (CostKind.FIXED, CostKind.FROM, CostKind.REDUCED)
_FREE = re.compile(r"\bgratis\b|\bkosteloos\b", re.IGNORECASE)


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on what a service costs."""
    tell, kind = Teller.of(service, ground, Rule.PRICE), service.cost_kind
    amount = service.cost_amount
    if kind in PRICED and amount is None:
        yield tell.error(
            _("Kost geld, maar er staat geen bedrag."),
            _("Vul het bedrag in, of kies ‘hangt af van je inkomen’ of ‘niet bekend’."),
            "cost.amount",
        )
    elif kind in PRICED and amount == 0:
        yield tell.warning(
            _("Kost nul euro, maar staat niet als gratis."),
            _("Kies ‘gratis’, dan vinden mensen het ook als ze naar iets gratis zoeken."),
            "cost.kind",
        )
    if kind is CostKind.REDUCED and amount is not None and service.cost_reduced is None:
        yield tell.warning(
            _("Heeft een verminderde prijs, maar die staat er niet bij."),
            _("Vul de verminderde prijs in, of kies ‘vaste prijs’."),
            "cost.reduced",
        )
    if kind is CostKind.UNKNOWN:
        yield tell.warning(
            _("Niemand schreef op wat het kost."), _("Vraag het na bij de bron."), "cost.kind"
        )
    if kind in (CostKind.FIXED, CostKind.FROM) and amount and _FREE.search(service.title):
        yield tell.warning(
            _("Heet gratis, maar kost {amount} euro."),
            _("Kijk de prijs en de titel na."),
            "cost.amount",
            amount=amount,
        )
