"""A difference of two documents in plain sentences: ``Titel: was “…”, wordt “…”``.

Facts are said as visitors read them: hours in words, prices and phones formatted. A document may
be incomplete or odd; what cannot be read is given as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.editing.choices import ACCESS, EFFECTS, INTERPRETERS, SCOPES
from services_catalog.editing.fields import LABELS, SETS, Json, empty, flatten, label, same
from services_catalog.editing.hours_words import hours_words
from services_catalog.editing.normal import normal
from services_catalog.formatting import cost_words, full_date, language_name, listing
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import AUDIENCES, DOCUMENTS, PHASES, STATUSES, TOPICS
from services_catalog.languages import languages
from services_catalog.loading.shapes import CostSource
from services_catalog.models import Location, Organization, Service
from services_catalog.phones import format_phone

Names = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One field that changed. ``before`` and ``after`` are ready to be shown, "" where empty.

    ``path`` is the field's, with an item's key where lists are told item by item
    (``locations.stadhuis``, ``eligibility.refugee``); ``text`` is the whole sentence.
    """

    path: str
    label: str
    before: str
    after: str
    text: str


def read_names(session: Session) -> dict[str, str]:
    """Names of organizations, locations and services by id, for sentences."""
    found: dict[str, str] = {}
    for rows in (
        session.execute(select(Service.id, Service.title)),
        session.execute(select(Organization.id, Organization.name)),
        session.execute(select(Location.id, Location.name)),
    ):
        found.update(rows.tuples().all())
    return found


def difference(
    before: Json | None, after: Json | None, translator: Translator, names: Names | None = None
) -> list[Change]:
    """What changed between two documents, in the order of the fields; [] when nothing did.

    None is no document at all: everything is new, or everything goes. ``names`` (from
    ``read_names``) stand for the ids; without them the ids stand.
    """
    teller = _Teller(translator, names or {})
    old, new = (flatten(normal(side)) if side else {} for side in (before, after))
    order = {path: number for number, path in enumerate(LABELS)}
    paths = sorted(
        dict.fromkeys([*old, *new]),
        key=lambda path: (order.get(path, order.get(path.split(".")[0], len(order))), path),
    )
    found: list[Change] = []
    for path in paths:
        was, now = old.get(path), new.get(path)
        if same(was, now) or (empty(was) and empty(now)):
            continue
        if path == "locations":
            found += teller.places(was, now)
        elif path == "eligibility":
            found += teller.rules(was, now)
        else:
            found.append(teller.field(path, was, now))
    return found


