"""The real processes, started once as ``toeleider run`` starts them, on their own state.

:mod:`tests.conftest` imports the fixture, and only that: a second import would start a second
household.
"""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.processes import Household, free_port
from services_catalog.fernet_keys import new_key

# Words that must never be found anywhere afterwards.
MARKS = ("wortelkanaal4711", "Zacharias-Okonkwo", "kropsla-zonder-verblijf")


class House:
    """A running household and a visitor's way to it."""

    def __init__(self, household: Household, state: Path, city_port: int) -> None:
        self.household = household
        self.state = state
        self.city_port = city_port
        """Where the page of a city may stand that holds the widget."""
        self.client = httpx.Client(base_url=household.address, timeout=30, follow_redirects=True)

    def say(self, text: str, session: str | None = None, **more) -> dict:
        body = {"session": session or uuid.uuid4().hex, "turn": uuid.uuid4().hex, **more}
        body.setdefault("payload" if text.startswith("/") else "text", text)
        response = self.client.post("/api/v1/messages", json=body)
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture(scope="session")
def house(
    model: Path, seeded_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    state = tmp_path_factory.mktemp("house")
    shutil.copy(seeded_file, state / "catalogue.db")
    encoder = Path(os.environ["TOELEIDER_HOME"]) / "encoder"
    if encoder.exists():
        shutil.copytree(encoder, state / "encoder")
    before = {key: os.environ.get(key) for key in ("TOELEIDER_HOME", "TOELEIDER_DATABASE_URL")}
    os.environ["TOELEIDER_HOME"] = str(state)
    city_port = free_port()
    os.environ["TOELEIDER_CALLBACK_KEY"] = new_key()
    os.environ["TOELEIDER_SITES"] = f"http://127.0.0.1:{city_port}"
    os.environ["TOELEIDER_SESSION_RATE"] = "100000"
    os.environ["TOELEIDER_NETWORK_RATE"] = "100000"
    os.environ["TOELEIDER_DATABASE_URL"] = f"sqlite:///{state / 'catalogue.db'}"
    household = Household(model, port=free_port(), debug=True)
    stop = threading.Event()
    try:
        household.start()
        watcher = threading.Thread(
            target=household.keep, args=(stop.is_set, lambda _: None), daemon=True
        )
        watcher.start()
        yield House(household, state, city_port)
        stop.set()
        watcher.join(5)
    finally:
        household.stop()
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
