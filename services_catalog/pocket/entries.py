"""One service in the pocket edition: what its two cards say, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from services_catalog.cards import Card
from services_catalog.formatting import open_words
from services_catalog.hours import BRUSSELS, OpenState
from services_catalog.i18n import Translator
from services_catalog.languages import SOURCE
from services_catalog.models import WORD_FIELDS
from services_catalog.pocket.hours import Pattern, Row, other_rows, usual_rows
from services_catalog.pocket.words import Pair, Said, pair

FACTS = ("access", "cost", "documents", "languages", "interpreter")


@dataclass(frozen=True)
class Note:
    """A caution of a colleague, in Dutch, and the last day it holds."""

    text: str
    last_day: date


@dataclass(frozen=True)
class Rows:
    """The same rows of hours in both languages."""

    own: list[Row]
    dutch: list[Row]


@dataclass(frozen=True)
class Door:
    """A place where a service is given, with its hours."""

    name: str
    address: str
    directions: Pair | None
    step_free: Pair
    map_url: str | None
    pattern: Pattern | None
    usual: Rows | None
    other: Rows | None
    closed: Pair
    """What is said of the hours when there are none, or none for a long time."""


@dataclass(frozen=True)
class Entry:
    """One service."""

    id: str
    title: Pair
    words: Mapping[str, Pair]
    """The sentences it has, by field; the title is apart."""
    organization: str
    badge_kind: str
    badge: Pair
    phone: tuple[str, str] | None
    """As it is read, and as it is dialled."""
    email: str | None
    url: str | None
    facts: Mapping[str, Pair]
    labels: Mapping[str, Pair]
    doors: tuple[Door, ...]
    source: str
    source_url: str | None
    checked: Pair
    overdue: Pair | None
    translation: Said | None
    """What is said of the translation: by a machine, older than the Dutch, missing."""
    notes: tuple[Note, ...]
    topics: tuple[str, ...]
    areas: tuple[str, ...]
    search: tuple[str, ...]
    """Words to be found by, beside all that can be read."""

    @property
    def sort(self) -> str:
        """By title, capitals or not."""
        return self.title.own.text.casefold()


def entry(
    own: Card,
    dutch: Card,
    language: str,
    *,
    topics: Sequence[str],
    patterns: Sequence[Pattern | None],
    areas: Sequence[str | None],
    words: Sequence[str],
    notes: Sequence[Note],
) -> Entry:
    """The entry of two cards of one service; ``patterns`` and ``areas`` are in order of places."""

    def both(key: str) -> Pair | None:
        if not own[key] or not dutch[key]:
            return None
        return pair(_flat(own[key]), _flat(dutch[key]), language)

    spoken = {}
    for field in WORD_FIELDS:
        if own[field] and dutch[field]:
            mixed = field in own["dutch_fields"]
            spoken[field] = pair(
                own[field], dutch[field], SOURCE if mixed else own["language"]
            )  # fmt: skip
    places = zip(own["places"], dutch["places"], patterns, strict=False)
    translation = own["translation"]
    return Entry(
        id=own["id"],
        title=spoken.pop("title"),
        words=spoken,
        organization=own["organization"],
        badge_kind=own["badge"]["kind"],
        badge=pair(own["badge"]["text"], dutch["badge"]["text"], language),
        phone=(own["phone"]["text"], own["phone"]["href"]) if own["phone"] else None,
        email=own["email"],
        url=_web(own["url"]),
        facts={key: found for key in FACTS if (found := both(key))},
        labels={
            key: pair(label, dutch["labels"][key], language) for key, label in own["labels"].items()
        },
        doors=tuple(_door(*place, language) for place in places),
        source=own["source"]["name"],
        source_url=_web(own["source"]["url"]),
        checked=pair(own["checked"], dutch["checked"], language),
        overdue=both("overdue"),
        translation=Said.of(translation["text"], language) if translation else None,
        notes=tuple(notes),
        topics=tuple(topics),
        areas=tuple(dict.fromkeys(area for area in areas if area)),
        search=tuple(dict.fromkeys(words)),
    )


def _door(own: Card, dutch: Card, found: Pattern | None, language: str) -> Door:
    translators = Translator(language), Translator(SOURCE)
    usual = other = None
    closed = pair(own["open"]["text"], dutch["open"]["text"], language)
    if found:
        usual = Rows(*(usual_rows(found, t) for t in translators))
        other = Rows(*(other_rows(found, t) for t in translators))
        closed = pair(_later(found, translators[0]), _later(found, translators[1]), language)
    directions = own["directions"]
    return Door(
        name=own["name"],
        address=own["address"],
        directions=pair(directions, dutch["directions"], language) if directions else None,
        step_free=pair(own["step_free"], dutch["step_free"], language),
        map_url=own["map_url"],
        pattern=found,
        usual=usual,
        other=other if other and other.own else None,
        closed=closed,
    )


def _later(found: Pattern, translator: Translator) -> str:
    return open_words(
        OpenState(False, found.later),
        datetime.combine(found.first_day, time(0), tzinfo=BRUSSELS),
        translator,
    )


def _flat(value: object) -> str:
    return " · ".join(map(str, value)) if isinstance(value, list) else str(value)


def _web(address: str | None) -> str | None:
    """Only what a browser opens as a page: an address may come from another system."""
    return address if address and address.startswith(("https://", "http://")) else None
