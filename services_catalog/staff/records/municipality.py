"""The municipality itself: its name, the office everybody is led to, and its neighbourhoods."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.editing.fields import Json
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.models import Location, Municipality, Service
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.records import checks
from services_catalog.staff.records.kind import Kind, Names, Said, Wrongs, text_or_none
from services_catalog.text import fold
from services_catalog.vocabulary import PublicationState

AREA = "neighbourhoods."
LIMITS = {"name": 120, "url": 2000}
LONGEST_AREA = 60
OFFICE = Said(_("Kies een dienst die gepubliceerd is: iedereen wordt hierheen geleid."))
NO_NAME = Said(_("Geef deze wijk een naam."))
USED = Said(_("Hier liggen nog plaatsen: {places}. Geef die eerst een andere wijk."))
TWICE = Said(_("‘{name}’ staat ook bij {other}. Dan weet niemand welke wijk bedoeld is."))


class MunicipalityKind(Kind):
    """The one municipality. It is never added or removed here."""

    entity, model, stem = "municipality", Municipality, "gemeente"
    labels = {  # noqa: RUF012
        "name": _("Naam"),
        "postcode": _("Postcode"),
        "url": _("Website"),
        "migration_office": _("Dienst waar iedereen terechtkan"),
        "neighbourhoods": _("Wijk"),
    }

    def read(self, row: Municipality) -> Json:
        """The document; of a neighbourhood the first name is the one that is shown."""
        return {
            "name": row.name,
            "postcode": row.postcode,
            "url": row.url,
            "migration_office": row.migration_office_id,
            "neighbourhoods": {key: list(names) for key, names in row.neighbourhoods.items()},
        }

    def from_form(self, fields: Fields) -> Json:
        """What was typed; a new neighbourhood gets a key of its name."""
        areas: dict[str, list[str]] = {}
        for number in fields.numbers("areas.#.name"):
            name = f"areas.{number}"
            shown = text_or_none(fields.one(f"{name}.name"))
            lines = fields.one(f"{name}.others").splitlines()
            others = [line for raw in lines if (line := text_or_none(raw))]
            if f"{name}.drop" in fields or not (shown or others or fields.one(f"{name}.key")):
                continue
            key = fields.one(f"{name}.key") or _key(shown or others[0] if others or shown else "")
            if not fields.one(f"{name}.key"):
                key = _free(key, areas)
            areas[key] = list(dict.fromkeys([shown or "", *others]))
        return {
            "name": text_or_none(fields.one("name")),
            "postcode": text_or_none(fields.one("postcode")),
            "url": checks.read_url(fields.one("url")),
            "migration_office": fields.one("migration_office") or None,
            "neighbourhoods": areas,
        }

    def check(self, session: Session, record_id: str | None, document: Json) -> Wrongs:
        """The office is published; no spelling of two neighbourhoods; none goes that has places."""
        wrong = (
            checks.postcode(document)
            | checks.url(document)
            | checks.longest(document, LIMITS)
            | checks.filled(document, "name", "postcode", "migration_office")
        )
        office = session.get(Service, str(document.get("migration_office") or ""))
        if office is None or office.state is not PublicationState.PUBLISHED:
            wrong["migration_office"] = OFFICE
        areas: dict[str, list[str]] = document.get("neighbourhoods") or {}
        seen: dict[str, tuple[str, str]] = {}
        for number, (key, names) in enumerate(areas.items()):
            field = f"areas.{number}.name"
            if not names or not names[0]:
                wrong[field] = NO_NAME
                continue
            if long := next((one for one in names if len(one) > LONGEST_AREA), None):
                wrong.update(checks.longest({field: long}, {field: LONGEST_AREA}))
            # The key is a spelling too: texts are searched for it.
            for name in names:
                owner, shown = seen.setdefault(fold(name), (key, names[0]))
                if owner != key:
                    wrong.setdefault(field, Said(TWICE.text, {"name": name, "other": shown}))
        wrong |= self._emptied(session, record_id, areas)
        return wrong

    @staticmethod
    def _emptied(session: Session, record_id: str | None, areas: Json) -> Wrongs:
        """Neighbourhoods that would go while places lie in them."""
        places: dict[str, list[str]] = {}
        for name, area in session.execute(
            select(Location.name, Location.neighbourhood).order_by(Location.name)
        ):
            if area and area not in areas:
                places.setdefault(area, []).append(name)
        row = session.get(Municipality, record_id) if record_id else None
        had = row.neighbourhoods if row else {}
        lost = sorted({name for area, names in places.items() if area in had for name in names})
        return {"neighbourhoods": Said(USED.text, {"places": ", ".join(lost)})} if lost else {}

    def write(
        self, session: Session, row: Municipality | None, record_id: str, document: Json
    ) -> Municipality:
        """Write it; province, and whether it is a fictional one, stay."""
        if row is None:
            raise LookupError("a municipality comes from files: toeleider catalogue seed")
        row.name, row.postcode, row.url = document["name"], document["postcode"], document["url"]
        row.migration_office_id = document["migration_office"]
        row.neighbourhoods = dict(document["neighbourhoods"])
        return row

    def spread(self, document: Json) -> Json:
        """Each neighbourhood is a field of its own."""
        found = {key: value for key, value in document.items() if key != "neighbourhoods"}
        areas = document.get("neighbourhoods") or {}
        return found | {f"{AREA}{key}": names for key, names in areas.items()}

    def gather(self, fields: Json) -> Json:
        """Neighbourhoods together again."""
        found = {key: value for key, value in fields.items() if not key.startswith(AREA)}
        areas = {
            key.removeprefix(AREA): names
            for key, names in fields.items()
            if key.startswith(AREA) and names
        }
        return found | {"neighbourhoods": areas}

    def say(self, path: str, value: Any, t: Translator, names: Names) -> str:
        """A value in words."""
        if path == "migration_office":
            return names.of.get(str(value), str(value))
        return ", ".join(value) if isinstance(value, list) else str(value)


def _key(name: str) -> str:
    folded = fold(name)
    key = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in folded).split())
    return key[:LONGEST_AREA].strip("-") or "wijk"


def _free(key: str, taken: Json) -> str:
    found, number = key, 2
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found


MUNICIPALITY = MunicipalityKind()
