"""What the tests of the import pages share: sending files, pressing buttons, laying records."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from services_catalog.database import Database
from services_catalog.editing.staging import Record, stage
from tests.staff.conftest import Browser

DATA = Path(__file__).parent.parent / "catalogue" / "data"
TURTLE, PAGE = DATA / "lpdc.ttl", DATA / "lpdc-page.jsonld"
SHELTER = "nachtopvang-de-brug"
NEW: dict[str, Any] = {
    "topics": ["mobility"],
    "organization": "stad-waterlinde",
    "text": {"title": "Fietspunt", "summary": "Herstel je fiets samen met anderen."},
}


def send(browser: Browser, *paths: Path, status: int = 200) -> str:
    """Choose files and send them; the page that comes when they were looked at."""
    files = [("files", (path.name, path.read_bytes())) for path in paths]
    answer = browser.client.post("/staff/imports/new", data={"csrf": browser.token()}, files=files)
    assert answer.status_code == status, (answer.status_code, answer.text[:3000])
    browser.url = str(answer.url)
    return answer.text if "data-poll" not in answer.text else wait(browser, path_of(browser))


def wait(browser: Browser, path: str) -> str:
    """The page once the work is done."""
    for _ in range(200):
        told = browser.client.get(f"/staff{path}/progress")
        if told.status_code != 200 or told.json()["ready"]:
            break
        time.sleep(0.1)
    answer = browser.client.get(f"/staff{path}")
    browser.url = str(answer.url)
    return answer.text


def path_of(browser: Browser) -> str:
    return browser.url.partition("/staff")[2].partition("?")[0]


def press(browser: Browser, do: str, **values: object) -> str:
    """A button of the page of held files."""
    path = path_of(browser)
    html = browser.post(path, do=do, **values)
    return wait(browser, path_of(browser)) if "data-poll" in html else html


def waiting(tmp_path: Path) -> list[Path]:
    """Every file that waits on the disk."""
    return [
        path for path in (tmp_path / "waiting").rglob("*") if path.is_file() and path.name != "lock"
    ]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def lay(catalogue: Database, *records: Record, system: str = "hsds") -> list[int]:
    report = stage(
        catalogue, system=system, source="proef.json", records=list(records), actor="Buur",
        dry_run=False,
    )  # fmt: skip
    return [item.item or 0 for item in report.items]
