"""What is taken out of Rasa, or done otherwise, changes nothing that it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    Restarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_speed
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


# What bot/rasa_speed.py puts in the place of Rasa's own, against Rasa's own.
SET = {"event": "slot", "name": "language", "value": "nl", "timestamp": None}
ANSWERS = [
    {"events": [], "responses": []},
    {"events": [SET, {"event": "restart"}], "responses": [{"text": "hallo"}]},
    {},
    [],
    None,
    {"events": None},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"event": "slot", "name": "language", "value": "nl", "timestamp": "now"}]},
    {"events": [{"name": "language"}]},
    {"events": [{"event": "dance"}]},
    {"events": [{"event": ["slot"]}]},
    {"events": ["slot"]},
    {"events": [], "responses": ["hallo"]},
    {"events": [{"event": "user", "text": "hi", "parse_data": {"intent": {"name": 3}}}]},
]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_an_answer_of_the_action_server_is_judged_as_by_rasa(answer: Any) -> None:
    schema = RemoteAction.action_response_format_spec()
    valid = Draft7Validator(schema).is_valid(answer)
    if valid:
        assert rasa_speed._validate_action_result(None, answer)
    else:
        with pytest.raises(ValidationError):
            rasa_speed._validate_action_result(None, answer)
    assert rasa_speed._fits(answer) in (valid, False)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["event", "name", "value", "timestamp", "events", "responses", "text"]),
        inner | st.sampled_from(["slot", "action", "bot", "user"]), max_size=4,
    ),
    max_leaves=12,
))  # fmt: skip
def test_no_answer_passes_that_rasa_refuses(answer: Any) -> None:
    if rasa_speed._fits(answer):
        assert Draft7Validator(RemoteAction.action_response_format_spec()).is_valid(answer)


def test_events_get_the_classes_rasa_gives_them() -> None:
    for kind in all_subclasses(Event):
        plain = rasa_speed._walk_through_classes(kind.type_name)
        assert rasa_speed._resolve_by_type(kind.type_name) is plain
    assert rasa_speed._resolve_by_type("topic") is None
    assert rasa_speed._resolve_by_type("new", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="Unknown event"):
        rasa_speed._resolve_by_type("new")


def test_parts_run_once_and_in_order() -> None:
    ran: list[str] = []

    def part(name: str) -> Any:
        def run(*needs: Any) -> tuple[str, Any]:
            ran.append(name)
            return name, needs

        return run

    graph = {
        "input": ("input", 3), "a": (part("a"), "input"), "b": (part("b"), "a", "gone"),
        "c": (part("c"), "a", "b"), "unused": (part("unused"),),
    }  # fmt: skip
    assert dict(rasa_speed._run_parts(graph, ["c", "a"])) == dict(dask.get(graph, ["c", "a"]))
    assert ran[: len(ran) // 2] == ["a", "b", "c"]
    with pytest.raises(ZeroDivisionError):
        rasa_speed._run_parts({"a": (lambda: 1 // 0,)}, ["a"])


def test_the_rules_that_fit_are_those_rasa_finds() -> None:
    def rule(*states: dict[str, Any]) -> str:
        return json.dumps(list(states))

    listen, ask = {"action_name": "action_listen"}, {"action_name": "action_ask"}
    lookup = {
        rule({"prev_action": listen, "user": {"intent": "greet"}}): "utter_greet",
        rule({"prev_action": listen, "user": {"intent": "deny"}}): "utter_deny",
        rule({}, {"prev_action": listen, "user": {"intent": "greet"}}): "utter_first",
        rule({"prev_action": ask}): "action_listen",
        rule({"prev_action": listen, "user": {"text": "hallo"}}): "utter_words",
    }
    policy = object.__new__(RulePolicy)
    plain = rasa_speed._plain_possible_keys
    for table in (lookup, dict(list(lookup.items())[:4])):
        for words in ({"intent": "greet"}, {"text": "hallo"}, {"text": "dag"}, {"intent": "deny"}):
            states = [{}, {"prev_action": listen, "user": words}]
            for told in ([], states[1:], states, [*states, {"prev_action": ask}]):
                for _ in range(2):
                    found = rasa_speed._get_possible_keys(policy, table, told)
                    assert found == plain(policy, table, told)
    kept = repr([one._known for one in rasa_speed._tables[policy]])
    assert "greet" in kept
    assert "hallo" not in kept.replace('"text": "hallo"', "")
    assert "dag" not in kept


@st.composite
def talks(draw: st.DrawFn) -> list[Event]:
    """What may happen in a talk, in Rasa's order, with things taken back and begun anew."""
    events: list[Event] = [ActionExecuted("action_listen")]
    for _ in range(draw(st.integers(1, 7))):
        intent = draw(st.sampled_from(["greet", "ask_hours", "ask_food_aid"]))
        events.append(UserUttered("text", {"name": intent, "confidence": 1.0}))
        events.append(DefinePrevUserUtteredFeaturization(draw(st.booleans())))
        for action in draw(st.lists(st.sampled_from(["utter_greet", "action_affirm"]), max_size=2)):
            events.append(ActionExecuted(action, hide_rule_turn=draw(st.booleans())))
            events.append(SlotSet("service_id", draw(st.sampled_from([None, "food"]))))
            if draw(st.booleans()):
                events.append(FollowupAction("action_listen"))
        ending = draw(st.sampled_from(["listen", "listen", "revert", "restart", "undo"]))
        if ending == "revert":
            events.append(UserUtteranceReverted())
            continue
        if ending == "restart":
            events.append(Restarted())
        elif ending == "undo":
            events.append(ActionReverted())
        events.append(ActionExecuted("action_listen", hide_rule_turn=draw(st.booleans())))
    return events


DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [greet, ask_hours, ask_food_aid]
slots:
  service_id: {type: text, mappings: [{type: custom}]}
responses: {utter_greet: [{text: hello}]}
actions: [action_affirm]
""")


@settings(deadline=None)
@given(talks(), st.booleans())
def test_states_of_a_talk_are_as_rasa_has_them(events: list[Event], ignore: bool) -> None:
    tracker = DialogueStateTracker.from_events("someone", [], DOMAIN.slots)
    only = {"slots": ["service_id"], "loops": []} if ignore else None
    for event in events:
        tracker.update(event)
        asked = (DOMAIN, tracker, False, ignore, only)
        plain = rasa_speed._plain_states(*asked)
        assert rasa_speed._states_for_tracker_history(*asked) == plain
        # Who gets states may write in them.
        for state in rasa_speed._states_for_tracker_history(*asked):
            for held in state.values():
                held.clear()


def test_the_action_server_gets_this_turn_alone() -> None:
    action = RemoteAction("action_affirm", EndpointConfig("x", enable_selective_domain=True))
    tracker = DialogueStateTracker.from_events("someone", [], DOMAIN.slots)
    listening = ActionExecuted("action_listen")
    first = [
        UserUttered("first", {"name": "greet"}, input_channel="web"),
        SlotSet("service_id", "a"),
    ]
    tracker.update_with_events([listening, *first, ActionExecuted("utter_greet")], DOMAIN)
    plain = rasa_speed._plain_call(action, tracker, DOMAIN)
    asked = rasa_speed._action_call_format(action, tracker, DOMAIN)
    assert asked["tracker"].pop("events") == plain["tracker"].pop("events")[1:]
    assert asked == plain
    assert "domain" not in asked
    tracker.update_with_events([listening, UserUttered("second", {"name": "greet"})], DOMAIN)
    (said,) = rasa_speed._action_call_format(action, tracker, DOMAIN)["tracker"]["events"]
    assert said["text"] == "second"
    whole = RemoteAction("action_affirm", EndpointConfig("x"))
    assert rasa_speed._action_call_format(whole, tracker, DOMAIN)["domain"] == DOMAIN.as_dict()
    empty = DialogueStateTracker.from_events("nobody", [], DOMAIN.slots)
    assert rasa_speed._action_call_format(action, empty, DOMAIN)["tracker"]["events"] == []
