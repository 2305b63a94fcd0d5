"""The one place that decides which words of a service may be shown, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services_catalog.languages import SOURCE
from services_catalog.models import WORD_FIELDS, Service
from services_catalog.vocabulary import TranslationState


class ShownState(StrEnum):
    """What staff see of a translation: the stored states, and two that are derived."""

    MISSING = "missing"
    STALE = "stale"
    MACHINE = "machine"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


@dataclass(frozen=True)
class Words:
    """The sentences of a service as they are shown, and in which language they really are."""

    language: str
    machine: bool
    stale: bool
    title: str
    summary: str
    description: str | None
    how: str | None
    who: str | None
    hours_note: str | None
    cost_note: str | None
    warning: str | None
    dutch_fields: frozenset[str] = frozenset()
    """Fields that only the Dutch has, shown in Dutch among the translated ones."""


def state_of(service: Service, language: str) -> ShownState:
    """Missing, stale (the Dutch changed since), or the stored state."""
    translation = service.translation(language)
    if translation is None:
        return ShownState.MISSING
    if translation.source_hash != service.source_hash:
        return ShownState.STALE
    return ShownState(translation.state.value)


def words_of(service: Service, language: str) -> Words:
    """The words for a visitor who reads ``language``.

    A missing translation gives the Dutch. A field that only the Dutch has gives the Dutch for
    that field: ``dutch_fields`` names it, and nothing true is hidden. A stale one
    is shown and says that it is older than the Dutch.
    """
    translation = service.translation(language) if language != SOURCE else None
    if translation is None:
        return Words(
            language=SOURCE,
            machine=False,
            stale=False,
            **{field: getattr(service, field) for field in WORD_FIELDS},
        )
    missing = {f for f in WORD_FIELDS if getattr(service, f) and not getattr(translation, f)}
    return Words(
        language=language,
        machine=translation.state is not TranslationState.APPROVED,
        stale=translation.source_hash != service.source_hash,
        dutch_fields=frozenset(missing),
        **{
            field: getattr(service if field in missing else translation, field)
            for field in WORD_FIELDS
        },
    )
