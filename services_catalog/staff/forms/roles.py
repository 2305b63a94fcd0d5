"""Roles and their scopes as a form: one box per role, and what narrows it underneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.models import Role
from services_catalog.staff.forms.choices import Pairs
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.people import RoleScopes

ROLES: Mapping[Role, str] = {
    Role.READER: _("lezen"),
    Role.TRANSLATOR: _("vertalen"),
    Role.EDITOR: _("schrijven"),
    Role.PUBLISHER: _("publiceren"),
    Role.ADMINISTRATOR: _("beheren"),
}
MEANINGS: Mapping[Role, str] = {
    Role.READER: _("Ziet alles, verandert niets."),
    Role.TRANSLATOR: _("Vertaalt teksten en kijkt vertalingen na."),
    Role.EDITOR: _("Schrijft diensten en plaatsen, en dient ze in."),
    Role.PUBLISHER: _("Schrijft ook, en zet teksten voor bezoekers."),
    Role.ADMINISTRATOR: _("Mag alles, en beslist wie hier mag werken."),
}
NARROWED_BY: Mapping[Role, str] = {
    Role.TRANSLATOR: "languages",
    Role.EDITOR: "organizations",
    Role.PUBLISHER: "organizations",
}
"""What a role can be narrowed to on the page; the command line can narrow more."""
NARROW_WORDS: Mapping[str, str] = {
    "languages": _("Alleen deze talen"),
    "organizations": _("Alleen deze organisaties"),
}


@dataclass(frozen=True)
class RoleRow:
    """A role in the form. ``field``: the name of the boxes that narrow it, "" where nothing can.

    ``kept``: a scope of another kind, that was given on the command line, in words.
    """

    role: Role
    name: str
    meaning: str
    held: bool
    field: str
    narrow: str
    choices: Pairs
    only: tuple[str, ...]
    kept: str


def role_rows_of(roles: RoleScopes, choices: Mapping[str, Pairs], t: Translator) -> list[RoleRow]:
    """The form for ``roles``; ``choices``: organizations and languages."""
    rows = []
    for role, name in ROLES.items():
        kind = NARROWED_BY.get(role, "")
        scope = roles.get(role) or {}
        only = tuple(scope.get(kind) or ())
        pairs = list(choices.get(kind, ()))
        # What is gone from the catalogue still narrows, so that it stays to be seen and taken out.
        pairs += [(key, key) for key in only if key not in dict(pairs)]
        rows.append(
            RoleRow(
                role=role,
                name=t(name),
                meaning=t(MEANINGS[role]),
                held=role in roles,
                field=f"{role}.{kind}" if kind else "",
                narrow=t(NARROW_WORDS[kind]) if kind else "",
                choices=pairs,
                only=only,
                kept=", ".join(
                    one for other, some in scope.items() if other != kind for one in some
                ),
            )
        )
    return rows


def read_roles(
    fields: Fields, held: RoleScopes, choices: Mapping[str, Pairs]
) -> dict[Role, dict[str, list[str]]]:
    """The roles that were ticked. What is in no list is left out, but for what was held before."""
    found: dict[Role, dict[str, list[str]]] = {}
    for role in Role:
        if role.value not in fields.many("role"):
            continue
        before = held.get(role) or {}
        kind = NARROWED_BY.get(role, "")
        scope = {other: list(only) for other, only in before.items() if other != kind and only}
        if kind:
            fine = {key for key, _name in choices[kind]} | set(before.get(kind) or ())
            if only := [key for key in fields.many(f"{role}.{kind}") if key in fine]:
                scope[kind] = only
        found[role] = scope
    return found


def role_words(roles: Mapping[str, Mapping[str, list[str]]], t: Translator, names: Pairs) -> str:
    """``schrijven (Stad), vertalen (Arabisch)``; ``names`` of organizations and languages."""
    known = dict(names)
    said = []
    for role, scope in roles.items():
        name = t(ROLES[Role(role)]) if role in list(Role) else role
        only = [known.get(one, one) for some in scope.values() for one in some]
        said.append(f"{name} ({', '.join(only)})" if only else name)
    return ", ".join(said)
