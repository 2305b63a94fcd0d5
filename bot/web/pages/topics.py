"""Pages to read without asking anything: the topics, their services, and how accessible we are."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.pages.chat import page_language, unavailable
from bot.web.pages.discovery import about, topic_entry
from bot.web.pages.hidden import Talk
from bot.web.pages.render import MarkedTranslator, new_id, page
from bot.web.shapes import Card
from bot.web.site import Site
from services_catalog.database import CatalogueUnavailable
from services_catalog.eligibility import Verdict
from services_catalog.formatting import full_date
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import theme_label, topic_label
from services_catalog.vocabulary import topics

LAST_SELF_TEST = date(2026, 11, 22)
"""When somebody last went through these pages by hand, as the statement says."""
_FOR_ALL = _("Iedereen moet deze website kunnen gebruiken, ook met een beperking.")


async def topic_page(request: Request) -> Response:
    """``GET /{lang}/topic/{key}``: all services of one topic, those for everyone first."""
    site: Site = request.app.state.site
    language = page_language(request)
    key = request.path_params["key"]
    if key not in topics():
        raise HTTPException(404)

    def read() -> list[Card]:
        found = site.desk.cards(site.desk.services_of(key), language)
        return in_order([Card.model_validate(card) for card in found])

    try:
        cards = await to_thread.run_sync(read)
    except CatalogueUnavailable:
        return unavailable(request, language)
    titles = " · ".join([topic_label(key, Translator(language)), *(card.title for card in cards)])
    office = site.office.card(language)
    return page(
        request, "topic.html", language, path=f"topic/{key}", cards=cards, office=office,
        topic=topic_entry(key, MarkedTranslator(language)), intent=topics()[key].intent,
        talk=Talk(new_id(), new_id(), request.query_params.get("chosen") == "1", []),
        about=about(request, language, f"topic/{key}", titles),
    )  # fmt: skip


def in_order(cards: list[Card]) -> list[Card]:
    """Services for everyone first, then by title: nobody must read on to find an open door."""
    return sorted(
        cards, key=lambda card: (card.badge.kind != Verdict.EVERYONE, card.title.casefold())
    )


async def all_topics(request: Request) -> Response:
    """``GET /{lang}/topics``: every topic under its theme, both in the order of the menu."""
    language = page_language(request)
    translator = MarkedTranslator(language)
    themes = list(dict.fromkeys(topic.theme for topic in topics().values()))
    ordered = sorted(topics().values(), key=lambda topic: themes.index(topic.theme))
    groups = [
        {
            "key": theme,
            "label": theme_label(theme, translator),
            "topics": [topic_entry(topic.key, translator) for topic in members],
        }
        for theme, members in groupby(ordered, key=lambda topic: topic.theme)
    ]
    names = " · ".join(topic_label(key, Translator(language)) for key in topics())
    return page(
        request, "topics.html", language, path="topics", groups=groups,
        about=about(request, language, "topics", names),
    )  # fmt: skip


async def accessibility(request: Request) -> Response:
    """``GET /{lang}/accessibility``: what is tested, what is not perfect, whom to tell."""
    language = page_language(request)
    site: Site = request.app.state.site
    return page(
        request, "accessibility.html", language, path="accessibility",
        office=site.office.card(language), tested=full_date(LAST_SELF_TEST, language),
        about=about(request, language, "accessibility", Translator(language)(_FOR_ALL)),
    )  # fmt: skip


ROUTES = [
    Route("/{lang}/topics", all_topics),
    Route("/{lang}/topic/{key}", topic_page),
    Route("/{lang}/accessibility", accessibility),
]
