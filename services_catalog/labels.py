"""Names people read for the keys of the vocabularies: topics, papers, statuses and so on.

Each table holds marked Dutch msgids; each function takes a key (a plain string or its enum member)
and a :class:`Translator`. A key without a name raises ``KeyError``: a test keeps them complete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services_catalog.formatting import language_name, listing
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _

# Buttons of the menu: two or three words, so that they fit on half a phone.
TOPICS: Mapping[str, str] = {
    "emergency_shelter": _("Slapen vannacht"),
    "food_aid": _("Eten"),
    "health_care": _("Dokter en gezondheid"),
    "migration_office": _("Dienst Migratie"),
    "housing": _("Wonen"),
    "dutch_course": _("Nederlands leren"),
    "school": _("School"),
    "child_leisure": _("Sport en spel voor kinderen"),
    "work": _("Werk"),
    "financial_support": _("Geld en schulden"),
    "registration": _("Inschrijven en adres"),
    "legal_help": _("Advocaat en asiel"),
    "childcare": _("Opvang voor kinderen"),
    "mental_health": _("Stress en verdriet"),
    "integration": _("Inburgering"),
    "interpreter": _("Tolk of vertaling"),
    "family_reunification": _("Familie laten komen"),
    "diploma": _("Diploma en studie"),
    "leisure": _("Vrije tijd"),
    "meet_people": _("Mensen ontmoeten"),
    "mobility": _("Bus, fiets en rijbewijs"),
    "discrimination": _("Racisme en discriminatie"),
    "nationality": _("Belg worden"),
    "voting": _("Stemmen en meebeslissen"),
    "return": _("Terugkeren"),
}

THEMES: Mapping[str, str] = {
    "democratic_rights": _("Rechten en papieren"),
    "education": _("Leren"),
    "housing": _("Wonen"),
    "employment": _("Werk"),
    "health": _("Gezondheid"),
    "citizenship": _("Burger zijn"),
    "basic_needs": _("Eten, slapen en geld"),
    "family": _("Gezin en kinderen"),
    "meeting": _("Mensen en vrije tijd"),
}

# What the assistant thinks somebody means, as a thing to choose: "Bedoel je: …?"
INTENTS: Mapping[str, str] = {
    **{f"ask_{key}": label for key, label in TOPICS.items()},
    "urgent_medical": _("Er is nu iemand in gevaar"),
    "report_violence": _("Iemand doet mij of een ander pijn"),
    "express_despair": _("Ik kan niet meer"),
    "ask_hours": _("Wanneer is het open?"),
    "ask_address": _("Waar is het?"),
    "ask_phone": _("Hoe kan ik bellen of mailen?"),
    "ask_cost": _("Wat kost het?"),
    "ask_documents": _("Wat moet ik meebrengen?"),
    "ask_eligibility": _("Mag ik daar naartoe?"),
    "ask_spoken_languages": _("Welke talen spreken ze?"),
    "ask_more_options": _("Toon meer"),
    "ask_details": _("Vertel er meer over"),
    "greet": _("Hallo zeggen"),
    "goodbye": _("Stoppen"),
    "thank": _("Bedanken"),
    "affirm": _("Ja"),
    "deny": _("Nee"),
    "ask_capabilities": _("Wat kun je voor mij doen?"),
    "ask_human": _("Ik wil met een mens praten"),
    "ask_bot": _("Ben je een mens of een machine?"),
    "ask_privacy": _("Wat bewaar je over mij?"),
    "forget_me": _("Wis alles"),
    "change_language": _("Een andere taal kiezen"),
    "report_wrong_answer": _("Dit antwoord is fout"),
    "out_of_scope": _("Iets anders"),
    "none_of_these": _("Geen van deze"),
}

DOCUMENTS: Mapping[str, str] = {
    "identity_document": _("Een bewijs van wie je bent, bijvoorbeeld een paspoort"),
    "residence_document": _("Je verblijfsdocument"),
    "proof_of_address": _("Een bewijs van je adres"),
    "proof_of_income": _("Een bewijs van je inkomen, bijvoorbeeld loonbrieven"),
    "family_composition": _("Een bewijs van gezinssamenstelling"),
    "medical_certificate": _("Een attest van de dokter"),
    "diploma_copy": _("Een kopie van je diploma"),
    "rental_contract": _("Je huurcontract"),
    "school_report": _("Een schoolrapport"),
    "vaccination_card": _("Een vaccinatiekaart"),
    "photo": _("Een pasfoto"),
    "bank_account": _("Je rekeningnummer"),
    "client_number": _("Je klantnummer"),
    "letter_received": _("De brief die je kreeg"),
    "birth_certificate": _("Een geboorteakte"),
    "marriage_certificate": _("Een huwelijksakte"),
    "sis_isi_card": _("Je ISI+-kaart of een klever van het ziekenfonds"),
}

CLOSURES: Mapping[str, str] = {
    "holiday": _("Feestdag of vakantie"),
    "works": _("Werken aan het gebouw"),
    "staff_day": _("Vorming voor het personeel"),
    "other": _("Uitzonderlijk gesloten"),
}

# Catalogue vocabulary for rules and for toeleiders; no visitor is asked for one.
STATUSES: Mapping[str, str] = {
    "belgian": _("Belg"),
    "eu_long": _("Burger van de EU, langer dan 3 maanden hier"),
    "eu_short": _("Burger van de EU, minder dan 3 maanden hier"),
    "ibp_applicant": _("Asielzoeker (verzoeker om internationale bescherming)"),
    "refugee": _("Erkend vluchteling"),
    "subsidiary": _("Subsidiair beschermde"),
    "temp_protection": _("Tijdelijk beschermde (Oekraïne)"),
    "family_reunification": _("Gezinshereniging"),
    "student": _("Student"),
    "worker_permit": _("Werknemer met een vergunning"),
    "regularised": _("Geregulariseerd (9bis of 9ter)"),
    "pending_other": _("Een andere aanvraag die loopt"),
    "umm": _("Niet-begeleide minderjarige"),
    "trafficking_victim": _("Slachtoffer van mensenhandel"),
    "stateless": _("Staatloos"),
    "short_stay": _("Kort verblijf"),
    "no_legal_stay": _("Zonder wettig verblijf"),
    "unknown": _("Niet bekend"),
}

AUDIENCES: Mapping[str, str] = {
    "alone": _("Alleenstaanden"),
    "family": _("Gezinnen"),
    "women": _("Vrouwen"),
    "men": _("Mannen"),
    "children": _("Kinderen"),
    "youth": _("Jongeren"),
    "elderly": _("Ouderen"),
    "students": _("Studenten"),
    "pregnant": _("Zwangere vrouwen"),
    "workers": _("Wie werkt"),
}

PHASES: Mapping[str, str] = {
    "toegang": _("Toegang"),
    "ontvangst": _("Ontvangst"),
    "verblijf": _("Verblijf"),
    "vestiging": _("Vestiging"),
    "verbinding": _("Verbinding"),
    "vertrek": _("Vertrek"),
}


def topic_label(key: str, translator: Translator) -> str:
    """The name of a topic, as on its button in the menu."""
    return translator(TOPICS[key])


def theme_label(key: str, translator: Translator) -> str:
    """The name of a theme, a group of topics."""
    return translator(THEMES[key])


def intent_label(intent: str, translator: Translator) -> str:
    """What an intent means, to choose from when the assistant is not sure."""
    return translator(INTENTS[intent])


def document_label(key: str, translator: Translator) -> str:
    """Something to bring along."""
    return translator(DOCUMENTS[key])


def closure_label(reason: str, translator: Translator) -> str:
    """Why a door is shut."""
    return translator(CLOSURES[reason])


def status_label(status: str, translator: Translator) -> str:
    """A residence status."""
    return translator(STATUSES[status])


def audience_label(key: str, translator: Translator) -> str:
    """A group a service is made for."""
    return translator(AUDIENCES[key])


def phase_label(key: str, translator: Translator) -> str:
    """A phase of a newcomer's journey."""
    return translator(PHASES[key])


def spoken_label(codes: Sequence[str], translator: Translator) -> str:
    """``Ze spreken Nederlands, Frans en Arabisch``, for the codes of languages at a desk."""
    names = [language_name(code, translator.language) for code in codes]
    return translator(_("Ze spreken {languages}"), languages=listing(names, translator.language))
