"""What the read API shows of records: pages, short forms, searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from services_catalog.exchange.hsds.catalogue import Feed
from services_catalog.exchange.hsds.terms import Json
from services_catalog.text import fold

MOST = 1000
"""Records on one page at most."""


class BadRequest(ValueError):
    """A parameter that cannot be used; the message says which and how."""


class Shelf:
    """The records of one version of the catalogue by id, in the editors' order."""

    def __init__(self, feed: Feed) -> None:
        """Of what was read from the database."""
        self.key = (feed.version, feed.window)
        self.etag = f'"{feed.version}-{feed.window.first}"'
        self.services = {service["id"]: service for service in feed.services}
        self.organizations = {found["id"]: found for found in feed.organizations}
        self.locations = {found["id"]: found for found in feed.locations}
        self.at_locations = {
            place["id"]: place | {"service": _without(service, "service_at_locations")}
            for service in feed.services
            for place in service["service_at_locations"]
        }

        self._folded: dict[str, str] = {}

    def matches(self, record: Json, search: str | None) -> bool:
        """As :func:`matches`, with the text of each record folded once."""
        if not search:
            return True
        key = record["id"]
        if key not in self._folded:
            # A service under a location is shown without its places; it is found by all of it.
            self._folded[key] = folded(self.services.get(key, record))
        return contains(self._folded[key], search)

    def organization(self, found: Json, whole: bool) -> Json:
        """An organization with its locations and services; ``whole`` ones, or their ids."""
        services = [
            service if whole else {key: service[key] for key in ("id", "name", "status")}
            for service in self.services.values()
            if service["organization"]["id"] == found["id"]
        ]
        places = [
            place
            for place in self.locations.values()
            if place.get("organization_id") == found["id"]
        ]
        return found | {"locations": places, "services": services}


def _without(record: Json, key: str) -> Json:
    return {name: value for name, value in record.items() if name != key}


def short(record: Json) -> Json:
    """Only the plain fields of a record, as lists show it."""
    return {key: value for key, value in record.items() if not isinstance(value, (list, dict))}


def as_is(record: Json) -> Json:
    """The whole record."""
    return record


def minimal(service: Json) -> Json:
    """Only when a service was changed, for who keeps a copy."""
    return {key: service[key] for key in ("id", "last_modified") if key in service}


def short_service(service: Json) -> Json:
    """A service in a list: its own fields and its organization's."""
    return short(service) | {"organization": short(service["organization"])}


def short_at_location(place: Json) -> Json:
    """A service at a location in a list."""
    return short(place) | {
        "location": short(place["location"]),
        "service": short_service(place["service"]),
    }


def page(found: list[Json], number: int, size: int) -> tuple[Json, list[Json]]:
    """The specification's envelope around page ``number``, and the records on it."""
    total = len(found)
    pages = max(1, -(-total // size))
    chosen = found[(number - 1) * size : number * size]
    envelope = {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(chosen),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not chosen,
    }
    return envelope, chosen


def whole_number(query: Mapping[str, str], name: str, default: int) -> int:
    """A parameter that counts, from 1.

    Raises:
        BadRequest: it is none, or too large.
    """
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise BadRequest(f"{name} is a whole number from 1, not {text!r}")
    number = int(text)
    if name == "per_page" and number > MOST:
        raise BadRequest(f"per_page is at most {MOST}")
    return number


def yes(query: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false.

    Raises:
        BadRequest: it is neither.
    """
    text = query.get(name, "false").lower()
    if text not in ("true", "false", "1", "0"):
        raise BadRequest(f"{name} is true or false, not {text!r}")
    return text in ("true", "1")


def changed_since(text: str | None) -> datetime | None:
    """The moment of ``modified_after``; without a zone it is UTC.

    Raises:
        BadRequest: it is no ISO 8601 date or moment.
    """
    if text is None:
        return None
    try:
        # A "+" that was not escaped in an address arrives as a space.
        moment = datetime.fromisoformat(text.strip().replace(" ", "+" if "T" in text else "T"))
    except ValueError:
        raise BadRequest(f"modified_after is a date or moment in ISO 8601, not {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def last_changed(service: Json) -> datetime:
    """When it was changed; a service without history counts as never."""
    moment = service.get("last_modified")
    return datetime.fromisoformat(moment) if moment else datetime.min.replace(tzinfo=UTC)


def matches(record: Json, search: str | None) -> bool:
    """Whether every word of ``search`` stands in the texts of a record."""
    return not search or contains(folded(record), search)


def contains(text: str, search: str) -> bool:
    """Whether every word of ``search`` stands in folded ``text``."""
    return all(word in text for word in fold(search).split())


def folded(record: Json) -> str:
    """The texts of a record with all it holds, without keys, as searches compare them."""
    return fold(" ".join(_texts(record)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key != "id" and not key.endswith("_id") and key != "taxonomy_term":
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value
