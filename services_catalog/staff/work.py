"""What waits for whoever looks at the work list: counts, each with the page that has the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.i18n import Translator
from services_catalog.indicators import report
from services_catalog.models import ImportItem, ImportStatus, Role
from services_catalog.staff.accounts import Person
from services_catalog.staff.catalogue import Line
from services_catalog.staff.permissions import EDIT, PERMISSIONS
from services_catalog.staff.visit import PREFIX, Visit


@dataclass(frozen=True)
class Tile:
    """A count above nothing, what it counts, and where the work is."""

    count: int
    text: str
    href: str


def tiles(
    visit: Visit,
    lines: Sequence[Line],
    *,
    late: int,
    review: Sequence[Line],
    mine: int,
    asides: int,
    notes: int,
) -> list[Tile]:
    """What this person can do something about, the most pressing first; nothing that is zero."""
    t = visit.t
    ready = sum(visit.may("publish", line.organization_id or None) for line in review)
    with visit.office.database.read() as session:
        waiting = imports_waiting(session) if _opens(visit, "imports") else 0
    stale = stale_translations(visit.me, lines)
    reported = len(report(visit.office.database, 1).services) if visit.may("edit") else 0
    found = [
        Tile(late, t.plural("dienst nu nakijken", "diensten nu nakijken", late), "#late"),
        Tile(ready, t.plural("tekst wacht op jou", "teksten wachten op jou", ready), "#review"),
        Tile(
            mine,
            t.plural("dienst ben jij aan het bewerken", "diensten ben jij aan het bewerken", mine),
            "#mine",
        ),
        Tile(
            reported,
            t.plural(
                "dienst klopt niet, zei een bezoeker vorige week",
                "diensten kloppen niet, zeiden bezoekers vorige week",
                reported,
            ),
            f"{PREFIX}/needs?weeks=4#reported",
        ),
        Tile(
            stale,
            t.plural("vertaling is verouderd", "vertalingen zijn verouderd", stale),
            f"{PREFIX}/translations",
        ),
        Tile(
            waiting,
            _imported(waiting, t),
            f"{PREFIX}/imports",
        ),
        Tile(
            asides,
            t.plural("tekst van jou ligt opzij", "teksten van jou liggen opzij", asides),
            f"{PREFIX}/asides",
        ),
        Tile(
            notes,
            t.plural("nota van een collega", "nota's van collega's", notes),
            "#notes",
        ),
    ]
    return [tile for tile in found if tile.count]


def imports_waiting(session: Session) -> int:
    """Records of other systems nobody decided about yet."""
    count = select(func.count()).where(ImportItem.status == ImportStatus.STAGED)
    return session.scalar(count.select_from(ImportItem)) or 0


def stale_translations(person: Person, lines: Sequence[Line]) -> int:
    """Translations older than their Dutch, in the languages this person is here for."""
    if EDIT & person.roles.keys():
        mine = None
    elif Role.TRANSLATOR in person.roles:
        mine = person.roles[Role.TRANSLATOR].get("languages") or None
    else:
        return 0
    return sum(
        mine is None or language in mine
        for line in lines
        if "published" in line.states
        for language in line.stale
    )


def _imported(number: int, t: Translator) -> str:
    return t.plural(
        "voorstel uit een ander systeem wacht", "voorstellen uit een ander systeem wachten", number
    )


def _opens(visit: Visit, page: str) -> bool:
    """Whether this person may open a page of another room, where it is built in."""
    return visit.may(page) if page in PERMISSIONS else bool(EDIT & visit.me.roles.keys())
