"""A full HSDS object as a document of the catalogue, for staff to look at.

What the record states is taken; what it does not state stays empty and is never guessed. Every
field that has no place here is reported with its value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.core import get_global

from services_catalog.editing.document import empty_document
from services_catalog.editing.problems import Problem
from services_catalog.exchange.hsds import sentences
from services_catalog.exchange.hsds.inward_places import organization_key, place_hours
from services_catalog.exchange.hsds.places import Surroundings
from services_catalog.exchange.hsds.reader import Fact, Facts, Fields, Report, present, shown
from services_catalog.exchange.hsds.terms import DETAIL, TAXONOMIES, Json
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, known
from services_catalog.phones import parse_phone

RULE = ("effect", "legal_basis", "source", "review_by", "alternative", "note")


def from_hsds(
    record: Mapping[str, Any],
    around: Surroundings,
    *,
    source: Mapping[str, str] | None = None,
    translator: Translator | None = None,
) -> tuple[Json, list[Problem]]:
    """The document of an HSDS ``service``, and what staff must know of it.

    Args:
        record: the nested form, as ``/services/{id}`` gives it.
        around: our organizations and locations, to recognise theirs by.
        source: ``name`` and ``url`` of who says so, for records that do not tell it.
        translator: the language of the findings; Dutch by default.

    Returns:
        For a record this installation exported: the very document it was made from. For any
        other: a document without ``id`` and with only the keys the record speaks of.
    """
    report = Report(translator or Translator(SOURCE))
    fields = Fields(record, "", report)
    facts = Facts(fields.records("attributes"), report)
    document = empty_document()
    ours = facts.value(DETAIL, "own_id")
    own = ours if ours and record.get("id") == around.id("service", ours) else None
    document["id"] = own
    _codes(document, facts)
    _words(document, fields, facts, markup=own is None)
    document["organization"] = organization_key(fields.records("organization"), around, report)
    document["locations"] = [
        place
        for item, path in fields.records("service_at_locations")
        if (place := place_hours(item, path, document, around, report))
    ]
    document["cost"] = _cost(fields, report)
    document["documents"] = _documents(fields, report)
    document["languages"] = _languages(fields, report)
    for key, name in (("min", "minimum_age"), ("max", "maximum_age")):
        if (age := _whole(fields.take(name), name, report)) is not None:
            document["ages"][key] = age
    document["phone"] = _phone(fields, report)
    document["email"], document["url"] = fields.take("email"), fields.take("url")
    document["checked_on"] = _date(fields.take("assured_date"), report)
    if (days := facts.value(DETAIL, "check_every_days")) is not None:
        document["check_every_days"] = _whole(days, "check_every_days", report)
    said = (facts.value(DETAIL, "source_name"), facts.value(DETAIL, "source_url"))
    document["source"] = (
        {"name": said[0], "url": said[1]} if any(said) else dict(source or document["source"])
    )
    document["eligibility"] = _rules(facts)
    document["external_ids"] = {
        fact.label: fact.value for fact in facts.all(DETAIL, "external_id") if fact.label
    }
    translated = ", ".join(sorted(f.label or "?" for f in facts.all(DETAIL, "translation")))
    if own is None and translated:
        report.say("", _("De vertalingen namen wij niet over: {languages}"), languages=translated)
    _who(document, fields, own is not None)
    fields.take("last_modified")
    if (status := fields.take("status")) not in (None, "active"):
        report.say("", _("De bron zegt dat deze dienst niet loopt: {value}"), value=shown(status))
    fields.close()
    return (document if own else _stated(document, facts)), report.findings


def _stated(document: Json, facts: Facts) -> Json:
    """Only the keys a foreign record speaks of: a missing key says nothing to staff's own work."""
    if facts.one("scope") is None:
        del document["scope"]
    if facts.value(DETAIL, "check_every_days") is None:
        del document["check_every_days"]
    if document["cost"]["kind"] is None:
        del document["cost"]
    for key in ("text", "source"):
        document[key] = {k: v for k, v in document[key].items() if present(v)}
    return {key: value for key, value in document.items() if present(value)}


def _codes(document: Json, facts: Facts) -> None:
    document["topics"] = facts.codes("topic")
    document["audience"] = facts.codes("audience")
    document["interpreter"] = None  # "none" would be a statement nobody made
    for key in ("phase", "scope", "access", "interpreter"):
        if found := facts.one(key):
            document[key] = found.code


def _words(document: Json, fields: Fields, facts: Facts, *, markup: bool) -> None:
    words = document["text"]
    words["title"] = fields.text("name", markup=markup)
    words["summary"] = facts.value(DETAIL, "summary")
    words["hours_note"] = facts.value(DETAIL, "hours_note")
    words["asks"] = [fact.value for fact in facts.all(DETAIL, "ask") if fact.value]
    for key, field in (
        ("description", "description"),
        ("how", "application_process"),
        ("cost_note", "fees_description"),
        ("warning", "alert"),
    ):
        words[key] = fields.text(field, markup=markup)
    # HSDS 3 keeps the older name of the same field.
    if words["cost_note"] is None:
        words["cost_note"] = fields.text("fees", markup=markup)
    interpreter = facts.one("interpreter")
    expected = TAXONOMIES["interpreter"].terms[interpreter.code] if interpreter else None
    fields.derived("interpretation_services", expected)


