"""A small web process on the demonstration catalogue, with a Rasa of our own behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from bot.web.app import create_app
from bot.web.settings import WebSettings
from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY
from tests.web.fake_rasa import FakeRasa

SESSION = "s" * 20


class NoEncoder:
    """Vectors are of no use here, and the real ones take a minute."""

    name = "none"

    def encode(self, texts: Sequence[str], *, passage: bool = False) -> np.ndarray:
        return np.zeros((len(texts), 384), dtype=np.float32)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    path: Path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    database = Database(engine)
    seed(database, read_folder(DEMO_DIRECTORY), NoEncoder())
    return Desk(database)


@pytest.fixture
def rasa(desk: Desk) -> FakeRasa:
    return FakeRasa(desk)


@pytest.fixture
def settings() -> WebSettings:
    return WebSettings(session_rate=10_000, network_rate=10_000)


@pytest.fixture
def client(desk: Desk, rasa: FakeRasa, settings: WebSettings) -> Iterator[TestClient]:
    app = create_app(settings, desk=desk, transport=rasa.transport)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def turn(number: int | str = 1, **values: object) -> dict[str, object]:
    """A request body; ``text`` is "hallo" unless another text or a payload is given."""
    body: dict[str, object] = {"session": SESSION, "turn": f"t{number}"}
    if not {"text", "payload"} & values.keys():
        body["text"] = "hallo"
    return body | values
