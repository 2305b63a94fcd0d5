"""YAML whose every value is a string: "no" and "112" are words people say, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read_plain(path: Path) -> Any:
    """What a file holds: mappings, lists and strings.

    Raises ``OSError``, ``UnicodeDecodeError`` or ``yaml.YAMLError`` for a file that cannot be read.
    """
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506
