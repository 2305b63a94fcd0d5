"""What the linter says of a text, for the form: what must be mended first, and what may be."""

from __future__ import annotations

from collections.abc import Sequence

from services_catalog.database import Database
from services_catalog.editing.fields import Json
from services_catalog.editing.problems import Problem
from services_catalog.i18n import Translator
from services_catalog.linter import Finding, Rule, Severity, look_at


def checked(
    database: Database, document: Json, t: Translator
) -> tuple[list[Problem], Sequence[Finding]]:
    """What keeps ``document`` from being published, by field, and the warnings."""
    found = look_at(document, database, translator=t)
    problems = [
        Problem(one.field, one.message if one.rule is Rule.DOCUMENT else _whole(one))
        for one in found
        if one.severity is Severity.ERROR
    ]
    return problems, [one for one in found if one.severity is Severity.WARNING]


def _whole(finding: Finding) -> str:
    return f"{finding.message} {finding.cure}"
