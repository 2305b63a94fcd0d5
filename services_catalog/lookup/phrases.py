"""Phrases of the word lists, found in a few typed words.

The signs are those of ``data/gazetteer`` (``docs/contributing/adding-a-sentence.md``): ``a|b``,
``word?``, ``stem*``, ``*stem``, ``{n}``. Phrases with a gap (``...``) are for whole sentences and
are passed over here: in a search box words stand side by side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from services_catalog.text import fold

NUMBER = "{n}"
MAX_AGE = 110
_MAX_VARIANTS = 64
_ELISION = re.compile(r"^(?:l|d|j|n|s|m|t|c|qu)['’ʼ`´](?=\w)", re.IGNORECASE)
# A nursery class begins at 2,5 years: that is one word.
_TOKEN = re.compile(r"(?<!\d)\d{1,2}[.,]\d(?!\d)|[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_MONTHS = ("maand", "month", "mois")

Label = tuple[str, str]
"""Section of the lists and key in it: ``("when", "monday")``."""


@dataclass(frozen=True)
class Token:
    """A word of the text: folded, and where it stands in the text as typed."""

    form: str
    start: int
    end: int


@dataclass(frozen=True)
class Match:
    """A phrase found: its label, its words (first and after the last), its number if it has one."""

    label: Label
    first: int
    last: int
    number: int | None = None


def tokens(text: str) -> list[Token]:
    """The words of ``text``, folded as the lists are: without case, accents and elisions."""
    return [Token(form_of(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def form_of(word: str) -> str:
    """One word as it is compared."""
    return fold(_ELISION.sub("", word))


class PhraseList:
    """Labelled phrases of several languages."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        """``numbers``: written-out numbers by word."""
        self._numbers = {form_of(word): value for word, value in numbers.items()}
        self._by_word: dict[str, list[tuple[tuple[str, ...], Label]]] = defaultdict(list)
        self._by_stem: dict[str, list[tuple[tuple[str, ...], Label]]] = defaultdict(list)
        self._others: list[tuple[tuple[str, ...], Label]] = []

    def add(self, phrases: Iterable[str], label: Label) -> None:
        """File ``phrases`` under ``label``."""
        for phrase in phrases:
            if "..." in phrase or "&" in phrase:
                continue
            for slots in _written_out(phrase):
                first = slots[0]
                if first == NUMBER or first.startswith("*"):
                    self._others.append((slots, label))
                elif first.endswith("*"):
                    self._by_stem[first[:-1]].append((slots, label))
                else:
                    self._by_word[first].append((slots, label))

    def find(self, words: Sequence[Token]) -> list[Match]:
        """All phrases in ``words``, also overlapping ones."""
        forms = [word.form for word in words]
        found = []
        for place, form in enumerate(forms):
            filed = [*self._by_word.get(form, ()), *self._others]
            for length in range(1, len(form) + 1):
                filed += self._by_stem.get(form[:length], ())
            for slots, label in filed:
                end = place + len(slots)
                if end > len(forms):
                    continue
                pairs = list(zip(slots, forms[place:end], strict=True))
                if all(self._fits(slot, word) for slot, word in pairs):
                    values = [self.number(word) for slot, word in pairs if slot == NUMBER]
                    number = values[-1] if values else None
                    if number is not None and any(s.startswith(_MONTHS) for s in slots):
                        number //= 12
                    found.append(Match(label, place, end, number))
        return found

    def number(self, form: str) -> int | None:
        """The number a word stands for, if it can be an age."""
        whole = form.partition(",")[0].partition(".")[0]
        value = int(whole) if whole.isdecimal() and len(whole) <= 3 else self._numbers.get(form)
        return value if value is not None and value <= MAX_AGE else None

    def _fits(self, slot: str, form: str) -> bool:
        if slot == NUMBER:
            return self.number(form) is not None
        if slot.startswith("*"):
            return slot[1:-1] in form if slot.endswith("*") else form.endswith(slot[1:])
        return form.startswith(slot[:-1]) if slot.endswith("*") else form == slot


def _written_out(phrase: str) -> list[tuple[str, ...]]:
    """Every way to write a phrase, as slots: a word, a stem with its star, or a number."""
    choices: list[list[tuple[str, ...]]] = []
    ways = 1
    for piece in phrase.replace(NUMBER, f" {NUMBER} ").split():
        if piece == NUMBER:
            choices.append([(NUMBER,)])
            continue
        optional = piece.endswith("?")
        options = [_slots(option) for option in piece.rstrip("?").split("|")]
        ways *= len(options) + optional
        choices.append([*options, *([()] if optional else [])])
    if ways > _MAX_VARIANTS:
        return []
    written = (tuple(slot for slots in way for slot in slots) for way in product(*choices))
    return [slots for slots in dict.fromkeys(written) if slots]


def _slots(option: str) -> tuple[str, ...]:
    """``grand-m*`` as ``("grand", "m*")``."""
    forms = [token.form for token in tokens(option.strip("*").rstrip("?"))]
    if not forms:
        return ()
    if option.startswith("*"):
        forms[0] = "*" + forms[0]
    if option.endswith("*"):
        forms[-1] += "*"
    return tuple(forms)
