"""The words of ``data/gazetteer``: what a text names, as keys, never as the visitor's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot.phrases import PhraseBook
from bot.plain_yaml import read_plain
from bot.words import Words, split_words

MAX_AGE = 110
FUZZY_LETTERS = 6
"""Shorter names of neighbourhoods are never matched by likeness."""
FUZZY_SCORE = 84.0
_LOOK_BACK = 2
_GLUED_AND = 3

# Sections of the files that are lists by key, and the entity each becomes.
_KEYED = {"topics": "topic", "aspects": "aspect", "when": "when", "household": "household",
          "ordinals": "ordinal", "languages": "language_asked"}  # fmt: skip
# Sections that are one list: the entity is there or not.
_FLAGS = ("free", "open_now", "no_papers")
# Topics in which a language is the thing learnt, not the language to be served in.
_ABOUT_LANGUAGE = ("dutch_course", "integration")


@dataclass(frozen=True)
class Found:
    """Something named in a text: entity, value (a key, a number or true), word range."""

    entity: str
    value: str | int | bool
    start: int
    end: int


class LanguageGazetteer:
    """The lists of one language, from one file."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises :class:`bot.phrases.PhraseError` naming what is wrong where."""
        document = read_plain(path)
        self.language = str(document["language"])
        self.numbers: dict[tuple[str, ...], int] = {}
        for word, value in (document.get("numbers") or {}).items():
            self.numbers[split_words(word).forms] = int(value)
        self._book = PhraseBook({w[0]: n for w, n in self.numbers.items() if len(w) == 1})
        for section, entity in _KEYED.items():
            for key, phrases in (document.get(section) or {}).items():
                value = int(key) if entity == "ordinal" and key.isdigit() else key
                self._add(phrases, (entity, value), f"{path.name}: {section}: {key}")
        for section in _FLAGS:
            self._add(document.get(section) or [], (section, True), f"{path.name}: {section}")
        self._add(document.get("age") or [], ("age", None), f"{path.name}: age")
        self.near = _forms(document.get("near"))
        self.joins = _forms(document.get("joins"))
        self.corrections = _forms(document.get("corrections"))

    def _add(self, phrases: Iterable[str], label: tuple[str, Any], where: str) -> None:
        for phrase in phrases:
            self._book.add(phrase, label, where=where, language=self.language, allow_and=False)

    def find(self, words: Words) -> list[Found]:
        """Everything this language's lists know in a text."""
        found: list[Found] = []
        for match in self._book.find(words):
            entity, value = match.label
            if entity == "age":
                age = self._number(words, match.start, match.end)
                if age is None:
                    continue
                value = age
            found.append(Found(entity, value, match.start, match.end))
        return found

    def _number(self, words: Words, start: int, end: int) -> int | None:
        """The number between two words, digits or written out in one word or more."""
        for position in range(end - 1, start - 1, -1):
            form = words.forms[position]
            if form.isascii() and form.isdigit() and len(form) <= 3:
                return int(form) if 0 <= int(form) <= MAX_AGE else None
            for length in (3, 2, 1):
                value = self.numbers.get(words.forms[max(0, position + 1 - length) : position + 1])
                if value is not None:
                    return value
        return None


def _forms(phrases: Iterable[str] | None) -> frozenset[tuple[str, ...]]:
    """Plain phrases as folded words."""
    folded = (split_words(phrase).forms for phrase in phrases or [])
    return frozenset(forms for forms in folded if forms)


