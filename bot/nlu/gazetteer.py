"""Entities from the gazetteer: topics, times, ages, places and so on, as keys."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.gazetteer import Found, Gazetteer
from bot.nlu.component import Configured
from bot.nlu.settling import is_payload
from bot.places import CataloguePlaces
from services_catalog.settings import DEMO_DIRECTORY, PROJECT_ROOT
from services_catalog.text import sanitise

HITS_PROPERTY = "gazetteer_hits"
"""Names found, for the intent classifier: ``topic:housing``, ``aspect:hours`` …"""

FOUND_PROPERTY = "gazetteer_found"
"""The same as :class:`bot.words.Words` and :class:`Found`, for the reader of clauses."""


def hit_names(found: list[Found]) -> tuple[str, ...]:
    """What was found, as names for the intent classifier."""
    return tuple(f"{one.entity}:{one.value}" for one in found)


def gazetteer_directory(config: dict[str, Any]) -> Path:
    """Where the lists are: as configured, or the project's own."""
    return Path(config.get("directory") or PROJECT_ROOT / "data" / "gazetteer")


def load_gazetteer(config: dict[str, Any]) -> Gazetteer:
    """The gazetteer of a component's configuration (``directory``, ``municipality``).

    Components with the same lists share one: twenty languages of phrases are some megabytes.
    """
    municipality = Path(config.get("municipality") or DEMO_DIRECTORY / "municipality.yml")
    return _loaded(gazetteer_directory(config), municipality)


@lru_cache(maxsize=2)
def _loaded(directory: Path, municipality: Path) -> Gazetteer:
    return Gazetteer(directory, municipality)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class GazetteerEntities(Configured):
    """Adds entities; their values are keys or numbers, so nothing of the text is kept.

    The lists are read when the assistant starts; a new word needs no training.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Read the lists."""
        super().__init__(config)
        self._gazetteer = load_gazetteer(config)
        if not config.get("municipality") and not isinstance(
            self._gazetteer.places, CataloguePlaces
        ):
            # Only where messages are read: training is made from files, the same everywhere.
            self._gazetteer.places = CataloguePlaces(self._gazetteer.places())

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``directory`` of the lists; ``municipality``: a file that names neighbourhoods.

        Without the file they are the catalogue's, those of the demonstration until it was read.
        """
        return {"directory": None, "municipality": None}

    def process(self, messages: list[Message]) -> list[Message]:
        """Find what is named, in the text's language, the visitor's, Dutch and English."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not text or is_payload(text):
                continue
            safe = sanitise(text)
            codes = [c for c in (message.get("text_language"), message.get("language")) if c]
            words, found = self._gazetteer.find(safe, codes)
            # Where the safe text begins in the original; sanitising seldom changes anything else.
            shift = max(text.find(safe), 0)
            entities = list(message.get(ENTITIES, []))
            for one in found:
                start = min(words.spans[one.start][0] + shift, len(text))
                end = min(words.spans[one.end - 1][1] + shift, len(text))
                entities.append({
                    "entity": one.entity, "value": one.value, "start": start, "end": end,
                    "extractor": type(self).__name__,
                })  # fmt: skip
            message.set(ENTITIES, entities, add_to_output=True)
            message.set(HITS_PROPERTY, hit_names(found))
            message.set(FOUND_PROPERTY, (words, found))
        return messages
