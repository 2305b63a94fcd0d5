"""One service as a full HSDS 3.1 object.

Every fact has one place it is read back from (see :mod:`.inward`); a sentence beside it is for
people. What HSDS has no field for is an attribute, so that an export loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from babel import Locale

from services_catalog.editing.document import document_of
from services_catalog.exchange.hsds import sentences
from services_catalog.exchange.hsds.ids import stable_id
from services_catalog.exchange.hsds.places import (
    Surroundings,
    location_object,
    organization_object,
    phone_object,
)
from services_catalog.exchange.hsds.schedules import rows
from services_catalog.exchange.hsds.terms import (
    DETAIL,
    TAXONOMIES,
    Json,
    attribute,
    attributes,
)
from services_catalog.languages import languages
from services_catalog.models import WORD_FIELDS, Service, ServiceTranslation
from services_catalog.vocabulary import PublicationState

STATUS = {
    PublicationState.PUBLISHED: "active",
    PublicationState.DRAFT: "inactive",
    PublicationState.REVIEW: "inactive",
    PublicationState.ARCHIVED: "defunct",
}


def to_hsds(service: Service, around: Surroundings, last_modified: datetime | None = None) -> Json:
    """The full HSDS ``service`` of a row, with its translations as attributes.

    Args:
        service: with everything that hangs on it loaded.
        around: its organization and locations, and the days schedules are made for.
        last_modified: when it was last changed, from the history.
    """
    return of_document(
        document_of(service),
        around,
        status=STATUS[service.state],
        last_modified=last_modified,
        translations=service.translations,
    )


def of_document(
    document: Mapping[str, Any],
    around: Surroundings,
    *,
    status: str = "active",
    last_modified: datetime | None = None,
    translations: Iterable[ServiceTranslation] = (),
) -> Json:
    """The same, for a complete document (the shape of ``ServiceSource``, as JSON).

    Raises:
        KeyError: its organization or a location is not in ``around``.
    """
    words, own = document["text"], around.id("service", document["id"])
    organization = around.organizations[document["organization"]]
    interpreter = document.get("interpreter", "none")
    made: Json = {
        "id": own,
        "name": words["title"],
        "description": words["description"],
        "url": document.get("url"),
        "email": document.get("email"),
        "status": status,
        "interpretation_services": TAXONOMIES["interpreter"].terms[interpreter],
        "application_process": words["how"],
        "fees_description": words.get("cost_note"),
        "eligibility_description": "\n\n".join(
            part for part in (words.get("who"), sentences.eligibility(document)) if part
        ),
        "minimum_age": (document.get("ages") or {}).get("min"),
        "maximum_age": (document.get("ages") or {}).get("max"),
        "assured_date": str(document["checked_on"]),
        "alert": words.get("warning"),
        "last_modified": _moment(last_modified),
    }
    made = {field: value for field, value in made.items() if value is not None}
    if document.get("phone"):
        made["phones"] = [phone_object(document["phone"], own)]
    made["service_at_locations"] = [
        _at_location(place, document, around) for place in document.get("locations") or []
    ]
    made["languages"] = [_language(code, own) for code in document["languages"]]
    made["organization"] = organization_object(organization, around)
    made["cost_options"] = _costs(document["cost"], own)
    made["required_documents"] = [_paper(key, own) for key in document.get("documents") or []]
    made["attributes"] = _attributes(document, own) + [
        _translation(translation, own)
        for translation in sorted(translations, key=lambda t: t.language)
    ]
    return made


def _moment(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC; SQLite gives moments without a zone, and means UTC."""
    if moment is None:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _attributes(document: Mapping[str, Any], own: str) -> list[Json]:
    def detail(code: str, value: object, label: str | None = None, number: int = 0) -> Json:
        return attribute("service", own, DETAIL, code, value=str(value), label=label, number=number)

    words = document["text"]
    made = [detail("own_id", document["id"]), detail("summary", words["summary"])]
    made += attributes("service", own, "topic", document["topics"])
    for taxonomy in ("phase", "scope", "access"):
        made.append(attribute("service", own, taxonomy, document[taxonomy]))
    made.append(attribute("service", own, "interpreter", document.get("interpreter", "none")))
    made += attributes("service", own, "audience", document.get("audience") or [])
    if words.get("hours_note"):
        made.append(detail("hours_note", words["hours_note"]))
    made += [detail("ask", ask, number=n) for n, ask in enumerate(words.get("asks") or [])]
    made += [
        detail("source_name", document["source"]["name"]),
        detail("source_url", document["source"]["url"]),
        detail("check_every_days", document["check_every_days"]),
    ]
    made += [
        detail("external_id", value, label=system)
        for system, value in (document.get("external_ids") or {}).items()
    ]
    for number, rule in enumerate(document.get("eligibility") or []):
        said = {"rule": number} | {k: v for k, v in rule.items() if k != "status" and v is not None}
        made += [
            attribute(
                "service", own, "residence-status", status,
                label=rule["effect"], value=json.dumps(said, ensure_ascii=False, default=str),
            )
            for status in rule["status"]
        ]  # fmt: skip
    return made


