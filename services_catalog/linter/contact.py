"""Telephone numbers, e-mail and web addresses that cannot be right; services nobody can reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.errors import HeaderParseError
from email.headerregistry import Address
from urllib.parse import urlsplit

import phonenumbers

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, Severity, error, warning
from services_catalog.models import Hotline, Organization, Service
from services_catalog.models.link import LONGEST_URL
from services_catalog.phones import REGION, SHORT_NUMBERS, parse_phone
from services_catalog.vocabulary import Access

Wrong = tuple[Rule, str, str, str]
"""Rule, message, cure, field."""


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on how to reach a service."""
    say = ground.say
    for number in _wrong_phone(service.phone, "phone", ground):
        yield error(service, *number)
    for address in _wrong_email(service.email, "email", say):
        yield error(service, *address)
    for field, url in (("url", service.url), ("source.url", service.source_url)):
        for link in _wrong_url(url, field, say):
            yield error(service, *link)
    owner = service.organization
    phone, email = service.phone or owner.phone, service.email or owner.email
    url = service.url or owner.url
    if service.access is Access.PHONE and not phone:
        yield error(
            service,
            Rule.CONTACT,
            say(_("Je moet bellen, maar er is geen telefoonnummer.")),
            say(_("Schrijf het nummer, of kies een andere manier om binnen te komen.")),
            "phone",
        )
    elif service.access is Access.ONLINE and not url:
        yield error(
            service,
            Rule.CONTACT,
            say(_("Het gaat online, maar er is geen website.")),
            say(_("Schrijf het adres van de website.")),
            "url",
        )
    elif not (phone or email or url):
        yield warning(
            service,
            Rule.CONTACT,
            say(_("Heeft geen telefoon, e-mail of website, en de organisatie ook niet.")),
            say(_("Schrijf minstens een manier om iets te vragen.")),
            "phone",
        )


def look_at_organizations(
    organizations: Iterable[Organization], ground: Ground
) -> Iterator[Finding]:
    """Findings on the contact of organizations, which services fall back on."""
    for one in organizations:
        wrong = [
            *_wrong_phone(one.phone, "phone", ground),
            *_wrong_email(one.email, "email", ground.say),
            *_wrong_url(one.url, "url", ground.say),
        ]
        for rule, message, cure, field in wrong:
            yield Finding(Severity.ERROR, one.id, rule, message, cure, field, one.id)


def look_at_hotlines(hotlines: Iterable[Hotline], ground: Ground) -> Iterator[Finding]:
    """Findings on the numbers of national lines."""
    for line in hotlines:
        for rule, message, cure, field in _wrong_phone(line.number, "number", ground):
            yield Finding(Severity.ERROR, line.id, rule, message, cure, field)


def check_email(text: str) -> None:
    """Nothing for an address that mail can be sent to.

    Raises:
        ValueError: it can be no e-mail address.
    """
    try:
        address = Address(addr_spec=text)
        labels = address.domain.encode("idna").decode("ascii").split(".")
    except (HeaderParseError, ValueError, IndexError) as wrong:
        raise ValueError(f"{text!r} is no e-mail address") from wrong
    if len(labels) < 2 or not all(labels) or not labels[-1].isalpha() or " " in text:
        raise ValueError(f"{text!r} is no e-mail address")


def check_url(text: str) -> None:
    """Nothing for a web address that can be opened by anybody.

    Raises:
        ValueError: it is none, or it holds a password.
    """
    parts = urlsplit(text)  # raises ValueError itself on a broken IPv6 address
    host = parts.hostname or ""
    port = parts.port  # raises ValueError when it is no number
    if (
        parts.scheme not in ("http", "https")
        or not host
        or ("." not in host and ":" not in host)
        or port == 0
        or parts.username is not None
        or len(text) > LONGEST_URL
        or any(c.isspace() for c in text)
    ):
        raise ValueError(f"{text!r} is no web address")


def _wrong_phone(number: str | None, field: str, ground: Ground) -> Iterator[Wrong]:
    if not number:
        return
    say = ground.say
    cure = say(_("Kijk de cijfers na bij de bron en schrijf het nummer opnieuw."))
    try:
        stored = parse_phone(number) or ""
    except ValueError:
        message = say(_("Dit kan geen telefoonnummer zijn: {number}"), number=number)
        yield Rule.PHONE, message, cure, field
        return
    # An invented municipality has numbers that nobody has.
    if not ground.fictional and stored not in SHORT_NUMBERS:
        parsed = phonenumbers.parse(stored, REGION)
        if parsed.country_code == phonenumbers.country_code_for_region(
            REGION
        ) and not phonenumbers.is_valid_number(parsed):
            message = say(_("Zo’n nummer bestaat niet in België: {number}"), number=number)
            yield Rule.PHONE, message, cure, field


def _wrong_email(address: str | None, field: str, say: Translator) -> Iterator[Wrong]:
    if not address:
        return
    try:
        check_email(address)
    except ValueError:
        message = say(_("Dit kan geen e-mailadres zijn: {address}"), address=address)
        yield Rule.EMAIL, message, say(_("Schrijf het zoals naam@stad.be.")), field


def _wrong_url(url: str | None, field: str, say: Translator) -> Iterator[Wrong]:
    if not url:
        return
    try:
        check_url(url)
    except ValueError:
        message = say(_("Dit kan geen webadres zijn: {url}"), url=url)
        yield Rule.LINK, message, say(_("Kopieer het adres uit je browser.")), field
