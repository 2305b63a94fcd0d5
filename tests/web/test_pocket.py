"""The pocket edition over HTTP and by ``toeleider pocket``."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.cli import app as commands
from bot.web.app import create_app
from bot.web.pages import pocket
from bot.web.settings import WebSettings
from services_catalog.database import Database, make_engine
from services_catalog.desk import Desk
from services_catalog.models import Service
from services_catalog.pocket.html import policy
from tests.web.fake_rasa import FakeRasa


@pytest.fixture
def own_desk(desk: Desk, tmp_path: Path) -> Desk:
    """A desk on a copy of the catalogue that a test may change."""
    path = tmp_path / "own.db"
    with desk.database.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{path}'")
    return Desk(Database(make_engine(f"sqlite:///{path}")))


@pytest.fixture
def own(own_desk: Desk, rasa: FakeRasa, settings: WebSettings) -> Iterator[TestClient]:
    app = create_app(settings, desk=own_desk, transport=rasa.transport)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_the_file_is_one_to_keep(client: TestClient) -> None:
    response = client.get("/ar/pocket.html")
    assert response.status_code == 200
    headers = response.headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-disposition"] == 'attachment; filename="toeleider-ar.html"'
    assert headers["content-language"] == "ar"
    assert headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in headers
    assert 'rel="manifest"' not in response.text
    assert '<html lang="ar" dir="rtl">' in response.text
    assert response.text.count("<article ") > 100


def test_the_booklet_is_a_pdf(client: TestClient) -> None:
    response = client.get("/nl/pocket.pdf")
    assert response.content.startswith(b"%PDF-")
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'inline; filename="toeleider-nl.pdf"'


def test_the_page_can_be_installed(client: TestClient) -> None:
    response = client.get("/pocket/ar/")
    assert response.status_code == 200
    sent = response.headers["content-security-policy"]
    assert sent == f"{policy()}; frame-ancestors {WebSettings().frame_ancestors}"
    assert "unsafe" not in sent
    assert response.headers["cache-control"] == "no-cache"
    links = dict(re.findall(r'<link rel="(\w+)" href="([^"]+)">', response.text))
    assert links == {"manifest": "manifest.webmanifest", "icon": "/static/icon.svg"}
    for address in ("/ar/pocket.html", "/ar/pocket.pdf"):
        assert f'href="{address}"' in response.text
    told = client.get("/pocket/ar/manifest.webmanifest")
    assert told.headers["content-type"].startswith("application/manifest+json")
    manifest = told.json()
    assert manifest["start_url"] == manifest["scope"] == "/pocket/ar/"
    assert manifest["display"] == "standalone"
    assert "العربية" in manifest["name"]
    assert client.get(manifest["icons"][0]["src"]).headers["content-type"] == "image/svg+xml"
    assert client.get(manifest["start_url"]).status_code == 200
    worker = client.get("/pocket/ar/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    assert "default-src 'self'" in worker.headers["content-security-policy"]


@pytest.mark.parametrize(
    "address",
    ["/xx/pocket.html", "/xx/pocket.pdf", "/pocket/xx/", "/pocket/xx/worker.js",
     "/pocket/xx/manifest.webmanifest"],
)  # fmt: skip
def test_a_language_of_nobody_has_no_edition(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_it_is_made_once_a_version_and_sent_again_only_when_it_changed(
    own: TestClient, own_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = pocket.edition

    def counted(desk: Desk, language: str) -> object:
        made.append(language)
        return real(desk, language)

    monkeypatch.setattr(pocket, "edition", counted)
    first = own.get("/pocket/fr/")
    tag = first.headers["etag"]
    same = own.get("/pocket/fr/", headers={"if-none-match": tag})
    assert same.status_code == 304
    assert same.content == b""
    assert made == ["fr"]
    with own_desk.database.change() as session:
        session.get_one(Service, "zwemles-kinderen").phone = "+3212000599"
    after = own.get("/pocket/fr/", headers={"if-none-match": tag})
    assert after.status_code == 200
    assert after.headers["etag"] != tag
    assert "tel:+3212000599" in after.text
    assert made == ["fr", "fr"]


def test_it_travels_small_and_also_to_whom_cannot_unpack(client: TestClient) -> None:
    with client.stream("GET", "/uk/pocket.html", headers={"accept-encoding": "gzip"}) as response:
        raw = b"".join(response.iter_raw())
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers["vary"] == "Accept-Encoding"
    plain = client.get("/uk/pocket.html", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < 400_000


async def test_the_shelf_throws_away_what_was_unused_longest() -> None:
    shelf, made = pocket.Shelf(kept_bytes=250), []

    async def ask(language: str) -> None:
        def make() -> pocket.Made:
            made.append(language)
            return pocket.Made(b"x" * 100, language, packed=False)

        await shelf.get(("page", language, 1, pocket.now().date()), make)

    for language in ("nl", "fr", "nl", "ar", "nl", "fr"):
        await ask(language)
    assert made == ["nl", "fr", "ar", "fr"]


def test_without_a_catalogue_there_is_an_apology(rasa: FakeRasa, settings: WebSettings) -> None:
    broken = Desk(Database(create_engine("sqlite:////nowhere/at/all.db")))
    with TestClient(create_app(settings, desk=broken, transport=rasa.transport)) as client:
        for address in ("/nl/pocket.html", "/nl/pocket.pdf", "/pocket/nl/"):
            assert client.get(address).status_code == 503


class TestCommand:
    """``toeleider pocket`` on the demonstration catalogue."""

    @pytest.fixture(autouse=True)
    def _catalogue(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TOELEIDER_DATABASE_URL", str(desk.database.engine.url))

    def test_files_and_booklets(self, tmp_path: Path) -> None:
        result = CliRunner().invoke(
            commands,
            ["pocket", "ar", "so", "--pdf", "--neighbourhood", "gare", "-o", str(tmp_path / "new")],
        )
        assert result.exit_code == 0, result.output
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
            "pocket-ar.html", "pocket-ar.pdf", "pocket-so.html", "pocket-so.pdf",
        ]  # fmt: skip
        assert "Stationswijk" in (tmp_path / "new" / "pocket-ar.html").read_text()

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "--all"),
            (["nl", "--all"], "--all"),
            (["xx"], "no language of ours"),
            (["nl", "--neighbourhood", "Nergens"], "Choose from: Centrum"),
        ],
    )
    def test_wrong_use_says_what_would_be_right(
        self, tmp_path: Path, arguments: list[str], told: str
    ) -> None:
        result = CliRunner().invoke(commands, ["pocket", *arguments, "-o", str(tmp_path)])
        assert result.exit_code == 2
        assert told in " ".join(result.output.split())
        assert list(tmp_path.iterdir()) == []
