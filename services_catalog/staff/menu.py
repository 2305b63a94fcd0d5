"""The menu of the staff pages: what this person may open, in groups, and where they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services_catalog.i18n import mark as _
from services_catalog.staff.permissions import PERMISSIONS

if TYPE_CHECKING:
    from services_catalog.staff.visit import Visit

PREFIX = "/staff"


@dataclass(frozen=True)
class Entry:
    """``name`` as in the table of pages; ``also``: paths elsewhere that belong to it."""

    name: str
    path: str
    text: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Entries under one word; without a word they stand in the menu themselves."""

    text: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        "",
        (
            Entry("today", "/today", _("Werklijst")),
            Entry("services", "/services", _("Diensten"), also=("/new",)),
            Entry("translations", "/translations", _("Vertalingen"), also=("/glossary",)),
        ),
    ),
    Group(
        _("Plaatsen"),
        (
            Entry("places", "/places", _("Plaatsen")),
            Entry("organizations", "/organizations", _("Organisaties")),
            Entry("hotlines", "/hotlines", _("Noodnummers")),
            Entry("municipality", "/municipality", _("Gemeente")),
        ),
    ),
    Group(
        _("Kwaliteit"),
        (
            Entry("findings", "/findings", _("Bevindingen")),
            Entry("needs", "/needs", _("Noden")),
            Entry("asides", "/asides", _("Opzij gezet")),
        ),
    ),
    Group(
        _("Uitwisselen"),
        (
            Entry("imports", "/imports", _("Invoer")),
            Entry("exports", "/exports", _("Uitvoer")),
            Entry("base", "/base", _("Gedeelde basis")),
        ),
    ),
    Group(
        _("Beheer"),
        (
            Entry("switches", "/switch", _("Schakelaar")),
            Entry("accounts", "/accounts", _("Accounts")),
        ),
    ),
)
LOOKUP = ("/lookup", _("Opzoeken"))
"""The look-up's link, for whoever puts both on one address."""
HELP = Entry("help", "/help", _("Hulp"))


@dataclass(frozen=True)
class Link:
    """``here``: the page is in this section."""

    text: str
    path: str
    here: bool = False


@dataclass(frozen=True)
class Part:
    """Links under a word; without a word each stands by itself."""

    text: str
    links: tuple[Link, ...]

    @property
    def here(self) -> bool:
        """Whether the page is in one of these sections."""
        return any(link.here for link in self.links)


def menu(visit: Visit) -> list[Part]:
    """The menu for whoever is signed in. A group of one is no group."""
    path, t = visit.request.url.path, visit.t
    found: list[Part] = []
    for group in GROUPS:
        links = tuple(_link(entry, path, visit) for entry in group.entries if _may(entry, visit))
        if links:
            found.append(Part(t(group.text) if group.text and len(links) > 1 else "", links))
    extra = [Link(t(text), place, _inside(path, place)) for place, text in visit.office.extra]
    found.append(Part("", (*extra, _link(HELP, path, visit))))
    return found


def _may(entry: Entry, visit: Visit) -> bool:
    return entry.name in PERMISSIONS and visit.may(entry.name)


def _link(entry: Entry, path: str, visit: Visit) -> Link:
    places: Sequence[str] = (entry.path, *entry.also)
    here = any(_inside(path, f"{PREFIX}{place}") for place in places)
    return Link(visit.t(entry.text), f"{PREFIX}{entry.path}", here)


def _inside(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")
