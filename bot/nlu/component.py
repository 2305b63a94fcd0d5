"""What Rasa asks of every component of ours, in one place: how it is made, when it is stale."""

from __future__ import annotations

from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.nlu.fingerprints import files_fingerprint


class Configured(GraphComponent):
    """A component made from its configuration alone; nothing of it is trained."""

    def __init__(self, config: dict[str, Any]) -> None:
        """``config``: of ``config.yml``, over the component's own defaults."""
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Made by Rasa at load time."""
        return cls(config)


class Trained(GraphComponent):
    """A component that writes what it learnt to ``self._storage`` at ``self._resource``."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """A new component that training will complete."""
        self._config, self._storage, self._resource = config, model_storage, resource

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train again when code or lists behind the component's own file change."""
        return files_fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """A new component that training will complete."""
        return cls(config, model_storage, resource)
