"""What staff decide on a base: take into a draft, keep ours, not for us, or one of ours already.

Nothing here is seen by a visitor; publishing is :mod:`services_catalog.base.publishing`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.base.states import Shared, Standing, catalogue_of, one
from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.compare import apply
from services_catalog.editing.drafting import Drafting, actor_name, one_line
from services_catalog.editing.drafts import Draft, Refused, UnknownService
from services_catalog.editing.fields import Json, empty, flatten, same
from services_catalog.editing.normal import normal
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.loading.shapes import Slug
from services_catalog.models import (
    BaseCatalogue,
    BaseService,
    BaseVerdict,
    Organization,
    Service,
    ServiceDraft,
)

BASE, OURS = "base", "ours"
NOTE = _("Uit de gedeelde basis {name}.")


def look(database: Database, base_id: str, key: str) -> Shared:
    """One service of a base beside ours.

    Raises:
        UnknownService: no such base or service.
    """
    with database.read() as session:
        return one(session, base_id, key)


def take_new(book: Drafting, base_id: str, key: str, actor: str) -> Draft:
    """A draft of a service we do not have yet; what only we know is to be filled in.

    Raises:
        UnknownService: no such base or service.
        Refused: we have it already.
    """
    actor, seen = actor_name(actor), look(book.database, base_id, key)
    if seen.service_id is not None:
        raise Refused(f"{key} is here already, as {seen.service_id}", [seen.service_id])
    document = normal(seen.document)
    own = _own_id(book.database, key)
    draft = book.save(own, document, actor, 0, note=_note(book.database, base_id))

    def linked(row: BaseService) -> None:
        row.service_id, row.verdict = draft.service_id, BaseVerdict.OPEN
        row.seen, row.taken = flatten(row.document), {}
        row.seen_translations = {}

    settle(book.database, base_id, key, actor, linked)
    return draft


def choose(
    book: Drafting,
    base_id: str,
    key: str,
    choices: Mapping[str, str],
    actor: str,
    *,
    stamp: str | None = None,
) -> Draft | None:
    """Settle fields: ``base`` takes it into a draft, ``ours`` keeps what we say.

    What is kept is not asked again until the base changes that field again. Returns the draft
    that holds what was taken. ``stamp``: decide only on what was seen.

    Raises:
        UnknownService: no such base or service, or we do not have it.
        Refused: the base or ours was changed since it was looked at.
        ValueError: a field the base does not have.
        Conflict: somebody saved in the same moment; nothing was decided.
    """
    actor, seen = actor_name(actor), look(book.database, base_id, key)
    if seen.service_id is None or seen.ours is None:
        raise UnknownService(f"{key} is not one of our services yet; take it first")
    check_stamp(seen, stamp)
    said = {line.path: line.base for line in seen.lines}
    if wrong := sorted(path for path in choices if path not in said):
        raise ValueError(f"the base has no such field: {', '.join(wrong)}")
    wanted = [path for path, choice in choices.items() if choice == BASE]
    draft = _take(book, seen, wanted, actor) if wanted else None

    def noted(row: BaseService) -> None:
        raw = flatten(row.document)
        row.taken = row.taken | {path: raw[path] for path in wanted if path in raw}
        kept = [path for path, choice in choices.items() if choice == OURS]
        row.seen = row.seen | {path: raw[path] for path in kept if path in raw}
        row.taken = {path: v for path, v in row.taken.items() if path not in kept}

    settle(book.database, base_id, key, actor, noted)
    return draft


def note_taken(database: Database, service_id: str, path: str, actor: str) -> None:
    """Note that the base's text of a field was put into the draft of a service of ours."""
    with database.read() as session:
        query = select(BaseService.base_id, BaseService.key)
        found = session.execute(query.where(BaseService.service_id == service_id)).first()
    if found is None:
        return

    def noted(row: BaseService) -> None:
        raw = flatten(row.document)
        row.taken = row.taken | ({path: raw[path]} if path in raw else {})

    settle(database, found[0], found[1], actor, noted)


def check_stamp(seen: Shared, stamp: str | None) -> None:
    """Nobody decides on another text than the one on their screen.

    Raises:
        Refused: it changed.
    """
    if stamp is not None and stamp != seen.stamp:
        raise Refused(f"{seen.key} was changed since you looked; look at it again")


def decline(database: Database, base_id: str, key: str, actor: str, reason: str = "") -> None:
    """Not for us: it is not proposed again.

    Raises:
        Refused: we have it; archive it, or say that it is another one.
    """
    _verdict(database, base_id, key, actor, reason, BaseVerdict.DECLINED, Standing.NEW)


def reconsider(database: Database, base_id: str, key: str, actor: str) -> None:
    """Propose a declined service again."""
    _verdict(database, base_id, key, actor, "", BaseVerdict.OPEN, Standing.DECLINED)


