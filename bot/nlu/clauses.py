"""What a message says in parts: two needs in one sentence, thanks and then a question, corrections.

The classifier sees a message as a whole; here its clauses are looked at one by one, but only when
the whole leaves room for doubt: each look costs an encoding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.gazetteer import Found, Gazetteer
from bot.words import Words
from services_catalog.vocabulary import topic_intents

Classify = Callable[[str], tuple[str, float]]
"""The likeliest intent of a text, and how likely it is."""

COURTESIES = frozenset(["greet", "goodbye", "thank", "affirm", "deny"])
REFINE_INTENT = "refine_search"
"""What a correction without a topic means: the same search with other wishes."""

CERTAIN = 0.9
CLAUSE = 0.6
"""How likely a clause's own intent must be. With 0.6, of the sentences of the development sets
(one need each) fewer than one in a hundred is taken for two."""
MOST_SPLITS = 2
_PAUSE = re.compile(r"[.,;!?؟،؛።፣…\n]")
_WISHES = frozenset(
    ["age", "household", "free", "open_now", "no_papers", "neighbourhood", "when", "language_asked"]
)
_OWN = frozenset(["change_language", "report_wrong_answer", "forget_me"])
"""Not about a search at all; "no, on saturday" may well look like a question after hours."""
_SHORT = 8
_FEW = 5


@dataclass(frozen=True)
class Reading:
    """What the clauses say: the intent to go by, and a second topic."""

    intent: str | None = None
    also: str | None = None


class ClauseReader:
    """Reads the clauses of a message with a classifier and the gazetteer's joining words."""

    def __init__(self, gazetteer: Gazetteer, classify: Classify) -> None:
        """``classify`` takes the text of a clause."""
        self._gazetteer, self._classify = gazetteer, classify

    def read(
        self,
        text: str,
        words: Words,
        found: Sequence[Found],
        whole: tuple[str, float],
        languages: Sequence[str],
    ) -> Reading:
        """Look at the parts of ``text``; ``whole`` is its intent and confidence as one piece."""
        intent, confidence = whole
        kinds = {one.entity for one in found}
        if _only_an_ordinal(words, found):
            return Reading("ask_details")
        correction = self._gazetteer.correction(words, languages)
        wishes = kinds & _WISHES and "topic" not in kinds and len(words) <= _SHORT
        if (
            correction
            and wishes
            and not _says_its_own(intent, confidence, found)
            and self._only_wishes(text, words, found, correction)
        ):
            return Reading(REFINE_INTENT)
        named = {one.value for one in found if one.entity == "topic"}
        others = named - {intent.removeprefix("ask_")}
        if intent not in COURTESIES and confidence >= CERTAIN and not others:
            return Reading()
        return self._halves(text, words, whole, languages)

    def _only_wishes(self, text: str, words: Words, found: Sequence[Found], start: int) -> bool:
        """From word ``start`` on there is nothing that could be another topic."""
        wishes = [one for one in found if one.entity in _WISHES]
        rest = len(words) - start - sum(one.end - max(one.start, start) for one in wishes)
        if rest <= 1:
            return True
        name, sure = self._classify(self._clause(text, words, start, len(words)))
        return name not in topic_intents() or sure < (CERTAIN if rest == 2 else CLAUSE)

    def _halves(
        self, text: str, words: Words, whole: tuple[str, float], languages: Sequence[str]
    ) -> Reading:
        best, best_sure = Reading(), 0.0
        courteous, topics = whole[0] in COURTESIES, topic_intents()
        if not courteous and whole[0] not in topics:
            return best
        for split, resume in self._splits(text, words, languages):
            first, first_sure = self._classify(self._clause(text, words, 0, split))
            # Each look costs an encoding: none for a second part that could change nothing.
            if not (courteous if first in COURTESIES else first in topics and first_sure >= CLAUSE):
                continue
            second, second_sure = self._classify(self._clause(text, words, resume, len(words)))
            if first in COURTESIES and second not in COURTESIES:
                if second_sure >= CLAUSE and second_sure > best_sure:
                    best, best_sure = Reading(second), second_sure
                continue
            sure = min(first_sure, second_sure)
            both = first in topics and second in topics and first != second
            if both and sure >= CLAUSE and sure > best_sure and whole[0] in (first, second):
                # The one that the whole is about goes first, in whichever part it stands.
                other = second if whole[0] == first else first
                best, best_sure = Reading(whole[0], other.removeprefix("ask_")), sure
        return best

    def _splits(
        self, text: str, words: Words, languages: Sequence[str]
    ) -> Iterator[tuple[int, int]]:
        """(end of the first part, start of the second), those nearest the middle first."""
        joins = self._gazetteer.joins(words, languages)
        places: set[tuple[int, int]] = set()
        for position in range(1, len(words)):
            gap = text[words.spans[position - 1][1] : words.spans[position][0]]
            if position in joins:
                places.add((position, joins[position]))
            elif _PAUSE.search(gap):
                places.add((position, joins.get(position, position)))
        middle = len(words) / 2
        fit = [p for p in places if p[0] >= 1 and len(words) - p[1] >= 2]
        yield from sorted(fit, key=lambda p: abs(p[0] - middle))[:MOST_SPLITS]

    @staticmethod
    def _clause(text: str, words: Words, start: int, end: int) -> str:
        return text[words.spans[start][0] : words.spans[end - 1][1]] if start < end else ""


def _says_its_own(intent: str, confidence: float, found: Sequence[Found]) -> bool:
    """No wish for another search: "no, not now", "I know no Dutch, go on in Polish"."""
    if confidence < CERTAIN or intent not in COURTESIES | _OWN:
        return False
    wishes = {(one.entity, one.value) for one in found if one.entity in _WISHES}
    return wishes <= {("when", "now")} if intent in COURTESIES else True


def _only_an_ordinal(words: Words, found: Sequence[Found]) -> bool:
    """Little else than which of the services shown is meant: "the second one"."""
    ordinals = [one for one in found if one.entity == "ordinal"]
    others = {one.entity for one in found} - {"ordinal", "age"}
    rest = len(words) - sum(one.end - one.start for one in ordinals)
    return bool(ordinals) and not others and rest <= 2 and len(words) <= _FEW
