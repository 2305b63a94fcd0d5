"""What the tests of the LPDC share: two small files of our own, and what becomes of them."""

from __future__ import annotations

import socket
from datetime import date
from pathlib import Path

import pytest

from services_catalog.exchange.lpdc.contacts import address_key
from services_catalog.exchange.lpdc.convert import Converted, Ours, convert
from services_catalog.exchange.lpdc.read import read_files
from services_catalog.exchange.lpdc.refuse import namesakes, sift
from services_catalog.settings import PROJECT_ROOT

DATA = Path(__file__).parent / "data"
TURTLE, PAGE = DATA / "lpdc.ttl", DATA / "lpdc-page.jsonld"
SHARED = PROJECT_ROOT.parent / "shared" / "data" / "lpdc"
DIENST = "https://waterlinde.example.org/id/dienst/"
STAD = "https://waterlinde.example.org/id/overheid/stad"
OURS = Ours({address_key("Grote Markt", "1", "9999"): "stadhuis"}, {STAD: "stad"})
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No test here may reach out, and so neither may the import; a database's port is its own."""
    if "database" in request.fixturenames:
        return

    def refuse(*_args: object) -> None:
        raise AssertionError("the import tried the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def drafts(*paths: Path, ours: Ours = OURS) -> dict[str, Converted]:
    reading = read_files(paths)
    kept, _refused = sift(reading.entries)
    doubles = namesakes(kept)
    return {
        entry.external_id.rsplit("/", 1)[-1]: convert(
            entry, ours, reading.names, TODAY, doubles.get(entry.external_id, ())
        )
        for entry in kept
    }


def refusals(*paths: Path) -> dict[tuple[str, str], str]:
    reading = read_files(paths)
    refused = reading.refused + sift(reading.entries)[1]
    return {(one.external_id.rsplit("/", 1)[-1], one.field): one.why for one in refused}


def told(draft: Converted, path: str) -> str:
    return " ".join(problem.message for problem in draft.problems if problem.path == path)
