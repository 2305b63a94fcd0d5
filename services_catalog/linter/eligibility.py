"""Who may use it: rules that contradict each other, and people sent from shut door to shut door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services_catalog.i18n import mark as _
from services_catalog.labels import status_label
from services_catalog.linter.findings import Finding, Ground, Rule, error, warning
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
    say = ground.say
    if service.scope is Scope.UNREVIEWED:
        yield warning(
            service,
            Rule.ELIGIBILITY,
            say(_("Niemand keek nog na wie deze dienst mag gebruiken.")),
            say(_("Kies ‘voor iedereen’, of schrijf de regels per verblijfsstatus.")),
            "scope",
        )
    if service.scope is Scope.REGARDLESS:
        yield from _for_everyone(service, ground)
    elif service.scope is Scope.RULES and not service.rules:
        yield error(
            service,
            Rule.ELIGIBILITY,
            say(_("Staat als ‘met regels’, maar er is geen regel.")),
            say(_("Schrijf de regels, of kies ‘voor iedereen’.")),
            "eligibility",
        )
    for rule in service.rules:
        yield from _rule(service, rule, ground)
    yield from _ages(service, ground)


def _for_everyone(service: Service, ground: Ground) -> Iterator[Finding]:
    say = ground.say
    cure = say(_("Schrap dat, of kies ‘met regels’ en schrijf voor wie het anders is."))
    if any(d.document == Document.RESIDENCE_DOCUMENT for d in service.documents):
        yield error(
            service,
            Rule.ELIGIBILITY,
            say(_("Is voor iedereen, maar vraagt een verblijfsdocument mee te brengen.")),
            cure,
            "documents",
        )
    for field in ("summary", "description", "how", "who", "warning"):
        found = _ASKS_STAY.search(getattr(service, field) or "")
        if found and not _DENIES.search(found.group()):
            yield warning(
                service,
                Rule.ELIGIBILITY,
                say(_("Is voor iedereen, maar schrijft “{words}”."), words=found.group()),
                cure,
                f"text.{field}",
            )


def _rule(service: Service, rule: EligibilityRule, ground: Ground) -> Iterator[Finding]:
    say, field = ground.say, "eligibility"
    status = status_label(rule.status.value, say)
    if service.scope is not Scope.RULES:
        yield error(
            service,
            Rule.ELIGIBILITY,
            say(
                _("Heeft een regel voor “{status}”, maar staat niet als ‘met regels’."),
                status=status,
            ),
            say(_("Schrap de regel, of kies ‘met regels’.")),
            field,
        )
    if rule.status is ResidenceStatus.UNKNOWN and rule.effect is Effect.EXCLUDED:
        yield error(
            service,
            Rule.ELIGIBILITY,
            say(_("Sluit mensen uit van wie de status niet bekend is.")),
            say(_("Schrap die regel: wie zijn status niet zegt, ziet de dienst altijd.")),
            field,
        )
    if rule.review_by < ground.today:
        yield warning(
            service,
            Rule.ELIGIBILITY,
            say(
                _("De regel voor “{status}” moest voor {day} opnieuw bekeken zijn."),
                status=status,
                day=rule.review_by.isoformat(),
            ),
            say(_("Lees de bron opnieuw en zet een nieuwe dag.")),
            field,
        )
    if rule.effect in (Effect.CONDITIONAL, Effect.WARNED) and not rule.note:
        yield error(
            service,
            Rule.ELIGIBILITY,
            say(_("De regel voor “{status}” zegt niet wat de voorwaarde is."), status=status),
            say(_("Schrijf de voorwaarde of de waarschuwing erbij.")),
            field,
        )
    if rule.effect is Effect.EXCLUDED and not rule.alternative_id:
        yield error(
            service,
            Rule.ALTERNATIVE,
            say(
                _("Wie “{status}” is, kan hier niet komen en krijgt geen andere dienst."),
                status=status,
            ),
            say(_("Kies een dienst die wel helpt.")),
            field,
        )
    if other := rule.alternative_id:
        yield from _alternative(service, rule, other, ground)


def _alternative(
    service: Service, rule: EligibilityRule, other: str, ground: Ground
) -> Iterator[Finding]:
    say = ground.say
    status = status_label(rule.status.value, say)
    cure = say(_("Kies een dienst die wel helpt."))
    if other == service.id or other not in ground.published:
        yield error(
            service,
            Rule.ALTERNATIVE,
            say(
                _("Stuurt wie “{status}” is naar {other}, maar die dienst is niet gepubliceerd."),
                status=status,
                other=other,
            ),
            cure,
            "eligibility",
        )
    elif rule.effect is Effect.EXCLUDED and rule.status in ground.excluded.get(other, frozenset()):
        yield error(
            service,
            Rule.ALTERNATIVE,
            say(
                _("Stuurt wie “{status}” is naar {other}, en daar kan die ook niet komen."),
                status=status,
                other=other,
            ),
            cure,
            "eligibility",
        )


def _ages(service: Service, ground: Ground) -> Iterator[Finding]:
    low, high, meant = service.age_min, service.age_max, set(service.audience)
    wrong = (
        (low is not None and high is not None and low > high)
        or (meant == _CHILDREN and low is not None and low >= ADULT)
        or (meant == _ELDERLY and high is not None and high < ADULT)
    )
    if wrong:
        yield error(
            service,
            Rule.ELIGIBILITY,
            ground.say(_("De leeftijd past niet bij voor wie het is: niemand kan komen.")),
            ground.say(_("Kijk de leeftijd en de doelgroep na.")),
            "ages",
        )
