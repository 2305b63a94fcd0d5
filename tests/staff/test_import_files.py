"""Imports on the staff pages: files are looked at, and kept when told."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from services_catalog.database import Database
from services_catalog.editing import inbox
from services_catalog.models import Role
from services_catalog.staff import holding
from services_catalog.staff.holding import Holding
from services_catalog.staff.office import Office
from services_catalog.staff.pages import import_new
from tests.staff.conftest import Browser, Make
from tests.staff.import_support import (
    PAGE,
    TURTLE,
    path_of,
    press,
    send,
    wait,
    waiting,
    words,
)


def test_a_file_is_looked_at_and_kept_only_when_told(
    publisher: Browser, catalogue: Database, tmp_path: Path
) -> None:
    assert "nog niets ingevoerd" in publisher.get("/imports")
    told = words(send(publisher, TURTLE, PAGE))
    assert "Dit is een proef: er is nog niets bewaard" in told
    assert "5 Nieuw" in told
    assert "7 Niet gelezen" in told
    assert "Gearchiveerd bij de bron" in told
    assert "Gemeente Waterlinde" in told, "the authority, to say which of ours it is"
    assert inbox.runs(catalogue) == []
    assert {path.stat().st_mode & 0o777 for path in waiting(tmp_path)} == {0o600}
    told = words(press(publisher, "keep"))
    assert "Klaar voor beslissing" in told
    (run,) = inbox.runs(catalogue)
    assert (run.system, run.source) == ("lpdc", "lpdc.ttl, lpdc-page.jsonld")
    assert run.actor.startswith("Ann <")
    assert (run.counts["new"], run.counts["refused"], run.open) == (5, 7, 5)
    assert waiting(tmp_path) == [], "what is kept waits no longer"
    assert "wacht" not in publisher.get("/imports/1?kind=refused").lower()
    assert "Ann" in publisher.get("/imports")


def test_whose_services_they_are_is_chosen_and_chosen_again(
    publisher: Browser, catalogue: Database
) -> None:
    html = send(publisher, TURTLE)
    name = re.search(r'name="(organization\.\d)"[^>]*>(?:(?!</select>).)*', html, re.S)
    assert name
    labels = re.findall(r'<label for="(organization\.\d+)">([^<]*)', html)
    (field,) = [key for key, label in labels if label.startswith("Gemeente Waterlinde")]
    html = press(publisher, "look", **{field: "stad-waterlinde"})
    assert "Dit is een proef" in html
    assert re.search(rf'name="{field}".*?value="stad-waterlinde" selected', html, re.S)
    press(publisher, "keep", **{field: "stad-waterlinde"})
    moving = next(i for i in inbox.items(catalogue, 1) if i.title == "Je adres wijzigen")
    assert moving.document["organization"] == "stad-waterlinde"
    # The next file of the same authorities: chosen already.
    html = send(publisher, TURTLE)
    assert re.search(rf'name="{field}".*?value="stad-waterlinde" selected', html, re.S)
    assert "Wacht al op een beslissing" in html


def test_cancelled_is_gone(publisher: Browser, catalogue: Database, tmp_path: Path) -> None:
    send(publisher, TURTLE)
    here = path_of(publisher)
    assert "Geannuleerd" in press(publisher, "drop")
    assert waiting(tmp_path) == []
    assert inbox.runs(catalogue) == []
    assert "Het bestand is er niet meer" in publisher.get(here)


def test_nobody_else_finds_the_file(publisher: Browser, person: Make) -> None:
    send(publisher, TURTLE)
    here = path_of(publisher)
    other = person(Role.PUBLISHER, "Bo")
    assert "Het bestand is er niet meer" in other.get(here)
    assert "Het bestand is er niet meer" in other.post(here, do="keep")
    assert "Dit is een proef" in publisher.get(here)


def test_after_an_hour_and_with_the_process_it_is_gone(
    publisher: Browser, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(publisher, TURTLE)
    here = path_of(publisher)
    Holding(tmp_path / "waiting")  # another process starts: ours lives
    assert "Dit is een proef" in publisher.get(here)
    now = time.time()
    monkeypatch.setattr(holding.time, "time", lambda: now + 3601)
    assert "Het bestand is er niet meer" in publisher.get(here)
    office.holding.sweep()
    assert waiting(tmp_path) == []
    monkeypatch.undo()
    send(publisher, TURTLE)
    assert waiting(tmp_path)
    office.holding._lock.close()  # as when a process ends
    Holding(tmp_path / "waiting")
    assert waiting(tmp_path) == []


def test_no_more_than_a_few_wait_for_one_person(publisher: Browser, tmp_path: Path) -> None:
    for _ in range(holding.MOST + 2):
        send(publisher, TURTLE)
    assert len([path for path in waiting(tmp_path) if path.suffix == ".ttl"]) == holding.MOST


def test_the_records_of_a_trial_are_searched_and_downloaded(publisher: Browser) -> None:
    send(publisher, TURTLE)
    here = path_of(publisher)
    table = words(publisher.get(f"{here}?kind=refused")).partition("Elke dienst")[2]
    assert "Een oude dienst" in table
    assert "Je adres wijzigen" not in table.replace("Kopie van Je adres wijzigen", "")
    table = words(publisher.get(f"{here}?q=dringende+STEUN")).partition("Elke dienst")[2]
    assert "1 tot 3 van 3" in table
    answer = publisher.client.get(f"/staff{here}/report.csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")]
    assert rows[0]["outcome"] == "refused"
    assert {row["outcome"] for row in rows} == {"refused", "new"}


def test_hsds_of_a_neighbour_has_its_source(publisher: Browser, catalogue: Database) -> None:
    service = {"id": "d0a2f0b8-0000-4000-8000-000000000001", "name": "Fietspunt",
               "status": "active"}  # fmt: skip
    path = Path(str(publisher.client.base_url)).name
    file = ("files", (f"{path}.json", json.dumps([service, "los"]).encode()))
    answer = publisher.client.post(
        "/staff/imports/new", data={"csrf": publisher.token()}, files=[file]
    )
    publisher.url = str(answer.url)
    here = path_of(publisher)
    html = publisher.post(here, 422, do="keep", **{"source.url": "geen adres"})
    assert "begint met https://" in html
    press(publisher, "keep", **{"source.name": "Buren", "source.url": "https://buren.example.org"})
    new, refused = inbox.items(catalogue, 1)
    assert new.document["source"] == {"name": "Buren", "url": "https://buren.example.org"}
    assert refused.problems[0].message == "Dit is geen dienst."
    assert inbox.runs(catalogue)[0].source.startswith("Buren (")


def test_long_work_shows_how_far_it_is(
    publisher: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(parcel: Any, told: Any) -> dict[str, Any]:
        told(3, 10)
        begun.set()
        go.wait(60)
        return {"error": "", "run": 0, "of": 1, "taken": 2, "passed": []}

    owner = import_new.owner_of
    seen: dict[str, Any] = {}
    monkeypatch.setattr(
        import_new, "owner_of", lambda visit: seen.setdefault("owner", owner(visit))
    )
    publisher.get("/imports/held/nietsnietsnietsniets00")  # to learn the owner
    parcel = office.holding.take(seen["owner"], "many")
    office.holding.work(parcel, slow, patience=0)
    assert begun.wait(60)  # a busy machine needs its time to begin
    other = office.holding.take(seen["owner"], "many")
    office.holding.work(other, lambda _parcel, _told: {}, patience=0)
    here = f"/imports/held/{parcel.token}"
    page = publisher.get(here)
    assert "3 van 10 diensten" in page
    assert f'data-poll="/staff{here}/progress"' in page
    assert publisher.client.get(f"/staff{here}/progress").json() == {
        "ready": False, "done": 3, "total": 10, "said": "3 van 10 diensten",
    }  # fmt: skip
    assert "ander werk bezig" in publisher.get(f"/imports/held/{other.token}")
    go.set()
    assert "2 ontwerpen staan klaar" in wait(publisher, here)


def test_work_that_breaks_is_told(publisher: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("stuk")

    monkeypatch.setattr("services_catalog.staff.import_work.bring", broken)
    assert "Er liep iets mis terwijl" in send(publisher, TURTLE, status=500)
