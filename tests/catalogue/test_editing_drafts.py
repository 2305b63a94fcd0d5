"""Drafts: nothing that was typed is lost, whoever else is writing."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.drafts import Conflict, Incomplete, Refused, UnknownService
from services_catalog.editing.fields import same
from services_catalog.models import DraftState, DraftText
from tests.catalogue.editing_world import World


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    return World(database)


def texts(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(DraftText)) or 0


def test_opening_keeps_nothing(world: World):
    draft = world.book.open("voedselbank", "An")
    assert draft.document["text"]["title"] == "Voedselbank De Mand"
    assert not draft.saved
    assert world.book.drafts() == []
    with pytest.raises(UnknownService):
        world.book.open("weg", "An")


def test_an_incomplete_new_service_is_kept(world: World):
    draft = world.book.open(None, "An")
    document = draft.document
    document["text"]["title"] = "Café voor íedereen!"
    kept = world.book.save(None, document, "An", draft.version)
    assert kept.service_id == "cafe-voor-iedereen"
    assert kept.document["id"] == "cafe-voor-iedereen"
    second = world.book.save(None, document, "An", 0)
    assert second.service_id == "cafe-voor-iedereen-2"
    assert world.book.save(None, {}, "An", 0).service_id == "nieuwe-dienst"
    assert same(world.book.open("cafe-voor-iedereen", "Bo").document, kept.document)
    with pytest.raises(Incomplete) as caught:
        world.book.publish("cafe-voor-iedereen", "An", "nieuw")
    assert {"text.summary", "cost.kind"} <= {p.path for p in caught.value.problems}
    assert world.book.published("cafe-voor-iedereen") is None


def test_a_draft_may_hold_anything_that_was_typed(world: World):
    document = {"text": {"title": "nul\x00 half\ud800 teken", "how": ["?"]}, "cost": 7}
    draft = world.book.save(None, document, "An\x00", 0, note="plak\x00werk")
    assert (draft.updated_by, draft.note) == ("An", "plakwerk")
    kept = world.book.open(draft.service_id, "An")
    assert same(kept.document, document | {"id": draft.service_id})
    assert {"text.title", "text.how", "cost"} <= {
        p.path for p in world.book.problems(kept.document)
    }
    with pytest.raises(UnknownService):
        world.book.open("nul\x00", "An")


def test_the_same_again_changes_nothing_and_visitors_see_nothing(world: World):
    version = world.database.version()
    draft = world.change(title="Iets anders")
    count = texts(world.database)
    again = world.book.save("voedselbank", copy.deepcopy(draft.document), "Bo", draft.version)
    assert (again.version, again.updated_by) == (draft.version, "An")
    assert texts(world.database) == count
    assert world.database.version() == version
    assert Desk(world.database).cards(["voedselbank"], "nl")[0]["title"] == "Voedselbank De Mand"


def test_whoever_comes_second_loses_nothing(world: World):
    first = world.change(actor="An", title="Van An")
    mine = copy.deepcopy(first.document)
    mine["text"]["how"] = "Van Bo"
    world.change(actor="An", title="Weer van An")
    with pytest.raises(Conflict) as caught:
        world.book.save("voedselbank", mine, "Bo", first.version)
    conflict = caught.value
    assert conflict.by == "An"
    assert conflict.base
    assert conflict.base["text"]["title"] == "Van An"
    assert conflict.theirs["text"]["title"] == "Weer van An"
    assert conflict.mine["text"]["how"] == "Van Bo"
    (aside,) = world.book.asides("voedselbank")
    assert (aside.id, aside.actor) == (conflict.aside, "Bo")
    assert same(aside.document, mine)
    merged = conflict.merged
    assert merged.conflicts == {}
    with pytest.raises(Conflict):  # autosave goes on meanwhile: one text aside is enough
        world.book.save("voedselbank", mine, "Bo", first.version)
    assert len(world.book.asides("voedselbank")) == 1
    saved = world.book.save(
        "voedselbank", merged.document, "Bo", conflict.version, based_on=conflict.based_on
    )
    assert saved.document["text"]["title"] == "Weer van An"
    assert saved.document["text"]["how"] == "Van Bo"
    assert world.book.drop_aside(aside.id)
    assert world.book.asides("voedselbank") == []
    assert not world.book.drop_aside(aside.id)


def test_two_open_one_service_that_has_no_draft_yet(world: World):
    one, other = (world.book.open("voedselbank", name) for name in ("An", "Bo"))
    one.document["text"]["title"], other.document["text"]["title"] = "Van An", "Van Bo"
    world.book.save("voedselbank", one.document, "An", one.version)
    with pytest.raises(Conflict) as caught:
        world.book.save("voedselbank", other.document, "Bo", other.version)
    assert caught.value.base
    assert caught.value.merged.conflicts == {
        "text.title": ("Voedselbank De Mand", "Van Bo", "Van An")
    }


def test_a_page_left_open_over_a_publication_is_not_mistaken(world: World):
    """Versions never mean two texts, not even when a draft was published in between."""
    stale = world.book.open("voedselbank", "Bo")
    saved = world.change(title="Van An")
    held = copy.deepcopy(saved.document)
    world.book.publish("voedselbank", "An", "nieuwe naam")
    for version in (stale.version, saved.version):
        held["text"]["how"] = f"Van Bo, over {version}"
        with pytest.raises(Conflict) as caught:
            world.book.save("voedselbank", held, "Bo", version)
        assert caught.value.by == "An"
        assert caught.value.theirs["text"]["title"] == "Van An"
        base = caught.value.base
        assert base
        assert base["text"]["title"] == (
            "Voedselbank De Mand" if version == stale.version else "Van An"
        )
    conflict = caught.value
    draft = world.book.save(
        "voedselbank", conflict.merged.document, "Bo", conflict.version, based_on=conflict.based_on
    )
    world.book.publish("voedselbank", "Bo", "hoe je er komt")
    assert draft.based_on


@pytest.mark.parametrize("saved", [True, False])
def test_two_threads_save_in_one_moment(world: World, saved: bool):
    """One gets in, the other hears of it; both texts are there."""
    start = world.change(title="Begin") if saved else world.book.open("voedselbank", "An")
    names = [f"P{number}" for number in range(6)]
    gate, outcome = threading.Barrier(len(names)), {}

    def work(name: str) -> None:
        document = copy.deepcopy(start.document)
        document["text"]["title"] = f"Van {name}"
        gate.wait()
        try:
            outcome[name] = world.book.save("voedselbank", document, name, start.version)
        except Exception as error:
            outcome[name] = error

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    conflicts = [name for name in names if isinstance(outcome[name], Conflict)]
    (winner,) = [name for name in names if name not in conflicts]
    assert not isinstance(outcome[winner], Exception), outcome[winner]
    assert world.book.open("voedselbank", "An").document["text"]["title"] == f"Van {winner}"
    kept = {aside.document["text"]["title"] for aside in world.book.asides("voedselbank")}
    assert kept == {f"Van {name}" for name in conflicts}


def test_two_threads_make_a_service_of_one_name(world: World):
    gate, made = threading.Barrier(3), []

    def work() -> None:
        gate.wait()
        document = {"text": {"title": "Nieuw"}}
        made.append(world.book.save(None, document, "An", 0).service_id)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["nieuw", "nieuw-2", "nieuw-3"]


def test_handing_in_and_sending_back(world: World):
    world.change(title="Alles staat erin")
    assert world.book.submit("voedselbank", "An", "kijk eens").state is DraftState.REVIEW
    assert [d.service_id for d in world.book.drafts(DraftState.REVIEW)] == ["voedselbank"]
    back = world.book.send_back("voedselbank", "Bo", "de uren ontbreken")
    assert (back.state, back.note, back.updated_by) == (DraftState.DRAFT, "de uren ontbreken", "An")
    world.change(title="")
    with pytest.raises(Incomplete):
        world.book.submit("voedselbank", "An")
    assert world.book.open("voedselbank", "An").state is DraftState.DRAFT
    with pytest.raises(UnknownService):
        world.book.submit("nt2", "An")


def test_a_draft_thrown_away_is_kept_aside(world: World):
    draft = world.change(title="Weg ermee")
    later = world.change(title="Toch niet")
    with pytest.raises(Refused):
        world.book.discard("voedselbank", "Bo", draft.version)
    world.book.discard("voedselbank", "Bo", later.version)
    assert not world.book.open("voedselbank", "An").saved
    assert world.book.asides("voedselbank")[0].document["text"]["title"] == "Toch niet"
    with pytest.raises(UnknownService):
        world.book.discard("voedselbank", "Bo", later.version)


def test_autosave_does_not_fill_the_database(world: World, monkeypatch: pytest.MonkeyPatch):
    from services_catalog.editing import store

    monkeypatch.setattr(store, "KEPT_TEXTS", 5)
    for number in range(12):
        draft = world.change(title=f"Titel {number}")
    assert texts(world.database) == 5 + 1
    assert world.book.save("voedselbank", draft.document, "An", draft.version) == draft
