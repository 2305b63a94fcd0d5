"""One form for documents: every key, amounts with two decimals, days and numbers as they are kept.

What comes from a form, a file or another catalogue is brought into it before it is compared.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, TypeAdapter

from services_catalog.editing.fields import GROUPS, Json, flatten, put
from services_catalog.loading.shapes import CostSource, PlaceSource, RuleSource
from services_catalog.models import WORD_FIELDS
from services_catalog.phones import parse_phone
from services_catalog.vocabulary import Scope

_RULE = ("effect", "legal_basis", "source", "review_by", "alternative", "note")


def empty_document() -> Json:
    """A document with every key and nothing decided, to be filled in."""
    return {
        "id": "",
        "organization": None,
        "topics": [],
        "phase": None,
        "scope": Scope.UNREVIEWED.value,
        "locations": [],
        "access": None,
        "cost": {"kind": None, "amount": None, "reduced": None, "per": None},
        "documents": [],
        "languages": [],
        "interpreter": "none",
        "ages": {},
        "audience": [],
        "phone": None,
        "email": None,
        "url": None,
        "source": {"name": None, "url": None},
        "checked_on": None,
        "check_every_days": 90,
        "text": dict.fromkeys(WORD_FIELDS) | {"asks": []},
        "eligibility": [],
        "external_ids": {},
    }


def normal(document: Mapping[str, Any]) -> Json:
    """The document as ``document_of`` would give it back once it is published.

    An incomplete one gets every key; a value that cannot be read stays as it was typed.
    """
    result = empty_document()
    for path, value in flatten(normal_fields(document)).items():
        put(result, path, value)
    return result


def normal_fields(document: Mapping[str, Any]) -> Json:
    """The fields a document has, each in the form ``document_of`` gives; no others."""
    result: Json = {}
    for key, value in document.items():
        if key == "eligibility" and isinstance(value, list):
            result[key] = grouped(_normal_field(key, value))
        elif isinstance(value, Mapping) and key in GROUPS:
            result[key] = {inner: _normal_field("", part) for inner, part in value.items()}
        else:
            result[key] = _normal_field(key, value)
    return result


_FIELDS: Mapping[str, TypeAdapter[Any]] = {
    "locations": TypeAdapter(list[PlaceSource]),
    "cost": TypeAdapter(CostSource),
    "eligibility": TypeAdapter(list[RuleSource]),
    "checked_on": TypeAdapter(date),
    "check_every_days": TypeAdapter(int),
    "phone": TypeAdapter(Annotated[str | None, AfterValidator(parse_phone)]),
    "ages": TypeAdapter(dict[Literal["min", "max"], int]),
}


def _normal_field(key: str, value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip()
    if key in _FIELDS:
        try:
            read = _FIELDS[key].validate_python(value)
            written = _FIELDS[key].dump_python(read, mode="json")
        except ValueError:
            return copy.deepcopy(value)
        if isinstance(read, CostSource):
            written |= {"amount": plain(read.amount), "reduced": plain(read.reduced)}
        return written
    return copy.deepcopy(value)


def grouped(rules: list[Any]) -> list[Any]:
    """Neighbours with the same rule made one, with the statuses of both."""
    found: list[Any] = []
    for rule in rules:
        last = found[-1] if found else None
        if isinstance(last, dict) and _alike(last, rule):
            last["status"] = [*last["status"], *rule["status"]]
        else:
            found.append(dict(rule) if isinstance(rule, dict) else rule)
    return found


def _alike(one: Json, other: Any) -> bool:
    return (
        isinstance(other, dict)
        and all(isinstance(rule.get("status"), list) for rule in (one, other))
        and all(one.get(key) == other.get(key) for key in _RULE)
    )


def plain(value: Decimal | StrEnum | date | None) -> str | None:
    """A value of a column as JSON has it."""
    match value:
        case None:
            return None
        case Decimal():
            return f"{value:.2f}"
        case StrEnum():
            return value.value
    return value.isoformat()
