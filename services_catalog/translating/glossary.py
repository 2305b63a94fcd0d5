"""Fixed terms: which Dutch words are always translated in the same way (``glossary.yml``).

A term is found in Dutch sentences also in the plural and with a hyphen behind it
(``OCMW-werker``), and never inside a longer word (``inburgering`` is not in
``inburgeringstraject``). Of two terms that overlap, the longer one counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, field_validator, model_validator
from sqlalchemy.orm import Session

from services_catalog.languages import SOURCE, languages
from services_catalog.loading.shapes import Strict
from services_catalog.translating.units import ASKS, units

GLOSSARY = Path(__file__).parent / "glossary.yml"
_TRAILING = r"(?!\w)"
_LEADING = r"(?<!\w)"


@dataclass(frozen=True)
class Term:
    """A Dutch term and what it is in one language; ``translation`` None: nothing is agreed."""

    dutch: str
    translation: str | None
    note: str | None
    keep: bool = False
    """The Dutch word itself must stay in the text."""
    reviewed: bool = False
    """Somebody who speaks the language has read this entry."""
    accepted: tuple[str, ...] = ()
    """Any of these in a translation is right."""


@dataclass(frozen=True)
class GlossaryFinding:
    """Advice: a translation that does not use the fixed term. ``key``: the first such text."""

    key: str
    language: str
    term: Term
    source: str
    target: str


class Entry(Strict):
    """A term of ``glossary.yml``."""

    dutch: str = Field(min_length=2)
    keep: bool = False
    note: str | None = None
    forms: list[str] = Field(default_factory=list)
    translations: dict[str, list[str]] = Field(default_factory=dict)
    explained: dict[str, str] = Field(default_factory=dict)
    reviewed: list[str] = Field(default_factory=list)

    @field_validator("translations", mode="before")
    @classmethod
    def _lists(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        return {code: one if isinstance(one, list) else [one] for code, one in value.items()}

    @model_validator(mode="after")
    def _known(self) -> Entry:
        for code in (*self.translations, *self.explained, *self.reviewed):
            if code not in languages() or code == SOURCE:
                raise ValueError(f"{self.dutch}: {code!r} is no language to translate into")
        if self.explained and not self.keep:
            raise ValueError(f"{self.dutch}: 'explained' goes with 'keep: true'")
        if unknown := set(self.reviewed) - {*self.translations, *self.explained}:
            raise ValueError(f"{self.dutch}: nothing to review in {', '.join(sorted(unknown))}")
        return self

    def term(self, language: str) -> Term:
        """What it is in ``language``."""
        fixed = self.translations.get(language, [])
        explained = self.explained.get(language)
        text = fixed[0] if fixed else None
        if text is None and self.keep:
            text = f"{self.dutch} ({explained})" if explained else self.dutch
        return Term(
            dutch=self.dutch,
            translation=text,
            note=self.note,
            keep=self.keep and not fixed,
            reviewed=language in self.reviewed,
            accepted=tuple(fixed) or ((self.dutch,) if self.keep else ()),
        )


@cache
def entries() -> tuple[Entry, ...]:
    """All terms, as they stand in the file.

    Raises:
        ValueError: the file is wrong; the message says where.
    """
    raw = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))["terms"]
    found = tuple(Entry.model_validate(entry) for entry in raw)
    names = [entry.dutch.casefold() for entry in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"twice in {GLOSSARY.name}: {', '.join(sorted(twice))}")
    return found


def terms_in(text: str, language: str) -> list[Term]:
    """The terms in a Dutch text, each once, in the order in which they come."""
    pattern, by_form = _pattern()
    found = dict.fromkeys(by_form[hit[0].casefold()] for hit in pattern.finditer(text))
    return [entries()[index].term(language) for index in found]


def occurrences(text: str) -> list[str]:
    """The Dutch terms in a text, as often as they come: for counting."""
    pattern, by_form = _pattern()
    return [entries()[by_form[hit[0].casefold()]].dutch for hit in pattern.finditer(text)]


def glossary_findings(
    session: Session, language: str, *, services: Sequence[str] | None = None
) -> list[GlossaryFinding]:
    """Translations without the fixed term of their Dutch: advice, once per service and term.

    A service's texts are taken together: a word that was explained once needs not be again.
    """
    found = []
    every = units(session, language, services=services)
    every.sort(key=lambda unit: unit.owner)
    for _owner, group in groupby(every, key=lambda unit: unit.owner):
        members = [unit for unit in group if unit.target and unit.field != ASKS]
        said = "\n".join(unit.target or "" for unit in members)
        seen = set()
        for unit in members:
            for term in terms_in(unit.source, language):
                if term.dutch in seen or not term.accepted:
                    continue
                seen.add(term.dutch)
                if not uses(said, term, language):
                    found.append(
                        GlossaryFinding(unit.key, language, term, unit.source, unit.target or "")
                    )
    return found


def uses(text: str, term: Term, language: str) -> bool:
    """Whether a translation uses the term: every word of it, in any case or number."""
    words = _words(text)
    anywhere = languages()[language].script in ("arab", "ethi")  # these write "in" and "the" on it

    def there(stem: str) -> bool:
        return any(stem in word if anywhere else word.startswith(stem) for word in words)

    return any(all(there(_stem(word)) for word in _words(fixed)) for fixed in term.accepted)


def _words(text: str) -> list[str]:
    """The words without case and without marks over letters, which many people leave out."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"\w+", bare.casefold())


def _stem(word: str) -> str:
    """The word without what grammar changes at its end."""
    if "\u1200" <= word[:1] <= "\u139f":  # a letter of Ethiopic is a syllable: its end changes
        return word[:-1] if len(word) > 2 else word
    return word if len(word) < 4 else word[:-1] if len(word) < 6 else word[:-2]


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, int]]:
    by_form: dict[str, int] = {}
    for index, entry in enumerate(entries()):
        for form in (entry.dutch, *entry.forms):
            for written in _written(form):
                by_form.setdefault(written.casefold(), index)
    longest = sorted(by_form, key=lambda form: (-len(form), form))
    choice = "|".join(re.escape(form) for form in longest)
    return re.compile(f"{_LEADING}(?:{choice}){_TRAILING}", re.IGNORECASE), by_form


def _written(term: str) -> set[str]:
    """A term as Dutch also writes it: its last word in the plural, its first with an -e."""
    *before, last = term.split(" ")
    ends = _plurals(last)
    starts = [" ".join(before)] if before else [""]
    if before and not before[-1].endswith("e"):
        starts.append(" ".join((*before[:-1], f"{before[-1]}e")))
    return {f"{start} {end}".strip() for start in starts for end in ends}


def _plurals(word: str) -> set[str]:
    if word.isupper():
        return {word, f"{word}'s"}
    found = {word, f"{word}s", f"{word}'s", f"{word}en", f"{word}e", f"{word}n"}
    if word.endswith(("f", "s")):
        found.add(f"{word[:-1]}{'v' if word[-1] == 'f' else 'z'}en")
    if double := re.search(r"([aeou])\1([bcdfgklmnprst])$", word):  # aanvraag, aanvragen
        stem, last = word[: double.start()] + double[1], double[2]
        found |= {f"{stem}{one}en" for one in {last, {"f": "v", "s": "z"}.get(last, last)}}
    elif short := re.search(r"(?<![aeiou])[aeiou]([bdfgklmnprst])$", word):  # les, lessen
        found.add(f"{word}{short[1]}en")
    return found
