"""Telephone numbers, e-mail and web addresses that cannot be right; services nobody can reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.errors import HeaderParseError
from email.headerregistry import Address
from urllib.parse import urlsplit

import phonenumbers

from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Rule, Teller
from services_catalog.models import Hotline, Organization, Service
from services_catalog.models.link import LONGEST_URL
from services_catalog.phones import REGION, SHORT_NUMBERS, parse_phone
from services_catalog.vocabulary import Access


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on how to reach a service."""
    tell = Teller.of(service, ground, Rule.CONTACT)
    yield from _wrong_phone(tell, service.phone, "phone")
    yield from _wrong_email(tell, service.email, "email")
    yield from _wrong_url(tell, service.url, "url")
    yield from _wrong_url(tell, service.source_url, "source.url")
    owner = service.organization
    phone, email = service.phone or owner.phone, service.email or owner.email
    url = service.url or owner.url
    if service.access is Access.PHONE and not phone:
        yield tell.error(
            _("Je moet bellen, maar er is geen telefoonnummer."),
            _("Schrijf het nummer, of kies een andere manier om binnen te komen."),
            "phone",
        )
    elif service.access is Access.ONLINE and not url:
        yield tell.error(
            _("Het gaat online, maar er is geen website."),
            _("Schrijf het adres van de website."),
            "url",
        )
    elif not (phone or email or url):
        yield tell.warning(
            _("Heeft geen telefoon, e-mail of website, en de organisatie ook niet."),
            _("Schrijf minstens een manier om iets te vragen."),
            "phone",
        )


def look_at_organizations(
    organizations: Iterable[Organization], ground: Ground
) -> Iterator[Finding]:
    """Findings on the contact of organizations, which services fall back on."""
    for one in organizations:
        tell = Teller(ground, Rule.CONTACT, one.id, one.id)
        yield from _wrong_phone(tell, one.phone, "phone")
        yield from _wrong_email(tell, one.email, "email")
        yield from _wrong_url(tell, one.url, "url")


def look_at_hotlines(hotlines: Iterable[Hotline], ground: Ground) -> Iterator[Finding]:
    """Findings on the numbers of national lines."""
    for line in hotlines:
        yield from _wrong_phone(Teller(ground, Rule.PHONE, line.id), line.number, "number")


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


def _wrong_phone(tell: Teller, number: str | None, field: str) -> Iterator[Finding]:
    if not number:
        return
    tell = replace(tell, rule=Rule.PHONE)
    cure = _("Kijk de cijfers na bij de bron en schrijf het nummer opnieuw.")
    try:
        stored = parse_phone(number) or ""
    except ValueError:
        message = _("Dit kan geen telefoonnummer zijn: {number}")
        yield tell.error(message, cure, field, number=number)
        return
    # An invented municipality has numbers that nobody has.
    if tell.ground.fictional or stored in SHORT_NUMBERS:
        return
    parsed = phonenumbers.parse(stored, REGION)
    ours = parsed.country_code == phonenumbers.country_code_for_region(REGION)
    if ours and not phonenumbers.is_valid_number(parsed):
        message = _("Zo’n nummer bestaat niet in België: {number}")
        yield tell.error(message, cure, field, number=number)


def _wrong_email(tell: Teller, address: str | None, field: str) -> Iterator[Finding]:
    try:
        check_email(address) if address else None
    except ValueError:
        yield replace(tell, rule=Rule.EMAIL).error(
            _("Dit kan geen e-mailadres zijn: {address}"),
            _("Schrijf het zoals naam@stad.be."),
            field,
            address=address,
        )


def _wrong_url(tell: Teller, url: str | None, field: str) -> Iterator[Finding]:
    try:
        check_url(url) if url else None
    except ValueError:
        yield replace(tell, rule=Rule.LINK).error(
            _("Dit kan geen webadres zijn: {url}"),
            _("Kopieer het adres uit je browser."),
            field,
            url=url,
        )
