"""The switch: staff silence the assistant, a topic or a language, within seconds.

Pages, cards and lists go on working, and the numbers for danger are always said. Nothing is
lost: what is switched on again answers as before.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.i18n import Sentence, translate
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages
from services_catalog.models import Revision, Switch
from services_catalog.text import sanitise
from services_catalog.vocabulary import topics

log = logging.getLogger(__name__)

ASSISTANT = "assistant"
ENTITY = "switch"
"""The name of switches in the table of revisions."""
KEPT_SECONDS = 5.0
LONGEST = {"actor": 120, "reason": 500, "message": 400}
NEVER_OFF = frozenset({"migration_office"})
"""Where everybody is led to when something else is off."""

ASSISTANT_OFF = _(
    "De digitale toeleider antwoordt nu even niet. De lijst met diensten en de andere pagina's "
    "werken wel."
)
LANGUAGE_OFF = _("In deze taal kan ik nu niet antwoorden. Kies een andere taal, of vraag een mens.")
TOPIC_OFF = _("Over dit onderwerp kan ik nu niets zeggen.")


class SwitchError(ValueError):
    """A change that cannot be made; the message (English) names cause and cure.

    ``code`` says which it is, for who says it in another language: ``key``, ``source``, ``never``,
    ``on``, or ``missing`` and ``too_long`` of the text ``field``.
    """

    def __init__(self, message: str, code: str, field: str = "key") -> None:
        """``field``: ``key``, ``actor``, ``reason`` or ``message``."""
        super().__init__(message)
        self.code, self.field = code, field


@dataclass(frozen=True)
class Off:
    """Something that is off; ``message`` is what staff want to say about it, in Dutch."""

    key: str
    message: str | None
    actor: str
    at: datetime
    reason: str


def topic_key(topic: str) -> str:
    """The switch of a topic."""
    return f"topic:{topic}"


def language_key(code: str) -> str:
    """The switch of a language."""
    return f"language:{code}"


def checked_key(key: str) -> str:
    """``key`` as it is stored.

    Raises:
        SwitchError: no such thing can be switched.
    """
    kind, _colon, name = key.strip().lower().partition(":")
    if kind == ASSISTANT and not name:
        return ASSISTANT
    if kind == "topic":
        if name in NEVER_OFF:
            raise SwitchError(
                f"topic:{name} cannot be off: it is where visitors are led to. Archive or mend "
                "its services instead.",
                "never",
            )
        if name in topics():
            return topic_key(name)
        raise SwitchError(f"{name!r} is no topic. Choose from: {', '.join(topics())}", "key")
    if kind == "language":
        if name == SOURCE:
            raise SwitchError("Dutch cannot be off alone: switch the assistant off.", "source")
        if name in languages():
            return language_key(name)
        raise SwitchError(
            f"{name!r} is no language of ours. Choose from: {', '.join(languages())}", "key"
        )
    raise SwitchError(
        f"{key!r} cannot be switched. Write assistant, topic:KEY or language:CODE", "key"
    )


def checked_texts(**texts: str) -> dict[str, str]:
    """``actor``, ``reason`` and ``message`` (those given) as they are stored.

    Raises:
        SwitchError: one is too long, or misses; a message may miss.
    """
    found = {}
    for name, text in texts.items():
        found[name] = sanitise(text, LONGEST[name] + 1)
        if len(found[name]) > LONGEST[name]:
            raise SwitchError(
                f"The {name} is too long: {LONGEST[name]} characters at most.", "too_long", name
            )
        if not found[name] and name != "message":
            raise SwitchError(f"The {name} is missing: it is kept in the history.", "missing", name)
    return found


def sentences(off: Off, language: str) -> list[Sentence]:
    """What to say to a visitor who reads ``language``, and in which language that is.

    Our own sentence, translated, and what staff wrote, which is Dutch. To who reads Dutch theirs
    says it all; of a language that is off the Dutch stands beside it, for who helps.
    """
    kind = off.key.partition(":")[0]
    own = {ASSISTANT: ASSISTANT_OFF, "language": LANGUAGE_OFF, "topic": TOPIC_OFF}[kind]
    said = translate(own, language)
    dutch = off.message or (own if kind == "language" else None)
    if dutch is None:
        return [said]
    return [*([said] if said.language != SOURCE else []), Sentence(dutch, SOURCE)]


class Switches:
    """What is off now, read at most every five seconds. Safe to share between threads.

    The rows are as few as a version number would be to read, so there is none. With the
    database gone the last state known holds, and nothing is off before the first reading.
    """

    def __init__(
        self,
        database: Database,
        *,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is read yet. ``seconds`` is how long a state is taken to hold."""
        self._database, self._clock = database, clock
        self._seconds = KEPT_SECONDS if seconds is None else seconds
        self._known: Mapping[str, Off] = {}
        self._due = float("-inf")
        self._reading = threading.Lock()

    @property
    def known(self) -> Mapping[str, Off] | None:
        """What is off, by key; None when it must be read again. Never waits."""
        return self._known if self._clock() < self._due else None

    def all(self) -> Mapping[str, Off]:
        """What is off, by key. One thread reads; the others go on with what is known."""
        never = self._due == float("-inf")
        if self._clock() >= self._due and self._reading.acquire(blocking=never):
            try:
                if self._clock() < self._due:  # read by another thread meanwhile
                    return self._known
                self._known = {off.key: off for off in _read(self._database)}
            except SQLAlchemyError as error:
                cause = type(getattr(error, "orig", None) or error).__name__
                log.error("The switches cannot be read (%s): the last state known holds", cause)
            finally:
                self._due = max(self._due, self._clock() + self._seconds)
                self._reading.release()
        return self._known

    def off(self, key: str) -> Off | None:
        """What is said instead of ``key``, None when it is on."""
        return self.all().get(key)


