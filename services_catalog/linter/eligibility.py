"""Who may use it: rules that contradict each other, and people sent from shut door to shut door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from services_catalog.i18n import mark as _
from services_catalog.labels import status_label
from services_catalog.linter.findings import Finding, Ground, Rule, Teller
from services_catalog.models import EligibilityRule, Service
from services_catalog.vocabulary import Audience, Document, Effect, ResidenceStatus, Scope

ADULT = 18
_CHILDREN = {Audience.CHILDREN.value}
_ELDERLY = {Audience.ELDERLY.value}
# "alleen met een verblijfsvergunning", "je moet wettig verblijf hebben"
_ASKS_STAY = re.compile(
    r"\b(?:alleen|enkel|moet|moeten|verplicht|nodig)\b[^.!?]{0,60}"
    r"\b(?:verblijfs(?:vergunning|kaart|titel|document(?:en)?|papieren)"
    r"|(?:wettig|legaal)\s+verblijf)\b"
    r"|\b(?:verblijfs(?:vergunning|kaart|titel)|(?:wettig|legaal)\s+verblijf)\b"
    r"[^.!?]{0,25}\b(?:nodig|verplicht)\b",
    re.IGNORECASE,
)
# "niet nodig", "ook zonder": then it says the opposite.
_DENIES = re.compile(r"\b(?:niet|geen|zonder|nooit)\b", re.IGNORECASE)


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on scope, rules, ages and alternatives."""
    tell = Teller.of(service, ground, Rule.ELIGIBILITY)
    if service.scope is Scope.UNREVIEWED:
        yield tell.warning(
            _("Niemand keek nog na wie deze dienst mag gebruiken."),
            _("Kies ‘voor iedereen’, of schrijf de regels per verblijfsstatus."),
            "scope",
        )
    if service.scope is Scope.REGARDLESS:
        yield from _for_everyone(tell, service)
    elif service.scope is Scope.RULES and not service.rules:
        yield tell.error(
            _("Staat als ‘met regels’, maar er is geen regel."),
            _("Schrijf de regels, of kies ‘voor iedereen’."),
            "eligibility",
        )
    for rule in service.rules:
        status = status_label(rule.status.value, ground.say)
        yield from _rule(tell, service, rule, status)
        yield from _alternative(replace(tell, rule=Rule.ALTERNATIVE), rule, status)
    low, high, meant = service.age_min, service.age_max, set(service.audience)
    if (
        (low is not None and high is not None and low > high)
        or (meant == _CHILDREN and low is not None and low >= ADULT)
        or (meant == _ELDERLY and high is not None and high < ADULT)
    ):
        yield tell.error(
            _("De leeftijd past niet bij voor wie het is: niemand kan komen."),
            _("Kijk de leeftijd en de doelgroep na."),
            "ages",
        )


def _for_everyone(tell: Teller, service: Service) -> Iterator[Finding]:
    cure = _("Schrap dat, of kies ‘met regels’ en schrijf voor wie het anders is.")
    if any(d.document == Document.RESIDENCE_DOCUMENT for d in service.documents):
        message = _("Is voor iedereen, maar vraagt een verblijfsdocument mee te brengen.")
        yield tell.error(message, cure, "documents")
    for field in ("summary", "description", "how", "who", "warning"):
        found = _ASKS_STAY.search(getattr(service, field) or "")
        if found and not _DENIES.search(found.group()):
            message = _("Is voor iedereen, maar schrijft “{words}”.")
            yield tell.warning(message, cure, f"text.{field}", words=found.group())


def _rule(tell: Teller, service: Service, rule: EligibilityRule, status: str) -> Iterator[Finding]:
    field = "eligibility"
    if service.scope is not Scope.RULES:
        yield tell.error(
            _("Heeft een regel voor “{status}”, maar staat niet als ‘met regels’."),
            _("Schrap de regel, of kies ‘met regels’."),
            field,
            status=status,
        )
    if rule.status is ResidenceStatus.UNKNOWN and rule.effect is Effect.EXCLUDED:
        yield tell.error(
            _("Sluit mensen uit van wie de status niet bekend is."),
            _("Schrap die regel: wie zijn status niet zegt, ziet de dienst altijd."),
            field,
        )
    if rule.review_by < tell.ground.today:
        yield tell.warning(
            _("De regel voor “{status}” moest voor {day} opnieuw bekeken zijn."),
            _("Lees de bron opnieuw en zet een nieuwe dag."),
            field,
            status=status,
            day=rule.review_by.isoformat(),
        )
    if rule.effect in (Effect.CONDITIONAL, Effect.WARNED) and not rule.note:
        yield tell.error(
            _("De regel voor “{status}” zegt niet wat de voorwaarde is."),
            _("Schrijf de voorwaarde of de waarschuwing erbij."),
            field,
            status=status,
        )


def _alternative(tell: Teller, rule: EligibilityRule, status: str) -> Iterator[Finding]:
    """Where somebody is sent who cannot come here."""
    ground, other = tell.ground, rule.alternative_id
    excluded = rule.effect is Effect.EXCLUDED
    if not other and not excluded:
        return
    if not other:
        message = _("Wie “{status}” is, kan hier niet komen en krijgt geen andere dienst.")
    elif other == tell.entity or other not in ground.published:
        message = _("Stuurt wie “{status}” is naar {other}, maar die dienst is niet gepubliceerd.")
    elif excluded and rule.status in ground.excluded.get(other, frozenset()):
        message = _("Stuurt wie “{status}” is naar {other}, en daar kan die ook niet komen.")
    else:
        return
    cure = _("Kies een dienst die wel helpt.")
    yield tell.error(message, cure, "eligibility", status=status, other=other)
