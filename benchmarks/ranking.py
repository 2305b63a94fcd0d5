"""How vectors and words are best weighed in the search: every own question, held out once.

Run: ``uv run python -m benchmarks.ranking [--json FILE]``. The services of the demonstration
catalogue say in their own words what people ask (``asks``). All first ones are taken out of the
index and put to it as questions, then all second ones, and so on, in every language. In Dutch,
English, French, Arabic, Turkish and Ukrainian the asks are translations of each other, so the
Dutch one that stays in the index gives the answer away; in the others they are not.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from rich.progress import track
from rich.table import Table
from sqlalchemy import select

from benchmarks.report import console, write_json
from services_catalog.database import Database, make_engine, migrate
from services_catalog.encoder import default_encoder
from services_catalog.languages import SOURCE
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.models import Passage, Service
from services_catalog.search.index import (
    LEXICAL_ALONE,
    LEXICAL_FLOOR,
    LEXICAL_WEIGHT,
    NGRAM_WEIGHT,
    LanguageIndex,
)
from services_catalog.search.lexical import document_terms
from services_catalog.search.ngrams import NgramIndex
from services_catalog.search.passages import unpack
from services_catalog.search.query import SEMANTIC_WEIGHT
from services_catalog.search.vectors import ServiceVectors, mean_of
from services_catalog.settings import DEMO_DIRECTORY

TRANSLATED = frozenset(["nl", "en", "fr", "ar", "tr", "uk"])
# Whether the means of the languages are taken off; weights of vectors, words, pieces of words.
WAYS = {
    "words alone": (True, 0.0, 1.0, 0.0),
    "pieces of words alone": (True, 0.0, 0.0, 1.0),
    "vectors as they are": (False, 1.0, 0.0, 0.0),
    "vectors less the mean of their language": (True, 1.0, 0.0, 0.0),
    "vectors as they are, and words (until November)": (False, 1.0, 0.25, 0.0),
    "less the mean, and words (large catalogues)": (True, SEMANTIC_WEIGHT, LEXICAL_ALONE, 0.0),
    "… and pieces (used)": (True, SEMANTIC_WEIGHT, LEXICAL_WEIGHT, NGRAM_WEIGHT),
    "… words with twice the say": (True, SEMANTIC_WEIGHT, LEXICAL_WEIGHT * 2, NGRAM_WEIGHT),
    "… pieces with half the say": (True, SEMANTIC_WEIGHT, LEXICAL_WEIGHT, NGRAM_WEIGHT / 2),
}
Row = tuple[int, str, str, bytes]


def read_rows() -> tuple[int, dict[str, list[Row]]]:
    """The number of services; by language: service's number, part, text, vector."""
    database = Database(make_engine("sqlite://"))
    migrate(database.engine)
    seed(database, read_folder(DEMO_DIRECTORY), default_encoder())
    with database.read() as session:
        ids = sorted(session.scalars(select(Service.id)))
        numbers = {name: number for number, name in enumerate(ids)}
        rows: dict[str, list[Row]] = defaultdict(list)
        for p in session.scalars(select(Passage)):
            rows[p.language].append((numbers[p.service_id], p.part, p.text, p.vector))
    return len(ids), {code: sorted(rows[code]) for code in sorted(rows)}


def held_out(count: int, rows: dict[str, list[Row]], code: str, part: str) -> dict[str, list[int]]:
    """Places (0 is first) of the right service for the questions ``part``, by way."""
    kept = {c: [r for r in rows[c] if c != code or r[1] != part] for c in {SOURCE, code}}
    documents: list[list[str]] = [[] for _ in range(count)]
    own: list[list[str]] = [[] for _ in range(count)]
    for language, some in kept.items():
        for number, kind, text, _ in some:
            found = document_terms(text) * (2 if kind == "head" else 1)
            documents[number] += found
            own[number] += found if language == code else []
    ngrams = NgramIndex(own)
    nothing = np.zeros(384, dtype=np.float32)
    indices = {}
    for centre in (True, False):
        means = {
            c: mean_of([r[3] for r in some]) if centre else nothing for c, some in kept.items()
        }
        vectors = [
            ServiceVectors([r[0] for r in some], [r[3] for r in some], means[c])
            for c, some in kept.items()
        ]
        indices[centre] = LanguageIndex(vectors, documents, means[code])
    every = np.arange(count, dtype=np.int32)
    places: dict[str, list[int]] = {way: [] for way in WAYS}
    for number, _, text, vector in (row for row in rows[code] if row[1] == part):
        cosines = {c: np.maximum(i.semantic(unpack(vector), every), 0) for c, i in indices.items()}
        words = indices[True].lexical.scores(text)
        words /= max(float(words.max()), LEXICAL_FLOOR)
        pieces = ngrams.scores(text)
        for way, (centre, semantic, lexical, gram) in WAYS.items():
            scores = semantic * cosines[centre] + lexical * words + gram * pieces
            places[way].append(int((scores > scores[number]).sum()))
    return places


def main() -> None:
    """Print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    count, rows = read_rows()
    found: dict[str, dict[str, list[int]]] = {way: defaultdict(list) for way in WAYS}
    for code in track(rows, "Languages", console=console):
        for part in sorted({row[1] for row in rows[code] if row[1].startswith("ask")}):
            for way, places in held_out(count, rows, code, part).items():
                found[way][code] += places
    asked = sum(map(len, found["words alone"].values()))
    table = Table(
        "way", "first", "among three", "of those not translated", title=f"{asked} questions"
    )
    result = {}
    for way, by in found.items():
        three = {code: float(np.mean(np.array(p) < 3)) for code, p in by.items()}
        first = float(np.mean([np.mean(np.array(p) < 1) for p in by.values()]))
        own = float(np.mean([share for code, share in three.items() if code not in TRANSLATED]))
        table.add_row(way, f"{first:.1%}", f"{np.mean(list(three.values())):.1%}", f"{own:.1%}")
        result[way] = {"first": first, "three": three}
    console.print(table)
    write_json(options.json, result)


if __name__ == "__main__":
    main()
