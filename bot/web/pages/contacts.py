"""Numbers and addresses within a sentence: links that dial or write, each in its own order.

Without isolation the groups of ``012 00 01 01`` swap places in a right-to-left sentence.
"""

from __future__ import annotations

import re
from collections.abc import Set

from markupsafe import Markup, escape

from services_catalog.phones import SHORT_NUMBERS, dial, parse_phone

_SHORT = "|".join(sorted(SHORT_NUMBERS, key=len, reverse=True))
_CONTACT = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>(?<![\w+])(?:\+\d{2} |0)\d{1,3}(?: \d{2,4}){2,4}(?!\w))"
    rf"|(?P<short>(?<![\w+])(?:{_SHORT})(?!\w))"
)
_OTHER = re.compile(r"€|\b[1-9]\d{3} ")
_LINK = Markup('<a{} href="{}"><bdi dir="ltr">{}</bdi></a>')


def contacts(text: str, *, short: bool = False) -> Markup:
    """The text, escaped, with phone numbers and e-mail addresses as links.

    ``short``: all national short numbers too, as buttons. In an answer such a number may be a
    house's or a price, so without it only 112 is one, in a sentence with neither of these.
    """
    dialled = SHORT_NUMBERS if short else frozenset() if _OTHER.search(text) else {"112"}
    pieces, end = [], 0
    for found in _CONTACT.finditer(text):
        link = _link(found, dialled)
        if link is not None:
            pieces += [escape(text[end : found.start()]), link]
            end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def dialable(text: str) -> Markup:
    """:func:`contacts` with the short numbers, for alarms and apologies."""
    return contacts(text, short=True)


def _link(found: re.Match[str], dialled: Set[str]) -> Markup | None:
    words = found.group()
    if found["mail"]:
        return _LINK.format("", f"mailto:{words}", words)
    if found["short"]:
        return (
            _LINK.format(Markup(' class="dial"'), dial(words), words) if words in dialled else None
        )
    try:
        number = parse_phone(words)
    except ValueError:
        return None
    return _LINK.format(Markup(' class="tel"'), dial(number), words) if number else None
