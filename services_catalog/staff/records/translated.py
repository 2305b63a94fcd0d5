"""Translations that go and come with a record that is removed and brought back."""

from __future__ import annotations

from datetime import date, datetime

from services_catalog.editing.fields import Json
from services_catalog.models import HotlineTranslation, LocationTranslation
from services_catalog.vocabulary import TranslationState


def translated(words: LocationTranslation | HotlineTranslation, field: str) -> Json:
    """A translation as JSON; ``field`` holds its sentence."""
    return {
        "language": words.language,
        field: getattr(words, field),
        "state": words.state.value,
        "source_hash": words.source_hash,
        "reviewed_by": words.reviewed_by,
        "reviewed_on": words.reviewed_on.isoformat() if words.reviewed_on else None,
        "written_by": words.written_by,
        "written_at": words.written_at.isoformat() if words.written_at else None,
    }


def again(kept: Json) -> Json:
    """The values of its row again."""
    on, at = kept.get("reviewed_on"), kept.get("written_at")
    return kept | {
        "state": TranslationState(kept["state"]),
        "reviewed_on": date.fromisoformat(on) if on else None,
        "written_at": datetime.fromisoformat(at) if at else None,
    }
