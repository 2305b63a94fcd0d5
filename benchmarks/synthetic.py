"""Catalogues of any size, made by recombining the texts of the demonstration catalogue.

A made-up service takes title, summary, description and questions from services of one topic,
its places and rules from one of them, and a name of its own. Vectors are those of the borrowed
texts, turned a little: nothing is encoded.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from collections import defaultdict
from pathlib import Path

import numpy as np

TURN = 0.35
"""How far a vector is turned: cosine 0.94 with the real one, as between neighbouring texts."""
_START = ("Linde", "Meer", "Kerk", "Hof", "Wal", "Ber", "Zon", "Dal", "Oost", "Water", "Kas", "Vel")
_END = ("beek", "gem", "veld", "hoek", "dries", "zele", "rode", "broek", "kouter", "donk", "laar")
_SERVICE_ROWS = ("service_topic", "service_at_location", "service_language", "required_document")


def make_catalogue(demo: Path, path: Path, size: int) -> None:
    """Write a catalogue of ``size`` services to ``path``, beside the texts of ``demo``."""
    shutil.copy(demo, path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    base = [row[0] for row in connection.execute("SELECT id FROM service ORDER BY id")]
    if size < len(base):
        _remove(connection, random.Random(0).sample(base, len(base) - size))
    elif size > len(base):
        _add(connection, base, size - len(base))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _remove(connection: sqlite3.Connection, ids: list[str]) -> None:
    tables = (*_SERVICE_ROWS, "eligibility_rule", "external_id", "service_translation", "passage")
    for table in tables:
        connection.executemany(f"DELETE FROM {table} WHERE service_id = ?", [(x,) for x in ids])
    connection.executemany("DELETE FROM service WHERE id = ?", [(x,) for x in ids])


def _add(connection: sqlite3.Connection, base: list[str], count: int) -> None:
    draw, noise = random.Random(count), np.random.default_rng(count)
    columns = _columns(connection, "service")
    services = {
        row[columns.index("id")]: row for row in connection.execute("SELECT * FROM service")
    }
    satellites = {table: _rows_by_service(connection, table) for table in _SERVICE_ROWS}
    rules = _rows_by_service(connection, "eligibility_rule")
    rule_columns = _columns(connection, "eligibility_rule")
    texts: dict[str, dict[str, dict[str, tuple[str, bytes]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    encoder = connection.execute("SELECT encoder FROM passage LIMIT 1").fetchone()[0]
    for service, language, part, text, vector in connection.execute(
        "SELECT service_id, language, part, text, vector FROM passage"
    ):
        texts[service][language][part] = (text, vector)
    by_topic: dict[str, list[str]] = defaultdict(list)
    topics = satellites["service_topic"]
    first_topic = {}
    topic_at = _columns(connection, "service_topic").index("topic")
    for service, rows in topics.items():
        first_topic[service] = rows[0][topic_at]
        by_topic[first_topic[service]].append(service)
    for number in range(count):
        origin = draw.choice(base)
        made = f"made-{number:05}"
        name = f"{draw.choice(_START)}{draw.choice(_START).lower()}{draw.choice(_END)}"
        row = dict(zip(columns, services[origin], strict=True))
        row.update(id=made, title=f"{row['title']} {name}"[:120])
        _insert(connection, "service", [tuple(row.values())])
        for table, rows in satellites.items():
            at = _columns(connection, table).index("service_id")
            _insert(connection, table, [(*r[:at], made, *r[at + 1 :]) for r in rows[origin]])
        copies = []
        for rule in rules[origin]:
            values = dict(zip(rule_columns, rule, strict=True))
            copies.append(tuple({**values, "id": None, "service_id": made}.values()))
        _insert(connection, "eligibility_rule", copies)
        _insert(
            connection, "passage",
            _passages(made, name, texts, by_topic[first_topic[origin]], encoder, draw, noise),
        )  # fmt: skip


def _passages(
    made: str,
    name: str,
    texts: dict[str, dict[str, dict[str, tuple[str, bytes]]]],
    donors: list[str],
    encoder: str,
    draw: random.Random,
    noise: np.random.Generator,
) -> list[tuple[str | bytes, ...]]:
    """The passages of a made-up service: each part from another service of its topic."""
    chosen = {part: draw.choice(donors) for part in ("head", "body", "ask1", "ask2", "ask3",
                                                     "ask4", "ask5")}  # fmt: skip
    found = [
        (language, part, *texts[donor][language][part])
        for part, donor in chosen.items()
        for language in texts[donor]
        if part in texts[donor][language]
    ]
    vectors = np.stack([np.frombuffer(vector, dtype="<f2") for *_, vector in found])
    vectors = vectors.astype(np.float32)
    turned = noise.standard_normal(vectors.shape, dtype=np.float32) * (TURN / np.sqrt(384))
    vectors += turned
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows: list[tuple[str | bytes, ...]] = []
    for (language, part, text, _), vector in zip(found, vectors.astype("<f2"), strict=True):
        if part == "head":
            title, _, rest = text.partition(". ")
            text = f"{title} {name}. {rest}"
        hashed = hashlib.sha256(text.encode("utf-8")).hexdigest()
        rows.append((made, language, part, text, hashed, encoder, vector.tobytes()))
    return rows


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _rows_by_service(connection: sqlite3.Connection, table: str) -> dict[str, list[tuple]]:
    at = _columns(connection, table).index("service_id")
    found: dict[str, list[tuple]] = defaultdict(list)
    for row in connection.execute(f"SELECT * FROM {table}"):
        found[row[at]].append(row)
    return found


def _insert(connection: sqlite3.Connection, table: str, rows: list[tuple]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
