"""From the form to a document. Never fails: what is wrong is kept, and told by ``problems``."""

from __future__ import annotations

import copy
import re

from services_catalog.editing.fields import Json
from services_catalog.models import WORD_FIELDS
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.forms.hours_rows import HoursForm, Row, read_hours, write_hours
from services_catalog.vocabulary import ResidenceStatus, Scope

STATUSES = tuple(status for status in ResidenceStatus if status is not ResidenceStatus.UNKNOWN)
"""Statuses a rule can be of. For ``unknown`` nothing is ever assumed, so no rule would be read."""
RULE_COMMON = ("legal_basis", "source", "review_by")
"""What is mostly the same for every status, and so asked once above the rows."""
_MONEY = re.compile(r"(?:€\s*)?(\d+)(?:[.,](\d{1,2}))?(?:\s*(?:€|euro))?", re.IGNORECASE)


def read_form(fields: Fields, before: Json) -> Json:
    """The document ``fields`` mean; what the form does not show stays as it was ``before``."""
    document = copy.deepcopy(before)
    main = fields.one("topics.0")
    scope = fields.one("scope") or None
    document |= {
        "organization": fields.one("organization") or None,
        "topics": _ordered([main] if main else [], fields.many("topics"), before.get("topics")),
        "phase": fields.one("phase") or None,
        "scope": scope,
        "locations": read_places(fields),
        "access": fields.one("access") or None,
        "cost": _cost(fields),
        "documents": _ordered([], fields.many("documents"), before.get("documents")),
        "languages": _ordered([], fields.many("languages"), before.get("languages")),
        "interpreter": fields.one("interpreter") or None,
        "ages": {
            key: _whole(text) for key in ("min", "max") if (text := fields.one(f"ages.{key}"))
        },
        "audience": _ordered([], fields.many("audience"), before.get("audience")),
        **{key: fields.one(key) or None for key in ("phone", "email", "url", "checked_on")},
        "source": {key: fields.one(f"source.{key}") or None for key in ("name", "url")},
        "check_every_days": _whole(fields.one("check_every_days")),
        "text": {field: _prose(fields.one(f"text.{field}")) for field in WORD_FIELDS}
        | {"asks": [line for line in map(str.strip, fields.one("text.asks").split("\n")) if line]},
        # A service for everyone holds no rules: the answer above decides, whatever stands below.
        "eligibility": read_rules(fields, before) if scope == Scope.RULES else [],
    }
    return document


def read_places(fields: Fields) -> list[Json]:
    """Where and when, in the order of the form, without rows that were left empty."""
    found: list[Json] = []
    for number in fields.numbers("locations.#.location"):
        name = f"locations.{number}"
        form = read_hours_form(fields, name)
        location = fields.one(f"{name}.location")
        started = location or any(not row.blank for row in form.rows) or form.text
        if f"{name}.drop" in fields or not started:
            continue
        was = fields.one(f"{name}.was") or None
        # Untouched hours keep their letters, however the rows would spell them.
        hours = was if was and read_hours(was) == read_hours(write_hours(form)) else None
        found.append(
            {
                "location": location or None,
                "hours": hours or write_hours(form),
                "by_appointment": f"{name}.by_appointment" in fields,
            }
        )
    return found


def read_hours_form(fields: Fields, name: str) -> HoursForm:
    """The hours of the place ``name`` (``locations.0``) as they stand in the form."""
    rows = [
        Row(
            tuple(fields.many(f"{row}.days")),
            **{key: fields.one(f"{row}.{key}") for key in ("start", "end", "week")},
            season_start=fields.one(f"{row}.season_start"),
            season_end=fields.one(f"{row}.season_end"),
        )
        for number in fields.numbers(f"{name}.rows.#.start")
        if f"{(row := f'{name}.rows.{number}')}.drop" not in fields
    ]
    return HoursForm(
        mode=fields.one(f"{name}.mode") or "none",
        rows=tuple(row for row in rows if not row.blank),
        holidays_closed=f"{name}.holidays" in fields,
        text=fields.one(f"{name}.text"),
    )


def read_rules(fields: Fields, before: Json) -> list[Json]:
    """One rule per status that was given an effect; the same rules stand together.

    A status cannot contradict itself: it has one row, and that row one effect. A note, ground,
    source or review date that a row leaves open is the common one above the rows.
    """
    order = [
        str(status)
        for rule in before.get("eligibility") or ()
        if isinstance(rule, dict)
        for status in rule.get("status") or ()
    ]
    grouped: dict[tuple[str | None, ...], list[str]] = {}
    for status in dict.fromkeys([*(s for s in order if s in STATUSES), *STATUSES]):
        name = f"rule.{status}"
        effect = fields.one(f"{name}.effect")
        if not effect:
            continue
        common = [
            fields.one(f"{name}.{key}") or fields.one(f"rules.{key}") or None for key in RULE_COMMON
        ]
        alternative = fields.one(f"{name}.alternative") or None
        note = _prose(fields.one(f"{name}.note"))
        grouped.setdefault((effect, *common, alternative, note), []).append(str(status))
    keys = ("effect", *RULE_COMMON, "alternative", "note")
    return [
        {"status": statuses, **dict(zip(keys, rule, strict=True))}
        for rule, statuses in grouped.items()
    ]


def _ordered(first: list[str], chosen: list[str], before: object) -> list[str]:
    """What was chosen: the main one, then in the order it had, then what is new."""
    had = [value for value in before if value in chosen] if isinstance(before, list) else []
    return list(dict.fromkeys([*first, *had, *chosen]))


def _cost(fields: Fields) -> Json:
    return {
        "kind": fields.one("cost.kind") or None,
        "amount": _money(fields.one("cost.amount")),
        "reduced": _money(fields.one("cost.reduced")),
        "per": fields.one("cost.per") or None,
    }


def _money(text: str) -> str | None:
    """``12,5`` and ``€ 12.50`` as ``12.50``; what is no amount as it was typed."""
    if matched := _MONEY.fullmatch(text):
        return f"{int(matched[1])}.{(matched[2] or '').ljust(2, '0')}"
    return text or None


def _whole(text: str) -> int | str | None:
    return int(text) if text.isdecimal() and len(text) < 6 else text or None


def _prose(text: str) -> str | None:
    """A text on one line: a line break in a sentence is the form's, not the writer's."""
    return " ".join(text.split()) or None
