"""How grave a mistake in a translation would be: emergency first, then legal, then the rest."""

from __future__ import annotations

from collections.abc import Iterable

from services_catalog.vocabulary import Risk, topics

ORDER = (Risk.EMERGENCY, Risk.LEGAL, Risk.NORMAL)


def risk_of(keys: Iterable[str]) -> Risk:
    """The gravest risk among topics; a topic nobody knows weighs nothing."""
    risks = {topics()[key].risk for key in keys if key in topics()}
    return next((risk for risk in ORDER if risk in risks), Risk.NORMAL)
