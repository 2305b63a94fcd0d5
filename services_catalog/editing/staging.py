"""Staging of imports: what another system says is laid beside the catalogue, never put into it.

An import gives :class:`Record` objects; ``stage`` says of each what would happen, and (unless it
is a dry run) keeps it for staff, who accept it into a draft or reject it. Rules:

* Idempotent: a service is found by its number in the other system (``external_id``), then by an
  earlier acceptance of the same number, then by ``document["id"]`` where an importer gives one.
  An importer of somebody else's data therefore leaves ``id`` out.
* Local edits win: of a known service only fields are proposed that changed at the source since
  its last acceptance and were not edited here; the others are listed as differing.
* The document holds only what the source speaks of. A missing key says nothing; None or an empty
  list says that it is empty.
* Nothing is published, and nothing refused is silent.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.compare import Comparison, compare
from services_catalog.editing.document import normal, normal_fields
from services_catalog.editing.drafting import actor_name
from services_catalog.editing.fields import Json, get, same
from services_catalog.editing.memory import Memory, Record
from services_catalog.editing.problems import CONTROL, Known, Problem, problems, read_known
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.models import ImportItem, ImportRun, ImportStatus

__all__ = ["Progress", "Record", "Report", "Staged", "stage"]

Progress = Callable[[int, int], None]
BATCH = 200


@dataclass(frozen=True)
class Staged:
    """What is to be done with one record.

    ``item`` is under what it is kept: of an unchanged one the earlier item that says the same; None
    in a dry run.

    ``service_id`` is None for a service that is new here. ``comparison`` is None for new and
    refused ones. ``problems`` do not stop an acceptance: a draft may be incomplete.
    """

    external_id: str
    status: ImportStatus
    service_id: str | None
    title: str
    document: Json
    comparison: Comparison | None = None
    problems: tuple[Problem, ...] = ()
    note: str | None = None
    item: int | None = None

    @property
    def new(self) -> bool:
        """Whether accepting it makes a new service."""
        return self.status is ImportStatus.STAGED and self.service_id is None


@dataclass
class Report:
    """The outcome of an import, record by record, in order."""

    system: str
    source: str
    dry_run: bool
    run: int | None = None
    items: list[Staged] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many are ``new``, ``changed``, ``unchanged`` and ``refused``."""
        found = Counter("new" if item.new else item.status.value for item in self.items)
        return {
            "new": found["new"],
            "changed": found["staged"],
            "unchanged": found["unchanged"],
            "refused": found["refused"],
        }

    @property
    def refused(self) -> list[Staged]:
        """Every refused record, with field and reason in its problems."""
        return [item for item in self.items if item.status is ImportStatus.REFUSED]