def _read(database: Database) -> list[Off]:
    with database.read() as session:
        rows = session.scalars(select(Switch).where(Switch.off).order_by(Switch.key))
        return [Off(row.key, row.message, row.actor, _utc(row.at), row.reason) for row in rows]


def _utc(moment: datetime) -> datetime:
    """In UTC; SQLite forgets the zone it was written with."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def switched_off(database: Database) -> list[Off]:
    """What is off now, straight from the database.

    Raises:
        SQLAlchemyError: it cannot be read.
    """
    return _read(database)


@dataclass(frozen=True)
class Turned:
    """One line of the history: who, when, why. ``off`` after ``was_off``: another message."""

    key: str
    off: bool
    message: str | None
    actor: str
    at: datetime
    reason: str
    was_off: bool


def history(database: Database, limit: int = 50) -> list[Turned]:
    """What was switched off and on, the newest first; it raises as :func:`switched_off`."""
    query = (
        select(Revision).where(Revision.entity == ENTITY).order_by(Revision.id.desc()).limit(limit)
    )
    with database.read() as session:
        return [
            Turned(
                key=row.entity_id,
                off=bool(row.change["after"]["off"]),
                message=row.change["after"].get("message"),
                actor=row.actor,
                at=_utc(row.at),
                reason=row.reason,
                was_off=bool(row.change["before"].get("off")),
            )
            for row in session.scalars(query)
        ]


def switch_off(
    database: Database, key: str, *, actor: str, reason: str, message: str | None = None
) -> None:
    """Switch ``key`` off, or change the message of what is off already.

    Raises:
        SwitchError: an unknown key, nobody's name, no reason, or a text that is too long.
        SQLAlchemyError: it was not stored.
    """
    _set(database, checked_key(key), True, actor, reason, message)


def switch_on(database: Database, key: str, *, actor: str, reason: str = "") -> None:
    """Switch ``key`` on again.

    Raises:
        SwitchError: as :func:`switch_off`, and when it is not off.
        SQLAlchemyError: it was not stored.
    """
    _set(database, checked_key(key), False, actor, reason or "switched on again", None)


def _set(
    database: Database, key: str, off: bool, actor: str, reason: str, message: str | None
) -> None:
    texts = checked_texts(actor=actor, reason=reason, message=message or "")
    words = texts["message"] or None
    for attempt in (1, 2):
        try:
            # Not Database.change: no reader need load the catalogue anew for this.
            with Session(database.engine) as session, session.begin():
                row = session.get(Switch, key, with_for_update=True)
                before = {"off": row.off, "message": row.message} if row else {"off": False}
                if not off and not before["off"]:
                    raise SwitchError(f"{key} is not off.", "on")
                row = row or Switch(key=key)
                row.off, row.message = off, words
                row.actor, row.reason, row.at = texts["actor"], texts["reason"], datetime.now(UTC)
                session.add(row)
                session.add(
                    Revision(
                        actor=texts["actor"],
                        reason=texts["reason"],
                        entity=ENTITY,
                        entity_id=key,
                        change={"before": before, "after": {"off": off, "message": words}},
                    )
                )
            return
        except IntegrityError:  # two people pressed at once: the second one finds the row
            if attempt == 2:
                raise
