"""What is published is live at once, and never over somebody else's work."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing import book as book_module
from services_catalog.editing.book import EditingBook
from services_catalog.editing.document import document_of, load_service
from services_catalog.editing.drafts import Conflict, Refused, UnknownService
from services_catalog.models import Passage, ServiceDraft
from services_catalog.translations import ShownState, state_of
from tests.catalogue.editing_world import FOOD, World, ask


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    return World(database)


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
