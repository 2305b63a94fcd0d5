"""Exports on the staff pages."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services_catalog.models import Role
from services_catalog.staff.office import Office
from tests.staff.conftest import Make


@pytest.mark.parametrize("form", ["json", "xlsx", "csv"])
def test_an_export_is_a_dated_file_and_leaves_nothing(
    person: Make, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    reader = person(Role.READER)
    answer = reader.client.get(f"/staff/exports/{form}")
    assert answer.status_code == 200
    ending = "zip" if form == "csv" else form
    assert re.fullmatch(
        rf'attachment; filename="diensten-hsds-\d{{4}}-\d\d-\d\d\.{ending}"',
        answer.headers["content-disposition"],
    )
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert [*(tmp_path / "temp").iterdir()] == []
    if form == "json":
        assert len(json.loads(answer.content)) == 107
    elif form == "xlsx":
        book = load_workbook(io.BytesIO(answer.content), read_only=True)
        assert len([*book["services"].iter_rows()]) == 108
    else:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert "services.csv" in archive.namelist()
    assert reader.client.get("/staff/exports/exe").status_code == 404


def test_what_there_is_to_take_along(person: Make, office: Office) -> None:
    html = person(Role.READER).get("/exports")
    for address in ("/staff/exports/xlsx", "/hsds/services", "/staff/translations"):
        assert address in html
    assert "Pocketeditie" not in html, "nobody here makes it"
    object.__setattr__(office, "downloads", (("pocket", "/{language}/pocket.html"),))
    html = person(Role.READER, "Rik").get("/exports")
    assert 'href="/uk/pocket.html"' in html
