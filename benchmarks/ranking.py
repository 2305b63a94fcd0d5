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
from services_catalog.encoder import DIMENSIONS, default_encoder
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.models import Passage
from services_catalog.search.index import (
    LEXICAL_ALONE,
    LEXICAL_FLOOR,
    LEXICAL_WEIGHT,
    NGRAM_WEIGHT,
    CatalogueIndex,
    Entry,
    Row,
    load_index,
)
from services_catalog.search.passages import unpack
from services_catalog.search.query import SEMANTIC_WEIGHT
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


class AsTheyAre(CatalogueIndex):
    """The index with vectors as they are."""

    def mean(self, code: str) -> np.ndarray:
        """Nothing is taken off."""
        return np.zeros(DIMENSIONS, dtype=np.float32)


def read_rows() -> tuple[list[Entry], dict[str, list[Row]]]:
    """The services; their passages by language."""
    database = Database(make_engine("sqlite://"))
    migrate(database.engine)
    seed(database, read_folder(DEMO_DIRECTORY), default_encoder())
    entries = load_index(database).entries
    numbers = {entry.service_id: number for number, entry in enumerate(entries)}
    rows: dict[str, list[Row]] = defaultdict(list)
    with database.read() as session:
        for p in session.scalars(select(Passage)):
            rows[p.language].append((numbers[p.service_id], p.part, p.text, p.vector))
    return entries, {code: sorted(rows[code]) for code in sorted(rows)}


def held_out(
    entries: list[Entry], rows: dict[str, list[Row]], code: str, part: str
) -> dict[str, list[int]]:
    """Places (0 is first) of the right service for the questions ``part``, by way."""

    def kept(language: str) -> list[Row]:
        return [row for row in rows[language] if language != code or row[1] != part]

    indices = {
        centre: kind(1, entries, kept).language(code)
        for centre, kind in ((True, CatalogueIndex), (False, AsTheyAre))
    }
    texts = indices[True]
    assert texts.ngrams is not None
    every = np.arange(len(entries), dtype=np.int32)
    places: dict[str, list[int]] = {way: [] for way in WAYS}
    for number, _, text, vector in (row for row in rows[code] if row[1] == part):
        cosines = {c: np.maximum(i.semantic(unpack(vector), every), 0) for c, i in indices.items()}
        words = texts.lexical.scores(text)
        words /= max(float(words.max()), LEXICAL_FLOOR)
        pieces = texts.ngrams.scores(text)
        for way, (centre, semantic, lexical, gram) in WAYS.items():
            scores = semantic * cosines[centre] + lexical * words + gram * pieces
            places[way].append(int((scores > scores[number]).sum()))
    return places


def main() -> None:
    """Print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    entries, rows = read_rows()
    found: dict[str, dict[str, list[int]]] = {way: defaultdict(list) for way in WAYS}
    for code in track(rows, "Languages", console=console):
        for part in sorted({row[1] for row in rows[code] if row[1].startswith("ask")}):
            for way, places in held_out(entries, rows, code, part).items():
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
