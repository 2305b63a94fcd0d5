"""The JSON API: ``POST /api/v1/messages``, ``GET /health`` and ``GET /ready``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.web.gateway import TooMany
from bot.web.incoming import BadRequest, preferred_language, read_turn
from bot.web.sentences import error_text
from bot.web.site import Site
from services_catalog.languages import languages


def error_response(
    code: str, status: int, language: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """``{"error", "message", "language", "direction"}`` with the kind sentence of ``code``."""
    text, spoken = error_text(code, language)
    body = {
        "error": code,
        "message": text,
        "language": spoken,
        "direction": languages()[spoken].direction,
    }
    return JSONResponse(body, status, headers)


async def post_message(request: Request) -> JSONResponse:
    """One turn in, its reply out; idempotent per session and turn."""
    site: Site = request.app.state.site
    try:
        turn = await read_turn(request, site.settings.host_mode)
    except BadRequest as bad:
        language = bad.language or preferred_language(request)
        return error_response(bad.code, bad.status, language)
    try:
        reply = await site.gateway.answer(turn)
    except TooMany as many:
        wait = {"Retry-After": str(many.seconds)}
        return error_response("too_many", 429, turn.language or turn.hint, wait)
    return JSONResponse(reply.public(turn.session, turn.turn))


async def health(request: Request) -> JSONResponse:
    """Alive: this process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> JSONResponse:
    """Ready: Rasa and the catalogue answer too; 503 when one does not."""
    site: Site = request.app.state.site
    parts = {"rasa": await site.upstream.ready(), "catalogue": await site.office.refresh()}
    good = all(parts.values())
    body = {"status": "ready" if good else "not_ready", **parts}
    return JSONResponse(body, 200 if good else 503)
