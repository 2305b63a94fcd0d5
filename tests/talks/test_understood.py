"""A text that is sent again is not taken apart again, and means what it meant."""

from __future__ import annotations

import asyncio
import pickle

import pytest
from rasa.core.channels.channel import UserMessage

from bot import understood
from bot.engine import Assistant
from bot.understood import Understood

TEXT = "Mijn dochter van 9 wil zaterdag gaan zwemmen in Noord"


def test_kept_is_what_was_understood_and_nothing_of_the_text() -> None:
    memory = Understood(size=2)
    memory.put("Fatma woont hier", {"language": "nl"}, {"text": "Fatma woont hier", "intent": {}})
    assert memory.get("Fatma woont hier", {"language": "nl"}) == {
        "text": "Fatma woont hier", "intent": {},
    }  # fmt: skip
    assert memory.get("Fatma woont hier", {"language": "fr"}) is None
    assert b"Fatma" not in pickle.dumps(memory._rows)
    for number in range(3):
        memory.put(str(number), None, {"text": str(number)})
    assert len(memory) == 2


def test_under_other_names_of_neighbourhoods_all_is_forgotten() -> None:
    memory, names = Understood(), object()
    memory.with_names(names)
    memory.put("in de Haard", None, {"entities": []})
    memory.with_names(names)
    assert memory.get("in de Haard", None)
    memory.with_names(object())
    assert memory.get("in de Haard", None) is None


def test_who_gets_it_may_write_in_it() -> None:
    memory = Understood()
    memory.put("ja", None, {"intent": {"name": "affirm"}})
    first = memory.get("ja", None)
    assert first
    first["intent"]["name"] = "deny"
    assert memory.get("ja", None) == {"text": "ja", "intent": {"name": "affirm"}}


@pytest.mark.model
def test_again_gives_the_same_without_the_pipeline(
    loaded: tuple[asyncio.Runner, Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, assistant = loaded
    taken_apart = []
    plain = understood._take_apart

    def counted(*args: object) -> object:
        taken_apart.append(args)
        return plain(*args)

    monkeypatch.setattr(understood, "_take_apart", counted)
    text = f"{TEXT} {id(taken_apart)}"
    first = runner.run(assistant.parse(text))
    again = runner.run(assistant.parse(text))
    assert again == first
    assert again["text"] == text
    assert {"age", "neighbourhood"} <= {entity["entity"] for entity in again["entities"]}
    assert len(taken_apart) == 1
    runner.run(assistant.parse(text, language="fr"))
    assert len(taken_apart) == 2


@pytest.mark.model
def test_payloads_are_never_remembered(loaded: tuple[asyncio.Runner, Assistant]) -> None:
    runner, assistant = loaded
    processor = assistant.agent.processor
    assert processor
    before = len(understood._understood.get(processor, Understood()))
    message = UserMessage('/refine_search{"free": "Fatma"}')
    runner.run(processor.parse_message(message))
    assert len(understood._understood.get(processor, Understood())) == before