def _who(document: Json, fields: Fields, own: bool) -> None:
    """``who`` without the sentences our export made from scope, audience and rules."""
    text = fields.text("eligibility_description", markup=not own)
    if own or text:
        text, _made = sentences.without(text, sentences.eligibility(document))
    document["text"]["who"] = text


def _rules(facts: Facts) -> list[Json]:
    rules: dict[object, Json] = {}
    for fact in facts.all("residence-status"):
        said = _json(fact)
        number = said.get("rule", len(rules))
        rule = rules.setdefault(number, {"status": []} | {key: said.get(key) for key in RULE})
        rule["status"].append(fact.code)
    return list(rules.values())


def _json(fact: Fact) -> dict[str, Any]:
    """The value of a rule; plain text from elsewhere is its note, and the rest stays open."""
    try:
        said = json.loads(fact.value or "{}")
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {"note": fact.value}


def _cost(fields: Fields, report: Report) -> Json:
    cost: Json = {"kind": None, "amount": None, "reduced": None, "per": None}
    for item, path in fields.records("cost_options"):
        option = Fields(item, f"{path}.", report)
        facts = Facts(option.records("attributes"), report)
        kind, per = facts.one("cost-kind"), facts.one("cost-per")
        if facts.one(DETAIL, "reduced_price"):
            option.derived("option", TAXONOMIES[DETAIL].terms["reduced_price"])
            cost["reduced"] = _euro(option, path, report)
        elif kind:
            option.derived("option", TAXONOMIES["cost-kind"].terms[kind.code])
            amount = _euro(option, path, report)
            cost["kind"], cost["per"] = kind.code, per.code if per else None
            if kind.code != "free":
                cost["amount"] = amount
            elif amount not in (None, "0.00"):
                report.say("cost", _("Gratis, maar met een prijs: {value}"), value=str(amount))
            option.derived(
                "amount_description", TAXONOMIES["cost-per"].terms[per.code] if per else None
            )
        else:
            report.say("cost", _("Kies hoe de prijs werkt. Er staat: {value}"), value=shown(item))
            continue
        option.close()
    return cost


def _euro(option: Fields, path: str, report: Report) -> str | None:
    amount, currency = option.take("amount"), option.take("currency")
    if amount is None:
        return None
    try:
        number = Decimal(str(amount))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or str(currency or "EUR").upper() != "EUR":
        report.unplaced(f"{path}.amount", f"{amount} {currency or ''}")
        return None
    return f"{number:.2f}"


def _documents(fields: Fields, report: Report) -> list[str]:
    found = []
    for item, path in fields.records("required_documents"):
        paper = Fields(item, f"{path}.", report)
        fact = Facts(paper.records("attributes"), report).one("document")
        if fact:
            found.append(fact.code)
            paper.derived("document", TAXONOMIES["document"].terms[fact.code])
        else:
            report.say(
                "documents", _("Kies uit de lijst wat je moet meebrengen. Er staat: {value}"),
                value=shown(paper.take("document") or ""),
            )  # fmt: skip
        paper.close()
    return found


def _languages(fields: Fields, report: Report) -> list[str]:
    found: list[str] = []
    for item, path in fields.records("languages"):
        language = Fields(item, f"{path}.", report)
        given, name = str(language.take("code") or ""), language.take("name")
        code = known(given) or known(get_global("language_aliases").get(given.lower()))
        if code is None:
            report.say(
                "languages", _("Deze taal kennen wij niet: {value}"), value=shown(name or given)
            )
        elif code not in found:
            found.append(code)
        language.close()
    return found


def _phone(fields: Fields, report: Report) -> str | None:
    chosen: str | None = None
    for item, path in fields.records("phones"):
        phone = Fields(item, f"{path}.", report)
        number, kind = phone.take("number"), phone.take("type")
        if chosen is not None or str(kind or "voice").lower() not in ("voice", "cell", "hotline"):
            report.unplaced(path, f"{number} ({kind or 'voice'})")
        else:
            try:
                chosen = parse_phone(str(number).strip(' "'))
            except ValueError:
                report.say("phone", _("Dit is geen telefoonnummer: {value}"), value=shown(number))
        phone.close()
    return chosen


def _whole(value: Any, path: str, report: Report) -> int | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.5
    if not number.is_integer():
        report.say(path, _("Dit is geen heel getal: {value}"), value=shown(value))
        return None
    return int(number)


def _date(value: Any, report: Report) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        report.say("checked_on", _("Dit is geen datum: {value}"), value=shown(value))
        return None
