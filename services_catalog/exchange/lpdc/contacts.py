"""Contact points of an LPDC service: what parses goes to its field, the rest to the editor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rdflib import DCTERMS, SH, Graph
from rdflib.term import Literal, Node, URIRef

from services_catalog.editing.problems import Problem
from services_catalog.exchange.lpdc.clean import pick, set_facts_apart
from services_catalog.exchange.lpdc.vocabulary import ADRES, LPDC, M8G, SCHEMA
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.phones import parse_phone
from services_catalog.text import fold

Address = tuple[str, str, str]
"""Street and number folded, and the postcode: how an address is recognised."""
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_LONGEST_EMAIL = 160

say = Translator(SOURCE)


@dataclass
class Contact:
    """What all contact points of a service say together."""

    phone: str | None = None
    email: str | None = None
    url: str | None = None
    locations: list[str] = field(default_factory=list)
    hours_note: str = ""
    problems: list[Problem] = field(default_factory=list)
    note: list[str] = field(default_factory=list)


def address_key(street: str, number: str, postcode: str) -> Address:
    """The key under which one address, however it is typed, is the same."""
    return (fold(street).strip(), re.sub(r"\W+", "", fold(number)), postcode.strip())


def nodes(graph: Graph, node: Node, *terms: URIRef) -> list[Node]:
    """The parts of a service behind ``terms``, in their own order, the same at each reading."""

    def place(part: Node) -> tuple[float, str, str]:
        order = graph.value(part, SH.order)
        try:
            number = float(str(order))
        except ValueError:
            number = float("inf")
        # The names of nodes without an address differ at each reading, their words do not.
        words = "\n".join(
            sorted(str(one) for one in graph.objects(part, None) if isinstance(one, Literal))
        )
        return (number, str(part) if isinstance(part, URIRef) else "", words)

    return [part for term in terms for part in sorted(set(graph.objects(node, term)), key=place)]


def parse_url(text: str) -> str | None:
    """A full web address, or None: ``www.…`` alone does not say whether it is secure."""
    text = text.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    good = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    return text if good and not re.search(r"\s", text) else None


def read_contacts(graph: Graph, node: Node, ours: Mapping[Address, str]) -> Contact:
    """All contact points of a service; ``ours`` says which location of ours has an address."""
    contact = Contact()
    hours: list[str] = []
    for point in nodes(graph, node, M8G.hasContactPoint):
        for value in _texts(graph, point, SCHEMA.telephone):
            _keep(contact, "phone", value, _phones)
        for value in _texts(graph, point, SCHEMA.email):
            _keep(contact, "email", value, _emails)
        for value in _texts(graph, point, SCHEMA.url):
            _keep(contact, "url", value, _urls)
        hours += _texts(graph, point, SCHEMA.openingHours)
        for place in nodes(graph, point, LPDC.address):
            _address(contact, graph, place, ours)
    if hours:
        _hours(contact, list(dict.fromkeys(hours)))
    return contact


def _texts(graph: Graph, node: Node, term: URIRef) -> list[str]:
    found = sorted(" ".join(str(value).split()) for value in graph.objects(node, term))
    return [text for text in found if text.strip(" -.")]


def _keep(
    contact: Contact, name: str, text: str, parse: Callable[[str], tuple[list[str], str]]
) -> None:
    """Put the first that parses in its field; tell of the others."""
    found, rest = parse(text)
    for value in found:
        if getattr(contact, name) in (None, value):
            setattr(contact, name, value)
        else:
            line = say(_("Nog een contact bij de bron: {value}"), value=value)
            if line not in contact.note:
                contact.note.append(line)
    if rest:
        contact.problems.append(
            Problem(name, say(_("De bron schrijft “{text}”. Dat is niet te lezen."), text=rest))
        )


def _phones(text: str) -> tuple[list[str], str]:
    try:
        number = parse_phone(text)
        return ([number] if number else []), ""
    except ValueError:
        pass
    found, rest = [], []
    for part in re.split(r"\s*(?:[;,]|\bof\b|\ben\b|\s[/|]\s)\s*", text):
        try:
            if part and (number := parse_phone(part)):
                found.append(number)
        except ValueError:
            rest.append(part)
    return found, "; ".join(rest)


def _emails(text: str) -> tuple[list[str], str]:
    found, rest = [], []
    for part in re.split(r"[;,\s]+|\bof\b", text.removeprefix("mailto:")):
        if _EMAIL.fullmatch(part) and len(part) <= _LONGEST_EMAIL:
            found.append(part)
        elif part:
            rest.append(part)
    return found, " ".join(rest)


def _urls(text: str) -> tuple[list[str], str]:
    url = parse_url(text)
    return ([url], "") if url else ([], text)


def _address(contact: Contact, graph: Graph, node: Node, ours: Mapping[Address, str]) -> None:
    def one(term: URIRef) -> str:
        return pick(graph.objects(node, term)).text.replace("\n", " ")

    street, city, postcode = one(ADRES.Straatnaam), one(ADRES.gemeentenaam), one(ADRES.postcode)
    number, box = (
        one(ADRES["Adresvoorstelling.huisnummer"]),
        one(ADRES["Adresvoorstelling.busnummer"]),
    )
    if not (street or city or postcode):
        return
    written = f"{street} {number}{f' bus {box}' if box else ''}, {postcode} {city}".strip(" ,")
    plain = address_key(street, number, postcode)
    found = ours.get(address_key(street, f"{number}bus{box}", postcode)) if box else None
    found = found or ours.get(plain)
    if found is None:
        message = _("Het adres “{address}” is nog geen plaats van ons. Voeg de plaats eerst toe.")
        contact.problems.append(Problem("locations", say(message, address=written)))
    elif found not in contact.locations:
        contact.locations.append(found)


def _hours(contact: Contact, hours: list[str]) -> None:
    """Hours are free text at the source: words stay as a note, times go to the editor."""
    kept, moved = set_facts_apart("\n".join(hours))
    contact.hours_note = kept
    if moved:
        contact.note.append(say(_("Openingsuren bij de bron: {text}"), text=" / ".join(hours)))
    message = _("De uren zijn vrije tekst bij de bron: “{text}”. Schrijf ze als uren.")
    contact.problems.append(Problem("locations", say(message, text=" / ".join(hours))))


def websites(graph: Graph, node: Node, term: URIRef) -> Iterator[tuple[str, str]]:
    """The title and address of each website behind ``term``; the address as it was written."""
    for site in nodes(graph, node, term):
        for url in _texts(graph, site, SCHEMA.url):
            yield pick(graph.objects(site, DCTERMS.title)).text.replace("\n", " "), url
