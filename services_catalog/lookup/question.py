"""A question as it comes from the page: the box, the choices beside it, and the chips of both.

The client's residence status is read by :func:`status_of`, from what is posted only, and never
becomes part of a question: a question is what an address may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from services_catalog.formatting import DAYS, clock, day_name, language_name
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import audience_label, topic_label
from services_catalog.languages import SOURCE, known
from services_catalog.lookup.finder import Finder
from services_catalog.lookup.reading import LONGEST, Facet
from services_catalog.lookup.wanted import DAY_NAMES, PARTS, Wanted
from services_catalog.text import sanitise
from services_catalog.vocabulary import Audience, ResidenceStatus, topics

PEOPLE: Mapping[str, str] = {
    "baby": _("Baby"),
    "child": _("Kind"),
    "teenager": _("Tiener"),
    "family": _("Gezin"),
    "alone": _("Alleen"),
    "pregnant": _("Zwanger"),
    "elderly": _("Oudere"),
    "woman": _("Vrouw"),
    "man": _("Man"),
    "adult": _("Volwassene"),
    "couple": _("Koppel"),
}
SIMPLE: Mapping[str, str] = {
    "free": _("Gratis"),
    "walk_in": _("Zonder afspraak"),
    "interpreter": _("Met een tolk"),
    "everyone": _("Vraagt geen papieren"),
}
MOMENTS: Mapping[str, str] = {
    "now": _("Nu open"),
    "today": _("Vandaag"),
    "tonight": _("Vannacht"),
    "tomorrow": _("Morgen"),
    "weekend": _("Weekend"),
    "morning": _("Voormiddag"),
    "afternoon": _("Namiddag"),
    "evening": _("Avond"),
}
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Chip:
    """A facet in words, and how it is taken away: another text in the box, or an emptied field."""

    label: str
    address: str
    text: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class Question:
    """The fields of the form, clean: what is none of ours is empty."""

    q: str = ""
    topic: str = ""
    who: str = ""
    age: str = ""
    where: str = ""
    day: str = ""
    part: str = ""
    at: str = ""
    language: str = ""
    free: str = ""
    walk_in: str = ""
    interpreter: str = ""
    everyone: str = ""
    client: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Question:
        """From what a browser sent, whatever that is."""
        typed = {f.name: sanitise(form.get(f.name, ""), LONGEST) for f in fields(cls)}
        client = known(typed["client"]) or ""
        return cls(
            q=typed["q"],
            topic=typed["topic"] if typed["topic"] in topics() else "",
            who=typed["who"] if typed["who"] in list(Audience) else "",
            age=_age(typed["age"]),
            where=typed["where"][:60],
            day=typed["day"] if typed["day"] in DAY_NAMES else "",
            part=typed["part"] if typed["part"] in PARTS else "",
            at=_clock(typed["at"]),
            language=known(typed["language"]) or "",
            client="" if client == SOURCE else client,
            **{name: "1" if typed[name] == "1" else "" for name in SIMPLE},
        )

    def __bool__(self) -> bool:
        """Whether anything is asked; the client's language alone is no question."""
        return any(getattr(self, f.name) for f in fields(self) if f.name != "client")

    def address(self, path: str, **changes: str) -> str:
        """The address of this question on ``path``, with some fields changed."""
        changed = replace(self, **changes)
        values = {f.name: getattr(changed, f.name) for f in fields(self)}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{path}?{query}" if query else path

    def understood(self, finder: Finder, path: str) -> tuple[Wanted, list[Chip]]:
        """What is wanted, the box and the choices together, and the chips that say so."""
        reading = finder.read(self.q)
        names = finder.places().names
        t = Translator(SOURCE)
        chips = [
            Chip(
                _label(facet, names, t),
                self.address(path, q=facet.without),
                text=facet.without,
            )
            for facet in reading.facets
        ]
        for name, label in self._chosen(names, t).items():
            chips.append(Chip(label, self.address(path, **{name: ""}), field=name))
        return self._added(reading.wanted, names), chips

    def _chosen(self, names: Mapping[str, str], t: Translator) -> dict[str, str]:
        """The labels of what was chosen beside the box, by field."""
        found = {}
        if self.topic:
            found["topic"] = topic_label(self.topic, t)
        if self.who:
            found["who"] = audience_label(self.who, t)
        if self.age:
            found["age"] = t(_("{age} jaar"), age=self.age)
        if self.where in names:
            found["where"] = names[self.where]
        for name, value in (("day", self.day), ("part", self.part)):
            if value:
                found[name] = moment_label(value, t)
        if self.at:
            found["at"] = t(_("om {time}"), time=self.at)
        if self.language:
            found["language"] = t(_("Spreekt {language}"), language=_name(self.language))
        for name, label in SIMPLE.items():
            if getattr(self, name):
                found[name] = t(label)
        return found

    def _added(self, wanted: Wanted, names: Mapping[str, str]) -> Wanted:
        when = replace(
            wanted.when,
            day=self.day or wanted.when.day,
            part=self.part or wanted.when.part,
            clock=time.fromisoformat(self.at) if self.at else wanted.when.clock,
        )
        return replace(
            wanted,
            topic=self.topic or None,
            audience=wanted.audience | ({self.who} if self.who else set()),
            age=int(self.age) if self.age else wanted.age,
            neighbourhood=self.where if self.where in names else wanted.neighbourhood,
            when=when,
            language=self.language or wanted.language,
            free=wanted.free or bool(self.free),
            walk_in=wanted.walk_in or bool(self.walk_in),
            interpreter=wanted.interpreter or bool(self.interpreter),
            everyone=wanted.everyone or bool(self.everyone),
        )


def status_of(form: Mapping[str, str]) -> ResidenceStatus | None:
    """The client's situation a toeleider chose. Only ever given what was posted."""
    value = form.get("status", "")
    if value not in list(ResidenceStatus) or value == ResidenceStatus.UNKNOWN:
        return None
    return ResidenceStatus(value)


def moment_label(key: str, t: Translator) -> str:
    """A day or a part of one: ``Vandaag``, ``Woensdag``, ``Avond``."""
    if key in MOMENTS:
        return t(MOMENTS[key])
    return day_name(_MONDAY + timedelta(days=DAYS.index(key)), t.language).capitalize()


def _label(facet: Facet, names: Mapping[str, str], t: Translator) -> str:
    match facet.kind:
        case "who":
            return t(PEOPLE[facet.value])
        case "age":
            return t(_("{age} jaar"), age=facet.value)
        case "where":
            return names.get(facet.value, facet.value)
        case "when":
            return moment_label(facet.value, t)
        case "clock":
            return t(_("om {time}"), time=facet.value)
        case "language":
            return t(_("Spreekt {language}"), language=_name(facet.value))
    return t(SIMPLE[facet.kind])


def _name(code: str) -> str:
    return language_name(code, SOURCE)


def _age(text: str) -> str:
    return str(int(text)) if text.isascii() and text.isdecimal() and int(text) <= 110 else ""


def _clock(text: str) -> str:
    try:
        return clock(datetime.strptime(text, "%H:%M").time(), SOURCE)
    except ValueError:
        return ""
