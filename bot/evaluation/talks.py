"""``toeleider evaluate talks``: visitor turns, and what each answer must show.

A file is YAML, ``language: [talks]``; a talk has a ``name`` and ``turns``. A turn has ``say``
(``/intent`` presses a button) and any of these expectations:

=============  ==========================================================================
intent         the intent understood
alarm          the alarm that a rule hears
service        one of these services stands first
among          one of these services stands among the cards
cards          true: at least one card
no_cards       true: none
text           a part of what is said
text_in_card   a part of the first card
kind           the kind of a message (``alarm``, ``menu``, ``forgotten`` …)
language       the language of the answer and of its cards
buttons        payloads that must be offered
pending        what a bare yes would mean next (slot)
=============  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.evaluation.files import EvaluationError, read_mapping
from bot.evaluation.shares import NONE, Share

EXPECTATIONS = frozenset(
    ["intent", "alarm", "service", "among", "cards", "no_cards", "text", "text_in_card", "kind",
     "language", "buttons", "pending"]
)  # fmt: skip

Messages = Sequence[Mapping[str, Any]]


class Talker:
    """What a talk is played through: one talk of the assistant. Subclass or imitate it."""

    def say(self, text: str) -> Messages:
        """One turn: the messages of the answer."""
        raise NotImplementedError

    def parse(self, text: str) -> Mapping[str, Any]:
        """What the assistant understands of a text, outside the talk."""
        raise NotImplementedError

    def slots(self) -> Mapping[str, Any]:
        """What the talk remembers."""
        raise NotImplementedError


@dataclass
class TalkScore:
    """Talks of one language that went as written, and what went wrong in the others."""

    talks: Share = NONE
    turns: Share = NONE
    failures: list[dict[str, str]] = field(default_factory=list)

    def __add__(self, other: TalkScore) -> TalkScore:
        """Together."""
        return TalkScore(
            self.talks + other.talks, self.turns + other.turns, self.failures + other.failures
        )

    def figures(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "talks": {"n": self.talks.n, **self.talks.figures("accuracy")},
            "turns": {"n": self.turns.n, **self.turns.figures("accuracy")},
            "failures": self.failures,
        }


def read_talks(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The talks of a file.

    Raises:
        EvaluationError: unreadable, not of that shape, or an expectation nobody knows.
    """
    shape = "language: [{name: …, turns: [{say: …, …}]}]"
    content = read_mapping(path, shape=shape)
    for talks in content.values():
        for talk in talks if isinstance(talks, list) else [None]:
            if not isinstance(talk, dict) or not talk.get("turns"):
                raise EvaluationError(f"{path}: expected '{shape}'")
            for turn in talk["turns"]:
                if not isinstance(turn, dict) or "say" not in turn:
                    raise EvaluationError(f"{path}: {talk.get('name')}: every turn needs 'say'")
                if unknown := set(turn) - EXPECTATIONS - {"say"}:
                    raise EvaluationError(
                        f"{path}: {talk.get('name')}: nothing is called {', '.join(unknown)}; "
                        f"known are {', '.join(sorted(EXPECTATIONS))}"
                    )
    return content


def size(talks: Sequence[Mapping[str, Any]]) -> int:
    """Turns of all talks of one language."""
    return sum(len(talk["turns"]) for talk in talks)


def play(turn: Mapping[str, Any], talker: Talker) -> list[str]:
    """Say one turn; what did not come as expected, in words."""
    said = str(turn["say"])
    wrong: list[str] = []
    if not said.startswith("/") and ("intent" in turn or "alarm" in turn):
        parsed = talker.parse(said)
        got, alarm = parsed["intent"]["name"], (parsed.get("alarm") or {}).get("intent")
        if "intent" in turn and got != turn["intent"]:
            wrong.append(f"intent {got}, not {turn['intent']}")
        if "alarm" in turn and alarm != turn["alarm"]:
            wrong.append(f"alarm {alarm}, not {turn['alarm']}")
    wrong += check(turn, talker.say(said))
    if "pending" in turn and (pending := talker.slots().get("pending")) != turn["pending"]:
        wrong.append(f"pending {pending}, not {turn['pending']}")
    return wrong


def check(turn: Mapping[str, Any], messages: Messages) -> list[str]:
    """What the answer of a turn lacks."""
    cards = [card for message in messages for card in message["cards"]]
    ids = [card["id"] for card in cards]
    text = " ".join(message["text"] for message in messages)
    kinds = {message["kind"] for message in messages}
    payloads = {button["payload"] for message in messages for button in message["buttons"]}
    languages = {message["language"] for message in messages}
    wrong = [] if messages else ["no answer"]
    checks = {
        "service": lambda want: ids[:1] and ids[0] in want,
        "among": lambda want: set(ids) & set(want),
        "cards": lambda want: bool(cards) == _true(want),
        "no_cards": lambda want: bool(cards) != _true(want),
        "text": lambda want: want in text,
        "text_in_card": lambda want: cards and want in str(cards[0]),
        "kind": lambda want: want in kinds,
        "language": lambda want: (
            languages == {want} and all(card["language"] == want for card in cards)
        ),
        "buttons": lambda want: set(want) <= payloads,
    }  # type: dict[str, Callable[[Any], Any]]
    wrong += [
        f"{name} {turn[name]!r}: got {ids or ''} {kinds} {languages} {text[:160]!r}"
        for name, holds in checks.items()
        if name in turn and not holds(turn[name])
    ]
    return [*wrong, *(["an unfilled {placeholder}"] if "{" in text else [])]


def score(talks: Sequence[Mapping[str, Any]], start: Callable[[], Talker]) -> TalkScore:
    """Play the talks of one language, each in a talk of its own; a talk ends at its first fault."""
    result = TalkScore()
    for talk in talks:
        talker, wrong = start(), list[str]()
        for turn in talk["turns"]:
            wrong = play(turn, talker)
            result.turns += Share(int(not wrong), 1)
            if wrong:
                failure = {"talk": str(talk.get("name")), "say": str(turn["say"])}
                result.failures.append({**failure, "wrong": "; ".join(wrong)})
                break
        result.talks += Share(int(not wrong), 1)
    return result


def as_table(scores: Mapping[str, TalkScore]) -> Table:
    """Scores per language, for the terminal."""
    table = Table("language", "talks", "turns")
    for code, score in scores.items():
        table.add_row(code, str(score.talks), str(score.turns))
    return table


def _true(value: Any) -> bool:
    """YAML's truth, read without types."""
    return value is True or str(value).lower() == "true"
