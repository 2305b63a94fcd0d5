"""Records as an import brings them, for the tests of what is done with them."""

from __future__ import annotations

from typing import Any

from services_catalog.editing import inbox
from services_catalog.editing.staging import Record, Report, Staged, stage
from tests.catalogue.editing_world import World

NEW = {"topics": ["mobility"], "text": {"title": "Fietspunt", "summary": "Herstel je fiets."}}


def lay(world: World, *records: Record, **options: Any) -> Report:
    """Stage the records as one import of ``a.json``."""
    return stage(
        world.database, system="hsds", source="a.json", records=list(records), actor="An",
        dry_run=False, **options,
    )  # fmt: skip


def kept(world: World, report: Report) -> list[Staged]:
    """What that import left to decide on."""
    return inbox.items(world.database, report.run or 0)
