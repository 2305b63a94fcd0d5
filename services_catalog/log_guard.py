"""Keeps visitors' words out of every log, whatever a library writes and at whatever level.

Three fences: debug records of all libraries are off (Rasa and rasa_sdk print whole messages
there), the words of the turn at hand are cut out of any record, and tracebacks show where
something failed but not the values it failed on.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_SPOKEN: ContextVar[str] = ContextVar("spoken", default="")
REDACTED = "[message]"
_guarded = False


@contextmanager
def spoken(text: str) -> Iterator[None]:
    """Marks ``text`` as a visitor's words while the turn runs."""
    token = _SPOKEN.set(text)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def guard_logs() -> None:
    """Put the fences up in this process, once. Also turns Rasa's telemetry off."""
    global _guarded
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    logging.disable(logging.DEBUG)
    logging.captureWarnings(True)
    if _guarded:
        return
    _guarded = True
    make_record = logging.getLogRecordFactory()

    def guarded_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make_record(*args, **kwargs)
        words = _SPOKEN.get()
        try:
            message = record.getMessage()
        except Exception:  # a library's broken format string must not take a turn down
            message = str(record.msg)
        if words and (words in message or repr(words)[1:-1] in message):
            message = message.replace(words, REDACTED).replace(repr(words)[1:-1], REDACTED)
        if record.exc_info and record.exc_info[0] is not None:
            message = f"{message}\n{_where(record.exc_info)}"
            record.exc_info = None
            record.exc_text = None
        record.msg, record.args = message, ()
        return record

    logging.setLogRecordFactory(guarded_record)


def _where(exc_info: Any) -> str:
    """The frames of a traceback without source lines or the exception's own words."""
    kind, _, trace = exc_info
    frames = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    return "\n".join([f"{kind.__name__} at", *frames])
