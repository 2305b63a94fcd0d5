"""The assistant inside one process: the trained model, the actions and the catalogue, no servers.

For ``toeleider ask``, ``chat``, ``evaluate`` and the dialogue tests: the same parts as in
production, with the action server called as a function instead of over HTTP.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from bot.training import require_model
from services_catalog.log_guard import guard_logs, spoken
from services_catalog.settings import PROJECT_ROOT
from services_catalog.text import sanitise


class Assistant:
    """One loaded assistant; talks are kept apart by session id."""

    def __init__(self, model: Path | None = None) -> None:
        """Load ``model`` (default: the current one). Takes some seconds: Rasa and the weights.

        Raises:
            ModelMissing: with what to type.
        """
        model = model or require_model()
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        # Standard output belongs to the answer; Rasa would log there, and warn of its own past.
        logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
        warnings.simplefilter("ignore")
        guard_logs()
        from rasa.core.agent import Agent
        from rasa.core.utils import AvailableEndpoints
        from rasa.utils.endpoints import EndpointConfig
        from rasa.utils.log_utils import configure_structlog
        from rasa_sdk.executor import ActionExecutor

        # Unconfigured, structlog prints every debug line, visitors' words and all.
        configure_structlog(logging.WARNING)
        guard_logs()
        executor = ActionExecutor()
        executor.register_package("actions")

        class InProcess(EndpointConfig):
            """An action endpoint that calls the executor, through JSON as HTTP would."""

            async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Any:
                return _through_json(await executor.run(_through_json(json)))

        endpoints = AvailableEndpoints.read_endpoints(str(PROJECT_ROOT / "endpoints.yml"))
        self.agent = Agent.load(
            str(model),
            action_endpoint=InProcess(url="in-process", **endpoints.action.kwargs),
            generator=endpoints.nlg,
            tracker_store=None,
        )
        from bot.tracker_store import ForgetfulTrackerStore

        self.agent.tracker_store = ForgetfulTrackerStore(self.agent.domain)
        if self.agent.processor:
            self.agent.processor.tracker_store = self.agent.tracker_store

    async def send(
        self, text: str, session: str, *, language: str | None = None
    ) -> list[dict[str, Any]]:
        """One turn: the messages of the assistant, as the web process receives them."""
        from rasa.core.channels.channel import UserMessage

        from bot.channel import MessageCollector

        collector = MessageCollector()
        text = text if text.startswith("/") else sanitise(text)
        with spoken(text):
            await self.agent.handle_message(
                UserMessage(
                    text,
                    collector,
                    session,
                    input_channel=collector.name(),
                    metadata={"language": language},
                )
            )
        return collector.messages

    async def parse(self, text: str, *, language: str | None = None) -> dict[str, Any]:
        """Understanding alone: intent, entities, language, alarm."""
        from rasa.core.channels.channel import UserMessage

        assert self.agent.processor
        with spoken(text):
            parsed: dict[str, Any] = await self.agent.processor.parse_message(
                UserMessage(sanitise(text), metadata={"language": language})
            )
        return parsed

    async def slots(self, session: str) -> dict[str, Any]:
        """The slots of a talk."""
        tracker = await self.agent.tracker_store.retrieve(session)
        return dict(tracker.current_slot_values()) if tracker else {}


def _through_json(value: Any) -> Any:
    """What the wire would make of ``value``: nothing in process may depend on sharing objects."""
    return json.loads(json.dumps(value))
