"""Patches to Rasa that change nothing but the time it takes.

* The shape of an action's answer is checked with validators made once, each event by the schema
  of its own kind. Rasa 3.6 compiles and checks the JSON schema itself anew at every action, about
  20 ms of CPU a turn (docs/benchmarks.md), and tries an event as each of 23 kinds. The check
  stays, with the same schema and the same error.
* The class of an event is looked up by its name, not by a walk through all classes for each event
  of the talk.
* Events are not copied for a debug line that is not written.
* The action server gets what happened since the visitor's message, not the talk before it.
* The way to the action server stays open between turns that follow each other.
* The parts of the pipeline run in order, without a scheduler that plans them anew each time.
* Which rules fit the state of a talk is remembered for the latest states.
* The states of a talk are worked out once and continued, not from its first event for each policy.
* States are not put into words for a debug line that is not written.
* A text that is sent again is not taken apart again (``bot/understood.py``).
"""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import operator
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import rasa
from aiohttp import ClientSession
from jsonschema import Validator
from jsonschema.validators import validator_for
from rasa.core import processor as rasa_processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import memoization, rule_policy
from rasa.core.policies.policy import Policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner import dask as rasa_runner
from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State, SubState
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.utils.common import all_subclasses
from rasa.shared.utils.schemas.events import EVENT_SCHEMA
from rasa.utils.endpoints import EndpointConfig

from bot.understood import parse_remembering

KEPT_OPEN = 3.0
"""Seconds without a request after which a connection is closed."""
STATES = 1000
"""States of talks whose fitting rules are remembered, for each policy."""


def _validator(schema: dict[str, Any]) -> Validator:
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


@cache
def _whole_answer() -> Validator:
    return _validator(RemoteAction.action_response_format_spec())


@cache
def _by_event() -> dict[str, Validator]:
    """What an event of each name must look like: Rasa's schema with the other names left out."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for kind in EVENT_SCHEMA["oneOf"]:
        kinds.setdefault(kind["properties"]["event"]["const"], []).append(kind)
    return {name: _validator(EVENT_SCHEMA | {"oneOf": kinds[name]}) for name in kinds}


def _fits(result: object) -> bool:
    """Whether ``result`` is what the whole schema asks, found the quick way."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    known = _by_event()
    return all(isinstance(one, dict) for one in responses) and all(
        isinstance(one, dict)
        and isinstance(one.get("event"), str)
        and one["event"] in known
        and known[one["event"]].is_valid(one)
        for one in events
    )


