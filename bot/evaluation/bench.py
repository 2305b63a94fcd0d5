"""One loaded assistant for a whole measurement, with plain functions instead of coroutines."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.evaluation.search import finder
from bot.evaluation.talks import Talker
from services_catalog.desk import Desk


class Bench:
    """Parses, talks and searches; a context manager."""

    def __init__(self, model: Path | None = None) -> None:
        """Load the model (default: the current one).

        Raises:
            bot.training.ModelMissing: with what to type.
        """
        # Rasa takes seconds to import; whoever only reads files need not wait.
        from bot.engine import Assistant

        self.assistant = Assistant(model)
        self._runner = asyncio.Runner()
        self.tick: Callable[[], None] = lambda: None
        """Called at every sentence, for a progress bar."""
        self._desk = Desk()
        self._find = finder(self._desk)

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.close()

    def parse(self, text: str, *_: str) -> dict[str, Any]:
        """Understanding. The language is not told: identifying it is part of what is measured."""
        self.tick()
        parsed: dict[str, Any] = self._runner.run(self.assistant.parse(text))
        return parsed

    def identify(self, text: str) -> str | None:
        """The language the assistant would answer in."""
        return self.parse(text).get("language")

    def talk(self) -> Talker:
        """A new talk."""
        return _Talk(self)

    def search(self, text: str, language: str) -> Sequence[str]:
        """The first three services for a text, without a topic."""
        self.tick()
        return self._find(text, language)

    def service_ids(self) -> set[str]:
        """All services of the catalogue."""
        return self._desk.service_ids()


class _Talk(Talker):
    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._session = uuid.uuid4().hex

    def say(self, text: str) -> list[dict[str, Any]]:
        bench = self._bench
        bench.tick()
        return bench._runner.run(bench.assistant.send(text, self._session))

    def parse(self, text: str) -> dict[str, Any]:
        bench = self._bench
        return bench._runner.run(bench.assistant.parse(text))

    def slots(self) -> dict[str, Any]:
        return self._bench._runner.run(self._bench.assistant.slots(self._session))
