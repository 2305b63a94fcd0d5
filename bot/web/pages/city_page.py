"""A city's own page with the widget on it: to show how it looks, and for the tests.

It is as strict as a city may be: a policy with a nonce, trusted types, no inline style. Served at
``/city/`` where the catalogue is the imaginary city's, and by the tests from another address.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.web.assets import TEMPLATES
from services_catalog.languages import known, languages

CITY = "Waterlinde"
KINDS = ("plain", "app")
"""A page of the old kind, and one whose parts are drawn by a script of its own."""
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
)


def routes(
    toeleider: str, prefix: str = "", here: Callable[[Request], bool] = lambda _: True
) -> list[Route]:
    """``{prefix}/`` and ``{prefix}/{kind}/{lang}``, with the widget of the address ``toeleider``.

    ``toeleider`` is empty where both have the same address. ``here`` may refuse: 404.
    """

    async def first(request: Request) -> Response:
        return RedirectResponse(f"{prefix}/plain/nl", 302)

    async def page(request: Request) -> Response:
        if not here(request):
            raise HTTPException(404)
        kind, language = request.path_params["kind"], known(request.path_params["lang"])
        if kind not in KINDS or language is None:
            return RedirectResponse(f"{prefix}/plain/nl", 302)
        nonce = secrets.token_urlsafe(16)
        html = _environment.get_template("city.html").render(
            kind=kind, language=language, direction=languages()[language].direction,
            nonce=nonce, toeleider=toeleider, prefix=prefix,
        )  # fmt: skip
        own = "'self'"
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
            f"connect-src {toeleider or own}; img-src 'self' data:; "
            "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    return [Route(f"{prefix}/", first), Route(f"{prefix}/{{kind}}/{{lang}}", page)]


def _imaginary(request: Request) -> bool:
    return bool(request.app.state.site.office.city == CITY)


ROUTES = routes("", "/city", _imaginary)