class _Teller:
    """Says values in one language."""

    def __init__(self, translator: Translator, names: Names) -> None:
        self.t, self.names = translator, names
        self._say: Mapping[str, Callable[[Any], str]] = {
            "cost": self._cost,
            "ages": self._ages,
            "phone": self._phone,
            "checked_on": self._day,
            "organization": self._name,
            "topics": self._keys(TOPICS),
            "documents": self._keys(DOCUMENTS),
            "audience": self._keys(AUDIENCES),
            "languages": self._language,
            "phase": self._keys(PHASES),
            "scope": self._keys(SCOPES),
            "access": self._keys(ACCESS),
            "interpreter": self._keys(INTERPRETERS),
        }

    def field(self, path: str, was: Any, now: Any) -> Change:
        """The change of one field."""
        title = self.t(label(path))
        if path.startswith("external_ids."):
            title = f"{title} ({path.partition('.')[2]})"
        # A wild value (a text where a list belongs) is said as it stands.
        lists = all(v is None or isinstance(v, list) for v in (was, now))
        if lists and (path in SETS or path == "text.asks"):
            return self._list(path, title, was or [], now or [])
        return self._sentence(path, title, self.value(path, was), self.value(path, now))

    def value(self, path: str, value: Any) -> str:
        """A value as people read it."""
        if empty(value):
            return ""
        say = self._say.get(path)
        if say is None:
            return str(value)
        try:
            return say(value)
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            return str(value)

    def _list(self, path: str, title: str, was: list[Any], now: list[Any]) -> Change:
        said_was = [self.value(path, item) for item in was]
        said_now = [self.value(path, item) for item in now]
        if path == "text.asks":
            said_was, said_now = [[f"“{x}”" for x in said] for said in (said_was, said_now)]
        added = [x for x in said_now if x not in said_was]
        gone = [x for x in said_was if x not in said_now]
        before, after = (self._several(said) for said in (said_was, said_now))
        values = {"field": title, "added": self._several(added), "gone": self._several(gone)}
        if added and gone:
            text = self.t(_("{field}: erbij {added}, weg {gone}"), **values)
        elif added:
            text = self.t(_("{field}: erbij {added}"), **values)
        elif gone:
            text = self.t(_("{field}: weg {gone}"), **values)
        else:
            text = self.t(_("{field}: andere volgorde, nu {after}"), field=title, after=after)
        return Change(path, title, before, after, text)

    def _sentence(self, path: str, title: str, before: str, after: str) -> Change:
        values = {"field": title, "before": before, "after": after}
        if before and after:
            text = self.t(_("{field}: was “{before}”, wordt “{after}”"), **values)
        elif after:
            text = self.t(_("{field}: erbij “{after}”"), **values)
        else:
            text = self.t(_("{field}: was “{before}”, valt weg"), **values)
        return Change(path, title, before, after, text)

    def places(self, was: Any, now: Any) -> list[Change]:
        """Where and when, a change for each location."""
        old, new = _by_key(was, "location"), _by_key(now, "location")
        if old is None or new is None:
            return [self.field_whole("locations", was, now)]
        title, found = self.t(LABELS["locations"]), []
        for key in dict.fromkeys([*old, *new]):
            one, other = old.get(key), new.get(key)
            if same(one, other):
                continue
            before, after = self._hours(one), self._hours(other)
            if before == after and one and other:
                before, after = str(one.get("hours") or ""), str(other.get("hours") or "")
            name = f"{title} ({self._name(key)})"
            found.append(self._sentence(f"locations.{key}", name, before, after))
        if not found:
            before, after = (self._several([self._name(k) for k in side]) for side in (old, new))
            text = self.t(_("{field}: andere volgorde, nu {after}"), field=title, after=after)
            found = [Change("locations", title, before, after, text)]
        return found

    def rules(self, was: Any, now: Any) -> list[Change]:
        """Eligibility, a change for each group of statuses that changes alike."""
        old, new = _by_status(was), _by_status(now)
        if old is None or new is None:
            return [self.field_whole("eligibility", was, now)]
        alike: dict[tuple[str, str], list[str]] = {}
        for status in dict.fromkeys([*old, *new]):
            if not same(old.get(status), new.get(status)):
                pair = self._rule(old.get(status)), self._rule(new.get(status))
                alike.setdefault(pair, []).append(status)
        title, found = self.t(LABELS["eligibility"]), []
        for (before, after), statuses in alike.items():
            names = self._several([self.t(STATUSES.get(status, status)) for status in statuses])
            path = f"eligibility.{statuses[0]}"
            found.append(self._sentence(path, f"{title} ({names})", before, after))
        if not found:  # only their order: nothing that anybody reads
            return []
        return found

    def field_whole(self, path: str, was: Any, now: Any) -> Change:
        """A field that cannot be read, as it stands."""
        return self._sentence(path, self.t(label(path)), *(_raw(value) for value in (was, now)))

    def _hours(self, place: Any) -> str:
        if place is None:
            return ""
        hours = place.get("hours")
        parts = [hours_words(hours, self.t)] if isinstance(hours, str) and hours else []
        if place.get("by_appointment"):
            parts.append(self.t(_("op afspraak")))
        return "; ".join(parts) or self.t(_("geen vaste uren"))

    def _rule(self, rule: Any) -> str:
        if rule is None:
            return ""
        effect = str(rule.get("effect") or "")
        said = [self.t(EFFECTS.get(effect, effect))]
        said += [str(rule["note"])] if rule.get("note") else []
        if other := rule.get("alternative"):
            said.append(self.t(_("in de plaats: {service}"), service=self._name(other)))
        if ground := rule.get("legal_basis"):
            said.append(self.t(_("grond: {ground}"), ground=ground))
        if source := rule.get("source"):
            said.append(self.t(_("bron: {source}"), source=source))
        if day := rule.get("review_by"):
            said.append(self.t(_("nakijken voor {day}"), day=self.value("checked_on", day)))
        return "; ".join(said)

    def _keys(self, table: Mapping[str, str]) -> Callable[[Any], str]:
        return lambda key: self.t(table[key])

    def _language(self, code: Any) -> str:
        return language_name(code, self.t.language) if code in languages() else str(code)

    def _name(self, key: Any) -> str:
        return self.names.get(str(key), str(key))

    def _phone(self, number: Any) -> str:
        return format_phone(number)

    def _day(self, day: Any) -> str:
        return full_date(date.fromisoformat(day), self.t.language)

    def _cost(self, cost: Any) -> str:
        try:
            read = CostSource.model_validate(cost)
        except ValidationError:
            return _raw(cost)
        shown = Service(
            cost_kind=read.kind,
            cost_amount=read.amount,
            cost_reduced=read.reduced,
            cost_per=read.per,
        )
        return cost_words(shown, self.t)

    def _ages(self, ages: Any) -> str:
        low, high = ages.get("min"), ages.get("max")
        if high is None:
            return self.t(_("vanaf {age} jaar"), age=low)
        if low is None:
            return self.t(_("tot en met {age} jaar"), age=high)
        return self.t(_("van {low} tot en met {high} jaar"), low=low, high=high)

    def _several(self, said: list[str]) -> str:
        return listing(said, self.t.language) if said else ""


def _by_key(value: Any, key: str) -> dict[str, Json] | None:
    """Items of a list by a key of theirs; None when that cannot be."""
    items = value or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    names = [item.get(key) for item in items]
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        return None
    return dict(zip(names, items, strict=True))


def _by_status(value: Any) -> dict[str, Json] | None:
    rules = value or []
    if not isinstance(rules, list) or not all(
        isinstance(rule, dict) and isinstance(rule.get("status"), list) for rule in rules
    ):
        return None
    rows = [{**rule, "status": status} for rule in rules for status in rule["status"]]
    return _by_key(rows, "status")


def _raw(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items() if not empty(part))
    if isinstance(value, list):
        return "; ".join(_raw(part) for part in value)
    return "" if value is None else str(value)
