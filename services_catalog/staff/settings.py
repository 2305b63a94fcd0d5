"""Settings of the staff pages, from the environment; the defaults need no set-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from services_catalog.fernet_keys import new_key
from services_catalog.settings import load_settings
from services_catalog.staff.keys import StaffKeyError, known_key, read_keys

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


class StaffSettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to write."""


@dataclass(frozen=True)
class OidcSettings:
    """The city's own sign-in: an OpenID Connect provider and our name there."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class StaffSettings:
    """How staff sign in.

    ``key``: Fernet keys with commas between them. ``public_url`` is where staff reach us; with
    https there, cookies are always ``Secure``. ``host_mode`` says whose word is taken for the
    network of a sign-in: ``direct`` the socket's peer, ``proxy`` the last ``X-Forwarded-For``.
    """

    key: str = field(default_factory=new_key, repr=False)
    public_url: str | None = None
    host_mode: str = "direct"
    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=10)
    oidc: OidcSettings | None = None


def load_staff_settings(environment: Mapping[str, str] | None = None) -> StaffSettings:
    """Read ``TOELEIDER_STAFF_KEY``, ``TOELEIDER_PUBLIC_URL`` and ``TOELEIDER_OIDC_*``.

    Raises:
        StaffSettingsError: a key that is none, or half of the settings for OpenID Connect.
    """
    env = os.environ if environment is None else environment
    key = env.get("TOELEIDER_STAFF_KEY") or known_key(load_settings().state_directory)
    try:
        read_keys(key)
    except StaffKeyError as error:
        raise StaffSettingsError(str(error)) from None
    public_url = env.get("TOELEIDER_PUBLIC_URL", "").strip().rstrip("/").lower() or None
    oidc = _oidc(env)
    if oidc and not public_url:
        raise StaffSettingsError(
            "TOELEIDER_OIDC_ISSUER is set, so TOELEIDER_PUBLIC_URL is needed, too: "
            "the city's sign-in sends staff back to /staff/oidc/back there"
        )
    return StaffSettings(
        key=key,
        public_url=public_url,
        host_mode=env.get("TOELEIDER_HOST_MODE", StaffSettings.host_mode),
        oidc=oidc,
    )


def _oidc(env: Mapping[str, str]) -> OidcSettings | None:
    names = ("TOELEIDER_OIDC_ISSUER", "TOELEIDER_OIDC_CLIENT_ID", "TOELEIDER_OIDC_CLIENT_SECRET")
    values = [env.get(name, "").strip() for name in names]
    if not any(values):
        return None
    if missing := [name for name, value in zip(names, values, strict=True) if not value]:
        raise StaffSettingsError(
            f"{', '.join(missing)} is not set: signing in with the city's account needs "
            f"{', '.join(names)} together, or none of them"
        )
    issuer = values[0].rstrip("/")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise StaffSettingsError(
            f"TOELEIDER_OIDC_ISSUER is {issuer!r}: it must start with https://"
        )
    return OidcSettings(issuer, values[1], values[2])
