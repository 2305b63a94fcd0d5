"""A translation office on a small catalogue: gets a file, sends it back."""

from __future__ import annotations

from datetime import UTC, datetime

from services_catalog.database import Database
from services_catalog.models import Service, ServiceTranslation
from services_catalog.translating.book import TranslationBook
from services_catalog.translating.office.incoming import Fate, Report, read_file, take
from services_catalog.translating.office.outgoing import Choice, export
from services_catalog.translating.office.texts import Format
from services_catalog.translating.units import units
from services_catalog.vocabulary import TranslationState
from tests.catalogue.editing_world import World

WHEN = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
TITLE = "service/voedselbank/title"
SUMMARY = "service/voedselbank/summary"


class Office:
    """A translation office: gets a file, sends it back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.book = TranslationBook(world.database, lambda: world.encoder)

    def send(self, language: str, form: Format, choice: Choice = Choice()) -> bytes:  # noqa: B008
        with self.world.database.read() as session:
            return export(session, language, form, choice, WHEN).content

    def back(self, content: bytes, language: str = "fr", **how: bool) -> Report:
        how = {"dry_run": False} | how
        return take(self.book, read_file(content).texts, language, "Bureau", **how)  # type: ignore[arg-type]

    def target(self, key: str, language: str = "fr") -> str | None:
        with self.world.database.read() as session:
            return next(u.target for u in units(session, language) if u.key == key)

    def state(self, language: str = "fr") -> str:
        with self.world.database.read() as session:
            row = session.get(ServiceTranslation, ("voedselbank", language))
            return "" if row is None else row.state.value

    def approve(self) -> None:
        with self.world.database.change() as session:
            row = session.get(ServiceTranslation, ("voedselbank", "fr"))
            assert row is not None
            row.state, row.reviewed_by = TranslationState.APPROVED, "Fatou"

    def publish_other_dutch(self) -> None:
        with self.world.database.change() as session:
            service = session.get(Service, "voedselbank")
            assert service is not None
            service.title = "Voedselbank De Korf"


def made(database: Database) -> Office:
    """An office for a catalogue that is loaded into ``database``."""
    world = World(database)
    with database.change() as session:
        # The demonstration files are stamped with the Dutch they were made from; this is not.
        row = session.get(ServiceTranslation, ("voedselbank", "fr"))
        service = session.get(Service, "voedselbank")
        assert row is not None
        assert service is not None
        row.source_hash = service.source_hash
    return Office(world)


def refusal(report: Report) -> str:
    assert [line.fate for line in report.lines if line.fate is not Fate.EMPTY] == [Fate.REFUSED]
    return next(line.reason for line in report.lines if line.reason)
