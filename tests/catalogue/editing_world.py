"""A small catalogue to edit, on each kind of database, with vectors that cost nothing."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.loading.seed import seed
from services_catalog.loading.shapes import CatalogueSource
from services_catalog.search.query import Query

TEXT = {
    "title": "Voedselbank De Mand",
    "summary": "Elke week een pakket met eten voor wie het nodig heeft.",
    "description": "Vrijwilligers delen pakketten uit.",
    "how": "Kom langs met een tas.",
    "asks": ["waar krijg ik eten", "eten voor mijn kinderen"],
}
FOOD: dict[str, Any] = {
    "id": "voedselbank",
    "organization": "org",
    "topics": ["food_aid"],
    "phase": "ontvangst",
    "scope": "regardless",
    "locations": [{"location": "huis", "hours": "Mo,Th 09:00-12:00; PH off"}],
    "access": "walk_in",
    "cost": {"kind": "free"},
    "documents": ["identity_document"],
    "languages": ["nl", "fr"],
    "phone": "012 00 01 00",
    "source": {"name": "De Mand", "url": "https://mand.example.org"},
    "checked_on": "2026-10-01",
    "check_every_days": 90,
    "text": TEXT,
    "external_ids": {"hsds": "f-1"},
}
OFFICE = FOOD | {
    "id": "dienst-migratie",
    "topics": ["migration_office"],
    "text": TEXT | {"title": "Dienst Migratie", "asks": ["loket voor nieuwkomers"]},
    "external_ids": {},
}
COURSE = FOOD | {
    "id": "nt2",
    "topics": ["dutch_course", "integration"],
    "scope": "rules",
    "eligibility": [
        {
            "status": ["refugee", "subsidiary"],
            "effect": "entitled",
            "legal_basis": "Decreet",
            "source": "https://wet.example.org",
            "review_by": "2027-01-01",
        },
        {
            "status": ["no_legal_stay"],
            "effect": "excluded",
            "legal_basis": "Decreet",
            "source": "https://wet.example.org",
            "review_by": "2027-01-01",
            "alternative": "praatgroep",
            "note": "De praatgroep is er voor iedereen.",
        },
    ],
    "text": TEXT | {"title": "Nederlandse les", "asks": ["nederlands leren"]},
    "external_ids": {},
}
TALK = FOOD | {
    "id": "praatgroep",
    "topics": ["dutch_course", "meet_people"],
    "text": TEXT | {"title": "Praatgroep", "asks": ["nederlands oefenen"]},
    "external_ids": {},
}


def small_source() -> CatalogueSource:
    place = {"organization": "org", "street": "Straat", "number": "1", "postcode": "9999",
             "city": "Waterlinde", "step_free": "yes"}  # fmt: skip
    return CatalogueSource.model_validate(
        copy.deepcopy(
            {
                "municipality": {
                    "id": "waterlinde",
                    "name": "Waterlinde",
                    "province": "Oost-Vlaanderen",
                    "postcode": "9999",
                    "migration_office": "dienst-migratie",
                },
                "organizations": [
                    {"id": "org", "name": "Organisatie", "kind": "test"},
                    {"id": "ocmw", "name": "OCMW", "kind": "test"},
                ],
                "locations": [
                    {"id": "huis", "name": "Huis", **place},
                    {"id": "plein", "name": "Plein", **place},
                ],
                "closures": [],
                "hotlines": [],
                "services": [OFFICE, FOOD, COURSE, TALK],
                "translations": [
                    {
                        "language": "fr",
                        "state": "machine",
                        "services": {
                            "voedselbank": {
                                "title": "Banque alimentaire",
                                "summary": "Un colis de nourriture par semaine.",
                            }
                        },
                    }
                ],
                "place_translations": [],
            }
        )
    )


class WordsEncoder:
    """Vectors by the words in a text: alike texts are near each other."""

    name = "words"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        rows = np.full((len(texts), 384), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.sha256(word.encode()).digest()
                row[int.from_bytes(digest[:4], "big") % 384] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class World:
    """A seeded small catalogue and its editing book."""

    def __init__(self, database: Database, *, four_eyes: bool = False) -> None:
        self.database, self.encoder = database, WordsEncoder()
        seed(database, small_source(), self.encoder)
        self.encoder.encoded.clear()
        self.book = EditingBook(database, lambda: self.encoder, four_eyes=four_eyes)

    def change(self, service_id: str = "voedselbank", actor: str = "An", **text: Any) -> Any:
        """Save a draft with other words."""
        draft = self.book.open(service_id, actor)
        document = copy.deepcopy(draft.document)
        document["text"] |= text
        return self.book.save(service_id, document, actor, draft.version)


def ask(desk: Desk, world: World, question: str) -> list[str]:
    """The services a visitor gets, best first."""
    vector = world.encoder.encode([question])[0]
    return [
        hit.service_id for hit in desk.search(Query(language="nl", text=question, vector=vector))
    ]
