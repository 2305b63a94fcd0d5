"""Stamping translation files with the hash of the Dutch they were made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from services_catalog.loading.shapes import CatalogueSource, ServiceSource
from services_catalog.loading.source import read_folder
from services_catalog.models import WORD_FIELDS, words_hash


def source_hash(entry: ServiceSource) -> str:
    """The hash of a service's Dutch words, as ``Service.source_hash`` computes it."""
    words: dict[str, object] = {field: getattr(entry.text, field) for field in WORD_FIELDS}
    return words_hash(
        words | {"notes": [rule.note for rule in entry.eligibility for _ in rule.status]}
    )


def stamp(folder: Path) -> int:
    """Write ``source_hash`` where a translation has none; returns how many were written.

    Raises:
        SourceError: the folder cannot be loaded as it is.
    """
    catalogue: CatalogueSource = read_folder(folder)
    hashes = {entry.id: source_hash(entry) for entry in catalogue.services}
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = 0
    for path in sorted((folder / "translations").glob("*/*.yml")):
        if path.stem.startswith("_"):
            continue
        content = yaml.load(path.read_text(encoding="utf-8"))
        new = 0
        for service_id, words in content["services"].items():
            if not words.get("source_hash"):
                words["source_hash"] = hashes[service_id]
                new += 1
        if new:
            with path.open("w", encoding="utf-8") as file:
                yaml.dump(content, file)
            written += new
    return written
