"""The pocket edition over HTTP: a file, a booklet, and a page that can be installed.

Each is made once per version of the catalogue and day, and kept; whoever asks for many of them
waits for them, not the people who are talking.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from bot.web.assets import FOLDER
from bot.web.pages.chat import page_language, unavailable
from bot.web.site import Site
from services_catalog.database import CatalogueUnavailable
from services_catalog.desk import Desk
from services_catalog.hours import now
from services_catalog.languages import languages
from services_catalog.pocket.data import PocketError, edition
from services_catalog.pocket.html import Served, html, name, policy
from services_catalog.pocket.pdf import pdf

ICON = "/static/icon.svg"
HTML = "text/html; charset=utf-8"
KEPT_BYTES = 48_000_000
"""Some forty pages of 150 kB and a dozen booklets of 3 MB."""
HOUR = "public, max-age=3600"
ALWAYS_ASK = "no-cache"
"""For what a service worker renews: it asks, and mostly hears that nothing changed."""

Key = tuple[str, str, int, date]


@dataclass(frozen=True)
class Made:
    """What was made: ``body`` is compressed when ``packed``."""

    body: bytes
    tag: str
    packed: bool


class Shelf:
    """What was made for one catalogue, the longest unused thrown away first."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        """Keep no more than ``kept_bytes``, but always the last one."""
        self._kept: OrderedDict[Key, Made] = OrderedDict()
        self._limit = kept_bytes
        self._one_at_a_time: CapacityLimiter | None = None

    async def get(self, key: Key, make: Callable[[], Made]) -> Made:
        """What is kept under ``key``, made in a thread when it is not."""
        if key not in self._kept:
            # Here and not before: a limiter belongs to the loop that runs.
            self._one_at_a_time = self._one_at_a_time or CapacityLimiter(1)
            async with self._one_at_a_time:
                if key not in self._kept:  # somebody before us in the queue may have made it
                    self._kept[key] = await to_thread.run_sync(make)
        self._kept.move_to_end(key)
        made = self._kept[key]
        while len(self._kept) > 1 and sum(len(x.body) for x in self._kept.values()) > self._limit:
            self._kept.popitem(last=False)
        return made


_shelves: WeakKeyDictionary[Desk, Shelf] = WeakKeyDictionary()


async def file(request: Request) -> Response:
    """``GET /{lang}/pocket.html``: the file to keep."""
    language = page_language(request)
    return await _answer(
        request, "file", language, lambda desk: html(edition(desk, language)).encode(),
        **_download(language, "html", HOUR),
    )  # fmt: skip


async def booklet(request: Request) -> Response:
    """``GET /{lang}/pocket.pdf``: to print."""
    language = page_language(request)
    return await _answer(
        request, "pdf", language, lambda desk: pdf(edition(desk, language)),
        **_download(language, "pdf", HOUR),
    )  # fmt: skip


async def installed(request: Request) -> Response:
    """``GET /pocket/{lang}/``: the same page, which the browser can keep and install."""
    language = page_language(request)
    served = Served(ICON, f"/{language}/pocket.html", f"/{language}/pocket.pdf")
    return await _answer(
        request, "page", language, lambda desk: html(edition(desk, language), served).encode(),
        **{"Cache-Control": ALWAYS_ASK, "Content-Security-Policy": policy()
           + f"; frame-ancestors {request.app.state.site.settings.frame_ancestors}"},
    )  # fmt: skip


async def manifest(request: Request) -> Response:
    """``GET /pocket/{lang}/manifest.webmanifest``: how it looks among the other apps."""
    site: Site = request.app.state.site
    language = page_language(request)
    own, address = languages()[language], f"/pocket/{language}/"
    title = name(language, site.office.city)
    return JSONResponse(
        {
            "id": address, "start_url": address, "scope": address,
            "name": f"{title.text} ({own.own})", "short_name": site.office.city or own.own,
            "lang": title.language, "dir": title.direction, "display": "standalone",
            "background_color": "#ffffff", "theme_color": "#0b3954",
            "icons": [{"src": ICON, "sizes": "any", "type": "image/svg+xml"}],
        },
        media_type="application/manifest+json",
        headers={"Cache-Control": ALWAYS_ASK},
    )  # fmt: skip


async def worker(request: Request) -> Response:
    """``GET /pocket/{lang}/worker.js``: lives here because it may only keep what is beneath it."""
    page_language(request)
    return FileResponse(
        FOLDER / "pocket-worker.js",
        media_type="text/javascript",
        headers={"Cache-Control": ALWAYS_ASK},
    )


async def _answer(
    request: Request, kind: str, language: str, make: Callable[[Desk], bytes], **headers: str
) -> Response:
    desk: Desk = request.app.state.site.desk
    packed = kind != "pdf"

    def made() -> Made:
        body = make(desk)
        tag = hashlib.sha256(body).hexdigest()[:20]
        return Made(gzip.compress(body, mtime=0) if packed else body, f'"{tag}"', packed)

    try:
        version = await to_thread.run_sync(desk.database.version)
        shelf = _shelves.setdefault(desk, Shelf())
        found = await shelf.get((kind, language, version, now().date()), made)
    except (CatalogueUnavailable, PocketError, SQLAlchemyError):
        return unavailable(request, language)
    headers |= {"ETag": found.tag, "Vary": "Accept-Encoding", "X-Robots-Tag": "noindex"}
    if request.headers.get("if-none-match", "").removeprefix("W/") == found.tag:
        return Response(status_code=304, headers=headers)
    headers["Content-Language"] = language
    body = found.body
    if packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    elif packed:
        body = gzip.decompress(body)
    return Response(body, media_type=HTML if packed else "application/pdf", headers=headers)


def _download(language: str, kind: str, keep: str) -> dict[str, str]:
    way = "attachment" if kind == "html" else "inline"
    return {
        "Cache-Control": keep,
        "Content-Disposition": f'{way}; filename="toeleider-{language}.{kind}"',
    }


ROUTES = [
    Route("/{lang}/pocket.html", file),
    Route("/{lang}/pocket.pdf", booklet),
    Route("/pocket/{lang}/", installed),
    Route("/pocket/{lang}/manifest.webmanifest", manifest),
    Route("/pocket/{lang}/worker.js", worker),
]
