"""A base beside our catalogue: for each service how it stands, and how many wait for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.base.lines import (
    OPEN,
    FieldState,
    Line,
    field_lines,
    same_dutch,
    word_lines,
)
from services_catalog.base.ours import Ours
from services_catalog.base.terms import Terms
from services_catalog.editing.compare import alike
from services_catalog.editing.drafts import UnknownService, aware
from services_catalog.editing.fields import Json, flatten, get
from services_catalog.editing.problems import CONTROL
from services_catalog.models import (
    BaseCatalogue,
    BaseService,
    BaseVerdict,
    words_hash,
)
from services_catalog.text import fold


class Standing(StrEnum):
    """How a service of the base stands here; the gravest first."""

    CHOICE = "choice"
    """A field changed at the base and here."""
    CHANGED = "changed"
    """What the base changed can be taken."""
    READY = "ready"
    """A draft holds the base's text and nothing else: it can be published."""
    NEW = "new"
    """We do not have it."""
    DRAFT = "draft"
    """Taken over, and not published yet."""
    GONE = "gone"
    """No longer in the base."""
    FOLLOWS = "follows"
    OWN = "own"
    """As the base has it, save for what we say ourselves."""
    KEPT = "kept"
    """Gone from the base, and kept here."""
    ARCHIVED = "archived"
    """Archived here."""
    DECLINED = "declined"
    """Not for us."""


WAITING = (
    Standing.CHOICE,
    Standing.CHANGED,
    Standing.READY,
    Standing.NEW,
    Standing.DRAFT,
    Standing.GONE,
)


@dataclass(frozen=True)
class Shared:
    """A service of the base beside ours. Documents and values are in our terms.

    ``stamp`` goes back with a decision: it is of what was seen when deciding.
    """

    base_id: str
    key: str
    title: str
    service_id: str | None
    standing: Standing
    document: Json
    stamp: str
    ours: Json | None = None
    lines: tuple[Line, ...] = ()
    words: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    """The translations, by language; none before the service is published here."""
    writing: str = ""
    """Who is writing a draft of it, if anybody."""
    pure: bool = True
    """Whether that draft holds nothing but the base's text; True when there is none."""
    published: bool = False
    decided_by: str | None = None
    decided_at: datetime | None = None

    def of(self, *states: FieldState) -> list[Line]:
        """The fields and translated fields in one of ``states``."""
        every = (*self.lines, *(line for lines in self.words.values() for line in lines))
        return [line for line in every if line.state in states]

    @property
    def organization(self) -> str | None:
        """Our organization, as far as it is known."""
        found = get(self.ours or self.document, "organization")
        return found if isinstance(found, str) and found else None


@dataclass(frozen=True)
class Overview:
    """A base we follow, with all its services."""

    id: str
    name: str
    version: datetime
    taken_at: datetime
    actor: str
    roles: dict[str, str]
    role_names: dict[str, str]
    services: Sequence[Shared]

    @property
    def counts(self) -> dict[Standing, int]:
        """How many services stand how; every standing."""
        found = Counter(service.standing for service in self.services)
        return {standing: found[standing] for standing in Standing}

    @property
    def open_roles(self) -> dict[str, str]:
        """Roles that no organization of ours stands for, and how the base calls them."""
        return {r: name for r, name in self.role_names.items() if r not in self.roles}


def terms_of(row: BaseCatalogue, links: Iterable[tuple[str, str | None]]) -> Terms:
    """How to read a base: our organizations for its roles, our services for its keys."""
    return Terms(row.roles, {key: ours for key, ours in links if ours})


def shared(row: BaseService, catalogue: BaseCatalogue, terms: Terms, ours: Ours) -> Shared:
    """How one service of a base stands."""
    base, here = terms.ours(row.document), ours.document(row.service_id)
    lines: list[Line] = []
    words: dict[str, tuple[Line, ...]] = {}
    shown = ours.published(row.service_id)
    if here is not None and row.service_id:
        lines = field_lines(
            terms.ours(row.seen), terms.ours(row.taken), here, base, catalogue.local
        )
        dutch = same_dutch(shown or {}, base)
        for language, said in sorted(row.translations.items()) if shown is not None else ():
            words[language] = tuple(
                word_lines(
                    language, row.seen_translations.get(language, {}),
                    ours.words(row.service_id, language), said, dutch,
                )
            )  # fmt: skip
    draft = ours.drafts.get(row.service_id or "")
    found = Shared(
        base_id=row.base_id,
        key=row.key,
        title=str(get(here or base, "text.title") or row.key),
        service_id=row.service_id if here is not None else None,
        standing=Standing.NEW,
        document=base,
        stamp=words_hash([row.document, row.translations, catalogue.roles, here, shown]),
        ours=here,
        lines=tuple(lines),
        words=words,
        writing=draft.updated_by if draft else "",
        pure=draft is None or _pure(here or {}, shown, base),
        published=shown is not None,
        decided_by=row.decided_by,
        decided_at=aware(row.decided_at) if row.decided_at else None,
    )
    return replace(found, standing=_standing(row, found, ours.archived(row.service_id)))


