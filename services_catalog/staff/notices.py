"""One-line messages after something was done: a key in the address, a sentence on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services_catalog.i18n import mark as _
from services_catalog.staff.visit import Visit


@dataclass(frozen=True)
class Notice:
    """``kind``: ``good``, or ``bad`` for what was not done."""

    text: str
    kind: str = "good"


GOOD: Mapping[str, str] = {
    "saved": _("Bewaard. Bezoekers zien dit nog niet."),
    "same": _("Er was niets veranderd."),
    "merged": _("Beide teksten zijn samengevoegd en bewaard."),
    "submitted": _("Ingediend. Een collega kijkt het na en publiceert."),
    "sent_back": _("Teruggestuurd naar wie het schrijft."),
    "published": _("Gepubliceerd. Het staat al in het volgende antwoord van de assistent."),
    "archived": _("Gearchiveerd. Bezoekers zien deze dienst niet meer."),
    "unarchived": _("Deze dienst staat er weer, zoals ze was."),
    "still_right": _("Genoteerd: alles klopt nog. Dank je."),
    "already": _("Dat is vandaag al genoteerd."),
    "restored": _("De oude tekst staat klaar in bewerking. Publiceer om ze te tonen."),
    "dropped": _(
        "De bewerking is weg. Wat gepubliceerd is, blijft staan. De tekst ligt bij ‘Opzij gezet’."
    ),
    "switched_off": _("Het staat uit. Binnen enkele seconden merken bezoekers het."),
    "switched_on": _("Het staat weer aan. Binnen enkele seconden merken bezoekers het."),
    "aside_taken": _("De tekst is weer in bewerking. Kijk ze na en publiceer ze."),
    "aside_dropped": _("De tekst is weg."),
    "note_ended": _("De nota is weg."),
    "password": _("Je wachtwoord is veranderd. Andere toestellen zijn afgemeld."),
    "code_on": _("De code staat aan. Voortaan vragen we ze bij het aanmelden."),
    "code_off": _("De code staat uit."),
    "import_kept": _("Klaar voor beslissing. Nog niets is overgenomen."),
    "import_dropped": _("Geannuleerd. Er is niets bewaard."),
    "import_taken": _(
        "Overgenomen in een ontwerp. Vul aan wat ontbreekt. Bezoekers zien nog niets."
    ),
    "import_ours": _("Genoteerd: onze tekst blijft."),
    "import_rejected": _("Geweigerd. Dezelfde tekst wordt niet opnieuw voorgesteld."),
    "import_all_done": _("Alles van deze invoer is beslist."),
    "sessions": _("De andere toestellen zijn afgemeld."),
    "place": _("De plaats is bewaard. Ze geldt meteen voor alle diensten daar."),
    "place_picked": _("De nieuwe plaats staat bij deze dienst. Vul nog de uren in."),
    "organization": _("De organisatie is bewaard. Dat geldt meteen."),
    "hotline": _("De lijn is bewaard. Dat geldt meteen."),
    "municipality": _("De gemeente is bewaard. Dat geldt meteen."),
    "record_removed": _("Weggehaald. Onderaan de lijst kan je het terughalen."),
    "account": _("Het account is aangepast."),
    "account_off": _("Het account is afgesloten. De naam blijft in de geschiedenis staan."),
    "account_open": _("Het account is weer open."),
    "account_gone": _("Het account is verwijderd. De naam blijft in de geschiedenis staan."),
    "code_reset": _("De code staat uit. Zeg die persoon om ze opnieuw in te stellen."),
    "invited_city": _("Het account is klaar. Die persoon meldt zich aan met de stad."),
    "welcome": _("Welkom. Je wachtwoord is bewaard. Stel nu ook een code in: dat is veiliger."),
    "password_set": _("Je wachtwoord is bewaard. Meld je ermee aan."),
    "base_followed": _("De basis is ingelezen. Er is niets gepubliceerd: kies hieronder."),
    "base_same": _("Deze versie hadden we al. Er is niets veranderd."),
    "base_roles": _("Bewaard. De diensten van de basis krijgen deze organisaties."),
    "base_taken": _("De tekst van de basis staat klaar in een bewerking. Publiceer om te tonen."),
    "base_kept": _("Bewaard. We vragen dit pas opnieuw als de basis weer verandert."),
    "base_nothing": _("Je koos nog niets. Er is niets veranderd."),
    "base_drafts": _("Overgenomen als bewerking. Vul aan wat alleen wij weten."),
    "base_drafted": _("Overgenomen. Vul aan wat alleen wij weten, en publiceer dan."),
    "base_declined": _("Genoteerd: niet voor ons. We stellen dit niet meer voor."),
    "base_open": _("We stellen dit opnieuw voor."),
    "base_kept_gone": _("Genoteerd: we houden deze dienst als een eigen dienst."),
    "base_linked": _("Gekoppeld. Kies bij elk verschil welke tekst blijft."),
    "base_unlinked": _("Losgemaakt. Onze dienst blijft zoals ze is."),
    "base_published": _("Gepubliceerd. Het staat al in het volgende antwoord van de assistent."),
    "base_prepared": _("Klaargezet in bewerkingen. Publiceer ze om ze te tonen."),
    "base_text": _("Overgenomen uit de gedeelde basis en bewaard. Bezoekers zien dit nog niet."),
    "translated_good": _("Bewaard als nagezien en goed. Bezoekers lezen het meteen."),
    "translated_review": _("Bewaard. Bezoekers lezen het meteen, met erbij: nog niet nagekeken."),
    "translated_held": _(
        "Bewaard als ‘nog na te kijken’: dit gaat over nood of recht. Een collega keurt het goed."
    ),
    "translation_dropped": _("Er is niets overgenomen uit het bestand."),
    "translated_unsearchable": _(
        "Bewaard, maar zoeken vindt de nieuwe tekst nog niet. Vraag de beheerder: toeleider "
        "catalogue reindex."
    ),
}
BAD: Mapping[str, str] = {
    "translation_none": _("Met deze keuze is er niets te vertalen. Kies meer teksten."),
    "translation_gone": _("Dat bestand is er niet meer. Kies het opnieuw."),
    "translation_failed": _(
        "Dat liep mis. Kijk in de lijst wat overgenomen is, en kies het bestand opnieuw."
    ),
    "base_none": _("Vink eerst aan over welke diensten het gaat."),
    "base_changed": _("Dit is net veranderd. Kijk opnieuw en kies dan."),
    "base_no_service": _("Die dienst is er niet. Kies een andere."),
    "base_linked_already": _("Die dienst is al gekoppeld. Maak ze daar eerst los."),
    "base_words_refused": _("Een vertaling is niet overgenomen: er staat een feit in een zin."),
    "account_last": _(
        "Dit is de laatste beheerder die zich kan aanmelden. Maak eerst iemand anders beheerder."
    ),
    "account_changed": _(
        "Iemand anders heeft dit account net aangepast. Kijk na en doe het opnieuw."
    ),
    "account_shut": _("Dit account is afgesloten. Open het eerst weer."),
    "account_unknown": _("Dit account bestaat niet meer."),
    "incomplete": _("Dit kan nog niet: vul eerst in wat hieronder staat."),
    "four_eyes": _(
        "Dit gaat over nood of recht. Iemand anders dan wie de tekst schreef, moet publiceren."
    ),
    "changed": _("Iemand heeft de tekst net veranderd. Kijk ze eerst na."),
    "leading": _("Andere diensten verwijzen hierheen. Kies daar eerst een ander alternatief."),
    "office": _("Naar deze dienst wordt iedereen verwezen. Ze kan niet weg."),
    "writing": _("Iemand bewerkt deze dienst. Publiceer die tekst of gooi ze eerst weg."),
    "gone": _("Dat bestaat niet meer."),
    "import_gone": _("Het bestand is er niet meer: we houden het een uur bij. Kies het opnieuw."),
    "import_decided": _("Iemand anders heeft hier net over beslist."),
    "import_none": _("Er is niets gekozen. Vink eerst diensten aan."),
    "export_empty": _("De catalogus is nog leeg: er valt niets uit te voeren."),
    "export_long": _("Een tekst is te lang voor Excel. Kies JSON of CSV."),
    "import_saved": _("Iemand bewaarde deze dienst net. Kijk opnieuw en probeer nog eens."),
    "is_on": _("Dat stond al aan."),
    "long_reason": _("Die uitleg is te lang. Er is niets veranderd."),
    "aside_same": _("Deze tekst zegt niets dat er niet al staat."),
    "in_use": _("Dit wordt nog gebruikt. Kijk hieronder waar."),
    "record_changed": _("Iemand heeft dit net veranderd. Kijk het eerst na."),
    "hotline_shown": _("Bezoekers zien dit nummer nog. Zet het eerst op ‘nee’."),
    "reason": _("Schrijf in een paar woorden waarom. Collega's lezen dat later."),
    "database": _("De databank weigerde dit. Kijk na of alles nog bestaat waarnaar je verwijst."),
}


def notice_of(visit: Visit) -> Notice | None:
    """The message the address asks for; None for a key that is none of ours."""
    key = visit.query("said")
    if key in GOOD:
        return Notice(visit.t(GOOD[key]))
    return Notice(visit.t(BAD[key]), "bad") if key in BAD else None
