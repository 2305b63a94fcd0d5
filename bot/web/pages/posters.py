"""The poster of a language as a PDF, for whoever wants to hang one: ``GET /{lang}/poster.pdf``."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from xml.etree import ElementTree

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.assets import FOLDER
from bot.web.pages.chat import error_page, page_language
from bot.web.site import Site
from services_catalog.printing.poster import ICONS, Office, Sheet, poster
from services_catalog.printing.typeset import typeset

SVG = "http://www.w3.org/2000/svg"
GREEN = "#17694d"
KEPT = 40
"""Posters kept in memory: every language twice, each some 100 kB."""


@cache
def icons() -> dict[str, str]:
    """The pictograms of :data:`services_catalog.printing.poster.ICONS`, from the sprite.

    On paper there is no style sheet, so each brings its own colour and stroke.
    """
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.fromstring((FOLDER / "icons.svg").read_bytes())  # noqa: S314  our own file
    found = {}
    for symbol in sprite.iterfind(f"{{{SVG}}}symbol"):
        if symbol.get("id") in ICONS:
            drawing = ElementTree.Element(
                f"{{{SVG}}}svg",
                {"viewBox": "0 0 24 24", "fill": "none", "stroke": GREEN, "stroke-width": "1.6",
                 "stroke-linecap": "round", "stroke-linejoin": "round"},
            )  # fmt: skip
            drawing.extend(symbol)
            found[str(symbol.get("id"))] = ElementTree.tostring(drawing, encoding="unicode")
    return found


async def poster_pdf(request: Request) -> Response:
    """``GET /{lang}/poster.pdf``: 400 without a host to point at, 503 without a catalogue."""
    site: Site = request.app.state.site
    language = page_language(request)
    card = site.office.card(language)
    if card is None:
        return error_page(request, "unexpected", 503)
    address = site.address(request, f"/{language}/")
    if "://" not in address:
        return error_page(request, "wrong_shape", 400)
    sheet = poster(
        language, address=address, city=site.office.city, office=Office.of_card(card), icons=icons()
    )
    pdf = await to_thread.run_sync(printed, "poster", as_key(sheet), limiter=_one_at_a_time())
    return Response(
        pdf,
        media_type="application/pdf",
        headers={
            "Cache-Control": "public, max-age=3600",
            "Content-Disposition": f'inline; filename="toeleider-{language}.pdf"',
            "Content-Language": language,
            # Without a public address the code on it points at the host that was asked.
            "Vary": "Host",
        },
    )


def as_key(sheet: Sheet) -> str:
    """A sheet as text: another name, phone or translation is another key."""
    return json.dumps(sheet, sort_keys=True)


@lru_cache(maxsize=KEPT)
def printed(template: str, key: str) -> bytes:
    """The PDF of a sheet made into a key by :func:`as_key`.

    Raises:
        PrintingError: see :func:`services_catalog.printing.typeset.typeset`.
    """
    return typeset(template, json.loads(key))


@cache
def _one_at_a_time() -> CapacityLimiter:
    """Whoever asks for many posters waits for them, not the people who are talking."""
    return CapacityLimiter(1)


ROUTES = [Route("/{lang}/poster.pdf", poster_pdf)]
