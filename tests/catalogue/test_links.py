"""Links are tried politely, never inside the house, and forgiven a bad day."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from bot.cli import app
from services_catalog.database import Database
from services_catalog.linter import Rule, Severity, check
from services_catalog.linter.fetching import Fetcher, Outcome, Trouble, is_public
from services_catalog.linter.links import read_places, remember
from services_catalog.models import LinkCheck, Organization, Service
from tests.catalogue.editing_world import World

SERVICE = "voedselpakket-de-korf"
DAYS = [date(2026, 11, day) for day in range(16, 21)]


class Site(BaseHTTPRequestHandler):
    """A site with a page for everything that can happen."""

    seen: ClassVar[list[tuple[str, str, str]]] = []
    busy: ClassVar[int] = 0
    most: ClassVar[int] = 0
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        with Site.lock:
            Site.busy += 1
            Site.most = max(Site.most, Site.busy)
            Site.seen.append((self.command, self.path, self.headers["User-Agent"]))
        time.sleep(0.02)
        path = self.path
        status, location = 200, ""
        if path.startswith("/status/"):
            status = int(path.split("/")[2])
        elif path == "/no-head":
            status = 405 if self.command == "HEAD" else 200
        elif path.startswith("/hops/"):
            left = int(path.split("/")[2])
            status, location = (302, f"/hops/{left - 1}") if left else (200, "")
        elif path.startswith("/to/"):
            status, location = 301, path.removeprefix("/to/")
        elif path == "/slow":
            time.sleep(2)
        # Before the answer: a client that has it may be back at once.
        with Site.lock:
            Site.busy -= 1
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.seen, Site.busy, Site.most = [], 0, 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def local(**options: Any) -> Fetcher:
    return Fetcher(**({"allow_local": True, "pause": 0, "timeout": 5} | options))


@pytest.mark.parametrize(
    ("path", "status", "works"),
    [
        ("/", "200", True),
        ("/no-head", "200", True),
        ("/status/404", "404", False),
        ("/status/410", "410", False),
        ("/status/500", "500", False),
        ("/status/403", "403", True),
        ("/status/429", "429", True),
        ("/hops/3", "200", True),
        ("/hops/4", "redirects", False),
        ("/to/ftp://127.0.0.1/x", "answer", False),
        ("/to//status/404", "404", False),
    ],
)
def test_what_a_site_may_answer(site: str, path: str, status: str, works: bool):
    assert local().try_one(site + path) == Outcome(site + path, status, works, answered=True)


def test_head_first_then_get_and_it_says_who_it_is(site: str):
    local(about="https://stad.example").try_one(f"{site}/no-head")
    assert [(method, path) for method, path, _agent in Site.seen] == [
        ("HEAD", "/no-head"),
        ("GET", "/no-head"),
    ]
    assert {agent for _m, _p, agent in Site.seen} == {
        "digitale-toeleider link check (+https://stad.example)"
    }


def test_one_at_a_time_per_host_and_not_in_a_hurry(site: str):
    urls = [f"{site}/{n}" for n in range(6)]
    told: list[tuple[int, int]] = []
    start = time.monotonic()
    outcomes = local(pause=0.1).try_all([*urls, urls[0]], lambda *done: told.append(done))
    assert time.monotonic() - start >= 0.5
    assert [outcome.url for outcome in outcomes] == urls
    assert Site.most == 1
    assert len(Site.seen) == 6
    assert told == [(n, 6) for n in range(1, 7)]


def test_another_hosts_page_is_asked_one_at_a_time_too(site: str):
    other = site.replace("127.0.0.1", "localhost")
    # localhost has no dot: nothing leads there but a redirect, and that is refused as no address
    assert local().try_one(f"{site}/to/{other}/x").status == "answer"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert local().try_one(closed) == Outcome(closed, "connection", False, answered=False)


def test_a_site_that_does_not_answer(site: str):
    outcome = local(timeout=0.3).try_one(f"{site}/slow")
    assert (outcome.status, outcome.works) == ("timeout", False)


@pytest.mark.parametrize("path", ["/", "/status/404"])
def test_private_addresses_are_never_asked(site: str, path: str):
    outcome = Fetcher(pause=0).try_one(site + path)
    assert outcome == Outcome(site + path, "private", works=True, answered=False)
    assert Site.seen == []


def test_nor_by_a_name_or_a_redirect_that_leads_there(site: str, monkeypatch: pytest.MonkeyPatch):
    port = int(site.rsplit(":", 1)[1])

    def resolved(host: str, *_: Any, **__: Any) -> list[Any]:
        number = {"inside.be": "10.0.0.1", "both.be": "127.0.0.1"}.get(host, host)
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]
        if host == "both.be":  # one public number does not make the other one public
            found.insert(0, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port)))
        return found

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    for host in ("inside.be", "both.be", "169.254.169.254", "[::1]"):
        assert Fetcher(pause=0).try_one(f"http://{host}/").status == "private"
    # A public page that sends on to a private one: the first hop is let through, the next not.
    monkeypatch.setattr(
        "services_catalog.linter.fetching.is_public", lambda number: number == "127.0.0.1"
    )
    outcome = Fetcher(pause=0).try_one(f"{site}/to/http://inside.be/")
    assert (outcome.status, outcome.answered) == ("private", True)
    assert [path for _m, path, _a in Site.seen] == ["/to/http://inside.be/"]


def test_the_number_that_was_checked_is_the_one_that_is_asked(
    site: str, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolved(host: str, port: Any, *rest: Any, **options: Any) -> list[Any]:
        asked.append(str(host))
        return real("127.0.0.1" if host == "stad.be" else host, port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    url = f"http://stad.be:{site.rsplit(':', 1)[1]}/x"
    assert local().try_one(url).status == "200"
    assert asked.count("stad.be") == 1  # a second look-up could give another number


@pytest.mark.parametrize(
    ("number", "public"),
    [("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("10.1.2.3", False),
     ("192.168.0.1", False), ("172.16.0.1", False), ("169.254.169.254", False), ("0.0.0.0", False),
     ("100.64.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False),
     ("::", False), ("fe80::1", False), ("fd00::1", False), ("::ffff:127.0.0.1", False),
     ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False)],
)  # fmt: skip
def test_what_is_public(number: str, public: bool):
    assert is_public(number) is public


def test_names_for_examples_are_not_asked():
    for url in ("https://stad.example.org/x", "https://example.com", "https://a.test/"):
        outcome = Fetcher(pause=0).try_one(url)
        assert (outcome.status, outcome.works) == (Trouble.RESERVED, True)


@pytest.fixture
def world(database: Database) -> World:
    world = World(database)
    with database.change() as session:
        session.execute(update(Service).values(url=None, source_url="https://bron.be/x"))
        session.execute(
            update(Service).where(Service.id == "voedselbank").values(url="https://weg.be/")
        )
        session.execute(
            update(Organization).where(Organization.id == "ocmw").values(url="http://o.be")
        )
    return world


def failing(url: str = "https://weg.be/", status: str = "404") -> Outcome:
    return Outcome(url, status, works=False, answered=True)


def links(world: World) -> list[tuple[str, str, str]]:
    found = [f for f in check(world.database, DAYS[-1]) if f.rule is Rule.LINK]
    return [(f.severity.value, f.entity, f.field) for f in found]


def test_an_error_only_after_three_failed_days(world: World):
    version = world.database.version()
    assert links(world) == []
    expected = ["warning", "warning", "error", "error"]
    for day, severity in zip(DAYS, expected, strict=False):
        for _again in range(2):  # twice a day counts once
            remember(world.database, [failing()], day)
            assert links(world) == [(severity, "voedselbank", "url")]
    remember(world.database, [Outcome("https://weg.be/", "200", True, True)], DAYS[-1])
    assert links(world) == []
    remember(world.database, [failing()], DAYS[-1])
    assert links(world) == [("warning", "voedselbank", "url")]
    assert world.database.version() == version, "a note on a link is no change of the catalogue"


def test_a_link_of_many_and_of_an_organization(world: World):
    for day in DAYS[:3]:
        remember(
            world.database, [failing("https://bron.be/x", "name"), failing("http://o.be")], day
        )
    found = links(world)
    assert ("error", "ocmw", "url") in found
    assert {entity for severity, entity, field in found if field == "source.url"} == {
        "dienst-migratie",
        "nt2",
        "praatgroep",
        "voedselbank",
    }
    with world.database.read() as session:
        assert set(read_places(session, "ocmw")) == {"http://o.be"}
        assert set(read_places(session, "voedselbank")) == {"https://weg.be/", "https://bron.be/x"}
        assert "https://wet.example.org" in read_places(session)


def test_an_address_inside_the_house_is_told_and_what_is_gone_is_forgotten(world: World):
    remember(world.database, [Outcome("https://weg.be/", "private", True, False)], DAYS[0])
    assert links(world) == [("warning", "voedselbank", "url")]
    remember(world.database, [failing("https://bron.be/x")], DAYS[0], keep=["https://bron.be/x"])
    with world.database.read() as session:
        assert list(session.scalars(select(LinkCheck.url))) == ["https://bron.be/x"]


class TestCommand:
    @pytest.fixture
    def run(self, own_demo: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv(
            "TOELEIDER_DATABASE_URL", own_demo.engine.url.render_as_string(hide_password=False)
        )
        return lambda *words: CliRunner().invoke(app, ["catalogue", "links", *words])

    def place(self, database: Database, url: str) -> None:
        with database.change() as session:
            session.execute(
                update(Service).where(Service.id == SERVICE).values(url=url, source_url=url)
            )

    def stored(self, database: Database) -> dict[str, tuple[str, int]]:
        with database.read() as session:
            rows = session.scalars(select(LinkCheck).where(LinkCheck.url.like("http://127%")))
            return {row.url: (row.status, row.failures) for row in rows}

    def test_notes_what_failed(self, run: Any, own_demo: Database, site: str):
        self.place(own_demo, f"{site}/status/404")
        result = run("--only", SERVICE, "--allow-local", "--timeout", "2")
        assert result.exit_code == 0, result.output
        assert "1 failed" in result.stdout
        assert self.stored(own_demo) == {f"{site}/status/404": ("404", 1)}
        result = run("--only", SERVICE, "--allow-local", "--json")
        outcomes = {o["url"]: o for o in json.loads(result.stdout)}
        assert outcomes[f"{site}/status/404"]["where"] == [SERVICE]
        assert self.stored(own_demo) == {f"{site}/status/404": ("404", 1)}

    def test_without_a_network_nothing_is_broken(
        self, run: Any, own_demo: Database, monkeypatch: pytest.MonkeyPatch
    ):
        def dead(*_: Any, **__: Any) -> list[Any]:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

        monkeypatch.setattr(socket, "getaddrinfo", dead)
        result = run()
        assert result.exit_code == 0
        assert result.output.count("is there a network?") == 1
        with own_demo.read() as session:
            assert list(session.scalars(select(LinkCheck))) == []
        errors = [f for f in check(own_demo) if f.severity is Severity.ERROR]
        assert errors == []

    def test_private_addresses_only_when_asked(self, run: Any, own_demo: Database, site: str):
        self.place(own_demo, f"{site}/")
        run("--only", SERVICE)
        assert Site.seen == []
        assert self.stored(own_demo).get(f"{site}/", ("private", 0)) == ("private", 0)

    def test_an_unknown_id(self, run: Any):
        assert run("--only", "niets").exit_code == 1
