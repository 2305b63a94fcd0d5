"""What comes in: other people's records, our own changed by others, and files that are wrong."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services_catalog.database import Database
from services_catalog.editing.document import empty_document
from services_catalog.editing.problems import Problem
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.catalogue import Feed, NoMunicipality
from services_catalog.exchange.hsds.incoming import import_file, read_file, to_records
from services_catalog.exchange.hsds.inward import from_hsds
from services_catalog.exchange.hsds.places import Surroundings
from services_catalog.models import ImportItem, Service
from tests.catalogue.hsds_support import (
    Json,
    around,
    catalogue,
    documents,
    feed,
    fill,
    shared,
)

__all__ = ["around", "catalogue", "documents", "feed"]

FOREIGN = {
    "id": "0f4ad5a1-6c3b-4c0c-9c5e-0d3b8f1f7f11",
    "name": "Babbelcafé",
    "status": "active",
    "description": "<p>Samen <b>praten</b> &amp; koffie drinken.</p>",
    "application_process": "Kom langs.",
    "languages": [
        {"id": "3b0e2f7a-0000-4000-8000-000000000001", "code": "nld"},
        {"id": "3b0e2f7a-0000-4000-8000-000000000002", "code": "fr-BE"},
    ],
    "phones": [{"id": "3b0e2f7a-0000-4000-8000-000000000003", "number": "012 00 01 01"}],
    "organization": {
        "id": "3b0e2f7a-0000-4000-8000-000000000004",
        "name": "stad  waterlinde",
        "description": "Een stad.",
    },
    "service_at_locations": [
        {
            "id": "3b0e2f7a-0000-4000-8000-000000000005",
            "location": {
                "id": "3b0e2f7a-0000-4000-8000-000000000006",
                "location_type": "physical",
                "addresses": [
                    {
                        "id": "3b0e2f7a-0000-4000-8000-000000000007",
                        "address_1": "Lindeplein 9", "city": "Waterlinde", "postal_code": "9999",
                        "state_province": "Oost-Vlaanderen", "country": "BE",
                        "address_type": "physical",
                    }
                ],
            },
            "schedules": [
                {
                    "id": "3b0e2f7a-0000-4000-8000-000000000008", "freq": "WEEKLY",
                    "byday": "TU", "opens_at": "10:00", "closes_at": "12:00", "timezone": 1,
                    "valid_from": "2026-11-01", "valid_to": "2027-03-27",
                }
            ],
        }
    ],
}  # fmt: skip


def test_only_what_a_foreign_record_says_is_taken(around: Surroundings) -> None:
    document, problems = from_hsds(FOREIGN, around)
    assert document == {
        "organization": "stad-waterlinde",
        "locations": [
            {
                "location": "buurthuis-linde",
                "hours": "2026 Nov 01-2027 Mar 27: Tu 10:00-12:00",
                "by_appointment": False,
            }
        ],
        "languages": ["nl", "fr"],
        "phone": "+3212000101",
        "text": {
            "title": "Babbelcafé",
            "description": "Samen praten & koffie drinken.",
            "how": "Kom langs.",
        },
    }
    assert problems == []


def test_no_field_of_the_sample_vanishes(around: Surroundings) -> None:
    """Every text of the specification's own sample is in the document or in a problem."""
    sample = json.loads(shared("examples/service_full.json").read_text(encoding="utf-8"))
    document, problems = from_hsds(sample, around)
    said = json.dumps([document, [vars(problem) for problem in problems]], ensure_ascii=False)
    for key, value in sample.items():
        if isinstance(value, str) and key not in ("id", "last_modified", "status"):
            assert json.dumps(value.strip(), ensure_ascii=False)[1:-1] in said, key
    paths = {problem.path for problem in problems}
    assert {"organization", "locations", "cost", "documents", "funding", "capacities"} <= paths
    assert document.keys() <= empty_document().keys()
    assert "Ann Persona" not in said  # people's names are not copied
    for guess in ("id", "topics", "phase", "access", "interpreter", "scope"):
        assert guess not in document


