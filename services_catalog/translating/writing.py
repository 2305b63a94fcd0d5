"""Writing the translation of one service into its row, with its history and its passages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.drafts import UnknownService
from services_catalog.editing.problems import CONTROL
from services_catalog.encoder import Encoder
from services_catalog.hours import now
from services_catalog.models import Passage, Revision, Service, ServiceTranslation
from services_catalog.search.passages import pack, pieces_of, refresh_passages
from services_catalog.translating.origins import origin_of
from services_catalog.translating.reviewing import rule
from services_catalog.translating.risks import risk_of
from services_catalog.translating.rows import record_of, version_of, words_of_row, write_words
from services_catalog.translating.saving import ENTITY, Overtaken, Saved
from services_catalog.translating.units import ASKS, service_units
from services_catalog.vocabulary import TranslationState

log = logging.getLogger(__name__)

Vectors = Mapping[str, bytes]
_NEEDED = (
    selectinload(Service.topics),
    selectinload(Service.rules),
    selectinload(Service.translations),
)


def held(
    session: Session, service_id: str, language: str
) -> tuple[Service, ServiceTranslation | None]:
    """The service and its translation; of the rest of it only what a translation needs.

    Raises:
        UnknownService: there is no such service.
    """
    if CONTROL.search(service_id):  # PostgreSQL cannot even be asked
        raise UnknownService("there is no such service")
    service = session.scalars(
        select(Service).where(Service.id == service_id).options(*_NEEDED)
    ).one_or_none()
    if service is None:
        raise UnknownService(f"there is no service {service_id!r}")
    return service, service.translation(language)


def version_now(service: Service, row: ServiceTranslation | None) -> str:
    """The version of a translation together with its Dutch."""
    return version_of(service.source_hash, record_of(row, words_of_row(row)))


def check_version(
    session: Session,
    service: Service,
    row: ServiceTranslation | None,
    language: str,
    texts: Mapping[str, str],
    version: str,
) -> None:
    """Refuse a text that was made on another one than stands now.

    Raises:
        Overtaken: it was.
    """
    current = version_now(service, row)
    if current == version:
        return
    dutch = current.partition(".")[0] != version.partition(".")[0]
    entity = (store.ENTITY, service.id) if dutch else (ENTITY, f"{service.id}/{language}")
    by = session.scalar(
        select(Revision.actor)
        .where(Revision.entity == entity[0], Revision.entity_id == entity[1])
        .order_by(Revision.id.desc())
        .limit(1)
    )
    raise Overtaken(service.id, mine=texts, version=current, by=by or "", dutch=dutch)


def write(
    session: Session,
    service_id: str,
    language: str,
    texts: Mapping[str, str],
    actor: str,
    *,
    state: TranslationState,
    version: str,
    reviewer: str | None = None,
    index: Callable[[Session], bool] = lambda _session: False,
) -> Saved:
    """Write texts (by field) that are right; the caller holds the service's lock.

    ``index`` renews the passages and says whether it could.

    Raises:
        UnknownService, Overtaken, SamePerson, NotReviewer: see the book.
    """
    service, row = held(session, service_id, language)
    check_version(session, service, row, language, texts, version)
    was = {unit.field: unit.target or "" for unit in service_units(session, service, row)}
    new = {field for field, text in texts.items() if text != was.get(field, "")}
    before = record_of(row, words_of_row(row))
    fresh = row is not None and row.source_hash == service.source_hash
    ruling = rule(
        session,
        state=state,
        risk=risk_of(topic.topic for topic in service.topics),
        # Nobody reads the questions people ask: they are only searched.
        rewritten=bool(new - {ASKS}),
        written_by=row.written_by if row else None,
        actor=actor,
        reviewer=reviewer,
        language=language,
        organization=service.organization_id,
    )
    if row is not None and fresh and not new and row.state is ruling.state:
        return Saved(row.state, version, changed=False)
    origin = origin_of(session, service, row)
    if row is None:
        row = ServiceTranslation(language=language, source_hash="", asks=[], notes=[], made_from={})
    write_words(row, service, texts, origin)
    row.state, row.reviewed_by = ruling.state, ruling.reviewed_by
    row.reviewed_on = now().date() if ruling.reviewed_by else None
    if new - {ASKS}:
        machine = ruling.state is TranslationState.MACHINE
        row.written_by, row.written_at = None if machine else actor, store.moment()
    if before is None:
        service.translations.append(row)
    session.flush()
    session.add(
        Revision(
            actor=actor,
            reason=ruling.state.value,
            entity=ENTITY,
            entity_id=f"{service_id}/{language}",
            change={"before": before, "after": record_of(row, words_of_row(row))},
        )
    )
    return Saved(row.state, version_now(service, row), True, ruling.held_back, index(session))


def vectors_of(
    database: Database,
    encoder: Callable[[], Encoder],
    service_id: str,
    row: ServiceTranslation | None,
    language: str,
    texts: Mapping[str, str],
) -> Vectors | None:
    """Vectors of the new text, made before the transaction: others want to write meanwhile.

    None when the encoder cannot run: the text is kept all the same, and found by its old one.
    """
    said = words_of_row(row) | dict(texts)
    asks = texts[ASKS].splitlines() if ASKS in texts else said.get(ASKS) or []
    shadow = Service(id=service_id, title="", summary="", asks=[])
    shadow.translations = [
        ServiceTranslation(
            language=language,
            asks=asks,
            **{field: said.get(field) for field in ("title", "summary", "description", "who")},
        )
    ]
    pieces = {piece.hash: piece.text for piece in pieces_of(shadow) if piece.language == language}
    try:
        with database.read() as session:
            query = select(Passage.text_hash, Passage.vector)
            query = query.where(
                Passage.encoder == encoder().name, Passage.text_hash.in_(list(pieces))
            )
            known = dict(session.execute(query).tuples().all())
        if missing := [key for key in pieces if key not in known]:
            rows = encoder().encode([pieces[key] for key in missing])
            known |= {key: pack(vector) for key, vector in zip(missing, rows, strict=True)}
    except Exception as error:  # whatever keeps a network from running must not lose a text
        log.error("A translation is kept without new vectors (%s)", type(error).__name__)
        return None
    return known


def indexer(
    encoder: Callable[[], Encoder], service_id: str, vectors: Vectors | None
) -> Callable[[Session], bool]:
    """What renews the passages of a service; without vectors they stay as they are."""

    def index(session: Session) -> bool:
        if vectors is None:
            return False
        refresh_passages(session, encoder(), only=[service_id], known=vectors)
        return True

    return index
