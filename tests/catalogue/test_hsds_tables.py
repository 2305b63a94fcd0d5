"""Tables: data package, zip and workbook, by hand-made faults and by an outside validator."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.catalogue import Feed
from services_catalog.exchange.hsds.inward import from_hsds
from services_catalog.exchange.hsds.package import read_package, write_package
from services_catalog.exchange.hsds.places import Surroundings
from services_catalog.exchange.hsds.schema import schema
from services_catalog.exchange.hsds.tables import (
    Tables,
    columns,
    flatten,
    resource,
    sheets,
    unflatten,
)
from services_catalog.exchange.hsds.workbook import TooLong, read_workbook, write_workbook
from tests.catalogue.hsds_support import Json, around, catalogue, documents, feed, shared

__all__ = ["around", "catalogue", "documents", "feed"]


@pytest.fixture(scope="module")
def tables(feed: Feed) -> Tables:
    return flatten(feed.services)


def back(tables: Tables, around: Surroundings) -> dict[str, Json]:
    found = {}
    for record in unflatten(tables):
        document, problems = from_hsds(record, around)
        assert problems == []
        found[document["id"]] = document
    return found


@pytest.mark.parametrize("name", ["folder", "alles.zip", "alles.xlsx"])
def test_a_file_comes_back_as_it_was(
    tables: Tables, documents: dict[str, Json], around: Surroundings, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    if path.suffix == ".xlsx":
        write_workbook(tables, path)
        read = read_workbook(path)
    else:
        write_package(tables, path, "Waterlinde")
        read = read_package(path)
    assert read.oddities == []
    assert back(read.tables, around) == documents


def test_the_columns_are_those_of_the_specification() -> None:
    for path in sorted(shared("csv").glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            header = next(csv.reader(file))
        assert set(header) <= set(columns(sheets()[path.stem])), path.name


def test_the_package_keeps_its_own_promises(tables: Tables, tmp_path: Path) -> None:
    """Types, required fields, unique ids and relations, as ``datapackage.json`` declares them."""
    write_package(tables, tmp_path, "Waterlinde")
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    found = {}
    for item in package["resources"]:
        with (tmp_path / item["path"]).open(encoding="utf-8", newline="") as file:
            found[item["name"]] = (item["schema"], list(csv.DictReader(file)))
    assert len(found["service"][1]) == 107
    kinds = {
        "number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d\d-\d\d", "time": r"\d\d:\d\d:\d\d",
        "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "string": r".*",
    }  # fmt: skip
    uuid = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    for name, (declared, rows) in found.items():
        assert [field["name"] for field in declared["fields"]] == list(rows[0]), name
        assert len({row["id"] for row in rows}) == len(rows)
        for field in declared["fields"]:
            for row in rows:
                cell = row[field["name"]]
                if not cell:
                    assert not field["constraints"].get("required"), (name, field["name"])
                    continue
                assert re.fullmatch(kinds[field["type"]], cell, re.DOTALL), (name, field, cell)
                if field.get("format") == "uuid":
                    assert uuid.fullmatch(cell)
                if allowed := field["constraints"].get("enum"):
                    assert cell in allowed
        for key in declared.get("foreignKeys", []):
            there = {row["id"] for row in found[key["reference"]["resource"]][1]}
            used = {row[key["fields"]] for row in rows} - {""}
            assert used <= there, (name, key)


def test_frictionless_finds_no_fault(tables: Tables, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    write_package(tables, tmp_path, "Waterlinde")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])


def row(**values: object) -> Tables:
    key = "0f4ad5a1-6c3b-4c0c-9c5e-0d3b8f1f7f11"
    return {"service": [{"id": key, "name": "x", "status": "active", **values}]}


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+3212000101", "-1", "@SUM(A1)"]
)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(row(name=text), path)
    cell = load_workbook(path)["services"].cell(2, 4)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert read_workbook(path).tables == row(name=text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=40))
def test_any_text_survives_a_workbook_and_csv(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    write_workbook(row(name=text), folder / "a.xlsx")
    assert read_workbook(folder / "a.xlsx").tables == row(name=text)
    if "\0" not in text:
        write_package(row(name=text), folder / "csv", "x")
        assert read_package(folder / "csv").tables == row(name=text)


def test_error_words_and_numbers_stay_text(tmp_path: Path) -> None:
    for text in ("#N/A", "9999", "1e5", "TRUE", "01/02/2026", "_x0041_", "a\r\nb"):
        write_workbook(row(name=text), tmp_path / "a.xlsx")
        assert read_workbook(tmp_path / "a.xlsx").tables == row(name=text)


def test_a_text_too_long_for_a_cell_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TooLong, match=r"service .*: description has 40000"):
        write_workbook(row(description="x" * 40_000), tmp_path / "a.xlsx")


def test_what_a_spreadsheet_made_of_cells_is_undone(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.title = "schedules"
    page.append(["id", "valid_from", "opens_at", "timezone", "byday", "notes"])
    page.append(["a", datetime(2026, 11, 1), time(9, 30), "1,0", "MO", 3212000101.0])
    page.append(["b", date(2026, 11, 2), None, 2, None, None])
    services = book.create_sheet("services")
    services.append(["id", "name", "status", "minimum_age"])
    services.append(["s", 112, "active", "12,5"])
    book.save(tmp_path / "a.xlsx")
    read = read_workbook(tmp_path / "a.xlsx").tables
    assert read["schedule"] == [
        {
            "id": "a", "valid_from": "2026-11-01", "opens_at": "09:30:00", "timezone": 1,
            "byday": "MO", "notes": "3212000101",
        },
        {"id": "b", "valid_from": "2026-11-02", "timezone": 2},
    ]  # fmt: skip
    assert read["service"] == [{"id": "s", "name": "112", "status": "active", "minimum_age": 12.5}]


def test_odd_files_are_told_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "services.csv").write_bytes(
        "\ufeffid;name;status;kleur\r\na;Eén;active;rood\r\na;Twee;active;\r\n;Drie;active;\r\n".encode()
    )
    (tmp_path / "recepten.csv").write_text("id,naam\n1,taart\n", encoding="utf-8")
    (tmp_path / "schedules.csv").write_text("id,service_id,freq\nx,weg,WEEKLY\n", encoding="utf-8")
    read = read_package(tmp_path)
    assert read.tables["service"] == [{"id": "a", "name": "Eén", "status": "active"}]
    told = {oddity.path: oddity.message for oddity in read.oddities}
    assert "kent deze tabel niet" in told["recepten"]
    assert told["services"] == "HSDS kent de kolom “kleur” niet. Niet gelezen: 1 waarden."
    assert told["schedule x"] == "service_id verwijst naar weg. Dat bestaat niet."
    # Rows of services are no remark but a service that is refused.
    assert [(one.where, one.row["name"]) for one in read.skipped] == [
        ("services, rij 3", "Twee"),
        ("services, rij 4", "Drie"),
    ]
    assert [one.why.partition(".")[0] for one in read.skipped] == [
        "Het id a staat twee keer",
        "Er is geen id",
    ]


def test_files_go_by_the_descriptor_when_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "diensten.csv").write_text("id,name,status\na,Een,active\n", encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"resources": [{"name": "service", "path": "diensten.csv"}]}), encoding="utf-8"
    )
    assert read_package(tmp_path).tables["service"][0]["name"] == "Een"


def test_latin_files_say_how_to_save_them(tmp_path: Path) -> None:
    (tmp_path / "services.csv").write_bytes("id,name,status\na,één,active\n".encode("cp1252"))
    with pytest.raises(UnreadableFile, match="CSV UTF-8"):
        read_package(tmp_path)
    (tmp_path / "services.csv").unlink()
    with pytest.raises(UnreadableFile, match=r"no services\.csv"):
        read_package(tmp_path)


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services_catalog.exchange.hsds.package.LARGEST", 1000)
    for name in ("a.zip", "a.xlsx"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("services.csv", "x" * 10_000)
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_package(tmp_path / "a.zip")
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_workbook(tmp_path / "a.xlsx")


def test_the_specifications_own_tables_can_be_read() -> None:
    read = read_package(shared("csv"))
    (service,) = unflatten(read.tables)
    assert service["organization"]["name"] == "Example Organization Inc."
    assert service["service_at_locations"][0]["location"]["addresses"][0]["city"] == "MyCity"
    assert service["service_at_locations"][0]["schedules"][0]["freq"] == "WEEKLY"
    assert "schedules" not in service  # it names a service at a location: there and nowhere else


def test_every_table_has_its_schema() -> None:
    for entity in sheets().values():
        assert resource(entity)["path"].endswith(".csv")
        assert set(columns(entity)) <= set(schema(entity)["properties"])
    assert io.StringIO(",".join(columns("phone"))).read().startswith("id,")
