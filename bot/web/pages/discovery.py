"""So that pages are found, in the reader's language: addresses, descriptions, sitemap, robots.

A service has one page per language. Its ``canonical`` address is that page itself, also where the
words are still Dutch: price, hours, badge and labels are in the language, so it is no copy of the
Dutch page. But ``hreflang`` promises the text in that language: a page whose title or summary is
still Dutch is left out of it, and names no other languages itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from anyio import to_thread
from babel.core import get_global
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.web.assets import FOLDER
from bot.web.pages.render import MarkedTranslator
from bot.web.pages.structured import as_script, service_data
from bot.web.site import Site
from services_catalog.database import CatalogueUnavailable
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, languages, spoken_languages
from services_catalog.models import Service
from services_catalog.translations import words_of
from services_catalog.vocabulary import topics

MAX_DESCRIPTION = 300
# Sentences of the pages themselves, as search engines show them.
WHAT_WE_DO = _(
    "Ik zoek voor jou de juiste dienst in de stad. Dat mag met of zonder verblijfspapieren."
)
WHAT_WE_KEEP = _("We bewaren niet wat je schrijft. Niet in een bestand en niet in een logboek.")
DEFAULT = "x-default"
HOUR = {"Cache-Control": "public, max-age=3600"}
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class About:
    """What is told of a page to search engines and to who pastes its address in a message."""

    address: str
    description: str
    locale: str
    alternates: list[tuple[str, str]]
    """Per language (``x-default`` last) the whole address of the same page."""


def about(
    request: Request,
    language: str,
    path: str,
    description: str,
    *,
    written: Collection[str] | None = None,
) -> About:
    """The head of the page ``/{language}/{path}``.

    ``written``: the languages its words are in; without it all that we speak.
    """
    site: Site = request.app.state.site
    written = spoken_languages() if written is None else written
    alternates = [
        (code, site.address(request, address)) for code, address in alternatives(path, written)
    ]
    return About(
        address=site.address(request, f"/{language}/{path}"),
        description=shortened(description),
        locale=og_locale(language),
        alternates=alternates if language in written else [],
    )


def service_head(request: Request, service: Service, language: str) -> dict[str, Any]:
    """What ``service.html`` needs beside the card: ``about``, ``structured`` and ``topics``.

    The same for ``/{lang}/office``: it shows a service that has a page, so that page is named as
    the one to be found.
    """
    site: Site = request.app.state.site
    words, translator = words_of(service, language), MarkedTranslator(language)
    head = about(
        request, language, f"service/{service.id}", words.summary, written=written_in(service)
    )
    data = service_data(
        service, language, address=head.address, city=site.office.city, today=now().date()
    )
    return {
        "about": head,
        "structured": as_script(data),
        "topics": [topic_entry(topic.topic, translator) for topic in service.topics],
    }


def topic_entry(key: str, translator: Translator) -> dict[str, str]:
    """A topic as pages link to it."""
    return {"key": key, "label": topic_label(key, translator), "icon": topics()[key].icon}


def written_in(service: Service) -> frozenset[str]:
    """The languages in which both title and summary of a service are there."""
    translated = {t.language for t in service.translations if t.title and t.summary}
    return frozenset({SOURCE, *translated} & {*spoken_languages()})


def alternatives(path: str, written: Collection[str]) -> list[tuple[str, str]]:
    """``(hreflang, address)`` of a page in the languages it is written in, and the default one.

    The default is Dutch; of the first page it is ``/``, which follows the browser's language.
    """
    found = [(code, f"/{code}/{path}") for code in spoken_languages() if code in written]
    return [*found, (DEFAULT, f"/{SOURCE}/{path}" if path else "/")]


def shortened(text: str) -> str:
    """At most :data:`MAX_DESCRIPTION` characters on one line, cut between words."""
    text = " ".join(text.split())
    if len(text) <= MAX_DESCRIPTION:
        return text
    return text[:MAX_DESCRIPTION].rpartition(" ")[0].rstrip(",.;:") + "…"


@cache
def og_locale(language: str) -> str:
    """``nl_BE``, ``tr_TR``: language and country, as link previews want it."""
    code = languages()[language].babel
    if "_" in code:
        return code
    likely = get_global("likely_subtags").get(code, code)  # tr -> tr_Latn_TR
    return f"{code}_{likely.rpartition('_')[2]}" if "_" in likely else code


async def sitemap(request: Request) -> Response:
    """``GET /sitemap.xml``: every public page in Dutch, each with its other languages.

    The pages name each other in their heads too, so one entry leads to all languages. The office
    is there as the service that it is.
    """
    site: Site = request.app.state.site
    try:
        xml = await to_thread.run_sync(_sitemap_xml, request)
    except CatalogueUnavailable:
        seconds = str(round(site.settings.refresh_seconds))
        return PlainTextResponse("unavailable\n", 503, {"Retry-After": seconds})
    return Response(xml, media_type="application/xml", headers=HOUR)


async def robots(request: Request) -> Response:
    """``GET /robots.txt``: all may be read but what belongs to one visitor.

    Answers need no rule: they are sent by POST, and say ``noindex``.
    """
    site: Site = request.app.state.site
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /*/service/*/card"]
    # By language: "/*/list" would hide a service whose name begins with "list".
    lines += [f"Disallow: /{code}/list" for code in spoken_languages()]
    address = site.address(request, "/sitemap.xml")
    if not address.startswith("/"):
        lines += ["", f"Sitemap: {address}"]
    return PlainTextResponse("\n".join(lines) + "\n", headers=HOUR)


def public_pages(services: Iterable[tuple[str, Collection[str]]]) -> list[tuple[str, list[str]]]:
    """``(path, languages)`` of all pages for everybody; ``services``: ids with their languages."""
    everywhere = list(spoken_languages())
    fixed = ["", "topics", *(f"topic/{key}" for key in topics()), "privacy", "accessibility"]
    pages = [(path, everywhere) for path in fixed]
    return pages + [
        (f"service/{service_id}", [code for code in everywhere if code in written])
        for service_id, written in services
    ]


def _sitemap_xml(request: Request) -> bytes:
    site: Site = request.app.state.site
    ET.register_namespace("", _SITEMAP)
    ET.register_namespace("xhtml", _XHTML)
    root = ET.Element(f"{{{_SITEMAP}}}urlset")
    for path, written in public_pages(site.desk.written_in().items()):
        url = ET.SubElement(root, f"{{{_SITEMAP}}}url")
        location = ET.SubElement(url, f"{{{_SITEMAP}}}loc")
        location.text = site.address(request, f"/{SOURCE}/{path}")
        for code, address in alternatives(path, written):
            ET.SubElement(
                url,
                f"{{{_XHTML}}}link",
                {"rel": "alternate", "hreflang": code, "href": site.address(request, address)},
            )
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


async def icon(request: Request) -> Response:
    """``GET /favicon.ico``: browsers ask for it on their own on pages that name none."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(FOLDER / "icon.svg", media_type="image/svg+xml", headers=headers)


ROUTES = [
    Route("/favicon.ico", icon),
    Route("/sitemap.xml", sitemap),
    Route("/robots.txt", robots),
]
