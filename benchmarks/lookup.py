"""The toeleiders' look-up against a plain SQL LIKE scan, on the demonstration catalogue.

Run: ``uv run python -m benchmarks.lookup [--rounds 3] [--json FILE]``. Each line is typed letter by
letter, as the page asks it, and each state of the box is timed: reading it, finding, and the whole
answer (cards in two languages, message, HTML). The LIKE scan is what one would write first: every
word of the box in title, summary or description of the Dutch or the client's words, and the same
cards and HTML are not made for it. Both on the same file, in turn, in one run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table
from sqlalchemy import or_, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.report import console, p50, p95, write_json
from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.lookup.finder import Finder
from services_catalog.lookup.pages import lookup_routes
from services_catalog.models import Service, ServiceTranslation
from services_catalog.settings import DEMO_DIRECTORY

LINES = (
    ("football boy 9 no papers wednesday north", "uk"),
    ("voetbal jongen 9 jaar zonder papieren woensdag noord", "ar"),
    ("foot garçon 9 ans sans papiers mercredi nord", "fr"),
    ("dokter met tolk arabisch zaterdag voormiddag", "ar"),
    ("nederlands leren 's avonds gratis", "tr"),
    ("slapen vannacht vrouw met baby", "ti"),
    ("avocat asile sans rdv vendredi 14h30", "so"),
    ("voedselpakket oosterveld", "fa"),
)


class _NoEncoder:
    name = "none"

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.zeros((len(texts), 384), dtype=np.float32)


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.lookup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="toeleider-lookup-") as folder:
        result = measure(Path(folder), options.rounds)
    table = Table("ms", "median", "p95")
    for name, figures in result["ms"].items():
        table.add_row(name, f"{figures['p50']:.1f}", f"{figures['p95']:.1f}")
    console.print(table)
    console.print(
        f"finding / LIKE scan at the median: {result['ratio']:.2f}; "
        f"the club is first for {result['first']} of the 3 football lines, LIKE: {result['like']}"
    )
    write_json(options.json, result)


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """All figures."""
    engine = make_engine(f"sqlite:///{folder / 'catalogue.db'}")
    migrate(engine)
    database = Database(engine)
    seed(database, read_folder(DEMO_DIRECTORY), _NoEncoder())
    desk = Desk(database)
    finder = Finder(desk)
    client = TestClient(Starlette(routes=lookup_routes(desk, open_lookup=True)))
    times: dict[str, list[float]] = {"reading and finding": [], "whole answer": [], "LIKE scan": []}

    # Processor time beside the clock's: this machine may be busy with other things.
    busy: dict[str, list[float]] = {name: [] for name in times}

    def timed(name: str, work: Any) -> None:
        started, began = time.perf_counter(), time.process_time()
        work()
        times[name].append((time.perf_counter() - started) * 1000)
        busy[name].append((time.process_time() - began) * 1000)

    for round_ in range(rounds + 1):
        for line, language in LINES:
            for end in range(3, len(line) + 1):
                text = line[:end]
                form = {"q": text, "client": language}
                timed(
                    "reading and finding", lambda text=text: finder.find(finder.read(text).wanted)
                )
                timed("whole answer", lambda form=form: client.post("/lookup/results", data=form))
                timed("LIKE scan", lambda t=text, c=language: _like(database, t, c))
        if round_ == 0:
            # The first round fills what every process fills once.
            for figures in [*times.values(), *busy.values()]:
                figures.clear()
    football = [line for line, _language in LINES[:3]]
    found = [finder.find(finder.read(line).wanted).found for line in football]
    scanned = [_like(database, line, "en") for line in football]
    return {
        "ms": {
            f"{name}, {kind}": {"p50": p50(v[name]), "p95": p95(v[name]), "n": len(v[name])}
            for name in times
            for kind, v in (("clock", times), ("processor", busy))
        },
        "ratio": p50(times["reading and finding"]) / p50(times["LIKE scan"]),
        "first": sum(bool(f) and f[0].service_id == "samen-voetballen" for f in found),
        "like": sum(f[:1] == ["samen-voetballen"] for f in scanned),
    }


def _like(database: Database, text: str, language: str) -> list[str]:
    own = ServiceTranslation
    query = select(Service.id).outerjoin(
        own, (own.service_id == Service.id) & (own.language == language)
    )
    for word in text.split():
        columns = (Service.title, Service.summary, Service.description, own.title, own.summary)
        query = query.where(or_(*(column.ilike(f"%{word}%") for column in columns)))
    with database.read() as session:
        return list(session.scalars(query.order_by(Service.position).limit(10)))


if __name__ == "__main__":
    main()
