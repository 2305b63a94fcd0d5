"""Reads the one box: free words and facets together, in Dutch, English and French.

``football boy 9 no papers wednesday north`` becomes the word *football* and five facets. What
stands between quotation marks is left as it is: ``"station"`` is a word, no neighbourhood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from services_catalog.lookup.phrases import Label, Match, PhraseList, Token, form_of, tokens
from services_catalog.lookup.wanted import DAY_NAMES, PARTS, Wanted, When
from services_catalog.settings import PROJECT_ROOT
from services_catalog.text import sanitise
from services_catalog.vocabulary import Audience

LANGUAGES = ("nl", "en", "fr")
LONGEST = 200
"""Characters read of the box."""
FUZZY_LETTERS = 6
"""Shorter names of neighbourhoods are never matched by likeness."""
FUZZY_SCORE = 82.0

_WORDS = Path(__file__).parent / "words.yml"
_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]*)[\"“”»]?")
_CLOCK = re.compile(
    r"(?<!\w)(?:(?P<h1>[01]?\d|2[0-4])(?:[:.]|\s?(?:u|uur|h)\s?)(?P<m1>[0-5]\d)"
    r"|(?P<h2>[01]?\d|2[0-4])\s?(?:u|uur|h|heures?)"
    r"|(?P<h3>1[0-2]|0?[1-9])\s?(?P<half>am|pm))(?!\w)",
    re.IGNORECASE,
)
# What the lists call people, and the groups services are made for. A child comes with its family.
_GROUPS: Mapping[str, tuple[Audience, ...]] = {
    "baby": (Audience.CHILDREN, Audience.FAMILY),
    "child": (Audience.CHILDREN, Audience.YOUTH, Audience.FAMILY),
    "teenager": (Audience.YOUTH,),
    "family": (Audience.FAMILY,),
    "alone": (Audience.ALONE,),
    "pregnant": (Audience.PREGNANT, Audience.FAMILY),
    "elderly": (Audience.ELDERLY,),
    "woman": (Audience.WOMEN,),
    "man": (Audience.MEN,),
}
_ABOUT_DUTCH = {"dutch_course", "integration"}
_SECTIONS = ("topics", "when", "household", "languages")
_FLAGS = ("free", "open_now", "no_papers", "age")


@dataclass(frozen=True)
class Facet:
    """A facet that was read: its kind, its key or number, and the box's text without its words."""

    kind: str
    value: str
    without: str


@dataclass(frozen=True)
class Reading:
    """What a text in the box means."""

    wanted: Wanted
    facets: tuple[Facet, ...]


@cache
def _lists() -> tuple[PhraseList, frozenset[str], frozenset[str], frozenset[tuple[str, ...]]]:
    """The phrases, the stop words, the ambiguous names of places, and the words of place."""
    own = _plain(_WORDS)
    files = [_plain(PROJECT_ROOT / "data" / "gazetteer" / f"{code}.yml") for code in LANGUAGES]
    numbers = {word: int(n) for file in files for word, n in (file.get("numbers") or {}).items()}
    phrases = PhraseList(numbers)
    for file in [own, *files]:
        for section in _SECTIONS:
            for key, items in (file.get(section) or {}).items():
                phrases.add(items, (section, key))
        for section in (*_FLAGS, "walk_in", "interpreter", "everyone"):
            phrases.add(file.get(section) or (), (section, ""))
    stop = frozenset(form_of(word) for word in own["stop"])
    doubtful = frozenset(form_of(word) for word in own["place_after_near_only"])
    near = {tuple(t.form for t in tokens(p)) for file in files for p in file.get("near") or ()}
    return phrases, stop, doubtful, frozenset(near)


def _plain(path: Path) -> dict[str, Any]:
    # Every value a string: "no" is a word people say.
    document = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506
    return dict(document)


class Places:
    """The names of the municipality's neighbourhoods, also misspelt."""

    def __init__(self, neighbourhoods: Mapping[str, Sequence[str]]) -> None:
        """``neighbourhoods``: names people use, by id (``Municipality.neighbourhoods``)."""
        self.names = {key: str(names[0]) if names else key for key, names in neighbourhoods.items()}
        self._exact: dict[tuple[str, ...], str] = {}
        for key, names in neighbourhoods.items():
            for name in (key, *names):
                if forms := tuple(token.form for token in tokens(str(name))):
                    self._exact[forms] = key
        self._long = {f[0]: key for f, key in self._exact.items() if len(f[0]) >= FUZZY_LETTERS}
        self._longest = max(map(len, self._exact), default=0)

    def find(self, words: Sequence[Token]) -> list[Match]:
        """The names in ``words``."""
        _phrases, _stop, doubtful, near = _lists()
        forms = [word.form for word in words]
        found = []
        for place in range(len(forms)):
            for length in range(min(self._longest, len(forms) - place), 0, -1):
                key = self._exact.get(tuple(forms[place : place + length]))
                sure = forms[place] not in doubtful or length > 1 or _after(forms, place, near)
                if key and sure:
                    found.append(Match(("where", key), place, place + length))
                    break
            else:
                alike = process.extractOne(
                    forms[place], self._long.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY_SCORE
                ) if len(forms[place]) >= FUZZY_LETTERS else None  # fmt: skip
                if alike and forms[place] not in doubtful:
                    found.append(Match(("where", self._long[alike[0]]), place, place + 1))
        return found


