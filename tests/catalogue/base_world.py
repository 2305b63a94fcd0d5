"""Municipalities that follow one base, each with a database of its own."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from services_catalog.base.choosing import BASE, OURS, choose, look, take_new
from services_catalog.base.exporting import export_base
from services_catalog.base.files import BaseFile, Entry, new_base
from services_catalog.base.following import follow
from services_catalog.base.lines import WORDS, FieldState
from services_catalog.base.publishing import can_follow, publish
from services_catalog.base.states import Shared, overview
from services_catalog.database import Database
from services_catalog.editing.fields import put
from services_catalog.loading.seed import seed
from services_catalog.models import Organization, ServiceTranslation
from services_catalog.translating.book import TranslationBook
from services_catalog.vocabulary import TranslationState
from tests.catalogue.editing_world import World, small_source

FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)
REGION = "regio-linde"
HOUSE = [{"location": "huis", "hours": "Tu 09:00-12:00; PH off", "by_appointment": False}]


class Keeper(World):
    """Who keeps the base."""

    version = 0

    def translate(self, service_id: str, language: str = "fr", **words: Any) -> None:
        """Keep a translation, as a machine's unless it is said who reviewed it."""
        save_words(self, service_id, language, **words)

    def base(self, **options: Any) -> BaseFile:
        """The next version."""
        self.version += 1
        at = FIRST + timedelta(days=self.version)
        options = {"base_id": REGION, "name": "Regio Linde", "at": at} | options
        return export_base(self.database, **options).base

    def publish(self, service_id: str, **values: Any) -> None:
        """Publish other values of these fields."""
        edit(self, service_id, **values)
        self.book.publish(service_id, "Kim", "beter")


class Town(World):
    """A municipality with nothing but its migration office, that follows."""

    def __init__(self, database: Database, *, four_eyes: bool = False) -> None:
        super().__init__(database, four_eyes=four_eyes)
        source = small_source()
        source.services, source.translations = source.services[:1], []
        # The office of another town is its own: only its name is the same.
        source.services[0].id = source.municipality.migration_office = "onthaal"
        source.municipality.id, source.municipality.name = "elders", "Elders"
        seed(database, source, self.encoder, replace=True)
        with database.change() as session:
            session.add(Organization(id="elders", name="Gemeente Elders", kind="test"))

    def follow(self, base: BaseFile, **options: Any) -> Any:
        return follow(self.database, base, "Ans", **({"dry_run": False} | options))

    def look(self, key: str) -> Shared:
        return look(self.database, REGION, key)

    def states(self, key: str) -> dict[str, str]:
        """The fields that are not simply the base's, by path."""
        shown = self.look(key)
        return {
            line.path: line.state.value
            for line in shown.of(*set(FieldState) - {FieldState.FOLLOWS})
        }

    def standing(self) -> dict[str, str]:
        with self.database.read() as session:
            found = overview(session, REGION)
        return {one.key: one.standing.value for one in found.services}

    @property
    def translations(self) -> TranslationBook:
        return TranslationBook(self.database, lambda: self.encoder)

    def publish_all(self, reason: str = "uit de basis") -> dict[str, str]:
        """One click for everything that can follow; what became of each."""
        with self.database.read() as session:
            keys = [one.key for one in overview(session, REGION).services if can_follow(one)]
        done = publish(self.book, self.translations, REGION, keys, "Ans", reason)
        return {one.key: one.outcome.value for one in done}

    def take_all(self) -> None:
        """Take everything, fill in what is local, and publish."""
        with self.database.read() as session:
            keys = [one.key for one in overview(session, REGION).services]
        for key in keys:
            take_new(self.book, REGION, key, "Ans")
        # Who is excluded somewhere is led to another: that one has to be there first.
        for key in sorted(keys, key=lambda key: bool(self.look(key).document["eligibility"])):
            edit(self, key, checked_on="2026-10-02", locations=HOUSE)
            self.book.publish(key, "Ans", "uit de basis")

    def take(self, key: str, *paths: str, publish: bool = True) -> None:
        choose(self.book, REGION, key, dict.fromkeys(paths, BASE), "Ans")
        if publish:
            self.book.publish(key, "Ans", "uit de basis")

    def keep(self, key: str, *paths: str) -> None:
        choose(self.book, REGION, key, dict.fromkeys(paths, OURS), "Ans")


def edit(world: World, service_id: str, **values: Any) -> None:
    """Save a draft with other values; ``text__how`` is ``text.how``."""
    draft = world.book.open(service_id, "Kim")
    document = copy.deepcopy(draft.document)
    for name, value in values.items():
        put(document, name.replace("__", "."), value)
    world.book.save(service_id, document, "Kim", draft.version)


def changed(base: BaseFile, days: int, change: Callable[[dict[str, Entry]], None]) -> BaseFile:
    """The base some days later, after ``change`` of its entries by key."""
    entries = {one.key: one for one in copy.deepcopy(base.services)}
    change(entries)
    version = base.version + timedelta(days=days)
    return new_base(base.id, base.name, version, base.roles, base.local, list(entries.values()))


def save_words(world: World, service_id: str, language: str, **words: Any) -> None:
    """Keep translated words; ``reviewer`` calls them good."""
    book = TranslationBook(world.database, lambda: world.encoder)
    reviewer = words.pop("reviewer", None)
    state = TranslationState.APPROVED if reviewer else TranslationState.MACHINE
    book.save(
        service_id, language, words, "Fatima", reviewer=reviewer, state=state,
        version=book.version(service_id, language),
    )  # fmt: skip


def words_of(world: World, service_id: str, language: str = "fr") -> dict[str, Any]:
    """A translation as it is stored: its words, state and reviewer."""
    with world.database.read() as session:
        row = session.get(ServiceTranslation, (service_id, language))
        if row is None:
            return {}
        names = (*WORDS, "reviewed_by")
        return {n: getattr(row, n) for n in names} | {"state": row.state.value}
