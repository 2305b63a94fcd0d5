"""From a document to what the form's template shows: values, problems and hints by field name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services_catalog.editing.fields import Json, label
from services_catalog.editing.problems import Problem
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import status_label
from services_catalog.models import WORD_FIELDS
from services_catalog.staff.forms.choices import (
    Pairs,
    catalogue_choices,
    fixed_choices,
    location_rows,
)
from services_catalog.staff.forms.hints import hints
from services_catalog.staff.forms.hours_rows import HoursForm, Row, read_hours
from services_catalog.staff.forms.preview import (
    HoursPreview,
    hours_preview,
    rule_sentence,
    scope_sentence,
)
from services_catalog.staff.forms.reading import RULE_COMMON, STATUSES

UNFINISHED_HOURS = _("Vul bij elke rij de dagen, een beginuur en een einduur in.")
RULE_NAMES = {
    "effect": _("Regel"),
    "note": _("Wat leest die persoon erbij?"),
    "alternative": _("Waar wel terecht?"),
    "legal_basis": _("Grond"),
    "source": _("Bron van de regel"),
    "review_by": _("Nakijken voor"),
}
HINTED = tuple(field for field in WORD_FIELDS if field != "title")


@dataclass(frozen=True)
class PlaceView:
    """One place of the form. ``directions``: how one gets there, as visitors read it."""

    number: int
    location: str
    by_appointment: bool
    hours: HoursForm
    rows: list[Row]
    was: str
    directions: str
    preview: HoursPreview | None


@dataclass(frozen=True)
class RuleView:
    """The row of one status; a value that is the common one stands empty."""

    status: str
    name: str
    effect: str
    note: str
    legal_basis: str
    source: str
    review_by: str
    alternative: str
    sentence: str


@dataclass(frozen=True)
class FormView:
    """Everything the template needs. ``wrong`` and ``hints`` are by the name of a field."""

    document: Json
    places: list[PlaceView]
    rules: list[RuleView]
    common: dict[str, str]
    sentence: str
    choices: dict[str, Pairs]
    wrong: dict[str, list[str]]
    summary: list[tuple[str, str, str]]
    """``(field, its name, what is wrong)``, for the list above the form."""
    hints: dict[str, list[str]]

    def value(self, path: str) -> str:
        """The text of a simple field, empty where there is none."""
        found: Any = self.document
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return "" if found is None else str(found)

    def chosen(self, path: str) -> list[str]:
        """The values of a list of choices."""
        found = self.document.get(path)
        return [str(value) for value in found] if isinstance(found, list) else []

    @property
    def asks(self) -> str:
        """The questions of people, one on a line."""
        text = self.document.get("text")
        lines = text.get("asks") if isinstance(text, Mapping) else None
        return "\n".join(str(line) for line in lines) if isinstance(lines, list) else ""


def form_view(
    session: Session, document: Json, problems: Sequence[Problem], t: Translator
) -> FormView:
    """The form for ``document``; ``problems`` are shown beside their fields."""
    choices = fixed_choices(t) | catalogue_choices(session)
    common = _common(document)
    wrong: dict[str, list[str]] = {}
    summary = []
    for problem in problems:
        name = field_of(problem.path, document, common)
        text = problem.message
        if name.endswith(".hours"):
            form = read_hours(_item(document, "locations", problem.path).get("hours"))
            text = t(UNFINISHED_HOURS) if form.mode == "rows" else text
        wrong.setdefault(name, []).append(text)
        summary.append((name, _name_of(problem.path, document, t), text))
    words = document.get("text") if isinstance(document.get("text"), Mapping) else {}
    return FormView(
        document=document,
        places=_places(session, document, t),
        rules=_rules(document, common, choices["statuses"], t),
        common=common,
        sentence=scope_sentence(document.get("scope")),
        choices=choices,
        wrong=wrong,
        summary=summary,
        hints={
            f"text.{field}": found
            for field in HINTED
            if (found := hints(str((words or {}).get(field) or ""), t))
        },
    )


def field_of(path: str, document: Json, common: Mapping[str, str]) -> str:
    """The name of the form's field that a problem's path is about."""
    parts = path.split(".")
    if parts[0] == "eligibility" and len(parts) > 2:
        statuses = _item(document, "eligibility", path).get("status") or [STATUSES[0]]
        if parts[2] in RULE_COMMON and not common.get(parts[2]):
            return f"rules.{parts[2]}"
        return f"rule.{statuses[0]}.{'effect' if parts[2] == 'status' else parts[2]}"
    if parts[0] == "locations" and len(parts) > 2:
        return ".".join(parts[:3])
    if parts[0] == "topics":
        return "topics.0"
    if parts[0] in ("text", "source", "cost", "ages") and len(parts) > 1:
        return ".".join(parts[:2])
    return parts[0]


def _name_of(path: str, document: Json, t: Translator) -> str:
    parts = path.split(".")
    if parts[0] == "locations" and len(parts) > 1 and parts[1].isdecimal():
        return t(_("Plaats {number}"), number=int(parts[1]) + 1)
    if parts[0] == "eligibility" and len(parts) > 2 and parts[2] in RULE_NAMES:
        statuses = _item(document, "eligibility", path).get("status") or []
        who = status_label(str(statuses[0]), t) if statuses and statuses[0] in STATUSES else ""
        return f"{t(RULE_NAMES[parts[2]])} ({who})" if who else t(RULE_NAMES[parts[2]])
    return t(label(path))


def _places(session: Session, document: Json, t: Translator) -> list[PlaceView]:
    items = [item for item in document.get("locations") or () if isinstance(item, Mapping)]
    rows = location_rows(session, [str(item.get("location")) for item in items])
    found = []
    for number, item in enumerate(items):
        location = rows.get(str(item.get("location")))
        hours = item.get("hours")
        form = read_hours(hours if isinstance(hours, str) else None)
        found.append(
            PlaceView(
                number=number,
                location=str(item.get("location") or ""),
                by_appointment=bool(item.get("by_appointment")),
                hours=form,
                rows=[*form.rows, Row()],
                was=form.text if form.mode != "none" else "",
                directions=(location.directions or "") if location else "",
                preview=hours_preview(hours if isinstance(hours, str) else None, location, t),
            )
        )
    blank = HoursForm("rows" if not found else "none")
    found.append(PlaceView(len(found), "", False, blank, [Row()], "", "", None))
    return found


def _common(document: Json) -> dict[str, str]:
    """What most rules say of their ground, source and review date."""
    rules = [rule for rule in document.get("eligibility") or () if isinstance(rule, Mapping)]
    found = {}
    for key in RULE_COMMON:
        counted = Counter({str(rule[key]): 0 for rule in rules if rule.get(key)})
        for rule in rules:
            if rule.get(key):
                counted[str(rule[key])] += len(rule.get("status") or ())
        found[key] = counted.most_common(1)[0][0] if counted else ""
    return found


def _rules(
    document: Json, common: Mapping[str, str], statuses: Pairs, t: Translator
) -> list[RuleView]:
    said: dict[str, Mapping[str, Any]] = {}
    for rule in document.get("eligibility") or ():
        if isinstance(rule, Mapping):
            said.update({str(status): rule for status in rule.get("status") or ()})
    found = []
    for status, name in statuses:
        rule = said.get(status, {})
        own = {
            key: "" if str(rule.get(key) or "") == common[key] else str(rule.get(key) or "")
            for key in RULE_COMMON
        }
        found.append(
            RuleView(
                status=status,
                name=name,
                effect=str(rule.get("effect") or ""),
                note=str(rule.get("note") or ""),
                alternative=str(rule.get("alternative") or ""),
                sentence=rule_sentence(rule.get("effect"), rule.get("note")),
                **own,
            )
        )
    return found


def _item(document: Json, key: str, path: str) -> Mapping[str, Any]:
    items = document.get(key)
    number = path.split(".")[1] if "." in path else ""
    if isinstance(items, list) and number.isdecimal() and int(number) < len(items):
        item = items[int(number)]
        return item if isinstance(item, Mapping) else {}
    return {}
