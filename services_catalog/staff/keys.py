"""The key of the staff pages: it seals TOTP secrets, and signs what a browser must bring back."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import MultiFernet

from services_catalog.fernet_keys import kept_key, split_keys

VARIABLE = "TOELEIDER_STAFF_KEY"
FILE = "staff.key"
_ADVICE = "Make one with: toeleider staff new-key"


class StaffKeyError(ValueError):
    """A key that cannot be used; the message says what to do and never shows the key."""


@dataclass(frozen=True)
class StaffKeys:
    """``fernet`` seals with the first key and opens with each. The others are derived from it."""

    fernet: MultiFernet = field(repr=False)
    signing: bytes = field(repr=False)
    hashing: bytes = field(repr=False)

    def hash(self, *parts: str) -> str:
        """A hash nobody can make or reverse without the key; 64 letters."""
        return hmac.new(self.hashing, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def read_keys(text: str) -> StaffKeys:
    """The keys in ``text``: Fernet keys with commas between them, the newest first.

    Raises:
        StaffKeyError: one of them is no Fernet key, or there is none.
    """
    parts, fernet = split_keys(text, VARIABLE, _ADVICE, StaffKeyError)
    raw = urlsafe_b64decode(parts[0])
    return StaffKeys(
        fernet,
        hmac.new(raw, b"toeleider staff signing", hashlib.sha256).digest(),
        hmac.new(raw, b"toeleider staff hashing", hashlib.sha256).digest(),
    )


def known_key(folder: Path) -> str:
    """The key of the environment, else this installation's own in ``folder``, made when missing.

    Only this user can read the file.
    """
    if key := os.environ.get(VARIABLE):
        return key
    return kept_key(folder / FILE)
