"""One service on a page of its own, with what colleagues noted at the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from services_catalog import field_notes
from services_catalog.field_notes import NoteError
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE
from services_catalog.lookup.access import Colleague, read_form
from services_catalog.lookup.question import Question
from services_catalog.lookup.view import Row
from services_catalog.lookup.web import SERVICE_ID, Pages, base_of
from services_catalog.models.field_note import LONGEST_NOTE
from services_catalog.text import sanitise

ERRORS: Mapping[str, str] = {
    "empty": _("Schrijf eerst wat je zag."),
    "too_long": _("Dit is te lang. Een nota heeft hoogstens 280 tekens."),
    "no_author": _("Er staat geen naam bij. Meld je opnieuw aan."),
    "wrong_days": _("Een nota blijft 1 tot 90 dagen staan."),
    "no_service": _("Deze dienst bestaat niet meer."),
}


class ServicePages:
    """The handlers of one service and its notes."""

    def __init__(self, pages: Pages) -> None:
        """``pages``: what all pages share."""
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """The routes."""
        page, one = self._pages.guarded, "/lookup/service/{id}"
        return [
            Route(one, page(self.service)),
            Route(f"{one}/notes", page(self.add), methods=["POST"]),
            Route(f"{one}/notes/{{note:int}}/remove", page(self.remove), methods=["POST"]),
        ]

    async def service(self, request: Request, colleague: Colleague | None) -> Response:
        """``GET /lookup/service/{id}``: one service with its notes."""
        return await self._show(request, colleague)

    async def add(self, request: Request, colleague: Colleague | None) -> Response:
        """``POST …/notes``: keep a note; only who is signed in may."""
        form = await read_form(request)
        writer = _writer(colleague)
        service_id, days = request.path_params["id"], form.get("days", "")
        try:
            await to_thread.run_sync(
                lambda: field_notes.add(
                    self._pages.finder.desk.database,
                    service_id,
                    form.get("text", ""),
                    author=writer.name,
                    days=int(days[:4]) if days.isascii() and days.isdecimal() else 0,
                    public=form.get("public") == "1",
                )
            )
        except NoteError as error:
            return await self._show(
                request, colleague, 422, error=Translator(SOURCE)(ERRORS[error.code]),
                typed=sanitise(form.get("text", ""), 2 * LONGEST_NOTE),
            )  # fmt: skip
        return RedirectResponse(f"{base_of(request)}/service/{service_id}#notes", 303)

    async def remove(self, request: Request, colleague: Colleague | None) -> Response:
        """``POST …/notes/{note}/remove``: it is over before its day."""
        await read_form(request)
        _writer(colleague)
        service_id = request.path_params["id"]
        database = self._pages.finder.desk.database
        await to_thread.run_sync(
            field_notes.expire, database, request.path_params["note"], service_id
        )
        return RedirectResponse(f"{base_of(request)}/service/{service_id}#notes", 303)

    async def _show(
        self, request: Request, colleague: Colleague | None, status: int = 200, **values: Any
    ) -> Response:
        service_id = request.path_params["id"]
        rows: list[Row] = []
        shop = self._pages.shop(request, Question.of(dict(request.query_params)).client)
        if SERVICE_ID.fullmatch(service_id):
            rows = await to_thread.run_sync(lambda: shop.rows([service_id]))
        if not rows:
            raise HTTPException(404)
        return self._pages.page(
            request, colleague, "service.html", status, row=rows[0], client=shop.client,
            longest_note=LONGEST_NOTE, **({"error": None, "typed": ""} | values),
        )  # fmt: skip


def _writer(colleague: Colleague | None) -> Colleague:
    if colleague is None or not colleague.may_write:
        raise HTTPException(403)
    return colleague
