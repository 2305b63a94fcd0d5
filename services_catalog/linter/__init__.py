"""The catalogue linter: what is wrong, what wants looking at, and what a change would do.

Errors keep a document from being published, warnings do not. ``checking`` runs the rules, one
family a module; ``fetching`` and ``links`` try web addresses; ``answers`` tells which questions
would get another answer.
"""

from services_catalog.linter.checking import blocking, check, look_at
from services_catalog.linter.findings import Finding, Rule, Severity

__all__ = ["Finding", "Rule", "Severity", "blocking", "check", "look_at"]
