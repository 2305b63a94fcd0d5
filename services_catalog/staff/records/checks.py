"""What may stand in a field: telephone numbers, addresses, points on the map. Dutch says why."""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberMatcher

from services_catalog.i18n import mark as _
from services_catalog.linter.contact import check_email, check_url
from services_catalog.loading.shapes import FACT_IN_TEXT
from services_catalog.phones import REGION, parse_phone
from services_catalog.staff.records.kind import Json, Said, Wrongs, blank

FILL = Said(_("Vul dit in."))
UNKNOWN = Said(_("Kies er een uit de lijst. Wat hier stond, bestaat niet meer."))
NOT_A_NUMBER = Said(_("Schrijf een getal zoals 51,0543, of laat beide vakken leeg."))
BOTH = Said(_("Vul breedte en lengte allebei in, of laat ze allebei leeg."))
ABROAD = Said(_("Dit punt ligt niet in of bij België. Zijn breedte en lengte verwisseld?"))
NO_PHONE = Said(_("Dit kan geen telefoonnummer zijn. Schrijf het zoals 09 123 45 67."))
NO_EMAIL = Said(_("Dit kan geen e-mailadres zijn. Schrijf het zoals naam@stad.be."))
NO_URL = Said(_("Dit kan geen webadres zijn. Kopieer het uit je browser."))
POSTCODE = Said(_("Een Belgische postcode heeft 4 cijfers, zoals 9000."))
SOUTH, NORTH, WEST, EAST = 49.3, 51.7, 2.3, 6.6
"""Belgium with some kilometres around it, in degrees (WGS 84)."""

_PAIR = re.compile(r"\s*(-?\d+[.,]\d+)(?:\s*[;,]\s*|\s+)(-?\d+[.,]\d+)\s*")
"""``51.0543, 3.7174``: a point as maps write it. ``51,05`` alone is one number."""


def filled(document: Json, *names: str) -> Wrongs:
    """The fields that must be filled in, and are not."""
    return {name: FILL for name in names if blank(document.get(name))}


def longest(document: Json, limits: dict[str, int]) -> Wrongs:
    """The fields that are too long, in characters."""
    return {
        name: Said(_("Dit is te lang: hoogstens {most} tekens."), {"most": most})
        for name, most in limits.items()
        if len(str(document.get(name) or "")) > most
    }


def phone(document: Json, name: str = "phone") -> Wrongs:
    """A telephone number, when there is one."""
    if document.get(name):
        try:
            parse_phone(str(document[name]))
        except ValueError:
            return {name: NO_PHONE}
    return {}


def email(document: Json, name: str = "email") -> Wrongs:
    """An e-mail address, when there is one."""
    if document.get(name):
        try:
            check_email(str(document[name]))
        except ValueError:
            return {name: NO_EMAIL}
    return {}


def url(document: Json, name: str = "url") -> Wrongs:
    """A web address, when there is one."""
    if document.get(name):
        try:
            check_url(str(document[name]))
        except ValueError:
            return {name: NO_URL}
    return {}


def postcode(document: Json, name: str = "postcode") -> Wrongs:
    """A Belgian postcode, when there is one."""
    text = str(document.get(name) or "")
    right = text.isascii() and text.isdecimal() and len(text) == 4 and text[0] != "0"
    return {name: POSTCODE} if text and not right else {}


def sentence(document: Json, name: str) -> Wrongs:
    """No fact inside a sentence: it would go out of date there, and in twenty languages."""
    text = str(document.get(name) or "")
    matched = FACT_IN_TEXT.search(text)
    called = next(iter(PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE)), None)
    found = matched.group() if matched else called.raw_string if called else ""
    if found:
        said = _(
            "‘{found}’ lijkt een uur, prijs, telefoonnummer of e-mailadres. Zet dat niet in een "
            "zin: het heeft een eigen vak, en dan klopt het ook in de vertalingen."
        )
        return {name: Said(said, {"found": found})}
    return {}


def point(document: Json) -> Wrongs:
    """``latitude`` and ``longitude``: both or none, in or near Belgium."""
    pair = {name: document.get(name) for name in ("latitude", "longitude")}
    wrong = {name: NOT_A_NUMBER for name, value in pair.items() if isinstance(value, str)}
    if wrong:
        return wrong
    north, east = pair["latitude"], pair["longitude"]
    if north is None and east is None:
        return {}
    if north is None or east is None:
        return {"latitude" if north is None else "longitude": BOTH}
    if not (SOUTH <= north <= NORTH and WEST <= east <= EAST):
        return {"latitude": ABROAD}
    return {}


def read_point(first: str, second: str) -> tuple[float | str | None, float | str | None]:
    """Two numbers as they were typed; a pair copied from a map may stand in the first field."""
    if not second and (both := _PAIR.fullmatch(first)):
        first, second = both.groups()
    return _read(first), _read(second)


def read_url(text: str) -> str | None:
    """A web address; what has no scheme gets the safe one, as browsers do."""
    text = text.strip()
    if text and "://" not in text and "." in text and " " not in text and "@" not in text:
        return f"https://{text}"
    return text or None


def read_phone(text: str) -> str | None:
    """A telephone number as it is kept; what is none stays as it was typed."""
    try:
        return parse_phone(text.strip() or None)
    except ValueError:
        return text.strip()


def _read(text: str) -> float | str | None:
    number = _number(text)
    return number if number is not None else text.strip() or None


def _number(text: str) -> float | None:
    text = text.strip().replace(",", ".")
    if not text or not set(text) <= set("0123456789.-+"):
        return None
    try:
        return float(text)
    except ValueError:
        return None
