"""The widget on a slow phone: bytes, and what the visitor waits for.

Run: ``uv run python -m benchmarks.widget [--json FILE]``. A real Chromium at slow 2G (50 kbit/s,
400 ms each way, the preset of web tests) opens the page of an imaginary city. In the same run the
same browser fetches files of the size of two known chats (rasa-webchat 1.0.1, 211 KB gzipped;
deep-chat 2, 111 KB), so that seconds become ratios. Needs Chromium; Rasa is not asked.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import httpx
import numpy as np
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from rich.table import Table
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.report import console, write_json
from bot.processes import free_port
from bot.web.app import create_app
from bot.web.settings import WebSettings
from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.settings import DEMO_DIRECTORY, PROJECT_ROOT

WIDGET = PROJECT_ROOT / "bot" / "web" / "static" / "widget.js"
OTHERS = {"deep-chat": 111_000, "rasa-webchat": 211_000}
"""Bytes gzipped, as measured before the start of the project."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SLOW_2G = {"offline": False, "latency": 400, "downloadThroughput": 6250, "uploadThroughput": 6250}


class NoVectors:
    """The search is not asked."""

    name = "none"

    def encode(self, texts: list[str]) -> np.ndarray:
        """Nothing worth knowing."""
        return np.zeros((len(texts), 384), dtype=np.float32)


def serve(folder: Path) -> tuple[uvicorn.Server, str]:
    """The web process on the demonstration catalogue; also files as large as the other chats."""
    engine = make_engine(f"sqlite:///{folder / 'catalogue.db'}")
    migrate(engine)
    database = Database(engine)
    seed(database, read_folder(DEMO_DIRECTORY), NoVectors())  # type: ignore[arg-type]
    app = create_app(WebSettings(), desk=Desk(database))
    noise = os.urandom(max(OTHERS.values()))
    for name, size in OTHERS.items():
        body = noise[:size]
        app.router.routes.insert(
            0, Route(f"/other/{name}", lambda _, body=body: Response(body, media_type="image/png"))
        )
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    )
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{port}"


def measure(browser: Browser, address: str, language: str) -> dict[str, float]:
    """Seconds at slow 2G: to the button, to the frame after a press, to the first sentences."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(120_000)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW_2G)
    started = time.perf_counter()
    page.goto(f"{address}/city/plain/{language}", wait_until="commit")
    page.locator("digitale-toeleider .launcher").wait_for()
    button = time.perf_counter()
    page.locator("digitale-toeleider .launcher").click()
    page.locator("digitale-toeleider .panel").wait_for()
    frame = time.perf_counter()
    page.locator("digitale-toeleider .first .tiles button").first.wait_for()
    first = time.perf_counter()
    found = {"button": button - started, "frame": frame - button, "sentences": first - button}
    for name in OTHERS:
        other = time.perf_counter()
        page.evaluate("path => fetch(path).then(r => r.arrayBuffer())", f"/other/{name}")
        found[name] = time.perf_counter() - other
    context.close()
    return found


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("Chromium is needed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        server, address = serve(Path(folder))
        sizes = {"widget.js": len(gzip.compress(WIDGET.read_bytes(), 9))}
        for language in ("nl", "ar", "uk"):
            answer = httpx.get(f"{address}/api/v1/start/{language}")
            sizes[f"first sentences, {language}"] = len(gzip.compress(answer.content, 6))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            seconds = {code: measure(browser, address, code) for code in ("nl", "ar", "uk")}
            browser.close()
        server.should_exit = True
    bytes_table = Table("asset", "bytes gzipped", "of rasa-webchat", "of deep-chat")
    for name, size in sizes.items():
        bytes_table.add_row(name, f"{size:,}", *(f"{size / OTHERS[n]:.2f}" for n in
                                                 ("rasa-webchat", "deep-chat")))  # fmt: skip
    console.print(bytes_table)
    waits = Table("slow 2G, seconds", *seconds)
    for what in next(iter(seconds.values())):
        waits.add_row(what, *(f"{seconds[code][what]:.1f}" for code in seconds))
    console.print(waits)
    write_json(asked.json, {"bytes": sizes, "seconds": seconds})


if __name__ == "__main__":
    main()
