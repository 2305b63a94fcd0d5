"""The import of the LPDC: files are read without the network; what is wrong says why."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from services_catalog.exchange.lpdc import read
from services_catalog.exchange.lpdc.convert import Ours, convert
from services_catalog.exchange.lpdc.read import ReadError, read_files
from services_catalog.exchange.lpdc.refuse import sift
from services_catalog.loading.shapes import FACT_IN_TEXT
from tests.catalogue.lpdc_support import (
    PAGE,
    SHARED,
    STAD,
    TODAY,
    TURTLE,
    drafts,
    offline,  # noqa: F401  (no test here may reach out)
    refusals,
)

# --- Reading


def test_turtle_is_read_with_names_of_authorities():
    reading = read_files([TURTLE])
    assert reading.found == 7
    assert reading.names == {STAD: "Gemeente Waterlinde"}


def test_a_page_of_a_stream_gives_the_newest_version_without_the_network():
    assert drafts(PAGE)["taalles"].title == "Nederlands leren"
    assert ("taalles", "version") in refusals(PAGE)


def test_versions_are_told_apart_by_time_not_by_text(tmp_path: Path):
    page = json.loads(PAGE.read_text("utf-8"))
    page["member"][0]["generatedAtTime"] = "2026-02-01T11:45:00+02:00"  # 09:45 UTC, looks later
    page["member"][1]["generatedAtTime"] = "2026-02-01T10:15:00Z"
    file = tmp_path / "page.json"
    file.write_text(json.dumps(page), "utf-8")
    assert drafts(file)["taalles"].title == "Nederlands leren"


def test_expanded_json_ld_and_a_graph_are_read(tmp_path: Path):
    node = {
        "@id": "https://a.example.org/1",
        "@type": [
            "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#InstancePublicService"
        ],
        "http://purl.org/dc/terms/title": [{"@language": "nl", "@value": "Een dienst"}],
    }
    for number, document in enumerate(([node], {"@graph": [node]}, node)):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(document), "utf-8")
        assert [entry.title for entry in read_files([file]).entries] == ["Een dienst"]


def test_contexts_to_fetch_are_passed_over_wherever_they_stand(tmp_path: Path):
    page = json.loads(PAGE.read_text("utf-8"))
    page["@context"] = [
        "http://nowhere.invalid/a",
        {"@import": "http://nowhere.invalid/b"},
        {"x": {"@id": "urn:x", "@context": "http://nowhere.invalid/c"}},
    ]
    page["member"][1]["@context"] = "http://nowhere.invalid/d"
    page["member"][1]["procedures"][0]["@context"] = ["http://nowhere.invalid/e"]
    file = tmp_path / "page.jsonld"
    file.write_text(json.dumps(page), "utf-8")
    assert drafts(file)["taalles"].document["text"]["how"] == "Schrijf je in."


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xml", b"<ProductCatalog/>", "supplier's own export"),
        ("a.csv", b"a;b", "the import reads .ttl"),
        ("a.ttl", b"@prefix x: <", "is no turtle"),
        ("a.json", b"{", "is no json-ld"),
        ("a.json", b"3", "no JSON objects"),
        ("a.json", b"[" * 100_000, "a.json"),
        ("a.ttl", b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_cause_and_cure(
    tmp_path: Path, name: str, content: bytes, words: str
):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ReadError, match=re.escape(words)) as caught:
        read_files([TURTLE, file])
    assert name in str(caught.value)
    with pytest.raises(ReadError, match="cannot be opened"):
        read_files([tmp_path / "missing.ttl"])


def test_a_file_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read, "LARGEST", 10)
    with pytest.raises(ReadError, match="larger than"):
        read_files([TURTLE])


def test_half_a_character_does_not_stop_an_import(tmp_path: Path):
    file = tmp_path / "page.json"
    file.write_text(
        PAGE.read_text("utf-8").replace("Schrijf je in.", "Schrijf\\ud83d je in."), "utf-8"
    )
    assert drafts(file)["taalles"].document["text"]["how"] == "Schrijf? je in."


# --- The real exports (MIT, not ours to keep here)


@pytest.mark.parametrize(
    ("name", "found"), [("merelbeke-full.ttl", 97), ("lpdc-instances-newcomer-subset.ttl", 95)]
)
def test_real_exports_are_read_whole(name: str, found: int):
    file = SHARED / name
    if not file.exists():
        pytest.skip(f"{file} is not here: the real exports are kept beside the project")
    reading = read_files([file])
    kept, refused = sift(reading.entries)
    assert reading.found == found == len(kept) + len(refused) + len(reading.refused)
    for entry in kept:
        draft = convert(entry, Ours(), reading.names, TODAY)
        assert "Velden die wij niet kennen" not in draft.note, draft.note
        for name, text in draft.document["text"].items():
            assert not re.search(r"<\w+|&\w+;|\xa0", text), text
            assert name == "title" or not FACT_IN_TEXT.search(text)
        for problem in draft.problems:
            assert problem.path
            assert "{" not in problem.message


def test_the_same_service_is_the_same_draft_in_turtle_and_in_json_ld():
    turtle, expanded = SHARED / "instance-published-4.ttl", SHARED / "instance-published-4.json"
    if not turtle.exists():
        pytest.skip(f"{turtle} is not here: the real exports are kept beside the project")
    (one,), (other,) = drafts(turtle).values(), drafts(expanded).values()
    assert one.document["text"] == other.document["text"]
    assert one.document.get("phone") == other.document.get("phone") == "+3280018400"
