"""The editing book: from draft to catalogue, with history. What is published is live at once."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.actors import same_person
from services_catalog.editing.document import (
    document_of,
    load_service,
    problems,
    read_known,
    write_document,
)
from services_catalog.editing.drafting import Drafting, actor_name, one_line
from services_catalog.editing.drafts import (
    Draft,
    Entry,
    Incomplete,
    Refused,
    UnknownService,
    entry_of,
)
from services_catalog.editing.fields import same
from services_catalog.editing.problems import Problem
from services_catalog.editing.revisions import conflict_of, note_revision
from services_catalog.encoder import Encoder, default_encoder
from services_catalog.formatting import full_date
from services_catalog.hours import BRUSSELS, now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.linter.checking import blocking
from services_catalog.loading.seed import service_row
from services_catalog.loading.shapes import ServiceSource
from services_catalog.models import (
    DraftText,
    EligibilityRule,
    Municipality,
    Passage,
    Revision,
    Service,
    ServiceDraft,
)
from services_catalog.search.passages import pack, pieces_of, refresh_passages
from services_catalog.settings import load_settings
from services_catalog.vocabulary import PublicationState, Risk, topics


class EditingBook(Drafting):
    """Drafts, publishing and history of one catalogue. Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        encoder: Callable[[], Encoder] = default_encoder,
        *,
        four_eyes: bool | None = None,
    ) -> None:
        """``encoder`` is called when something is published, not before.

        ``four_eyes``: emergency and legal topics are published by somebody else than who wrote
        the text last (default: the setting ``TOELEIDER_FOUR_EYES``).
        """
        super().__init__(database)
        self._encoder = encoder
        self.four_eyes = load_settings().four_eyes if four_eyes is None else four_eyes

    @property
    def encoder(self) -> Callable[[], Encoder]:
        """What gives the encoder, for who writes searched texts besides."""
        return self._encoder

    def publish(
        self, service_id: str, actor: str, reason: str, *, version: int | None = None
    ) -> Entry:
        """Put a draft into the catalogue. It is in the next answer; translations become stale.

        ``version``: publish this text and no other.

        Raises:
            UnknownService: there is no draft.
            Incomplete: with all problems.
            Refused: four eyes, or the draft was changed since ``version``.
            Conflict: the catalogue was changed since the draft began; save a merged text.
        """
        actor, reason = actor_name(actor), _reason(reason)
        with self.database.read() as session:
            row = session.get(ServiceDraft, service_id)
            if row is None:
                raise UnknownService(f"there is no draft of {service_id!r}")
            document, held, based_on, base = row.document, row.version, row.based_on, row.base
            if version is not None and version != held:
                raise Refused(
                    f"the draft of {service_id} was changed by {row.updated_by}; look at it first"
                )
            self._check_eyes(session, row, actor)
            if found := problems(document, read_known(session)):
                raise Incomplete(service_id, found)
        if errors := blocking(document, self.database):
            raise Incomplete(
                service_id, [Problem(e.field, f"{e.message} {e.cure}") for e in errors]
            )
        entry = ServiceSource.model_validate(document)
        encoder = self._encoder()
        # Before the transaction: a network takes its time, and others want to write meanwhile.
        vectors = self._vectors(entry, encoder)
        try:
            with self.database.change() as session:
                mine = (ServiceDraft.service_id == service_id, ServiceDraft.version == held)
                if not store.changed(session, delete(ServiceDraft).where(*mine)):
                    raise Refused(f"the draft of {service_id} was changed just now; look at it")
                store.lock(session, service_id)
                if found := problems(document, read_known(session)):
                    raise Incomplete(service_id, found)
                before = store.published(session, service_id)
                latest = store.latest_revision(session, service_id)
                overtaken = latest != (based_on or 0) and not same(base, before)
                if overtaken and before is not None:
                    raise conflict_of(session, service_id, document, before, base, held, latest)
                service = write_document(session, entry)
                refresh_passages(session, encoder, only=[service_id], known=vectors)
                store.prune(session, service_id)
                return note_revision(session, service, actor, reason, before)
        except IntegrityError as error:
            raise Refused(f"the database refused {service_id}: {error.orig}") from error

    def _check_eyes(self, session: Session, row: ServiceDraft, actor: str) -> None:
        if not self.four_eyes or not same_person(row.updated_by, actor):
            return
        before = store.published(session, row.service_id) or {}
        keys = {str(key) for d in (row.document, before) for key in d.get("topics") or ()}
        if any(topics()[k].risk is not Risk.NORMAL for k in keys if k in topics()):
            raise Refused(
                f"{row.service_id} is about an emergency or the law: somebody else than "
                f"{actor}, who wrote this text, has to publish it"
            )

    def _vectors(self, entry: ServiceSource, encoder: Encoder) -> dict[str, bytes]:
        pieces = {piece.hash: piece.text for piece in pieces_of(service_row(entry, 0))}
        kept = select(Passage.text_hash, Passage.vector).where(
            Passage.encoder == encoder.name, Passage.text_hash.in_(pieces)
        )
        with self.database.read() as session:
            known = dict(session.execute(kept).tuples().all())
        new = [key for key in pieces if key not in known]
        if new:
            rows = encoder.encode([pieces[key] for key in new])
            known |= {key: pack(vector) for key, vector in zip(new, rows, strict=True)}
        return known

    def archive(self, service_id: str, actor: str, reason: str) -> Entry:
        """Take a service out of sight; nothing of it is lost.

        Raises:
            UnknownService: there is no published service.
            Refused: people are led to it from elsewhere (``services`` says where).
        """
        with self.database.change() as session:
            service = self._held(session, service_id, PublicationState.PUBLISHED)
            if service_id == session.scalar(select(Municipality.migration_office_id)):
                raise Refused(f"{service_id} is the migration office: everybody is led there")
            leading = sorted(
                session.scalars(
                    select(Service.id)
                    .join(EligibilityRule, EligibilityRule.service_id == Service.id)
                    .where(
                        EligibilityRule.alternative_id == service_id,
                        Service.state == PublicationState.PUBLISHED,
                    )
                    .distinct()
                )
            )
            if leading:
                raise Refused(
                    f"{service_id} is the alternative that {', '.join(leading)} name; "
                    "choose another one there first",
                    leading,
                )
            return self._to(session, service, PublicationState.ARCHIVED, actor, reason)

    def unarchive(self, service_id: str, actor: str, reason: str) -> Entry:
        """Bring an archived service back as it was.

        Raises:
            UnknownService: there is no archived service.
            Incomplete: what it refers to is gone; publish a draft of it instead.
        """
        encoder = self._encoder()
        with self.database.change() as session:
            service = self._held(session, service_id, PublicationState.ARCHIVED)
            if found := problems(document_of(service), read_known(session)):
                raise Incomplete(service_id, found)
            refresh_passages(session, encoder, only=[service_id])
            return self._to(session, service, PublicationState.PUBLISHED, actor, reason)

    def still_right(self, service_id: str, actor: str) -> Entry | None:
        """Note that somebody looked today and all is true; None when that was noted already.

        A draft of the service is noted too, unless it has a day of its own.

        Raises:
            UnknownService: there is no published service.
        """
        actor, today = actor_name(actor), now().date()
        with self.database.change() as session:
            service = self._held(session, service_id, PublicationState.PUBLISHED)
            if service.checked_on == today:
                return None
            before, latest = document_of(service), store.latest_revision(session, service_id)
            service.checked_on = today
            session.flush()
            reason = Translator(SOURCE)(_("Nagekeken: alles klopt nog."))
            entry = note_revision(session, service, actor, reason, before)
            draft = session.get(ServiceDraft, service_id, with_for_update=True)
            if draft is not None and (draft.based_on or 0) == latest:
                draft.based_on, draft.base = entry.revision, entry.after
                if draft.document.get("checked_on") == before["checked_on"]:
                    text = DraftText(
                        service_id=service_id,
                        document=draft.document | {"checked_on": today.isoformat()},
                        actor=draft.updated_by,
                        at=store.moment(),
                    )
                    session.add(text)
                    session.flush()
                    draft.document, draft.version = text.document, text.id
            return entry

    def history(self, service_id: str, limit: int = 200) -> list[Entry]:
        """What happened to a service, the newest first."""
        query = (
            select(Revision)
            .where(Revision.entity == store.ENTITY, Revision.entity_id == service_id)
            .order_by(Revision.id.desc())
            .limit(limit)
        )
        with self.database.read() as session:
            return [entry_of(row) for row in session.scalars(query)]

    def restore(self, revision_id: int, actor: str) -> Draft:
        """A draft of the text as it was right after a revision; publishing is another step.

        Raises:
            UnknownService: no such revision, or nobody kept its text.
            Refused: a draft is being written; publish or discard it first.
        """
        actor = actor_name(actor)
        with self.database.read() as session:
            row = session.get(Revision, revision_id)
            if row is None or row.entity != store.ENTITY:
                raise UnknownService(f"there is no revision {revision_id} of a service")
            service_id, day = row.entity_id, entry_of(row).at.astimezone(BRUSSELS).date()
            if (draft := session.get(ServiceDraft, service_id)) is not None:
                raise Refused(
                    f"{draft.updated_by} is writing a draft of {service_id}; "
                    "publish or discard it first"
                )
            document = store.document_at(session, service_id, revision_id)
            latest = store.latest_revision(session, service_id)
        if document is None:
            raise UnknownService(f"nobody kept the text of revision {revision_id}")
        note = Translator(SOURCE)(
            _("Teruggezet naar de tekst van {day}."), day=full_date(day, SOURCE)
        )
        return self.save(service_id, document, actor, -latest, note=note)

    @staticmethod
    def _held(session: Session, service_id: str, state: PublicationState) -> Service:
        store.lock(session, service_id)
        service = load_service(session, service_id)
        if service is None or service.state is not state:
            raise UnknownService(f"there is no {state} service {service_id!r}")
        return service

    @staticmethod
    def _to(
        session: Session, service: Service, state: PublicationState, actor: str, reason: str
    ) -> Entry:
        service.state = state
        return note_revision(
            session, service, actor_name(actor), _reason(reason), document_of(service)
        )


def _reason(reason: str) -> str:
    text = one_line(reason)
    if not text:
        raise ValueError("why? A change needs a reason, so that colleagues understand it later")
    return text