def stage(
    database: Database,
    *,
    system: str,
    source: str,
    records: Iterable[Record],
    actor: str,
    dry_run: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Lay records beside the catalogue; without ``dry_run`` keep them for staff to decide on.

    ``system`` names the other catalogue (``hsds``, ``lpdc``), ``source`` the file or address.
    ``progress`` is called with done and total (equal where the total is not known). All of it is
    kept or none. Does not move the catalogue's version.

    Raises:
        ValueError: an empty or too long ``system`` or ``actor``.
    """
    actor = actor_name(actor)
    if not 0 < len(system) <= 40:
        raise ValueError("the name of a system has 1 to 40 characters")
    report = Report(system, source, dry_run)
    total = len(records) if isinstance(records, Sized) else 0
    seen: set[str] = set()
    batch: list[Record] = []
    with database.read() as session:
        known = read_known(session)

        def work() -> None:
            report.items += _stage(session, system, batch, known, seen)
            batch.clear()
            if progress:
                progress(len(report.items), max(total, len(report.items)))

        for record in records:
            batch.append(record)
            if len(batch) >= BATCH:
                work()
        if batch:
            work()
    if not dry_run:
        _keep(database, report, actor)
    return report


def _stage(
    session: Session, system: str, batch: list[Record], known: Known, seen: set[str]
) -> list[Staged]:
    refusals = [_refusals(record, seen) for record in batch]
    good = [record for record, refused in zip(batch, refusals, strict=True) if not refused]
    memory = Memory(session, system, good, known)
    return [
        _refused(record, refused, seen) if refused else _judge(record, memory, known)
        for record, refused in zip(batch, refusals, strict=True)
    ]


def _refused(record: Record, why: list[Problem], seen: set[str]) -> Staged:
    name = CONTROL.sub("", str(record.external_id))[:200]
    if name in seen:  # beside the one that was taken, under a name of its own
        name = _another(name, seen)
    seen.add(name)
    document = record.document if isinstance(record.document, dict) else {}
    return Staged(
        external_id=name,
        status=ImportStatus.REFUSED,
        service_id=None,
        title=str(get(document, "text.title") or ""),
        document=document,
        problems=(*record.problems, *why),
        note=record.note,
    )


def _another(name: str, seen: set[str]) -> str:
    number = 2
    while (other := f"{name[:190]} ({number})") in seen:
        number += 1
    return other


def _refusals(record: Record, seen: set[str]) -> list[Problem]:
    """Why a record cannot even be a draft; the number of one that can is noted in ``seen``."""
    say = Translator(SOURCE)
    name: object = record.external_id
    if not isinstance(name, str) or not 0 < len(name) <= 200 or CONTROL.search(name):
        return [Problem("external_ids", say(_("Deze dienst heeft geen bruikbaar nummer.")))]
    if record.external_id in seen:
        return [Problem("external_ids", say(_("Dit nummer staat twee keer in de bron.")))]
    if not isinstance(record.document, dict):
        return [Problem("", say(_("Dit is geen beschrijving van een dienst.")))]
    title = get(record.document, "text.title")
    if not isinstance(title, str) or not title.strip():
        return [Problem("text.title", say(_("Deze dienst heeft geen titel.")))]
    seen.add(name)
    return []


def _judge(record: Record, memory: Memory, known: Known) -> Staged:
    service_id = memory.service_of(record)
    last, base = memory.last.get(record.external_id), memory.base(record.external_id)
    ours = memory.ours.get(service_id) if service_id else None
    say, note, status = Translator(SOURCE), record.note, ImportStatus.STAGED
    comparison: Comparison | None = None
    document = copy.deepcopy(record.document)
    if ours is None or service_id is None:
        service_id = None
        merged = normal(document)
    else:
        comparison = compare(base, ours, normal_fields(document))
        merged = ours
        if not comparison.news:
            status = ImportStatus.UNCHANGED
    item: int | None = None
    if last is not None and status is ImportStatus.STAGED and same(last.document, document):
        if last.status is ImportStatus.STAGED:
            status, item = ImportStatus.UNCHANGED, last.id
            note = say(_("Wacht al op een beslissing, uit import {run}."), run=last.run_id)
        elif last.status is ImportStatus.REJECTED:
            status, item = ImportStatus.UNCHANGED, last.id
            note = say(_("Al geweigerd: {why}"), why=(last.note or "").rpartition("\n")[2])
    elif (
        status is ImportStatus.UNCHANGED
        and last is not None
        and last.status in (ImportStatus.ACCEPTED, ImportStatus.UNCHANGED)
        and same(last.document, document)
    ):
        item = last.id
    told = tuple(record.problems)
    if status is ImportStatus.STAGED and comparison is None:
        paths = {problem.path for problem in told}
        # Its id comes with the acceptance.
        told += tuple(p for p in problems(merged, known) if p.path not in paths | {"id"})
    title = str(get(document, "text.title"))
    return Staged(
        record.external_id, status, service_id, title, document, comparison, told, note, item
    )


def _keep(database: Database, report: Report, actor: str) -> None:
    say = Translator(SOURCE)
    with store.keeping(database) as session:
        run = ImportRun(
            system=report.system,
            source=report.source,
            started_at=store.moment(),
            actor=actor,
            counts=report.counts,
        )
        session.add(run)
        session.flush()
        fresh = [item for item in report.items if item.item is None]
        replaced = [i.external_id for i in fresh if i.status is not ImportStatus.REFUSED]
        for start in range(0, len(replaced), BATCH):
            waiting = select(ImportItem).where(
                ImportItem.system == report.system,
                ImportItem.status == ImportStatus.STAGED,
                ImportItem.external_id.in_(replaced[start : start + BATCH]),
            )
            for old in session.scalars(waiting):
                old.status = ImportStatus.REJECTED
                old.note = say(_("Vervangen door import {run}."), run=run.id)
        rows = {
            item.external_id: ImportItem(
                run_id=run.id,
                system=report.system,
                external_id=item.external_id,
                status=item.status,
                service_id=item.service_id,
                document=item.document,
                problems=[vars(problem) for problem in item.problems],
                note=CONTROL.sub("", item.note) if item.note else None,
            )
            for item in fresh
        }
        session.add_all(rows.values())
        session.flush()
        report.run = run.id
        report.items = [
            replace(item, item=rows[item.external_id].id) if item.item is None else item
            for item in report.items
        ]
