"""The pocket edition as a booklet: A5, by topic, with contents, page numbers and an index."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from services_catalog.languages import SOURCE, languages
from services_catalog.pocket import words
from services_catalog.pocket.data import Edition
from services_catalog.pocket.entries import Door, Entry
from services_catalog.pocket.html import said_in_both, title
from services_catalog.pocket.words import Pair, said, said_twice
from services_catalog.printing.letters import printable
from services_catalog.printing.poster import TALL_SCRIPTS, Sheet, shown_address
from services_catalog.printing.typeset import typeset

TEMPLATE = "pocket"
SENTENCES = ("summary", "how", "who", "hours_note", "cost_note")
"""What is printed of a service's sentences; the long description stays in the file."""


def pdf(edition: Edition) -> bytes:
    """The booklet.

    Raises:
        PrintingError: see :func:`services_catalog.printing.typeset.typeset`.
    """
    return typeset(TEMPLATE, sheet(edition))


def sheet(edition: Edition) -> Sheet:
    """What the template needs; a letter that no font of ours has is marked."""
    language = edition.language
    own = languages()[language]
    inside = {one.id for one in edition.entries}
    found: Sheet = printable(
        {
            "language": language,
            "direction": own.direction,
            "tall": own.script in TALL_SCRIPTS,
            "own": own.own,
            "title": asdict(title(edition)),
            "title_dutch": title(replace(edition, language=SOURCE)).text,
            "made": _pair(said_in_both(words.MADE, edition)),
            "contents": asdict(said(words.CONTENTS, language)),
            "emergency": _pair(said_twice(words.EMERGENCY, language)),
            "danger": _pair(said_twice(words.DANGER, language)),
            "questions": _pair(said_twice(words.FOR_ALL_QUESTIONS, language)),
            "usual": asdict(said(words.USUAL_WEEK, language)),
            "others": asdict(said(words.OTHER_DAYS, language)),
            "also": asdict(said(words.ALSO, language)),
            "by_area": asdict(said(words.BY_NEIGHBOURHOOD, language)),
            "no_door": asdict(said(words.NO_DOOR, language)),
            "lines": [
                {"number": line.number, "name": line.name, "purpose": _pair(line.purpose)}
                for line in edition.lines
            ],
            "office": _office(edition.office, inside) if edition.office else None,
            "sections": [
                {
                    "label": _pair(section.label),
                    "entries": [_entry(one) for one in section.entries],
                    "also": [one.id for one in section.also],
                }
                for section in edition.sections
            ],
            "titles": {one.id: _pair(one.title) for one in edition.entries},
            "areas": [
                {"name": area.name, "entries": [one.id for one in area.entries]}
                for area in edition.areas
            ],
        }
    )
    return found


def _office(office: Entry, inside: set[str]) -> dict[str, Any]:
    return {
        "id": office.id if office.id in inside else None,
        "title": _pair(office.title),
        "phone": office.phone[0] if office.phone else None,
        "doors": [f"{door.name}, {door.address}" for door in office.doors],
    }


def _entry(one: Entry) -> dict[str, Any]:
    facts = [("access", None), ("interpreter", None), ("cost", "cost"),
             ("documents", "documents"), ("languages", "languages")]  # fmt: skip
    return {
        "id": one.id,
        "title": _pair(one.title),
        "everyone": one.badge_kind == "everyone",
        "badge": _pair(one.badge),
        "warnings": [_pair(text) for text in (one.words.get("warning"), one.overdue) if text],
        "notes": [
            f"{note.text} ({words.UNTIL.format(date=note.last_day.strftime('%d/%m/%Y'))})"
            for note in one.notes
        ],
        "phone": one.phone[0] if one.phone else None,
        "email": one.email,
        "url": shown_address(one.url) if one.url else None,
        "doors": [_door(door) for door in one.doors],
        "sentences": [
            {
                "label": _pair(one.labels[field]) if field in one.labels else None,
                "text": _pair(one.words[field]),
            }
            for field in SENTENCES
            if field in one.words
        ],
        "facts": [
            {"label": _pair(one.labels[label]) if label else None, "text": _pair(one.facts[key])}
            for key, label in facts
            if key in one.facts
        ],
        "checked": _pair(one.checked),
        "source": one.source,
        "translation": asdict(one.translation) if one.translation else None,
    }


def _door(door: Door) -> dict[str, Any]:
    with_week = door.usual is not None and door.pattern is not None and not door.pattern.dormant

    def rows(found: Any) -> list[dict[str, str]]:
        if not found:
            return []
        return [
            {"days": own.days, "hours": own.hours, "dutch": dutch.days}
            for own, dutch in zip(found.own, found.dutch, strict=True)
        ]

    return {
        "name": door.name,
        "address": door.address,
        "directions": _pair(door.directions) if door.directions else None,
        "usual": rows(door.usual) if with_week else [],
        "other": rows(door.other) if with_week else [],
        "closed": None if with_week else _pair(door.closed),
    }


def _pair(found: Pair) -> dict[str, Any]:
    return asdict(found)
