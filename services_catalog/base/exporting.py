"""Our published services as a base that others can follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.base.files import (
    FIELDS,
    LOCAL,
    BaseFile,
    BaseFileError,
    Entry,
    Words,
    new_base,
)
from services_catalog.base.terms import Terms
from services_catalog.database import Database
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.editing.document import document_of
from services_catalog.hours import now
from services_catalog.models import (
    WORD_FIELDS,
    BaseCatalogue,
    BaseService,
    Municipality,
    Organization,
    Service,
    ServiceTranslation,
)
from services_catalog.translating.origins import NOTES, dutch_notes, origin_of
from services_catalog.vocabulary import PublicationState

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Export:
    """A base, and what whoever sends it should know."""

    base: BaseFile
    remarks: list[str]


def export_base(
    database: Database,
    *,
    base_id: str | None = None,
    name: str | None = None,
    services: Sequence[str] = (),
    leave: Collection[str] = LOCAL,
    roles: Mapping[str, str] | None = None,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> Export:
    """A base of ``services`` (default: all that are published), with their translations.

    ``leave``: fields that are left to whoever follows. ``roles``: what an organization of ours is
    called in the base, by its id; others keep their id. ``base_id`` and ``name`` are the
    municipality's where nobody says; of a base that we follow ourselves under this id, its keys
    and roles are used. ``at`` becomes the version (default: now, to the second).

    Raises:
        BaseFileError: no such service, field or organization; no municipality; no usable id.
    """
    if unknown := sorted(set(leave) - FIELDS):
        raise BaseFileError(
            f"no such field: {', '.join(unknown)}; choose from {', '.join(sorted(FIELDS))}"
        )
    with database.read() as session:
        base_id, name = _named(session, base_id, name)
        names = dict(session.execute(select(Organization.id, Organization.name)).tuples().all())
        if strange := sorted(set(roles or {}) - set(names)):
            raise BaseFileError(f"no such organization: {', '.join(strange)}")
        terms = _terms(session, base_id, roles or {})
        keys = {ours: key for key, ours in terms.links.items()}
        rows = _chosen(session, services)
        entries, used, remarks = [], {}, []
        for number, row in enumerate(rows, 1):
            document = terms.theirs(document_of(row))
            if "organization" not in leave:
                used[str(document["organization"])] = names[row.organization_id]
            document = {k: v for k, v in document.items() if k in FIELDS and k not in leave}
            words, old = _translations(session, row, name)
            entries.append(
                Entry(key=keys.get(row.id, row.id), document=document, translations=words)
            )
            if old:
                remarks.append(
                    f"{row.id}: the translation into {', '.join(old)} is older than the Dutch; "
                    "what is old was left out"
                )
            if progress:
                progress(number, len(rows))
    entries.sort(key=lambda entry: entry.key)
    version = (at or now()).replace(microsecond=0)
    base = new_base(base_id, name, version, dict(sorted(used.items())), sorted(leave), entries)
    return Export(base, remarks + _led_away(base))


def _named(session: Session, base_id: str | None, name: str | None) -> tuple[str, str]:
    followed = session.get(BaseCatalogue, base_id) if base_id else None
    town = session.scalars(select(Municipality)).first()
    base_id = base_id or (town.id if town else None)
    name = name or (followed.name if followed else town.name if town else None)
    if not base_id or not name:
        raise BaseFileError("the catalogue has no municipality: give --id and --name")
    return base_id, name


def _terms(session: Session, base_id: str, roles: Mapping[str, str]) -> Terms:
    followed = session.get(BaseCatalogue, base_id)
    kept = followed.roles if followed else {}
    found = {role: ours for role, ours in kept.items() if ours not in roles}
    links = select(BaseService.key, BaseService.service_id).where(BaseService.base_id == base_id)
    return Terms(
        roles=found | {role: ours for ours, role in roles.items()},
        links={key: ours for key, ours in session.execute(links) if ours},
    )


def _chosen(session: Session, ids: Sequence[str]) -> Sequence[Service]:
    query = (
        select(Service)
        .where(Service.state == PublicationState.PUBLISHED)
        .order_by(Service.id)
        .options(*WHOLE_SERVICE)
    )
    if ids:
        query = query.where(Service.id.in_(ids))
    rows = session.scalars(query).unique().all()
    if missing := sorted(set(ids) - {row.id for row in rows}):
        raise BaseFileError(f"no published service: {', '.join(missing)}")
    return rows


def _translations(session: Session, row: Service, name: str) -> tuple[dict[str, Words], list[str]]:
    """The sentences that say what the Dutch says today, and the languages that have others too."""
    found, old = {}, []
    for translation in sorted(row.translations, key=lambda one: one.language):
        words, whole = _fresh_words(session, row, translation, name)
        if words is not None:
            found[translation.language] = words
        if not whole:
            old.append(translation.language)
    return found, old


def _fresh_words(
    session: Session, row: Service, translation: ServiceTranslation, name: str
) -> tuple[Words | None, bool]:
    origin = origin_of(session, row, translation)
    said = {field: getattr(translation, field) for field in WORD_FIELDS}
    fresh = {
        field: text
        for field, text in said.items()
        if text and origin.fresh(field, getattr(row, field) or "")
    }
    rules = list(enumerate(dutch_notes(row)))
    notes = [origin.note(note, number, translation) if note else None for number, note in rules]
    kept = [
        text if text and origin.fresh(f"{NOTES}/{number}", note or "") else None
        for (number, note), text in zip(rules, notes, strict=True)
    ]
    whole = len(fresh) == len([text for text in said.values() if text]) and kept == notes
    if not {"title", "summary"} <= fresh.keys():
        return None, whole
    return Words(
        state=translation.state.value,
        reviewed_by=_reviewer(translation.reviewed_by, name),
        asks=list(translation.asks),
        notes=kept if any(kept) else [],
        **fresh,
    ), whole


def _reviewer(who: str | None, name: str) -> str | None:
    """Who looked, and where: whoever follows the base does not know them."""
    if not who or who.endswith(")"):
        return who or None
    return f"{who[: 117 - len(name[:60])]} ({name[:60]})"


def _led_away(base: BaseFile) -> list[str]:
    there = {entry.key for entry in base.services}
    found = []
    for entry in base.services:
        named = {rule.get("alternative") for rule in entry.document.get("eligibility") or ()}
        found += [
            f"{entry.key} leads people it excludes to {other}, which is not in this base: whoever "
            "follows it needs that service, too"
            for other in sorted(filter(None, named - there))
        ]
    return found
