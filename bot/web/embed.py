"""What the widget on a city's page asks for: its file, and what it needs to begin."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse

from bot.web.assets import FOLDER
from bot.web.pages.render import menu
from bot.web.shapes import Card
from bot.web.site import Site
from bot.web.widget_sentences import SENTENCES
from services_catalog.i18n import Translator
from services_catalog.languages import languages, spoken_languages

WIDGET = FOLDER / "widget.js"
SHORT = "public, max-age=300"
"""A city's page names the widget without a version: a newer one must reach visitors soon."""


async def script(request: Request) -> Response:
    """``GET /widget.js``: for the pages of any site, so that one tag is enough."""
    headers = {"Cache-Control": SHORT, "Cross-Origin-Resource-Policy": "cross-origin"}
    file = FileResponse(
        WIDGET, media_type="text/javascript", headers=headers, stat_result=WIDGET.stat()
    )
    if request.headers.get("if-none-match") == file.headers["etag"]:
        return NotModifiedResponse(file.headers)
    return file


async def start(request: Request) -> Response:
    """``GET /api/v1/start/{lang}``: sentences, menu, languages and the office, in one language.

    Raises:
        HTTPException: 404 for a language without pages.
    """
    language: str = request.path_params["lang"]
    if language not in spoken_languages():
        raise HTTPException(404)
    site: Site = request.app.state.site
    return JSONResponse(beginning(site, language), headers={"Cache-Control": SHORT})


def beginning(site: Site, language: str) -> dict[str, Any]:
    """The body of :func:`start`."""
    translator = Translator(language)
    office = site.office.card(language)
    every = languages()
    return {
        "language": language,
        "direction": every[language].direction,
        "city": site.office.city,
        "exit_url": site.settings.exit_url,
        "languages": [
            {"code": code, "own": every[code].own, "direction": every[code].direction}
            for code in spoken_languages()
        ],
        "sentences": {key: translator(msgid) for key, msgid in SENTENCES.items()},
        "menu": {
            "first": menu(translator, required=True),
            "more": menu(translator, required=False),
        },
        "office": Card.model_validate(office).model_dump() if office else None,
        "pages": {
            "home": f"/{language}/",
            "privacy": f"/{language}/privacy",
            "office": f"/{language}/office",
            "callback": f"/{language}/callback" if site.settings.callback_key else None,
        },
    }


ROUTES = [Route("/widget.js", script)]
"""The API's own routes stand in :mod:`bot.web.app`, behind the list of allowed sites."""
