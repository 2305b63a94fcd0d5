"""Fields that fit each other or not, told of the very field that is to be mended.

The shapes of :mod:`services_catalog.loading.shapes` check the same once every field by itself is
right; an editor wants to hear it all at once. What the database demands on top is here too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from services_catalog.i18n import mark as _
from services_catalog.vocabulary import CostKind, Effect, Scope

Told = tuple[str, str, dict[str, object]]
"""A path, a msgid and the values in it."""

MOST = Decimal("999999.99")
LONGEST = 731


def incoherent(document: Mapping[str, Any]) -> Iterator[Told]:
    """What does not fit together in a document, however wild."""
    text = document.get("text")
    if isinstance(text, Mapping):
        for field in ("description", "how"):
            if not _said(text.get(field)):
                yield f"text.{field}", _("Vul dit in."), {}
    yield from _cost(document.get("cost"))
    yield from _ages(document.get("ages"))
    yield from _rules(document)
    yield from _places(document.get("locations"))
    days = _number(document.get("check_every_days"))
    if days is not None and days > LONGEST:
        yield "check_every_days", _("Kijk een dienst minstens elke twee jaar na."), {}


def _cost(cost: object) -> Iterator[Told]:
    if not isinstance(cost, Mapping):
        return
    kind, amount, reduced = cost.get("kind"), cost.get("amount"), cost.get("reduced")
    for key, value in (("amount", amount), ("reduced", reduced)):
        number = _number(value)
        if number is not None and (not number.is_finite() or abs(number) > MOST):
            yield f"cost.{key}", _("Dit bedrag is te groot."), {}
        elif number is not None and number != round(number, 2):
            yield f"cost.{key}", _("Een bedrag heeft hoogstens twee cijfers na de komma."), {}
    if kind in (CostKind.FIXED, CostKind.FROM, CostKind.REDUCED):
        if not _said(amount):
            yield "cost.amount", _("Vul een bedrag in, of kies een andere soort prijs."), {}
    elif kind in list(CostKind) and _said(amount):
        yield "cost.amount", _("Bij deze soort prijs hoort geen bedrag."), {}
    if _said(reduced):
        low, high = _number(reduced), _number(amount)
        if not _said(amount):
            yield "cost.reduced", _("Een verminderde prijs vraagt ook de gewone prijs."), {}
        elif low is not None and high is not None and low > high:
            yield "cost.reduced", _("De verminderde prijs is hoger dan de gewone."), {}


def _ages(ages: object) -> Iterator[Told]:
    if not isinstance(ages, Mapping):
        return
    low, high = _number(ages.get("min")), _number(ages.get("max"))
    for key, value in (("min", low), ("max", high)):
        if value is not None and not 0 <= value <= 150:
            yield f"ages.{key}", _("Deze leeftijd kan niet."), {}
    if low is not None and high is not None and low > high:
        yield "ages.max", _("De hoogste leeftijd is lager dan de laagste."), {}


def _rules(document: Mapping[str, Any]) -> Iterator[Told]:
    scope, rules = document.get("scope"), document.get("eligibility")
    rules = rules if isinstance(rules, list) else []
    if scope == Scope.RULES and not rules:
        yield (
            "eligibility",
            _("Schrijf minstens een regel, of kies een ander antwoord bij wie."),
            {},
        )
    elif scope in list(Scope) and scope != Scope.RULES and rules:
        yield "eligibility", _("Regels staan alleen bij een dienst met regels."), {}
    seen: Counter[str] = Counter()
    for number, rule in enumerate(rules):
        if not isinstance(rule, Mapping):
            continue
        path = f"eligibility.{number}"
        statuses = rule.get("status")
        for status in statuses if isinstance(statuses, list) else ():
            seen[str(status)] += 1
            if seen[str(status)] == 2:
                yield f"{path}.status", _("Deze status staat al in een andere regel."), {}
        if rule.get("effect") == Effect.EXCLUDED and not _said(rule.get("alternative")):
            yield f"{path}.alternative", _("Wie hier niet kan komen, krijgt een andere dienst."), {}
        if rule.get("effect") in (Effect.CONDITIONAL, Effect.WARNED) and not _said(
            rule.get("note")
        ):
            yield f"{path}.note", _("Schrijf de voorwaarde of de waarschuwing erbij."), {}


def _places(places: object) -> Iterator[Told]:
    seen: set[str] = set()
    for number, place in enumerate(places if isinstance(places, list) else ()):
        location = place.get("location") if isinstance(place, Mapping) else None
        if not isinstance(location, str):
            continue
        if location in seen:
            yield f"locations.{number}.location", _("Deze plaats staat er al in."), {}
        seen.add(location)


def _said(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return None if number.is_nan() else number
