"""Drafts, publishing, history: nothing is lost, and what is published is live at once."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing import book as book_module
from services_catalog.editing.book import EditingBook
from services_catalog.editing.document import document_of, load_service
from services_catalog.editing.drafts import Conflict, Incomplete, Refused, UnknownService
from services_catalog.editing.fields import same
from services_catalog.hours import BRUSSELS
from services_catalog.loading.seed import seed
from services_catalog.models import DraftState, DraftText, Passage, ServiceDraft
from services_catalog.search.query import Query
from services_catalog.translations import ShownState, state_of
from tests.catalogue.editing_world import FOOD, World, small_source


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


def ask(desk: Desk, world: World, question: str) -> list[str]:
    vector = world.encoder.encode([question])[0]
    return [
        hit.service_id for hit in desk.search(Query(language="nl", text=question, vector=vector))
    ]


def test_what_is_published_is_in_the_next_answer(world: World):
    """Through a desk that was open before, in words, in vectors and on the card."""
    desk = Desk(world.database)
    question = "gratis fietsen herstellen in de werkplaats"
    assert ask(desk, world, question)[0] != "praatgroep"
    version = world.database.version()
    world.change(
        "praatgroep",
        title="Fietsen herstellen",
        summary="Gratis fietsen herstellen in onze werkplaats.",
        asks=["gratis fietsen herstellen in de werkplaats"],
    )
    world.encoder.encoded.clear()
    entry = world.book.publish("praatgroep", "An", "ander aanbod")
    assert any("Fietsen" in text for text in world.encoder.encoded)
    assert not any("Voedselbank" in text for text in world.encoder.encoded), "of this service only"
    assert not any("Vrijwilligers" in text for text in world.encoder.encoded), "of new words only"
    assert world.database.version() == version + 1
    assert ask(desk, world, question)[0] == "praatgroep"
    assert desk.cards(["praatgroep"], "nl")[0]["title"] == "Fietsen herstellen"
    assert entry.before
    assert entry.before["text"]["title"] == "Praatgroep"
    assert entry.after
    assert entry.after["text"]["title"] == "Fietsen herstellen"
    assert world.book.drafts() == []


def test_translations_stay_and_become_stale_by_themselves(world: World):
    def state() -> tuple[ShownState, str]:
        with world.database.read() as session:
            service = load_service(session, "voedselbank")
            assert service
            translation = service.translation("fr")
            assert translation
            return state_of(service, "fr"), translation.title

    with world.database.change() as session:
        service = load_service(session, "voedselbank")
        assert service
        translation = service.translation("fr")
        assert translation
        translation.source_hash = service.source_hash
    draft = world.book.open("voedselbank", "An")
    draft.document["phone"] = "012 00 01 99"
    world.book.save("voedselbank", draft.document, "An", draft.version)
    world.book.publish("voedselbank", "An", "andere telefoon")
    assert state() == (ShownState.MACHINE, "Banque alimentaire"), "a fact is no sentence"
    assert world.encoder.encoded == [], "no sentence changed, so no vector does"
    world.change(how="Bel eerst.")
    world.book.publish("voedselbank", "An", "eerst bellen")
    assert state() == (ShownState.STALE, "Banque alimentaire")


def test_a_new_service_is_found_and_shown(world: World):
    desk = Desk(world.database)
    desk.service_ids()
    document = copy.deepcopy(FOOD) | {"external_ids": {"lpdc": "7"}}
    document["text"] = FOOD["text"] | {"title": "Boodschappen delen", "asks": ["samen koken"]}
    draft = world.book.save(None, document, "An", 0)
    entry = world.book.publish(draft.service_id, "Bo", "nieuw aanbod")
    assert entry.before is None
    assert draft.service_id in desk.service_ids()
    assert ask(desk, world, "samen koken")[0] == draft.service_id
    assert [e.reason for e in world.book.history(draft.service_id)] == ["nieuw aanbod"]


def test_who_may_come_can_change_in_both_directions(world: World):
    """The rules hang on the scope by a foreign key."""
    for service_id, scope in (("nt2", "regardless"), ("nt2", "rules"), ("nt2", "unreviewed")):
        draft = world.book.open(service_id, "An")
        rules = draft.document["eligibility"] or [
            {"status": ["refugee"], "effect": "entitled", "legal_basis": "Decreet",
             "source": "https://wet.example.org", "review_by": "2027-01-01"}
        ]  # fmt: skip
        document = draft.document | {
            "scope": scope,
            "eligibility": rules if scope == "rules" else [],
        }
        world.book.save(service_id, document, "An", draft.version)
        entry = world.book.publish(service_id, "An", scope)
        assert entry.after
        assert entry.after["scope"] == scope


def test_a_draft_the_catalogue_overtook_is_not_published_over_it(world: World):
    draft = world.change(actor="An", how="Van An")
    with world.database.change() as session:
        service = load_service(session, "voedselbank")
        assert service
        before = document_of(service)
        service.title = "Van elders"
        session.flush()
        book_module.note_revision(session, service, "import", "van elders", before)
    with pytest.raises(Conflict) as caught:
        world.book.publish("voedselbank", "An", "hoe")
    conflict = caught.value
    assert (conflict.by, conflict.version) == ("import", draft.version)
    assert conflict.merged.conflicts == {}
    assert world.book.open("voedselbank", "An").version == draft.version, "the draft is there still"
    world.book.save(
        "voedselbank", conflict.merged.document, "An", conflict.version, based_on=conflict.based_on
    )
    entry = world.book.publish("voedselbank", "An", "hoe")
    assert entry.after
    assert entry.after["text"]["title"] == "Van elders"
    assert entry.after["text"]["how"] == "Van An"


def test_publishing_another_text_than_was_looked_at_is_refused(world: World):
    looked_at = world.change(title="Gezien")
    world.change(title="Ongezien")
    with pytest.raises(Refused):
        world.book.publish("voedselbank", "Bo", "goed", version=looked_at.version)
    assert world.book.published("voedselbank")["text"]["title"] == "Voedselbank De Mand"


def test_four_eyes_on_emergency_and_law(database: Database):
    world = World(database, four_eyes=True)
    world.change("nt2", "An", how="Kom eens langs.")
    with pytest.raises(Refused, match="somebody else"):
        world.book.publish("nt2", "An", "korter")
    world.book.submit("nt2", "An")
    world.book.publish("nt2", "Bo", "korter")
    world.change("voedselbank", "An", how="Kom eens langs.")
    world.book.publish("voedselbank", "An", "food is no emergency and no law")
    # A topic that is taken away in the same draft counts still.
    draft = world.book.open("nt2", "An")
    draft.document["topics"] = ["dutch_course"]
    world.book.save("nt2", draft.document, "An", draft.version)
    with pytest.raises(Refused, match="somebody else"):
        world.book.publish("nt2", "An", "geen inburgering")


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


def test_autosave_does_not_fill_the_database(world: World, monkeypatch: pytest.MonkeyPatch):
    from services_catalog.editing import store

    monkeypatch.setattr(store, "KEPT_TEXTS", 5)
    for number in range(12):
        draft = world.change(title=f"Titel {number}")
    assert texts(world.database) == 5 + 1
    assert world.book.save("voedselbank", draft.document, "An", draft.version) == draft


def test_a_failing_encoder_publishes_nothing(world: World):
    def broken() -> Any:
        raise RuntimeError("no weights")

    world.change(title="Anders")
    with pytest.raises(RuntimeError):
        EditingBook(world.database, broken).publish("voedselbank", "An", "nieuwe naam")
    assert world.book.published("voedselbank")["text"]["title"] == "Voedselbank De Mand"
    with world.database.read() as session:
        assert session.get(ServiceDraft, "voedselbank")
        assert session.scalar(
            select(func.count()).select_from(Passage).where(Passage.text.contains("Anders"))
        ) == 0  # fmt: skip


def test_two_publish_one_draft(world: World):
    world.change(title="Eenmaal")
    gate, outcome = threading.Barrier(3), []

    def work() -> None:
        gate.wait()
        try:
            outcome.append(world.book.publish("voedselbank", "An", "nieuwe naam"))
        except Exception as error:
            outcome.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(x, (Refused, UnknownService)) for x in outcome) == 2, outcome
    reasons = [entry.reason for entry in world.book.history("voedselbank")]
    assert reasons.count("nieuwe naam") == 1
