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
* Nothing is published, and nothing refused is silent: what the reader itself does not bring in
  is kept too, with field and reason, and so is what it says of the file as a whole.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.compare import Comparison, compare
from services_catalog.editing.document import normal, normal_fields
from services_catalog.editing.drafting import actor_name
from services_catalog.editing.fields import Json, get, put, same
from services_catalog.editing.memory import Memory, Record
from services_catalog.editing.problems import CONTROL, Known, Problem, problems, read_known
from services_catalog.editing.staged import Report, Staged
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.models import ImportItem, ImportRun, ImportStatus

__all__ = ["Progress", "Record", "Report", "Staged", "stage"]

Progress = Callable[[int, int], None]
BATCH = 200


def stage(
    database: Database,
    *,
    system: str,
    source: str,
    records: Iterable[Record],
    actor: str,
    dry_run: bool = True,
    progress: Progress | None = None,
    remarks: Sequence[Problem] = (),
    choices: Json | None = None,
) -> Report:
    """Lay records beside the catalogue; without ``dry_run`` keep them for staff to decide on.

    ``system`` names the other catalogue (``hsds``, ``lpdc``), ``source`` the file or address.
    ``progress`` is called with done and total (equal where the total is not known). ``remarks``
    are about the file; ``choices`` are kept to be suggested the next time. All of it is kept or
    none. Does not move the catalogue's version.

    A record that was refused takes no number from one that is not: give refused ones last.

    Raises:
        ValueError: an empty or too long ``system`` or ``actor``.
    """
    actor = actor_name(actor)
    if not 0 < len(system) <= 40:
        raise ValueError("the name of a system has 1 to 40 characters")
    report = Report(system, source, dry_run, remarks=tuple(remarks))
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
        _keep(database, report, actor, choices or {})
    return report


def _stage(
    session: Session, system: str, batch: list[Record], known: Known, seen: set[str]
) -> list[Staged]:
    refusals = [None if record.refused else _refusals(record, seen) for record in batch]
    good = [record for record, why in zip(batch, refusals, strict=True) if why == []]
    memory = Memory(session, system, good, known)
    return [
        _judge(record, memory, known) if why == [] else _refused(record, why or [], seen, system)
        for record, why in zip(batch, refusals, strict=True)
    ]


def _refused(record: Record, why: list[Problem], seen: set[str], system: str) -> Staged:
    name = told = CONTROL.sub("", str(record.external_id or ""))
    name = name[:200]
    if name in seen:  # beside the one that was taken, under a name of its own
        name = _another(name, seen)
    seen.add(name)
    document = copy.deepcopy(record.document) if isinstance(record.document, dict) else {}
    if told and told != name:  # what it is called at the source is in the document
        put(document, f"external_ids.{system}", told)
    return Staged(
        external_id=name,
        status=ImportStatus.REFUSED,
        service_id=None,
        title=str(get(document, "text.title") or ""),
        document=document,
        problems=(*record.problems, *why),
        note=record.note,
        whole=told,
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
        # Its id comes with the acceptance; what the importer says of a field says it all.
        paths = tuple(problem.path for problem in told if problem.path)
        told += tuple(
            p
            for p in problems(merged, known)
            if p.path not in (*paths, "id") and not p.path.startswith(tuple(f"{x}." for x in paths))
        )
    title = str(get(document, "text.title"))
    return Staged(
        record.external_id, status, service_id, title, document, comparison, told, note, item
    )


def _keep(database: Database, report: Report, actor: str, choices: Json) -> None:
    say = Translator(SOURCE)
    with store.keeping(database) as session:
        run = ImportRun(
            system=report.system,
            source=report.source,
            started_at=store.moment(),
            actor=actor,
            counts=report.counts,
            remarks=[_row(remark) for remark in report.remarks],
            choices=choices,
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
                problems=[_row(problem) for problem in item.problems],
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


def _row(problem: Problem) -> dict[str, str]:
    """As it is kept: what a file says may hold what PostgreSQL cannot."""
    return {key: CONTROL.sub("", value) for key, value in vars(problem).items()}
