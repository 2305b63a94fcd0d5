"""Codes from an app (TOTP, RFC 6238), through pyotp."""

from __future__ import annotations

import hmac

import pyotp

from services_catalog.staff.store import moment

STEP = 30


def step_of(secret: str, code: str, after: int | None) -> int | None:
    """The time step ``code`` is of: this one, the one before or after (clocks differ)."""
    digits = "".join(character for character in code if character.isascii() and character.isdigit())
    current = int(moment().timestamp()) // STEP
    maker = pyotp.TOTP(secret, interval=STEP)
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(maker.generate_otp(step), digits):
            return step if after is None or step > after else None
    return None
