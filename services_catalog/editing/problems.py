"""What is wrong with a document, in plain words with the field's path: a draft may be incomplete.

A document without problems can be written to either kind of database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import String, select
from sqlalchemy.orm import Session

from services_catalog.editing.coherence import incoherent
from services_catalog.editing.fields import SETS, get
from services_catalog.hours import HoursError, parse_hours
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.loading.shapes import FACT_IN_TEXT, ServiceSource
from services_catalog.models import ExternalId, Location, Organization, Service
from services_catalog.vocabulary import PublicationState

# Controls and lone surrogates: PostgreSQL refuses some, people see none.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """``path`` names the field, down to an item of a list (``locations.0.hours``)."""

    path: str
    message: str


@dataclass(frozen=True)
class Known:
    """What a document may refer to."""

    organizations: frozenset[str]
    locations: frozenset[str]
    services: frozenset[str]
    """The published ones: nobody is led to a service that is not there."""
    external_ids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Which service has a number in another system."""


def read_known(session: Session) -> Known:
    """What exists now."""
    published = select(Service.id).where(Service.state == PublicationState.PUBLISHED)
    numbers = select(ExternalId.system, ExternalId.value, ExternalId.service_id)
    return Known(
        organizations=frozenset(session.scalars(select(Organization.id))),
        locations=frozenset(session.scalars(select(Location.id))),
        services=frozenset(session.scalars(published)),
        external_ids={(row[0], row[1]): row[2] for row in session.execute(numbers)},
    )


def problems(document: object, known: Known, translator: Translator | None = None) -> list[Problem]:
    """All that keeps a document from being published, in the order of its fields; [] when none.

    In the language of ``translator``, Dutch without one. Never raises, whatever it is given.
    """
    say = translator or Translator(SOURCE)
    if not isinstance(document, Mapping):
        return [Problem("", say(_("Dit is geen beschrijving van een dienst.")))]
    found = [Problem(path, say(text, **values)) for path, text, values in incoherent(document)]
    found += _references(document, known, say)
    told = {problem.path for problem in found}
    try:
        ServiceSource.model_validate(document)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = ".".join(str(part) for part in detail["loc"])
            # What concerns a whole group was told above, of the field that is to be mended.
            if path in told or (_of_a_group(detail) and any(_under(path, one) for one in told)):
                continue
            found.append(Problem(path, _plain_words(detail, say)))
            told.add(path)
    found += [problem for problem in _storable(document, say) if problem.path not in told]
    order = {key: number for number, key in enumerate(ServiceSource.model_fields)}
    return sorted(found, key=lambda problem: order.get(problem.path.split(".")[0], len(order)))


def _of_a_group(detail: ErrorDetails) -> bool:
    return detail["type"] == "value_error" and isinstance(detail["input"], Mapping)


def _under(group: str, path: str) -> bool:
    return not group or path == group or path.startswith(f"{group}.")


_MISSING = _("Vul dit in.")
_SHORT = {
    "missing": _MISSING,
    "string_too_short": _("Te kort: schrijf minstens {min_length} tekens."),
    "string_too_long": _("Te lang: hoogstens {max_length} tekens."),
    "too_short": _("Kies er minstens een."),
    "enum": _("Kies een van de mogelijkheden."),
    "literal_error": _("Kies een van de mogelijkheden."),
    "extra_forbidden": _("Dit veld kennen we niet."),
    "greater_than": _("Te klein: het moet meer zijn dan {gt}."),
    "greater_than_equal": _("Te klein: minstens {ge}."),
}
_KINDS = {
    "date": _("Schrijf een dag als 2026-12-31."),
    "decimal": _("Schrijf een bedrag als 12,50."),
    "int": _("Schrijf een heel getal."),
    "bool": _("Kies ja of nee."),
    "string_pattern": _("Alleen kleine letters, cijfers en streepjes, zoals nieuwe-dienst."),
}


