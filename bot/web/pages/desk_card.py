"""Paper for people: one service as a card to show at a desk, and the list to take along.

Both need no script and hold nothing of the visitor: the addresses name services and a language.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.pages.chat import page_language, unavailable
from bot.web.pages.paper import Line, facts, plain, print_size, said_twice, sentences, weeks
from bot.web.pages.qr import qr_svg
from bot.web.pages.render import page
from bot.web.payloads import SERVICE_ID
from bot.web.shapes import Card
from bot.web.site import Site
from services_catalog.database import CatalogueUnavailable
from services_catalog.desk import Desk
from services_catalog.formatting import language_name
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages

MAX_LISTED = 12
MAX_ASKED = 4_000
"""Characters read of the list in an address; twelve ids are far fewer."""
STRIP = "strip"
PLEASE = _("Deze persoon zoekt deze dienst. Kun je helpen?")
TAKE = _("Neem mee")
Both = tuple[Card, Card]
"""A service in the visitor's language, and in Dutch."""


async def desk_card(request: Request) -> Response:
    """``GET /{lang}/service/{id}/card``: one service in two languages, to show or to print."""
    site: Site = request.app.state.site
    language = page_language(request)
    service_id = request.path_params["id"]
    if not SERVICE_ID.fullmatch(service_id):
        raise HTTPException(404)
    try:
        found = await to_thread.run_sync(both_languages, site.desk, [service_id], language)
    except CatalogueUnavailable:
        return unavailable(request, language)
    if not found:
        raise HTTPException(404)
    own, dutch = found[0]
    path = f"service/{service_id}/card"
    strip = request.query_params.get("paper") == STRIP
    known, hours = facts(own, dutch, language), weeks(own, dutch, language)
    head = [said_twice(PLEASE, language), *sentences(own, dutch, ("title", "summary", "warning"))]
    if own.overdue and dutch.overdue:
        head.append(Line(own.overdue, dutch.overdue, language))
    spoken = [*head[1:], *(line for fact in known for line in fact.lines)]
    return page(
        request, "desk.html", language, path=f"{path}?paper={STRIP}" if strip else path,
        strip=strip, card=own, head=head, facts=known, weeks=hours,
        state=Line(own.open.text, dutch.open.text, language),
        size=print_size(spoken, len(known) + sum(1 + len(week.runs) for week in hours)),
        own_name=languages()[language].own, dutch_name=language_name(language, SOURCE),
        qr=qr_svg(site.address(request, f"/{language}/{path}"), f"QR: {own.title}"),
    )  # fmt: skip


async def take_along(request: Request) -> Response:
    """``GET /{lang}/list?s=id,id``: the services of a talk, to print, to copy or to mail."""
    site: Site = request.app.state.site
    language = page_language(request)
    ids = asked_ids(request.query_params.get("s", ""))
    found: list[Both] = []
    try:
        if ids:
            found = await to_thread.run_sync(both_languages, site.desk, ids, language)
    except CatalogueUnavailable:
        return unavailable(request, language)
    path = f"list?s={','.join(own.id for own, _dutch in found)}" if found else "list"
    address = site.address(request, f"/{language}/{path}")
    entries = []
    for own, dutch in found:
        link = site.address(request, f"/{language}/service/{own.id}")
        code = qr_svg(link, f"QR: {own.title}")
        entries.append(
            (own, dutch, weeks(own, dutch, language), code, plain(own, dutch, language, link))
        )
    heading = Translator(language)(TAKE)
    return page(
        request, "list.html", language, path=path, entries=entries,
        qr=qr_svg(address, f"QR: {heading}"), mail=mail_link(heading, address),
    )  # fmt: skip


def both_languages(desk: Desk, ids: Sequence[str], language: str) -> list[Both]:
    """The services of ``ids`` that are still published, each in ``language`` and in Dutch.

    Raises:
        CatalogueUnavailable: the database cannot be read.
    """
    own = [Card.model_validate(card) for card in desk.cards(ids, language)]
    if language == SOURCE:
        return [(card, card) for card in own]
    # An edit between the two readings may take a service away: by id, not by position.
    dutch = {card["id"]: Card.model_validate(card) for card in desk.cards(ids, SOURCE)}
    return [(card, dutch[card.id]) for card in own if card.id in dutch]


def asked_ids(text: str) -> list[str]:
    """The ids in an address, each once, at most twelve; whatever is odd is left out."""
    parts = (part.strip() for part in text[:MAX_ASKED].split(","))
    return list(dict.fromkeys(part for part in parts if SERVICE_ID.fullmatch(part)))[:MAX_LISTED]


def mail_link(subject: str, address: str) -> str | None:
    """A ``mailto:`` link that carries the list's address alone: some mail programs cut off more."""
    if not address.startswith(("https://", "http://")):
        return None
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(address, safe='')}"


ROUTES = [
    Route("/{lang}/service/{id}/card", desk_card),
    Route("/{lang}/list", take_along),
]
