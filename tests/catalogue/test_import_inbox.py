"""What imports brought: lists of it, and deciding on many records at once."""

from __future__ import annotations

from typing import Any

import pytest

from services_catalog.database import Database
from services_catalog.editing import decisions, inbox
from services_catalog.editing.decisions import Why
from services_catalog.editing.drafts import UnknownService
from services_catalog.editing.inbox import Kind
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Record
from tests.catalogue.editing_world import World
from tests.catalogue.staging_world import NEW, kept, lay


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_records_by_kind_and_by_words(world: World) -> None:
    records = [
        Record("n-1", NEW),
        Record("f-1", {"text": {"title": "Voedselbank De Mand"}, "email": "a@b.example"}),
        Record("n-2", NEW | {"text": {"title": "Café Élan"}}),
        Record("n-3", {}, [Problem("status", "weg")], refused=True),
    ]
    report = lay(world, *records)
    lines = inbox.lines(world.database, report.run or 0)
    assert [line.kind for line in lines] == [Kind.NEW, Kind.CHANGED, Kind.NEW, Kind.REFUSED]
    assert inbox.counted(lines)[Kind.NEW] == 2
    assert [line.title for line in lines if line.holds("cafe elan")] == ["Café Élan"]
    assert [line.title for line in lines if line.holds("F-1")] == ["Voedselbank De Mand"]
    with pytest.raises(UnknownService):
        inbox.lines(world.database, 999)
    # Asked for in an order, given in that order.
    ids = [line.item for line in reversed(lines)]
    assert [one.item for one in inbox.some(world.database, ids)] == ids


def test_who_decided_and_when_is_kept(world: World) -> None:
    report = lay(world, Record("n-1", NEW), Record("n-2", NEW | {"phase": "verblijf"}))
    first, second = (item.item or 0 for item in report.items)
    decisions.accept(world.book, first, "Bo")
    decisions.reject(world.database, second, "Cas", "van de buren")
    taken, refused = inbox.some(world.database, [first, second])
    assert (taken.decided_by, refused.decided_by) == ("Bo", "Cas")
    assert taken.decided_at is not None
    assert taken.decided_at.tzinfo is not None
    with world.database.read() as session:
        assert inbox.taken(session, "fietspunt") == (report.run, first)
        assert inbox.taken(session, "voedselbank") is None


def test_a_failed_acceptance_leaves_no_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    report = lay(world, Record("n-1", NEW))

    def broken(*_args: Any, **_options: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(world.book, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        decisions.accept(world.book, report.items[0].item or 0, "An")
    (item,) = kept(world, report)
    assert (item.decided_by, item.decided_at) == (None, None)


def test_many_are_refused_at_once_and_decided_ones_are_left(world: World) -> None:
    records = [Record(f"n-{n}", NEW | {"email": f"a{n}@b.example"}) for n in range(230)]
    report = lay(world, *records)
    ids = [item.item or 0 for item in report.items]
    decisions.accept(world.book, ids[3], "An")
    with pytest.raises(ValueError, match="why"):
        decisions.reject_many(world.database, ids, "An", " ")
    assert decisions.reject_many(world.database, ids, "An", "van  de\nburen") == 229
    assert decisions.reject_many(world.database, ids, "An", "nog eens") == 0
    counts = inbox.counted(inbox.lines(world.database, report.run or 0))
    assert (counts[Kind.ACCEPTED], counts[Kind.REJECTED]) == (1, 229)
    # The next import remembers the reason.
    again = lay(world, *records[:1])
    assert again.items[0].note == "Al geweigerd: An: van de buren"


def test_many_are_taken_as_drafts_and_each_other_says_why(world: World) -> None:
    report = lay(
        world,
        Record("n-1", NEW),
        Record("f-1", {"text": {"title": "Andere naam"}}),
        Record("n-2", NEW | {"organization": "ocmw"}),
        Record("n-3", NEW | {"phase": "verblijf"}),
    )
    ids = [item.item or 0 for item in report.items]
    decisions.reject(world.database, ids[3], "An", "neen")
    told: list[tuple[int, int]] = []
    passed = decisions.accept_many(
        world.book, ids, "An",
        may=lambda seen, _fields: seen.organization != "ocmw",
        progress=lambda *step: told.append(step),
    )  # fmt: skip
    assert {one.seen.external_id: one.why for one in passed} == {
        "f-1": Why.CHOOSE,  # a text of ours: nothing is proposed
        "n-2": Why.NOT_YOURS,
        "n-3": Why.DECIDED,
    }
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [draft.service_id for draft in world.book.drafts()] == ["fietspunt"]
    assert world.book.published("fietspunt") is None
    assert decisions.accept_many(world.book, ids[1:2], "An", everything=True) == []
    assert world.book.open("voedselbank", "An").document["text"]["title"] == "Andere naam"
