"""A service of the LPDC to a draft document of ours. What the source does not say stays open.

The document has the shape of :class:`~services_catalog.loading.shapes.ServiceSource`, incomplete:
who may come, our topics, the hours, the price and the papers are decisions of a person. Each open
field is named in ``problems``; what the source says of it stands in ``note``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rdflib import DCAT, DCTERMS, RDFS
from rdflib.term import Literal, Node, URIRef

from services_catalog.editing.problems import Problem
from services_catalog.exchange.lpdc.clean import pick
from services_catalog.exchange.lpdc.contacts import (
    Address,
    Contact,
    nodes,
    parse_url,
    read_contacts,
    websites,
)
from services_catalog.exchange.lpdc.note import Note
from services_catalog.exchange.lpdc.read import Entry
from services_catalog.exchange.lpdc.suggest import topics_for
from services_catalog.exchange.lpdc.vocabulary import (
    CPSV,
    KNOWN,
    KNOWN_IN_PARTS,
    LPDC,
    M8G,
    PARTS,
    REQUIREMENT,
    SCHEMA,
    STATUS,
    UNKNOWN,
)
from services_catalog.exchange.lpdc.words import Words, lead
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, languages

SYSTEM = "lpdc"
"""The name of this source among a service's external ids."""
# Codes of the EU's list of languages for the languages at our desks.
_SPOKEN = {"NLD": "nl", "FRA": "fr", "ENG": "en", "DEU": "de"}


say = Translator(SOURCE)


@dataclass(frozen=True)
class Ours:
    """What of our own catalogue an import can refer to."""

    locations: Mapping[Address, str] = field(default_factory=dict)
    organizations: Mapping[str, str] = field(default_factory=dict)
    """Which organisation of ours an authority is; ``""`` is for every authority not named."""


@dataclass(frozen=True)
class Converted:
    """A draft with what is open in it, for staging."""

    external_id: str
    title: str
    document: dict[str, Any]
    problems: list[Problem]
    note: str


def convert(
    entry: Entry, ours: Ours, names: Mapping[str, str], today: date, doubles: Sequence[str] = ()
) -> Converted:
    """The draft of one service; ``names`` are names of authorities by their address.

    ``doubles`` are addresses of services with the same title. The document has no ``id``: a service
    is known by its address at the source, and gets an id of ours when it is accepted.
    """
    graph, node, note = entry.graph, entry.node, Note()
    words = Words(graph, node, note)
    title = words.field("title", DCTERMS.title).replace("\n", " ")
    suggested = _origin(entry, title, names, note)
    contact = read_contacts(graph, node, ours.locations)
    problems = list(contact.problems)
    _sentences(words, title, contact)
    words.finish()
    document: dict[str, Any] = {
        "source": {"name": _("Lokale Producten- en Dienstencatalogus"), "url": entry.external_id},
        "external_ids": {SYSTEM: entry.external_id},
        "text": {"title": title, **words.text},
    }
    _place(document, entry, contact, note)
    if organization := _organization(entry, ours):
        document["organization"] = organization
    spoken = sorted(
        {_SPOKEN.get(_tail(one), "") for one in graph.objects(node, DCTERMS.language)} - {""}
    )
    if spoken := [code for code in languages() if code in spoken]:
        document["languages"] = spoken
    if not any(problem.path == "locations" for problem in problems):
        problems.append(Problem("locations", say(_("De bron geeft geen uren. Vul ze in."))))
    problems = [*_open(document, suggested), *words.problems, *problems]
    problems += _ended(entry, today)
    if doubles:
        message = _("Dezelfde titel als {others}, van een andere overheid. Hou er een.")
        problems.append(Problem("text.title", say(message, others=", ".join(doubles))))
    _unknown(entry, note)
    return Converted(entry.external_id, title, document, problems, str(note))


def _sentences(words: Words, title: str, contact: Contact) -> None:
    """Fill the text fields: LPDC's description, procedure, conditions, hours and costs."""
    more = [
        words.field("description", LPDC.additionalDescription),
        words.parts("description", CPSV.produces),
    ]
    words.put("description", words.field("summary", DCTERMS.description), say(_("Beschrijving")))
    summary, rest = lead(words.text.pop("description", ""), title)
    if summary:
        words.text["summary"] = summary
    text = "\n\n".join(part for part in (rest, *more) if part)
    words.put("description", text, say(_("Beschrijving")))
    words.put("how", words.parts("how", CPSV.follows), say(_("Wat doe je nu?")))
    exceptions = words.field("who", LPDC.exception)
    conditions = words.parts("who", REQUIREMENT)
    words.put(
        "who", "\n\n".join(part for part in (conditions, exceptions) if part), say(_("Voor wie"))
    )
    costs = words.parts("cost_note", M8G.hasCost)
    words.put("cost_note", costs, say(_("Prijs")))
    if contact.hours_note:
        words.text["hours_note"] = contact.hours_note
    words.papers()


