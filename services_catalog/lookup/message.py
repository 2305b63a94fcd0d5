"""A service as a message to send: plain text in the client's language, for WhatsApp or a text."""

from __future__ import annotations

from collections.abc import Sequence

from services_catalog.cards import Card
from services_catalog.languages import languages


def message(card: Card, link: str = "") -> str:
    """What one takes along: title, one line, open now or when, address, phone, papers, link.

    ``card``: as :class:`~services_catalog.cards.CardMaker` makes it, in the client's language.
    ``link``: a whole address of the service's page; left out when it is not known. Numbers and
    addresses are isolated within right-to-left text, so that they keep their order there.
    """
    isolated = languages()[card["language"]].direction == "rtl"

    def ltr(text: str) -> str:
        return f"\u2066{text}\u2069" if isolated else text

    labels = card["labels"]
    lines = [card["title"], card["summary"], card["open"]["text"]]
    lines += [f"{labels['address']}: {ltr(_door(place))}" for place in card["places"]]
    if card["phone"]:
        lines.append(f"{labels['phone']}: {ltr(card['phone']['text'])}")
    if card["documents"]:
        lines.append(f"{labels['documents']}:")
        lines += [f"- {document}" for document in card["documents"]]
    lines += [ltr(note["text"]) for note in card["notes"]]
    # A warning or an entry that was not looked at for long travels along: the screen does not.
    lines += [card[key] for key in ("warning", "overdue") if card[key]]
    if card["translation"]:
        lines.append(card["translation"]["text"])
    if link:
        lines.append(ltr(link))
    return "\n".join(lines)


def messages(parts: Sequence[str]) -> str:
    """Several services as one message, a blank line between two."""
    return "\n\n".join(parts)


def _door(place: Card) -> str:
    return f"{place['name']}, {place['address']}"
