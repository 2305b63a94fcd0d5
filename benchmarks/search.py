"""Search time as the catalogue grows: 100, 1,000 and 10,000 services.

Run: ``uv run python -m benchmarks.search [--questions 150] [--json FILE]``. The catalogues are made
of the demonstration catalogue's texts (``benchmarks/synthetic.py``) in temporary SQLite files. The
same question goes to all of them in turn, in an order that is drawn anew for each, with the topic
as the classifier names it and without; every third one has wishes (open now, free, age, place).
Times are of the search alone and of the whole the visitor waits for: the question's encoding and
the search. Then one title is changed, and the first search that sees the change is timed.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from rich.table import Table

from benchmarks.households import demo_catalogue
from benchmarks.report import console, p50, p95, write_json
from benchmarks.synthetic import make_catalogue
from benchmarks.visitors import LANGUAGES, long_text, short_text
from services_catalog.database import Database, make_engine
from services_catalog.encoder import default_encoder
from services_catalog.hours import now
from services_catalog.models import Service
from services_catalog.search.query import CatalogueSearch, Query
from services_catalog.vocabulary import topics

Times = dict[str, list[float]]


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.search", description=__doc__)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10000])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="toeleider-search-") as folder:
        result = measure(Path(folder), options.sizes, options.questions)
    _print(result)
    write_json(options.json, result)


def measure(folder: Path, sizes: list[int], count: int) -> dict[str, Any]:
    """All figures, in ms, by size."""
    demo = demo_catalogue()
    databases: dict[int, Database] = {}
    searches: dict[int, CatalogueSearch] = {}
    loading: dict[int, dict[str, float]] = {}
    for size in sizes:
        path = folder / f"{size}.db"
        make_catalogue(demo, path, size)
        databases[size] = Database(make_engine(f"sqlite:///{path}"))
        searches[size] = CatalogueSearch(databases[size])
        loading[size] = {"first search": _timed(searches[size], Query("nl", "eten"))}
        for language in LANGUAGES:
            _timed(searches[size], _question(random.Random(1), language, 0))
    times: dict[int, Times] = {size: defaultdict(list) for size in sizes}
    draw = random.Random(20)
    encoder = default_encoder()
    for number in range(count + 5):
        plain = _question(draw, LANGUAGES[number % len(LANGUAGES)], number)
        topic = draw.choice(list(topics()))
        for size in draw.sample(sizes, len(sizes)):
            for kind, wanted in (("without topic", ()), ("with topic", (topic,))):
                started = time.perf_counter()
                vector = encoder.encode([plain.text])[0]
                encoded = time.perf_counter()
                searches[size].search(replace(plain, vector=vector, topics=wanted))
                ended = time.perf_counter()
                if number >= 5:  # the first ones warm up
                    times[size][f"search {kind}"].append(1000 * (ended - encoded))
                    times[size][f"whole {kind}"].append(1000 * (ended - started))
    for size in sizes:
        clock = time.perf_counter()
        databases[size].version()
        loading[size]["notice"] = 1000 * (time.perf_counter() - clock)
        _change_a_title(databases[size])
        loading[size]["after a change"] = _timed(searches[size], Query("nl", "eten"))
        vector = np.full(384, 384**-0.5, dtype=np.float32)
        question = Query("ar", "طعام", vector=vector)
        loading[size]["after a change, next language"] = _timed(searches[size], question)
    smallest = times[sizes[0]]
    return {
        "questions": count,
        "milliseconds": {
            size: {
                kind: {"p50": round(p50(values), 2), "p95": round(p95(values), 2)}
                for kind, values in of_size.items()
            }
            for size, of_size in times.items()
        },
        "ratio_of_p95": {
            size: {kind: round(p95(v) / p95(smallest[kind]), 2) for kind, v in of_size.items()}
            for size, of_size in times.items()
        },
        "loading_ms": {
            size: {what: round(value, 1) for what, value in of_size.items()}
            for size, of_size in loading.items()
        },
    }


def _question(draw: random.Random, language: str, number: int) -> Query:
    make = long_text if number % 2 else short_text
    query = Query(language=language, text=make(draw, language), limit=4)
    if number % 3 == 0:
        wishes: list[dict[str, Any]] = [
            {"open_at": now()}, {"free": True}, {"age": 9, "household": frozenset({"children"})},
            {"open_at": now(), "free": True}, {"neighbourhood": "centrum"},
            {"everyone_first": True},
        ]  # fmt: skip
        query = replace(query, **wishes[number // 3 % len(wishes)])
    return query


def _timed(search: CatalogueSearch, query: Query) -> float:
    started = time.perf_counter()
    search.search(query)
    return 1000 * (time.perf_counter() - started)


def _change_a_title(database: Database) -> None:
    with database.change() as session:
        service = session.query(Service).first()
        assert service is not None
        service.title += " (nieuw)"


def _print(result: dict[str, Any]) -> None:
    kinds = ["whole with topic", "whole without topic", "search with topic", "search without topic"]
    table = Table("services", *(f"{kind}\np50 / p95 ms" for kind in kinds))
    for size, figures in result["milliseconds"].items():
        table.add_row(f"{size:,}", *(f"{figures[k]['p50']} / {figures[k]['p95']}" for k in kinds))
    console.print(table)
    table = Table("ratio of p95 to the smallest", *kinds)
    for size, ratios in result["ratio_of_p95"].items():
        table.add_row(f"{size:,}", *(f"{ratios[kind]:.2f}" for kind in kinds))
    console.print(table)
    columns = list(next(iter(result["loading_ms"].values())))
    table = Table("loading, ms", *columns)
    for size, figures in result["loading_ms"].items():
        table.add_row(f"{size:,}", *(f"{figures[c]:,.0f}" for c in columns))
    console.print(table)


if __name__ == "__main__":
    main()
