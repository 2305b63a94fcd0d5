"""The pocket edition as one HTML file: no address is asked, and without JavaScript all is there."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from services_catalog.formatting import full_date, long_date, moment_name
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages
from services_catalog.pocket import words
from services_catalog.pocket.data import Edition
from services_catalog.pocket.entries import Entry
from services_catalog.pocket.hours import AHEAD_DAYS, VALID_DAYS, weekday_names
from services_catalog.pocket.words import said, said_twice
from services_catalog.text import fold

TEMPLATES = Path(__file__).parent / "templates"
# JSON allows these two in a string, older script readers end the line there.
_LINE_ENDS = {0x2028: "\\u2028", 0x2029: "\\u2029"}
# Letters of our scripts, beyond the ones every browser folds alike.
_LETTERS = (
    range(0x20, 0x250), range(0x2B0, 0x300), range(0x400, 0x530), range(0x600, 0x700),
    range(0x750, 0x780), range(0x1200, 0x13A0), range(0x1E00, 0x1F00), range(0x2010, 0x2040),
)  # fmt: skip
# The sentences of ``formatting.open_words``: the page says them later, so it takes them along.
_MOMENTS = {
    "always": _("Altijd open"),
    "until": _("Nu open, tot {time}"),
    "untilMoment": _("Nu open, tot {moment}"),
    "closed": _("Nu gesloten"),
    "opens": _("Nu gesloten. Opent {moment}"),
    "today": _("vandaag om {time}"),
    "tomorrow": _("morgen om {time}"),
    "moment": _("{day} om {time}"),
    "shut": _("gesloten"),
    "wholeDay": _("dag en nacht open"),
    "week": words.THIS_WEEK,
}


@dataclass(frozen=True)
class Served:
    """What a page that is served has beside the file: where the rest of it is."""

    icon: str
    file: str
    pdf: str


@cache
def environment() -> Environment:
    """The templates, with every value escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["zip"] = partial(zip, strict=True)
    return made


@cache
def _inline(name: str) -> str:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    if "</" in text:
        raise ValueError(f"{name} would end its own element in the page")
    return text


def policy() -> str:
    """The content policy: our one script and one style by their hashes, nothing from elsewhere.

    The same for the file and for the page that is served; ``'self'`` is nothing in a file.
    """
    script, style = (_hash(_inline(name)) for name in ("pocket.js", "pocket.css"))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def html(edition: Edition, served: Served | None = None) -> str:
    """The page. With ``served`` it can be installed and leads to the file and to the PDF."""
    language = edition.language
    numbers = _door_numbers(edition)
    return environment().get_template("pocket.html").render(
        edition=edition, language=language, direction=languages()[language].direction,
        title=title(edition), policy=policy(), served=served, words=words,
        made=said_in_both(words.MADE, edition), old=said_in_both(words.OLD, edition),
        named_areas=[area for area in edition.areas if area.key],
        office_inside=edition.office is not None
        and edition.office.id in {one.id for one in edition.entries},
        t=lambda msgid: said(msgid, language),
        t2=lambda msgid: said_twice(msgid, language),
        until=_until, doors_of=lambda one: " ".join(map(str, _doors_of(one, numbers))),
        number_of=lambda one, door: numbers[one.id, one.doors.index(door)],
        css=Markup(_inline("pocket.css")),  # noqa: S704 - our own files
        script=Markup(_inline("pocket.js")),  # noqa: S704
        data=htmlsafe_json_dumps(_data(edition, numbers), dumps=_compact),
    )  # fmt: skip


def name(language: str, city: str) -> words.Said:
    """What the edition of the whole municipality is called."""
    return said(words.TITLE, language, city=city)


def title(edition: Edition) -> words.Said:
    """What an edition is called, in its own language where that is translated."""
    if edition.neighbourhood is None:
        return name(edition.language, edition.city)
    return said(
        words.TITLE_HERE,
        edition.language,
        neighbourhood=edition.neighbourhood,
        city=edition.city,
    )


def said_in_both(msgid: str, edition: Edition) -> words.Pair:
    """A sentence with the day on which the edition was made, in both languages."""
    own = said(msgid, edition.language)
    dutch = msgid.format(date=full_date(edition.made, SOURCE))
    text = own.text.format(date=full_date(edition.made, own.language))
    return words.Pair(words.Said.of(text, own.language), None if own.language == SOURCE else dutch)


def _until(day: date) -> str:
    return words.UNTIL.format(date=full_date(day, SOURCE))


def _compact(data: Any, **_options: Any) -> str:
    # Letters are left as they are: escaped Arabic is three times as long.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS)


Numbers = dict[tuple[str, int], int]


def _door_numbers(edition: Edition) -> Numbers:
    with_hours = (
        (one.id, place)
        for one in edition.entries
        for place, door in enumerate(one.doors)
        if door.pattern
    )
    return {key: number for number, key in enumerate(with_hours)}


def _doors_of(one: Entry, numbers: Numbers) -> Iterator[int]:
    return (numbers[one.id, place] for place in range(len(one.doors)) if (one.id, place) in numbers)


def _data(edition: Edition, numbers: Numbers) -> dict[str, Any]:
    entries = {one.id: one for one in edition.entries}
    doors, later = [], []
    for service_id, place in numbers:
        found = entries[service_id].doors[place].pattern
        assert found is not None  # only doors with a pattern have a number
        doors.append({"usual": found.usual, "other": found.other})
        if found.later:
            doors[-1]["later"] = found.later.isoformat()
            later.append(found.later)
    counter = Translator(edition.language)
    return {
        "made": edition.made.isoformat(),
        "valid": VALID_DAYS,
        "days": VALID_DAYS + AHEAD_DAYS,
        "doors": doors,
        "areas": {area.key: " ".join(area.spellings) for area in edition.areas if area.key},
        "search": {f"s-{one.id}": " ".join(one.search) for one in edition.entries},
        "words": {
            key: _sentences(code, edition.made, later)
            for key, code in (("own", edition.language), ("dutch", SOURCE))
        },
        "counts": [
            counter(words.FOUND_ONE if number == 1 else words.FOUND_MANY, number=number)
            for number in range(len(entries) + 1)
        ],
        "nothing": said(words.NOTHING, edition.language).text,
        "fold": _folding(),
    }


def _sentences(language: str, made: date, later: Iterable[Any]) -> dict[str, Any]:
    translator = Translator(language)
    days = (made + timedelta(days=number) for number in range(VALID_DAYS + AHEAD_DAYS))
    return {
        **{key: translator(msgid) for key, msgid in _MOMENTS.items()},
        "weekdays": weekday_names(language),
        "dates": [long_date(day, language) for day in days],
        "later": {
            moment.isoformat(): moment_name(moment, moment - timedelta(days=VALID_DAYS), translator)
            for moment in later
        },
    }


@cache
def _folding() -> dict[str, str]:
    """Where :func:`services_catalog.text.fold` does more than taking marks off a letter.

    So there is one rule for search in the chat and in the file.
    """
    found = {}
    for letters in _LETTERS:
        for letter in map(chr, letters):
            lower = letter.lower()
            plain = "".join(
                c for c in unicodedata.normalize("NFD", lower)
                if not unicodedata.category(c).startswith("M")
            )  # fmt: skip
            if lower == letter and fold(letter) != plain:
                found[letter] = fold(letter)
    return found
