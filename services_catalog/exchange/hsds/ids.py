"""Identifiers that stay the same from one export to the next: UUID 5 of our own names.

A record that is about one municipality carries that municipality's id in its name, so that the
feeds of two towns that use this product can be put together. Taxonomies are the product's own and
are the same everywhere.
"""

from __future__ import annotations

import uuid

NAMESPACE = uuid.UUID("5b5a3f4c-6d0e-5d0b-9a55-5e6d6f0f2c11")
"""Fixed for ever: another value would give every record of every export another id."""


def stable_id(*names: object) -> str:
    """The UUID of what ``names`` name, outermost first: ``("waterlinde", "service", "ocmw")``."""
    return str(uuid.uuid5(NAMESPACE, "/".join(str(name) for name in names)))
