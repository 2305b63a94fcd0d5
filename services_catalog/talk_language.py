"""Which language a talk is in: one rule, used by actions, responses and channel alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services_catalog.languages import SOURCE, known


def talk_language(slots: Mapping[str, Any], metadata: Mapping[str, Any] | None) -> str:
    """The language to answer in.

    The visitor's own choice wins: the page's (``metadata["language"]``), unless a later choice in
    words overrode just that one; then a choice in words; then the language identified with
    certainty; then the first guess; then Dutch.
    """
    chosen = known((metadata or {}).get("language"))
    in_words = known(slots.get("language_choice"))
    if chosen and not (in_words and slots.get("language_overrides") == chosen):
        return chosen
    return in_words or known(slots.get("language")) or known(slots.get("language_guess")) or SOURCE
