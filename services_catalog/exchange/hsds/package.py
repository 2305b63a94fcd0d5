"""HSDS as a tabular data package: a folder, or one zip, of CSV files with ``datapackage.json``."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from services_catalog.editing.problems import Problem
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.cells import Read
from services_catalog.exchange.hsds.tables import Tables, columns, resource, sheet, sheets
from services_catalog.exchange.hsds.terms import Json
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE

DESCRIPTOR = "datapackage.json"
LARGEST = 200 * 1024 * 1024
"""Bytes of a zip once unpacked: a municipality has a few megabytes, a zip bomb has no end."""


def write_package(tables: Tables, path: Path, title: str) -> list[str]:
    """Write ``path`` (a folder; a zip when it ends in ``.zip``); returns the names of the files."""
    files = {
        f"{sheet(entity)}.csv": _csv(entity, rows) for entity, rows in tables.items()
    } | {
        DESCRIPTOR: json.dumps(descriptor(tables, title), ensure_ascii=False, indent=2) + "\n"
    }  # fmt: skip
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text.encode("utf-8"))
    else:
        path.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (path / name).write_bytes(text.encode("utf-8"))
    return list(files)


def _csv(entity: str, rows: list[Json]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(columns(entity)), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def descriptor(tables: Tables, title: str) -> Json:
    """``datapackage.json``: the columns of HSDS, without relations to tables that are not there."""
    resources = []
    for entity in tables:
        known = resource(entity)
        fields = [
            {key: field[key] for key in ("name", "type", "format") if field.get(key)}
            | {"constraints": field.get("constraints") or {}}
            for field in known["schema"]["fields"]
        ]
        made: Json = {"fields": fields, "primaryKey": "id"}
        if keys := [
            key
            for key in known["schema"].get("foreignKeys") or []
            if key["reference"]["resource"] in tables
        ]:
            made["foreignKeys"] = keys
        resources.append(
            {
                "name": entity,
                "path": f"{sheet(entity)}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": made,
            }
        )
    return {
        "name": "hsds-export",
        "title": title,
        "profile": "tabular-data-package",
        "homepage": "https://docs.openreferral.org",
        "resources": resources,
    }


def read_package(path: Path) -> Read:
    """The tables of a folder or zip.

    Raises:
        UnreadableFile: nothing in it can be read as HSDS.
    """
    if path.is_dir():
        names = sorted(found.name for found in path.iterdir() if found.is_file())
        read = _read_files(names, lambda name: (path / name).read_bytes())
    else:
        try:
            with zipfile.ZipFile(path) as archive:
                check_unpacked(archive, path)
                read = _read_files(archive.namelist(), archive.read)
        except zipfile.BadZipFile as error:
            raise UnreadableFile(
                f"{path.name} is no zip file: {error}",
                _("{file} is geen zip-bestand. Is het helemaal gedownload?"),
                file=path.name,
            ) from error
    if "service" not in read.tables:
        raise UnreadableFile(
            f"{path.name} has no services.csv. Give the folder or zip of an HSDS data package",
            _("In {file} zit geen services.csv. Kies de zip van een HSDS-gegevenspakket."),
            file=path.name,
        )
    read.check_references()
    return read


def check_unpacked(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse what grows without end; a file in it never gives more than it says it is.

    Raises:
        UnreadableFile: it is larger than :data:`LARGEST`.
    """
    if sum(item.file_size for item in archive.infolist()) > LARGEST:
        raise UnreadableFile(
            f"{path.name} unpacks to more than {LARGEST >> 20} MB",
            _("{file} wordt uitgepakt groter dan {mb} MB. Zoveel lezen we niet."),
            file=path.name, mb=LARGEST >> 20,
        )  # fmt: skip


def _read_files(names: list[str], load: Callable[[str], bytes]) -> Read:
    read = Read()
    entities = _described(names, load, read)
    for name in names:
        pure = PurePosixPath(name)
        if pure.suffix.lower() != ".csv":
            continue
        text = _decoded(load(name), name)
        head = text.partition("\n")[0]
        # Excel in Belgium writes semicolons.
        delimiter = ";" if head.count(";") > head.count(",") else ","
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            header = next(lines, [])
            read.add(entities.get(name, pure.stem), header, lines)
        except csv.Error as error:
            raise UnreadableFile(
                f"{name} line {lines.line_num}: {error}",
                _("{file}, lijn {line}: dit is geen goede CSV. Sla het bestand opnieuw op."),
                file=name, line=lines.line_num,
            ) from error  # fmt: skip
    return read


def _described(names: list[str], load: Callable[[str], bytes], read: Read) -> dict[str, str]:
    """Entities by file, as the package's own descriptor tells them."""
    found: dict[str, str] = {}
    for name in names:
        if PurePosixPath(name).name != DESCRIPTOR:
            continue
        try:
            resources: Any = json.loads(load(name))["resources"]
            folder = PurePosixPath(name).parent
            for item in resources:
                if item["name"] in sheets().values():
                    found[str(folder / item["path"])] = item["name"]
        except (ValueError, KeyError, TypeError) as error:
            why = _("Dit is geen goede beschrijving ({error}). We gingen op de bestandsnamen af.")
            read.oddities.append(Problem(name, Translator(SOURCE)(why, error=repr(error))))
    return found


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{name} is not UTF-8 ({error}). In Excel: save as 'CSV UTF-8', or as .xlsx",
            _("{file} is geen UTF-8. Kies in Excel ‘Opslaan als: CSV UTF-8’, of .xlsx."),
            file=name,
        ) from error
