"""The base's words for organizations and services, and ours: roles and keys against our ids."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from services_catalog.editing.fields import Json


@dataclass(frozen=True)
class Terms:
    """``roles``: role to organization of ours; ``links``: key to service of ours."""

    roles: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)

    def ours(self, document: Json) -> Json:
        """A document of the base in our terms, nested or flat.

        A role nobody mapped says nothing: its organization is filled in here. A key we do not
        have stays, so that the rule that names it is seen to miss its service.
        """
        result = copy.deepcopy(document)
        role = result.pop("organization", None)
        if role in self.roles:
            result["organization"] = self.roles[role]
        return _with_alternatives(result, self.links)

    def theirs(self, document: Json) -> Json:
        """A document of ours in the base's terms."""
        result = copy.deepcopy(document)
        back = {organization: role for role, organization in self.roles.items()}
        if "organization" in result:
            result["organization"] = back.get(result["organization"], result["organization"])
        return _with_alternatives(result, {ours: key for key, ours in self.links.items()})


def _with_alternatives(document: Json, names: Mapping[str, str]) -> Json:
    rules = document.get("eligibility")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict) and isinstance(rule.get("alternative"), str):
            rule["alternative"] = names.get(rule["alternative"], rule["alternative"])
    return document