def _translation(words: ServiceTranslation, own: str) -> Json:
    said = {field: getattr(words, field) for field in WORD_FIELDS if getattr(words, field)}
    said |= {"state": words.state.value, "source_hash": words.source_hash}
    said |= {"asks": words.asks} if words.asks else {}
    said |= {"notes": words.notes} if words.notes else {}
    return attribute(
        "service", own, DETAIL, "translation",
        label=words.language, value=json.dumps(said, ensure_ascii=False),
    )  # fmt: skip


def _language(code: str, own: str) -> Json:
    name = Locale.parse("nl").languages.get(code) or languages()[code].own
    return {"id": stable_id(own, "language", code), "name": name, "code": code}


def _paper(key: str, own: str) -> Json:
    paper = stable_id(own, "required_document", key)
    return {
        "id": paper,
        "document": TAXONOMIES["document"].terms[key],
        "attributes": [attribute("required_document", paper, "document", key)],
    }


def _costs(cost: Mapping[str, Any], own: str) -> list[Json]:
    """One row with the price, and one with the reduced price when there is one."""
    kind, per = cost["kind"], cost.get("per")
    row = stable_id(own, "cost_option")
    option: Json = {"id": row, "option": TAXONOMIES["cost-kind"].terms[kind], "currency": "EUR"}
    amount = Decimal(0) if kind == "free" else cost.get("amount")
    if amount is not None:
        option["amount"] = _amount(amount)
    about = [attribute("cost_option", row, "cost-kind", kind)]
    if per:
        option["amount_description"] = TAXONOMIES["cost-per"].terms[per]
        about.append(attribute("cost_option", row, "cost-per", per))
    made = [option | {"attributes": about}]
    if cost.get("reduced") is not None:
        row = stable_id(own, "cost_option", "reduced")
        name = TAXONOMIES[DETAIL].terms["reduced_price"]
        about = [attribute("cost_option", row, DETAIL, "reduced_price")]
        made.append(
            {"id": row, "option": name, "currency": "EUR", "amount": _amount(cost["reduced"])}
            | {"attributes": about}
        )
    return made


def _amount(amount: object) -> float | int:
    number = Decimal(str(amount))
    return int(number) if number == number.to_integral_value() else float(number)


def _at_location(
    place: Mapping[str, Any], document: Mapping[str, Any], around: Surroundings
) -> Json:
    location = around.locations[place["location"]]
    own = around.id("service_at_location", document["id"], place["location"])
    hours, by_appointment = place.get("hours"), place.get("by_appointment", False)
    said = [sentences.BY_APPOINTMENT] if by_appointment else []
    said += [note] if (note := document["text"].get("hours_note")) else []
    made: Json = {"id": own}
    if said:
        made["description"] = " ".join(said)
    about = []
    if hours is not None:
        window = around.window
        made["schedules"] = _schedules(hours, own, around, location.closures)
        about.append(
            attribute(
                "service_at_location", own, DETAIL, "opening_hours",
                value=hours, label=str(window),
            )
        )  # fmt: skip
    if by_appointment:
        about.append(attribute("service_at_location", own, DETAIL, "by_appointment", value="true"))
    if about:
        made["attributes"] = about
    made["location"] = location_object(location, around)
    return made


def _schedules(hours: str, own: str, around: Surroundings, closures: Iterable[Any]) -> list[Json]:
    closed = sentences.closed_days(closures, around.window)
    made = []
    for row in rows(hours, around.window):
        zone = f"{row.offset:+03d}:00"
        found: Json = {
            "id": stable_id(
                own, "schedule", row.freq, *row.days, row.opens, row.closes, row.valid_from
            ),
            "valid_from": str(row.valid_from),
            "valid_to": str(row.valid_to),
            "dtstart": str(row.start),
            "timezone": row.offset,
            "until": str(row.until),
            "wkst": "MO",
            "freq": row.freq,
            "interval": 1,
            "byday": ",".join(row.days),
            # The offset stands with the time as well: the specification asks for it there.
            "opens_at": f"{row.opens:%H:%M}{zone}",
            "closes_at": f"{row.closes:%H:%M}{zone}",
        }
        if said := sentences.row_description(hours, row.opens, row.closes, around.window):
            found["description"] = said
        if closed:
            found["notes"] = closed
        made.append(found)
    return made
