"""The ASGI application of the web process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial

import httpx
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.web import api, embed
from bot.web.assets import StaticAssets
from bot.web.backstage import backstage_routes
from bot.web.cleaning import keep_clean
from bot.web.gateway import Gateway
from bot.web.incoming import preferred_language
from bot.web.limits import Buckets, MemoryBuckets, RateLimit, RedisBuckets
from bot.web.office import OfficeKeeper
from bot.web.pages import callback, chat, city_page, desk_card, discovery, pocket, posters, topics
from bot.web.replies import MemoryReplies, RedisReplies, Replies
from bot.web.security import Shield
from bot.web.settings import WebSettings, load_web_settings
from bot.web.site import Site
from bot.web.upstream import Upstream
from services_catalog.callbacks import CallbackBook
from services_catalog.desk import Desk
from services_catalog.field_notes import purge as purge_notes
from services_catalog.switches import Switches

API = "/api/"
PROBES = ("/health", "/ready")


def create_app(
    settings: WebSettings | None = None,
    *,
    desk: Desk | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Starlette:
    """The application; ``desk`` and ``transport`` (to Rasa) can be replaced in tests.

    Raises:
        SettingsError: the environment holds a setting that cannot be used.
    """
    settings = settings or load_web_settings()
    desk = desk or Desk()
    client = httpx.AsyncClient(
        base_url=settings.rasa_url, timeout=settings.rasa_timeout, transport=transport,
        trust_env=False, limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
    )  # fmt: skip
    redis = _redis(settings)
    buckets: Buckets = RedisBuckets(redis) if redis else MemoryBuckets()
    replies: Replies = RedisReplies(redis) if redis else MemoryReplies()
    upstream = Upstream(client)
    office = OfficeKeeper(desk.database, settings.refresh_seconds)
    limit = RateLimit(buckets, settings.secret, settings.session_rate, settings.network_rate)
    gateway = Gateway(upstream, replies, limit, office, settings.secret, Switches(desk.database))
    callbacks = (
        CallbackBook(desk.database, settings.callback_key) if settings.callback_key else None
    )

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await office.refresh()
        purges: list[Callable[[], object]] = [partial(purge_notes, desk.database)]
        if callbacks:
            purges.append(callbacks.purge)
        chores = [
            asyncio.create_task(office.keep_fresh()),
            asyncio.create_task(keep_clean(purges)),
        ]
        yield
        for chore in chores:
            chore.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await chore
        await client.aclose()
        if redis:
            await redis.close()

    api_routes = [
        Route("/messages", api.post_message, methods=["POST"]),
        Route("/start/{lang}", embed.start),
    ]
    app = Starlette(
        routes=[
            Mount("/api/v1", routes=api_routes, middleware=[_for_sites(settings.sites)]),
            Route("/health", api.health),
            Route("/ready", api.ready),
            Mount("/static", StaticAssets()),
            *backstage_routes(desk, gateway, settings),
            *embed.ROUTES,
            *city_page.ROUTES,
            *desk_card.ROUTES,
            *discovery.ROUTES,
            *topics.ROUTES,
            *callback.ROUTES,
            *pocket.ROUTES,
            *posters.ROUTES,
            *chat.ROUTES,
        ],
        middleware=[
            Middleware(Shield, settings.frame_ancestors, unexpected),
            Middleware(GZipMiddleware, minimum_size=700),
        ],
        exception_handlers={HTTPException: refused},
        lifespan=lifespan,
    )
    # Starlette would redirect to an absolute address made from the Host header.
    app.router.redirect_slashes = False
    app.state.site = Site(settings, desk, office, upstream, gateway, limit, callbacks)
    return app


async def refused(request: Request, error: Exception) -> Response:
    """404 and 405, in the visitor's language and in the form that was asked for."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: "not_found", 405: "method_not_allowed"}.get(status, "wrong_shape")
    return _failure(request, code, status)


async def unexpected(request: Request) -> Response:
    """500: what nobody foresaw."""
    return _failure(request, "unexpected", 500)


def _failure(request: Request, code: str, status: int) -> Response:
    if request.url.path.startswith(API) or request.url.path in PROBES:
        return api.error_response(code, status, preferred_language(request))
    return chat.error_page(request, code, status)


def _for_sites(sites: Sequence[str]) -> Middleware:
    """The pages of these sites may ask the API; there are no cookies to go along."""
    return Middleware(
        CORSMiddleware,
        allow_origins=list(sites),
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        expose_headers=["Retry-After"],
        max_age=86_400,
    )


def _redis(settings: WebSettings) -> Redis[bytes] | None:
    if not settings.redis_url:
        return None
    # Short limits: a slow Redis must not make a visitor wait.
    return Redis.from_url(
        settings.redis_url, socket_timeout=2, socket_connect_timeout=1, health_check_interval=30
    )
