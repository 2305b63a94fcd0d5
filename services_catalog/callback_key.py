"""The keys that seal what people leave to be called back, and where they are found."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import MultiFernet

from services_catalog.fernet_keys import kept_key, split_keys

VARIABLE = "TOELEIDER_CALLBACK_KEY"
FILE = "callback.key"
_ADVICE = "Make one with: toeleider callbacks new-key"


class CallbackKeyError(ValueError):
    """A key that cannot be used; the message says what to do and never shows the key."""


@dataclass(frozen=True)
class CallbackKeys:
    """What :func:`read_keys` makes of the setting: the first key seals, each of them opens."""

    fernet: MultiFernet = field(repr=False)
    hash_keys: tuple[bytes, ...] = field(repr=False)
    """One per key, in the same order. Derived, so that no key serves two ends."""


def read_keys(text: str) -> CallbackKeys:
    """The keys in ``text``: Fernet keys with commas between them, the newest first.

    Raises:
        CallbackKeyError: one of them is no Fernet key, or there is none.
    """
    parts, fernet = split_keys(text, VARIABLE, _ADVICE, CallbackKeyError)
    return CallbackKeys(
        fernet,
        tuple(
            hmac.new(urlsafe_b64decode(part), b"toeleider callback same", hashlib.sha256).digest()
            for part in parts
        ),
    )


def demonstration_key(folder: Path) -> str:
    """The key in ``folder``, made at the first call; only this user can read it."""
    return kept_key(folder / FILE)


def known_key(folder: Path) -> str | None:
    """The key of the environment, else the demonstration's own in ``folder``, else None."""
    if key := os.environ.get(VARIABLE):
        return key
    path = folder / FILE
    return path.read_text(encoding="ascii").strip() if path.exists() else None
