"""Which Dutch each sentence of a translation was made from, so that only what changed is old.

A translation keeps it (``made_from``): ``{"title": hash, …, "notes": [hash, …]}``. One of before
that was kept has a single hash for the whole; what changed is then read from the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from services_catalog.editing.fields import Json
from services_catalog.models import WORD_FIELDS, Service, ServiceTranslation, words_hash
from services_catalog.translating.past import dutch_behind, notes_of_document

NOTES = "notes"


class Origin:
    """The Dutch behind one stored translation, as far as anybody knows."""

    def __init__(
        self, hashes: Mapping[str, Any], older: Json | None = None, *, whole: bool = False
    ) -> None:
        """``hashes`` as in ``made_from``.

        ``older``: the document it was made from, where that is another than today's; ``whole``:
        nothing changed since.
        """
        self.hashes, self._older, self._whole = dict(hashes), older, whole

    def fresh(self, field: str, dutch: str) -> bool:
        """Whether the sentence was made from this very Dutch; False where nobody knows."""
        if self._whole:
            return True
        if field.startswith(f"{NOTES}/"):
            return words_hash(dutch) in (self.hashes.get(NOTES) or ())
        return self.hashes.get(field) == words_hash(dutch)

    def was(self, field: str, dutch: str) -> str | None:
        """The Dutch it was made from, where that is another and was kept."""
        if self._older is None or self.fresh(field, dutch):
            return None
        if field.startswith(f"{NOTES}/"):
            notes, number = notes_of_document(self._older), int(field.partition("/")[2])
            return notes[number] if number < len(notes) else None
        value = (self._older.get("text") or {}).get(field)
        if isinstance(value, list):
            value = "\n".join(value)
        return str(value) if value and words_hash(value) == self.hashes.get(field) else None

    def note(self, dutch: str | None, number: int, translation: ServiceTranslation) -> str | None:
        """The translation of a rule's note: rules may have moved since it was made."""
        known = self.hashes.get(NOTES) or []
        wanted = words_hash(dutch)
        if not self._whole and wanted in known:
            number = known.index(wanted)
        return translation.notes[number] if number < len(translation.notes) else None


def origin_of(session: Session, service: Service, translation: ServiceTranslation | None) -> Origin:
    """What is known of a translation's Dutch."""
    if translation is None:
        return Origin({})
    if translation.source_hash == service.source_hash and not translation.made_from:
        return Origin(hashes_of(service), whole=True)
    older = dutch_behind(session, service.id, translation.source_hash)
    hashes = dict(translation.made_from or {})
    if not hashes and older is not None:
        text = older.get("text") or {}
        hashes = {field: words_hash(text[field]) for field in WORD_FIELDS if text.get(field)}
        hashes[NOTES] = [words_hash(note) for note in notes_of_document(older)]
    return Origin(hashes, older)


def hashes_of(service: Service) -> Json:
    """``made_from`` of a translation that is made from today's Dutch in full."""
    found: Json = {
        field: words_hash(getattr(service, field))
        for field in WORD_FIELDS
        if getattr(service, field)
    }
    return found | {NOTES: [words_hash(note) for note in dutch_notes(service)]}


def dutch_notes(service: Service) -> list[str | None]:
    """The notes of a service's rules, in their order."""
    return [rule.note for rule in service.rules]


def dutch_before(session: Session, service: Service, wanted: str) -> dict[str, str | None]:
    """The Dutch with the hash ``wanted`` by field, as far as it was kept; {} for today's."""
    if wanted == service.source_hash or len(wanted) != len(service.source_hash):
        return {}
    older = dutch_behind(session, service.id, wanted)
    if older is None:
        return {}
    text = older.get("text") or {}
    return {f: text.get(f) for f in WORD_FIELDS if text.get(f) != getattr(service, f)}