def read(text: str, places: Places) -> Reading:
    """What ``text`` means. Nothing is refused: what is not understood is a word to look for."""
    text = sanitise(text, LONGEST)
    phrases, stop, _doubtful, _near = _lists()
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    clocks = [m for m in _CLOCK.finditer(text) if not _inside(m.start(), quoted)]
    taken = [*quoted, *(match.span() for match in clocks)]
    words = [token for token in tokens(text) if not _inside(token.start, taken)]
    literal = [token.form for token in tokens(text) if _inside(token.start, quoted)]

    found = [*phrases.find(words), *places.find(words)]
    topics = [match for match in found if match.label[0] == "topics"]
    kept = _apart([match for match in found if match.label[0] != "topics"])
    # "No papers" is no question about papers; "to learn Dutch" is more than the word "Dutch".
    topics = [topic for topic in topics if not any(_covers(match, topic) for match in kept)]
    kept, topics = _settled(kept, topics)
    used = {n for match in kept for n in range(match.first, match.last)}

    facets = [_facet(match, words, text) for match in kept]
    wanted = Wanted(near_topics=frozenset(match.label[1] for match in topics))
    for match in kept:
        wanted = _with(wanted, match.label, match.number)
    for clock in clocks[:1]:
        wanted = replace(wanted, when=replace(wanted.when, clock=_clock(clock)))
        facets.append(Facet("clock", _clock(clock).strftime("%H:%M"), _cut(text, clock.span())))
    free = []
    for n, word in enumerate(words):
        if n in used:
            continue
        age = phrases.number(word.form) if word.form[0].isdecimal() else None
        if age is not None and wanted.age is None:
            wanted = replace(wanted, age=age)
            facets.append(Facet("age", str(age), _cut(text, (word.start, word.end))))
        elif word.form not in stop:
            free.append(word.form)
    people = [match for match in kept if match.label[0] == "household"]
    hints = tuple(words[n].form for match in people for n in range(match.first, match.last))
    wanted = replace(wanted, words=tuple(dict.fromkeys([*literal, *free])), hints=hints)
    return Reading(wanted, tuple(facets))


def _apart(found: Iterable[Match]) -> list[Match]:
    """Matches that share no word, longer ones first, and one of each kind that has one value.

    An age that was said of somebody ("a boy of 9") leaves that word to the person.
    """
    found = list(found)
    people = [match for match in found if match.label[0] == "household"]
    kept: list[Match] = []
    for match in sorted(found, key=lambda m: (m.first - m.last, m.first)):
        label = match.label
        if label[0] == "age":
            spoken_of = [p.last for p in people if p.first == match.first and p.last < match.last]
            match = replace(match, first=max(spoken_of, default=match.first))
        if any(match.first < other.last and other.first < match.last for other in kept):
            continue
        if label[0] in ("where", "languages", "age") and any(k.label[0] == label[0] for k in kept):
            continue
        kept.append(match)
    return sorted(kept, key=lambda match: match.first)


def _covers(match: Match, topic: Match) -> bool:
    overlap = match.first < topic.last and topic.first < match.last
    return overlap and match.last - match.first >= topic.last - topic.first


def _settled(kept: list[Match], topics: list[Match]) -> tuple[list[Match], list[Match]]:
    """Words with two meanings, by what stands beside them."""
    named = {match.label[1] for match in topics}
    if named & _ABOUT_DUTCH:
        # Who wants to learn Dutch does not look for a desk where Dutch is spoken.
        kept = [match for match in kept if match.label != ("languages", "nl")]
    if "interpreter" in named and len(named) > 1:
        tolk = next(match for match in topics if match.label[1] == "interpreter")
        topics = [match for match in topics if match.label[1] != "interpreter"]
        kept = [*kept, Match(("interpreter", ""), tolk.first, tolk.last)]
    return kept, topics


def _with(wanted: Wanted, label: Label, number: int | None) -> Wanted:
    section, key = label
    match section:
        case "household":
            groups = frozenset(group.value for group in _GROUPS.get(key, ()))
            return replace(wanted, audience=wanted.audience | groups)
        case "age":
            return replace(wanted, age=number)
        case "where":
            return replace(wanted, neighbourhood=key)
        case "when" if key in PARTS:
            return replace(wanted, when=replace(wanted.when, part=key))
        case "when" if key in DAY_NAMES:
            return replace(wanted, when=replace(wanted.when, day=key))
        case "open_now":
            return replace(wanted, when=When("now"))
        case "languages":
            return replace(wanted, language=key)
        case "free":
            return replace(wanted, free=True)
        case "walk_in":
            return replace(wanted, walk_in=True)
        case "interpreter":
            return replace(wanted, interpreter=True)
        case "no_papers" | "everyone":
            return replace(wanted, everyone=True)
    return wanted


_KINDS = {"household": "who", "languages": "language", "no_papers": "everyone", "open_now": "when"}


def _facet(match: Match, words: Sequence[Token], text: str) -> Facet:
    section, key = match.label
    value = "now" if section == "open_now" else key
    if match.number is not None:
        value = str(match.number)
    span = (words[match.first].start, words[match.last - 1].end)
    return Facet(_KINDS.get(section, section), value, _cut(text, span))


def _clock(match: re.Match[str]) -> time:
    hour = int(match["h1"] or match["h2"] or match["h3"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    return time(hour % 24, int(match["m1"] or 0))


def _cut(text: str, span: tuple[int, int]) -> str:
    left, right = text[: span[0]].rstrip(" ,;"), text[span[1] :].lstrip(" ,;")
    return f"{left} {right}".strip()


def _inside(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _after(forms: Sequence[str], place: int, near: frozenset[tuple[str, ...]]) -> bool:
    """Whether a word of place stands just before, an article in between at most."""
    before = forms[max(0, place - 4) : place]
    return any(
        tuple(before[i:j]) in near
        for j in (len(before), len(before) - 1)
        for i in range(max(j, 0))
    )  # fmt: skip
