"""The book of translations: what is saved is in the next answer, with its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from services_catalog.database import Database
from services_catalog.editing import store
from services_catalog.editing.drafting import actor_name
from services_catalog.editing.drafts import UnknownService, aware
from services_catalog.editing.problems import CONTROL
from services_catalog.encoder import Encoder, default_encoder
from services_catalog.i18n import Translator
from services_catalog.languages import SOURCE
from services_catalog.models import Revision
from services_catalog.translating import places
from services_catalog.translating.checking import wrong_words
from services_catalog.translating.rows import Words, by_field
from services_catalog.translating.saving import ENTITY, Change, Overtaken, Saved, WrongWords
from services_catalog.translating.taking import Outcome, Progress, Result, judge, missing_start
from services_catalog.translating.units import Unit, check_language, service_units, units
from services_catalog.translating.writing import (
    check_version,
    held,
    indexer,
    vectors_of,
    version_now,
    write,
)
from services_catalog.vocabulary import TranslationState

__all__ = ["Change", "Outcome", "Overtaken", "Result", "Saved", "TranslationBook", "WrongWords"]


class TranslationBook:
    """The translations of one catalogue. Safe to share between threads.

    An ``actor`` is whoever does it: ``Name`` or ``Name <address>``, at most 120 characters; an
    empty one raises ``ValueError``, as does a language that is none of ours.
    """

    def __init__(self, database: Database, encoder: Callable[[], Encoder] | None = None) -> None:
        """``encoder`` is called when something is saved, not before (default: the process's)."""
        self.database = database
        self._encoder = encoder or default_encoder

    def save(
        self,
        service_id: str,
        language: str,
        words: Words,
        actor: str,
        *,
        state: TranslationState,
        version: str,
        reviewer: str | None = None,
    ) -> Saved:
        """Keep the words of a service in a language. They are in the next answer.

        ``words``: by field, ``asks`` a list or a text with one per line, notes under
        ``notes/<n>`` or whole under ``notes``; a field that is not given stays as it is. Fields
        that the Dutch does not have go. ``version``: of the text it was made on
        (:func:`~services_catalog.translating.rows.version_of`). ``reviewer``: who calls it good
        when ``state`` is ``approved``; default the actor. See ``reviewing`` for who may.

        Raises:
            UnknownService: there is no such service.
            WrongWords: with every sentence that cannot be kept.
            Overtaken: somebody was first; nothing is written.
            SamePerson, NotReviewer: the reviewer may not.
        """
        check_language(language)
        actor = actor_name(actor)
        with self.database.read() as session:
            service, row = held(session, service_id, language)
            texts = by_field(words, service)
            check_version(session, service, row, language, texts, version)
            if problems := wrong_words(service_units(session, service, row), texts):
                raise WrongWords(service_id, problems)
        vectors = vectors_of(self.database, self._encoder, service_id, row, language, texts)
        with self.database.change() as session:
            store.lock(session, service_id)
            return write(
                session, service_id, language, texts, actor,
                state=state, version=version, reviewer=reviewer,
                index=indexer(self._encoder, service_id, vectors),
            )  # fmt: skip

    def version(self, service_id: str, language: str) -> str:
        """The version to save on.

        Raises:
            UnknownService: there is no such service.
        """
        with self.database.read() as session:
            return version_now(*held(session, service_id, language))

    def save_place(
        self,
        kind: str,
        name: str,
        language: str,
        text: str,
        actor: str,
        *,
        state: TranslationState,
        version: str,
        reviewer: str | None = None,
    ) -> Saved:
        """Keep the way to a location (``kind`` is ``location``) or a ``hotline``'s purpose.

        Raises:
            As :meth:`save`.
        """
        check_language(language)
        with self.database.change() as session:
            return places.write(
                session, kind, name, language, text, actor_name(actor),
                state=state, version=version, reviewer=reviewer,
            )  # fmt: skip

    def apply(
        self,
        returned: Sequence[Unit],
        language: str,
        actor: str,
        *,
        dry_run: bool,
        progress: Progress | None = None,
        translator: Translator | None = None,
    ) -> list[Result]:
        """Take what a translation office sent back; one result per unit, in their order.

        ``target`` of a unit is the new text, ``source_hash`` is of the Dutch it was made from,
        and ``state`` tells whether the office is done with it: a text that is the same as ours is
        taken as still right only when it is (``in_review`` or ``approved``). What is taken gets
        ``in_review``: a person of the house looks at it. Nothing is refused as a whole; each unit
        says what became of it, in the language of ``translator`` (default Dutch). ``dry_run``:
        only say so.
        """
        check_language(language)
        actor, say = actor_name(actor), translator or Translator(SOURCE)
        names = {unit.owner[1] for unit in returned if unit.key.startswith("service/")}
        with self.database.read() as session:
            known = units(session, language, services=[n for n in names if not CONTROL.search(n)])
            known += places.place_units(session, language)
        ours = {unit.key: unit for unit in known}
        results = [judge(unit, ours.get(unit.key), say) for unit in returned]
        results = missing_start(results, ours, say)
        owners = dict.fromkeys(result.unit.owner for result in results if result.taken)
        if dry_run:
            return results
        for number, owner in enumerate(owners, start=1):
            mine = [r for r in results if r.taken and r.unit.owner == owner]
            try:
                self._take(owner, language, mine, actor)
            except (Overtaken, UnknownService):
                results = [r.overtaken(say) if r in mine else r for r in results]
            if progress:
                progress(number, len(owners))
        return results

    def _take(
        self, owner: tuple[str, str], language: str, results: list[Result], actor: str
    ) -> None:
        kind, name = owner
        if kind != "service":
            with self.database.change() as session:
                places.write(
                    session, kind, name, language, results[0].after or "", actor,
                    state=TranslationState.IN_REVIEW,
                    version=places.version(session, kind, name, language),
                )  # fmt: skip
            return
        texts = {result.unit.field: result.after or "" for result in results}
        with self.database.read() as session:
            service, row = held(session, name, language)
            version = version_now(service, row)
            # Judged against the Dutch of a moment ago: it must be that one still.
            dutch = {u.key: u.source_hash for u in service_units(session, service, row)}
            if any(dutch.get(r.key) != r.unit.source_hash for r in results):
                raise Overtaken(name, mine=texts, version=version, by="", dutch=True)
        self.save(name, language, texts, actor, state=TranslationState.IN_REVIEW, version=version)

    def history(self, name: str, limit: int = 50) -> list[Change]:
        """What happened to a translation, the newest first.

        ``name``: ``<service>/<language>``, ``location/<id>/<language>`` or
        ``hotline/<id>/<language>``.
        """
        query = (
            select(Revision)
            .where(Revision.entity == ENTITY, Revision.entity_id == name)
            .order_by(Revision.id.desc())
            .limit(limit)
        )
        with self.database.read() as session:
            return [
                Change(
                    row.id, aware(row.at), row.actor, row.change.get("before"), row.change["after"]
                )
                for row in session.scalars(query)
            ]
