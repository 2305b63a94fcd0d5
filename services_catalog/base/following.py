"""Taking a version of a base: it is laid beside our services, and nothing of ours is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.base.files import FIELDS, BaseFile, usable
from services_catalog.base.ours import Ours
from services_catalog.base.states import Overview, overview_of, terms_of
from services_catalog.base.terms import Terms
from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.compare import alike
from services_catalog.editing.drafting import actor_name
from services_catalog.editing.drafts import EditingError, Refused, aware
from services_catalog.editing.fields import flatten
from services_catalog.models import (
    BaseCatalogue,
    BaseService,
    BaseVerdict,
    Organization,
    Service,
    ServiceDraft,
)
from services_catalog.vocabulary import PublicationState

Progress = Callable[[int, int], None]


class OlderVersion(EditingError):
    """The file is older than the version we follow."""


@dataclass(frozen=True)
class Followed:
    """What a version of a base means here.

    ``fresh``: it says something else than the version we had. ``remarks``: what of it cannot be
    used, by the key of the service.
    """

    dry_run: bool
    fresh: bool
    overview: Overview
    remarks: Sequence[tuple[str, str]]


def follow(
    database: Database,
    base: BaseFile,
    actor: str,
    *,
    dry_run: bool = True,
    older: bool = False,
    progress: Progress | None = None,
) -> Followed:
    """Lay a version of a base beside ours; without ``dry_run`` keep it for staff to decide on.

    The same file twice changes nothing the second time. A service of the base is linked to ours
    of the same id, unless that is linked already. The catalogue's version does not move.

    Raises:
        OlderVersion: we follow a newer version, and ``older`` is false.
        Refused: somebody else took a version in the same moment.
        ValueError: an empty or too long ``actor``.
    """
    actor = actor_name(actor)
    with Session(database.engine, expire_on_commit=False, autoflush=False) as session:
        had = session.get(BaseCatalogue, base.id, with_for_update=not dry_run)
        if had is not None and base.version < aware(had.version) and not older:
            raise OlderVersion(
                f"{base.name} was followed up to {aware(had.version):%Y-%m-%d %H:%M} already, and "
                f"this file is of {base.version:%Y-%m-%d %H:%M}. To go back to it: --older"
            )
        fresh = had is None or had.digest != base.digest
        query = select(BaseService).where(BaseService.base_id == base.id)
        rows = {row.key: row for row in session.scalars(query)}
        catalogue = had or BaseCatalogue(id=base.id, roles={})
        remarks: list[tuple[str, str]] = []
        if fresh:
            _settle(session, catalogue, rows)
            remarks = _lay(session, base, rows, progress)
            _name_roles(session, catalogue, base)
        if fresh or base.version > aware(catalogue.version):
            catalogue.name, catalogue.version = base.name, base.version
            catalogue.digest = base.digest
            catalogue.local = [field for field in base.local if field in FIELDS]
            catalogue.actor, catalogue.taken_at = actor, store.moment()
        if fresh:
            _settle(session, catalogue, rows)
        seen = overview_of(session, catalogue, list(rows.values()))
        if dry_run:
            session.rollback()
        else:
            _keep(session, catalogue, rows)
    return Followed(dry_run, fresh, seen, remarks)


def _keep(session: Session, catalogue: BaseCatalogue, rows: dict[str, BaseService]) -> None:
    try:
        session.add(catalogue)
        session.flush()
        session.add_all(rows.values())
        session.commit()
    except IntegrityError as error:
        raise Refused(
            f"somebody else took a version of {catalogue.name} just now; try again"
        ) from error


def _lay(
    session: Session,
    base: BaseFile,
    rows: dict[str, BaseService],
    progress: Progress | None,
) -> list[tuple[str, str]]:
    """Bring ``rows`` to what the file says; what cannot be used stays as it was."""
    remarks: list[tuple[str, str]] = []
    free = _free_ids(session)
    for number, entry in enumerate(base.services, 1):
        document, translations, said = usable(entry)
        remarks += [(entry.key, text) for text in said]
        row = rows.get(entry.key)
        if document is not None:
            if row is None:
                row = rows[entry.key] = BaseService(
                    base_id=base.id, key=entry.key, verdict=BaseVerdict.OPEN,
                    service_id=entry.key if entry.key in free else None,
                    seen={}, taken={}, seen_translations={},
                )  # fmt: skip
            if row.gone and row.verdict is BaseVerdict.KEPT:
                row.verdict = BaseVerdict.OPEN
            row.document, row.translations = document, translations
        if row is not None:
            row.gone = False
        if progress:
            progress(number, len(base.services))
    there = {entry.key for entry in base.services}
    for key, row in rows.items():
        if key not in there:
            row.gone = True
    return remarks


def _free_ids(session: Session) -> set[str]:
    """Ids of services and drafts of ours that no base is linked to."""
    shown = select(Service.id).where(Service.state != PublicationState.ARCHIVED)
    linked = select(BaseService.service_id).where(BaseService.service_id.is_not(None))
    ids = {*session.scalars(shown), *session.scalars(select(ServiceDraft.service_id))}
    return ids - set(session.scalars(linked))


def _name_roles(session: Session, catalogue: BaseCatalogue, base: BaseFile) -> None:
    """Note the base's roles. One that has the id of an organization of ours is that one."""
    ours = set(session.scalars(select(Organization.id)))
    catalogue.role_names = dict(base.roles)
    same = {role: role for role in base.roles if role in ours}
    kept = {role: name for role, name in catalogue.roles.items() if name in ours}
    catalogue.roles = same | kept


def _settle(session: Session, catalogue: BaseCatalogue, rows: dict[str, BaseService]) -> None:
    """Note what ours and the base agree on, and what was taken from it, before it moves on."""
    terms = terms_of(catalogue, [(row.key, row.service_id) for row in rows.values()])
    ours = Ours(session, list(terms.links.values()))
    for row in rows.values():
        _settle_one(row, terms, ours)


def _settle_one(row: BaseService, terms: Terms, ours: Ours) -> None:
    here = ours.document(row.service_id)
    if here is None or not row.service_id or not row.document:
        return
    mine, said = flatten(here), flatten(terms.ours(row.document))
    raw = flatten(row.document)
    # Kept in the base's own terms: which organization stands for a role may change.
    seen, before = dict(row.seen), terms.ours(row.seen)
    seen |= {p: v for p, v in row.taken.items() if not alike(mine.get(p), before.get(p))}
    for path, value in said.items():
        if alike(mine.get(path), value):
            seen[path] = raw[path]
    row.seen, row.taken = seen, {}
    words = {name: dict(said) for name, said in row.seen_translations.items()}
    for language, said in row.translations.items():
        own = ours.words(row.service_id, language)
        for field, value in said.items():
            if own and alike(own.get(field), value):
                words.setdefault(language, {})[field] = value
    if words != row.seen_translations:
        row.seen_translations = words