@pytest.mark.parametrize(
    ("change", "path", "word"),
    [
        ({"status": "defunct"}, "", "defunct"),
        ({"wait_time": "drie weken"}, "wait_time", "drie weken"),
        ({"x_own_field": {"a": 1}}, "x_own_field", '"a": 1'),
        ({"phones": [{"number": "12"}]}, "phone", "12"),
        ({"phones": [{"number": "012 00 01 01", "type": "fax"}]}, "phones[0]", "fax"),
        ({"languages": [{"name": "Klingon", "code": "tlh"}]}, "languages", "Klingon"),
        ({"cost_options": [{"amount": 5, "currency": "EUR"}]}, "cost", "5"),
        ({"assured_date": "gisteren"}, "checked_on", "gisteren"),
        ({"minimum_age": 12.5}, "minimum_age", "12.5"),
        ({"interpretation_services": "Tolk Arabisch"}, "interpretation_services", "Arabisch"),
        ({"attributes": ["los"]}, "attributes[0]", "los"),
        ({"organization": {"name": "Onbekend vzw"}}, "organization", "Onbekend vzw"),
    ],
)
def test_what_has_no_place_is_reported(
    around: Surroundings, change: Json, path: str, word: str
) -> None:
    _document, problems = from_hsds(FOREIGN | change, around)
    assert any(p.path == path and word in p.message for p in problems), problems


def test_hours_without_a_time_zone_are_said_to_be_read_as_ours(around: Surroundings) -> None:
    record = copy.deepcopy(FOREIGN)
    del record["service_at_locations"][0]["schedules"][0]["timezone"]  # type: ignore[index]
    document, problems = from_hsds(record, around)
    assert document["locations"][0]["hours"].endswith("Tu 10:00-12:00")
    assert [problem.path for problem in problems] == ["locations"]


def test_hours_that_cannot_be_said_are_shown(around: Surroundings) -> None:
    record = copy.deepcopy(FOREIGN)
    record["service_at_locations"][0]["schedules"][0]["interval"] = 2  # type: ignore[index]
    document, problems = from_hsds(record, around)
    assert document["locations"][0]["hours"] is None
    assert any("TU" in problem.message for problem in problems)


def own(feed: Feed, name: str) -> Json:
    found = next(s for s in feed.services if s["name"].startswith(name))
    return copy.deepcopy(found)


def test_rows_changed_by_others_win_and_are_told(feed: Feed, around: Surroundings) -> None:
    record = own(feed, "Toeleiders in je buurt")
    for row in record["service_at_locations"][0]["schedules"]:
        row["closes_at"] = row["closes_at"].replace("17:00", "18:30")
    document, problems = from_hsds(record, around)
    assert document["locations"][0]["hours"] == "2026 Nov 01-2027 Nov 30: Mo 14:00-18:30"
    assert [problem.path for problem in problems] == ["locations"]
    assert "Mo 14:00-17:00; PH off" in problems[0].message


def test_a_sentence_made_from_facts_cannot_be_changed_silently(
    feed: Feed, around: Surroundings, documents: dict[str, Json]
) -> None:
    record = own(feed, "Dienst Migratie")
    record["interpretation_services"] = "Altijd een tolk"
    record["service_at_locations"][0]["schedules"][0]["notes"] = "Niet tijdens de kermis"
    document, problems = from_hsds(record, around)
    assert document == documents["dienst-migratie"]
    assert {"Altijd een tolk", "Niet tijdens de kermis"} == {
        text for p in problems for text in ("Altijd een tolk", "Niet tijdens de kermis")
        if text in p.message
    }  # fmt: skip


