"""Rasa gets the training sentences by our own importer: the same ones, and clear errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter

from bot.importer import SentenceError, SentenceImporter
from services_catalog.settings import PROJECT_ROOT

HEAD = 'version: "3.1"\nnlu:\n'
FILE = (
    HEAD
    + "  - intent: deny\n    metadata: {language: en}\n    examples: |\n      - no\n      - 112\n"
)


def read(path: Path) -> SentenceImporter:
    return SentenceImporter(training_data_paths=[str(path)])


def test_it_reads_what_rasa_reads() -> None:
    folder = str(PROJECT_ROOT / "data" / "nlu" / "ckb")
    ours = SentenceImporter(training_data_paths=[folder]).get_nlu_data()
    theirs = RasaFileImporter(training_data_paths=[folder]).get_nlu_data()
    assert len(ours.training_examples) > 1000
    assert [m.as_dict() for m in ours.training_examples] == [
        m.as_dict() for m in theirs.training_examples
    ]


def test_the_configuration_names_it() -> None:
    importer = TrainingDataImporter.load_from_config(
        str(PROJECT_ROOT / "config.yml"), training_data_paths=[str(PROJECT_ROOT / "data/nlu/ti")]
    )
    assert any(m.get("intent") == "greet" for m in importer.get_nlu_data().intent_examples)


def test_words_that_yaml_would_change_stay_words(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(FILE, encoding="utf-8")
    found = read(tmp_path).get_nlu_data().training_examples
    assert [m.get("text") for m in found] == ["no", "112"]
    assert found[0].get("metadata") == {"intent": {"language": "en"}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "  - intent: deny\n    examples: |\n      - no\n      nope\n", "put a dash before"),
        (HEAD + "  - intent: deny\n", "needs intent: and examples"),
        (HEAD + "  - examples: |\n      - no\n", "needs intent: and examples"),
        ("version: '3.1'\nnlu: deny\n", "no list under nlu"),
        (HEAD + "  - intent: deny\n   examples: |\n      - no\n", "cannot be read as YAML"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "broken.yml").write_text(text, encoding="utf-8")
    with pytest.raises(SentenceError, match=said) as error:
        read(tmp_path).get_nlu_data()
    assert "broken.yml" in str(error.value)
