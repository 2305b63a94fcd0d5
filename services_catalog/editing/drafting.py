"""Drafts: opening, saving without losing anybody's work, handing in and sending back."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.document import empty_document
from services_catalog.editing.drafts import (
    Aside,
    Conflict,
    Draft,
    EditingError,
    Incomplete,
    Refused,
    UnknownService,
    aside_of,
    draft_of,
)
from services_catalog.editing.fields import Json, same
from services_catalog.editing.problems import CONTROL, Problem, problems, read_known
from services_catalog.i18n import Translator
from services_catalog.models import DraftState, DraftText, Revision, ServiceDraft

_TRIES = 5


class _NameTaken(EditingError):
    """Another draft took the free name between looking and writing; to be tried again."""


class Drafting:
    """The drafts of one catalogue. Safe to share between threads and processes.

    Nothing here is seen by a visitor. An ``actor`` is the name of whoever does it, at most 120
    characters; an empty one raises ``ValueError``.
    """

    def __init__(self, database: Database) -> None:
        """For ``database``, migrated."""
        self.database = database

    def open(self, service_id: str | None, actor: str) -> Draft:
        """The draft of a service: the one being written, else its published text, else empty.

        Opening keeps nothing; the first ``save`` does. None opens a new service.

        Raises:
            UnknownService: no service and no draft has this id.
        """
        actor = actor_name(actor)
        if service_id and CONTROL.search(service_id):  # PostgreSQL cannot even be asked
            raise UnknownService("there is no such service")
        if not service_id:
            return Draft("", empty_document(), 0, None, actor, store.moment())
        with self.database.read() as session:
            row = session.get(ServiceDraft, service_id)
            if row is not None:
                return draft_of(row)
            document = store.published(session, service_id)
            latest = store.latest_revision(session, service_id)
        if document is None:
            raise UnknownService(f"there is no service and no draft {service_id!r}")
        return Draft(service_id, document, -latest, latest or None, actor, store.moment())

    def drafts(self, state: DraftState | None = None) -> list[Draft]:
        """All drafts (in one state), the newest first."""
        query = select(ServiceDraft).order_by(
            ServiceDraft.updated_at.desc(), ServiceDraft.service_id
        )
        if state is not None:
            query = query.where(ServiceDraft.state == state)
        with self.database.read() as session:
            return [draft_of(row) for row in session.scalars(query)]

    def published(self, service_id: str) -> Json | None:
        """The document in the catalogue (archived ones too); None when there is none."""
        with self.database.read() as session:
            return store.published(session, service_id)

    def problems(
        self, document: Mapping[str, Any], translator: Translator | None = None
    ) -> list[Problem]:
        """What keeps this document from being published now."""
        with self.database.read() as session:
            return problems(document, read_known(session), translator)

    def save(
        self,
        service_id: str | None,
        document: Json,
        actor: str,
        version: int,
        *,
        based_on: int | None = None,
        note: str | None = None,
    ) -> Draft:
        """Keep a text, complete or not, if nobody saved since ``version``.

        A new service (no ``service_id``) gets an id from its title. Saving the same again changes
        nothing. ``based_on`` is given after a conflict only.

        Raises:
            Conflict: somebody was first. The text is kept aside, theirs stands.
        """
        actor = actor_name(actor)
        if not isinstance(document, dict):
            raise TypeError("a document is a dict")
        for attempt in range(_TRIES):
            try:
                return self._save(service_id, document, actor, version, based_on, note)
            except (IntegrityError, _NameTaken):  # two made the same draft in one moment
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def _save(
        self,
        service_id: str | None,
        document: Json,
        actor: str,
        version: int,
        based_on: int | None,
        note: str | None,
    ) -> Draft:
        document = copy.deepcopy(document)
        if service_id:
            document["id"] = service_id
            with self.database.read() as session:
                row = session.get(ServiceDraft, service_id)
                if (
                    row is not None
                    and row.version == version
                    and same(row.document, document)
                    and based_on in (None, row.based_on)
                    and note in (None, row.note)
                ):
                    return draft_of(row)
        with store.keeping(self.database) as session:
            # Writing first takes SQLite's one write lock: what is read from here on stays true.
            text = DraftText(
                service_id=service_id or "", document={}, actor=actor, at=store.moment()
            )
            session.add(text)
            session.flush()
            name = service_id or store.free_id(session, document)
            document["id"] = text.service_id = name
            text.document = document
            session.flush()
            conflict = self._place(session, text, version, based_on, note)
            if conflict is not None and service_id is None:
                # A new service is nobody's rival: it needs another name, and nothing is kept yet.
                raise _NameTaken(f"{name} was made by somebody else just now; save again")
            if conflict is None:
                store.prune(session, name)
                row = session.get(ServiceDraft, name, populate_existing=True)
                assert row is not None
                return draft_of(row)
        # Raised only now, so that the text aside is committed.
        raise conflict

    def _place(
        self,
        session: Session,
        text: DraftText,
        version: int,
        based_on: int | None,
        note: str | None,
    ) -> Conflict | None:
        """Make the text the draft; what stands in the way where that cannot be."""
        name, values = text.service_id, {"document": text.document, "version": text.id}
        values |= {"updated_by": text.actor, "updated_at": text.at}
        if note is not None:
            values["note"] = one_line(note)
        if version > 0:
            if based_on is not None:
                values["based_on"] = based_on
                values["base"] = store.document_at(session, name, based_on)
            mine = (ServiceDraft.service_id == name, ServiceDraft.version == version)
            if store.changed(session, update(ServiceDraft).where(*mine).values(**values)):
                return None
        latest = store.latest_revision(session, name)
        row = session.get(ServiceDraft, name, populate_existing=True)
        theirs = row.document if row else store.published(session, name)
        # Where a new service's draft was thrown away meanwhile, what is typed makes it anew.
        gone = theirs is None
        if row is None and (gone or (version <= 0 and latest == -version)):
            session.add(
                ServiceDraft(
                    service_id=name,
                    state=DraftState.DRAFT,
                    **{"based_on": None if gone else latest or None, "base": theirs, **values},
                )
            )
            session.flush()
            return None
        last = session.get(Revision, latest) if latest else None
        return Conflict(
            name,
            mine=text.document,
            theirs=theirs or {},
            base=store.text_of_version(session, name, version),
            version=row.version if row else -latest,
            based_on=row.based_on if row else latest or None,
            by=row.updated_by if row else (last.actor if last else ""),
            aside=store.set_aside(session, text, version),
        )

    def submit(self, service_id: str, actor: str, note: str | None = None) -> Draft:
        """Hand a draft in for a colleague's look.

        Raises:
            UnknownService: there is no draft.
            Incomplete: with all problems; it stays a draft.
        """
        return self._move(service_id, actor, DraftState.REVIEW, note)

    def send_back(self, service_id: str, actor: str, note: str | None = None) -> Draft:
        """Give a draft back to whoever writes it, with what is to be mended."""
        return self._move(service_id, actor, DraftState.DRAFT, note)

    def _move(self, service_id: str, actor: str, state: DraftState, note: str | None) -> Draft:
        actor_name(actor)
        note = one_line(note) if note else None
        with store.keeping(self.database) as session:
            here = ServiceDraft.service_id == service_id
            if not store.changed(
                session, update(ServiceDraft).where(here).values(state=state, note=note)
            ):
                raise UnknownService(f"there is no draft of {service_id!r}")
            row = session.get(ServiceDraft, service_id, populate_existing=True)
            assert row is not None
            if state is DraftState.REVIEW:
                found = problems(row.document, read_known(session))
                if found:
                    raise Incomplete(service_id, found)
            return draft_of(row)

    def discard(self, service_id: str, actor: str, version: int) -> None:
        """Throw a draft away; its text is kept aside. What is published stays.

        Raises:
            UnknownService: there is no draft.
            Refused: somebody saved since ``version``.
        """
        actor = actor_name(actor)
        with store.keeping(self.database) as session:
            here = ServiceDraft.service_id == service_id
            kept = session.scalar(select(ServiceDraft).where(here))
            if kept is None:
                raise UnknownService(f"there is no draft of {service_id!r}")
            if not store.changed(
                session, delete(ServiceDraft).where(here, ServiceDraft.version == version)
            ):
                raise Refused(f"the draft of {service_id} was changed; look at it first")
            text = DraftText(
                service_id=service_id, document=kept.document, actor=actor, at=store.moment()
            )
            session.add(text)
            store.set_aside(session, text, version)

    def asides(self, service_id: str) -> list[Aside]:
        """Texts that came too late or were thrown away, the newest first."""
        query = select(DraftText).where(DraftText.service_id == service_id, DraftText.aside)
        with self.database.read() as session:
            return [aside_of(row) for row in session.scalars(query.order_by(DraftText.id.desc()))]

    def drop_aside(self, aside_id: int) -> bool:
        """Forget a text that was kept aside; False when it is not there."""
        gone = delete(DraftText).where(DraftText.id == aside_id, DraftText.aside)
        with store.keeping(self.database) as session:
            return store.changed(session, gone) > 0


def actor_name(actor: str) -> str:
    """The name as it is kept.

    Raises:
        ValueError: an empty or endless one.
    """
    name = one_line(actor)
    if not 0 < len(name) <= 120:
        raise ValueError("who does this? A name of 1 to 120 characters is needed")
    return name


def one_line(text: str) -> str:
    """Words as they are kept beside a text: one line, nothing invisible."""
    return " ".join(CONTROL.sub("", text).split())
