"""Puts ``at_start.pth`` into the environment: Rasa never phones home and needs no TensorFlow.

Rasa reads its switch before any of our code is loaded; a ``.pth`` file runs at every start of the
interpreter, also when somebody just types ``rasa train``.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "at_start.pth"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the file to plain and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a wheel is built."""
        build_data["force_include"][NAME] = NAME
        build_data["force_include_editable"][NAME] = NAME
