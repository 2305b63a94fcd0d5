"""Making Rasa components outside a pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


def made(component: Any, storage: Path, **config: Any) -> Any:
    """A component as Rasa creates it, with its model storage in ``storage``."""
    return component.create(
        {**component.get_default_config(), **config},
        LocalModelStorage(storage), Resource(component.__name__), context(),
    )  # fmt: skip


def loaded(component: Any, storage: Path, **config: Any) -> Any:
    """A component as Rasa loads it after training in ``storage``."""
    return component.load(
        {**component.get_default_config(), **config},
        LocalModelStorage(storage), Resource(component.__name__), context(),
    )  # fmt: skip


def context() -> ExecutionContext:
    """What Rasa tells a component about the graph."""
    return ExecutionContext(GraphSchema({}), node_name="node")


def message(text: str, **data: Any) -> Message:
    """A visitor's message."""
    return Message(data={"text": text, **data})


def training(sentences: dict[str, list[str]], language: str = "nl") -> TrainingData:
    """Training data with the language marked the way Rasa reads it from our files."""
    return TrainingData([
        Message(data={
            "text": text, "intent": intent, "metadata": {"intent": {"language": language}},
        })
        for intent, texts in sentences.items() for text in texts
    ])  # fmt: skip


def entities(message: Message) -> dict[str, Any]:
    """Entity values by name (the last of each)."""
    return {e["entity"]: e["value"] for e in message.get("entities", [])}
