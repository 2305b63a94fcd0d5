"""The lists of the staff pages: all services with their drafts, and what is due for a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.hours import now
from services_catalog.languages import SOURCE, full_languages
from services_catalog.models import Organization, Service, ServiceDraft, ServiceTranslation
from services_catalog.text import fold
from services_catalog.vocabulary import Risk, topics

SOON = 14
"""Days before the day of a check at which a service stands on the work list."""
_RISKS = (Risk.EMERGENCY, Risk.LEGAL, Risk.NORMAL)


@dataclass(frozen=True)
class Line:
    """One service in a list. ``states`` holds one or two: published, and a draft besides."""

    id: str
    title: str
    organization_id: str
    organization: str
    topics: tuple[str, ...]
    states: tuple[str, ...]
    risk: Risk
    due: date | None
    """The day by which somebody must look again; None for what was never published."""
    checked: date | None
    untranslated: tuple[str, ...]
    """Full languages in which the words miss or are older than the Dutch."""
    updated_by: str = ""
    stale: tuple[str, ...] = ()
    """Languages whose words are older than the Dutch."""

    @property
    def days(self) -> int | None:
        """Days until the check; negative when it is over."""
        return (self.due - now().date()).days if self.due else None


@dataclass(frozen=True)
class Filter:
    """What the list shows; empty fields show all."""

    words: str = ""
    state: str = ""
    topic: str = ""
    organization: str = ""
    due: bool = False
    untranslated: str = ""
    """A language, or ``any``."""

    def fits(self, line: Line) -> bool:
        """Whether ``line`` is shown."""
        text = fold(f"{line.title} {line.organization} {line.id}")
        return (
            all(word in text for word in fold(self.words).split())
            and (not self.state or self.state in line.states)
            and (not self.topic or self.topic in line.topics)
            and (not self.organization or self.organization == line.organization_id)
            and (not self.due or (line.days is not None and line.days <= 0))
            and (
                not self.untranslated
                or (self.untranslated == "any" and bool(line.untranslated))
                or self.untranslated in line.untranslated
            )
        )


def lines(session: Session) -> list[Line]:
    """All services and drafts, by title."""
    drafts = {draft.service_id: draft for draft in session.scalars(select(ServiceDraft))}
    names = dict(session.execute(select(Organization.id, Organization.name)).tuples().all())
    services = session.scalars(
        select(Service).options(
            selectinload(Service.topics),
            selectinload(Service.rules),
            # The words themselves are the most of it, and not asked for.
            selectinload(Service.translations).load_only(
                ServiceTranslation.language, ServiceTranslation.source_hash
            ),
        )
    ).unique()
    found = [_published(service, drafts.pop(service.id, None)) for service in services]
    found += [_new(draft, names) for draft in drafts.values()]
    return sorted(found, key=lambda line: (fold(line.title), line.id))


def due_lines(found: Sequence[Line], today: date) -> list[Line]:
    """What is due or soon, the gravest risk first, then what waits longest."""
    waiting = [
        line
        for line in found
        if "published" in line.states and line.due and (line.due - today).days <= SOON
    ]
    return sorted(
        waiting,
        key=lambda line: (
            (line.due or today) > today,
            _RISKS.index(line.risk),
            line.due or today,
            line.title,
        ),
    )


def _published(service: Service, draft: ServiceDraft | None) -> Line:
    states = (service.state.value, *([draft.state.value] if draft else []))
    keys = tuple(topic.topic for topic in service.topics)
    words = service.source_hash  # once: it is the same for every language
    fresh = {one.language for one in service.translations if one.source_hash == words}
    return Line(
        id=service.id,
        title=service.title,
        organization_id=service.organization_id,
        organization=service.organization.name,
        topics=keys,
        states=states,
        risk=_risk(keys),
        due=service.check_due() if service.state.value == "published" else None,
        checked=service.checked_on,
        untranslated=tuple(
            code for code in full_languages() if code != SOURCE and code not in fresh
        ),
        updated_by=draft.updated_by if draft else "",
        stale=tuple(one.language for one in service.translations if one.language not in fresh),
    )


def _new(draft: ServiceDraft, names: dict[str, str]) -> Line:
    document = draft.document
    text = document.get("text") if isinstance(document.get("text"), dict) else {}
    keys = tuple(str(key) for key in document.get("topics") or () if isinstance(key, str))
    organization = str(document.get("organization") or "")
    return Line(
        id=draft.service_id,
        title=str((text or {}).get("title") or draft.service_id),
        organization_id=organization,
        organization=names.get(organization, ""),
        topics=keys,
        states=(draft.state.value,),
        risk=_risk(keys),
        due=None,
        checked=None,
        untranslated=(),
        updated_by=draft.updated_by,
    )


def _risk(keys: Sequence[str]) -> Risk:
    risks = {topics()[key].risk for key in keys if key in topics()}
    return next((risk for risk in _RISKS if risk in risks), Risk.NORMAL)
