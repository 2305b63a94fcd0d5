"""Keeping the translated ways to locations and purposes of hotlines."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from services_catalog.editing.drafts import UnknownService
from services_catalog.editing.problems import CONTROL
from services_catalog.editing.store import moment
from services_catalog.hours import now
from services_catalog.models import (
    Hotline,
    HotlineTranslation,
    Location,
    LocationTranslation,
    Revision,
    words_hash,
)
from services_catalog.translating.checking import wrong_with
from services_catalog.translating.reviewing import rule
from services_catalog.translating.rows import PlaceRow, record_of, tidy, version_of
from services_catalog.translating.saving import ENTITY, Overtaken, Saved, WrongWords
from services_catalog.translating.units import Unit, place_unit, place_units
from services_catalog.vocabulary import TranslationState

__all__ = ["place_of", "place_units", "version", "write"]

FIELDS = {"location": "directions", "hotline": "purpose"}
Owner = Location | Hotline


def place_of(
    session: Session, kind: str, name: str, language: str
) -> tuple[Owner, PlaceRow | None, Unit]:
    """A location or hotline with its sentence and the row of its translation.

    Raises:
        UnknownService: there is none, or it has no Dutch sentence.
    """
    owner: Owner | None = None
    if kind == "location" and not CONTROL.search(name):
        owner = session.get(Location, name)
    elif kind == "hotline" and not CONTROL.search(name):
        owner = session.get(Hotline, name)
    if owner is None or not getattr(owner, FIELDS[kind]):
        raise UnknownService(f"there is no {kind} {name!r} with a sentence to translate")
    row: PlaceRow | None = next((t for t in owner.translations if t.language == language), None)
    return owner, row, place_unit(owner, row)


def version(session: Session, kind: str, name: str, language: str) -> str:
    """The version to save on.

    Raises:
        UnknownService: as :func:`place_of`.
    """
    _owner, row, unit = place_of(session, kind, name, language)
    return _version(unit, row)


def write(
    session: Session,
    kind: str,
    name: str,
    language: str,
    text: str,
    actor: str,
    *,
    state: TranslationState,
    version: str,
    reviewer: str | None = None,
) -> Saved:
    """Write one sentence; see :meth:`TranslationBook.save_place`."""
    if kind in FIELDS:
        model: type[Owner] = Location if kind == "location" else Hotline
        # The write lock, on either kind of database.
        session.execute(update(model).where(model.id == name).values(name=model.name))
    owner, row, unit = place_of(session, kind, name, language)
    text = tidy(text)
    if wrong := wrong_with(unit, text):
        raise WrongWords(name, [wrong])
    current = _version(unit, row)
    if current != version:
        dutch = current.partition(".")[0] != version.partition(".")[0]
        by = "" if dutch or row is None else (row.written_by or "")
        raise Overtaken(name, mine={unit.field: text}, version=current, by=by, dutch=dutch)
    ruling = rule(
        session,
        state=state,
        risk=unit.risk,
        rewritten=text != unit.target,
        written_by=row.written_by if row else None,
        actor=actor,
        reviewer=reviewer,
        language=language,
        organization=owner.organization_id if isinstance(owner, Location) else None,
    )
    before = record_of(row, {unit.field: unit.target})
    fresh = row is not None and row.source_hash == unit.source_hash
    if row is not None and fresh and text == unit.target and row.state is ruling.state:
        return Saved(row.state, current, changed=False)
    if row is None:
        row = (
            LocationTranslation(language=language)
            if isinstance(owner, Location)
            else HotlineTranslation(language=language)
        )
        owner.translations.append(row)  # type: ignore[arg-type]
    if text != unit.target:
        machine = ruling.state is TranslationState.MACHINE
        row.written_by, row.written_at = None if machine else actor, moment()
    setattr(row, unit.field, text)
    row.state, row.reviewed_by = ruling.state, ruling.reviewed_by
    row.reviewed_on = now().date() if ruling.reviewed_by else None
    row.source_hash = unit.source_hash
    session.flush()
    session.add(
        Revision(
            actor=actor,
            reason=ruling.state.value,
            entity=ENTITY,
            entity_id=f"{kind}/{name}/{language}",
            change={"before": before, "after": record_of(row, {unit.field: text})},
        )
    )
    return Saved(row.state, _version(unit, row), True, ruling.held_back)


def _version(unit: Unit, row: PlaceRow | None) -> str:
    words = {unit.field: getattr(row, unit.field)} if row else {}
    return version_of(words_hash(unit.source), record_of(row, words))
