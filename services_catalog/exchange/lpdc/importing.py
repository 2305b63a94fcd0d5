"""The whole way of an import: files, services found, drafts, staging. Nothing is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select

from services_catalog.database import Database
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Record, Report, stage
from services_catalog.exchange.lpdc.contacts import Address, address_key
from services_catalog.exchange.lpdc.convert import SYSTEM, Converted, Ours, convert, executing
from services_catalog.exchange.lpdc.read import Entry, Refusal, read_files
from services_catalog.exchange.lpdc.refuse import namesakes, sift
from services_catalog.exchange.report import ENCODING, Line, report_lines, write_lines
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.models import ExternalId, Location, Organization

Progress = Callable[[int, int], None]
EXAMPLES = 3

say = Translator(SOURCE)


class UnknownOrganization(ValueError):
    """A named organisation is not in the catalogue; the message lists those that are."""


@dataclass(frozen=True)
class Authority:
    """An executing authority that a file names: how many services, and titles of the first few.

    ``name`` is empty where the file has none: the titles then tell which it is.
    """

    address: str
    name: str
    services: int
    examples: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What an import did, or would do."""

    found: int
    report: Report
    refused: list[Refusal] = field(default_factory=list)
    """By the reader; the report has them too."""
    drafts: list[Converted] = field(default_factory=list)
    authorities: list[Authority] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """``found`` is the sum of all others: nothing disappears."""
        counts = self.report.counts
        return {
            "found": self.found,
            "new": counts["new"],
            "changed": counts["changed"],
            "unchanged": counts["unchanged"],
            "refused": counts["refused"],
        }

    def lines(self) -> list[Line]:
        """Refused services with field and reason, then the others with each open field."""
        return report_lines(self.report.items)


def import_files(
    database: Database,
    paths: Sequence[Path],
    actor: str,
    *,
    dry_run: bool = True,
    organizations: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    today: date | None = None,
) -> Outcome:
    """Read files of the LPDC and lay what they say beside the catalogue.

    ``organizations`` says which organisation of ours an authority (by its address) is; the key
    ``""`` is for every authority that is not named.

    Raises:
        ReadError: a file cannot be read; nothing is staged.
        UnknownOrganization: see there; nothing is staged.
    """
    ours = _ours(database, organizations or {})
    reading = read_files(paths)
    entries, refused = sift(reading.entries)
    doubles = namesakes(entries)
    drafts: list[Converted] = []
    for entry in entries:
        drafts.append(
            convert(
                entry,
                ours,
                reading.names,
                today or now().date(),
                doubles.get(entry.external_id, ()),
            )
        )
        if progress:
            progress(len(drafts), len(entries))
    refused = _with_ours(database, reading.refused + refused)
    report = stage(
        database,
        system=SYSTEM,
        source=", ".join(path.name for path in paths),
        records=[
            Record(draft.external_id, draft.document, draft.problems, draft.note)
            for draft in drafts
        ]
        + [_refusal(one) for one in refused],
        actor=actor,
        dry_run=dry_run,
        choices={"organizations": dict(organizations or {})},
    )
    found = _authorities(entries, reading.names)
    return Outcome(reading.found, report, refused, drafts, found)


def write_report(outcome: Outcome, path: Path) -> None:
    """The lines as a CSV file that a spreadsheet opens (UTF-8 with mark, semicolons)."""
    with path.open("w", encoding=ENCODING, newline="") as file:
        write_lines(outcome.lines(), file)


def _refusal(one: Refusal) -> Record:
    document = {"text": {"title": one.title}} if one.title else {}
    return Record(one.external_id, document, [Problem(one.field, one.why)], refused=True)


def _authorities(entries: Sequence[Entry], names: Mapping[str, str]) -> list[Authority]:
    """Who executes these services, the most services first."""
    titles: dict[str, list[str]] = {}
    for entry in entries:
        for address in dict.fromkeys(executing(entry)):
            titles.setdefault(address, []).append(entry.title)
    found = [
        Authority(address, names.get(address, ""), len(of), tuple(sorted(of)[:EXAMPLES]))
        for address, of in titles.items()
    ]
    return sorted(found, key=lambda one: (-one.services, one.address))


def _ours(database: Database, organizations: Mapping[str, str]) -> Ours:
    with database.read() as session:
        known = set(session.scalars(select(Organization.id)))
        rows = session.execute(
            select(Location.street, Location.number, Location.postcode, Location.id).order_by(
                Location.id.desc()
            )
        )
        # Of two locations at one address the first by name counts, whichever way they are read.
        locations: dict[Address, str] = {
            address_key(street, number, postcode): name for street, number, postcode, name in rows
        }
    if missing := sorted(set(organizations.values()) - known):
        raise UnknownOrganization(
            f"The catalogue has no organization {', '.join(missing)}. It has: "
            f"{', '.join(sorted(known)) or 'none yet'}."
        )
    return Ours(locations, organizations)


def _with_ours(database: Database, refused: list[Refusal]) -> list[Refusal]:
    """Refusals that say which service of ours is meant: an archived one wants archiving here."""
    with database.read() as session:
        numbers = select(ExternalId.value, ExternalId.service_id).where(ExternalId.system == SYSTEM)
        here = {row[0]: row[1] for row in session.execute(numbers)}
    return [
        Refusal(
            one.external_id,
            one.title,
            one.field,
            f"{one.why} {say(_('Bij ons: {service}. Kijk die na.'), service=here[one.external_id])}"
            if one.field != "version" and one.external_id in here
            else one.why,
        )
        for one in refused
    ]
