"""The staff pages on a catalogue of their own, mounted as the web process mounts them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from services_catalog.database import Database, make_engine, migrate
from services_catalog.editing.book import EditingBook
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.models import Role
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.staff.accounts import AccountBook
from services_catalog.staff.app import staff_app, staff_routes
from services_catalog.staff.holding import Holding
from services_catalog.staff.office import Office
from services_catalog.staff.passwords import Passwords
from services_catalog.staff.settings import StaffSettings
from tests.support import empty_postgresql
from tests.web.conftest import NoEncoder

PASSWORD = "vier losse woorden hier"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
HOST = "http://127.0.0.1"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("staff") / "catalogue.db"
    database = Database(make_engine(f"sqlite:///{path}"))
    migrate(database.engine)
    seed(database, read_folder(DEMO_DIRECTORY), NoEncoder())
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that says ``ON_BOTH = True`` is run on each kind of database."""
    if "kind" in metafunc.fixturenames and getattr(metafunc.module, "ON_BOTH", False):
        metafunc.parametrize("kind", ["sqlite", "postgresql"])


@pytest.fixture
def kind() -> str:
    """Of which kind the database is."""
    return "sqlite"


@pytest.fixture(scope="session")
def demo_template() -> Iterator[str]:
    """The name of a PostgreSQL database with the demonstration catalogue, to be copied."""
    with empty_postgresql("staff") as url:
        database = Database(make_engine(url))
        migrate(database.engine)
        seed(database, read_folder(DEMO_DIRECTORY), NoEncoder())
        database.engine.dispose()
        yield url.rpartition("/")[2]


@pytest.fixture
def catalogue(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The demonstration catalogue, to be changed."""
    if kind == "sqlite":
        path = tmp_path / "staff.db"
        shutil.copy(request.getfixturevalue("demo_file"), path)
        yield Database(make_engine(f"sqlite:///{path}"))
        return
    template = request.getfixturevalue("demo_template")
    with empty_postgresql(request.node.nodeid, template=template) as url:
        made = Database(make_engine(url))
        yield made
        made.engine.dispose()


@pytest.fixture
def settings() -> StaffSettings:
    return StaffSettings()


@pytest.fixture
def app(catalogue: Database, settings: StaffSettings) -> Starlette:
    book = EditingBook(catalogue, NoEncoder, four_eyes=False)
    inner = staff_app(catalogue, book, settings, passwords=CHEAP)
    outer = Starlette(routes=staff_routes(inner))
    outer.router.redirect_slashes = False
    outer.state.inner = inner
    return outer


@pytest.fixture
def accounts(app: Starlette) -> AccountBook:
    return app.state.inner.state.office.accounts


class Browser:
    """A person at a screen: follows links, fills in forms, brings the token back."""

    def __init__(self, app: Starlette) -> None:
        self.client = TestClient(app, base_url=HOST, follow_redirects=True)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(f"/staff{path}")
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def token(self, path: str = "/account") -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(path))
        assert found, path
        return found[1]

    def post(self, path: str, status: int = 200, token: str | None = None, **values: object) -> str:
        values = {"csrf": self.token() if token is None else token} | values
        answer = self.client.post(f"/staff{path}", data=values)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        self.url = str(answer.url)
        return answer.text

    def sign_in(self, email: str, password: str = PASSWORD, status: int = 200) -> str:
        return self.post(
            "/sign-in", status, token=self.token("/sign-in"), email=email, password=password
        )


Make = Callable[..., Browser]


@pytest.fixture
def person(app: Starlette, accounts: AccountBook) -> Make:
    """Somebody with a role, signed in."""

    def make(role: Role | str = Role.PUBLISHER, name: str = "", scope: object = None) -> Browser:
        role = Role(role)
        name = name or role.value.capitalize()
        email = f"{name.lower().replace(' ', '.')}@waterlinde.example.org"
        accounts.add(email, name, {role: scope or {}}, PASSWORD)  # type: ignore[dict-item]
        browser = Browser(app)
        browser.sign_in(email)
        return browser

    return make


def form_of(html: str) -> dict[str, list[str]]:
    """What a browser would send of the service form, untouched."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.values: dict[str, list[str]] = {}
            self.inside = False
            self.name: str | None = None
            self.kind = ""
            self.text = ""
            self.first: str | None = None
            self.chosen: str | None = None

        def add(self, name: str | None, value: str | None) -> None:
            if name:
                self.values.setdefault(name, []).append(value or "")

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            have = dict(attrs)
            if tag == "form" and have.get("id") == "service":
                self.inside = True
            if not self.inside:
                return
            if tag == "input":
                if have.get("type") in ("checkbox", "radio") and "checked" not in have:
                    return
                self.add(have.get("name"), have.get("value"))
            elif tag == "textarea":
                self.name, self.kind, self.text = have.get("name"), tag, ""
            elif tag == "select":
                self.name, self.kind, self.first, self.chosen = have.get("name"), tag, None, None
            elif tag == "option":
                value = have.get("value") or ""
                self.first = value if self.first is None else self.first
                self.chosen = value if "selected" in have else self.chosen

        def handle_data(self, data: str) -> None:
            self.text += data

        def handle_endtag(self, tag: str) -> None:
            if self.inside and tag == "textarea":
                self.add(self.name, self.text)
            elif self.inside and tag == "select":
                self.add(self.name, self.chosen if self.chosen is not None else self.first)
            elif tag == "form":
                self.inside = False

    reader = Reader()
    reader.feed(html)
    assert reader.values, "no service form on this page"
    return reader.values


def version_of(html: str) -> str:
    """The version of the text that a page shows."""
    found = re.search(r'name="version" value="(-?\d+)"', html)
    assert found
    return found[1]


def publish(browser: Browser, service_id: str, reason: str = "Getest.") -> str:
    """Publish the draft of a service by its page; the page that follows."""
    html = browser.get(f"/services/{service_id}/publish")
    return browser.post(f"/services/{service_id}/publish", version=version_of(html), reason=reason)


@pytest.fixture
def office(app: Starlette, tmp_path: Path) -> Office:
    """With a place of its own for what waits."""
    found: Office = app.state.inner.state.office
    object.__setattr__(found, "holding", Holding(tmp_path / "waiting"))
    return found


@pytest.fixture
def publisher(office: Office, person: Make) -> Browser:
    return person(Role.PUBLISHER, "Ann")