def keep_gone(database: Database, base_id: str, key: str, actor: str, reason: str = "") -> None:
    """Keep a service that is gone from the base as one of our own."""
    _verdict(database, base_id, key, actor, reason, BaseVerdict.KEPT, Standing.GONE)


def link(database: Database, base_id: str, key: str, service_id: str, actor: str) -> None:
    """Say that a service of the base is one of ours already.

    What differs is then a choice; nothing of ours changes.

    Raises:
        UnknownService: no such base or service.
        Refused: either of both is linked already.
    """
    seen = look(database, base_id, key)
    if seen.service_id is not None:
        raise Refused(f"{key} is linked to {seen.service_id} already", [seen.service_id])
    with database.read() as session:
        if not session.get(Service, service_id) and not session.get(ServiceDraft, service_id):
            raise UnknownService(f"there is no service {service_id!r}")
        taken = select(BaseService.key).where(BaseService.service_id == service_id)
        if (other := session.scalar(taken)) and other != key:
            raise Refused(f"{service_id} is linked to {other} already", [service_id])

    def linked(row: BaseService) -> None:
        row.service_id, row.verdict = service_id, BaseVerdict.OPEN
        row.seen, row.taken, row.seen_translations = {}, {}, {}

    settle(database, base_id, key, actor, linked)


def unlink(database: Database, base_id: str, key: str, actor: str) -> None:
    """Say that both are not the same service after all; ours stays as it is."""

    def loose(row: BaseService) -> None:
        row.service_id, row.verdict = None, BaseVerdict.OPEN
        row.seen, row.taken, row.seen_translations = {}, {}, {}

    settle(database, base_id, key, actor, loose)


def map_role(database: Database, base_id: str, role: str, organization: str | None) -> None:
    """Say which organization of ours stands for a role of the base; None: none any more.

    Raises:
        UnknownService: no such base.
        ValueError: no such role or organization; the message lists those there are.
    """
    with store.keeping(database) as session:
        catalogue = session.get(BaseCatalogue, base_id, with_for_update=True)
        if catalogue is None:
            raise UnknownService(f"no base {base_id!r} is followed here")
        if role not in catalogue.role_names:
            raise ValueError(
                f"the base has no role {role!r}; choose from {_several(catalogue.role_names)}"
            )
        ours = set(session.scalars(select(Organization.id)))
        if organization is not None and organization not in ours:
            raise ValueError(f"no organization {organization!r}; choose from {_several(ours)}")
        roles = {name: mine for name, mine in catalogue.roles.items() if name != role}
        catalogue.roles = roles | ({role: organization} if organization else {})


def _several(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _take(book: Drafting, seen: Shared, paths: Collection[str], actor: str) -> Draft:
    """The base's text of these fields in a draft, on top of one that may be there."""
    draft = book.open(str(seen.service_id), actor)
    document: Json = apply(draft.document, seen.document, paths)
    if same(document, draft.document):
        return draft
    note = draft.note or _note(book.database, seen.base_id)
    return book.save(seen.service_id, document, actor, draft.version, note=note)


def _note(database: Database, base_id: str) -> str:
    with database.read() as session:
        catalogue = catalogue_of(session, base_id)
        return Translator(SOURCE)(NOTE, name=catalogue.name)


def _own_id(database: Database, key: str) -> str | None:
    """The base's key where it is free here: other services name it."""
    name: str = TypeAdapter(Slug).validate_python(key)
    with database.read() as session:
        taken = session.get(Service, name) or session.get(ServiceDraft, name)
    return None if taken else name


def _verdict(
    database: Database,
    base_id: str,
    key: str,
    actor: str,
    reason: str,
    verdict: BaseVerdict,
    expected: Standing,
) -> None:
    seen = look(database, base_id, key)
    if seen.standing is not expected:
        raise Refused(f"{key} is {seen.standing.value} here, not {expected.value}")

    def decided(row: BaseService) -> None:
        row.verdict, row.reason = verdict, one_line(reason)[:500] or None

    settle(database, base_id, key, actor, decided)


def settle(
    database: Database, base_id: str, key: str, actor: str, change: Callable[[BaseService], None]
) -> None:
    """Change the row of a service of a base, and note who decided it.

    Raises:
        UnknownService: no such service of a base.
        Refused: its service of ours was linked to another one in this moment.
    """
    actor = actor_name(actor)
    try:
        with store.keeping(database) as session:
            row = _row(session, base_id, key)
            change(row)
            row.decided_by, row.decided_at = actor, store.moment()
    except IntegrityError as error:  # two people linked one service in one moment
        raise Refused(f"{key} was linked just now; look at it again") from error


def _row(session: Session, base_id: str, key: str) -> BaseService:
    row = session.get(BaseService, (base_id, key), with_for_update=True)
    if row is None:
        raise UnknownService(f"the base {base_id} has no service {key!r}")
    return row


def missing_here(seen: Shared) -> list[str]:
    """Fields the base leaves to us that are empty still."""
    return [line.path for line in seen.lines if line.base is None and empty(line.ours)]
