"""Reading HSDS files of any of the three forms, and laying them beside the catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from services_catalog.database import Database
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Record, Report, stage
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.catalogue import surroundings
from services_catalog.exchange.hsds.cells import Skipped
from services_catalog.exchange.hsds.inward import from_hsds
from services_catalog.exchange.hsds.package import read_package
from services_catalog.exchange.hsds.places import Surroundings
from services_catalog.exchange.hsds.schema import invalid
from services_catalog.exchange.hsds.tables import unflatten
from services_catalog.exchange.hsds.workbook import read_workbook
from services_catalog.formatting import full_date
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE

SYSTEM = "hsds"
NONE = (
    "this JSON holds no services: give what an HSDS API or export gives",
    _("In deze JSON staan geen diensten. Kies wat een HSDS-export of -API geeft."),
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Arrival:
    """The services of a file, and what of the file was not understood."""

    services: list[Any]
    oddities: list[Problem]
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What an import did: record by record, and of the file as a whole."""

    report: Report
    oddities: list[Problem]


def read_file(path: Path) -> Arrival:
    """The services of a JSON file, a workbook, or a data package (folder or zip).

    Raises:
        UnreadableFile: naming cause and cure.
    """
    if not path.exists():
        raise UnreadableFile(f"{path} does not exist")
    kind = "folder" if path.is_dir() else path.suffix.lower()
    if kind in (".json", ".ndjson", ".jsonl"):
        return Arrival(_services(_json(path)), [])
    if kind in ("folder", ".zip"):
        read = read_package(path)
    elif kind in (".xlsx", ".xlsm"):
        read = read_workbook(path)
    else:
        raise UnreadableFile(
            f"{path.name}: give .json, .xlsx, .zip, or the folder of a data package",
            _("{file}: kies een bestand dat eindigt op .json, .ndjson, .xlsx of .zip."),
            file=path.name,
        )
    return Arrival(unflatten(read.tables), read.oddities, read.skipped)


def _json(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".json":
            return json.loads(text)
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFile(
            f"{path.name} is no JSON: {error}",
            _("{file} is geen JSON. Is het helemaal gedownload?"),
            file=path.name,
        ) from error


def _services(value: Any) -> list[Any]:
    """Services from an answer of the read API, a list, one service, or organizations."""
    if isinstance(value, Mapping):
        for key in ("contents", "services"):
            if isinstance(value.get(key), list):
                who = {k: v for k, v in value.items() if k != "services"} if "name" in value else {}
                return [_with(item, who) for item in _services(value[key])]
        if "status" in value or "organization" in value or "service_at_locations" in value:
            return [value]
        raise UnreadableFile(NONE[0], NONE[1])
    if isinstance(value, list):
        found: list[Any] = []
        for item in value:
            nested = isinstance(item, Mapping) and isinstance(item.get("services"), list)
            found += _services(item) if nested else [item]
        return found
    raise UnreadableFile(NONE[0], NONE[1])


def _with(service: Any, organization: Mapping[str, Any]) -> Any:
    if not organization or not isinstance(service, Mapping) or service.get("organization"):
        return service
    return {**service, "organization": dict(organization)}


def to_records(
    services: list[Any], around: Surroundings, source: Mapping[str, str] | None = None
) -> list[Record]:
    """A record for staging of every service; what is no service becomes a refused record."""
    say = Translator(SOURCE)
    found = []
    for number, service in enumerate(services, start=1):
        if not isinstance(service, Mapping):
            found.append(Record(f"#{number}", {}, [Problem("", say(_("Dit is geen dienst.")))]))
            continue
        document, problems = from_hsds(service, around, source=source)
        problems += [
            Problem("", say(_("Dit past niet in HSDS: {reason}"), reason=reason))
            for reason in invalid("service", service)
        ]
        found.append(Record(str(service.get("id") or ""), document, problems, _note(service, say)))
    return found


def _skipped(one: Skipped) -> Record:
    title = one.row.get("name")
    document = {"text": {"title": str(title)}} if title else {}
    return Record(one.where, document, [Problem("external_ids", one.why)], refused=True)


def _note(service: Mapping[str, Any], say: Translator) -> str | None:
    changed = service.get("last_modified")
    if not changed:
        return None
    with suppress(ValueError):  # else as the source wrote it
        changed = full_date(datetime.fromisoformat(str(changed)).date(), say.language)
    return say(_("Bij de bron gewijzigd op {moment}."), moment=changed)


def import_file(
    database: Database,
    path: Path,
    *,
    actor: str,
    dry_run: bool = True,
    source: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Lay the services of a file beside the catalogue; nothing is published.

    Raises:
        UnreadableFile: the file cannot be read.
        NoMunicipality: there is no catalogue to lay it beside.
    """
    arrival, name = read_file(path), (source or {}).get("name")
    with database.read() as session:
        around = surroundings(session)
    report = stage(
        database,
        system=SYSTEM,
        source=f"{name} ({path.name})" if name else path.name,
        records=to_records(arrival.services, around, source)
        + [_skipped(one) for one in arrival.skipped],
        actor=actor,
        dry_run=dry_run,
        progress=progress,
        remarks=arrival.oddities,
        choices={"source": dict(source or {})},
    )
    return Outcome(report, arrival.oddities)
