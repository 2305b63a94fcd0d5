"""Evaluation: what the pipeline answers counts, and every miss is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.evaluation.nlu import as_json, as_table, evaluate, macro_f1, misses_table, read_examples


def parse(text: str, language: str) -> Mapping[str, Any]:
    if text == "huh":
        return {
            "intent": {"name": "nlu_fallback", "confidence": 0.3},
            "intent_ranking": [
                {"name": "nlu_fallback", "confidence": 0.3}, {"name": "deny", "confidence": 0.2},
            ],
        }  # fmt: skip
    return {"intent": {"name": "deny" if text in ("no", "nee") else "affirm", "confidence": 0.9}}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "en.yml").write_text("deny: [no, huh]\naffirm:\n  - yes\n", encoding="utf-8")
    (tmp_path / "ar-Latn.yml").write_text("deny: [la]\n", encoding="utf-8")
    return [tmp_path / "en.yml", tmp_path / "ar-Latn.yml"]


def test_scores_by_language(files: list[Path]) -> None:
    scores = evaluate(files, parse)
    assert scores["en"].n == 3
    assert scores["en"].accuracy == pytest.approx(2 / 3, abs=1e-3)
    assert scores["ar-Latn"].accuracy == 0


def test_a_fallback_is_a_miss_that_tells_the_raw_answer(files: list[Path]) -> None:
    (miss,) = evaluate(files, parse)["en"].misses
    assert (miss.text, miss.expected, miss.got, miss.fallback) == ("huh", "deny", "deny", True)
    assert miss.confidence == 0.2


def test_json_and_tables(files: list[Path]) -> None:
    scores = evaluate(files, parse)
    report = json.loads(json.dumps(as_json(scores)))
    assert report["languages"]["en"]["accuracy"] == pytest.approx(2 / 3, abs=1e-3)
    assert report["all"]["n"] == 4
    low, high = report["all"]["accuracy_95"]
    assert low < report["all"]["accuracy"] < high
    console = Console(record=True, width=120)
    console.print(as_table(scores))
    console.print(misses_table(scores))
    assert "66.7%" in console.export_text()


def test_macro_f1_counts_every_intent_alike() -> None:
    assert macro_f1([("a", "a")] * 9 + [("b", "a")]) == pytest.approx((18 / 19 + 0) / 2)
    assert macro_f1([]) == 0


@pytest.mark.parametrize("content", ["- a", "deny: no", "deny: [a"])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "nl.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"nl\.yml"):
        read_examples(path)
