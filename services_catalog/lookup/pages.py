"""``/lookup``: the pages of the look-up.

Words and choices may stand in an address (a form without JavaScript is a GET form); the client's
residence status never does: it is read from posted forms only, used for one answer and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.encoder import Encoder
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.labels import AUDIENCES, STATUSES, TOPICS
from services_catalog.languages import SOURCE
from services_catalog.lookup.access import Account, Colleague, read_form
from services_catalog.lookup.finder import LIMIT, Finder
from services_catalog.lookup.message import messages
from services_catalog.lookup.notes_pages import ServicePages
from services_catalog.lookup.question import MOMENTS, SIMPLE, Question, moment_label, status_of
from services_catalog.lookup.second_opinion import Ask, answers
from services_catalog.lookup.view import HERE, render
from services_catalog.lookup.wanted import DAY_NAMES, PARTS
from services_catalog.lookup.web import SERVICE_ID, Pages, base_of, html
from services_catalog.text import sanitise

MAX_LISTED = 12
"""Services in a basket: as many as the print sheet takes."""
MOST = 60
"""Services shown after "more"."""


def lookup_routes(
    database_or_desk: Database | Desk,
    *,
    ask: Ask | None = None,
    account: Account | None = None,
    open_lookup: bool = False,
    public_url: str = "",
    sign_in: str | None = None,
    encoder: Encoder | None = None,
) -> list[BaseRoute]:
    """The routes of the look-up, to be taken up in an application or under a ``Mount``.

    ``ask``: a (coroutine) function of a question and a language that gives the assistant's reply.
    ``account``: says who is signed in. Without an account nobody writes, and nobody reads either
    unless ``open_lookup``. ``sign_in``: the address to be sent to instead of a refusal.
    ``public_url``: scheme and host for the links in messages (default: the host asked).
    ``encoder``: finds by meaning where the words find too little.
    """
    finder = Finder(database_or_desk, encoder)
    pages = Pages(finder, account, open_lookup, public_url, sign_in)
    lookup = Lookup(pages, ask)
    page = pages.guarded
    return [
        Route("/lookup", page(lookup.start), methods=["GET", "POST"]),
        Route("/lookup/results", page(lookup.results), methods=["POST"]),
        Route("/lookup/basket", page(lookup.basket), methods=["POST"]),
        Route("/lookup/ask", page(lookup.second_opinion), methods=["GET", "POST"]),
        *ServicePages(pages).routes(),
        Mount("/lookup/static", StaticFiles(directory=HERE / "static")),
    ]


class Lookup:
    """The handlers of the box, the basket and the assistant's opinion."""

    def __init__(self, pages: Pages, ask: Ask | None) -> None:
        """See :func:`lookup_routes`."""
        self._pages, self._finder, self._ask = pages, pages.finder, ask

    async def start(self, request: Request, colleague: Colleague | None) -> Response:
        """``GET /lookup``, and the same posted: the box, and what was found."""
        posted = await read_form(request) if request.method == "POST" else {}
        question = Question.of(posted or dict(request.query_params))
        # The status only of what was posted: an address that holds one is in somebody's log.
        values = await to_thread.run_sync(self._results, request, question, posted)
        t = Translator(SOURCE)
        return self._pages.page(
            request, colleague, "lookup.html",
            topics=[(key, t(label)) for key, label in TOPICS.items()],
            audiences=[(key, t(label)) for key, label in AUDIENCES.items()],
            statuses=[(key, t(label)) for key, label in STATUSES.items() if key != "unknown"],
            days=[(key, moment_label(key, t)) for key in DAY_NAMES],
            parts=[(key, t(MOMENTS[key])) for key in PARTS],
            places=sorted(self._finder.places().names.items(), key=lambda pair: pair[1]),
            simple=[(key, t(label)) for key, label in SIMPLE.items()],
            fields=[(name, value) for name, value in vars(question).items() if value],
            **values,
        )  # fmt: skip

    async def results(self, request: Request, _colleague: Colleague | None) -> Response:
        """``POST /lookup/results``: what was found, as a piece of the page."""
        form = await read_form(request)
        values = await to_thread.run_sync(self._results, request, Question.of(form), form)
        return html(render("results.html", **values))

    def _results(
        self, request: Request, question: Question, posted: Mapping[str, str]
    ) -> dict[str, Any]:
        base, status = base_of(request), status_of(posted)
        wanted, chips = question.understood(self._finder, base)
        limit = MOST if posted.get("more") == "1" else LIMIT
        results = self._finder.find(wanted, status=status, limit=limit)
        shop = self._pages.shop(request, question.client)
        days = wanted.when.dates(now())
        # An empty box shows nothing but the way in; a status alone is no question.
        rows = shop.rows(results.found, status, days=days) if question else []
        return {
            "base": base, "question": question, "chips": chips, "rows": rows, "results": results,
            "status": status.value if status else "", "client": shop.client,
        }  # fmt: skip

    async def basket(self, request: Request, _colleague: Colleague | None) -> Response:
        """``POST /lookup/basket``: the services of ``ids``, kept on the device alone."""
        form = await read_form(request)
        parts = [part for part in form.get("ids", "").split(",") if SERVICE_ID.fullmatch(part)]
        ids = list(dict.fromkeys(parts))[:MAX_LISTED]
        shop = self._pages.shop(request, Question.of(form).client)
        rows = await to_thread.run_sync(lambda: shop.rows(ids, notes=False))
        kept = ",".join(row.card["id"] for row in rows)
        return html(
            render(
                "basket.html", rows=rows, base=base_of(request), client=shop.client,
                message=messages([row.message for row in rows]),
                sheet=f"/{shop.client}/list?s={kept}", kind=form.get("kind", "basket"),
            )
        )  # fmt: skip

    async def second_opinion(self, request: Request, colleague: Colleague | None) -> Response:
        """``/lookup/ask``: what the assistant would say, in two languages side by side."""
        form = await read_form(request) if request.method == "POST" else {}
        client = Question.of(form or dict(request.query_params)).client
        question = sanitise(form.get("question", ""))
        both = [SOURCE, *([client] if client else [])]
        said = await answers(self._ask, question, both) if self._ask and question else []
        return self._pages.page(
            request, colleague, "ask.html", client=client or SOURCE, asked=question, said=said,
            built_in=self._ask is not None,
        )  # fmt: skip
