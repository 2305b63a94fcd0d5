"""A description of the read API in OpenAPI: what it really understands."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services_catalog.exchange.hsds.schema import VERSION
from services_catalog.exchange.hsds.terms import Json

KINDS = {
    "page": "integer",
    "per_page": "integer",
    "minimal": "boolean",
    "full": "boolean",
    "full_service": "boolean",
    "top_only": "boolean",
}
"""The parameters that are no plain text."""


def describe(parameters: Mapping[str, Collection[str]], server: str) -> Json:
    """The OpenAPI document of the paths in ``parameters``, which stand under ``server``."""
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Services, as Open Referral HSDS {VERSION}", "version": VERSION},
        "servers": [{"url": server}],
        "paths": {path: {"get": _get(path, names)} for path, names in parameters.items()},
    }


def _get(path: str, names: Collection[str]) -> Json:
    given: list[Json] = [
        {"name": name, "in": "query", "schema": {"type": KINDS.get(name, "string")}}
        for name in sorted(names)
    ]
    if path.endswith("{id}"):
        own: Json = {"name": "id", "in": "path", "required": True}
        given.insert(0, own | {"schema": {"type": "string", "format": "uuid"}})
    answers: Json = {
        "200": {"description": "JSON as HSDS describes it.", "content": {"application/json": {}}},
        "304": {"description": "Nothing changed since the ETag that was sent."},
        "400": {"description": "A parameter that is not understood; the answer says which."},
    }
    if path.endswith("{id}"):
        answers["404"] = {"description": "There is no published record with this id."}
    return {"parameters": given, "responses": answers}
