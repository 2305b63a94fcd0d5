"""The keys that seal what people leave to be called back, and where they are found."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

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


def new_key() -> str:
    """A fresh random key."""
    return Fernet.generate_key().decode()


def read_keys(text: str) -> CallbackKeys:
    """The keys in ``text``: Fernet keys with commas between them, the newest first.

    Raises:
        CallbackKeyError: one of them is no Fernet key, or there is none.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise CallbackKeyError(f"{VARIABLE} holds no key. {_ADVICE}")
    fernets, hash_keys = [], []
    for number, part in enumerate(parts, start=1):
        try:
            fernets.append(Fernet(part))
        except ValueError:
            raise CallbackKeyError(
                f"Key {number} in {VARIABLE} is no key: it must be 44 letters and digits "
                f"that end in '='. {_ADVICE}"
            ) from None
        raw = urlsafe_b64decode(part)
        hash_keys.append(hmac.new(raw, b"toeleider callback same", hashlib.sha256).digest())
    return CallbackKeys(MultiFernet(fernets), tuple(hash_keys))


def demonstration_key(folder: Path) -> str:
    """The key in ``folder``, made at the first call; only this user can read it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    try:
        # Readable by nobody else from its first moment on, whatever the umask.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = new_key()
        file.write(f"{key}\n")
    return key


def known_key(folder: Path) -> str | None:
    """The key of the environment, else the demonstration's own in ``folder``, else None."""
    if key := os.environ.get(VARIABLE):
        return key
    path = folder / FILE
    return path.read_text(encoding="ascii").strip() if path.exists() else None
