"""The read API: every answer valid, pages, filters, ETag, errors, CORS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.cli import app as command
from services_catalog.database import Database, make_engine
from services_catalog.exchange.hsds.api import PARAMETERS, routes
from services_catalog.exchange.hsds.schema import invalid
from services_catalog.exchange.hsds.terms import TAXONOMIES, term_id
from services_catalog.models import Service
from services_catalog.vocabulary import PublicationState
from tests.catalogue.hsds_support import Json, catalogue, fill, shared

__all__ = ["catalogue"]


def browser(database: Database) -> TestClient:
    return TestClient(Starlette(routes=routes(database)))


@pytest.fixture(scope="module")
def client(catalogue: Database) -> Iterator[TestClient]:
    with browser(catalogue) as made:
        yield made


def get(client: TestClient, path: str, **query: object) -> Json:
    answer = client.get(f"/hsds{path}", params={k: str(v) for k, v in query.items()})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def every(client: TestClient, path: str, **query: object) -> list[Json]:
    """All pages of a list, their envelopes checked."""
    found: list[Json] = []
    number = 1
    while True:
        page = get(client, path, page=number, per_page=40, **query)
        assert page["page_number"] == number
        assert page["first_page"] is (number == 1)
        assert page["size"] == len(page["contents"])
        assert page["empty"] is (not page["contents"])
        found += page["contents"]
        assert page["last_page"] is (number >= page["total_pages"])
        if page["last_page"]:
            assert page["total_items"] == len(found)
            return found
        number += 1


KINDS = {
    "/services": ("service", 107),
    "/organizations": ("organization", None),
    "/locations": ("location", None),
    "/service_at_locations": ("service_at_location", None),
    "/taxonomies": ("taxonomy", len(TAXONOMIES)),
    "/taxonomy_terms": ("taxonomy_term", sum(len(t.terms) for t in TAXONOMIES.values())),
}


@pytest.mark.parametrize("path", KINDS)
def test_every_record_of_every_list_is_valid(client: TestClient, path: str) -> None:
    kind, count = KINDS[path]
    found = every(client, path)
    assert found
    assert count is None or len(found) == count
    assert len({record["id"] for record in found}) == len(found)
    assert [fault for record in found for fault in invalid(kind, record)] == []
    for record in found:
        one = get(client, f"{path}/{record['id']}")
        assert invalid(kind, one) == []
        assert one["id"] == record["id"]
    if "full" in PARAMETERS[path]:
        full = every(client, path, full="true")
        assert [fault for record in full for fault in invalid(kind, record)] == []
        assert [record["id"] for record in full] == [record["id"] for record in found]


def test_lists_have_the_fields_of_the_samples(client: TestClient) -> None:
    """Only plain fields, and the nested ones that the specification's lists show."""
    nested = {
        "/services": {"organization"},
        "/organizations": set(),
        "/service_at_locations": {"location", "service"},
    }
    for path, expected in nested.items():
        sample = json.loads(shared(f"examples{path[:-1]}_list.json").read_text(encoding="utf-8"))
        allowed = {k for k, v in sample["contents"][0].items() if isinstance(v, (dict, list))}
        page = get(client, path)
        assert page.keys() == sample.keys()
        for record in page["contents"]:
            found = {k for k, v in record.items() if isinstance(v, (dict, list))}
            assert found == expected
            assert found <= allowed


def test_filters(client: TestClient) -> None:
    housing = every(client, "/services", taxonomy_term_id=term_id("topic", "housing"), full="true")
    assert 0 < len(housing) < 107
    assert all("housing" in [a["taxonomy_term"]["code"] for a in s["attributes"]] for s in housing)
    assert len(every(client, "/services", taxonomy_id=TAXONOMIES["topic"].id)) == 107
    owner = housing[0]["organization"]["id"]
    owned = every(client, "/services", organization_id=owner)
    assert {service["organization"]["id"] for service in owned} == {owner}
    assert get(client, "/services", search="DIENST migratie papieren")["total_items"] >= 1
    assert get(client, "/services", search="xyzzy")["empty"] is True
    assert get(client, "/services", modified_after="2020-01-01")["total_items"] == 107
    assert (
        get(client, "/services", modified_after="2020-01-01T00:00:00 02:00")["total_items"] == 107
    )
    assert get(client, "/services", modified_after="2199-01-01T00:00:00Z")["empty"] is True
    offering = every(client, "/organizations", taxonomy_term_id=term_id("topic", "housing"))
    assert {o["id"] for o in offering} == {s["organization"]["id"] for s in housing}
    places = every(client, "/service_at_locations", taxonomy_term_id=term_id("topic", "housing"))
    assert {p["service"]["id"] for p in places} <= {s["id"] for s in housing}
    topics = every(client, "/taxonomy_terms", taxonomy_id=TAXONOMIES["topic"].id)
    assert [term["code"] for term in topics] == list(TAXONOMIES["topic"].terms)
    paper = term_id("document", "identity_document")
    assert get(client, "/services", taxonomy_term_id=paper)["total_items"] > 0


