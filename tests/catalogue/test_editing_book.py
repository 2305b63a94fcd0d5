"""Archiving, checking, history and bringing back: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing import book as book_module
from services_catalog.editing.drafts import Conflict, Incomplete, Refused, UnknownService
from services_catalog.editing.fields import same
from services_catalog.hours import BRUSSELS
from services_catalog.loading.seed import seed
from tests.catalogue.editing_world import World, ask, small_source


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    return World(database)


def test_archived_is_out_of_sight_and_comes_back_whole(world: World):
    desk = Desk(world.database)
    before = world.book.published("voedselbank")
    entry = world.book.archive("voedselbank", "An", "gestopt")
    assert entry.state == "archived"
    assert "voedselbank" not in desk.service_ids()
    assert desk.cards(["voedselbank"], "nl") == []
    assert "voedselbank" not in ask(desk, world, "waar krijg ik eten")
    with pytest.raises(UnknownService):
        world.book.archive("voedselbank", "An", "nog eens")
    world.book.unarchive("voedselbank", "An", "terug")
    assert same(world.book.published("voedselbank"), before)
    assert ask(desk, world, "waar krijg ik eten")[0] == "voedselbank"


def test_nobody_is_led_to_what_is_archived(world: World):
    with pytest.raises(Refused) as caught:
        world.book.archive("praatgroep", "An", "gestopt")
    assert caught.value.services == ("nt2",)
    with pytest.raises(Refused, match="migration office"):
        world.book.archive("dienst-migratie", "An", "gestopt")
    # While nt2 is archived itself, its alternative may go; nt2 then cannot come back like that.
    world.book.archive("nt2", "An", "gestopt")
    world.book.archive("praatgroep", "An", "gestopt")
    with pytest.raises(Incomplete):
        world.book.unarchive("nt2", "An", "terug")


def test_still_right_moves_the_day_and_the_draft(world: World, monkeypatch: pytest.MonkeyPatch):
    draft = world.change(how="Van An")
    day = datetime(2026, 11, 22, 12, tzinfo=BRUSSELS)
    monkeypatch.setattr(book_module, "now", lambda: day)
    entry = world.book.still_right("voedselbank", "Bo")
    assert entry
    assert entry.before
    assert entry.after
    assert (entry.before["checked_on"], entry.after["checked_on"]) == ("2026-10-01", "2026-11-22")
    assert world.book.still_right("voedselbank", "Bo") is None
    moved = world.book.open("voedselbank", "An")
    assert moved.document["checked_on"] == "2026-11-22"
    assert moved.updated_by == "An"
    with pytest.raises(Conflict) as caught:  # a page of before is told, and merges by itself
        world.book.save("voedselbank", draft.document | {"url": None}, "An", draft.version)
    assert caught.value.merged.conflicts == {}
    published = world.book.publish("voedselbank", "An", "hoe")
    assert published.after
    assert published.after["checked_on"] == "2026-11-22"


def test_an_old_text_comes_back_as_a_draft(world: World):
    first = world.book.history("voedselbank")[0]
    assert (first.actor, first.after) == ("seed", None)
    for title in ("Twee", "Drie"):
        world.change(title=title)
        world.book.publish("voedselbank", "An", f"nu {title}")
    newest, second, loaded = world.book.history("voedselbank")
    assert [newest.after["text"]["title"], second.after["text"]["title"]] == ["Drie", "Twee"]
    draft = world.book.restore(second.revision, "Bo")
    assert draft.document["text"]["title"] == "Twee"
    assert draft.note
    assert "Teruggezet" in draft.note
    assert world.book.published("voedselbank")["text"]["title"] == "Drie"
    with pytest.raises(Refused):
        world.book.restore(second.revision, "Bo")
    world.book.publish("voedselbank", "Bo", "toch Twee")
    assert world.book.published("voedselbank")["text"]["title"] == "Twee"
    # What the files said is known from the change after them.
    draft = world.book.restore(loaded.revision, "Bo")
    assert draft.document["text"]["title"] == "Voedselbank De Mand"
    with pytest.raises(UnknownService):
        world.book.restore(10**6, "Bo")


def test_a_load_from_files_does_not_take_drafts_or_history(world: World):
    world.change(title="Gepubliceerd")
    entry = world.book.publish("voedselbank", "An", "nieuwe naam")
    world.change("praatgroep", title="In de maak")
    seed(world.database, small_source(), world.encoder, replace=True, over_edits=True)
    assert world.book.published("voedselbank")["text"]["title"] == "Voedselbank De Mand"
    assert world.book.open("praatgroep", "An").document["text"]["title"] == "In de maak"
    draft = world.book.restore(entry.revision, "An")
    assert draft.document["text"]["title"] == "Gepubliceerd"
    world.book.publish("voedselbank", "An", "terug")
    # The files were loaded over it, with the same text: nothing to ask.
    world.book.publish("praatgroep", "An", "nieuwe naam")


def test_history_cannot_be_changed(world: World):
    world.change(title="Anders")
    world.book.publish("voedselbank", "An", "nieuwe naam")
    for statement in ("UPDATE revision SET actor = 'x'", "DELETE FROM revision"):
        with pytest.raises(DatabaseError), world.database.engine.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_somebody_does_it_and_says_why(world: World, name: str):
    with pytest.raises(ValueError, match="who"):
        world.book.open("voedselbank", name)
    world.change(title="Anders")
    with pytest.raises(ValueError, match="why"):
        world.book.publish("voedselbank", "An", " ")
