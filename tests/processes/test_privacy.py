"""Nothing a visitor says is found anywhere: not in files, tables, logs or trackers.

The household runs Rasa with ``--debug``: that is where libraries print whole messages.
"""

from __future__ import annotations

import sqlite3
import uuid

import pytest

from tests.processes.conftest import MARKS, House

pytestmark = [pytest.mark.model, pytest.mark.processes]


def traces(house: House) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(house.state.rglob("*")):
        if path.is_file():
            content = path.read_bytes().lower()
            hits = [mark for mark in MARKS if mark.lower().encode() in content]
            if hits:
                found[str(path.relative_to(house.state))] = hits
    return found


def test_a_talk_leaves_no_trace(house: House):
    session = uuid.uuid4().hex
    for mark in MARKS:
        house.say(f"ik zoek een huis, mijn naam is {mark}", session)
        house.say(f"{mark} mijn man slaat mij", session)
        house.say(f"{mark} {mark}", session)
        house.say(f"speak English please {mark}", session)
        house.say(f"/{mark}", session)
    house.client.post("/api/v1/messages", content=f'{{"session": "{MARKS[0]}')
    house.client.post("/nl/", data={"text": MARKS[1], "session": session, "turn": "t1"})
    house.say("wis alles", session)
    assert traces(house) == {}
    logs = [p for p in (house.state / "logs").glob("*.log") if p.stat().st_size]
    assert logs, "the logs were looked at"


def test_the_database_has_no_table_that_could_hold_a_talk(house: House):
    with sqlite3.connect(house.state / "catalogue.db") as connection:
        tables = {
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    words = ("message", "tracker", "conversation", "session", "event")
    # Who of the city is signed in at the staff pages: no visitor.
    tables -= {"staff_session"}
    assert not [table for table in tables if any(word in table for word in words)]


def test_only_the_web_process_listens_beyond_this_machine_s_own_address(house: House):
    import psutil

    for child in house.household.children:
        process = psutil.Process(child.process.pid)
        for part in (process, *process.children(recursive=True)):
            for connection in part.net_connections(kind="inet"):
                if connection.status == psutil.CONN_LISTEN:
                    assert connection.laddr.ip in ("127.0.0.1", "::1"), child.name
                elif connection.raddr:
                    assert connection.raddr.ip in ("127.0.0.1", "::1"), child.name
