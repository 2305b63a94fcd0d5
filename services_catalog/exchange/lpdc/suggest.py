"""Suggestions for what only a person can decide: our topics, and papers to bring.

A suggestion stands in the note beside a draft, never in the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from services_catalog.text import fold
from services_catalog.vocabulary import Document, topics

# Beginnings of words as they stand in titles and search words of the LPDC.
_TOPIC_WORDS: Mapping[str, tuple[str, ...]] = {
    "emergency_shelter": ("nachtopvang", "crisisopvang", "noodwoning", "noodopvang", "dakloz",
                          "dak en thuisloz", "opvanginitiatief", "transitwoning"),
    "food_aid": ("voedsel", "maaltijd", "sociaal restaurant", "sociale kruidenier"),
    "health_care": ("medisch", "medische", "ziek", "farmaceutisch", "dokter", "gezondheid",
                    "zorgbudget", "zorgverzekering", "vaccin"),
    "migration_office": ("vreemdeling", "verblijf", "verblijfskaart", "immatriculatie", "bijlage",
                         "oekrain", "tenlasteneming", "reisdocument"),
    "housing": ("huur", "huurwaarborg", "woning", "wonen", "verhuur", "huisvesting"),
    "dutch_course": ("nederlands leren", "nederlandse les", "nt2", "taalles", "taalcursus"),
    "school": ("school", "schoolkosten", "onderwijs", "studietoelage"),
    "child_leisure": ("speelplein", "naschools", "jeugdkamp", "kamp", "jeugdwerk", "buitenschools",
                      "kinderparticipatie"),
    "work": ("werk", "tewerkstelling", "arbeidskaart", "arbeidsvergunning", "beroepskaart",
             "vacature", "job"),
    "financial_support": ("leefloon", "steun", "tussenkomst", "toelage", "premie", "budget",
                          "schuld", "verwarming", "installatiepremie", "financiele"),
    "registration": ("adres", "adreswijziging", "inschrijving", "registratie", "rijksregister",
                     "hoofdverblijf", "bevolkingsregister", "identiteitskaart", "referentieadres",
                     "pincode", "pin code", "puk"),
    "legal_help": ("juridisch", "rechtsbijstand", "advocaat", "asiel",
                   "internationale bescherming"),
    "childcare": ("kinderopvang", "onthaalouder", "creche", "loket kinderopvang"),
    "mental_health": ("geestelijke", "psycholo", "mentale", "verdriet"),
    "integration": ("inburgering", "integratie"),
    "interpreter": ("tolk", "vertaling"),
    "family_reunification": ("gezinshereniging", "tenlasteneming"),
    "diploma": ("diploma", "gelijkwaardigheid", "studiebewijs"),
    "leisure": ("uitpas", "vrije tijd", "vrijetijd", "sport", "cultuur", "bibliotheek", "vakantie"),
    "meet_people": ("vereniging", "ontmoeting", "buddy", "vrijwillig"),
    "mobility": ("rijbewijs", "parkeer", "fiets", "bus", "vervoer", "mobiliteit"),
    "discrimination": ("discriminatie", "racisme", "gelijke kansen"),
    "nationality": ("nationaliteit", "naturalisatie"),
    "voting": ("stemmen", "verkiezing", "kiezer", "volmacht"),
    "return": ("terugkeer",),
}  # fmt: skip

# Themes of the LPDC are wide: they count only when no word says more. The two widest (citizen and
# government, welfare and health) hold half of our topics each and say nothing.
_THEMES: Mapping[str, str] = {
    "BouwenWonen": "housing",
    "CultuurSportVrijeTijd": "leisure",
    "EconomieWerk": "work",
    "OnderwijsWetenschap": "school",
    "MobiliteitOpenbareWerken": "mobility",
}

_PAPERS: Mapping[Document, tuple[str, ...]] = {
    Document.IDENTITY_DOCUMENT: ("identiteitskaart", "identiteitsbewijs", "paspoort", "eid"),
    Document.RESIDENCE_DOCUMENT: ("verblijfskaart", "verblijfsdocument", "verblijfsvergunning",
                                  "verblijfstitel", "vreemdelingenkaart"),
    Document.PROOF_OF_ADDRESS: ("bewijs van woonst", "attest van hoofdverblijf"),
    Document.PROOF_OF_INCOME: ("loonfiche", "loonbrief", "bewijs van inkomen", "inkomensbewij",
                               "inkomsten", "gezinsinkomen", "aanslagbiljet"),
    Document.FAMILY_COMPOSITION: ("gezinssamenstelling",),
    Document.MEDICAL_CERTIFICATE: ("medisch attest", "doktersattest", "doktersbriefje"),
    Document.DIPLOMA_COPY: ("diploma",),
    Document.RENTAL_CONTRACT: ("huurcontract", "huurovereenkomst"),
    Document.SCHOOL_REPORT: ("schoolrapport",),
    Document.VACCINATION_CARD: ("vaccinatiekaart",),
    Document.PHOTO: ("pasfoto",),
    Document.BANK_ACCOUNT: ("rekeningnummer", "bankkaart"),
    Document.BIRTH_CERTIFICATE: ("geboorteakte",),
    Document.MARRIAGE_CERTIFICATE: ("huwelijksakte",),
    Document.SIS_ISI_CARD: ("isi", "sis", "kleefbriefje", "klever"),
}  # fmt: skip


def _folded(text: str) -> str:
    return " " + re.sub(r"[\W_]+", " ", fold(text)) + " "


def topics_for(words: Iterable[str], themes: Iterable[str]) -> list[str]:
    """Topics that words of the title and search words point at; else those of the themes.

    At most three, the one with most words first, then in the order of the menu.
    """
    text = _folded(" ; ".join(words))
    counts = {
        topic: sum(f" {stem}" in text for stem in _TOPIC_WORDS.get(topic, ())) for topic in topics()
    }
    found = sorted((topic for topic in counts if counts[topic]), key=lambda one: -counts[one])
    if not found:
        hinted = {_THEMES[theme] for theme in themes if theme in _THEMES}
        found = [topic for topic in topics() if topic in hinted]
    return found[:3]


def papers_in(text: str) -> list[Document]:
    """Papers of our list that a text names, in the order of the list."""
    folded = _folded(text)
    # Whole words for the short ones: "eid" begins no word that we mean.
    return [
        paper
        for paper, stems in _PAPERS.items()
        if any(f" {stem} " in folded if len(stem) <= 4 else f" {stem}" in folded for stem in stems)
    ]