def _plain_words(detail: ErrorDetails, say: Translator) -> str:
    kind, value = detail["type"], detail["input"]
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    if value is None or value == "":
        return say(_MISSING)
    if text := _SHORT.get(kind):
        return say(text, **detail.get("ctx", {}))
    for start, text in _KINDS.items():
        if kind.startswith(start):
            return say(text)
    if kind == "value_error" and isinstance(value, str):
        if last == "phone":
            return say(_("Dit kan geen telefoonnummer zijn. Kijk de cijfers na."))
        if last == "hours":
            return say(
                _(
                    "Deze uren zijn niet te lezen vanaf “{rest}”. "
                    "Schrijf ze zoals Mo-Fr 09:00-12:00; PH off."
                ),
                rest=_unreadable(value),
            )
        if found := FACT_IN_TEXT.search(value):
            return say(
                _(
                    "“{fact}” hoort niet in een zin: zo wordt het ongemerkt oud. "
                    "Uren, prijzen, telefoons en e-mail hebben een eigen veld."
                ),
                fact=found.group(),
            )
    if kind == "value_error" and last in ("topics", "languages"):
        return say(_("Hier staat iets dat niet in de lijst voorkomt. Kies uit de lijst."))
    # The words of the library are better than none.
    return say(_("Dit klopt niet: {reason}"), reason=detail["msg"])


def _unreadable(value: str) -> str:
    """Where the parser stopped (``--> 1:13`` in its message), to the end."""
    try:
        parse_hours(value)
    except HoursError as error:
        if place := re.search(r"--> 1:(\d+)", str(error)):
            return value[int(place[1]) - 1 :] or value
    return value


def _references(document: Mapping[str, Any], known: Known, say: Translator) -> Iterator[Problem]:
    organization = document.get("organization")
    if isinstance(organization, str) and organization and organization not in known.organizations:
        yield Problem("organization", say(_("Deze organisatie bestaat niet (meer).")))
    for path, place in _items(document, "locations"):
        location = place.get("location")
        if isinstance(location, str) and location and location not in known.locations:
            yield Problem(f"{path}.location", say(_("Deze plaats bestaat niet (meer).")))
    for path, rule in _items(document, "eligibility"):
        other = rule.get("alternative")
        if not isinstance(other, str) or not other:
            continue
        if other == document.get("id"):
            yield Problem(
                f"{path}.alternative", say(_("Een dienst kan niet naar zichzelf verwijzen."))
            )
        elif other not in known.services:
            yield Problem(
                f"{path}.alternative", say(_("Deze dienst bestaat niet of is niet gepubliceerd."))
            )
    numbers = document.get("external_ids")
    for system, value in numbers.items() if isinstance(numbers, Mapping) else ():
        owner = known.external_ids.get((str(system), str(value)))
        if owner is not None and owner != document.get("id"):
            yield Problem(
                f"external_ids.{system}",
                say(_("Dit nummer hoort al bij de dienst {service}."), service=owner),
            )


# What the columns hold, where the shape does not say it already.
_LENGTHS = {
    "email": Service.email,
    "source.name": Service.source_name,
}


def _storable(document: Mapping[str, Any], say: Translator) -> Iterator[Problem]:
    for path, column in _LENGTHS.items():
        kind, value = column.type, get(document, path)
        length = kind.length if isinstance(kind, String) else None
        if length and isinstance(value, str) and len(value) > length:
            yield Problem(path, say(_SHORT["string_too_long"], max_length=length))
    numbers = document.get("external_ids")
    for system, value in numbers.items() if isinstance(numbers, Mapping) else ():
        if isinstance(value, str) and (len(system) > 40 or not 0 < len(value) <= 200):
            yield Problem(f"external_ids.{system}", say(_SHORT["string_too_long"], max_length=200))
    for path, text in _texts(document, ""):
        if CONTROL.search(text):
            yield Problem(
                path,
                say(_("Hier staan onzichtbare tekens in. Typ de tekst opnieuw, zonder plakken.")),
            )
    for path in SETS:
        values = document.get(path)
        if isinstance(values, list):
            for value in {str(v) for v in values if values.count(v) > 1}:
                yield Problem(path, say(_("Staat er twee keer in: {value}"), value=value))


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _texts(part, f"{path}.{number}")


def _items(document: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    values = document.get(key)
    for number, item in enumerate(values if isinstance(values, list) else ()):
        if isinstance(item, Mapping):
            yield f"{key}.{number}", item
