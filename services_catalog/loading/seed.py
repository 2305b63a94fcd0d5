"""Writing a checked catalogue folder into the database."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.encoder import Encoder
from services_catalog.loading.shapes import (
    CatalogueSource,
    ServiceSource,
    TranslatedWords,
    TranslationSource,
)
from services_catalog.models import (
    WORD_FIELDS,
    Closure,
    EligibilityRule,
    ExternalId,
    Hotline,
    HotlineTranslation,
    Location,
    LocationTranslation,
    Municipality,
    Organization,
    Passage,
    RequiredDocument,
    Revision,
    Service,
    ServiceAtLocation,
    ServiceLanguage,
    ServiceTopic,
    ServiceTranslation,
    words_hash,
)
from services_catalog.search.passages import refresh_passages
from services_catalog.vocabulary import PublicationState, TranslationState

Progress = Callable[[int, int], None]
LOADED = "loaded from files"
_STAFF_MADE = ("service", "location", "organization", "hotline", "municipality", "translation")


class NotEmpty(RuntimeError):
    """The catalogue already holds services, and replacing them was not asked for."""


class Edited(RuntimeError):
    """People changed the catalogue since it was loaded; files would go over their work."""


def seed(
    database: Database,
    source: CatalogueSource,
    encoder: Encoder,
    *,
    replace: bool = False,
    over_edits: bool = False,
    actor: str = "seed",
    progress: Progress | None = None,
) -> int:
    """Load ``source`` into ``database`` in one transaction; returns the number of services.

    Vectors whose text did not change are kept, so that a second load is quick. The history
    (``revision``) always stays.

    Raises:
        NotEmpty: the catalogue has services and ``replace`` is false.
        Edited: somebody changed it since it was loaded, and ``over_edits`` is false.
    """
    with database.change() as session:
        count = session.scalar(select(func.count()).select_from(Service)) or 0
        if count and not replace:
            raise NotEmpty(
                f"the catalogue already holds {count} services; "
                "use --replace to load the files over them"
            )
        if not over_edits and (edits := _edits(session)):
            raise Edited(
                f"people changed the catalogue {edits} times since it was loaded; these files "
                "would go over their work. To renew vectors only: 'toeleider catalogue reindex'. "
                "To load all the same: --over-edits (the history keeps their texts)"
            )
        vectors = _kept_vectors(session, encoder)
        _clear(session)
        _write_places(session, source)
        session.flush()
        translations = _by_service(source.translations)
        # Exclusions point at other services: all services first, then the rules.
        for position, entry in enumerate(source.services):
            session.add(service_row(entry, position))
        session.flush()
        for entry in source.services:
            service = session.get_one(Service, entry.id)
            service.rules = rule_rows(entry)
            service.translations = [
                _translation(language, file, words, service)
                for language, (file, words) in translations.get(entry.id, {}).items()
            ]
            session.add(
                Revision(
                    actor=actor,
                    reason=LOADED,
                    entity="service",
                    entity_id=service.id,
                    change={"source_hash": service.source_hash},
                )
            )
        session.flush()
        refresh_passages(session, encoder, known=vectors, progress=progress)
        return len(source.services)


def _edits(session: Session) -> int:
    loaded = select(func.coalesce(func.max(Revision.id), 0)).where(Revision.reason == LOADED)
    later = Revision.id > loaded.scalar_subquery()
    made = (later, Revision.entity.in_(_STAFF_MADE))
    return session.scalar(select(func.count()).select_from(Revision).where(*made)) or 0


def _kept_vectors(session: Session, encoder: Encoder) -> dict[str, bytes]:
    rows = session.execute(
        select(Passage.text_hash, Passage.vector).where(Passage.encoder == encoder.name)
    )
    return dict(rows.tuples().all())


def _clear(session: Session) -> None:
    for model in (
        Passage, ExternalId, EligibilityRule, RequiredDocument, ServiceLanguage,
        ServiceAtLocation, ServiceTopic, ServiceTranslation, Service, Closure,
        LocationTranslation, Location, Organization, HotlineTranslation, Hotline, Municipality,
    ):  # fmt: skip
        session.execute(delete(model))
    session.expire_all()


def _write_places(session: Session, source: CatalogueSource) -> None:
    office = source.municipality
    session.add(
        Municipality(
            **office.model_dump(exclude={"migration_office"}),
            migration_office_id=office.migration_office,
        )
    )
    session.add_all(Organization(**o.model_dump()) for o in source.organizations)
    session.flush()
    for place in source.locations:
        session.add(
            Location(
                **place.model_dump(exclude={"organization"}), organization_id=place.organization
            )
        )
    session.flush()
    for closed in source.closures:
        session.add(Closure(**closed.model_dump(exclude={"location"}), location_id=closed.location))
    for position, line in enumerate(source.hotlines):
        session.add(Hotline(**line.model_dump(), position=position))
    session.flush()
    dutch_directions = {place.id: place.directions for place in source.locations}
    dutch_purpose = {line.id: line.purpose for line in source.hotlines}
    for file in source.place_translations:
        state = TranslationState(file.state)
        for location_id, directions in file.locations.items():
            session.add(
                LocationTranslation(
                    location_id=location_id,
                    language=file.language,
                    directions=directions,
                    state=state,
                    source_hash=words_hash(dutch_directions.get(location_id)),
                )
            )
        for hotline_id, purpose in file.hotlines.items():
            session.add(
                HotlineTranslation(
                    hotline_id=hotline_id,
                    language=file.language,
                    purpose=purpose,
                    state=state,
                    source_hash=words_hash(dutch_purpose.get(hotline_id)),
                )
            )


def _by_service(
    files: list[TranslationSource],
) -> dict[str, dict[str, tuple[TranslationSource, TranslatedWords]]]:
    found: dict[str, dict[str, tuple[TranslationSource, TranslatedWords]]] = {}
    for file in files:
        for service_id, words in file.services.items():
            found.setdefault(service_id, {})[file.language] = (file, words)
    return found


def service_row(entry: ServiceSource, position: int) -> Service:
    """The rows of a service, published, without its rules and translations."""
    return Service(
        id=entry.id,
        organization_id=entry.organization,
        state=PublicationState.PUBLISHED,
        position=position,
        phase=entry.phase,
        scope=entry.scope,
        access=entry.access,
        interpreter=entry.interpreter,
        age_min=entry.ages.get("min"),
        age_max=entry.ages.get("max"),
        audience=[group.value for group in entry.audience],
        phone=entry.phone,
        email=entry.email,
        url=entry.url,
        cost_kind=entry.cost.kind,
        cost_amount=entry.cost.amount,
        cost_reduced=entry.cost.reduced,
        cost_per=entry.cost.per,
        source_name=entry.source.name,
        source_url=entry.source.url,
        checked_on=entry.checked_on,
        check_every_days=entry.check_every_days,
        asks=entry.text.asks,
        **{field: getattr(entry.text, field) for field in WORD_FIELDS},
        topics=[ServiceTopic(topic=key, position=n) for n, key in enumerate(entry.topics)],
        places=[
            ServiceAtLocation(
                location_id=place.location,
                position=n,
                opening_hours=place.hours,
                by_appointment=place.by_appointment,
            )
            for n, place in enumerate(entry.locations)
        ],
        languages=[ServiceLanguage(language=c, position=n) for n, c in enumerate(entry.languages)],
        documents=[
            RequiredDocument(document=d.value, position=n) for n, d in enumerate(entry.documents)
        ],
        external_ids=[ExternalId(system=s, value=v) for s, v in entry.external_ids.items()],
    )


def rule_rows(entry: ServiceSource) -> list[EligibilityRule]:
    """The eligibility rules of a service, one row per status, in order."""
    statuses = [(status, rule) for rule in entry.eligibility for status in rule.status]
    return [
        EligibilityRule(
            position=position,
            service_scope=entry.scope,
            status=status,
            effect=rule.effect,
            legal_basis=rule.legal_basis,
            source=rule.source,
            review_by=rule.review_by,
            alternative_id=rule.alternative,
            note=rule.note,
        )
        for position, (status, rule) in enumerate(statuses)
    ]


def _translation(
    language: str, file: TranslationSource, words: TranslatedWords, service: Service
) -> ServiceTranslation:
    # A file without a stamp was never compared with the Dutch: it counts as stale, and says so.
    return ServiceTranslation(
        language=language,
        state=TranslationState(file.state),
        source_hash=words.source_hash or "unstamped",
        reviewed_by=file.reviewed_by,
        reviewed_on=file.reviewed_on,
        asks=words.asks,
        notes=words.notes,
        **{field: getattr(words, field) for field in WORD_FIELDS},
    )
