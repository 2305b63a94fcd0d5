"""Looking at a document on a fixed day, and the findings in short."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from services_catalog.database import Database
from services_catalog.linter import Finding, Rule, look_at

TODAY = date(2026, 11, 20)


def linted(document: dict[str, Any], database: Database, **text: Any) -> list[Finding]:
    changed = copy.deepcopy(document)
    changed["text"] |= text
    return look_at(changed, database, today=TODAY)


def told(findings: list[Finding], rule: Rule, field: str = "") -> list[str]:
    """The severities of the findings of a rule (on a field)."""
    return [f.severity.value for f in findings if f.rule is rule and f.field.startswith(field)]
