"""From numbers to work: what each need that was not met asks of the staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.indicators.counter import UNKNOWN_LANGUAGE
from services_catalog.indicators.reporting import Need, Report
from services_catalog.indicators.suppression import OTHER
from services_catalog.languages import SOURCE, spoken_languages
from services_catalog.models import Outcome, Service, ServiceTopic
from services_catalog.vocabulary import PublicationState, topics


class Remedy(StrEnum):
    """What would meet a need."""

    SERVICE = "service"
    """A service on this topic, or a better findable one."""
    CHECK = "check"
    """What we say on this topic is called wrong: look at its services."""
    TRANSLATION = "translation"
    """The words in this language."""
    LANGUAGE = "language"
    """A language that we do not answer in."""


@dataclass(frozen=True)
class Gap:
    """A need with what would meet it; ``services``: how many published ones the topic has."""

    need: Need
    remedy: Remedy
    services: int


def gaps(session: Session, report: Report) -> list[Gap]:
    """The needs of the report that somebody can do something about, in its order.

    Left out are what is too mixed to tell (the rest together, an unknown language) and questions
    in Dutch: what lacks there is told by their topic.
    """
    published = services_per_topic(session)
    found = [(need, _remedy(need)) for need in report.unmet]
    return [Gap(need, remedy, published.get(need.key, 0)) for need, remedy in found if remedy]


def services_per_topic(session: Session) -> Mapping[str, int]:
    """How many published services each topic has; topics without any are there with 0."""
    counted = (
        select(ServiceTopic.topic, func.count())
        .join(Service, Service.id == ServiceTopic.service_id)
        .where(Service.state == PublicationState.PUBLISHED)
        .group_by(ServiceTopic.topic)
    )
    found = dict(session.execute(counted).tuples().all())
    return {key: found.get(key, 0) for key in topics()}


def _remedy(need: Need) -> Remedy | None:
    if need.kind == "topic" and need.key in topics():
        if need.outcome == Outcome.NOTHING_FOUND:
            return Remedy.SERVICE
        if need.outcome == Outcome.WRONG_ANSWER:
            return Remedy.CHECK
        return None
    if need.kind != "language" or need.key in (SOURCE, UNKNOWN_LANGUAGE, OTHER):
        return None
    return Remedy.TRANSLATION if need.key in spoken_languages() else Remedy.LANGUAGE
