"""Text as folded words: what phrases, gazetteers and character n-grams look at.

One tokenisation serves every language: alarm phrases of all languages are tried on every text, and
language-specific tokenisers cut the same folded word differently (English splits ``dont``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from services_catalog.text import fold

_MARKS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u0900-\u0dff"
# An apostrophe, or a mark, joins; an underscore, a hyphen and a zero-width non-joiner separate.
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’‘ʼ`´ʹ](?=[^\W_]))*")
_SENTENCE_END = re.compile(r"[.!?;؟؛。።…]")
_RUN = re.compile(r"([^\W\d_])\1{2,}")

SHORT_CLAUSE = 4
"""Fewer words than this before or after a full stop do not make a sentence of their own: people
in panic write "help. baby. not breathing"."""


@dataclass(frozen=True)
class Words:
    """The words of a text: folded forms, their place in the text, and the sentences.

    ``forms[i]`` is the folded word at ``text[spans[i][0]:spans[i][1]]``; ``sentences`` are
    half-open ranges of word indices that cover all words in order.
    """

    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """Number of words."""
        return len(self.forms)

    def by_sentence(self) -> Iterator[Words]:
        """The same words, sentence by sentence (spans still point into the whole text)."""
        if len(self.sentences) <= 1:
            yield self
            return
        for start, end in self.sentences:
            yield Words(self.forms[start:end], self.spans[start:end], ((0, end - start),))


def word_form(word: str) -> str:
    """One word as it is compared: folded, digits of any script as 0-9, "heeelp" as "help"."""
    folded = fold(word)
    if not folded.isascii():
        folded = "".join(
            str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in folded
        )
    return _RUN.sub(r"\1", folded)


def split_words(text: str) -> Words:
    """Cut a text into :class:`Words`. Any string is fine; time is linear in its length."""
    forms: list[str] = []
    spans: list[tuple[int, int]] = []
    sentences: list[tuple[int, int]] = []
    begin, last = 0, 0
    for match in _WORD.finditer(text):
        form = word_form(match.group())
        if not form:
            continue
        if len(forms) - begin >= SHORT_CLAUSE and _SENTENCE_END.search(text, last, match.start()):
            sentences.append((begin, len(forms)))
            begin = len(forms)
        forms.append(form)
        spans.append(match.span())
        last = match.end()
    if sentences and len(forms) - begin < SHORT_CLAUSE:
        begin = sentences.pop()[0]
    if forms:
        sentences.append((begin, len(forms)))
    return Words(tuple(forms), tuple(spans), tuple(sentences))
