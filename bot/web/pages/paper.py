"""What stands on the paper: a service in two languages, its week, and the same as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil

from bot.web.shapes import Card, Day, Place
from services_catalog.i18n import Translator
from services_catalog.languages import SOURCE, languages

SIZES = (20, 18, 16, 15)
"""Letters on an A4, in px: as large as what must be said allows."""
CLOSED = "gesloten"
"""What the Dutch hours of a closed day read: see ``formatting.spans``."""
_HALF, _FIXED, _PAGE = 640, 165, 1000
"""Measured in Chromium over 110 cards in eight languages (px): half a line is 640 / size
characters, what stands on every card takes 165, and 1,000 of a page's 1,054 leave room for other
fonts."""


@dataclass(frozen=True)
class Line:
    """The same thing said twice; ``language`` is that of ``own``, Dutch where nothing else is."""

    own: str
    dutch: str
    language: str = SOURCE

    @property
    def shared(self) -> bool:
        """Whether saying it once is enough: a number, an address, the Dutch page."""
        return self.own == self.dutch


@dataclass(frozen=True)
class Fact:
    """A pictogram, its label (with the Dutch one), and what is to be known."""

    icon: str
    label: Line
    lines: list[Line]

    @property
    def shared(self) -> bool:
        """Whether one column will do."""
        return all(line.shared for line in self.lines)


@dataclass(frozen=True)
class Days:
    """Days in a row with the same hours: ``maandag – vrijdag``."""

    days: Line
    hours: Line

    @property
    def closed(self) -> bool:
        """Whether nothing is open on these days."""
        return self.hours.dutch == CLOSED


@dataclass(frozen=True)
class Week:
    """The coming seven days of one or more places with the same hours; ``dates`` in digits."""

    places: list[str]
    dates: str
    runs: list[Days]

    @property
    def open_days(self) -> list[Days]:
        """Without the closed days, where paper is short; all of them in a week without others."""
        return [run for run in self.runs if not run.closed] or self.runs


def said_twice(msgid: str, language: str) -> Line:
    """A sentence of the page in the visitor's language and in Dutch."""
    translator = Translator(language)
    own = translator(msgid)
    return Line(own, msgid, SOURCE if translator.fell_back else language)


def sentences(own: Card, dutch: Card, fields: Iterable[str]) -> list[Line]:
    """Sentences of the catalogue, of those ``fields`` that the service has."""
    return [
        Line(text, getattr(dutch, field) or text, own.language_of(field))
        for field in fields
        if (text := getattr(own, field))
    ]


def print_size(lines: Iterable[Line], rows: int) -> int:
    """The largest letters, in px, with which a card still fits one A4.

    ``rows``: labels and rows of hours, a line each. The smallest size when none fits.
    """
    kept = list(lines)
    for size in SIZES:
        half = _HALF / size
        widths = ((line, 2 * half if line.shared else half) for line in kept)
        wrapped = sum(max(ceil(len(x.own) / w), ceil(len(x.dutch) / w)) for x, w in widths)
        if _FIXED + size * (1.4 * wrapped + 1.45 * rows) <= _PAGE:
            return size
    return SIZES[-1]


def facts(own: Card, dutch: Card, language: str) -> list[Fact]:
    """What a desk and a visitor must both know, in the order in which people ask.

    ``language`` is the page's; the service's own sentences may not be translated yet.
    """

    def words(field: str) -> list[Line]:
        return sentences(own, dutch, (field,))

    def fact(icon: str, key: str, lines: list[Line]) -> Fact:
        label = Line(own.labels.get(key, ""), dutch.labels.get(key, ""), language)
        return Fact(icon, label, [line for line in lines if line.own])

    number = own.phone.text if own.phone else ""
    where = [f"{place.name}, {place.address}" for place in own.places]
    spoken_by = [Line(" · ".join(own.languages), " · ".join(dutch.languages), language)]
    if own.interpreter and dutch.interpreter:
        spoken_by.append(Line(own.interpreter, dutch.interpreter, language))
    # The two were read one after the other: an edit in between must not break the page.
    documents = zip(own.documents, dutch.documents, strict=False)
    # The page draws the week itself, in a table; without one the state says how to get in.
    when = [] if weeks(own, dutch, language) else [Line(own.open.text, dutch.open.text, language)]
    if own.access and dutch.access and own.access != own.open.text:
        when.append(Line(own.access, dutch.access, language))
    rows = [
        fact("pin", "address", [Line(text, text) for text in where]),
        fact("clock", "hours", [*when, *words("hours_note")]),
        fact("phone", "phone", [Line(number, number, language)]),
        fact("coin", "cost", [Line(own.cost, dutch.cost, language), *words("cost_note")]),
        fact("bag", "documents", [Line(*pair, language) for pair in documents]),
        fact("languages", "languages", spoken_by),
        fact("human", "who", [Line(own.badge.text, dutch.badge.text, language), *words("who")]),
    ]  # fmt: skip
    return [row for row in rows if row.lines or row.icon == "clock"]


def weeks(own: Card, dutch: Card, language: str) -> list[Week]:
    """The hours of the coming week; places with the same hours share one table."""
    found: dict[tuple[Days, ...], Week] = {}
    for place, original in zip(own.places, dutch.places, strict=False):
        if not place.week or len(place.week) != len(original.week):
            continue
        runs = _runs(place, original, language)
        dates = f"{_digits(place.week[0])} – {_digits(place.week[-1], year=True)}"
        found.setdefault(tuple(runs), Week([], dates, runs)).places.append(place.name)
    return list(found.values())


def _runs(place: Place, original: Place, language: str) -> list[Days]:
    pairs = list(zip(place.week, original.week, strict=True))
    runs = []
    for _hours, group in groupby(pairs, key=lambda pair: pair[1].hours):
        run = list(group)
        (first, first_dutch), (last, last_dutch) = run[0], run[-1]
        runs.append(
            Days(
                Line(_span(first, last), _span(first_dutch, last_dutch), language),
                Line(first.hours, first_dutch.hours, language),
            )
        )
    return runs


def _span(first: Day, last: Day) -> str:
    return first.day if first is last else f"{first.day} – {last.day}"


def _digits(day: Day, *, year: bool = False) -> str:
    return date.fromisoformat(day.date).strftime("%d/%m/%Y" if year else "%d/%m")


def plain(own: Card, dutch: Card, language: str, link: str) -> str:
    """A service as text to copy: title, place, phone, hours, the page's address."""
    labels = own.labels
    isolated = languages()[language].direction == "rtl"

    def ltr(text: str) -> str:
        """Keeps the groups of a number in order within right-to-left text."""
        return f"\u2066{text}\u2069" if isolated else text

    lines = [own.title]
    if dutch.title != own.title:
        lines.append(ltr(dutch.title))
    lines += [f"{labels['address']}: {ltr(f'{x.name}, {x.address}')}" for x in own.places]
    if own.phone:
        lines.append(f"{labels['phone']}: {ltr(own.phone.text)}")
    shared = weeks(own, dutch, language)
    for week in shared:
        places = f" ({ltr(', '.join(week.places))})" if len(shared) > 1 else ""
        lines.append(f"{labels['hours']} {ltr(week.dates)}{places}:")
        lines += [f"- {run.days.own}: {run.hours.own}" for run in week.runs]
    if not shared:
        lines.append(f"{labels['hours']}: {own.open.text}")
    return "\n".join([*lines, ltr(link)])
