"""What the pages show of a service: two cards, what it misses, the rule, the notes, the message."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services_catalog import field_notes
from services_catalog.cards import Card
from services_catalog.desk import Desk
from services_catalog.field_notes import Note
from services_catalog.formatting import full_date, long_date
from services_catalog.hours import now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages
from services_catalog.lookup.finder import Found
from services_catalog.lookup.message import message
from services_catalog.vocabulary import ResidenceStatus

HERE = Path(__file__).parent
CLOSED = "gesloten"
"""What the Dutch hours of a closed day read: see ``formatting.spans``."""
MISSES: Mapping[str, str] = {
    "everyone": _("Hangt af van papieren"),
    "topic": _("Ander onderwerp"),
    "age": _("Andere leeftijd"),
    "who": _("Andere doelgroep"),
    "when": _("Dan niet open"),
    "where": _("Andere wijk"),
    "free": _("Niet gratis"),
    "walk_in": _("Niet zonder afspraak"),
    "language": _("Die taal niet aan het loket"),
    "interpreter": _("Geen tolk"),
}


@dataclass(frozen=True)
class RuleShown:
    """What the catalogue says of the chosen situation, with its ground."""

    note: str | None
    legal_basis: str
    source: str
    review_by: str
    alternative_id: str | None
    alternative: str | None


@dataclass(frozen=True)
class Row:
    """One service on the page. ``own`` is its card in the client's language, if not Dutch."""

    card: Card
    own: Card | None
    misses: tuple[str, ...]
    rule: RuleShown | None
    notes: tuple[Note, ...]
    asked_days: tuple[str, ...]
    """The hours on the days that were asked for: ``woensdag 14:00–16:30``."""
    message: str
    desk_card: str
    page: str


class CardKeeper:
    """Cards of this minute and this version of the catalogue: each letter typed asks for the same.

    Only cards without a status are kept: what somebody chose of a client stays nowhere.
    """

    def __init__(self, desk: Desk) -> None:
        """Keep nothing yet."""
        self._desk = desk
        self._of: tuple[int, datetime] | None = None
        self._kept: dict[tuple[str, bool, str], Card] = {}

    def cards(self, ids: Sequence[str], language: str, moment: datetime, weeks: bool) -> list[Card]:
        """As :meth:`services_catalog.desk.Desk.cards`, without status; not to be changed."""
        moment = moment.replace(second=0, microsecond=0)
        of = (self._desk.index().version, moment)
        if of != self._of:
            self._of, self._kept = of, {}
        kept = self._kept
        missing = [one for one in ids if (language, weeks, one) not in kept]
        for card in self._desk.cards(missing, language, moment, weeks=weeks) if missing else ():
            kept[language, weeks, card["id"]] = card
        return [kept[key] for one in ids if (key := (language, weeks, one)) in kept]


@dataclass(frozen=True)
class Shop:
    """Makes rows: of one desk, for one client's language, at one moment."""

    desk: Desk
    client: str
    origin: str
    """Scheme and host of the public pages, for the link in a message; may be empty."""
    moment: datetime | None = None
    keeper: CardKeeper | None = None

    def rows(
        self,
        found: Sequence[Found | str],
        status: ResidenceStatus | None = None,
        *,
        days: Collection[date] = (),
        notes: bool = True,
    ) -> list[Row]:
        """Rows in order; a service that is gone meanwhile is left out. ``days`` were asked for.

        Raises:
            CatalogueUnavailable: the database cannot be read.
        """
        t = Translator(SOURCE)
        ids = [one if isinstance(one, str) else one.service_id for one in found]
        missed = {one.service_id: one.misses for one in found if isinstance(one, Found)}
        dutch = self._cards(ids, SOURCE, status, weeks=True)
        other = self._cards(ids, self.client, status, weeks=False) if self.client != SOURCE else {}
        noted = field_notes.notes_of(self.desk.database, dutch) if notes else {}
        rows = []
        for service_id in dict.fromkeys(ids):
            card, own = dutch.get(service_id), other.get(service_id)
            if card is None:
                continue
            page = f"/{self.client}/service/{service_id}"
            rows.append(
                Row(
                    card=card,
                    own=own,
                    misses=tuple(t(MISSES[miss]) for miss in missed.get(service_id, ())),
                    rule=self._rule(service_id, status),
                    notes=tuple(noted.get(service_id, ())),
                    asked_days=_hours_on(card, days),
                    message=message(own or card, self.origin + page if self.origin else ""),
                    desk_card=f"{page}/card",
                    page=page,
                )
            )
        return rows

    def _cards(
        self, ids: Sequence[str], language: str, status: ResidenceStatus | None, *, weeks: bool
    ) -> dict[str, Card]:
        if self.keeper and status is None:
            found = self.keeper.cards(ids, language, self.moment or now(), weeks)
        else:
            found = self.desk.cards(ids, language, self.moment, status=status, weeks=weeks)
        return {card["id"]: card for card in found}

    def _rule(self, service_id: str, status: ResidenceStatus | None) -> RuleShown | None:
        service = self.desk.service(service_id) if status else None
        rule = next((r for r in service.rules if r.status is status), None) if service else None
        if rule is None:
            return None
        other = self.desk.service(rule.alternative_id) if rule.alternative_id else None
        return RuleShown(
            note=rule.note,
            legal_basis=rule.legal_basis,
            source=rule.source,
            review_by=full_date(rule.review_by, SOURCE),
            alternative_id=other.id if other else None,
            alternative=other.title if other else None,
        )


def _hours_on(card: Card, days: Collection[date]) -> tuple[str, ...]:
    dates = {day.isoformat() for day in days}
    asked = [d for place in card["places"] for d in place["week"] if d["date"] in dates]
    open_then = [day for day in asked if day["hours"] != CLOSED]
    return tuple(dict.fromkeys(f"{day['day']} {day['hours']}" for day in open_then or asked))


@cache
def environment() -> Environment:
    """The look-up's own templates."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        day=lambda day: long_date(day, SOURCE),
        direction=lambda code: languages()[code].direction,
    )
    made.globals.update(_=Translator(SOURCE))
    return made


def render(template: str, **values: Any) -> str:
    """The HTML of ``template``."""
    return environment().get_template(template).render(**values)
