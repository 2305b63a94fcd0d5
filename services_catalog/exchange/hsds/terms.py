"""Our vocabularies as HSDS taxonomies, and attributes that point into them.

HSDS has no place for a topic, a residence status or a translation, but any record may carry
*attributes*: a taxonomy term with a value. Closed lists are taxonomies of their own; the taxonomy
``toeleider-detail`` names the single facts that HSDS does not know. Names are Dutch, the language
of the catalogue; ``code`` is what a program compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from services_catalog.exchange.hsds.ids import stable_id
from services_catalog.labels import AUDIENCES, DOCUMENTS, PHASES, STATUSES, TOPICS

Json = dict[str, Any]

DETAIL = "toeleider-detail"


@dataclass(frozen=True)
class Taxonomy:
    """A closed list: its code, what it is, and its terms (code -> Dutch name)."""

    code: str
    name: str
    description: str
    terms: Mapping[str, str]

    @property
    def id(self) -> str:
        """The same UUID in every installation."""
        return stable_id("taxonomy", self.code)


_ALL = (
    Taxonomy(
        "topic", "Onderwerp", "Waarover een dienst gaat; het eerste is het belangrijkste.", TOPICS
    ),
    Taxonomy(
        "residence-status",
        "Verblijfsstatus",
        "Voor wie een regel geldt; de waarde van het attribuut is de regel, als JSON.",
        STATUSES,
    ),
    Taxonomy(
        "scope",
        "Verblijf",
        "Of de dienst naar het verblijf kijkt.",
        {
            "regardless": "Voor iedereen, met of zonder verblijfsrecht",
            "rules": "Het hangt af van het verblijf",
            "unreviewed": "Nog niet nagekeken voor wie de dienst is",
        },
    ),
    Taxonomy("phase", "Fase", "Waar in het traject van een nieuwkomer.", PHASES),
    Taxonomy(
        "access",
        "Toegang",
        "Hoe je bij de dienst komt.",
        {
            "walk_in": "Zonder afspraak",
            "appointment": "Op afspraak",
            "walk_in_or_appointment": "Met of zonder afspraak",
            "phone": "Per telefoon",
            "online": "Online",
            "referral": "Na doorverwijzing",
        },
    ),
    Taxonomy(
        "interpreter",
        "Tolk",
        "Of de dienst een tolk regelt.",
        {
            "none": "Geen tolk",
            "phone": "Tolk per telefoon",
            "on_request": "Tolk als je het vraagt",
            "on_site": "Tolk aanwezig",
        },
    ),
    Taxonomy("audience", "Doelgroep", "Voor wie de dienst gemaakt is; geen: iedereen.", AUDIENCES),
    Taxonomy("document", "Mee te brengen", "Papieren en dingen om mee te brengen.", DOCUMENTS),
    Taxonomy(
        "cost-kind",
        "Soort prijs",
        "Hoe de prijs bepaald wordt.",
        {
            "free": "Gratis",
            "fixed": "Vaste prijs",
            "from": "Vanaf",
            "reduced": "Verminderde prijs mogelijk",
            "income": "Hangt af van het inkomen",
            "unknown": "Prijs niet bekend",
        },
    ),
    Taxonomy(
        "cost-per",
        "Prijs per",
        "Waarvoor de prijs betaald wordt.",
        {
            "once": "Eenmalig",
            "month": "Per maand",
            "year": "Per jaar",
            "lesson": "Per les",
            "day": "Per dag",
            "week": "Per week",
            "person": "Per persoon",
        },
    ),
    Taxonomy(
        "step-free",
        "Rolstoel",
        "Of je met een rolstoel binnen kunt.",
        {"yes": "Toegankelijk", "partly": "Gedeeltelijk toegankelijk", "no": "Niet toegankelijk"},
    ),
    Taxonomy(
        DETAIL,
        "Bijkomende gegevens",
        "Feiten waarvoor HSDS geen veld heeft; de waarde van het attribuut is het feit.",
        {
            "own_id": "Eigen sleutel in deze catalogus",
            "summary": "Samenvatting",
            "hours_note": "Opmerking bij de openingsuren",
            "ask": "Vraag die mensen stellen",
            "source_name": "Bron: naam",
            "source_url": "Bron: adres",
            "check_every_days": "Na te kijken om de zoveel dagen",
            "external_id": "Sleutel in een ander systeem (label: welk)",
            "translation": "Vertaling (label: taal; waarde: JSON)",
            "opening_hours": "Openingsuren in OSM-notatie (label: periode van de roosterrijen)",
            "by_appointment": "Op deze plaats op afspraak",
            "reduced_price": "Verlaagde prijs",
            "neighbourhood": "Wijk",
            "organization_kind": "Soort organisatie",
        },
    ),
)
TAXONOMIES: Mapping[str, Taxonomy] = {taxonomy.code: taxonomy for taxonomy in _ALL}


def taxonomy_object(taxonomy: Taxonomy) -> Json:
    """The HSDS ``taxonomy``."""
    return {"id": taxonomy.id, "name": taxonomy.name, "description": taxonomy.description}


def term_id(taxonomy: str, code: str) -> str:
    """The UUID of a term, the same in every installation."""
    return stable_id("taxonomy", taxonomy, code)


def term_object(taxonomy: str, code: str) -> Json:
    """The HSDS ``taxonomy_term``.

    Raises:
        KeyError: the vocabulary has no such code.
    """
    known = TAXONOMIES[taxonomy]
    return {
        "id": term_id(taxonomy, code),
        "code": code,
        "name": known.terms[code],
        "description": f"{known.name}: {known.terms[code]}",
        "taxonomy": known.name,
        "taxonomy_id": known.id,
        "language": "nl",
    }


@cache
def known_terms() -> Mapping[str, tuple[str, str]]:
    """Taxonomy and code of every term of ours, by its UUID."""
    return {
        term_id(taxonomy.code, code): (taxonomy.code, code)
        for taxonomy in TAXONOMIES.values()
        for code in taxonomy.terms
    }


def attribute(
    entity: str,
    link_id: str,
    taxonomy: str,
    code: str,
    *,
    value: str | None = None,
    label: str | None = None,
    number: int = 0,
) -> Json:
    """An HSDS ``attribute`` of the record ``link_id`` in table ``entity``.

    ``number`` tells attributes with the same term and label apart.
    """
    made: Json = {
        "id": stable_id("attribute", link_id, taxonomy, code, label or "", number),
        "link_id": link_id,
        "link_type": taxonomy,
        "link_entity": entity,
        "taxonomy_term_id": term_id(taxonomy, code),
        "taxonomy_term": term_object(taxonomy, code),
    }
    return made | {k: v for k, v in (("value", value), ("label", label)) if v is not None}


def attributes(entity: str, link_id: str, taxonomy: str, codes: Iterable[str]) -> list[Json]:
    """One attribute without a value for each code, in order."""
    return [attribute(entity, link_id, taxonomy, code) for code in codes]
