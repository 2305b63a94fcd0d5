"""How Rasa gets the training sentences: every file read once.

Rasa's own importer reads and checks all files of ``data/nlu`` three times over, in pure Python:
for twenty languages that was half of a training. Their shape is simple, and ``toeleider lint`` and
the tests look at what stands in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.corpus import example_texts
from bot.plain_yaml import read_plain
from bot.training_data import lighten
from bot.without_tensorflow import COMPONENTS

lighten()


class SentenceError(RasaException):
    """A file of training sentences is not of its shape; the message names file, cause and cure."""


class ComponentMissing(RasaException):
    """``config.yml`` names a component that is not there; the message says how to get it."""


class SentenceImporter(RasaFileImporter):
    """Rasa's importer, but for the sentences: ``intent``, ``examples``, ``metadata.language``.

    Sentences carry no entity markup here: the gazetteer finds entities.
    """

    _sentences: TrainingData | None = None

    def get_config(self) -> dict[str, Any]:
        """What ``config.yml`` says.

        Raises:
            ComponentMissing: it names one of Rasa's components that need TensorFlow.
        """
        config: dict[str, Any] = super().get_config()
        named = {
            part.get("name") for key in ("pipeline", "policies") for part in config.get(key) or ()
        }
        for name in sorted(named & {one for names in COMPONENTS.values() for one in names}):
            raise ComponentMissing(
                f"{name} needs TensorFlow, which is not installed. Take {name} out of config.yml, "
                "or read docs/adr/0011 on how to bring TensorFlow back."
            )
        return config

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """All sentences with their intents.

        Raises:
            SentenceError: a file cannot be read, or misses something.
        """
        if self._sentences is None:
            examples = [one for name in self._nlu_files for one in _read(Path(name))]
            self._sentences = TrainingData(examples)
        return self._sentences


def _read(path: Path) -> list[Message]:
    try:
        document = read_plain(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SentenceError(f"{path} cannot be read as YAML: {error}") from error
    blocks = document.get("nlu") if isinstance(document, dict) else None
    if not isinstance(blocks, list):
        raise SentenceError(f"{path} has no list under nlu:; copy the head of a file beside it")
    return [message for block in blocks for message in _messages(path, block)]


def _messages(path: Path, block: Any) -> list[Message]:
    intent = block.get("intent") if isinstance(block, dict) else None
    examples = block.get("examples") if intent else None
    if not isinstance(intent, str) or not isinstance(examples, str):
        raise SentenceError(f"{path}: a block needs intent: and examples: | (found {block!r:.80})")
    lines = (line.strip() for line in examples.splitlines())
    if stray := next((line for line in lines if line and not line.startswith("-")), None):
        raise SentenceError(f"{path}, {intent}: put a dash before {stray!r}")
    metadata = block.get("metadata")
    return [Message.build(text, intent, None, metadata) for text in example_texts(examples)]
