"""What stands on a poster or a handout: few words, pictograms, and a code that opens the chat.

A sheet is a plain dictionary, ready for :func:`services_catalog.printing.typeset.typeset`. Every
sentence in it says its own language and direction, since one may still be Dutch.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno

from services_catalog.formatting import language_name
from services_catalog.i18n import mark as _
from services_catalog.i18n import translate
from services_catalog.labels import TOPICS
from services_catalog.languages import SOURCE, languages, spoken_languages
from services_catalog.vocabulary import topics

SHOWN_TOPICS = (
    "housing", "emergency_shelter", "dutch_course", "school", "health_care", "leisure",
)  # fmt: skip
BRAND = _("Digitale toeleider")
HEADLINE = _("Vraag het in je taal")
SCAN = _("Scan de code of ga naar dit adres:")
COMPUTER = _("Ik ben een computer, geen mens.")
HUMAN = _("Liever een mens?")
PROMISES = {
    "coin": _("Gratis"),
    "people": _("Voor iedereen, ook zonder verblijfspapieren"),
    "shield": _("We bewaren niet wat je schrijft"),
}
ICONS = frozenset(
    {"languages", "human", "phone", *PROMISES, *(topics()[key].icon for key in SHOWN_TOPICS)}
)
"""The pictograms a caller brings along, each as an SVG document."""

TALL_SCRIPTS = ("arab", "ethi")
"""Scripts whose letters reach far above and below the line, and need more room."""

Sheet = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """Where a person is met. Names and address as the catalogue has them, not translated."""

    place: str
    address: str
    phone: str | None

    @classmethod
    def of_card(cls, card: Mapping[str, Any]) -> Office:
        """From the office's answer card."""
        place = card["places"][0] if card["places"] else {"name": "", "address": ""}
        phone = card["phone"]["text"] if card["phone"] else None
        return cls(place["name"], place["address"], phone)


def poster(
    language: str, *, address: str, city: str, office: Office, icons: Mapping[str, str]
) -> Sheet:
    """The sheet of one language; ``address`` is the whole address of its chat.

    Raises:
        KeyError: a pictogram of :data:`ICONS` misses.
    """
    own = languages()[language]
    return _sheet(language, address, city, office, icons) | {
        "own": own.own,
        "dutch_name": language_name(language, SOURCE),
        "direction": own.direction,
        "choices": [],
    }


def poster_of_all(
    *, address: str, city: str, office: Office, icons: Mapping[str, str],
    codes: Sequence[str] | None = None,
) -> Sheet:  # fmt: skip
    """One sheet for all languages: the code opens the page in the language of the phone."""
    codes = spoken_languages() if codes is None else codes
    return _sheet(SOURCE, address, city, office, icons) | {
        "own": "",
        "dutch_name": "",
        "direction": "ltr",
        "choices": [
            {
                "own": languages()[code].own,
                "language": code,
                "direction": languages()[code].direction,
                "headline": _said(HEADLINE, code),
            }
            for code in codes
        ],
    }


def still_dutch(sheet: Sheet) -> list[str]:
    """The sentences of a sheet that are not in its language yet, for whoever prints it."""
    wanted = sheet["language"]
    own = [(wanted, said) for said in (sheet["headline"], sheet["scan"], sheet["human"])]
    own += [(wanted, entry["label"]) for entry in (*sheet["topics"], *sheet["promises"])]
    own += [(choice["language"], choice["headline"]) for choice in sheet["choices"]]
    return [said["text"] for language, said in own if said["language"] != language]


def shown_address(address: str) -> str:
    """The address as people type it: no scheme, no slash at the end."""
    return address.partition("://")[2].rstrip("/") or address


def qr_code(address: str) -> str:
    """A QR code as an SVG document, with the quiet zone of the standard: four modules.

    A quarter of it may be torn or stained.

    Raises:
        ValueError: the address is too long for a code.
    """
    svg = io.BytesIO()
    # A fixed colour on white: a transparent ground would borrow whatever is beneath it.
    segno.make_qr(address, error="q").save(svg, kind="svg", border=4, dark="#000", light="#fff")
    return svg.getvalue().decode()


def _sheet(
    language: str, address: str, city: str, office: Office, icons: Mapping[str, str]
) -> Sheet:
    headline = _said(HEADLINE, language)
    tall = languages()[language].script in TALL_SCRIPTS
    desk = _said(TOPICS["migration_office"], language)
    return {
        "language": language,
        "tall": tall,
        "city": city,
        "brand": _said(BRAND, language),
        "headline": headline,
        # Under another language stands the Dutch, for the colleague who hangs it.
        "headline_dutch": "" if headline["language"] == SOURCE else HEADLINE,
        "topics": [
            {"icon": icons[topics()[key].icon], "label": _said(TOPICS[key], language)}
            for key in SHOWN_TOPICS
        ],
        "promises": [
            {"icon": icons[icon], "label": _said(text, language)} for icon, text in PROMISES.items()
        ],
        "icons": {name: icons[name] for name in ("languages", "human", "phone")},
        "scan": _said(SCAN, language),
        "address": shown_address(address),
        "qr": qr_code(address),
        "computer": _said(COMPUTER, language),
        "human": _said(HUMAN, language),
        "desk": desk,
        # What stands above the door is Dutch; some translations name it themselves.
        "desk_dutch": ""
        if TOPICS["migration_office"] in desk["text"]
        else TOPICS["migration_office"],
        "place": office.place,
        "office_address": office.address,
        "phone": office.phone or "",
    }


def _said(msgid: str, language: str) -> dict[str, str]:
    sentence = translate(msgid, language)
    return {
        "text": sentence.text,
        "language": sentence.language,
        "direction": languages()[sentence.language].direction,
    }
