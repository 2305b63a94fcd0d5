"""Reading what a browser sends: bounded bodies, languages, and the address (never kept)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

from bot.web.gateway import SESSION_ID, TURN_ID, Turn
from services_catalog.languages import SOURCE, known, spoken_languages

MAX_JSON = 16 * 1024
MAX_FORM = 48 * 1024
"""More than JSON: every Arabic letter takes six bytes in a form."""
DRAINED = 2 * 1024 * 1024


class BadRequest(Exception):
    """A request that cannot be answered; ``code`` is a key of ``sentences.ERRORS``."""

    def __init__(self, code: str, status: int, language: str | None = None) -> None:
        """``language``: the one the request named, when that much could be read."""
        super().__init__(code)
        self.code, self.status, self.language = code, status, language


async def read_body(request: Request, limit: int) -> bytes:
    """The body, at most ``limit`` bytes.

    A longer one is read to its end (within reason) before it is refused: a browser that is cut off
    while sending shows a network error and not our sentence.

    Raises:
        BadRequest: it is longer.
    """
    kept, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size <= limit:
            kept.append(piece)
        elif size > DRAINED:
            break
    if size > limit:
        raise BadRequest("too_big", 413)
    return b"".join(kept)


async def read_turn(request: Request, host_mode: str) -> Turn:
    """The turn in a JSON body.

    Raises:
        BadRequest: too big, not JSON, or not of the API's shape.
    """
    body = await read_body(request, MAX_JSON)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("not_json", 400) from None
    if not isinstance(data, dict):
        raise BadRequest("wrong_shape", 400)
    language = _language(data.get("language"))
    values = {name: data.get(name) for name in ("session", "turn", "text", "payload")}
    if any(value is not None and not isinstance(value, str) for value in values.values()):
        raise BadRequest("wrong_shape", 400, language)
    session, turn = values["session"] or "", values["turn"] or ""
    if not SESSION_ID.fullmatch(session) or not TURN_ID.fullmatch(turn):
        raise BadRequest("wrong_shape", 400, language)
    if values["text"] is None and values["payload"] is None:
        raise BadRequest("wrong_shape", 400, language)
    return Turn(
        session=session,
        turn=turn,
        text=values["text"] or "",
        payload=values["payload"],
        language=language,
        hint=_language(data.get("hint")) or preferred_language(request),
        address=client_address(request, host_mode),
    )


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a urlencoded form, the first value of each.

    Raises:
        BadRequest: too big, or not a form.
    """
    body = await read_body(request, MAX_FORM)
    try:
        fields: dict[str, list[str]] = parse_qs(
            body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=20
        )
    except ValueError:
        raise BadRequest("wrong_shape", 400) from None
    return {name: values[0] for name, values in fields.items()}


def preferred_language(request: Request) -> str:
    """The first full language of ``Accept-Language`` by its weights, else Dutch."""
    wishes: list[tuple[float, int, str]] = []
    for position, part in enumerate(request.headers.get("accept-language", "")[:400].split(",")):
        code, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        found = known(code.strip())
        if found in spoken_languages() and 0 < quality <= 1:
            wishes.append((-quality, position, found))
    return min(wishes)[2] if wishes else SOURCE


def client_address(request: Request, host_mode: str) -> str | None:
    """Where a request comes from, for the rate limit only.

    Behind a proxy only the last entry counts: the ones before it were written by the visitor.
    """
    if host_mode == "proxy":
        forwarded = request.headers.get("x-forwarded-for", "")
        return forwarded.rpartition(",")[2].strip() or None
    return request.client.host if request.client else None


def _language(value: Any) -> str | None:
    return known(value) if isinstance(value, str) else None
