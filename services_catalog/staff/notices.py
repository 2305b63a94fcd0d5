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
    "dropped": _("De bewerking is weg. Wat gepubliceerd is, blijft staan."),
    "password": _("Je wachtwoord is veranderd. Andere toestellen zijn afgemeld."),
    "code_on": _("De code staat aan. Voortaan vragen we ze bij het aanmelden."),
    "code_off": _("De code staat uit."),
    "sessions": _("De andere toestellen zijn afgemeld."),
    "place": _("De plaats is bewaard. Ze geldt meteen voor alle diensten daar."),
    "account": _("De accounts zijn aangepast."),
}
BAD: Mapping[str, str] = {
    "incomplete": _("Dit kan nog niet: vul eerst in wat hieronder staat."),
    "four_eyes": _(
        "Dit gaat over nood of recht. Iemand anders dan wie de tekst schreef, moet publiceren."
    ),
    "changed": _("Iemand heeft de tekst net veranderd. Kijk ze eerst na."),
    "leading": _("Andere diensten verwijzen hierheen. Kies daar eerst een ander alternatief."),
    "office": _("Naar deze dienst wordt iedereen verwezen. Ze kan niet weg."),
    "writing": _("Iemand bewerkt deze dienst. Publiceer die tekst of gooi ze eerst weg."),
    "gone": _("Dat bestaat niet meer."),
    "reason": _("Schrijf in een paar woorden waarom. Collega's lezen dat later."),
    "database": _("De databank weigerde dit. Kijk na of alles nog bestaat waarnaar je verwijst."),
}


def notice_of(visit: Visit) -> Notice | None:
    """The message the address asks for; None for a key that is none of ours."""
    key = visit.query("said")
    if key in GOOD:
        return Notice(visit.t(GOOD[key]))
    return Notice(visit.t(BAD[key]), "bad") if key in BAD else None
