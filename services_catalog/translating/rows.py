"""A translation's row as words and back, and the version by which a page knows it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services_catalog.editing.fields import Json
from services_catalog.models import (
    WORD_FIELDS,
    HotlineTranslation,
    LocationTranslation,
    Service,
    ServiceTranslation,
    words_hash,
)
from services_catalog.translating.origins import NOTES, Origin, dutch_notes, hashes_of
from services_catalog.translating.units import ASKS, NOTE, dutch_of

PlaceRow = LocationTranslation | HotlineTranslation
Words = Mapping[str, str | list[str] | list[str | None] | None]


def words_of_row(row: ServiceTranslation | None) -> Json:
    """The words as they are stored: the fields, ``asks`` and ``notes``. {} for no row."""
    if row is None:
        return {}
    return {field: getattr(row, field) for field in WORD_FIELDS} | {
        ASKS: list(row.asks),
        NOTES: list(row.notes),
    }


def record_of(row: ServiceTranslation | PlaceRow | None, words: Json) -> Json | None:
    """What the history keeps of a translation: its words, and who answers for them."""
    if row is None:
        return None
    return words | {
        "state": row.state.value,
        "reviewed_by": row.reviewed_by,
        "reviewed_on": row.reviewed_on.isoformat() if row.reviewed_on else None,
        "written_by": row.written_by,
        "source_hash": row.source_hash,
    }


def version_of(dutch: str, record: Json | None) -> str:
    """``<the Dutch>.<the translation>``: another text of either is another version."""
    return f"{dutch[:16]}.{words_hash(record)[:16]}"


def by_field(words: Words, service: Service) -> dict[str, str]:
    """Words by the field of their unit (``asks`` in lines, ``notes/<n>``), tidied.

    ``notes`` may be given whole, one per rule. What the Dutch has not is left out.
    """
    dutch = dutch_of(service)
    found: dict[str, str] = {}
    for field, value in words.items():
        if field == NOTES and isinstance(value, list):
            found |= {f"{NOTE}{n}": tidy(note or "") for n, note in enumerate(value)}
        elif field == ASKS:
            lines = value if isinstance(value, list) else str(value or "").splitlines()
            found[ASKS] = "\n".join(filter(None, (tidy(line or "") for line in lines)))
        elif isinstance(value, list):
            raise ValueError(f"{field} is one text, no list")
        else:
            found[field] = tidy(value or "")
    return {field: text for field, text in found.items() if field in dutch or field == ASKS}


def tidy(text: str) -> str:
    """Without spaces at the ends of its lines."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def write_words(
    row: ServiceTranslation, service: Service, texts: Mapping[str, str], origin: Origin
) -> None:
    """Put texts (by field, as of :func:`by_field`) into a row; other fields keep theirs.

    What the Dutch no longer has goes. ``origin``: of the row as it was.
    """
    dutch, today = dutch_of(service), hashes_of(service)
    old_notes = [
        origin.note(note, number, row) if row.notes else None
        for number, note in enumerate(dutch_notes(service))
    ]
    made: Json = {field: origin.hashes.get(field) for field in today if field != NOTES}
    known = set(origin.hashes.get(NOTES) or ())
    for field in WORD_FIELDS:
        if field not in dutch:
            setattr(row, field, None)
        elif field in texts:
            setattr(row, field, texts[field] or None)
            made[field] = today[field]
    if ASKS in texts:
        row.asks = texts[ASKS].splitlines()
    said = {
        dutch[field]: text for field, text in texts.items() if field.startswith(NOTE)
    }  # rules with one and the same note have one sentence
    row.notes = _trimmed(
        [
            (said[note] or None) if note in said else old
            for note, old in zip(dutch_notes(service), old_notes, strict=True)
        ]
    )
    made[NOTES] = [
        hashed if (note is None or note in said or hashed in known) else None
        for note, hashed in zip(dutch_notes(service), today[NOTES], strict=True)
    ]
    row.made_from = {field: value for field, value in made.items() if value}
    if _all_fresh(row, service):
        row.source_hash = service.source_hash


def _all_fresh(row: ServiceTranslation, service: Service) -> bool:
    """Whether nothing that is translated was made from an older Dutch."""
    now = Origin(row.made_from)
    for field, dutch in dutch_of(service).items():
        if field == ASKS:
            continue
        if field.startswith(NOTE):
            said = now.note(dutch, int(field.removeprefix(NOTE)), row)
        else:
            said = getattr(row, field)
        if said and not now.fresh(field, dutch):
            return False
    return True


def _trimmed(notes: list[str | None]) -> list[str | None]:
    """[] when there is none: as a file without notes is loaded."""
    return notes if any(notes) else []


def plain_record(record: Mapping[str, Any] | None) -> Json:
    """The words of a record of the history as strings by field."""
    found: Json = {}
    for field, value in (record or {}).items():
        if field in WORD_FIELDS or field in ("directions", "purpose"):
            found[field] = value or ""
        elif field == ASKS:
            found[ASKS] = "\n".join(value or ())
        elif field == NOTES:
            found |= {f"{NOTE}{n}": note or "" for n, note in enumerate(value or ())}
    return found
