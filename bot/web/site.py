"""What all routes share, made once per process."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from bot.web.gateway import Gateway
from bot.web.limits import RateLimit
from bot.web.office import OfficeKeeper
from bot.web.settings import WebSettings
from bot.web.upstream import Upstream
from services_catalog.callbacks import CallbackBook
from services_catalog.desk import Desk

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True)
class Site:
    """The parts of one web process; ``callbacks`` is None when nobody can ask to be called."""

    settings: WebSettings
    desk: Desk
    office: OfficeKeeper
    upstream: Upstream
    gateway: Gateway
    limit: RateLimit
    callbacks: CallbackBook | None = None

    def address(self, request: Request, path: str) -> str:
        """The whole address of ``path`` (which begins with "/"), for what leaves the browser.

        Without ``TOELEIDER_PUBLIC_URL`` the host that the browser named is taken, if it is one.
        """
        if self.settings.public_url:
            return self.settings.public_url + path
        host = request.headers.get("host", "")
        return f"{request.url.scheme}://{host}{path}" if _HOST.fullmatch(host) else path
