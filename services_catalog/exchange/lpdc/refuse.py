"""What is not brought in, and why: archived, without title, a copy, or there twice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import DCTERMS
from rdflib.term import Literal, URIRef

from services_catalog.exchange.lpdc.clean import pick
from services_catalog.exchange.lpdc.read import Entry, Refusal
from services_catalog.exchange.lpdc.vocabulary import CREATED_BY, LPDC, M8G
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.text import fold

LONGEST_ID = 200
"""Characters the catalogue keeps of an external id."""
_COPY = re.compile(r"\W*(kopie|copie|copy) (van|of)\b")
_TRUE = frozenset({"true", "1"})

say = Translator(SOURCE)


def sift(entries: Iterable[Entry]) -> tuple[list[Entry], list[Refusal]]:
    """Entries to bring in, and a refusal for every other one."""
    taken: list[Entry] = []
    refused: list[Refusal] = []
    for entry in entries:
        if reason := _reason(entry):
            refused.append(Refusal(entry.external_id, _name(entry), *reason))
        else:
            taken.append(entry)
    made = {
        str(concept): entry.title
        for entry in taken
        if not entry.concept
        for concept in entry.graph.objects(entry.node, DCTERMS.source)
    }
    newest: dict[tuple[str, ...], Entry] = {}
    # The newest of two with one title; at the same moment the one whose address comes first.
    for entry in sorted(taken, key=lambda one: one.moment, reverse=True):
        newest.setdefault(_same(entry), entry)
    kept = []
    for entry in taken:
        double = newest[_same(entry)]
        if entry.concept and entry.external_id in made:
            why = say(
                _("Dit concept is al uitgewerkt als “{title}” in dezelfde bestanden."),
                title=made[entry.external_id],
            )
            refused.append(Refusal(entry.external_id, entry.title, "concept", why))
        elif double is not entry:
            why = say(
                _("Dubbel: dezelfde titel en dezelfde overheden als {other}. Dat blijft."),
                other=double.external_id,
            )
            refused.append(Refusal(entry.external_id, entry.title, "text.title", why))
        else:
            kept.append(entry)
    return kept, refused


def namesakes(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """For each service the addresses of others with its title and competent authority.

    Two cities that merged each have their own: which one stays is for a person to say.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for entry in entries:
        if entry.graph.value(entry.node, M8G.hasCompetentAuthority) is not None:
            groups.setdefault(_same(entry, M8G.hasCompetentAuthority), []).append(entry.external_id)
    return {
        one: [other for other in group if other != one]
        for group in groups.values()
        if len(group) > 1
        for one in group
    }


_AUTHORITIES = (M8G.hasCompetentAuthority, LPDC.hasExecutingAuthority, CREATED_BY)


def _same(entry: Entry, *terms: URIRef) -> tuple[str, ...]:
    """What two entries have in common when they are one service entered twice."""
    who = [
        f"{term} {value}"
        for term in terms or _AUTHORITIES
        for value in sorted(map(str, entry.graph.objects(entry.node, term)))
    ]
    # Nothing tells whether two of one title are the same: both are kept, for a person to see.
    return (fold(entry.title), str(entry.concept), *(who or [entry.external_id]))


def _reason(entry: Entry) -> tuple[str, str] | None:
    archived = {str(value).lower() for value in entry.graph.objects(entry.node, LPDC.isArchived)
                if isinstance(value, Literal)}  # fmt: skip
    if archived & _TRUE:
        return "status", say(_("Gearchiveerd bij de bron."))
    if not entry.title:
        return "text.title", say(_("Geen Nederlandse titel. Vul die in bij de bron."))
    if _COPY.match(fold(entry.title)):
        return "text.title", say(_("Een kopie (“Kopie van …”). Ruim die op bij de bron."))
    if len(entry.external_id) > LONGEST_ID:
        return "external_ids.lpdc", say(_("Het adres (IRI) is langer dan 200 tekens."))
    return None


def _name(entry: Entry) -> str:
    """What a person calls it: the title, or the English one."""
    return entry.title or pick(entry.graph.objects(entry.node, DCTERMS.title)).english
