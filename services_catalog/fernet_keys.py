"""Fernet keys as settings hold them, and the file in which an installation keeps its own."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet


def new_key() -> str:
    """A fresh random key."""
    return Fernet.generate_key().decode()


def split_keys(
    text: str, variable: str, advice: str, error: type[ValueError]
) -> tuple[list[str], MultiFernet]:
    """The keys in ``text`` (commas between them, the newest first), and what seals with them.

    Raises ``error``, which names ``variable`` and never shows a key, when one of them is no
    Fernet key, or when there is none.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise error(f"{variable} holds no key. {advice}")
    fernets = []
    for number, part in enumerate(parts, start=1):
        try:
            fernets.append(Fernet(part))
        except ValueError:
            raise error(
                f"Key {number} in {variable} is no key: it must be 44 letters and digits "
                f"that end in '='. {advice}"
            ) from None
    return parts, MultiFernet(fernets)


def kept_key(path: Path) -> str:
    """The key in the file ``path``, made at the first call; only this user can read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Readable by nobody else from its first moment on, whatever the umask.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = new_key()
        file.write(f"{key}\n")
    return key
