"""The poster over HTTP and by ``toeleider poster``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.cli import app as commands
from bot.web.app import create_app
from bot.web.pages import posters
from bot.web.settings import WebSettings
from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.printing.poster import ICONS
from services_catalog.printing.typeset import PrintingError
from tests.web.fake_rasa import FakeRasa

PUBLIC = "https://toeleider.example.org"


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_a_poster_is_a_pdf_to_look_at(client: TestClient, language: str) -> None:
    response = client.get(f"/{language}/poster.pdf")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert response.headers["content-disposition"] == f'inline; filename="toeleider-{language}.pdf"'
    assert response.headers["content-language"] == language
    assert "set-cookie" not in response.headers


def test_a_language_of_nobody_has_no_poster(client: TestClient) -> None:
    assert client.get("/xx/poster.pdf").status_code == 404


def test_a_poster_is_made_once(client: TestClient) -> None:
    posters.printed.cache_clear()
    first, second = (client.get("/so/poster.pdf") for _ in range(2))
    assert first.content == second.content
    assert posters.printed.cache_info().misses == 1


def test_the_code_leads_where_visitors_reach_us(
    client: TestClient, desk: Desk, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    led: list[str] = []
    monkeypatch.setattr(
        posters, "printed", lambda template, key: led.append(json.loads(key)["address"])
        or b"%PDF-",
    )  # fmt: skip
    client.get("/fr/poster.pdf", headers={"host": "stad.example.org"})
    public = create_app(WebSettings(public_url=PUBLIC), desk=desk, transport=rasa.transport)
    with TestClient(public) as reached:
        reached.get("/fr/poster.pdf", headers={"host": "evil.example.org"})
    assert led == ["stad.example.org/fr", "toeleider.example.org/fr"]


def test_a_host_that_is_none_gets_no_poster(client: TestClient) -> None:
    response = client.get("/nl/poster.pdf", headers={"host": "a b<script>"})
    assert response.status_code == 400
    assert "html" in response.headers["content-type"]


def test_without_a_catalogue_it_says_so(tmp_path: Path, rasa: FakeRasa) -> None:
    empty = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(empty)
    app = create_app(WebSettings(), desk=Desk(Database(empty)), transport=rasa.transport)
    with TestClient(app) as client:
        response = client.get("/nl/poster.pdf")
    assert response.status_code == 503
    assert response.headers["cache-control"] == "no-store"


def test_every_pictogram_is_drawn() -> None:
    assert set(posters.icons()) == ICONS
    for svg in posters.icons().values():
        assert svg.startswith("<svg ")
        assert "currentColor" not in svg


def command(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(commands, ["poster", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.fixture
def catalogue(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    url = desk.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    monkeypatch.delenv("TOELEIDER_PUBLIC_URL", raising=False)


@pytest.mark.usefixtures("catalogue")
def test_the_command_writes_a_file_for_each(tmp_path: Path) -> None:
    code, said = command("ar", "fr-BE", "--all", "--address", PUBLIC, "-o", tmp_path / "new")
    assert code == 0, said
    names = ["poster-all.pdf", "poster-ar.pdf", "poster-fr.pdf"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == names
    code, said = command("nl", "--all", "--handout", "--address", PUBLIC, "-o", tmp_path)
    assert code == 0, said
    assert (tmp_path / "handout-nl.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "handout-all.pdf").exists()


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nl"], "needs an address"),
        (["nl", "--address", "ftp://example.org"], "no address to print"),
        (["nl", "--address", "https://example.org/nl/"], "no address to print"),
        (["xx", "--address", PUBLIC], "no language of ours"),
    ],
)
def test_the_command_says_what_misses(tmp_path: Path, arguments: list[str], words: str) -> None:
    code, said = command(*arguments, "-o", tmp_path)
    assert code == 2
    assert words in " ".join(said.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("catalogue")
def test_the_command_takes_the_address_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOELEIDER_PUBLIC_URL", PUBLIC)
    code, said = command("nl", "-o", tmp_path)
    assert code == 0, said


@pytest.mark.usefixtures("catalogue")
def test_the_command_fails_kindly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(template: str, data: object) -> bytes:
        raise PrintingError("poster.typ cannot be printed: paper is out")

    monkeypatch.setattr("services_catalog.printing.typeset.typeset", broken)
    code, said = command("nl", "--address", PUBLIC, "-o", tmp_path)
    assert code == 1
    assert "paper is out" in said
