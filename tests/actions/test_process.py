"""The action server as a process: it counts, and writes what it counted when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.processes import free_port
from services_catalog.database import Database, make_engine
from services_catalog.models import Indicator
from services_catalog.settings import PROJECT_ROOT
from services_catalog.switches import switch_off, switch_on

pytestmark = pytest.mark.processes
WORDS = "wortelkanaal4711 zoekt werk"


def body(intent: str) -> dict:
    message = {
        "text": WORDS, "intent": {"name": intent, "confidence": 1.0}, "entities": [],
        "metadata": {"language": "tr"},
    }  # fmt: skip
    return {
        "next_action": "action_answer_topic",
        "sender_id": "s" * 20,
        "tracker": {
            "sender_id": "s" * 20, "slots": {}, "latest_message": message, "paused": False,
            "events": [{"event": "user", "input_channel": "toeleider"}], "followup_action": None,
            "active_loop": {}, "latest_action_name": None,
        },
        "domain": {},
    }  # fmt: skip


def test_a_stopped_server_has_written_its_counts_and_obeys_the_switch(own_file: Path, tmp_path):
    port = free_port()
    log = tmp_path / "actions.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "actions", "--port", str(port)],
            cwd=PROJECT_ROOT, stdout=out, stderr=subprocess.STDOUT,
            env={**os.environ, "TOELEIDER_DATABASE_URL": f"sqlite:///{own_file}"},
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    database = Database(make_engine(f"sqlite:///{own_file}"))

    def ask() -> list[dict]:
        answer = httpx.post(f"{address}/webhook", json=body("ask_work"), timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()["responses"]

    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/health", timeout=2)
                break
            except httpx.HTTPError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.2)
        assert ask()[0]["response"] == "utter_found"
        switch_off(database, "topic:work", actor="An", reason="fout", message="Morgen weer.")
        time.sleep(5.2)
        assert "Morgen weer." in [message["text"] for message in ask()]
        switch_on(database, "topic:work", actor="An")
        time.sleep(5.2)
        assert ask()[0]["response"] == "utter_found"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    with database.read() as session:
        rows = session.scalars(select(Indicator)).all()
    counted = {(r.topic, r.language, r.outcome.value, r.channel): r.count for r in rows}
    assert counted == {
        ("work", "tr", "answered", "web"): 2,
        ("work", "tr", "closed", "web"): 1,
    }
    words = WORDS.partition(" ")[0].encode()
    assert not [path for path in tmp_path.iterdir() if words in path.read_bytes()]
