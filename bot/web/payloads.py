"""Button payloads that may reach Rasa. Everything else a browser sends as one is refused."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from services_catalog.labels import INTENTS
from services_catalog.languages import known
from services_catalog.text import sanitise

SELECT_SERVICE = "select_service"
CHOOSE_LANGUAGE = "choose_language"
REPORT_WRONG = "report_wrong_answer"
SERVICE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
# "None of these" is a label only: its button sends another intent.
ALLOWED = frozenset(INTENTS) - {"none_of_these"}
_PAYLOAD = re.compile(r"/([a-z_]{1,40})\s*(\{.*\})?", re.DOTALL)
_KEY = re.compile(r"[a-z_]{1,40}")
MAX_PAYLOAD = 400
MAX_VALUES = 6
MAX_STRING = 80
MAX_NUMBER = 1_000_000


@dataclass(frozen=True)
class Payload:
    """An allowed intent with its simple values."""

    intent: str
    values: dict[str, Any]

    def __str__(self) -> str:
        """As Rasa reads it."""
        values = json.dumps(self.values, ensure_ascii=False) if self.values else ""
        return f"/{self.intent}{values}"


def select_service(service_id: str) -> str:
    """The payload of a button that goes (back) to a service."""
    return str(Payload(SELECT_SERVICE, {"service": service_id}))


def report_wrong(service_id: str) -> str:
    """The payload of a button that says a service's card is wrong."""
    return str(Payload(REPORT_WRONG, {"service": service_id}))


def choose_language(code: str) -> str:
    """The payload of a button that goes on in another language."""
    return str(Payload(CHOOSE_LANGUAGE, {"language": code}))


def parse_payload(text: str) -> Payload | None:
    """The payload ``text`` stands for, or None when it is not on the list.

    Intents are those of the contract (design, section 4); values are strings without surprises,
    numbers, true, false or null.
    """
    if len(text) > MAX_PAYLOAD or not (found := _PAYLOAD.fullmatch(text.strip())):
        return None
    intent, raw = found.groups()
    values = _values(raw)
    if values is None:
        return None
    if intent == SELECT_SERVICE:
        service = values.get("service")
        good = isinstance(service, str) and SERVICE_ID.fullmatch(service)
        return Payload(intent, {"service": service}) if good else None
    if intent == CHOOSE_LANGUAGE:
        language = known(str(values.get("language")))
        return Payload(intent, {"language": language}) if language else None
    return Payload(intent, values) if intent in ALLOWED else None


def _values(raw: str | None) -> dict[str, Any] | None:
    """The values of a payload, or None when they are not simple."""
    try:
        values = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        return None
    if len(values) > MAX_VALUES or not all(_KEY.fullmatch(key) for key in values):
        return None
    if not all(_is_simple(value) for value in values.values()):
        return None
    return {k: sanitise(v, MAX_STRING) if isinstance(v, str) else v for k, v in values.items()}


def _is_simple(value: Any) -> bool:
    if isinstance(value, int):  # True and False too
        return abs(value) <= MAX_NUMBER
    return value is None or isinstance(value, str)
