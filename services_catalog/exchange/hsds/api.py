"""The read API of HSDS 3.1 (paths and parameters of its ``openapi.json``), for anybody.

Only published services, with the organizations and locations they name. Answers are made once for
each version of the catalogue and carry it as an ETag. A parameter that is known to the
specification and not to us is refused: a filter that is silently ignored gives wrong answers.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from services_catalog.database import Database
from services_catalog.exchange.hsds.catalogue import NoMunicipality, read_feed
from services_catalog.exchange.hsds.openapi import describe
from services_catalog.exchange.hsds.schedules import Window
from services_catalog.exchange.hsds.schema import VERSION
from services_catalog.exchange.hsds.terms import TAXONOMIES, Json, taxonomy_object, term_object
from services_catalog.exchange.hsds.views import (
    BadRequest,
    Shelf,
    as_is,
    changed_since,
    last_changed,
    matches,
    minimal,
    page,
    short,
    short_at_location,
    short_service,
    whole_number,
    yes,
)
from services_catalog.hours import now

PREFIX = "/hsds"
PROFILE = "https://docs.openreferral.org/en/latest/hsds/"
LIST = frozenset({"search", "page", "per_page", "format"})
FILTERS = frozenset({"taxonomy_term_id", "taxonomy_id"})
SERVICE = LIST | FILTERS | {"organization_id", "modified_after", "minimal", "full"}
PARAMETERS: Mapping[str, frozenset[str]] = {
    "/": frozenset(),
    "/services": SERVICE,
    "/services/{id}": frozenset(),
    "/organizations": LIST | FILTERS | {"full", "full_service"},
    "/organizations/{id}": frozenset({"full_service"}),
    "/locations": LIST | {"full", "organization_id"},
    "/locations/{id}": frozenset(),
    "/service_at_locations": SERVICE - {"minimal"},
    "/service_at_locations/{id}": frozenset(),
    "/taxonomies": LIST,
    "/taxonomies/{id}": frozenset(),
    "/taxonomy_terms": LIST | {"taxonomy_id", "top_only", "parent_id"},
    "/taxonomy_terms/{id}": frozenset(),
}
"""What every path understands; anything else is refused."""


def routes(database: Database) -> list[BaseRoute]:
    """The routes to put into an application's list, all under ``/hsds``.

    Open to every origin (CORS): this is public information and no cookie is read.
    """
    api = _Api(database)
    handlers: dict[str, Callable[[Request, Shelf], Any]] = {
        "/": api.about,
        "/services": api.services,
        "/services/{id}": api.service,
        "/organizations": api.organizations,
        "/organizations/{id}": api.organization,
        "/locations": api.locations,
        "/locations/{id}": api.location,
        "/service_at_locations": api.at_locations,
        "/service_at_locations/{id}": api.at_location,
        "/taxonomies": api.taxonomies,
        "/taxonomies/{id}": api.taxonomy,
        "/taxonomy_terms": api.terms,
        "/taxonomy_terms/{id}": api.term,
        "/openapi.json": api.openapi,
    }
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD"],
        allow_headers=["If-None-Match"],
        expose_headers=["ETag"],
        max_age=86_400,
    )
    return [
        Mount(
            PREFIX,
            routes=[Route(path, api.answer(handler)) for path, handler in handlers.items()],
            middleware=[cors],
        )
    ]


class NotFound(LookupError):
    """No record has this id."""


class _Api:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    def _current(self) -> Shelf:
        """The records of the catalogue's version and this month, made anew when either moved."""
        key = (self._database.version(), Window.around(now().date()))
        with self._lock:
            if self._shelf is None or self._shelf.key != key:
                self._shelf = Shelf(read_feed(self._database))
            return self._shelf

    def answer(self, handler: Callable[[Request, Shelf], Any]) -> Callable[[Request], Response]:
        """An endpoint (run in a thread) around ``handler``: ETag, errors as JSON."""

        def endpoint(request: Request) -> Response:
            try:
                _refuse_unknown(request)
                shelf = self._current()
                headers = {"ETag": shelf.etag, "Cache-Control": "public, no-cache"}
                if shelf.etag in request.headers.get("If-None-Match", ""):
                    return Response(status_code=304, headers=headers)
                found = handler(request, shelf)
                if isinstance(found, Response):
                    found.headers.update(headers)
                    return found
                return JSONResponse(found, headers=headers)
            except BadRequest as error:
                return _error(400, str(error))
            except NotFound:
                return _error(404, f"no record has the id {request.path_params['id']}")
            except (SQLAlchemyError, NoMunicipality):
                return _error(503, "the catalogue cannot be read now; try again in a minute")

        return endpoint

    def about(self, request: Request, _shelf: Shelf) -> Json:
        address = str(request.url.replace(path=f"{PREFIX}/openapi.json", query=""))
        return {"version": VERSION, "profile": PROFILE, "openapi_url": address}

    def openapi(self, request: Request, _shelf: Shelf) -> Json:
        return describe(PARAMETERS, f"{request.url.scheme}://{request.url.netloc}{PREFIX}")

    def services(self, request: Request, shelf: Shelf) -> Any:
        query = _query(request)
        found = _select(shelf, shelf.services, query)
        if yes(query, "minimal"):
            show: Callable[[Json], Json] = minimal
        else:
            show = as_is if yes(query, "full") else short_service
        return _listing(query, found, show)

    def service(self, request: Request, shelf: Shelf) -> Json:
        return _one(request, shelf.services)

    def organizations(self, request: Request, shelf: Shelf) -> Any:
        query = _query(request)
        found = [o for o in shelf.organizations.values() if shelf.matches(o, query.get("search"))]
        if FILTERS & query.keys():
            offered = _select(shelf, shelf.services, _only(query, FILTERS))
            ids = {service["organization"]["id"] for service in offered}
            found = [o for o in found if o["id"] in ids]
        full = yes(query, "full") or yes(query, "full_service")
        whole = yes(query, "full_service")
        return _listing(query, found, (lambda o: shelf.organization(o, whole)) if full else short)

    def organization(self, request: Request, shelf: Shelf) -> Json:
        query = _query(request)
        return shelf.organization(_one(request, shelf.organizations), yes(query, "full_service"))

    def locations(self, request: Request, shelf: Shelf) -> Any:
        query = _query(request)
        found = [
            place
            for place in shelf.locations.values()
            if shelf.matches(place, query.get("search"))
            and query.get("organization_id") in (None, place.get("organization_id"))
        ]
        return _listing(query, found, as_is if yes(query, "full") else short)

    def location(self, request: Request, shelf: Shelf) -> Json:
        return _one(request, shelf.locations)

    def at_locations(self, request: Request, shelf: Shelf) -> Any:
        query = _query(request)
        found = _select(shelf, shelf.at_locations, query, lambda place: place["service"])
        return _listing(query, found, as_is if yes(query, "full") else short_at_location)

    def at_location(self, request: Request, shelf: Shelf) -> Json:
        return _one(request, shelf.at_locations)

    def taxonomies(self, request: Request, _shelf: Shelf) -> Any:
        query = _query(request)
        every = [taxonomy_object(taxonomy) for taxonomy in TAXONOMIES.values()]
        return _listing(query, [t for t in every if matches(t, query.get("search"))], as_is)

    def taxonomy(self, request: Request, _shelf: Shelf) -> Json:
        return _one(request, {t.id: taxonomy_object(t) for t in TAXONOMIES.values()})

    def terms(self, request: Request, _shelf: Shelf) -> Any:
        query = _query(request)
        found = [
            term
            for term in _terms().values()
            if matches(term, query.get("search"))
            and query.get("taxonomy_id") in (None, term["taxonomy_id"])
            and not query.get("parent_id")  # our lists are flat: nothing has a parent
        ]
        return _listing(query, found, as_is)

    def term(self, request: Request, _shelf: Shelf) -> Json:
        return _one(request, _terms())


