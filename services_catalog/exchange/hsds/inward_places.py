"""Organizations, locations and hours of a foreign record, recognised or reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services_catalog.exchange.hsds import sentences
from services_catalog.exchange.hsds.places import Surroundings
from services_catalog.exchange.hsds.reader import Fact, Facts, Fields, Report, is_key, shown
from services_catalog.exchange.hsds.recurrence import (
    Rule,
    UnreadableRow,
    read_row,
    same_days,
    to_osm,
)
from services_catalog.exchange.hsds.schedules import Window
from services_catalog.exchange.hsds.terms import DETAIL, Json
from services_catalog.hours import HoursError
from services_catalog.i18n import mark as _

Found = list[tuple[Json, str]]


def organization_key(records: Found, around: Surroundings, report: Report) -> str | None:
    """Our key of the organization: by its UUID, else by its very name. Its facts are not taken."""
    for record, _path in records[:1]:
        if key := around.organization_keys.get(str(record.get("id"))):
            return key
        same = [k for k, o in around.organizations.items() if _same(o.name, record.get("name"))]
        if len(same) == 1:
            return same[0]
        report.say(
            "organization",
            _("Deze organisatie staat nog niet in de catalogus. Kies er een of voeg toe: {value}"),
            value=shown(_about(record, "name", "website", "email", "phones")),
        )
    return None


def location_key(record: Mapping[str, Any], around: Surroundings) -> str | None:
    """Our key of a location: by its UUID, else by street, number and postcode together."""
    if key := around.location_keys.get(str(record.get("id"))):
        return key
    for address in record.get("addresses") or []:
        same = [
            key
            for key, place in around.locations.items()
            if _same(f"{place.street} {place.number}", address.get("address_1"))
            and _same(place.postcode, address.get("postal_code"))
        ]
        if len(same) == 1:
            return same[0]
    return None


def _same(ours: str, theirs: Any) -> bool:
    return " ".join(ours.split()).casefold() == " ".join(str(theirs or "").split()).casefold()


def _about(record: Mapping[str, Any], *keys: str) -> str:
    parts = []
    for key in keys:
        value = record.get(key)
        if isinstance(value, list):
            value = ", ".join(
                " ".join(str(v) for k, v in item.items() if not is_key(k) and isinstance(v, str))
                for item in value
                if isinstance(item, Mapping)
            )
        if value:
            parts.append(str(value))
    return "; ".join(parts)


def place_hours(
    record: Json, path: str, document: Json, around: Surroundings, report: Report
) -> Json | None:
    """A place of the document; None, and reported, when the location is not one of ours."""
    fields = Fields(record, f"{path}.", report)
    location = fields.take("location") or {}
    key = location_key(location, around)
    facts = Facts(fields.records("attributes"), report)
    by_appointment = facts.value(DETAIL, "by_appointment") == "true"
    rows = fields.records("schedules") + (
        Fields({"schedules": location.get("schedules")}, f"{path}.location.", report).records(
            "schedules"
        )
        if not record.get("schedules")
        else []
    )
    closed = sentences.closed_days(around.locations[key].closures, around.window) if key else ""
    hours = _hours(rows, facts.one(DETAIL, "opening_hours"), path, around, closed, report)
    expected = [sentences.BY_APPOINTMENT] if by_appointment else []
    expected += [note] if (note := document["text"]["hours_note"]) else []
    fields.derived("description", " ".join(expected))
    fields.close()
    if key is None:
        report.say(
            "locations",
            _("Deze plaats staat nog niet in de catalogus. Kies er een of voeg toe: {value}"),
            value=shown("; ".join(p for p in (_about(location, "name", "addresses"), hours) if p)),
        )
        return None
    return {"location": key, "hours": hours, "by_appointment": by_appointment}


def _hours(
    rows: Found, said: Fact | None, path: str, around: Surroundings, closed: str, report: Report
) -> str | None:
    rules, texts, sure = _read(rows, around, report)
    if said and said.value is not None:
        window = _window(said.label) or around.window
        try:
            if len(rules) == len(rows) and same_days(rules, said.value, window):
                _texts(texts, said.value, window, closed, report)
                return said.value
        except HoursError:
            report.say("locations", _("Deze uren zijn niet te lezen: {value}"), value=said.value)
        _texts(texts, said.value, window, closed, report)
        found = to_osm(rules, around.window.first) if rules and len(rules) == len(rows) else None
        report.say(
            "locations",
            _("De roosterrijen en de uren verschillen. Kijk na. Rijen: {rows}. Uren: {hours}"),
            rows=found or "?",
            hours=said.value,
        )
        return found or said.value
    _texts(texts, None, around.window, closed, report)
    if not rules:
        return None
    found = to_osm(rules, around.window.first) if len(rules) == len(rows) else None
    if found is None:
        report.say(
            "locations", _("Deze uren konden wij niet omzetten. Er staat: {value}"),
            value=shown([record for record, _path in rows]),
        )  # fmt: skip
    elif not sure:
        report.say(
            "locations",
            _("Er staat geen tijdzone bij de uren. Wij lezen ze als Belgische tijd: {value}"),
            value=found,
        )
    return found


def _read(
    rows: Found, around: Surroundings, report: Report
) -> tuple[list[Rule], list[tuple[Rule, str, Fields]], bool]:
    """The rules of the rows that can be read, with what else the rows say."""
    rules, texts, sure = [], [], True
    for record, path in rows:
        fields = Fields(record, f"{path}.", report)
        for key in ROW_FIELDS:
            fields.take(key)
        try:
            rule, zoned = read_row(record, around.window.first)
        except UnreadableRow as error:
            report.say(
                path, _("Deze roosterrij is niet te lezen ({cause}). Er staat: {value}"),
                cause=report.translator(error.sentence, **error.values), value=shown(record),
            )  # fmt: skip
            continue
        sure = sure and zoned
        rules.append(rule)
        texts.append((rule, path, fields))
    return rules, texts, sure


ROW_FIELDS = (
    "valid_from", "valid_to", "dtstart", "timezone", "until", "count", "wkst", "freq", "interval",
    "byday", "byweekno", "bymonthday", "byyearday", "opens_at", "closes_at",
)  # fmt: skip


def _texts(
    texts: list[tuple[Rule, str, Fields]],
    hours: str | None,
    window: Window,
    closed: str,
    report: Report,
) -> None:
    """Sentences of the rows: ours are known, others are reported."""
    for rule, _path, fields in texts:
        expected = (
            sentences.row_description(hours, rule.opens, rule.closes, window) if hours else None
        )
        fields.derived("description", expected)
        fields.derived("notes", closed)
        fields.close()


def _window(label: str | None) -> Window | None:
    """The days the rows were made for, as the export wrote them."""
    first, _slash, last = (label or "").partition("/")
    try:
        return Window(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
