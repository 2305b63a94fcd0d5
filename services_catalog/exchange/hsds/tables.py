"""Nested HSDS records as flat tables and back, by the specification's own schemas.

A *table* is the list of rows of one entity (``service``, ``phone`` …); a row has the columns that
the specification's data package gives it. Times lose their offset in tables, where the column
``timezone`` has it: a data package knows only plain times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from services_catalog.exchange.hsds.schema import datapackage, schema
from services_catalog.exchange.hsds.terms import (
    TAXONOMIES,
    Json,
    taxonomy_object,
    term_object,
)

Tables = dict[str, list[Json]]


@cache
def columns(entity: str) -> dict[str, str]:
    """The columns of a table with their data package types.

    From the JSON schema, which says the same as the data package, and for ``unit`` and
    ``service_capacity`` also what the data package forgot.
    """
    return {
        name: field.get("datapackage_type", field["type"])
        for name, field in schema(entity)["properties"].items()
        if "$ref" not in field and field["type"] != "array"
    }


@cache
def resource(entity: str) -> Json:
    """The specification's description of a table.

    Raises:
        KeyError: HSDS has no such table.
    """
    found: Json = {item["name"]: item for item in datapackage()["resources"]}[entity]
    return found


@cache
def sheets() -> dict[str, str]:
    """The entity of every file or sheet name, ``schedules -> schedule``, in the package's order."""
    return {
        PurePosixPath(found["path"]).stem: found["name"] for found in datapackage()["resources"]
    }


def sheet(entity: str) -> str:
    """The name of an entity's file or sheet."""
    return PurePosixPath(resource(entity)["path"]).stem


@cache
def _nested(entity: str) -> dict[str, tuple[str, bool]]:
    """The fields of an entity that hold other records: their entity, and whether it is a list."""
    found = {}
    for name, field in schema(entity)["properties"].items():
        if reference := field.get("$ref"):
            found[name] = (reference.removesuffix(".json"), False)
        elif reference := (field.get("items") or {}).get("$ref"):
            found[name] = (reference.removesuffix(".json"), True)
    return found


def flatten(services: Iterable[Json]) -> Tables:
    """The tables of full services, with all our taxonomies; empty tables are left out.

    A record that stands under several services (an organization, a location) gives one row.
    """
    tables: dict[str, dict[str, Json]] = {entity: {} for entity in sheets().values()}
    for service in services:
        _add("service", service, tables)
    for taxonomy in TAXONOMIES.values():
        tables["taxonomy"][taxonomy.id] = taxonomy_object(taxonomy)
        for code in taxonomy.terms:
            _add("taxonomy_term", term_object(taxonomy.code, code), tables)
    return {entity: list(rows.values()) for entity, rows in tables.items() if rows}


def _add(
    entity: str,
    record: Mapping[str, Any],
    tables: dict[str, dict[str, Json]],
    owner: tuple[str, str] | None = None,
) -> None:
    types = columns(entity)
    row = {
        key: _plain(value, types[key])
        for key, value in record.items()
        if key in types and value is not None
    }
    if owner and f"{owner[0]}_id" in types:
        row[f"{owner[0]}_id"] = owner[1]
    tables[entity].setdefault(record["id"], row)
    for name, (child, many) in _nested(entity).items():
        value = record.get(name)
        if many:
            for item in value or []:
                _add(child, item, tables, (entity, record["id"]))
        elif value:
            _add(child, value, tables)
            if f"{child}_id" in types:
                row[f"{child}_id"] = value["id"]


def _plain(value: Any, kind: str) -> Any:
    if kind == "time" and isinstance(value, str):
        return f"{value[:5]}:00"
    return value


def unflatten(tables: Tables) -> list[Json]:
    """The services of tables, nested again.

    A schedule that names a service at a location belongs there and nowhere else; any other row
    stands under every record it names.
    """
    index = _Index(tables)
    return [_build("service", row, index, ()) for row in tables.get("service", [])]


class _Index:
    """Rows by their own id, and by the record they hang on."""

    def __init__(self, tables: Tables) -> None:
        self.rows = {
            entity: {str(row.get("id")): row for row in rows} for entity, rows in tables.items()
        }
        self.children: dict[tuple[str, str, str], list[Json]] = {}
        for entity, rows in tables.items():
            for row in rows:
                for owner, key in _owners(entity, row):
                    self.children.setdefault((entity, owner, key), []).append(row)


def _owners(entity: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    if entity == "attribute":
        return [(str(row.get("link_entity")), str(row.get("link_id")))]
    if entity == "metadata":
        return [(str(row.get("resource_type")), str(row.get("resource_id")))]
    found = [
        (column.removesuffix("_id"), str(row[column]))
        for column in columns(entity)
        if column.endswith("_id") and row.get(column)
    ]
    most_exact = [owner for owner in found if owner[0] == "service_at_location"]
    return most_exact if entity == "schedule" and most_exact else found


def _build(entity: str, row: Json, index: _Index, above: tuple[str, ...]) -> Json:
    record = dict(row)
    above = (*above, entity)
    for name, (child, many) in _nested(entity).items():
        if child in above or (entity, name) == ("organization", "locations"):
            continue
        if many:
            rows = index.children.get((child, entity, str(row.get("id"))), [])
            if rows:
                record[name] = [_build(child, found, index, above) for found in rows]
        elif found := index.rows.get(child, {}).get(str(row.get(f"{child}_id"))):
            record[name] = _build(child, found, index, above)
    return record
