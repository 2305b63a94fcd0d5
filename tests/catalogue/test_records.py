"""Records of staff on each kind of database: versions, races, the history that only grows."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from services_catalog.database import Database
from services_catalog.editing.fields import same
from services_catalog.loading.seed import Edited, seed
from services_catalog.models import Location, Municipality, Organization, Revision
from services_catalog.staff.records.book import RecordBook
from services_catalog.staff.records.hotlines import HOTLINE
from services_catalog.staff.records.kind import Json, Kind
from services_catalog.staff.records.locations import LOCATION
from services_catalog.staff.records.municipality import MUNICIPALITY
from services_catalog.staff.records.organizations import ORGANIZATION
from services_catalog.staff.records.trouble import Gone, InUse, Overtaken, Wrong
from tests.catalogue.editing_world import WordsEncoder, World, small_source

LINE = {
    "number": "1712", "name": "1712", "purpose": "Praten.", "alarms": ["report_violence"],
    "source": "https://1712.be", "confirmed": True, "position": 1,
}  # fmt: skip
KEYS: dict[Kind, str] = {LOCATION: "huis", ORGANIZATION: "org", MUNICIPALITY: "waterlinde"}


@pytest.fixture
def book(database: Database) -> RecordBook:
    World(database)
    return RecordBook(database)


def edit(book: RecordBook, kind: Kind, key: str, by: str = "An", **values: object) -> str:
    held = book.held(kind, key)
    assert held
    book.save(kind, key, held.document | values, by, version=held.version)
    return held.version


@pytest.mark.parametrize("kind", list(KEYS), ids=lambda kind: kind.entity)
def test_each_kind_is_kept_with_before_and_after(kind: Kind, book: RecordBook):
    key = KEYS[kind]
    before = book.held(kind, key)
    assert before
    was = book.database.version()
    edit(book, kind, key, name="Anders")
    after = book.held(kind, key)
    assert after
    assert after.version != before.version
    assert book.database.version() == was + 1
    ((entry, deed),) = book.history(kind, key)
    assert deed == "changed"
    assert same(entry.before, before.document)
    assert same(entry.after, after.document)
    assert after.document["name"] == "Anders"


def test_a_stale_version_is_refused_with_all_three_texts(book: RecordBook):
    version = edit(book, ORGANIZATION, "org", "An", email="an@x.example.org")
    edit(book, ORGANIZATION, "org", "Bo", url="https://bo.example.org")
    mine = {"name": "Organisatie", "kind": "test", "phone": None,
            "email": "cis@x.example.org", "url": None}  # fmt: skip
    with pytest.raises(Overtaken) as caught:
        book.save(ORGANIZATION, "org", mine, "Cis", version=version)
    told = caught.value
    assert told.by == "Bo"
    assert told.base
    assert told.base["email"] is None
    assert told.merged.document["url"] == "https://bo.example.org"
    assert told.merged.conflicts == {"email": (None, "cis@x.example.org", "an@x.example.org")}


def test_a_catalogue_loaded_anew_is_another_one(book: RecordBook, database: Database):
    """A page left open over a load from files does not write over it, base or no base."""
    held = book.held(LOCATION, "huis")
    assert held
    seed(database, small_source(), WordsEncoder(),
         replace=True, over_edits=True)  # fmt: skip
    with pytest.raises(Overtaken) as caught:
        book.save(LOCATION, "huis", held.document | {"number": "9"}, "An", version=held.version)
    assert caught.value.base is None
    assert list(caught.value.merged.conflicts) == ["number"]


def test_a_load_does_not_go_over_what_people_changed(book: RecordBook, database: Database):
    edit(book, MUNICIPALITY, "waterlinde", url="https://w.example.org")
    with pytest.raises(Edited):
        seed(database, small_source(), WordsEncoder(), replace=True)


def test_of_many_at_once_one_is_first(book: RecordBook):
    held = book.held(LOCATION, "huis")
    assert held
    start, done, late = threading.Barrier(6), [], []

    def save(number: int) -> None:
        start.wait()
        try:
            book.save(
                LOCATION, "huis", held.document | {"number": str(number)}, str(number),
                version=held.version,
            )  # fmt: skip
            done.append(number)
        except Overtaken as error:
            late.append((number, error.mine["number"]))

    threads = [threading.Thread(target=save, args=(n,)) for n in range(2, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert len(late) == 5
    assert all(str(number) == text for number, text in late)
    now = book.held(LOCATION, "huis")
    assert now
    assert now.document["number"] == str(done[0])
    assert len(book.history(LOCATION, "huis")) == 1


def test_any_writer_moves_the_version(book: RecordBook, database: Database):
    """Also a room that knows nothing of versions, such as an import."""
    held = book.held(ORGANIZATION, "org")
    assert held
    with database.change() as session:
        session.get_one(Organization, "org").url = "https://import.example.org"
    with pytest.raises(Overtaken):
        book.save(
            ORGANIZATION, "org", held.document | {"email": "a@b.be"}, "An", version=held.version
        )


@pytest.mark.parametrize("name", ["0", ""])
def test_rows_from_before_there_were_versions(name: str, book: RecordBook, database: Database):
    """The migration gives all of them the same one: each still knows what both began with."""
    with database.engine.begin() as connection:
        connection.execute(update(Organization.__table__).values(version=name))
    edit(book, ORGANIZATION, "org", "Bo", url="https://bo.example.org")
    mine = {"name": "Org", "kind": "test", "phone": None, "email": None, "url": None}
    with pytest.raises(Overtaken) as caught:
        book.save(ORGANIZATION, "org", mine, "An", version=name)
    assert caught.value.merged.conflicts == {}
    assert caught.value.merged.document == mine | {"url": "https://bo.example.org"}


def test_what_is_used_stays(book: RecordBook):
    for kind, key in ((LOCATION, "huis"), (ORGANIZATION, "org")):
        held = book.held(kind, key)
        assert held
        with pytest.raises(InUse) as caught:
            book.remove(kind, key, "An", version=held.version)
        assert "Voedselbank De Mand" in [one.name for one in caught.value.hanging]
    held = book.held(LOCATION, "plein")
    assert held
    book.remove(LOCATION, "plein", "An", version=held.version, reason="weg")
    with pytest.raises(Gone):
        book.remove(LOCATION, "plein", "An", version=held.version)
    with pytest.raises(Gone):
        book.save(LOCATION, "plein", held.document, "An", version=held.version)
    (removed,) = book.removed(LOCATION)
    assert (removed.id, removed.name, removed.entry.reason) == ("plein", "Plein", "weg")
    text, _entry = book.text_at(LOCATION, "plein", removed.entry.revision)
    assert book.save(
        LOCATION, None, text, "An", brought_back=removed.entry.revision
    ) == ("plein", True)  # fmt: skip
    # A second time it is a new one, with an id of its own.
    again = text | {"number": "77"}
    new, _changed = book.save(LOCATION, None, again, "An", brought_back=removed.entry.revision)
    assert new == "plein-2"


def test_a_wrong_document_changes_nothing(book: RecordBook, database: Database):
    was = database.version()
    with pytest.raises(Wrong) as caught:
        book.save(HOTLINE, None, LINE | {"source": None, "number": "x"}, "An")
    assert set(caught.value.wrongs) == {"source", "number"}
    assert database.version() == was
    assert book.save(HOTLINE, None, LINE, "An") == ("1712", True)
    with database.read() as session:
        assert session.scalars(select(Revision.entity_id).where(Revision.entity == "hotline")).all()


def test_a_reference_that_goes_meanwhile(book: RecordBook, database: Database):
    with database.change() as session:
        session.delete(session.get_one(Organization, "ocmw"))
    held = book.held(LOCATION, "huis")
    assert held
    with pytest.raises(Wrong) as caught:
        book.save(
            LOCATION, "huis", held.document | {"organization": "ocmw"}, "An", version=held.version
        )
    assert list(caught.value.wrongs) == ["organization"]


DAYS = st.dates().map(lambda day: day.isoformat())
CLOSURES = st.lists(
    st.fixed_dictionaries(
        {"first_day": DAYS, "last_day": DAYS, "reason": st.sampled_from(["works", "holiday"])}
    ),
    unique_by=lambda one: (one["first_day"], one["last_day"]),
)
AREAS = st.dictionaries(st.text("abc-", min_size=1), st.lists(st.text(min_size=1), min_size=1))


@given(CLOSURES)
def test_closures_are_spread_and_gathered(closures: list[Json]):
    document = {"name": "x", "closures": closures}
    back = LOCATION.gather(LOCATION.spread(document))
    in_order = sorted(closures, key=lambda one: (one["first_day"], one["last_day"]))
    assert back == document | {"closures": in_order}


@given(AREAS)
def test_neighbourhoods_are_spread_and_gathered(areas: dict[str, list[str]]):
    document = {"name": "x", "neighbourhoods": areas}
    assert MUNICIPALITY.gather(MUNICIPALITY.spread(document)) == document


def test_the_models_have_their_versions(database: Database):
    World(database)
    with database.read() as session:
        versions = [
            *session.scalars(select(Location.version)),
            *session.scalars(select(Organization.version)),
            *session.scalars(select(Municipality.version)),
        ]
    assert len(versions) == len(set(versions)) == 5
    assert all(len(version) == 32 for version in versions)