def _validate_action_result(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """Raises ``jsonschema.ValidationError`` when an action server answers nonsense."""
    if not _fits(result):
        _whole_answer().validate(result)
    return True


@cache
def _event_classes() -> dict[str, type[Event]]:
    classes: dict[str, type[Event]] = {}
    for kind in all_subclasses(Event):
        classes.setdefault(kind.type_name, kind)
    return classes


_walk_through_classes = Event.resolve_by_type


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """As Rasa's own, which is asked for names that are new."""
    found = _event_classes().get(type_name)
    return found or _walk_through_classes(type_name, default)


def _debugging() -> bool:
    return logging.getLogger("rasa").isEnabledFor(logging.DEBUG)


def _copy_for_the_log(value: object) -> object:
    """Rasa copies events and states for debug lines alone; nobody reads the copy without them."""
    return copy.deepcopy(value) if _debugging() else None


_plain_call = RemoteAction._action_call_format


def _action_call_format(
    self: RemoteAction, tracker: DialogueStateTracker, domain: Domain
) -> dict[str, Any]:
    """As Rasa's own, with the events of this turn alone: our actions need no others."""
    events = list(tracker.events)
    said = max((n for n, one in enumerate(events) if isinstance(one, UserUttered)), default=0)
    state = tracker.current_state() | {"events": [event.as_dict() for event in events[said:]]}
    call = {
        "next_action": self.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
    }
    selective = self._is_selective_domain_enabled()
    if not selective or domain.does_custom_action_explicitly_need_domain(self.name()):
        call["domain"] = domain.as_dict()
    return call


_plain_session = EndpointConfig.session


@asynccontextmanager
async def _lasting_session(self: EndpointConfig) -> AsyncIterator[ClientSession]:
    """As Rasa's own, which makes a session, and with it a connection, for each request."""
    loop = asyncio.get_running_loop()
    # Kept with the endpoint: endpoints compare equal by address, and cannot be keys.
    known: tuple[object, ClientSession] | None = vars(self).get("_kept_open")
    if known is None or known[0] is not loop or known[1].closed:
        session = _plain_session(self)
        # Shut here before the action server would (5 s): nothing is sent down a closed way.
        session._connector._keepalive_timeout = KEPT_OPEN
        known = vars(self)["_kept_open"] = loop, session
    yield known[1]


def _run_parts(graph: dict[str, Any], targets: list[str]) -> list[Any]:
    """What ``dask.get`` gives for Rasa's graphs: ``{name: (part, *names of what it needs)}``.

    What was put in is ``(name, value)``; a name that stands for nothing is handed on as it is.
    """
    done: dict[str, Any] = {}

    def result(name: str) -> Any:
        if name not in graph:
            return name
        if name not in done:
            part, *needs = graph[name]
            done[name] = part(*map(result, needs)) if callable(part) else graph[name]
        return done[name]

    return [result(name) for name in targets]


class _Turn(NamedTuple):
    """What a policy may want to know of the moment before an action."""

    state: State
    before: SubState | None
    """The action before it."""
    settled: bool
    """Whether this action decides if its turn is one of rules alone."""
    hidden: bool
    """Whether its turn is one that stands in rules alone."""


class _Walk:
    """The moments before each action of a talk, continued as the talk goes on.

    Rasa walks through all events anew for each policy, three times an action.
    """

    def __init__(self, tracker: DialogueStateTracker, domain: Domain) -> None:
        self._domain = domain
        self._events: list[Event] = []
        self._tracker = tracker.init_copy()
        self._turns: list[_Turn] = []

    def fits(self, domain: Domain, events: list[Event]) -> bool:
        """Whether ``events`` go on from those that were walked through."""
        walked = self._events
        return (
            domain is self._domain
            and len(events) >= len(walked)
            and all(map(operator.is_, walked, events))
        )

    def turns(self, events: list[Event]) -> list[_Turn]:
        """One for each action, and the present one."""
        for event in events[len(self._events) :]:
            if isinstance(event, ActionExecuted):
                self._turns.append(self._turn(event.hide_rule_turn))
            self._tracker.update(event)
            self._events.append(event)
        return [*self._turns, self._turn(False)]

    def _turn(self, hidden: bool) -> _Turn:
        tracker = self._tracker
        state = self._domain.get_active_state(tracker)
        before = self._domain._get_prev_action_sub_state(tracker)
        settled = (
            not tracker.followup_action and tracker.latest_action_name != tracker.active_loop_name
        )
        return _Turn(state, before, settled, hidden)


_plain_states = Domain.states_for_tracker_history


def _states_for_tracker_history(
    self: Domain,
    tracker: DialogueStateTracker,
    omit_unset_slots: bool = False,
    ignore_rule_only_turns: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """As Rasa's own; a talk is walked through once."""
    if omit_unset_slots or tracker.is_rule_tracker:  # in training
        plain: list[State] = _plain_states(
            self, tracker, omit_unset_slots, ignore_rule_only_turns, rule_only_data
        )
        return plain
    events = tracker.applied_events()
    walk: _Walk | None = vars(tracker).get("_walk")
    if walk is None or not walk.fits(self, events):
        walk = vars(tracker)["_walk"] = _Walk(tracker, self)
    states: list[State] = []
    before: SubState | None = None
    hidden = False
    for turn in walk.turns(events):
        # Whoever gets a state may write in it.
        state = {name: dict(held) for name, held in turn.state.items()}
        if ignore_rule_only_turns:
            if not hidden:
                before = turn.before
            if turn.settled:
                hidden = turn.hidden
            if hidden:
                continue
            self._remove_rule_only_features(state, rule_only_data)
            if states:
                self._substitute_rule_only_user_input(state, states[-1])
            if before:
                state[PREVIOUS_ACTION] = dict(before)
        states.append(self._clean_state(state))
    return states


_plain_format = Policy.format_tracker_states


def _format_tracker_states(states: list[State]) -> str:
    """Read by a debug line alone."""
    return _plain_format(states) if _debugging() else ""


class _Table:
    """One table of rules, with the keys that fit the latest state of a talk, by that state."""

    def __init__(self, lookup: dict[str, str]) -> None:
        self.lookup = lookup
        self._size = len(lookup)
        self._of_words = any(f'"{TEXT}"' in key for key in lookup)
        self._known: dict[str, set[str]] = {}

    def is_of(self, lookup: dict[str, str]) -> bool:
        return self.lookup is lookup and self._size == len(lookup)

    def fitting(self, policy: RulePolicy, state: State) -> set[str]:
        """The keys whose last state fits ``state``."""
        # Rasa asks twice, by the intent and by the words; no rule of ours is about words, and
        # nothing of them is kept.
        wordless = {part: {n: v for n, v in held.items() if n != TEXT}
                    for part, held in state.items()}  # fmt: skip
        if self._of_words and wordless != state:
            return {key for key in self.lookup if policy._is_rule_applicable(key, 0, state)}
        name = json.dumps([wordless, wordless != state], sort_keys=True)
        if name not in self._known:
            if len(self._known) >= STATES:
                self._known.clear()
            self._known[name] = {
                key for key in self.lookup if policy._is_rule_applicable(key, 0, state)
            }
        return self._known[name]


_plain_possible_keys = RulePolicy._get_possible_keys
_tables: WeakKeyDictionary[RulePolicy, list[_Table]] = WeakKeyDictionary()


def _get_possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """As Rasa's own; hardly a rule looks further back than the latest state."""
    if not states:
        return set(lookup)
    tables = _tables.setdefault(self, [])
    table = next((table for table in tables if table.is_of(lookup)), None)
    if table is None:
        # A table that was trained further is another one.
        tables[:] = [one for one in tables if one.lookup is not lookup]
        tables.append(table := _Table(lookup))
    keys = set(table.fitting(self, states[-1]))
    for back, state in enumerate(reversed(states[:-1]), 1):
        keys = {key for key in keys if self._is_rule_applicable(key, back, state)}
    return keys


def speed_up() -> None:
    """Put the patches in; calling it twice changes nothing."""
    RemoteAction._validate_action_result = _validate_action_result
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    EndpointConfig.session = _lasting_session
    RemoteAction._action_call_format = _action_call_format
    rasa_runner.dask = SimpleNamespace(get=_run_parts)
    for module in (rasa_processor, memoization, rule_policy):
        module.copy = SimpleNamespace(deepcopy=_copy_for_the_log)
    RulePolicy._get_possible_keys = _get_possible_keys
    Policy.format_tracker_states = staticmethod(_format_tracker_states)
    Domain.states_for_tracker_history = _states_for_tracker_history
    MessageProcessor._parse_message_with_graph = parse_remembering
