"""The answer card, version 1: a service as it is shown to a person, in that person's language.

All values are strings ready to be shown. Hours, phones, prices and addresses are formatted facts;
sentences are translations of the Dutch source, and the card says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services_catalog.eligibility import Rules, Verdict, verdict
from services_catalog.formatting import (
    cost_words,
    full_date,
    language_name,
    open_words,
    week,
)
from services_catalog.hours import OpenState, Schedule, now
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import document_label
from services_catalog.languages import SOURCE, languages
from services_catalog.models import (
    WORD_FIELDS,
    Location,
    Service,
    ServiceAtLocation,
    words_hash,
)
from services_catalog.phones import dial, format_phone
from services_catalog.search.index import schedule_of
from services_catalog.translations import Words, words_of
from services_catalog.vocabulary import (
    Access,
    Interpreter,
    ResidenceStatus,
    Risk,
    StepFree,
    topics,
)

Card = dict[str, Any]
VERSION = 1

_ACCESS = {
    Access.WALK_IN: _("Je mag binnenkomen zonder afspraak"),
    Access.APPOINTMENT: _("Maak eerst een afspraak"),
    Access.WALK_IN_OR_APPOINTMENT: _("Met of zonder afspraak"),
    Access.PHONE: _("Bel eerst"),
    Access.ONLINE: _("Online"),
    Access.REFERRAL: _("Iemand moet je doorsturen, bijvoorbeeld een dokter of een sociaal werker"),
}
_INTERPRETER = {
    Interpreter.PHONE: _("Een tolk aan de telefoon kan"),
    Interpreter.ON_REQUEST: _("Een tolk kan, vraag het vooraf"),
    Interpreter.ON_SITE: _("Er is een tolk aanwezig"),
}
_BADGES = {
    Verdict.EVERYONE: _("Voor iedereen, ook zonder verblijfspapieren"),
    Verdict.ENTITLED: _("Je hebt hier recht op"),
    Verdict.CONDITIONAL: _("Kan, onder een voorwaarde"),
    Verdict.WARNED: _("Vraag eerst raad: dit kan gevolgen hebben voor je verblijf"),
    Verdict.EXCLUDED: _("Niet voor deze situatie: kijk naar het alternatief"),
    Verdict.DEPENDS: _("Kan afhangen van je papieren. Vraag het anoniem na bij {office}"),
}
_STEP_FREE = {
    StepFree.YES: _("Toegankelijk met een rolstoel of kinderwagen"),
    StepFree.PARTLY: _("Gedeeltelijk toegankelijk met een rolstoel of kinderwagen"),
    StepFree.NO: _("Niet toegankelijk met een rolstoel of kinderwagen"),
}
_REASONS = {
    "open_now": _("is open op dat moment"),
    "free": _("is gratis"),
    "near": _("is in de buurt die je noemde"),
    "age": _("past bij de leeftijd"),
    "for_everyone": _("is voor iedereen"),
}
_LABELS = {
    "hours": _("Open"),
    "address": _("Adres"),
    "phone": _("Bellen"),
    "cost": _("Prijs"),
    "documents": _("Meebrengen"),
    "languages": _("Talen aan het loket"),
    "who": _("Voor wie"),
    "source": _("Bron"),
    "email": _("E-mail"),
    "web": _("Website"),
    "how": _("Wat doe je nu?"),
    "map": _("Kaart"),
}


def badge_words(found: Verdict, office: str, translator: Translator) -> str:
    """The sentence of a badge; ``office`` is the migration office's name in that language."""
    return translator(_BADGES[found], office=office)


