"""The JSON schemas of HSDS 3.1: checking a record, and what fields a table has.

The files in ``schema/`` are the specification's own, unchanged (see its ``NOTICE.md``).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, RefResolver

FOLDER = Path(__file__).parent / "schema"
VERSION = "3.1"
BASE = "https://hsds.invalid/"
"""Where relative references start; never fetched, every file is here."""


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of an entity, such as ``service``."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def datapackage() -> dict[str, Any]:
    """The specification's tabular data package: tables, their columns and foreign keys."""
    return schema("datapackage")


@cache
def _validator(name: str) -> Any:
    store = {f"{BASE}{path.name}": schema(path.stem) for path in FOLDER.glob("*.json")}
    resolver = RefResolver(BASE + name, schema(name), store=store)
    return Draft202012Validator(schema(name), resolver=resolver, format_checker=FormatChecker())


def invalid(name: str, record: object) -> list[str]:
    """What is wrong with a record of entity ``name``: one line per fault, with its place."""
    return [
        f"{'.'.join(str(part) for part in error.absolute_path) or name}: {error.message}"
        for error in _validator(name).iter_errors(record)
    ]
