"""What the look-up's pages share: who may see them, how they are made, which headers they carry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services_catalog.database import CatalogueUnavailable
from services_catalog.languages import SOURCE, languages
from services_catalog.lookup.access import Account, Colleague, colleague_of
from services_catalog.lookup.finder import Finder
from services_catalog.lookup.view import HERE, CardKeeper, Shop, render

SERVICE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    # Not "no-referrer": the browser would hide from us that a form comes from our own page.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Content-Language": SOURCE,
}
Handler = Callable[[Request, "Colleague | None"], Awaitable[Response]]


class Pages:
    """Guards and makes the pages of one look-up."""

    def __init__(
        self,
        finder: Finder,
        account: Account | None,
        open_lookup: bool,
        public_url: str,
        sign_in: str | None,
    ) -> None:
        """See :func:`services_catalog.lookup.pages.lookup_routes`."""
        self.finder = finder
        self._keeper = CardKeeper(finder.desk)
        self._account, self._open = account, open_lookup
        self._public_url, self._sign_in = public_url.rstrip("/"), sign_in

    def guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """A page for who may read; a catalogue that cannot be read is said, not shown as empty."""

        async def page(request: Request) -> Response:
            colleague = await colleague_of(request, self._account)
            if colleague is None and not self._open:
                if self._sign_in and request.method == "GET":
                    return RedirectResponse(self._sign_in, 303)
                return self.page(request, None, "closed.html", 403, sign_in=self._sign_in)
            try:
                return await handler(request, colleague)
            except CatalogueUnavailable:
                return self.page(request, colleague, "unavailable.html", 503)

        return page

    def page(
        self,
        request: Request,
        colleague: Colleague | None,
        template: str,
        code: int = 200,
        **values: Any,
    ) -> HTMLResponse:
        """The page of ``template``."""
        base = base_of(request)
        shared: dict[str, Any] = {
            "base": base, "colleague": colleague, "tongues": list(languages().values()),
            "static": lambda name: f"{base}/static/{name}?v={_version(name)}",
        }  # fmt: skip
        return html(render(template, **(shared | values)), code)

    def shop(self, request: Request, client: str) -> Shop:
        """Makes rows for a client's language; links lead to the public address."""
        origin = self._public_url
        host = request.headers.get("host", "")
        if not origin and _HOST.fullmatch(host):
            origin = f"{request.url.scheme}://{host}"
        return Shop(self.finder.desk, client or SOURCE, origin, keeper=self._keeper)


def base_of(request: Request) -> str:
    """The address of the look-up itself, wherever it is mounted."""
    return f"{request.scope.get('root_path', '')}/lookup"


def html(text: str, status: int = 200) -> HTMLResponse:
    """A page, or a piece of one, with the headers of all."""
    return HTMLResponse(text, status, headers=_HEADERS)


@cache
def _version(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:8]
