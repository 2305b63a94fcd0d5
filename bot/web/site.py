"""What all routes share, made once per process."""

from __future__ import annotations

from dataclasses import dataclass

from bot.web.gateway import Gateway
from bot.web.office import OfficeKeeper
from bot.web.settings import WebSettings
from bot.web.upstream import Upstream
from services_catalog.desk import Desk


@dataclass(frozen=True)
class Site:
    """The parts of one web process."""

    settings: WebSettings
    desk: Desk
    office: OfficeKeeper
    upstream: Upstream
    gateway: Gateway
