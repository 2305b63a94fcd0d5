"""Settings of the web process, from the environment; the defaults need no set-up."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from services_catalog.callback_key import VARIABLE as CALLBACK_KEY
from services_catalog.callback_key import CallbackKeyError, read_keys

HOST_MODES = ("direct", "proxy")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to write."""


@dataclass(frozen=True)
class WebSettings:
    """How this process is reached, and what it reaches.

    ``host_mode`` says whose word is taken for a visitor's network: ``direct`` the socket's peer,
    ``proxy`` the last entry of ``X-Forwarded-For``, the one our own reverse proxy wrote.
    Rates are messages per minute. ``secret`` keys the hashes of sessions and networks; it is made
    anew at every start unless several processes must agree on it (with Redis).
    ``public_url`` is where visitors reach us (``https://toeleider.example.org``, no slash at the
    end), for links that leave the browser: QR codes, canonical links, the sitemap. ``sites``: the
    origins of the pages that may hold the widget. ``callback_key`` seals what visitors leave to be
    called back (Fernet keys, commas between them); without one nobody is asked.
    """

    rasa_url: str = "http://127.0.0.1:5005"
    rasa_timeout: float = 15.0
    redis_url: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    host_mode: str = "direct"
    session_rate: int = 30
    network_rate: int = 300
    frame_ancestors: str = "'self'"
    exit_url: str = "https://www.wikipedia.org"
    refresh_seconds: float = 60.0
    public_url: str | None = None
    sites: tuple[str, ...] = ()
    callback_key: str | None = field(default=None, repr=False)
    open_lookup: bool = False


def load_web_settings(environment: Mapping[str, str] | None = None) -> WebSettings:
    """Read ``TOELEIDER_*`` variables.

    Raises:
        SettingsError: a value that is out of its range, or Redis without a shared secret.
    """
    env = os.environ if environment is None else environment
    default = WebSettings()
    redis_url = env.get("TOELEIDER_REDIS_URL") or None
    secret = env.get("TOELEIDER_SECRET", "").encode()
    if redis_url and len(secret) < 16:
        raise SettingsError(
            "TOELEIDER_REDIS_URL is set, so all web processes must share one secret: "
            "set TOELEIDER_SECRET to 16 characters or more"
        )
    host_mode = env.get("TOELEIDER_HOST_MODE", default.host_mode)
    if host_mode not in HOST_MODES:
        raise SettingsError(f"TOELEIDER_HOST_MODE is {host_mode!r}: write 'direct' or 'proxy'")
    ancestors = env.get("TOELEIDER_FRAME_ANCESTORS", default.frame_ancestors)
    if any(character in ancestors for character in ";,\r\n"):
        raise SettingsError(
            "TOELEIDER_FRAME_ANCESTORS takes origins with spaces between them, "
            "for example: 'self' https://www.waterlinde.example.org"
        )
    exit_url = env.get("TOELEIDER_EXIT_URL", default.exit_url)
    if not exit_url.startswith("https://"):
        raise SettingsError("TOELEIDER_EXIT_URL must start with https://")
    public_url = _origin("TOELEIDER_PUBLIC_URL", env.get("TOELEIDER_PUBLIC_URL", ""))
    sites = env.get("TOELEIDER_SITES", "").split()
    callback_key = env.get(CALLBACK_KEY, "").strip() or None
    if callback_key:
        try:
            read_keys(callback_key)
        except CallbackKeyError as error:
            raise SettingsError(str(error)) from None
    return WebSettings(
        rasa_url=env.get("TOELEIDER_RASA_URL", default.rasa_url).rstrip("/"),
        rasa_timeout=_number(env, "TOELEIDER_RASA_TIMEOUT", default.rasa_timeout),
        redis_url=redis_url,
        secret=secret or default.secret,
        host_mode=host_mode,
        session_rate=int(_number(env, "TOELEIDER_SESSION_RATE", default.session_rate)),
        network_rate=int(_number(env, "TOELEIDER_NETWORK_RATE", default.network_rate)),
        frame_ancestors=ancestors,
        exit_url=exit_url,
        public_url=public_url,
        open_lookup=env.get("TOELEIDER_OPEN_LOOKUP") == "1",
        sites=tuple(filter(None, (_origin("TOELEIDER_SITES", site) for site in sites))),
        callback_key=callback_key,
    )


def _origin(name: str, text: str) -> str | None:
    text = text.strip().rstrip("/").lower()
    if text and not _ORIGIN.fullmatch(text):
        raise SettingsError(
            f"{name} holds {text!r}: write an address without a path, "
            "for example https://www.waterlinde.example.org"
        )
    return text or None


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 1 <= value <= 1_000_000:
        raise SettingsError(f"{name} is {text!r}: write a number of 1 or more")
    return value
