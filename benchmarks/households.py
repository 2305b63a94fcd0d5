"""The running contestants: ours as ``toeleider run`` starts it, and stock Rasa with its actions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import yaml

from benchmarks.stock.prepare import MODEL as STOCK_MODEL
from benchmarks.stock.prepare import PYTHON as STOCK_PYTHON
from benchmarks.stock.prepare import WORK as STOCK_WORK
from benchmarks.stock.prepare import environment as stock_environment
from bot.processes import START_PATIENCE, Household, free_port
from bot.training import MODELS, NAME, current_model, fingerprint
from services_catalog.settings import PROJECT_ROOT

WORK = Path(__file__).resolve().parent / ".work"
HOME = WORK / "home"


@dataclass(frozen=True)
class Sent:
    """A turn: how long it took, in ms, and whether anything was said."""

    elapsed: float
    answered: bool


class Contestant:
    """A running assistant: where to send messages, and its processes by name."""

    def __init__(self, name: str, address: str, processes: dict[str, int]) -> None:
        """``address``: of its webhook; ``processes``: the ids of their first processes."""
        self.name, self._address = name, address
        self.front = ""
        """The address a visitor's page would use, where there is one."""
        self.silent = 0
        """Turns without an answer: stock Rasa's policies may decide to say nothing."""
        self._roots = {what: psutil.Process(pid) for what, pid in processes.items()}

    def send(self, client: httpx.Client, sender: str, text: str) -> Sent:
        """One turn.

        Raises:
            RuntimeError: the server reported an error.
        """
        started = time.perf_counter()
        response = client.post(self._address, json={"sender": sender, "message": text})
        elapsed = 1000 * (time.perf_counter() - started)
        if response.status_code != 200:
            raise RuntimeError(f"{self.name} answered {response.status_code} to: {text}")
        answer = response.json()
        answered = bool(answer["messages"] if isinstance(answer, dict) else answer)
        self.silent += not answered
        return Sent(elapsed, answered)

    def processes(self, what: str) -> list[psutil.Process]:
        """A process and its children."""
        root = self._roots[what]
        return [root, *root.children(recursive=True)]

    @property
    def parts(self) -> list[str]:
        """The names of its processes."""
        return list(self._roots)

    def cpu_seconds(self, parts: tuple[str, ...] = ("rasa", "actions")) -> dict[str, float]:
        """Processor time used so far, by default by the Rasa server and the action server."""
        return {
            part: sum(
                used.user + used.system
                for process in self.processes(part)
                if (used := process.cpu_times())
            )
            for part in parts
        }


def demo_catalogue() -> Path:
    """A seeded demonstration catalogue, kept between runs (its vectors take a minute to make)."""
    try:
        _seed(HOME)
    except subprocess.CalledProcessError:  # of an older shape of the tables
        for file in HOME.glob("catalogue.db*"):
            file.unlink()
        _seed(HOME)
    subprocess.run(
        [sys.executable, "-c",
         f"import sqlite3; sqlite3.connect({str(HOME / 'catalogue.db')!r})"
         ".execute('PRAGMA wal_checkpoint(TRUNCATE)')"],
        check=True,
    )  # fmt: skip
    return HOME / "catalogue.db"


def _seed(home: Path) -> None:
    """``toeleider catalogue seed`` in ``home``; unchanged texts keep their vectors."""
    environment = {**os.environ, "TOELEIDER_HOME": str(home)}
    environment.pop("TOELEIDER_DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "catalogue", "seed", "--replace"],
        cwd=PROJECT_ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def our_model() -> tuple[Path, str]:
    """A copy of the current model, and what it is.

    When the data moved on since the last training, a model is trained here, beside the project's.
    """
    own, note = WORK / "models" / "ours.tar.gz", WORK / "models" / "ours.json"
    own.parent.mkdir(parents=True, exist_ok=True)
    found = current_model()
    if found:
        shutil.copy(found, own)
        return own, "the current model"
    wanted = fingerprint()
    if own.exists() and note.exists() and json.loads(note.read_text())["fingerprint"] == wanted:
        return own, "a model trained for the benchmarks on the present data"
    trained = subprocess.run(
        [sys.executable, "-m", "rasa", "train", "--skip-validation", "--fixed-model-name", "ours",
         "--out", str(own.parent)],
        cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "OMP_NUM_THREADS": "2"},
    )  # fmt: skip
    if trained.returncode == 0:
        note.write_text(json.dumps({"fingerprint": wanted}), encoding="utf-8")
        return own, "a model trained for the benchmarks on the present data"
    shutil.copy(MODELS / f"{NAME}.tar.gz", own)
    return own, "the last model, older than the data"


@contextmanager
def ours(model: Path) -> Iterator[Contestant]:
    """Our household on a temporary home with the demonstration catalogue."""
    demo_catalogue()
    before = {key: os.environ.get(key) for key in ("TOELEIDER_HOME", "TOELEIDER_DATABASE_URL")}
    with tempfile.TemporaryDirectory(prefix="toeleider-bench-") as home:
        shutil.copy(HOME / "catalogue.db", home)
        if (HOME / "encoder").exists():
            shutil.copytree(HOME / "encoder", Path(home) / "encoder")
        os.environ["TOELEIDER_HOME"] = home
        os.environ.pop("TOELEIDER_DATABASE_URL", None)
        try:
            household = Household(model, port=free_port())
            household.start()
            try:
                ids = {c.name: c.process.pid for c in household.children if c.process}
                health = next(c.health for c in household.children if c.name == "rasa")
                contestant = Contestant("ours", f"{health}webhook", ids)
                contestant.front = household.address
                yield contestant
            finally:
                household.stop()
        finally:
            for key, value in before.items():
                os.environ.pop(key, None)
                if value is not None:
                    os.environ[key] = value


@contextmanager
def stock() -> Iterator[Contestant]:
    """Stock Rasa with an empty tracker database and its action server, from its own environment."""
    action_port, rasa_port = free_port(), free_port()
    endpoints = yaml.safe_load((STOCK_WORK / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{action_port}/webhook"
    with tempfile.TemporaryDirectory(prefix="stock-bench-") as home:
        endpoints["tracker_store"]["db"] = f"{home}/trackers.db"
        (Path(home) / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        commands = {
            "actions": [
                "-m", "rasa_sdk", "--actions", "actions", "--port", str(action_port), "--quiet",
            ],
            "rasa": [
                "-m", "rasa", "run", "--model", str(STOCK_MODEL), "--port", str(rasa_port),
                "--interface", "127.0.0.1", "--endpoints", f"{home}/endpoints.yml",
                "--credentials", "credentials.yml", "--quiet",
            ],
        }  # fmt: skip
        health = {
            "actions": f"http://127.0.0.1:{action_port}/health",
            "rasa": f"http://127.0.0.1:{rasa_port}/webhooks/rest/",
        }
        running: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name, command in commands.items():
                with (STOCK_WORK / f"{name}.log").open("wb") as log:
                    running[name] = subprocess.Popen(
                        [str(STOCK_PYTHON), *command], cwd=STOCK_WORK, env=stock_environment(),
                        stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                    )  # fmt: skip
            for name, process in running.items():
                _wait(name, process, health[name])
            yield Contestant(
                "stock",
                f"http://127.0.0.1:{rasa_port}/webhooks/rest/webhook",
                {name: process.pid for name, process in running.items()},
            )
        finally:
            for process in running.values():
                process.terminate()
            for process in running.values():
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _wait(name: str, process: subprocess.Popen[bytes], health: str) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(health, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"stock {name} did not start; see {STOCK_WORK / f'{name}.log'}")
