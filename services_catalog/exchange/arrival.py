"""Files that arrive, whatever they are: which system they come from, and laying them in the inbox.

One way in for whoever does not say what a file is; the two readers are ``exchange.lpdc`` and
``exchange.hsds``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from services_catalog.database import Database
from services_catalog.editing.staging import Report
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.incoming import import_file
from services_catalog.exchange.lpdc.importing import Authority, import_files
from services_catalog.i18n import mark as _

Progress = Callable[[int, int], None]
_PEEK = 64 * 1024
_LINKED = ('"@context"', '"@graph"', '"@id"', '"@type"')
"""What JSON-LD cannot do without, one of them at its beginning."""
XML = ".xml"


class System(StrEnum):
    """Where services come from."""

    LPDC = "lpdc"
    HSDS = "hsds"


_BY_ENDING = {
    ".ttl": System.LPDC,
    ".nt": System.LPDC,
    ".jsonld": System.LPDC,
    XML: System.LPDC,  # the LPDC's reader says what to ask a supplier for
    ".ndjson": System.HSDS,
    ".jsonl": System.HSDS,
    ".xlsx": System.HSDS,
    ".xlsm": System.HSDS,
    ".zip": System.HSDS,
}
ENDINGS = (".ttl", ".nt", ".jsonld", ".json", ".ndjson", ".xlsx", ".zip")
"""What people may choose from."""


@dataclass(frozen=True)
class Choices:
    """What a person says of the files: whose services they are, and who says so."""

    organizations: Mapping[str, str] = field(default_factory=dict)
    """LPDC: our organization by the address of the authority; ``""`` is for every other."""
    source: Mapping[str, str] = field(default_factory=dict)
    """HSDS: ``name`` and ``url`` of who gives the services, where the file does not say it."""


@dataclass(frozen=True)
class Brought:
    """What an import did, or would do."""

    system: System
    report: Report
    authorities: Sequence[Authority] = ()


def recognise(paths: Sequence[Path]) -> System:
    """Which system these files are of.

    Raises:
        UnreadableFile: of none that we read, of two, or more of them than one import takes.
    """
    if not paths:
        raise UnreadableFile("choose a file", _("Kies een bestand."))
    found = {_system(path) for path in paths}
    if len(found) > 1:
        raise UnreadableFile(
            "the files are of two kinds: import those of the LPDC and those of HSDS apart",
            _("Dit zijn twee soorten bestanden. Voer die van de LPDC en die van HSDS apart in."),
        )
    system = found.pop()
    if system is System.HSDS and len(paths) > 1:
        raise UnreadableFile(
            "import the files of HSDS one by one",
            _("Voer bestanden van HSDS een voor een in."),
        )
    return system


def _system(path: Path) -> System:
    ending = path.suffix.lower()
    if ending == ".json":
        with path.open("rb") as file:
            start = file.read(_PEEK).decode("utf-8", "replace")
        return System.LPDC if any(word in start for word in _LINKED) else System.HSDS
    if ending not in _BY_ENDING:
        raise UnreadableFile(
            f"{path.name}: give a file that ends in {', '.join(ENDINGS)}",
            _("{file}: kies een bestand dat eindigt op {endings}."),
            file=path.name, endings=", ".join(ENDINGS),
        )  # fmt: skip
    return _BY_ENDING[ending]


def unpacked(path: Path) -> int:
    """Bytes a zip or workbook becomes when it is opened; the size of any other file.

    Raises:
        UnreadableFile: it has the name of a zip and is none.
    """
    if path.suffix.lower() not in (".zip", ".xlsx", ".xlsm"):
        return path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile(
            f"{path.name} is no zip file: {error}",
            _("{file} is stuk. Is het helemaal gedownload? Sla het opnieuw op."),
            file=path.name,
        ) from error


def bring(
    database: Database,
    paths: Sequence[Path],
    actor: str,
    choices: Choices,
    *,
    dry_run: bool = True,
    progress: Progress | None = None,
) -> Brought:
    """Lay what files say beside the catalogue; without ``dry_run`` keep it for staff.

    Raises:
        UnreadableFile: a file cannot be read; nothing is kept.
        UnknownOrganization: an organization was chosen that is not there; nothing is kept.
        NoMunicipality: there is no catalogue to lay it beside.
    """
    system = recognise(paths)
    if system is System.LPDC:
        outcome = import_files(
            database, paths, actor,
            dry_run=dry_run, organizations=choices.organizations, progress=progress,
        )  # fmt: skip
        return Brought(system, outcome.report, outcome.authorities)
    found = import_file(
        database, paths[0],
        actor=actor, dry_run=dry_run, source=choices.source or None, progress=progress,
    )  # fmt: skip
    return Brought(system, found.report)
