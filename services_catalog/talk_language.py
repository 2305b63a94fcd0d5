"""Which language a talk is in: one rule, used by actions, responses and channel alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services_catalog.languages import SOURCE, known, languages, spoken


def talk_language(slots: Mapping[str, Any], metadata: Mapping[str, Any] | None) -> str:
    """The language to answer in.

    The visitor's own choice wins: the page's (``metadata["language"]``), unless a later choice in
    words overrode just that one; then a choice in words; then the language identified with
    certainty; then, of short words, the page's own language (``metadata["hint"]``) or the first
    guess; then Dutch.
    """
    metadata = metadata or {}
    chosen = known(metadata.get("language"))
    in_words = known(slots.get("language_choice"))
    if chosen and not (in_words and slots.get("language_overrides") == chosen):
        return chosen
    return (
        in_words
        or spoken(slots.get("language"))
        or _unsure(spoken(slots.get("language_guess")), known(metadata.get("hint")))
        or SOURCE
    )


def _unsure(guess: str | None, hint: str | None) -> str | None:
    """A word or two: only letters that the page's language does not have speak against it."""
    if not guess or not hint:
        return guess or hint
    script = languages()[guess].script
    return guess if script not in ("latn", languages()[hint].script) else hint
