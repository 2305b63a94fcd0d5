"""Many services at once: what the base changed and we did not, as drafts or published.

Only a click of staff leads here. A draft with anything else in it than the base's text is left
alone: it is somebody's work in the making.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from services_catalog.base.choosing import BASE, choose, look
from services_catalog.base.lines import FieldState
from services_catalog.base.states import Shared
from services_catalog.base.words import take_words
from services_catalog.editing.book import EditingBook
from services_catalog.editing.drafting import actor_name
from services_catalog.editing.drafts import (
    Conflict,
    EditingError,
    Incomplete,
    Refused,
    UnknownService,
)
from services_catalog.translating.book import TranslationBook

Progress = Callable[[int, int], None]


class Outcome(StrEnum):
    """What became of one service."""

    PUBLISHED = "published"
    PREPARED = "prepared"
    """A draft holds it."""
    INCOMPLETE = "incomplete"
    """A draft holds it; something else has to be mended before it can be published."""
    WAITS = "waits"
    """A draft holds it; somebody else has to publish it."""
    WRITING = "writing"
    """Somebody is writing another text of it; nothing was done."""
    NOTHING = "nothing"
    """Nothing can follow (any more)."""
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """One service; ``why`` tells more. ``languages`` were taken, ``refused`` were not."""

    key: str
    title: str
    service_id: str | None
    outcome: Outcome
    why: str = ""
    languages: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def can_follow(seen: Shared) -> bool:
    """Whether a bulk click can do something for it: the base's text waits, and nothing else."""
    return seen.published and seen.pure and bool(seen.writing or seen.of(FieldState.CHANGED))


def prepare(
    book: EditingBook,
    base_id: str,
    keys: Sequence[str],
    actor: str,
    *,
    progress: Progress | None = None,
) -> list[Result]:
    """Drafts of what can follow, for somebody to look at and publish."""
    actor = actor_name(actor)
    found = []
    for number, key in enumerate(keys, 1):
        found.append(_guarded(book, base_id, key, lambda seen: _prepare(book, seen, actor)))
        if progress:
            progress(number, len(keys))
    return found


def publish(
    book: EditingBook,
    translations: TranslationBook,
    base_id: str,
    keys: Sequence[str],
    actor: str,
    reason: str,
    *,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Publish what can follow, with the translations that follow it.

    A service that leads to another one of the same click may come after it. After ``seconds``
    no further service is begun: those have no result.

    Raises:
        ValueError: no actor or no reason.
    """
    actor = actor_name(actor)
    if not reason.strip():
        raise ValueError("why? A change needs a reason, so that colleagues understand it later")
    start, results, waiting = monotonic(), dict[str, Result](), list(keys)
    while waiting:
        again = []
        for key in waiting:
            if seconds is not None and monotonic() - start > seconds:
                return [results[name] for name in keys if name in results]
            results[key] = _guarded(
                book, base_id, key, lambda seen: _publish(book, translations, seen, actor, reason)
            )
            if results[key].outcome is Outcome.INCOMPLETE:
                again.append(key)
            if progress:
                progress(len(results), len(keys))
        # Those that miss something are tried once more while others are published meanwhile.
        waiting = again if len(again) < len(waiting) else []
    return [results[name] for name in keys]


def _guarded(book: EditingBook, base_id: str, key: str, deed: Callable[[Shared], Result]) -> Result:
    try:
        seen = look(book.database, base_id, key)
    except UnknownService as error:
        return Result(key, key, None, Outcome.FAILED, str(error))
    if seen.service_id is not None and seen.writing and not seen.pure:
        return Result(key, seen.title, seen.service_id, Outcome.WRITING, seen.writing)
    if not can_follow(seen):
        return Result(key, seen.title, seen.service_id, Outcome.NOTHING)
    try:
        return deed(seen)
    except Incomplete as error:
        why = "; ".join(problem.message for problem in error.problems)
        return Result(key, seen.title, seen.service_id, Outcome.INCOMPLETE, why)
    except (Refused, Conflict) as error:
        return Result(key, seen.title, seen.service_id, Outcome.WAITS, str(error))
    except EditingError as error:
        return Result(key, seen.title, seen.service_id, Outcome.FAILED, str(error))


def _prepare(book: EditingBook, seen: Shared, actor: str) -> Result:
    paths = [line.path for line in seen.lines if line.state is FieldState.CHANGED]
    if not paths:
        outcome = Outcome.PREPARED if seen.writing else Outcome.NOTHING
        return Result(seen.key, seen.title, seen.service_id, outcome)
    choose(book, seen.base_id, seen.key, dict.fromkeys(paths, BASE), actor, stamp=seen.stamp)
    return Result(seen.key, seen.title, seen.service_id, Outcome.PREPARED)


def _publish(
    book: EditingBook, translations: TranslationBook, seen: Shared, actor: str, reason: str
) -> Result:
    prepared = _prepare(book, seen, actor)
    service_id = str(seen.service_id)
    if prepared.outcome is Outcome.PREPARED:
        draft = book.open(service_id, actor)
        book.publish(service_id, actor, reason, version=draft.version)
    words = take_words(translations, seen.base_id, seen.key, actor)
    return Result(
        seen.key, seen.title, service_id, Outcome.PUBLISHED,
        languages=tuple(one.language for one in words if not one.problem),
        refused=tuple(f"{one.language}: {one.problem}" for one in words if one.problem),
    )  # fmt: skip
