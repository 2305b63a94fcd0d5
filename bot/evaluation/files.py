"""Evaluation files: YAML that maps a name to sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.plain_yaml import read_plain


class EvaluationError(ValueError):
    """An evaluation file that cannot be used; the message names file and cause."""


def read_mapping(path: Path, *, shape: str) -> dict[str, Any]:
    """The mapping of a file; ``shape`` says in errors what was expected.

    Raises:
        EvaluationError: unreadable, empty, or no mapping.
    """
    try:
        content = read_plain(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EvaluationError(f"{path}: cannot be read: {error}") from error
    if not isinstance(content, dict) or not content:
        raise EvaluationError(f"{path}: expected '{shape}'")
    return content


def read_lists(path: Path, *, of: str) -> dict[str, list[str]]:
    """``name: [sentences]`` of a file; ``of`` says in errors what the names should be.

    Raises:
        EvaluationError: unreadable, or not of that shape.
    """
    content = read_mapping(path, shape=f"{of}: [sentences]")
    found: dict[str, list[str]] = {}
    for name, sentences in content.items():
        if not isinstance(sentences, list) or not sentences:
            raise EvaluationError(f"{path}: {name}: expected a list of sentences")
        found[str(name)] = [str(sentence) for sentence in sentences]
    return found