def _pure(here: Json, shown: Json | None, base: Json) -> bool:
    said, now, before = flatten(base), flatten(here), flatten(shown or {})
    return shown is not None and all(
        alike(value, before.get(path)) or (path in said and alike(value, said[path]))
        for path, value in now.items()
    )


def _standing(row: BaseService, found: Shared, archived: bool) -> Standing:
    if row.verdict is BaseVerdict.DECLINED:
        return Standing.DECLINED
    if row.gone:
        if found.service_id is None or archived:
            return Standing.ARCHIVED
        return Standing.KEPT if row.verdict is BaseVerdict.KEPT else Standing.GONE
    if found.service_id is None:
        return Standing.NEW
    if archived:
        return Standing.ARCHIVED
    for state, standing in zip(OPEN, (Standing.CHOICE, Standing.CHANGED), strict=True):
        if found.of(state):
            return standing
    if not found.published:
        return Standing.DRAFT
    if found.writing and found.pure:
        return Standing.READY
    return Standing.OWN if found.of(FieldState.OWN) else Standing.FOLLOWS


def catalogue_of(session: Session, base_id: str) -> BaseCatalogue:
    """The row of a base.

    Raises:
        UnknownService: we follow no such base.
    """
    # PostgreSQL cannot even be asked for a control character.
    catalogue = None if CONTROL.search(base_id) else session.get(BaseCatalogue, base_id)
    if catalogue is None:
        raise UnknownService(f"no base {base_id!r} is followed here; see: toeleider base status")
    return catalogue


def overview(session: Session, base_id: str) -> Overview:
    """A base and how each of its services stands, by title.

    Raises:
        UnknownService: we follow no such base.
    """
    catalogue = catalogue_of(session, base_id)
    query = select(BaseService).where(BaseService.base_id == base_id).order_by(BaseService.key)
    return overview_of(session, catalogue, session.scalars(query).all())


def overview_of(
    session: Session, catalogue: BaseCatalogue, rows: Collection[BaseService]
) -> Overview:
    """The overview of rows that were read already."""
    terms = terms_of(catalogue, [(row.key, row.service_id) for row in rows])
    ours = Ours(session, list(terms.links.values()))
    found = [shared(row, catalogue, terms, ours) for row in rows]
    # What came and went while we never had it is nobody's business any more.
    gone = {row.key for row in rows if row.gone and row.verdict is BaseVerdict.OPEN}
    found = [one for one in found if one.service_id or one.key not in gone]
    return Overview(
        id=catalogue.id,
        name=catalogue.name,
        version=aware(catalogue.version),
        taken_at=aware(catalogue.taken_at),
        actor=catalogue.actor,
        roles=dict(catalogue.roles),
        role_names=dict(catalogue.role_names),
        services=sorted(found, key=lambda one: (fold(one.title), one.key)),
    )


def overviews(session: Session) -> list[Overview]:
    """All bases we follow, by name."""
    query = select(BaseCatalogue.id).order_by(BaseCatalogue.name, BaseCatalogue.id)
    return [overview(session, base_id) for base_id in session.scalars(query).all()]


def one(session: Session, base_id: str, key: str) -> Shared:
    """One service of a base.

    Raises:
        UnknownService: no such base, or no such service in it.
    """
    catalogue = catalogue_of(session, base_id)
    row = None if CONTROL.search(key) else session.get(BaseService, (base_id, key))
    if row is None:
        raise UnknownService(f"the base {base_id} has no service {key!r}")
    links = select(BaseService.key, BaseService.service_id).where(BaseService.base_id == base_id)
    ours = Ours(session, [row.service_id] if row.service_id else [])
    return shared(row, catalogue, terms_of(catalogue, session.execute(links).tuples()), ours)


def shared_with(session: Session, service_id: str) -> Shared | None:
    """The service of a base that this service of ours is linked to, if any."""
    query = select(BaseService.base_id, BaseService.key).where(BaseService.service_id == service_id)
    found = session.execute(query).first()
    return one(session, *found) if found else None
