"""The shapes of the API: what goes out to a browser is checked here, whoever made it.

What the Rasa server sends is treated as untrusted: a link with another scheme than the expected
ones is dropped, a missing optional value becomes null, unknown keys are left out.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, computed_field

from services_catalog.languages import SOURCE, known, languages

Kind = Literal["answer", "alarm", "notice", "error"]


def _safe_url(value: Any, schemes: tuple[str, ...]) -> str | None:
    if isinstance(value, str) and value.strip().lower().startswith(schemes):
        return value.strip()
    return None


def _web(value: Any) -> str | None:
    return _safe_url(value, ("https://", "http://"))


def _tel(value: Any) -> str | None:
    return _safe_url(value, ("tel:",))


def _language(value: Any) -> str:
    return known(value) or SOURCE if isinstance(value, str) else SOURCE


def _strings(value: Any) -> Any:
    return [] if value is None else value


WebUrl = Annotated[str | None, BeforeValidator(_web)]
Strings = Annotated[list[str], BeforeValidator(_strings)]
LanguageCode = Annotated[str, BeforeValidator(_language)]


class Shape(BaseModel):
    """Base: strict about types, silent about unknown keys."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class Spoken(Shape):
    """Something in a language, which says which way it runs."""

    language: LanguageCode = SOURCE

    @computed_field  # type: ignore[prop-decorator]
    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return languages()[self.language].direction


class Button(Shape):
    """Something to choose; ``payload`` comes back as it is."""

    title: str
    payload: str


class Phone(Shape):
    """A number as people read it, and its ``tel:`` link."""

    text: str
    href: Annotated[str | None, BeforeValidator(_tel)] = None


class State(Shape):
    """Whether something is open, in words."""

    state: str = "none"
    text: str = ""


class Badge(Shape):
    """Who a service is for, in words."""

    kind: str = "depends"
    text: str = ""


class Day(Shape):
    """One day of a week's hours."""

    date: str = ""
    day: str = ""
    hours: str = ""


class Place(Shape):
    """Where a service is given."""

    name: str
    address: str
    directions: str | None = None
    map_url: WebUrl = None
    open: State = State()
    week: list[Day] = []
    by_appointment: bool = False
    step_free: str | None = None


class Source(Shape):
    """Where the facts come from."""

    name: str = ""
    url: WebUrl = None


class TranslationMark(Shape):
    """What is said of the translation."""

    machine: bool = False
    text: str = ""


class Dutch(Shape):
    """The authoritative text, beside its translation."""

    title: str = ""
    summary: str = ""
    description: str | None = None
    how: str | None = None
    who: str | None = None
    hours_note: str | None = None
    cost_note: str | None = None
    warning: str | None = None


class Note(Spoken):
    """A caution a colleague wrote down, in Dutch."""

    text: str


class Card(Spoken):
    """The answer card, version 1: see ``services_catalog/cards.py``."""

    version: int = 1
    id: str
    title: str
    summary: str = ""
    description: str | None = None
    how: str | None = None
    who: str | None = None
    why: Strings = []
    badge: Badge = Badge()
    open: State = State()
    places: list[Place] = []
    hours_note: str | None = None
    access: str | None = None
    phone: Phone | None = None
    email: str | None = None
    url: WebUrl = None
    languages: Strings = []
    interpreter: str | None = None
    cost: str = ""
    cost_note: str | None = None
    documents: Strings = []
    warning: str | None = None
    source: Source = Source()
    checked: str = ""
    overdue: str | None = None
    notes: list[Note] = []
    translation: TranslationMark | None = None
    dutch: Dutch | None = None
    dutch_fields: Strings = []
    labels: dict[str, str] = {}
    organization: str = ""

    def language_of(self, field: str) -> str:
        """The language a sentence is in: Dutch where only the Dutch has it."""
        return "nl" if field in self.dutch_fields else str(self.language)


class Line(Shape):
    """A hotline to call."""

    number: str
    href: Annotated[str | None, BeforeValidator(_tel)] = None
    name: str = ""
    purpose: str = ""


class Message(Spoken):
    """One thing said, with its choices, cards and numbers to call."""

    kind: Kind = "answer"
    text: str = ""
    buttons: list[Button] = []
    cards: list[Card] = []
    lines: list[Line] = []


class Reply(Spoken):
    """The answer to one turn. ``keep``: false when a resend should be tried again."""

    messages: list[Message] = []
    keep: bool = True

    def public(self, session: str, turn: str) -> dict[str, Any]:
        """The JSON of the API."""
        return {
            "session": session,
            "turn": turn,
            "language": self.language,
            "direction": self.direction,
            "messages": [message.model_dump() for message in self.messages],
        }
