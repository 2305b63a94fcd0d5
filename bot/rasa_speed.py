"""One patch to Rasa: the shape of an action's answer is checked with a validator made once.

Rasa 3.6 compiles and checks the JSON schema itself anew at every action, about 20 ms of CPU a
turn (docs/benchmarks.md). The check stays, with the same schema and the same error.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@cache
def _validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _validate_action_result(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """Raises ``jsonschema.ValidationError`` when an action server answers nonsense."""
    _validator().validate(result)
    return True


def speed_up() -> None:
    """Put the patch in; calling it twice changes nothing."""
    RemoteAction._validate_action_result = _validate_action_result
