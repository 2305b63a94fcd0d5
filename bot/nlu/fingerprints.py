"""What Rasa's training cache cannot see by itself: files and code behind a component's own file.

Without it Rasa restores yesterday's classifier after the gazetteer or a helper module changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from services_catalog.settings import PROJECT_ROOT

CODE = ("bot/nlu/*.py", "bot/nlu/*.yml", "bot/words.py", "bot/phrases.py",
        "bot/plain_yaml.py", "bot/gazetteer.py",
        "services_catalog/encoder.py", "services_catalog/text.py")  # fmt: skip


def files_fingerprint(directories: Iterable[Path] = ()) -> str:
    """A hash of the understanding's code and of the YAML files in ``directories``."""
    paths = [path for pattern in CODE for path in PROJECT_ROOT.glob(pattern)]
    paths += [path for directory in directories for path in directory.glob("*.yml")]
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
