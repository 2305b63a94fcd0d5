"""The fields of a document, as paths: what is compared, merged and named one by one.

A path is a key, or ``group.key`` inside ``text``, ``source`` and ``external_ids``. ``cost`` and
``ages`` are one field each: an amount without its kind means nothing.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from services_catalog.i18n import mark as _

Json = dict[str, Any]

GROUPS = ("text", "source", "external_ids")
"""Keys whose own keys are fields."""
SETS = ("topics", "languages", "documents", "audience")
"""Lists in which a value stands once; their order is kept (the first topic is the main one)."""

LABELS: Mapping[str, str] = {
    "id": _("Naam in het systeem"),
    "text.title": _("Titel"),
    "text.summary": _("Samenvatting"),
    "text.description": _("Beschrijving"),
    "text.how": _("Wat doe je nu?"),
    "text.who": _("Voor wie"),
    "text.hours_note": _("Uitleg bij de uren"),
    "text.cost_note": _("Uitleg bij de prijs"),
    "text.warning": _("Waarschuwing"),
    "text.asks": _("Zo vragen mensen ernaar"),
    "organization": _("Organisatie"),
    "topics": _("Onderwerpen"),
    "phase": _("Fase"),
    "locations": _("Waar en wanneer"),
    "access": _("Hoe kom je binnen"),
    "cost": _("Prijs"),
    "documents": _("Meebrengen"),
    "languages": _("Talen aan het loket"),
    "interpreter": _("Tolk"),
    "ages": _("Leeftijd"),
    "audience": _("Doelgroep"),
    "phone": _("Telefoon"),
    "email": _("E-mail"),
    "url": _("Website"),
    "scope": _("Wie mag komen"),
    "eligibility": _("Regels per verblijfsstatus"),
    "source.name": _("Bron"),
    "source.url": _("Adres van de bron"),
    "checked_on": _("Nagekeken op"),
    "check_every_days": _("Nakijken om de zoveel dagen"),
    "external_ids": _("Nummer in een ander systeem"),
}
"""Names of the fields for staff, in the order in which differences are told."""


def label(path: str) -> str:
    """The msgid that names the field a path lies in (``locations.0.hours`` is ``locations``)."""
    while path:
        if path in LABELS:
            return LABELS[path]
        path = path.rpartition(".")[0]
    return LABELS["id"]


def flatten(document: Mapping[str, Any]) -> Json:
    """The fields of a document by path."""
    found: Json = {}
    for key, value in document.items():
        if key in GROUPS and isinstance(value, Mapping):
            found.update({f"{key}.{inner}": part for inner, part in value.items()})
        else:
            found[key] = value
    return found


def get(document: Mapping[str, Any], path: str) -> Any:
    """The value at a path; None where there is none."""
    return flatten(document).get(path)


def put(document: Json, path: str, value: Any) -> None:
    """Set the value at a path, in place."""
    key, _dot, inner = path.partition(".")
    if inner and key in GROUPS:
        group = document.get(key)
        if not isinstance(group, dict):
            group = document[key] = {}
        group[inner] = copy.deepcopy(value)
    else:
        document[path] = copy.deepcopy(value)


def drop(document: Json, path: str) -> None:
    """Take the field at a path away, in place."""
    key, _dot, inner = path.partition(".")
    holder = document.get(key) if inner and key in GROUPS else document
    if isinstance(holder, dict):
        holder.pop(inner if inner and key in GROUPS else path, None)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; unlike ``==``, ``1`` is not ``True``."""
    return one is other or _written(one) == _written(other)


def empty(value: Any) -> bool:
    """Whether a field says nothing: None, an empty text, list or group."""
    return value is None or value in ("", [], {})


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
