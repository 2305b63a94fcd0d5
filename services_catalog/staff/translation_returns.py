"""What a file of a translation office would change, as the pages show it and do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.models import Hotline, Location, Service
from services_catalog.staff.holding import Json, Parcel, Work
from services_catalog.staff.translators import book_of, may_translate
from services_catalog.staff.visit import Visit
from services_catalog.translating.differences import Piece, words_changed
from services_catalog.translating.glossary import GlossaryFinding
from services_catalog.translating.office.incoming import (
    Fate,
    Line,
    Report,
    check_is_for,
    read_file,
    take,
    take_again,
)
from services_catalog.translating.units import label_of

SEEN = "seen.json"
NOT_YOURS = _("Deze dienst is van een andere organisatie dan die van jou.")


@dataclass(frozen=True)
class Shown:
    """A line of the file with the names a person knows it by."""

    line: Line
    title: str
    label: str
    changes: Sequence[Piece] = ()
    """Our text and theirs, word by word, where both are there."""

    @property
    def where(self) -> str:
        """``Leefloon: Titel``."""
        return f"{self.title}: {self.label}" if self.label else self.title


@dataclass(frozen=True)
class Owner:
    """What a text belongs to."""

    title: str
    organization: str | None


def look(visit: Visit, content: bytes, language: str, *, unfinished: bool) -> Report:
    """What the file would do, for this person.

    Raises:
        OfficeFileError: it cannot be used, or is for another language.
    """
    file = read_file(content)
    check_is_for(file, language)
    report = take(
        book_of(visit), file.texts, language, visit.me.actor,
        dry_run=True, unfinished=unfinished, translator=visit.t,
    )  # fmt: skip
    with visit.office.database.read() as session:
        known = owners(session, (line.key for line in report.lines))
    return replace(
        report,
        lines=[
            replace(line, fate=Fate.REFUSED, reason=visit.t(NOT_YOURS))
            if line.fate is Fate.TAKEN and not _mine(visit, language, known.get(_owner(line.key)))
            else line
            for line in report.lines
        ],
    )


def remember(parcel: Parcel, report: Report) -> None:
    """Keep what the page shows: that, and nothing else, is taken over."""
    rows = [
        [line.key, line.source_hash, line.before_hash, line.after] for line in report.of(Fate.TAKEN)
    ]
    parcel.tell(SEEN, rows=rows)


def taking(visit: Visit, language: str, skip: Sequence[str]) -> Work:
    """Take over what was shown, without the keys of ``skip``."""
    book, actor, t, database = book_of(visit), visit.me.actor, visit.t, visit.office.database

    def work(parcel: Parcel, told: Callable[[int, int], None]) -> Json:
        rows = [tuple(row) for row in parcel.read(SEEN).get("rows", []) if row[0] not in skip]
        report = take_again(book, rows, language, actor, translator=t, progress=told)
        with database.read() as session:
            refused = shown(session, report.of(Fate.REFUSED), t)
        parcel.empty()
        return {
            "taken": report.counts[Fate.TAKEN.value],
            "skipped": len(skip),
            "refused": [[one.where, one.line.reason] for one in refused],
        }

    return work


def shown(session: Session, lines: Sequence[Line], t: Translator) -> list[Shown]:
    """The lines with their names."""
    known = owners(session, (line.key for line in lines))
    found = []
    for line in lines:
        owner = known.get(_owner(line.key))
        field = line.key.split("/", 2)[2] if owner else ""
        found.append(
            Shown(
                line,
                title=owner.title if owner else line.key[:120],
                label=t(label_of(field)) if owner else "",
                changes=words_changed(line.before, line.after)
                if line.before and line.after and line.fate is Fate.TAKEN
                else (),
            )
        )
    return found


def advice(session: Session, found: Sequence[GlossaryFinding], t: Translator) -> list[
    tuple[GlossaryFinding, str, str]
]:  # fmt: skip
    """Findings of the glossary with the title of their owner and the way to its desk."""
    known = owners(session, (one.key for one in found))
    lines = []
    for one in found:
        kind, name = _owner(one.key)
        path = name if kind == "service" else f"place/{kind}/{name}"
        owner = known.get((kind, name))
        lines.append((one, owner.title if owner else name, path))
    return lines


def owners(session: Session, keys: Iterable[str]) -> Mapping[tuple[str, str], Owner]:
    """What texts belong to, of those that are there."""
    wanted = {_owner(key) for key in keys if key.count("/") >= 2}
    names = {kind: {name for one, name in wanted if one == kind} for kind in
             ("service", "location", "hotline")}  # fmt: skip
    found: dict[tuple[str, str], Owner] = {}
    for row in session.execute(
        select(Service.id, Service.title, Service.organization_id).where(
            Service.id.in_(names["service"])
        )
    ):
        found["service", row[0]] = Owner(row[1], row[2])
    for row in session.execute(
        select(Location.id, Location.name, Location.organization_id).where(
            Location.id.in_(names["location"])
        )
    ):
        found["location", row[0]] = Owner(row[1], row[2])
    for line in session.scalars(select(Hotline).where(Hotline.id.in_(names["hotline"]))):
        found["hotline", line.id] = Owner(line.name, None)
    return found


def _owner(key: str) -> tuple[str, str]:
    kind, _slash, rest = key.partition("/")
    return kind, rest.partition("/")[0]


def _mine(visit: Visit, language: str, owner: Owner | None) -> bool:
    return owner is None or may_translate(visit, language, owner.organization)
