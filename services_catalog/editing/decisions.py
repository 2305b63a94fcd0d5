"""What staff decide on a staged import: accept into a draft, or reject. Nothing is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select, update

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.compare import apply
from services_catalog.editing.drafting import Drafting, actor_name, one_line
from services_catalog.editing.drafts import Conflict, Draft, Refused
from services_catalog.editing.fields import Json, put, same
from services_catalog.editing.inbox import item, row_of
from services_catalog.editing.normal import normal, normal_fields
from services_catalog.editing.staging import BATCH, Staged
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.loading.shapes import Slug
from services_catalog.models import ImportItem, ImportStatus, Service, ServiceDraft

Progress = Callable[[int, int], None]


class Why(StrEnum):
    """Why a record was not taken with others."""

    NOT_YOURS = "not_yours"
    DECIDED = "decided"
    CHOOSE = "choose"
    """Nothing is proposed: a person chooses field by field."""
    OVERTAKEN = "overtaken"
    """Somebody saved the same service in that moment."""


@dataclass(frozen=True)
class Passed:
    """A record that was not taken, and why."""

    seen: Staged
    why: Why


def accept(book: Drafting, item_id: int, actor: str, fields: Iterable[str] | None = None) -> Draft:
    """Take a record into a draft, which somebody then publishes or not.

    Of a known service only ``fields`` (paths; default: what is proposed, see
    :class:`~services_catalog.editing.compare.Comparison`) are taken, on top of a draft that may be
    there. No fields at all means: seen, ours stays. A new service is taken whole.

    Raises:
        UnknownService: there is no such record.
        Refused: it was decided already, or was refused.
        ValueError: a field that does not differ, or that the source does not have.
        Conflict: somebody saved in the same moment; the record waits as before.
    """
    actor = actor_name(actor)
    chosen = None if fields is None else list(fields)
    seen = item(book.database, item_id)
    _waiting(seen)
    if seen.comparison is not None and chosen is not None:
        choice = {*seen.comparison.proposed, *seen.comparison.differs}
        if wrong := [path for path in chosen if path not in choice]:
            raise ValueError(
                f"no such difference: {', '.join(wrong)}; choose from {', '.join(sorted(choice))}"
            )
    row = _decide(book.database, item_id, ImportStatus.ACCEPTED, actor)
    try:
        draft = _take(book, seen, row, actor, chosen)
    except BaseException:
        again = {"status": ImportStatus.STAGED, "decided_by": None, "decided_at": None}
        _settle(book.database, item_id, **again)
        raise
    _settle(book.database, item_id, service_id=draft.service_id)
    return draft


def reject(database: Database, item_id: int, actor: str, why: str) -> None:
    """Say no to a record; the same text is not proposed again.

    Raises:
        UnknownService: there is no such record.
        Refused: it was decided already.
        ValueError: no reason was given.
    """
    actor, why = actor_name(actor), _why(why)
    row = _decide(database, item_id, ImportStatus.REJECTED, actor)
    _settle(database, item_id, note=_with(row.note, actor, why))


def reject_many(database: Database, item_ids: Sequence[int], actor: str, why: str) -> int:
    """Say no to records with one reason; those that are decided already are passed over.

    Returns how many it was said of: all of them or, where the database fails, none.

    Raises:
        ValueError: no reason was given.
    """
    actor, why, at, done = actor_name(actor), _why(why), store.moment(), 0
    with store.keeping(database) as session:
        for start in range(0, len(item_ids), BATCH):
            mine = (
                ImportItem.id.in_(list(item_ids[start : start + BATCH])),
                ImportItem.status == ImportStatus.STAGED,
            )
            # Locked, so that nobody decides on one of them meanwhile.
            for row in session.scalars(select(ImportItem).where(*mine).with_for_update()):
                row.status, row.note = ImportStatus.REJECTED, _with(row.note, actor, why)
                row.decided_by, row.decided_at = actor, at
                done += 1
    return done


def accept_many(
    book: Drafting,
    item_ids: Sequence[int],
    actor: str,
    may: Callable[[Staged, list[str] | None], bool] = lambda _seen, _fields: True,
    progress: Progress | None = None,
    *,
    everything: bool = False,
) -> list[Passed]:
    """Take records into drafts one by one; of known services what is proposed.

    ``everything``: also the fields that were edited here, so that the source's text stands.

    ``may`` says whether this person may take these fields of a record. Returns those that were
    passed over, each with its reason; the others are drafts. Nothing is published, and what was
    done stays done when it stops halfway.
    """
    passed: list[Passed] = []
    for number, item_id in enumerate(item_ids, start=1):
        seen = item(book.database, item_id)
        if why := _accepted(book, seen, actor, may, everything):
            passed.append(Passed(seen, why))
        if progress:
            progress(number, len(item_ids))
    return passed


def _accepted(
    book: Drafting,
    seen: Staged,
    actor: str,
    may: Callable[[Staged, list[str] | None], bool],
    everything: bool,
) -> Why | None:
    """Take one record; why not, when that cannot be."""
    fields: list[str] | None = None
    if found := seen.comparison:
        fields = [*found.proposed, *(found.differs if everything else ())]
    if not may(seen, fields):
        return Why.NOT_YOURS
    if fields == []:
        return Why.CHOOSE
    assert seen.item is not None
    try:
        accept(book, seen.item, actor, fields)
    except Refused:
        return Why.DECIDED
    except Conflict:
        return Why.OVERTAKEN
    return None


def _take(
    book: Drafting, seen: Staged, row: ImportItem, actor: str, chosen: list[str] | None
) -> Draft:
    say = Translator(SOURCE)
    note = say(_("Uit import {run} ({system})."), run=row.run_id, system=row.system)
    if seen.service_id is None:
        document = normal(row.document)
        put(document, f"external_ids.{row.system}", row.external_id)
        return book.save(_own_id(book.database, row.document), document, actor, 0, note=note)
    assert seen.comparison is not None
    draft = book.open(seen.service_id, actor)
    if chosen is None:
        chosen = list(seen.comparison.proposed)
    if not chosen:
        return draft
    document = apply(draft.document, normal_fields(row.document), chosen)
    put(document, f"external_ids.{row.system}", row.external_id)
    if same(document, draft.document):
        return draft
    return book.save(seen.service_id, document, actor, draft.version, note=draft.note or note)


def _own_id(database: Database, document: Json) -> str | None:
    """The id the importer gave, where it can be one and is free: other records may name it."""
    try:
        name: str = TypeAdapter(Slug).validate_python(document.get("id"))
    except ValidationError:
        return None
    with database.read() as session:
        taken = session.get(Service, name) or session.get(ServiceDraft, name)
    return None if taken else name


def _waiting(seen: Staged) -> None:
    if seen.status is not ImportStatus.STAGED:
        raise Refused(f"record {seen.item} is {seen.status.value} already")


def _decide(database: Database, item_id: int, status: ImportStatus, actor: str) -> ImportItem:
    """Claim a waiting record, so that two people cannot decide on it in one moment."""
    values = {"status": status, "decided_by": actor, "decided_at": store.moment()}
    with store.keeping(database) as session:
        mine = (ImportItem.id == item_id, ImportItem.status == ImportStatus.STAGED)
        if not store.changed(session, update(ImportItem).where(*mine).values(**values)):
            raise Refused(f"record {item_id} is {row_of(session, item_id).status.value} already")
        return row_of(session, item_id)


def _settle(database: Database, item_id: int, **values: Any) -> None:
    with store.keeping(database) as session:
        session.execute(update(ImportItem).where(ImportItem.id == item_id).values(**values))


def _why(text: str) -> str:
    why = one_line(text)
    if not why:
        raise ValueError("why not? The next import shows the reason")
    return why


def _with(note: str | None, actor: str, why: str) -> str:
    return "\n".join(filter(None, (note, f"{actor}: {why}")))
