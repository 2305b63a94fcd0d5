"""Phone numbers: kept in E.164 or as the short national number, shown as Belgians write them."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

REGION = "BE"
# Confirmed by the domain guide (section 4): short lines a phone dials as they stand.
SHORT_NUMBERS = frozenset({"112", "101", "1712", "106", "102", "1813", "1733", "116000"})
NUMBERS = {"112": "112", "101": "101", "1712": "1712", "1813": "1813"}
"""The numbers alarm sentences name: constants, so that they are said with the database gone too."""


def parse_phone(number: str | None) -> str | None:
    """The number as it is stored.

    Raises:
        ValueError: when it can be no Belgian number.
    """
    if number is None:
        return None
    digits = "".join(c for c in number if c.isdigit())
    if digits in SHORT_NUMBERS:
        return digits
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"{number!r} is no phone number") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError(f"{number!r} has too many or too few digits for a phone number")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def format_phone(number: str) -> str:
    """The number as people read it: ``012 00 01 00``; short lines stay as they are."""
    if not number.startswith("+"):
        return "116 000" if number == "116000" else number
    parsed = phonenumbers.parse(number, REGION)
    belgian = parsed.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if belgian else style.INTERNATIONAL)


def dial(number: str) -> str:
    """The ``tel:`` link of a number."""
    return f"tel:{number}"
