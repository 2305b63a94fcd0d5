"""Which texts go to a translation office, and in what file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.hours import BRUSSELS
from services_catalog.languages import SOURCE, languages
from services_catalog.models import ServiceTopic
from services_catalog.translating.office import po, xliff
from services_catalog.translating.office.texts import PROJECT, Format
from services_catalog.translating.units import Unit, units
from services_catalog.translations import ShownState
from services_catalog.vocabulary import Risk

Progress = Callable[[int, int], None]
WRITERS = {Format.PO: po.write, Format.XLIFF: xliff.write, Format.XLIFF1: xliff.write_1}


@dataclass(frozen=True)
class Choice:
    """Which texts; empty means all. ``topic``: then the texts of places stay out."""

    states: frozenset[ShownState] = frozenset()
    risks: frozenset[Risk] = frozenset()
    topic: str = ""


@dataclass(frozen=True)
class Exported:
    """A file to hand over. ``count``: texts in it, ``languages``: those it has texts of."""

    name: str
    content: bytes
    count: int
    languages: Sequence[str]


def chosen(session: Session, language: str, choice: Choice) -> list[Unit]:
    """The texts of a choice, grouped by what they belong to.

    Raises:
        ValueError: ``language`` is Dutch, or none of ours.
    """
    services = None
    if choice.topic:
        about = select(ServiceTopic.service_id).where(ServiceTopic.topic == choice.topic)
        services = set(session.scalars(about))
    return [
        unit
        for unit in units(session, language, states=choice.states or None)
        if (not choice.risks or unit.risk in choice.risks)
        and (services is None or (unit.owner[0] == "service" and unit.owner[1] in services))
    ]


def export(
    session: Session, language: str, form: Format, choice: Choice, when: datetime
) -> Exported:
    """The file of one language, ``toeleider-uk-2026-11-22.xlf``, also when it has no texts.

    Raises:
        ValueError: ``language`` is Dutch, or none of ours.
    """
    texts = chosen(session, language, choice)
    content = WRITERS[form](texts, language, when)
    return Exported(file_name(language, form, when), content, len(texts), [language])


def export_all(
    session: Session,
    form: Format,
    choice: Choice,
    when: datetime,
    *,
    only: Sequence[str] = (),
    progress: Progress | None = None,
) -> Exported:
    """A zip with a file for each language that has texts; ``only``: of these languages."""
    codes = [code for code in languages() if code != SOURCE and (not only or code in only)]
    packed, files = io.BytesIO(), []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, code in enumerate(codes, 1):
            file = export(session, code, form, choice, when)
            if file.count:
                archive.writestr(file.name, file.content)
                files.append((code, file.count))
            if progress:
                progress(number, len(codes))
    name = f"{PROJECT}-{when.astimezone(BRUSSELS):%Y-%m-%d}.zip"
    total = sum(count for _code, count in files)
    return Exported(name, packed.getvalue(), total, [code for code, _count in files])


def file_name(language: str, form: Format, when: datetime) -> str:
    """``toeleider-uk-2026-11-22.xlf``, by the day in Belgium."""
    return f"{PROJECT}-{language}-{when.astimezone(BRUSSELS):%Y-%m-%d}.{form.suffix}"
