"""The phrase syntax of alarm rules and gazetteers, compiled to spaCy matchers.

A social worker writes ``kind|baby & ademt niet``; ``docs/contributing`` explains the signs:
``a|b`` alternatives for one word, ``word?`` optional, ``...`` up to four words in between,
``stem*`` / ``*stem`` / ``*stem*``, ``&`` parts in any order within one sentence, and in gazetteers
``{n}`` a number.

spaCy's ``Matcher`` tries every pattern on every word (6,000 patterns: 37 ms a text). So a phrase
is filed under its rarest word, and only phrases whose rarest word occurs are tried: 14 microseconds
each. A phrase of one word needs no matcher at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from threading import Lock
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.words import Words, split_words

MAX_GAP = 4
"""Words that ``...`` may stand for."""
MAX_VARIANTS = 64
"""Ways to write one phrase out, when alternatives have several words."""
NUMBER = "{n}"

_WRITABLE = re.compile(r"^[^\[\]{}()<>\\^]*$")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
# Conjunction, preposition and article, as glued to a word; "لل" is ل before ال.
_PREPOSITIONS = ("", "ب", "ل", "ك", "ال", "بال", "كال", "لل", "هال", "عال")
_GLUED = frozenset(c + p for c in ("", "و", "ف") for p in _PREPOSITIONS) - {""}
_ELIDED = ("l", "d", "j", "n", "s", "m", "t", "c", "qu")


class PhraseError(ValueError):
    """A phrase that cannot be understood: where it stands, what is wrong, what to write."""

    def __init__(self, where: str, phrase: str, cause: str, cure: str) -> None:
        """``where`` names the file and the rule."""
        super().__init__(f"{where}: phrase “{phrase}”: {cause}. {cure}")
        self.where, self.phrase, self.cause, self.cure = where, phrase, cause, cure


@dataclass(frozen=True)
class Choice:
    """What may stand at one word position: whole words, and parts of words.

    A choice without any of these is a gap.
    """

    words: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()
    infixes: frozenset[str] = frozenset()
    optional: bool = False
    number: bool = False

    @property
    def is_gap(self) -> bool:
        """True for ``...``."""
        return not (self.words or self.prefixes or self.suffixes or self.infixes or self.number)

    def filed_under(self) -> Iterator[str]:
        """The choices as index keys: ``=word``, ``<begins``, ``>ends``, ``~holds``."""
        yield from ("=" + w for w in self.words)
        yield from ("<" + p for p in self.prefixes)
        yield from (">" + s for s in self.suffixes)
        yield from ("~" + i for i in self.infixes)

    def pattern(self, number_words: Iterable[str]) -> dict[str, Any]:
        """The spaCy token pattern."""
        if self.is_gap:
            return {"OP": f"{{0,{MAX_GAP}}}"}
        parts = [f"(?:{'|'.join(map(re.escape, self.words))})$"] if self.words else []
        parts += [re.escape(p) for p in self.prefixes]
        parts += [f".*{re.escape(s)}$" for s in self.suffixes]
        parts += [f".*{re.escape(i)}" for i in self.infixes]
        if self.number:
            parts += [r"\d{1,3}$", *(f"{re.escape(w)}$" for w in number_words)]
        orth: Any = {"REGEX": f"^(?:{'|'.join(parts)})"}
        if self.words and not (self.prefixes or self.suffixes or self.infixes or self.number):
            orth = {"IN": sorted(self.words)}
        return {"ORTH": orth} | ({"OP": "?"} if self.optional else {})


Sequence_ = tuple[Choice, ...]


@dataclass
class Phrase:
    """One compiled phrase: its label, and the parts that must all occur in one sentence."""

    label: Any
    source: str
    parts: tuple[Sequence_, ...]
    matchers: list[Matcher] = field(default_factory=list)
    needed: list[frozenset[str]] = field(init=False)
    """For every place that only whole words can fill, these words: without one, no match."""

    def __post_init__(self) -> None:
        """Find out what it needs."""
        self.needed = [
            choice.words for part in self.parts for choice in part
            if choice.words and not choice.optional and not choice.number
            and not (choice.prefixes or choice.suffixes or choice.infixes)
        ]  # fmt: skip

    @property
    def is_one_word(self) -> bool:
        """True when finding its word is finding the phrase."""
        return len(self.parts) == 1 and len(self.parts[0]) == 1


@dataclass(frozen=True)
class Match:
    """A phrase found: its label, its first word and the word after its last (word indices)."""

    label: Any
    start: int
    end: int
    source: str


def compile_phrase(
    source: str, label: Any, *, where: str, language: str = "", allow_and: bool = True
) -> list[Phrase]:
    """Compile one written phrase.

    Returns several phrases when an alternative has several words (``co|koolmonoxide-melder``).
    Raises :class:`PhraseError`.
    """
    if not _WRITABLE.match(source.replace(NUMBER, "")):
        raise PhraseError(where, source, "it holds a bracket or another sign",
                          "Write words, | ? ... * and & only")  # fmt: skip
    pieces = source.split("&")
    if len(pieces) > 1 and not allow_and:
        raise PhraseError(where, source, "“&” is not for gazetteers", "Write two phrases")
    parts = [_compile_part(piece, source, where, language) for piece in pieces]
    variants = list(product(*parts))
    if len(variants) > MAX_VARIANTS:
        raise PhraseError(where, source, "too many combinations", "Write several phrases")
    return [Phrase(label, source, variant) for variant in variants]


def _compile_part(piece: str, source: str, where: str, language: str) -> list[Sequence_]:
    """All ways to write out one part (between ``&`` signs)."""
    slots: list[list[Sequence_]] = []
    for raw in piece.replace("…", "...").replace("...", " ... ").split():
        if raw == "...":
            slots.append([(Choice(),)])
        elif raw == NUMBER:
            slots.append([(Choice(number=True),)])
        else:
            slots.append(_compile_slot(raw, source, where, language))
    if not slots:
        raise PhraseError(where, source, "a part is empty", "Write words on both sides of “&”")
    written = [tuple(c for s in way for c in s) for way in _ways(slots, source, where)]
    for choices in written:
        if choices[0].is_gap or choices[-1].is_gap:
            raise PhraseError(where, source, "“...” stands at an end", "Put words on both sides")
        if all(c.optional or c.is_gap for c in choices):
            raise PhraseError(where, source, "every word is optional", "Take a “?” away")
    return written


def _ways(slots: list[list[Sequence_]], source: str, where: str) -> list[tuple[Sequence_, ...]]:
    size = 1
    for slot in slots:
        size *= len(slot)
    if size > MAX_VARIANTS:
        raise PhraseError(where, source, "too many combinations", "Write several phrases")
    return list(product(*slots))


def _compile_slot(raw: str, source: str, where: str, language: str) -> list[Sequence_]:
    """One blank-separated piece: alternatives, some of which may fold to several words."""
    optional = raw.endswith("?")
    sets: dict[str, set[str]] = {
        "words": set(),
        "prefixes": set(),
        "suffixes": set(),
        "infixes": set(),
    }
    longer: list[Sequence_] = []
    for option in raw.rstrip("?").split("|"):
        forms = split_words(option.strip("*").rstrip("?")).forms
        if not forms or "*" in option.strip("*"):
            raise PhraseError(where, source, f"“{option or raw}” is not a word or a stem",
                              "Write letters, with a * before or after at most")  # fmt: skip
        kind = ("infixes" if option.startswith("*") and option.endswith("*") else
                "suffixes" if option.startswith("*") else
                "prefixes" if option.endswith("*") else "words")  # fmt: skip
        if kind != "words" and sum(map(len, forms)) < 2 and " " not in source.strip():
            raise PhraseError(where, source, f"the stem “{option}” is one letter", "Lengthen it")
        if len(forms) > 1:
            longer.append(tuple(
                Choice(words=_glued(f, language), optional=optional)
                if n < len(forms) - 1 or kind == "words"
                else Choice(prefixes=frozenset({f}), optional=optional)
                for n, f in enumerate(forms)
            ))  # fmt: skip
        elif kind in ("words", "prefixes"):
            sets[kind] |= _glued(forms[0], language)
        else:
            sets[kind].add(forms[0])
    if not any(sets.values()):
        return longer
    words, prefixes, suffixes, infixes = map(frozenset, sets.values())
    return [(Choice(words, prefixes, suffixes, infixes, optional),), *longer]


def _glued(form: str, language: str) -> frozenset[str]:
    """A word with what may be glued before it: Arabic particles, French elisions."""
    forms = {form}
    if language == "ar" and len(form) >= 3 and _ARABIC.match(form):
        bare = form[2:] if form.startswith("ال") and len(form) >= 5 else form
        forms |= {g + bare for g in _GLUED}
    elif language == "fr" and len(form) >= 4 and form[0] in "aeiouhy":
        forms |= {e + form for e in _ELIDED}
    return frozenset(forms)


class PhraseBook:
    """Many phrases of many languages, looked for in a text at once.

    The vocabulary of spaCy remembers every string it meets; what a text adds is forgotten again
    (``memory_zone``), so nothing of what visitors write stays and memory does not grow.
    """

    def __init__(self, numbers: Mapping[str, int] | None = None) -> None:
        """``numbers``: folded number words that ``{n}`` accepts beside digits."""
        self._numbers = dict(numbers or {})
        self._vocab = Vocab()
        # A vocabulary is not for two threads at once.
        self._lock = Lock()
        self._phrases: list[Phrase] = []
        self._index: dict[str, list[Phrase]] | None = None
        self._lengths: dict[str, range] = {}

    def __len__(self) -> int:
        """Number of compiled phrases."""
        return len(self._phrases)

    def add(self, source: str, label: Any, *, where: str, language: str = "",
            allow_and: bool = True) -> None:  # fmt: skip
        """Add one written phrase. Raises :class:`PhraseError`."""
        self._phrases += compile_phrase(
            source, label, where=where, language=language, allow_and=allow_and
        )
        self._index = None

    def find(self, words: Words) -> list[Match]:
        """All phrases in the text, in no particular order; a phrase may be found more than once.

        A phrase of several ``&`` parts reports the first word of its first part and the end of
        its last.
        """
        if self._index is None:
            self._build()
        found: list[Match] = []
        with self._lock, self._vocab.memory_zone():
            for start, end in words.sentences:
                found += self._in_sentence(words.forms[start:end], start)
        return found

    def _in_sentence(self, forms: tuple[str, ...], offset: int) -> Iterator[Match]:
        candidates: dict[int, Phrase] = {}
        for position, form in enumerate(forms):
            for phrase in self._candidates(form):
                if phrase.is_one_word:
                    at = offset + position
                    yield Match(phrase.label, at, at + 1, phrase.source)
                elif not any(words.isdisjoint(forms) for words in phrase.needed):
                    candidates[id(phrase)] = phrase
        if not candidates:
            return
        doc = Doc(self._vocab, words=list(forms))
        for phrase in candidates.values():
            spans = self._spans(phrase, doc)
            if spans:
                yield Match(
                    phrase.label, offset + spans[0][0], offset + spans[-1][1], phrase.source
                )

    def _spans(self, phrase: Phrase, doc: Doc) -> list[tuple[int, int]]:
        """The first, longest place of every part; empty when one is missing."""
        if not phrase.matchers:
            phrase.matchers = [self._matcher(part) for part in phrase.parts]
        spans: list[tuple[int, int]] = []
        for matcher in phrase.matchers:
            places = matcher(doc)
            if not places:
                return []
            _, start, end = min(places, key=lambda place: (place[1], -place[2]))
            spans.append((start, end))
        return spans

    def _matcher(self, part: Sequence_) -> Matcher:
        matcher = Matcher(self._vocab)
        matcher.add("part", [[choice.pattern(self._numbers) for choice in part]])
        return matcher

    def _candidates(self, form: str) -> Iterator[Phrase]:
        index = self._index
        assert index is not None
        yield from index.get("=" + form, ())
        size = len(form)
        for length in self._lengths["<"]:
            if length > size:
                break
            yield from index.get("<" + form[:length], ())
        for length in self._lengths[">"]:
            if length > size:
                break
            yield from index.get(">" + form[-length:], ())
        for length in self._lengths["~"]:
            for start in range(size - length + 1):
                yield from index.get("~" + form[start : start + length], ())

    def _build(self) -> None:
        """File every phrase under the rarest of its words."""
        usage: Counter[str] = Counter()
        for phrase in self._phrases:
            choices = (choice for part in phrase.parts for choice in part)
            usage.update({key for choice in choices for key in choice.filed_under()})
        index: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in self._phrases:
            for key in set(self._anchor(phrase, usage).filed_under()):
                index[key].append(phrase)
        self._index = dict(index)
        for sign in "<>~":
            sizes = {len(key) - 1 for key in index if key[0] == sign}
            self._lengths[sign] = range(min(sizes), max(sizes) + 1) if sizes else range(0)

    def _anchor(self, phrase: Phrase, usage: Counter[str]) -> Choice:
        """The required word whose alternatives are used least, short words and stems last."""
        required = [
            c for part in phrase.parts for c in part
            if not (c.optional or c.is_gap or c.number)
        ]  # fmt: skip

        def cost(choice: Choice) -> float:
            keys = choice.filed_under()
            return sum(usage[k] * 8.0 / len(k) * (1 if k[0] == "=" else 2) for k in keys)

        if not required:
            # Only gazetteers come here: "{n}" alone.
            raise PhraseError("gazetteer", phrase.source, "it has no word of its own",
                              "Put a word beside {n}")  # fmt: skip
        return min(required, key=cost)