class CardMaker:
    """Makes cards in one language at one moment."""

    def __init__(
        self,
        language: str,
        *,
        office_title: str,
        moment: datetime | None = None,
        weeks: bool = True,
    ) -> None:
        """``office_title``: the migration office's name in that language, for the badges.

        Without ``weeks`` the hours of the seven days are left out, half of what a card costs.
        """
        self._weeks = weeks
        self._language = language
        self._office = office_title
        self._moment = moment or now()
        self._t = Translator(language)
        self._labels = {key: self._t(label) for key, label in _LABELS.items()}

    def card(
        self,
        service: Service,
        reasons: Sequence[str] = (),
        status: ResidenceStatus | None = None,
        notes: Sequence[str] = (),
    ) -> Card:
        """The card of ``service``; ``reasons`` come from the search, ``status`` from staff.

        ``notes``: public field notes, in Dutch whatever the card's language, and marked so.
        """
        t = self._t
        words = words_of(service, self._language)
        phone = service.phone or service.organization.phone
        schedules = [schedule_of(place) for place in service.places]
        states = [one.state(self._moment) if one else None for one in schedules]
        places = list(map(self._place, service.places, schedules, states))
        return {
            "version": VERSION,
            "id": service.id,
            **{field: getattr(words, field) for field in WORD_FIELDS},
            "organization": service.organization.name,
            "why": [t(_REASONS[reason]) for reason in reasons if reason in _REASONS],
            "badge": self._badge(service, status),
            "open": self._open(service, states),
            "places": places,
            "access": t(_ACCESS[service.access]),
            "phone": {"text": format_phone(phone), "href": dial(phone)} if phone else None,
            "email": service.email or service.organization.email,
            "url": service.url or service.organization.url,
            "languages": [language_name(x.language, self._language) for x in service.languages],
            "interpreter": (
                t(_INTERPRETER[service.interpreter])
                if service.interpreter in _INTERPRETER
                else None
            ),
            "cost": cost_words(service, t),
            "documents": [document_label(x.document, t) for x in service.documents],
            "source": {"name": service.source_name, "url": service.source_url},
            "checked": t(
                _("Nagekeken op {date}"), date=full_date(service.checked_on, self._language)
            ),
            "overdue": self._overdue(service),
            "notes": [{"text": note, "language": SOURCE} for note in notes],
            "language": words.language,
            "direction": languages()[words.language].direction,
            "dutch_fields": sorted(words.dutch_fields),
            "translation": self._translation(words, old_way=self._old_way(service)),
            "dutch": (
                None
                if words.language == SOURCE
                else {field: getattr(service, field) for field in WORD_FIELDS}
            ),
            "labels": dict(self._labels),
        }

    def _badge(self, service: Service, status: ResidenceStatus | None) -> dict[str, str]:
        rules = Rules(service.scope, {rule.status: rule.effect for rule in service.rules})
        found = verdict(rules, status)
        return {"kind": found.value, "text": badge_words(found, self._office, self._t)}

    def _place(
        self, place: ServiceAtLocation, schedule: Schedule | None, state: OpenState | None
    ) -> Card:
        location: Location = place.location
        directions = location.directions
        for translation in location.translations:
            if directions and translation.language == self._language:
                directions = translation.directions
        if state:
            opening = {
                "state": "open" if state.open else "closed",
                "text": open_words(state, self._moment, self._t),
            }
        else:
            opening = {"state": "appointment", "text": self._t(_("Alleen na afspraak"))}
        return {
            "name": location.name,
            "address": location.address,
            "directions": directions,
            "map_url": (
                f"https://www.openstreetmap.org/?mlat={location.latitude}"
                f"&mlon={location.longitude}#map=17/{location.latitude}/{location.longitude}"
                if location.latitude is not None
                else None
            ),
            "open": opening,
            "week": week(schedule, self._moment.date(), self._t)
            if schedule and self._weeks
            else [],
            "by_appointment": place.by_appointment,
            "step_free": self._t(_STEP_FREE[location.step_free]),
        }

    def _open(self, service: Service, states: list[OpenState | None]) -> dict[str, str]:
        """The state of the place that is open now, or opens first: one line for the whole card."""
        known = [state for state in states if state]
        if known:
            far = self._moment.max.replace(tzinfo=self._moment.tzinfo)
            best = min(known, key=lambda s: (not s.open, s.until or far))
            kind = "open" if best.open else "closed"
            return {"state": kind, "text": open_words(best, self._moment, self._t)}
        if states:
            return {"state": "appointment", "text": self._t(_("Alleen na afspraak"))}
        return {"state": "none", "text": self._t(_ACCESS[service.access])}

    def _overdue(self, service: Service) -> str | None:
        if self._moment.date() <= service.check_due():
            return None
        risks = {topics()[topic.topic].risk for topic in service.topics}
        if risks & {Risk.EMERGENCY, Risk.LEGAL}:
            return self._t(_("Deze informatie is lang niet nagekeken. Bel eerst om zeker te zijn."))
        return self._t(_("Deze informatie is lang niet nagekeken. Ze kan veranderd zijn."))

    def _old_way(self, service: Service) -> bool:
        """Whether the way to a door is translated from an older text."""
        return any(
            words.language == self._language
            and words.source_hash != words_hash(place.location.directions)
            for place in service.places
            if place.location.directions
            for words in place.location.translations
        )

    def _translation(self, words: Words, *, old_way: bool = False) -> Card | None:
        if words.language == self._language == SOURCE:
            return None
        if words.language == SOURCE:
            text = self._t(_("Dit is nog niet vertaald. Je leest het Nederlands."))
            return {"machine": False, "text": text}
        if words.stale or old_way:
            text = self._t(_("Vertaling van een oudere tekst. Het Nederlands is juist."))
        elif words.machine:
            text = self._t(_("Vertaald door een machine, nog niet nagekeken."))
        else:
            text = self._t(_("Vertaling. Het Nederlands geldt."))
        if words.dutch_fields:
            text += " " + self._t(_("Wat nog niet vertaald is, staat er in het Nederlands."))
        return {"machine": words.machine, "text": text}


def as_text(card: Card) -> str:
    """The card as plain text, for channels without cards (terminal, REST)."""
    labels = card["labels"]
    lines = [f"• {card['title']}", f"  {card['summary']}", f"  {card['badge']['text']}"]
    lines += [f"  ({reason})" for reason in card["why"]]
    lines.append(f"  {labels['hours']}: {card['open']['text']}")
    lines += [f"  {labels['address']}: {p['name']}, {p['address']}" for p in card["places"]]
    if card["phone"]:
        lines.append(f"  {labels['phone']}: {card['phone']['text']}")
    lines.append(f"  {labels['cost']}: {card['cost']}")
    if card["documents"]:
        lines.append(f"  {labels['documents']}: {', '.join(card['documents'])}")
    lines.append(f"  {labels['languages']}: {', '.join(card['languages'])}")
    lines += [f"  ! {card[key]}" for key in ("warning", "overdue") if card[key]]
    lines += [f"  ! {note['text']}" for note in card["notes"]]
    lines.append(f"  {labels['source']}: {card['source']['name']}. {card['checked']}")
    if card["translation"]:
        lines.append(f"  {card['translation']['text']}")
    return "\n".join(lines)
