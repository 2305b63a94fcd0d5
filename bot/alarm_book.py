"""Alarm rules: phrases that mean danger, read from files a social worker can read.

``data/alarms/<lang>.yml``. They are read when the assistant starts: a new rule needs no training.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.phrases import PhraseBook, PhraseError
from bot.plain_yaml import read_plain
from bot.words import Words, split_words
from services_catalog.vocabulary import ALARMS


@dataclass(frozen=True)
class Alarm:
    """A rule that fired: the alarm intent, and the rule as ``<lang>/<id>``."""

    intent: str
    rule: str

    @property
    def language(self) -> str:
        """The language of the rule."""
        return self.rule.partition("/")[0]


class AlarmBook:
    """All alarm rules of all languages. Every rule is tried on every text: people mix languages."""

    def __init__(self, directory: Path) -> None:
        """Read ``*.yml``. Raises :class:`PhraseError` naming file, rule, phrase, cause and cure."""
        self._phrases = PhraseBook()
        self._unless: dict[Alarm, PhraseBook] = {}
        self.languages: list[str] = []
        for path in sorted(directory.glob("*.yml")):
            self._read(path)
        # File the phrases now, not when the first visitor waits.
        self._phrases.find(split_words("warm up"))

    def _read(self, path: Path) -> None:
        document = read_plain(path)
        language = str(document["language"])
        self.languages.append(language)
        seen: set[str] = set()
        for rule in document["alarm_rules"]:
            where = f"{path.name}: rule {rule.get('id')}"
            if rule.get("alarm") not in ALARMS:
                raise PhraseError(where, str(rule.get("alarm")), "this alarm does not exist",
                                  f"Write one of {', '.join(ALARMS)}")  # fmt: skip
            if rule["id"] in seen:
                raise PhraseError(where, rule["id"], "two rules have this id", "Rename one")
            seen.add(rule["id"])
            alarm = Alarm(rule["alarm"], f"{language}/{rule['id']}")
            for phrase in rule["phrases"]:
                self._phrases.add(phrase, alarm, where=where, language=language)
            if rule.get("unless"):
                book = self._unless[alarm] = PhraseBook()
                for phrase in rule["unless"]:
                    book.add(phrase, None, where=where + ", unless", language=language)

    def find(self, words: Words) -> Alarm | None:
        """The gravest alarm in a text, or None."""
        return next(iter(self.find_all(words)), None)

    def find_all(self, words: Words) -> list[Alarm]:
        """Every rule that fires, the gravest first.

        An ``unless`` phrase switches its rule off in its own sentence: "my father died years ago.
        now my brother cannot breathe" is heard. A rule of another language that saw no more than
        the words a calm rule saw is off too: "suicide line for volunteers" is calm by the English
        rule, and the French one, which knows the word as well, cannot judge the rest.
        """
        hits: set[Alarm] = set()
        for sentence in words.by_sentence():
            hits |= self._in_sentence(sentence)
        return sorted(hits, key=lambda a: (ALARMS.index(a.intent), a.rule))

    def _in_sentence(self, words: Words) -> set[Alarm]:
        matches = self._phrases.find(words)
        calm = {
            alarm for alarm in {match.label for match in matches}
            if alarm in self._unless and self._unless[alarm].find(words)
        }  # fmt: skip
        calm_words = {(m.start, m.end, m.label.language) for m in matches if m.label in calm}
        return {
            m.label for m in matches
            if m.label not in calm
            and not any(m.start == start and m.end == end and m.label.language != language
                        for start, end, language in calm_words)
        }  # fmt: skip