def test_another_towns_service_of_the_same_name_is_not_ours(
    feed: Feed, around: Surroundings
) -> None:
    record = own(feed, "Dienst Migratie")
    record["id"] = "0f4ad5a1-6c3b-4c0c-9c5e-0d3b8f1f7f12"  # so it came from another installation
    document, problems = from_hsds(record, around)
    assert "id" not in document
    assert document["topics"] == ["migration_office", "registration"]
    assert any("fr" in problem.message for problem in problems)  # its translations are not taken


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_staging_of_an_own_export_finds_no_change(
    own_catalogue: Database, feed: Feed, tmp_path: Path
) -> None:
    path = write(tmp_path / "all.json", feed.services)
    counts = import_file(own_catalogue, path, actor="test").report.counts
    assert counts == {"new": 0, "changed": 0, "unchanged": 107, "refused": 0}


@pytest.fixture
def own_catalogue(database: Database) -> Database:
    return fill(database)


def test_staging_keeps_for_staff_and_publishes_nothing(
    own_catalogue: Database, tmp_path: Path
) -> None:
    page = {"total_items": 3, "contents": [FOREIGN, {"name": "Zonder sleutel"}, "los", FOREIGN]}
    path = write(tmp_path / "page.json", page)
    dry = import_file(own_catalogue, path, actor="test").report
    assert dry.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 3}
    with own_catalogue.read() as session:
        assert session.scalar(select(func.count()).select_from(ImportItem)) == 0
    kept = import_file(
        own_catalogue, path, actor="test", dry_run=False,
        source={"name": "Buurgemeente", "url": "https://example.org"},
    ).report  # fmt: skip
    with own_catalogue.read() as session:
        items = list(session.scalars(select(ImportItem).order_by(ImportItem.id)))
        assert session.scalar(select(func.count()).select_from(Service)) == 107
    assert kept.source == "Buurgemeente (page.json)"
    assert items[0].external_id == FOREIGN["id"]
    assert items[0].document["source"] == {"name": "Buurgemeente", "url": "https://example.org"}
    again = import_file(
        own_catalogue, path, actor="test", dry_run=False,
        source={"name": "Buurgemeente", "url": "https://example.org"},
    ).report  # fmt: skip
    assert again.counts["unchanged"] == 1


def test_faults_against_the_schema_are_told(around: Surroundings) -> None:
    (record,) = to_records([FOREIGN | {"status": "open", "email": 3}], around)
    said = [problem.message for problem in record.problems if problem.path == ""]
    assert any("status" in text for text in said)
    assert any("email" in text for text in said)
    assert all(isinstance(problem, Problem) for problem in record.problems)


def test_forms_of_json(tmp_path: Path) -> None:
    org = {"name": "Stad", "id": "1", "services": [{"id": "2", "name": "x", "status": "active"}]}
    for value, count in (
        (FOREIGN, 1), ([FOREIGN, FOREIGN], 2), ({"contents": [FOREIGN]}, 1),
        ({"services": [FOREIGN]}, 1), (org, 1), ({"contents": [org, org]}, 2), ([], 0),
    ):  # fmt: skip
        found = read_file(write(tmp_path / "a.json", value)).services
        assert len(found) == count, value
    assert read_file(write(tmp_path / "a.json", org)).services[0]["organization"]["name"] == "Stad"
    lines = tmp_path / "a.ndjson"
    lines.write_text(f"{json.dumps(FOREIGN)}\n\n{json.dumps(FOREIGN)}\n", encoding="utf-8")
    assert len(read_file(lines).services) == 2


@pytest.mark.parametrize(
    ("name", "text", "cause"),
    [
        ("a.json", "{", "no JSON"),
        ("a.json", '{"hello": 1}', "no services"),
        ("a.json", "3", "no services"),
        ("a.xlsx", "geen werkboek", "no Excel workbook"),
        ("a.zip", "geen zip", "no zip"),
        ("a.docx", "x", "give .json"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, text: str, cause: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=cause):
        read_file(path)


def test_a_missing_file_and_an_empty_catalogue(tmp_path: Path, database: Database) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_file(tmp_path / "weg.json")
    with pytest.raises(NoMunicipality, match="catalogue seed"):
        import_file(database, write(tmp_path / "a.json", [FOREIGN]), actor="test")
