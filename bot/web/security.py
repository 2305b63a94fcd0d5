"""Headers on everything, and the last net under an error: no traceback, no text in a log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

Apologise = Callable[[Request], Awaitable[Response]]


def security_headers(frame_ancestors: str) -> dict[str, str]:
    """The headers of every response. Nothing inline, nothing from elsewhere, no device access."""
    return {
        "Content-Security-Policy": (
            "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
            f"frame-ancestors {frame_ancestors}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": (
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


class Shield:
    """Outermost ASGI layer: security headers, ``no-store`` by default, and honest failure."""

    def __init__(self, app: ASGIApp, frame_ancestors: str, apologise: Apologise) -> None:
        """``apologise`` makes the response for an error nobody foresaw."""
        self._app, self._apologise = app, apologise
        self._headers = security_headers(frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers added to the response's start."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    # A page with a policy of its own has said so itself.
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            # The message of an exception may hold what the visitor wrote; its place does not.
            last = traceback.extract_tb(error.__traceback__)[-1]
            log.error("%s at %s:%s", type(error).__name__, last.filename, last.lineno)
            if started:
                raise ConnectionAbortedError("the response had already begun") from None
            response = await self._apologise(Request(scope, receive))
            await response(scope, receive, guarded)
