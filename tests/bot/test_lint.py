"""The linter finds what teaches the wrong thing, and our own data has no errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.evaluation.lint import doubts, leaks, lint, templates
from bot.nlu.corpus import Sentence, sentences


def of(intent: str, *texts: str, folder: str = "nl") -> list[Sentence]:
    return [Sentence(text, intent, folder) for text in texts]


def kinds(data: list[Sentence]) -> set[tuple[str, str]]:
    return {(found.kind, found.text) for found in lint(data)}


def test_the_same_sentence_under_two_intents() -> None:
    data = of("ask_school", "Waar is de school?") + of("ask_address", "waar is de school")
    assert ("duplicate", "waar is de school") in kinds(data)


def test_other_languages_may_say_the_same() -> None:
    data = of("ask_food_aid", "OCMW") + of("ask_financial_support", "OCMW", folder="fr")
    assert lint(data) == []


def test_near_duplicates() -> None:
    data = of("ask_housing", "ik zoek een goedkoop huis in de stad",
              "ik zoek een goedkope huis in de stad", "mijn dak lekt al weken")  # fmt: skip
    assert kinds(data) == {("alike", "ik zoek een goedkope huis in de stad")}


def test_templates() -> None:
    data = of("ask_work", *(f"ik zoek {what} hier" for what in ("werk", "baan", "job", "stage")))
    assert {found.kind for found in templates(data)} == {"template"}
    assert not list(templates(of("ask_work", "een job", "mag ik werken zonder kaart")))


def test_leaks(tmp_path: Path) -> None:
    folder = tmp_path / "nlu" / "final"
    folder.mkdir(parents=True)
    (folder / "nl.yml").write_text("ask_work: [mag ik hier al werken, werk]", encoding="utf-8")
    data = of("ask_work", "mag ik hier al werken?", "werk")
    assert [found.text for found in leaks(data, tmp_path)] == ["mag ik hier al werken?"]


def test_doubtful_labels() -> None:
    random = np.random.default_rng(0)
    one, other = np.eye(384, dtype=np.float32)[:2]
    near = [place + 0.01 * random.standard_normal(384) for place in (one, other) for _ in range(14)]
    vectors = np.vstack(near)
    data = of("ask_school", *map(str, range(13))) + of("ask_work", "school?")
    data += of("ask_work", *(f"w{n}" for n in range(14)))
    assert [found.text for found in doubts(data, vectors)] == ["school?"]


def test_our_own_sentences_have_no_errors() -> None:
    assert [found for found in lint(list(sentences())) if found.is_error] == []
