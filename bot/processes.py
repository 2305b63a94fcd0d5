"""Starting, watching and stopping the three processes on one machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from services_catalog.settings import PROJECT_ROOT, load_settings

START_PATIENCE = 180.0
"""Seconds until a process must be healthy; importing Rasa takes most of them on a slow machine."""


class StartFailed(RuntimeError):
    """A process did not come up; the message has the end of its log."""


@dataclass
class Child:
    """One process: what to run, and where it says that it is well."""

    name: str
    command: list[str]
    health: str
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    next_start: float = 0.0

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None


class Household:
    """The web, Rasa and action processes of one machine, kept alive until stopped."""

    def __init__(
        self,
        model: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 8080,
        debug: bool = False,
    ) -> None:
        """Plan the processes; inner ports are free ones of this machine."""
        settings = load_settings()
        self.logs = settings.state_directory / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        action_port, rasa_port = free_port(), free_port()
        endpoints = self._endpoints(settings.state_directory, action_port)
        rasa = [
            sys.executable, "-m", "bot.server", "--port", str(rasa_port),
            "--model", str(model), "--endpoints", str(endpoints),
        ]  # fmt: skip
        self.address = f"http://{host}:{port}"
        self.children = [
            Child(
                "actions",
                [sys.executable, "-m", "actions", "--port", str(action_port)],
                f"http://127.0.0.1:{action_port}/health",
            ),
            Child(
                "rasa",
                [*rasa, "--debug"] if debug else rasa,
                f"http://127.0.0.1:{rasa_port}/webhooks/toeleider/",
            ),
            Child(
                "web",
                [sys.executable, "-m", "bot.web", "--host", host, "--port", str(port)],
                f"http://127.0.0.1:{port}/health",
                {"TOELEIDER_RASA_URL": f"http://127.0.0.1:{rasa_port}"},
            ),
        ]

    def _endpoints(self, state: Path, action_port: int) -> Path:
        """The project's endpoints with the inner port of the action server."""
        endpoints = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{action_port}/webhook"
        path = state / f"endpoints.{action_port}.yml"
        path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return path

    def start(self, report: Callable[[str], None] = lambda _: None) -> None:
        """Start everything and wait until it is healthy.

        Raises:
            StartFailed: a process ended or never became healthy; all are stopped again.
        """
        for child in self.children:
            self._launch(child)
        try:
            for child in self.children:
                self._wait(child)
                report(child.name)
        except BaseException:
            self.stop()
            raise

    def _launch(self, child: Child) -> None:
        log = (self.logs / f"{child.name}.log").open("ab")
        child.process = subprocess.Popen(
            child.command,
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                **child.environment,
                "RASA_TELEMETRY_ENABLED": "false",
                # More threads only wait for each other on a turn of one sentence.
                "OMP_NUM_THREADS": "1",
            },
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is ours to pass on, in order
        )
        log.close()
        child.starts += 1

    def _wait(self, child: Child) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            if not child.alive():
                raise StartFailed(f"{child.name} ended at start.\n{self._tail(child)}")
            try:
                if httpx.get(child.health, timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise StartFailed(
            f"{child.name} is not healthy after {START_PATIENCE:.0f} s.\n{self._tail(child)}"
        )

    def _tail(self, child: Child) -> str:
        path = self.logs / f"{child.name}.log"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        return "\n".join([*lines, f"(whole log: {path})"])

    def keep(self, should_stop: Callable[[], bool], report: Callable[[str], None]) -> None:
        """Watch until ``should_stop``; a process that ends is started again, ever slower."""
        while not should_stop():
            for child in self.children:
                if child.alive():
                    continue
                if child.next_start == 0.0:
                    child.next_start = time.monotonic() + min(0.5 * 2 ** (child.starts - 1), 30)
                    report(f"{child.name} ended and is started again")
                elif time.monotonic() >= child.next_start:
                    child.next_start = 0.0
                    self._launch(child)
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop all, front first, so that no visitor meets a half-stopped house."""
        for child in reversed(self.children):
            if child.process and child.alive():
                os.killpg(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        for child in self.children:
            if child.process:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    os.killpg(child.process.pid, signal.SIGKILL)
                    child.process.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