def test_minimal_and_lines(client: TestClient) -> None:
    page = get(client, "/services", minimal="true", per_page=1000)
    assert page["total_items"] == len(page["contents"]) == 107
    assert {tuple(record) for record in page["contents"]} == {("id", "last_modified")}
    answer = client.get("/hsds/services?format=ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len(lines) == 107
    assert answer.headers["content-type"].startswith("application/x-ndjson")


def test_organizations_show_their_services(client: TestClient) -> None:
    owner = get(client, "/organizations")["contents"][0]["id"]
    plain = get(client, f"/organizations/{owner}")
    whole = get(client, f"/organizations/{owner}", full_service="true")
    assert plain["services"]
    assert [s["id"] for s in plain["services"]] == [s["id"] for s in whole["services"]]
    assert "attributes" in whole["services"][0]
    assert "attributes" not in plain["services"][0]


def test_what_the_api_says_of_itself(client: TestClient) -> None:
    about = get(client, "/")
    assert about["version"] == "3.1"
    described = client.get(about["openapi_url"]).json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == set(PARAMETERS)
    specified = json.loads(shared("schema/openapi.json").read_text(encoding="utf-8"))["paths"]
    for path, entry in specified.items():
        assert "get" in entry
        assert path in PARAMETERS, path


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/services?page=0", 400, "page"),
        ("/services?page=x", 400, "page"),
        ("/services?per_page=1001", 400, "1000"),
        ("/services?per_page=99999999999999999999", 400, "per_page"),
        ("/services?full=maybe", 400, "full"),
        ("/services?modified_after=gisteren", 400, "modified_after"),
        ("/services?format=xml", 400, "format"),
        ("/services?postcode=9000", 400, "postcode"),
        ("/services/x?full=true", 400, "full"),
        ("/services/dienst-migratie", 404, "dienst-migratie"),
        ("/taxonomy_terms/0f4ad5a1-6c3b-4c0c-9c5e-0d3b8f1f7f11", 404, "0f4ad5a1"),
    ],
)
def test_wrong_questions(client: TestClient, path: str, status: int, word: str) -> None:
    answer = client.get(f"/hsds{path}")
    assert answer.status_code == status
    assert word in answer.json()["error"]


def test_a_page_past_the_end_is_empty(client: TestClient) -> None:
    page = get(client, "/services", page=999)
    assert (page["empty"], page["last_page"], page["contents"]) == (True, True, [])


def test_an_edit_is_live_and_moves_the_etag(engine: Engine) -> None:
    database = fill(Database(engine))
    with browser(database) as client:
        first = client.get("/hsds/services")
        again = client.get("/hsds/services", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        gone = first.json()["contents"][0]["id"]
        with database.change() as session:
            session.get_one(Service, "dienst-migratie").title = "Een nieuwe titel"
            session.get_one(Service, "migratielijn").state = PublicationState.ARCHIVED
        later = client.get("/hsds/services", headers={"If-None-Match": first.headers["ETag"]})
        assert later.status_code == 200
        assert later.json()["total_items"] == 106
        assert get(client, "/services", search="Een nieuwe titel")["total_items"] == 1
        assert client.get(f"/hsds/services/{gone}").status_code == 200


def test_other_websites_may_read_it(client: TestClient) -> None:
    answer = client.get("/hsds/services", headers={"Origin": "https://elders.example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    asked = client.options(
        "/hsds/services",
        headers={
            "Origin": "https://elders.example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert asked.status_code == 200
    assert client.post("/hsds/services").status_code == 405


def test_without_a_catalogue(engine: Engine, tmp_path: Path) -> None:
    with browser(Database(engine)) as client:
        assert client.get("/hsds/services").status_code == 503
    with browser(Database(make_engine(f"sqlite:///{tmp_path / 'leeg.db'}"))) as client:
        answer = client.get("/hsds/services")
        assert (answer.status_code, "again" in answer.json()["error"]) == (503, True)


def test_commands(catalogue: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", str(catalogue.engine.url))
    run = CliRunner().invoke
    for name, form in (("a.json", "json"), ("a.zip", "csv"), ("a.xlsx", "xlsx")):
        out = run(command, ["exchange", "export", "hsds", "-f", form, "-o", str(tmp_path / name)])
        assert (out.exit_code, "107 services" in out.output) == (0, True), out.output
        back = run(command, ["exchange", "import", "hsds", str(tmp_path / name), "--json"])
        assert back.exit_code == 0, back.output
        said = json.loads(back.stdout)
        assert (said["dry_run"], said["counts"]["unchanged"], said["file"]) == (True, 107, [])
    wrong = run(command, ["exchange", "import", "hsds", str(tmp_path / "weg.json")])
    assert wrong.exit_code == 1
    nowhere = run(command, ["exchange", "export", "hsds", "-o", str(tmp_path / "geen" / "a.json")])
    assert nowhere.exit_code == 1


def test_the_command_shows_what_changed(
    catalogue: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", str(catalogue.engine.url))
    run = CliRunner().invoke
    path = tmp_path / "a.json"
    run(command, ["exchange", "export", "hsds", "-o", str(path)])
    services = json.loads(path.read_text(encoding="utf-8"))
    services[0]["name"] = "Een andere titel"
    services[0]["wait_time"] = "drie weken"
    path.write_text(json.dumps(services), encoding="utf-8")
    out = run(command, ["exchange", "import", "hsds", str(path)])
    assert out.exit_code == 0, out.output
    for part in ("text.title: ", "-> Een andere titel", "wait_time: ", "1 changed, 106 unchanged"):
        assert part in out.output
    assert "A dry run" in out.output