def _origin(entry: Entry, title: str, names: Mapping[str, str], note: Note) -> list[str]:
    """Where it comes from and whom it is for, in the note; gives the topics to suggest."""
    graph, node = entry.graph, entry.node

    def codes(term: URIRef) -> list[str]:
        return sorted(_tail(value) for value in graph.objects(node, term))

    lines = [say(_("LPDC-adres: {value}"), value=entry.external_id)]
    if entry.concept:
        lines.append(say(_("Dit is een IPDC-concept: een modeltekst voor elke gemeente.")))
    for message, values in (
        (_("IPDC-concept: {value}"), map(str, graph.objects(node, DCTERMS.source))),
        (_("Productnummer: {value}"), map(str, graph.objects(node, SCHEMA.productID))),
        (_("Status bij de bron: {value}"), codes(STATUS)),
        (_("Soort: {value}"), codes(DCTERMS.type)),
        (_("Doelgroep bij de bron: {value}"), codes(LPDC.targetAudience)),
        (_("Gebied: {value}"), codes(DCTERMS.spatial)),
    ):
        lines += [say(message, value=value) for value in sorted(values)]
    note.add(say(_("Herkomst")), lines)
    for heading, term in (
        (_("Bevoegde overheid"), M8G.hasCompetentAuthority),
        (_("Uitvoerende overheid"), LPDC.hasExecutingAuthority),
    ):
        who = sorted(str(value) for value in graph.objects(node, term))
        note.add(say(heading), [f"{names[one]} ({one})" if one in names else one for one in who])
    keywords = sorted({str(value).strip() for value in graph.objects(node, DCAT.keyword)})
    themes = codes(M8G.thematicArea)
    suggested = [topic_label(topic, say) for topic in topics_for([title, *keywords], themes)]
    note.add(say(_("Voorstel voor onderwerpen")), suggested)
    note.add(say(_("Thema’s bij de bron")), themes)
    note.add(say(_("Zoekwoorden bij de bron")), keywords)
    return suggested


def _place(document: dict[str, Any], entry: Entry, contact: Contact, note: Note) -> None:
    """Contact data and addresses, and the links that no field has room for."""
    graph, node = entry.graph, entry.node
    procedure = [
        site for rule in nodes(graph, node, CPSV.follows)
        for site in websites(graph, rule, LPDC.hasWebsite)
    ]  # fmt: skip
    url = contact.url or next((one for _t, text in procedure if (one := parse_url(text))), None)
    for key, value in (("phone", contact.phone), ("email", contact.email), ("url", url)):
        if value:
            document[key] = value
    if contact.locations:
        document["locations"] = [{"location": location} for location in contact.locations]
    note.add(say(_("Contact en uren")), contact.note)
    sites = [*procedure, *websites(graph, node, RDFS.seeAlso)]
    note.add(
        say(_("Websites bij de bron")),
        [f"{title}: {text}" if title else text for title, text in sites if text != url],
    )
    laws = [pick(graph.objects(node, LPDC.regulation)).text]
    laws += [
        f"{title}: {text}" if title else text
        for title, text in websites(graph, node, M8G.hasLegalResource)
    ]
    note.add(say(_("Regelgeving bij de bron")), laws)


def executing(entry: Entry) -> list[str]:
    """The addresses of the authorities that execute a service."""
    return [str(one) for one in entry.graph.objects(entry.node, LPDC.hasExecutingAuthority)]


def _organization(entry: Entry, ours: Ours) -> str | None:
    """Our organisation, when all executing authorities are told to be one and the same."""
    who = executing(entry) or [""]
    found = {ours.organizations.get(one, ours.organizations.get("")) for one in who}
    return found.pop() if len(found) == 1 else None


def _open(document: Mapping[str, Any], suggested: list[str]) -> list[Problem]:
    """What the source cannot tell, each with its own reason."""
    topics = _("De bron kent onze onderwerpen niet. Kies ze zelf.")
    if suggested:
        topics = _("De bron kent onze onderwerpen niet. Kies ze zelf. Voorstel: {topics}.")
    silent = _("De bron zegt dit niet. Vul het in.")
    reasons = {
        "organization": _("De bron noemt een overheid, geen organisatie van ons. Kies er een."),
        "topics": topics,
        "phase": silent,
        "scope": _("De bron zegt niet welke verblijfsstatus telt. Kijk na wie mag komen."),
        "access": silent,
        "cost": _("De prijs is vrije tekst bij de bron of ontbreekt. Vul hem zelf in."),
        "languages": silent,
        "checked_on": _("Niemand bij ons keek dit al na. Vul de dag in waarop je dat doet."),
        "check_every_days": silent,
    }
    found = [
        Problem(path, say(reason, topics=", ".join(suggested)))
        for path, reason in reasons.items()
        if path not in document
    ]
    missing = {
        "summary": _("Schrijf een samenvatting van een of twee zinnen."),
        "description": _("De bron heeft alleen een korte tekst. Schrijf een beschrijving."),
        "how": _("De bron beschrijft niet wat iemand moet doen. Schrijf het."),
    }
    found += [
        Problem(f"text.{name}", say(reason))
        for name, reason in missing.items()
        if name not in document["text"]
    ]
    return found


def _ended(entry: Entry, today: date) -> list[Problem]:
    for value in entry.graph.objects(entry.node, SCHEMA.endDate):
        when = value.toPython() if isinstance(value, Literal) else None
        if isinstance(when, date) and _day(when) < today:
            message = _(
                "Volgens de bron is deze dienst gestopt op {day}. Kijk na of hij nog bestaat."
            )
            return [Problem("checked_on", say(message, day=_day(when).isoformat()))]
    return []


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _unknown(entry: Entry, note: Note) -> None:
    """Fields that this import does not know are told, not lost."""
    lines: set[str] = set()
    seen: set[Node] = set()
    waiting = [(entry.node, KNOWN)]
    while waiting:
        node, known = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for predicate, value in entry.graph.predicate_objects(node):
            if predicate in PARTS:
                waiting.append((value, KNOWN_IN_PARTS))
            if predicate not in known:
                name = str(predicate).removeprefix(str(UNKNOWN))
                lines.add(f"{name} = {value}" if isinstance(value, Literal) else name)
    note.add(say(_("Velden die wij niet kennen")), sorted(lines))


def _tail(value: object) -> str:
    """The last part of an address: what a code of a list is called."""
    return re.split(r"[/#]", str(value).rstrip("/"))[-1]
