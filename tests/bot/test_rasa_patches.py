"""What is taken out of Rasa, or done otherwise, changes nothing that it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.importer import ComponentMissing, SentenceImporter


def said(text: str, intent: str = "greet") -> Message:
    return Message.build(text, intent)


def many() -> TrainingData:
    return TrainingData([said(f"hello {number}") for number in range(300)])


def test_rasa_loads_without_tensorflow() -> None:
    code = (
        "import sys, rasa.core.agent, rasa.model_training, rasa.engine.recipes.default_components;"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('tensorflow', 'keras', 'jax')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "line", ["pipeline: [{name: DIETClassifier}]", "policies: [{name: TEDPolicy}]"]
)
def test_a_component_that_needs_tensorflow_is_refused(tmp_path: Path, line: str) -> None:
    config = tmp_path / "config.yml"
    config.write_text(f"recipe: default.v1\nlanguage: nl\n{line}\n", encoding="utf-8")
    with pytest.raises(ComponentMissing, match="needs TensorFlow, which is not installed"):
        SentenceImporter(config_file=str(config)).get_config()


def test_merged_data_has_all_and_nothing_twice() -> None:
    one = TrainingData([said("a"), said("b"), said("a")], {"x": "y"}, responses={"utter_a": []})
    two = TrainingData([said("b"), said("b", "deny"), said("c")], {"z": "y"})
    merged = TrainingData().merge(one, None, two)
    texts = [(m.get("text"), m.get("intent")) for m in merged.training_examples]
    assert texts == [("a", "greet"), ("b", "greet"), ("b", "deny"), ("c", "greet")]
    assert merged.entity_synonyms == {"x": "y", "z": "y"}
    assert list(merged.responses) == ["utter_a"]
    assert len(one.training_examples) == 2


@pytest.mark.parametrize("change", ["text", "intent", "mark", "fewer", "vectors", "synonym"])
def test_the_fingerprint_sees_every_change(change: str) -> None:
    data, other = many(), many()
    assert data.fingerprint() == other.fingerprint()
    message = other.training_examples[123]
    if change == "text":
        message.set("text", "good day")
    elif change == "intent":
        message.set("intent", "deny")
    elif change == "mark":
        message.set("metadata", {"intent": {"language": "en"}})
    elif change == "fewer":
        del other.training_examples[123]
    elif change == "vectors":
        for one in other.training_examples:
            one.add_features(Features(np.ones((1, 3)), "sentence", "text", "encoder"))
    else:
        other.entity_synonyms["x"] = "y"
    assert data.fingerprint() != other.fingerprint()
