"""The sentences of the chat widget: a key of its JavaScript, and the Dutch it stands for.

They go out with ``GET /api/v1/start/{lang}``, so that the widget's file holds no translations but
those of :data:`BUILT_IN`. A test keeps the keys and the widget's source the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from services_catalog.i18n import mark as _

FRAME: Mapping[str, str] = {
    "launcher": _("Vraag het aan de toeleider"),
    "name": _("Digitale toeleider"),
    "exit": _("Snel weg"),
    "close": _("Sluiten"),
    "language": _("Kies je taal"),
    "menu": _("Meer keuzes"),
}
FIRST: Mapping[str, str] = {
    "greeting": _("Waarmee kan ik je helpen?"),
    "computer": _("Ik ben een computer, geen mens."),
    "find": _(
        "Ik zoek voor jou de juiste dienst in de stad. Dat mag met of zonder verblijfspapieren."
    ),
    "private": _("We bewaren niets van wat je schrijft. Zeg niet je naam of je adres."),
    "privacy": _("Lees meer over je privacy"),
    "topics": _("Of kies een onderwerp"),
    "more_topics": _("Meer onderwerpen"),
    "visit": _("Adres en uren"),
}
TALK: Mapping[str, str] = {
    "ask": _("Schrijf je vraag, in je eigen taal"),
    "ask_again": _("Stel nog een vraag"),
    "send": _("Vraag"),
    "speak": _("Spreek je vraag in"),
    "human": _("Ik wil met een mens praten"),
    "callback": _("Laat je terugbellen"),
    "asked": _("Je vroeg"),
    "answer": _("Antwoord"),
    "searching": _("Ik zoek het op…"),
    "slow": _("Het duurt wat langer dan anders."),
    "listen": _("Lees voor"),
    "stop": _("Stop"),
    "list": _("Neem mee"),
}
CARD: Mapping[str, str] = {
    "more": _("Meer over deze dienst"),
    "dutch": _("De Nederlandse tekst"),
    "page": _("Deze dienst op een eigen pagina"),
    "desk": _("Kaart voor aan het loket"),
    "wrong": _("Dit klopt niet"),
    "share": _("Delen"),
    "copied": _("Gekopieerd"),
}
NETWORK: Mapping[str, str] = {
    "offline": _("Geen verbinding."),
    "waits": _("Je bericht wacht. Het vertrekt vanzelf als er weer verbinding is."),
    "unsent": _("Nog niet verstuurd"),
    "retry": _("Probeer opnieuw"),
    "sorry": _("Sorry, ik kan nu niet antwoorden. Dat ligt aan ons, niet aan jou."),
}
KEEPING: Mapping[str, str] = {
    "keep": _("Bewaar dit gesprek op dit toestel"),
    "shared": _(
        "Deel je deze telefoon of computer? Sluit dan deze pagina. Met ‘Snel weg’ ga je meteen "
        "naar een andere website."
    ),
    "forget": _("Wis alles"),
    "forgotten": _(
        "Alles van dit gesprek is gewist. Je kunt opnieuw beginnen, of deze pagina sluiten."
    ),
}

SENTENCES: Mapping[str, str] = {**FRAME, **FIRST, **TALK, **CARD, **NETWORK, **KEEPING}

BUILT_IN = (
    "launcher", "name", "exit", "close", "language", "ask", "send", "human", "offline", "retry",
)  # fmt: skip
"""What the file itself says in every language, before the first answer from here has come."""
