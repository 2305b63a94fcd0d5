"""The chat page without JavaScript, and the pages around it.

The conversation lives in the page itself: two random ids and a short list of services shown
before, in hidden fields. Nothing of it is kept here.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.gateway import SESSION_ID, TURN_ID, TooMany, Turn, plain_text
from bot.web.incoming import BadRequest, client_address, preferred_language, read_form
from bot.web.pages.discovery import WHAT_WE_DO, WHAT_WE_KEEP, about, service_head
from bot.web.pages.hidden import MAX_TITLE, Talk, as_json, read_earlier, remember
from bot.web.pages.render import new_id, page
from bot.web.payloads import CHOOSE_LANGUAGE, SELECT_SERVICE, SERVICE_ID, parse_payload
from bot.web.sentences import apology, error_text
from bot.web.shapes import Button, Card, Message, Reply
from bot.web.site import Site
from services_catalog.database import CatalogueUnavailable
from services_catalog.i18n import Translator
from services_catalog.labels import intent_label
from services_catalog.languages import languages, spoken_languages

MAX_AGAIN = 3
"""Cards shown again after a change of language: as many as an answer has."""


async def start(request: Request) -> Response:
    """``GET /``: to the page in the language the browser asks for."""
    return RedirectResponse(f"/{preferred_language(request)}/", 302, {"Vary": "Accept-Language"})


async def chat(request: Request) -> Response:
    """``GET /{lang}/``: the first page, with what must be said before the first word."""
    language = page_language(request)
    talk = Talk(new_id(), new_id(), request.query_params.get("chosen") == "1", [])
    office = request.app.state.site.office.card(language)
    head = about(request, language, "", Translator(language)(WHAT_WE_DO))
    return page(request, "start.html", language, talk=talk, office=office, about=head)


async def answer(request: Request) -> Response:
    """``POST /{lang}/``: the answer to what was written or chosen."""
    site: Site = request.app.state.site
    language = page_language(request)
    status, retry = 200, None
    try:
        form = await read_form(request)
    except BadRequest as bad:
        form, status = {}, bad.status
        reply = _said(bad.code, language)
        said, turn = "", None
    else:
        turn = read_form_turn(form, language, client_address(request, site.settings.host_mode))
        language = turn.language or language
        said = _said_by_visitor(form, Translator(language))
        try:
            reply = await site.gateway.answer(turn)
        except TooMany as many:
            status, retry, reply = 429, many.seconds, _said("too_many", language)
    if turn and is_language_choice(turn.payload):
        reply, form["earlier"] = await _in_another_language(site, reply, form.get("earlier", ""))
    # Without a choice of their own people get the page in the language they wrote.
    if reply.language in spoken_languages():
        language = reply.language
    talk = Talk(
        session=turn.session if turn else new_id(),
        turn=new_id(),
        chosen=_is_choice(form),
        earlier=remember(read_earlier(form.get("earlier", "")), reply.messages),
    )
    shown = {card.id for message in reply.messages for card in message.cards}
    response = page(
        request, "answer.html", language, status=status, talking=True, talk=talk, said=said,
        reply=reply, back=[item for item in talk.earlier if item[0] not in shown],
    )  # fmt: skip
    # Only this device may keep it, and must ask again except for its own way back: with no-store
    # a browser answers the back button with an error instead of the page.
    response.headers["Cache-Control"] = "private, no-cache"
    if retry:
        response.headers["Retry-After"] = str(retry)
    return response


async def service(request: Request) -> Response:
    """``GET /{lang}/service/{id}``: one card as a page."""
    site: Site = request.app.state.site
    language = page_language(request)
    service_id = request.path_params["id"]
    if not SERVICE_ID.fullmatch(service_id):
        raise HTTPException(404)
    try:
        cards = await to_thread.run_sync(site.desk.cards, [service_id], language)
        record = await to_thread.run_sync(site.desk.service, service_id)
    except CatalogueUnavailable:
        return unavailable(request, language)
    if not cards or record is None:
        raise HTTPException(404)
    card, head = Card.model_validate(cards[0]), service_head(request, record, language)
    return page(request, "service.html", language, card=card, path=f"service/{service_id}", **head)


async def office(request: Request) -> Response:
    """``GET /{lang}/office``: the migration office, also when the database is gone."""
    language = page_language(request)
    keeper = request.app.state.site.office
    known_card, record = keeper.card(language), keeper.service
    if known_card is None or record is None:
        return unavailable(request, language)
    card, head = Card.model_validate(known_card), service_head(request, record, language)
    return page(request, "service.html", language, card=card, path="office", **head)


async def privacy(request: Request) -> Response:
    """``GET /{lang}/privacy``: what is kept, and what is not."""
    language = page_language(request)
    head = about(request, language, "privacy", Translator(language)(WHAT_WE_KEEP))
    return page(request, "privacy.html", language, path="privacy", about=head)


def error_page(request: Request, code: str, status: int) -> Response:
    """A kind page for what went wrong, in the language of the address if it names one."""
    first = request.url.path.strip("/").partition("/")[0]
    language = first if first in spoken_languages() else preferred_language(request)
    text, spoken = error_text(code, language)
    office_card = request.app.state.site.office.card(language)
    return _error(request, language, status, Message(text=text, language=spoken), office_card)


def page_language(request: Request) -> str:
    """The language in the address.

    Raises:
        HTTPException: 404 for one without pages.
    """
    language: str = request.path_params["lang"]
    if language not in spoken_languages():
        raise HTTPException(404)
    return language


def read_form_turn(form: dict[str, str], language: str, address: str | None) -> Turn:
    """The turn in a form; ids that are missing or odd are made anew, so that nobody is refused."""
    session, nonce = form.get("session", ""), form.get("turn", "")
    if not SESSION_ID.fullmatch(session):
        session = new_id()
    if not TURN_ID.fullmatch(nonce):
        nonce = new_id()
    payload = form.get("payload") or None
    text = "" if payload else form.get("text", "")
    # One page can be answered twice by going back: another question is another turn, the same one
    # sent again is not. The key is the page's own random id, so the hash tells nobody anything.
    said = (payload or text).encode("utf-8", "replace")
    turn = hmac.new(nonce.encode(), said, hashlib.sha256).hexdigest()[:40]
    chosen = language if form.get("chosen") == "1" or payload else None
    if payload and (parsed := parse_payload(payload)) and parsed.intent == CHOOSE_LANGUAGE:
        chosen = parsed.values["language"]
    return Turn(session, turn, text, payload, chosen, language, address)


def is_language_choice(payload: str | None) -> bool:
    """Whether a button means another language."""
    parsed = parse_payload(payload or "")
    return bool(parsed and parsed.intent == CHOOSE_LANGUAGE)


async def _in_another_language(site: Site, reply: Reply, earlier: str) -> tuple[Reply, str]:
    """The services at hand again, now in the reply's language, and the list of them.

    Who changes language in mid-talk wants to read the same answer, not to start again.
    """
    ids = [service_id for service_id, _title in read_earlier(earlier)]
    if not ids or any(message.kind == "error" for message in reply.messages):
        return reply, earlier
    try:
        found = await to_thread.run_sync(site.desk.cards, ids, reply.language)
    except CatalogueUnavailable:
        return reply, earlier
    cards = [Card.model_validate(card) for card in found]
    translator = Translator(reply.language)
    again = Message(
        language=reply.language,
        cards=cards[:MAX_AGAIN],
        buttons=[
            Button(title=intent_label(intent, translator), payload=f"/{intent}")
            for intent in ("ask_hours", "ask_address", "ask_cost", "ask_more_options")
        ],
    )
    titles = [(card.id, card.title[:MAX_TITLE]) for card in cards]
    return reply.model_copy(update={"messages": [*reply.messages, again]}), as_json(titles)


def _is_choice(form: dict[str, str]) -> bool:
    return form.get("chosen") == "1" or is_language_choice(form.get("payload"))


def _said_by_visitor(form: dict[str, str], translator: Translator) -> str:
    """What is shown back as the question: the text, or the words on the button."""
    if not (payload := form.get("payload")):
        return plain_text(form.get("text", ""))
    parsed = parse_payload(payload)
    if parsed is None:
        return ""
    if parsed.intent == SELECT_SERVICE:
        titles = dict(read_earlier(form.get("earlier", "")))
        return titles.get(parsed.values["service"], "")
    if parsed.intent == CHOOSE_LANGUAGE:
        return languages()[parsed.values["language"]].own
    return intent_label(parsed.intent, translator)


def _said(code: str, language: str) -> Reply:
    text, spoken = error_text(code, language)
    message = Message(kind="notice", text=text, language=spoken)
    return Reply(language=language, messages=[message])


def unavailable(request: Request, language: str) -> Response:
    """503: the catalogue cannot be read, so the office's phone and hours instead."""
    site: Site = request.app.state.site
    card = site.office.card(language)
    return _error(request, language, 503, apology(language, card).messages[0], card)


def _error(
    request: Request, language: str, status: int, message: Message, office: dict[str, Any] | None
) -> Response:
    return page(
        request, "error.html", language, status=status, text=message.text,
        text_language=message.language, text_direction=message.direction, office=office,
    )  # fmt: skip


async def add_slash(request: Request) -> Response:
    """``/nl`` means ``/nl/``."""
    return RedirectResponse(f"/{page_language(request)}/", 308)


ROUTES = [
    Route("/", start),
    Route("/{lang}", add_slash),
    Route("/{lang}/", chat, methods=["GET"]),
    Route("/{lang}/", answer, methods=["POST"]),
    Route("/{lang}/service/{id}", service),
    Route("/{lang}/office", office),
    Route("/{lang}/privacy", privacy),
]