class Neighbourhoods:
    """Names of neighbourhoods, also misspelt."""

    def __init__(self, names: Mapping[str, Iterable[str] | None]) -> None:
        """``names`` people use, by id; the id is one of them."""
        self._exact: dict[tuple[str, ...], str] = {}
        for key, spellings in names.items():
            for name in [key, *(spellings or [])]:
                forms = split_words(str(name)).forms
                if forms:
                    self._exact[forms] = str(key)
        self._fuzzy = {
            forms[0]: key for forms, key in self._exact.items()
            if len(forms) == 1 and len(forms[0]) >= FUZZY_LETTERS
        }  # fmt: skip
        self._longest = max(map(len, self._exact), default=0)

    @classmethod
    def of_file(cls, path: Path) -> Neighbourhoods:
        """Those of a YAML file with ``neighbourhoods: {id: [names]}``; absent is none."""
        if not path.exists():
            return cls({})
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return cls(document.get("neighbourhoods") or {})

    def find(self, words: Words, near: frozenset[tuple[str, ...]]) -> list[Found]:
        """Names in a text. A short name ("port") counts after a word of place only."""
        found: list[Found] = []
        for start in range(len(words)):
            for length in range(min(self._longest, len(words) - start), 0, -1):
                key = self._exact.get(words.forms[start : start + length])
                if key and self._trusted(words, start, length, near):
                    found.append(Found("neighbourhood", key, start, start + length))
                    break
            else:
                key = self._alike(words.forms[start])
                if key:
                    found.append(Found("neighbourhood", key, start, start + 1))
        return found

    def _trusted(
        self, words: Words, start: int, length: int, near: frozenset[tuple[str, ...]]
    ) -> bool:
        if sum(map(len, words.forms[start : start + length])) >= 2 * FUZZY_LETTERS - 3:
            return True
        before = words.forms[max(0, start - 1 - _LOOK_BACK) : start]
        return len(words) == length or any(
            before[i:j] in near
            for i in range(len(before))
            for j in range(i + 1, len(before) + 1)
        )  # fmt: skip

    def _alike(self, form: str) -> str | None:
        if len(form) < FUZZY_LETTERS:
            return None
        best = process.extractOne(
            form, self._fuzzy.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY_SCORE
        )
        return self._fuzzy[best[0]] if best else None


class Gazetteer:
    """All languages' lists; a text is looked up in its own language's, Dutch and English."""

    def __init__(self, directory: Path, municipality: Path) -> None:
        """``directory`` holds ``<lang>.yml``; ``municipality`` names the neighbourhoods.

        Who has newer names of them sets ``places``.
        """
        self._languages: dict[str, LanguageGazetteer] = {}
        for path in sorted(directory.glob("*.yml")):
            language = LanguageGazetteer(path)
            self._languages[language.language] = language
        named = Neighbourhoods.of_file(municipality)
        self.places: Callable[[], Neighbourhoods] = lambda: named
        # File the phrases now, not when the first visitor waits.
        self.find("warm up", self._languages)

    def find(self, text: str, languages: Iterable[str] = ()) -> tuple[Words, list[Found]]:
        """What a text names, in order; Dutch and English loan words are always known."""
        words = split_words(text)
        lists = self._lists(languages)
        found: list[Found] = []
        near: frozenset[tuple[str, ...]] = frozenset()
        for language in lists:
            found += language.find(words)
            near |= language.near
        found += self.places().find(words, near)
        return words, _tidy(found)

    def _lists(self, languages: Iterable[str]) -> list[LanguageGazetteer]:
        codes = dict.fromkeys([*languages, "nl", "en"])
        return [self._languages[code] for code in codes if code in self._languages]

    def joins(self, words: Words, languages: Iterable[str]) -> dict[int, int]:
        """Where "and", "also" and their like stand: first word -> the word after them."""
        phrases = frozenset().union(*(one.joins for one in self._lists(languages)))
        longest = max(map(len, phrases), default=0)
        found: dict[int, int] = {}
        for start in range(len(words)):
            for length in range(min(longest, len(words) - start), 0, -1):
                if words.forms[start : start + length] in phrases:
                    found[start] = start + length
                    break
            else:
                # Arabic glues its "and" to the next word.
                if len(words.forms[start]) > _GLUED_AND and words.forms[start].startswith("و"):
                    found[start] = start
        return found

    def correction(self, words: Words, languages: Iterable[str]) -> int:
        """How many words at the start say "no, I meant"; 0 for none."""
        phrases = frozenset().union(*(one.corrections for one in self._lists(languages)))
        longest = max(map(len, phrases), default=0)
        for length in range(min(longest, len(words)), 0, -1):
            if words.forms[:length] in phrases:
                return length
        return 0


def _tidy(found: list[Found]) -> list[Found]:
    """One of each, longer names before shorter ones inside them, in the order of the text."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        inside = any(
            k.entity == one.entity and k.start <= one.start and one.end <= k.end for k in kept
        )
        same = any(k.entity == one.entity and k.value == one.value for k in kept)
        if not inside and not same:
            kept.append(one)
    topics = {k.value for k in kept if k.entity == "topic"}
    if topics & set(_ABOUT_LANGUAGE):
        kept = [k for k in kept if k.entity != "language_asked" or k.value != "nl"]
    return sorted(kept, key=lambda f: (f.start, f.end, f.entity))