def _terms() -> dict[str, Json]:
    made = (term_object(t.code, code) for t in TAXONOMIES.values() for code in t.terms)
    return {term["id"]: term for term in made}


def _refuse_unknown(request: Request) -> None:
    allowed = PARAMETERS.get(request.scope["route"].path, frozenset())
    if unknown := sorted(request.query_params.keys() - allowed):
        raise BadRequest(
            f"{', '.join(unknown)}: not supported here; use {', '.join(sorted(allowed)) or 'none'}"
        )


def _query(request: Request) -> dict[str, str]:
    return {key: value for key, value in request.query_params.items() if value != ""}


def _only(query: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    return {key: query[key] for key in keys if key in query}


def _select(
    shelf: Shelf,
    records: Mapping[str, Json],
    query: Mapping[str, str],
    service_of: Callable[[Json], Json] = as_is,
) -> list[Json]:
    """The records whose service fits the filters, in the editors' order."""
    since = changed_since(query.get("modified_after"))
    found = []
    for record in records.values():
        service = service_of(record)
        about = service.get("attributes", []) + [
            found
            for paper in service.get("required_documents", [])
            for found in paper["attributes"]
        ]
        terms = {fact["taxonomy_term_id"] for fact in about}
        lists = {fact["taxonomy_term"]["taxonomy_id"] for fact in about}
        if (
            shelf.matches(service, query.get("search"))
            and query.get("taxonomy_term_id") in (None, *terms)
            and query.get("taxonomy_id") in (None, *lists)
            and query.get("organization_id") in (None, service["organization"]["id"])
            and (since is None or last_changed(service) >= since)
        ):
            found.append(record)
    return found


def _listing(query: Mapping[str, str], found: list[Json], show: Callable[[Json], Json]) -> Any:
    form = query.get("format", "json")
    if form == "ndjson":
        lines = (json.dumps(show(record), ensure_ascii=False) + "\n" for record in found)
        return Response("".join(lines), media_type="application/x-ndjson")
    if form != "json":
        raise BadRequest(f"format {form}: use json or ndjson")
    number, size = whole_number(query, "page", 1), whole_number(query, "per_page", 25)
    envelope, chosen = page(found, number, size)
    return envelope | {"contents": [show(record) for record in chosen]}


def _one(request: Request, records: Mapping[str, Json]) -> Json:
    try:
        return records[request.path_params["id"].lower()]
    except KeyError:
        raise NotFound from None


def _error(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": message}, status_code=status)
