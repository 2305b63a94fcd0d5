"""A Rasa server of a few lines: remembers what it was asked, answers from a small table."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx

from services_catalog.desk import Desk
from services_catalog.i18n import translate
from services_catalog.vocabulary import topics

Answer = Callable[[dict[str, Any]], Any]


class FakeRasa:
    """Stands in for the ``toeleider`` channel as an httpx transport."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk = desk
        self.questions: list[dict[str, Any]] = []
        self.delay = 0.0
        self.status = 200
        self.error: Exception | None = None
        self.answer: Answer = self._usual

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/webhooks/toeleider/":
            return httpx.Response(self.status, json={"status": "ok"})
        question = json.loads(request.content)
        self.questions.append(question)
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.error:
            raise self.error
        if self.status != 200:
            return httpx.Response(self.status, text="Internal error with a trace")
        return httpx.Response(200, json=self.answer(question))

    def _usual(self, question: dict[str, Any]) -> dict[str, Any]:
        """Cards for a topic payload, an echo of the turn's number for anything else."""
        meta = question["metadata"]
        language = meta["language"] or meta["hint"]
        text = question["message"]
        if text.startswith("/choose_language"):
            language = json.loads(text.removeprefix("/choose_language"))["language"]
        message: dict[str, Any] = {
            "kind": "answer",
            "text": f"Antwoord {len(self.questions)}",
            "language": language,
            "buttons": [],
            "cards": [],
        }
        topic = text.removeprefix("/ask_")
        if self.desk and text.startswith("/ask_") and topic in topics():
            message["text"] = translate("Dit zijn diensten die je kunnen helpen.", language).text
            message["cards"] = self.desk.cards(services_of(self.desk, topic)[:3], language)
            message["buttons"] = [
                {
                    "title": translate("Wat moet ik meebrengen?", language).text,
                    "payload": "/ask_documents",
                },
                {"title": translate("Toon meer", language).text, "payload": "/ask_more_options"},
            ]
        return {"language": language, "messages": [message]}


def services_of(desk: Desk, topic: str) -> list[str]:
    """Ids of the services whose main topic is ``topic``."""
    from sqlalchemy import select

    from services_catalog.models import ServiceTopic

    with desk.database.read() as session:
        return list(
            session.scalars(
                select(ServiceTopic.service_id)
                .where(ServiceTopic.topic == topic)
                .order_by(ServiceTopic.position, ServiceTopic.service_id)
            )
        )
