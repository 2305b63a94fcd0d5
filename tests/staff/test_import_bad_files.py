"""Imports on the staff pages: files that are wrong, too large, or meant to harm."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from services_catalog.staff.pages import import_new
from services_catalog.staff.uploads import LIMITS
from tests.staff.conftest import Browser
from tests.staff.import_support import (
    TURTLE,
    send,
    waiting,
    words,
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ttl", b"<a> <b", "is geen goede turtle"),
        ("a.xml", b"<a/>", "Vraag Turtle"),
        ("a.docx", b"x", "eindigt op"),
        ("a.json", b'{"hello": 1}', "staan geen diensten"),
        ("a.xlsx", b"geen werkboek", "is stuk"),
        ("a.ttl", "één".encode("cp1252"), "geen UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_dutch(
    publisher: Browser, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    html = send(publisher, path, status=422)
    assert said in words(html)
    assert 'aria-invalid="true"' in html
    assert waiting(tmp_path) == []


def test_no_file_is_told(publisher: Browser) -> None:
    answer = publisher.client.post(
        "/staff/imports/new", data={"csrf": publisher.token()}, files=[("files", ("", b""))]
    )
    assert answer.status_code == 422
    assert "Kies een bestand" in answer.text
    publisher.post("/imports/new", status=422)


def test_too_much_is_refused_with_what_to_do(
    publisher: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "import_new", 2000)  # type: ignore[misc]
    html = send(publisher, TURTLE, status=413)
    assert "toeleider exchange import lpdc" in html
    assert waiting(tmp_path) == []


def test_a_zip_bomb_is_refused(
    publisher: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_new, "UNPACKED", 1_000_000)
    for name in ("a.zip", "a.xlsx"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("services.csv", "x" * 1_000_001)
        html = send(publisher, tmp_path / name, status=422)
        assert "uitgepakt groter dan" in html
        assert "toeleider exchange import hsds" in html


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_whose_xml_explodes_does_no_harm(
    publisher: Browser, tmp_path: Path, part: str
) -> None:
    """Ten lines of entities that would become gigabytes."""
    good, evil = tmp_path / "good.xlsx", tmp_path / "evil.xlsx"
    Workbook().save(good)
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 100}">' for n in range(10)
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{laughs}]><x>&l9;</x>'
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(evil, "w") as new:
        for item in old.infolist():
            new.writestr(item.filename, bomb if item.filename == part else old.read(item))
    started = time.monotonic()
    assert "geen werkboek van Excel" in send(publisher, evil, status=422)
    assert time.monotonic() - started < 20


def test_a_sheet_as_large_as_the_grid_is_refused(publisher: Browser, tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "services"
    sheet.append(["id", "name"])
    sheet.cell(1_048_576, 16_384).value = "x"
    workbook.save(tmp_path / "tall.xlsx")
    started = time.monotonic()
    assert "veel groter dan een tabel" in send(publisher, tmp_path / "tall.xlsx", status=422)
    assert time.monotonic() - started < 20


def test_a_form_without_its_token_brings_nothing_in(publisher: Browser, tmp_path: Path) -> None:
    answer = publisher.client.post(
        "/staff/imports/new", files=[("files", ("a.ttl", TURTLE.read_bytes()))]
    )
    assert answer.status_code == 403
    assert waiting(tmp_path) == []


def test_names_of_files_lead_nowhere(publisher: Browser, tmp_path: Path) -> None:
    answer = publisher.client.post(
        "/staff/imports/new",
        data={"csrf": publisher.token()},
        files=[("files", ("../../weg/..\\boze <b>naam</b>.ttl", TURTLE.read_bytes()))],
    )
    assert answer.status_code == 200
    assert "<b>naam" not in answer.text
    (path,) = [path for path in waiting(tmp_path) if path.suffix == ".ttl"]
    assert path.name == "b_.ttl"
    assert path.is_relative_to(tmp_path / "waiting")
