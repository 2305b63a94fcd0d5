"""The assistant in one process, loaded once, on its own copy of the demonstration catalogue."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine import Assistant


class Talk:
    """One visitor's talk."""

    def __init__(self, runner: asyncio.Runner, assistant: Assistant) -> None:
        self._runner = runner
        self.assistant = assistant
        self.session = uuid.uuid4().hex

    def say(self, text: str, language: str | None = None) -> list[dict]:
        return self._runner.run(self.assistant.send(text, self.session, language=language))

    def parse(self, text: str, language: str | None = None) -> dict:
        return self._runner.run(self.assistant.parse(text, language=language))

    def slots(self) -> dict:
        return self._runner.run(self.assistant.slots(self.session))

    def tracker(self):
        return self._runner.run(self.assistant.agent.tracker_store.retrieve(self.session))


@pytest.fixture(scope="session")
def loaded(
    model: Path, seeded_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[asyncio.Runner, Assistant]]:
    from actions.desk import desk

    path = tmp_path_factory.mktemp("talks") / "catalogue.db"
    shutil.copy(seeded_file, path)
    os.environ["TOELEIDER_DATABASE_URL"] = f"sqlite:///{path}"
    desk.cache_clear()
    with asyncio.Runner() as runner:
        yield runner, Assistant(model)
    del os.environ["TOELEIDER_DATABASE_URL"]
    desk.cache_clear()


@pytest.fixture
def talk(loaded: tuple[asyncio.Runner, Assistant]) -> Talk:
    return Talk(*loaded)
