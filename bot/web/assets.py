"""The style sheet and the pictograms: two small files, cached for ever under their hash."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"


@cache
def static_url(name: str) -> str:
    """``/static/style.css?v=1a2b3c4d``: another content is another address."""
    return f"/static/{name}?v={hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:8]}"


class StaticAssets(StaticFiles):
    """Static files that a browser may keep for a year."""

    def __init__(self) -> None:
        """Serve :data:`FOLDER`."""
        super().__init__(directory=FOLDER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, with a long life for what was found."""

        async def lasting(message) -> None:  # type: ignore[no-untyped-def]
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                message["headers"].append(
                    (b"cache-control", b"public, max-age=31536000, immutable")
                )
            await send(message)

        await super().__call__(scope, receive, lasting)
