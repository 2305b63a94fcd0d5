"""A national line. Its number is shown to visitors only when somebody read it at its source.

Which numbers are sure, which are not and which are French-language lines: the domain guide, section
4 ("numbers").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import phonenumbers
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.editing.fields import Json
from services_catalog.formatting import listing
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import INTENTS
from services_catalog.loading.shapes import HotlineSource
from services_catalog.models import Hotline, HotlineTranslation
from services_catalog.phones import REGION, parse_phone
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.records import checks
from services_catalog.staff.records.kind import Kind, Names, Said, Wrongs, text_or_none
from services_catalog.staff.records.translated import again, translated

ALARMS = ("urgent_medical", "report_violence", "express_despair")
"""What a visitor says that makes the assistant give numbers (docs: contracts)."""
FRENCH = frozenset({"103", "107", "080030030"})
"""Lines that speak French: not for a Flemish municipality."""
UNSURE = frozenset({"080013500", "1700"})
"""Numbers the domain guide could not confirm."""
LIMITS = {"number": 20, "name": 120, "purpose": 300, "source": 2000}
YES = {True: _("ja"), False: _("nee")}
NO_NUMBER = Said(_("Dit kan geen telefoonnummer zijn. Schrijf het zoals 1712 of 070 245 245."))
SPEAKS_FRENCH = Said(
    _("Dit is een Franstalige lijn. Bezoekers zien ze niet: zet ‘Toon dit nummer’ op nee.")
)
LAST = Said(
    _("Dan blijft er geen enkel nummer over voor: {alarm}. Zet daar eerst een ander nummer bij.")
)
TAKEN = Said(_("Dit nummer staat er al."))
POSITION = Said(_("Schrijf een getal: 1 staat bovenaan."))


class HotlineKind(Kind):
    """Hotlines."""

    entity, model, stem = "hotline", Hotline, "lijn"
    labels = {  # noqa: RUF012
        "number": _("Nummer"),
        "name": _("Naam"),
        "purpose": _("Waarvoor?"),
        "alarms": _("Wanneer geeft de assistent dit nummer?"),
        "source": _("Bron"),
        "confirmed": _("Toon dit nummer aan bezoekers"),
        "position": _("Volgorde"),
    }

    def read(self, row: Hotline) -> Json:
        """The document. ``position`` counts from 1, as people do."""
        found: Json = {key: getattr(row, key) for key in self.labels}
        alarms = [key for key in ALARMS if key in row.alarms]
        return found | {"alarms": alarms, "position": row.position + 1}

    def from_form(self, fields: Fields) -> Json:
        """What was typed."""
        place = fields.one("position")
        return {
            **{key: text_or_none(fields.one(key)) for key in ("number", "name", "purpose")},
            "alarms": [key for key in ALARMS if key in fields.many("alarms")],
            "source": checks.read_url(fields.one("source")),
            "confirmed": fields.one("confirmed") == "yes",
            "position": int(place) if place.isdecimal() and len(place) < 4 else place or None,
        }

    def check(self, session: Session, record_id: str | None, document: Json) -> Wrongs:
        """A number that can be one, its source, and no alarm left without a number."""
        wrong = (
            checks.url(document, "source")
            | checks.sentence(document, "purpose")
            | checks.longest(document, LIMITS)
            | checks.filled(document, "number", "name", "purpose", "source")
        )
        number = str(document.get("number") or "")
        if number and not is_number(number):
            wrong["number"] = NO_NUMBER
        if not isinstance(document.get("position"), int) or document["position"] < 1:
            wrong["position"] = POSITION
        others = [row for row in session.scalars(select(Hotline)) if row.id != record_id]
        if any(digits(row.number) == digits(number) for row in others):
            wrong.setdefault("number", TAKEN)
        if document.get("confirmed") and digits(number) in FRENCH:
            wrong["confirmed"] = SPEAKS_FRENCH
        before = session.get(Hotline, record_id) if record_id else None
        if before is not None and before.confirmed:
            kept = document.get("alarms") or () if document.get("confirmed") else ()
            for alarm in left_alone(before.alarms, kept, others):
                field = "alarms" if document.get("confirmed") else "confirmed"
                wrong.setdefault(field, _left(alarm))
        return wrong

    def write(
        self, session: Session, row: Hotline | None, record_id: str, document: Json
    ) -> Hotline:
        """Write it, at its place among the others."""
        plain = {key: value for key, value in document.items() if key != "position"}
        entry = HotlineSource.model_validate({"id": record_id, **plain})
        if row is None:
            row = Hotline(id=record_id)
            session.add(row)
        for key, value in entry.model_dump(exclude={"id"}).items():
            setattr(row, key, value)
        row.position = int(document["position"]) - 1
        return row

    def kept(self, row: Hotline) -> Json:
        """What it is for, in other languages."""
        return {"translations": [translated(words, "purpose") for words in row.translations]}

    def bring_back(self, row: Hotline, kept: Json) -> None:
        """The translations again."""
        row.translations = [
            HotlineTranslation(**again(words)) for words in kept.get("translations") or ()
        ]

    def say(self, path: str, value: Any, t: Translator, names: Names) -> str:
        """A value in words."""
        if path == "confirmed":
            return t(YES[bool(value)])
        if path == "alarms":
            return listing([t(INTENTS.get(key, key)) for key in value], t.language)
        return str(value)


def digits(number: str) -> str:
    """What a telephone dials."""
    return "".join(c for c in number if c.isdigit())


def is_number(text: str) -> bool:
    """Whether it can be a national line: a short one, or a number like any other."""
    if not re.fullmatch(r"\+?[\d /.-]+", text):
        return False
    short = phonenumbers.PhoneNumber(country_code=32, national_number=int(digits(text) or 0))
    if phonenumbers.is_possible_short_number_for_region(short, REGION):
        return True
    try:
        return parse_phone(text) is not None
    except ValueError:
        return False


def left_alone(had: Sequence[str], has: Sequence[str], others: Sequence[Hotline]) -> list[str]:
    """The alarms that lose their last shown number."""
    lost = [alarm for alarm in had if alarm not in has]
    return [a for a in lost if not any(o.confirmed and a in o.alarms for o in others)]


def next_position(session: Session) -> int:
    """The place after the last line, counted from 1."""
    return (session.scalar(select(func.max(Hotline.position))) or 0) + 2


def _left(alarm: str) -> Said:
    return Said(LAST.text, {"alarm": Said(INTENTS[alarm])})


HOTLINE = HotlineKind()
