"""What a change would do to the answers, told before it is published, and true afterwards."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.cli import app
from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.editing.document import document_of, load_service
from services_catalog.encoder import default_encoder
from services_catalog.linter.answers import (
    Missed,
    Question,
    Shift,
    compare,
    count_questions,
    foresee,
)
from services_catalog.models import Passage, Service
from services_catalog.search.lexical import LexicalIndex
from services_catalog.search.passages import refresh_passages
from services_catalog.search.query import Query
from tests.catalogue.editing_world import FOOD, World

WORDS = ["eten", "huis", "voetbal", "voetbalclub", "school", "a1", "2", "voedselbank", "ik"]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def document(database: Database, service_id: str) -> dict[str, Any]:
    with database.read() as session:
        service = load_service(session, service_id)
        assert service is not None
        return document_of(service)


def first_three(database: Database, encoder: Any, question: str, language: str = "nl") -> list[str]:
    vector = encoder.encode([question])[0]
    query = Query(language=language, text=question, vector=vector, limit=3)
    return [hit.service_id for hit in Desk(database).search(query)]


def test_the_same_text_shifts_nothing(world: World):
    assert compare(world.database, document(world.database, "voedselbank"), world.encoder) == []


def test_only_new_texts_and_questions_too_close_to_call_are_encoded(world: World):
    changed = document(world.database, "voedselbank")
    with world.database.read() as session:
        asks = {ask for found in session.scalars(select(Service.asks)) for ask in found}
    compare(world.database, changed, world.encoder)
    assert set(world.encoder.encoded) <= asks
    world.encoder.encoded.clear()
    changed["text"]["title"] = "Iets anders"
    compare(world.database, changed, world.encoder)
    assert set(world.encoder.encoded) - asks == {f"Iets anders. {changed['text']['summary']}"}


def test_nothing_live_is_touched(world: World):
    def state() -> tuple[Any, ...]:
        with world.database.read() as session:
            passages = session.execute(
                select(Passage.service_id, Passage.part, Passage.text_hash).order_by(
                    Passage.service_id, Passage.language, Passage.part
                )
            ).all()
            services = session.scalar(select(func.count()).select_from(Service))
        return world.database.version(), services, passages

    before = state()
    changed = document(world.database, "praatgroep")
    changed["text"] |= {"title": "Eten", "asks": ["waar krijg ik eten", "soep"]}
    changed["topics"] = ["food_aid"]
    assert compare(world.database, changed, world.encoder)
    assert state() == before


@pytest.mark.parametrize(
    ("service_id", "changes"),
    [
        ("praatgroep", {"title": "Eten halen", "asks": ["waar krijg ik eten"]}),
        ("voedselbank", {"title": "Zwemmen", "summary": "Baantjes in het water.", "asks": []}),
        ("nt2", {"asks": ["nederlands oefenen", "loket voor nieuwkomers"]}),
        ("nieuw", {"title": "Nog een voedselbank", "asks": ["eten voor mijn kinderen"]}),
    ],
)
def test_what_is_foretold_comes_true(world: World, service_id: str, changes: dict[str, Any]):
    known = service_id != "nieuw"
    changed = (
        document(world.database, service_id)
        if known
        else copy.deepcopy(FOOD) | {"id": "nieuw", "external_ids": {}}
    )
    changed["text"] = changed["text"] | changes
    with world.database.read() as session:
        asks = {ask for asks in session.scalars(select(Service.asks)) for ask in asks}
    questions = sorted(asks | set(changed["text"]["asks"]))
    before = {q: first_three(world.database, world.encoder, q) for q in questions}
    draft = world.book.open(service_id if known else None, "An")
    saved = world.book.save(service_id if known else None, changed, "An", draft.version)
    foretold = compare(world.database, saved.document, world.encoder)
    world.book.publish(saved.service_id, "An", "proef")
    after = {q: first_three(world.database, world.encoder, q) for q in questions}
    expected = [Shift("nl", q, before[q], after[q]) for q in questions if before[q] != after[q]]
    assert expected, "the change is meant to shift something"
    dutch = [shift for shift in foretold if shift.language == "nl"]
    assert sorted(dutch, key=lambda s: s.question) == expected


def test_questions_of_ones_own_with_and_without_a_topic(world: World):
    changed = document(world.database, "praatgroep")
    changed["topics"] = ["dutch_course"]
    questions = [
        Question("nl", "koffie met buren", topic="meet_people"),
        Question("nl", "nederlands oefenen", topic="dutch_course"),
    ]
    (shift,) = compare(world.database, changed, world.encoder, questions)
    assert shift.question == "koffie met buren"
    assert shift.before == ["praatgroep"]
    assert "praatgroep" not in shift.after[:1] or len(shift.after) > 1


def test_questions_that_miss_their_own_service(world: World):
    with world.database.change() as session:
        for one in ("voedselbank", "nt2", "dienst-migratie"):
            session.get_one(Service, one).asks = ["soep", "soep soep soep"]
        refresh_passages(session, world.encoder)
    changed = document(world.database, "praatgroep")
    changed["text"]["asks"] = ["soep", "praten met buren"]
    found = foresee(world.database, changed, world.encoder)
    draft = world.book.open("praatgroep", "An")
    world.book.save("praatgroep", changed, "An", draft.version)
    world.book.publish("praatgroep", "An", "proef")
    after = {
        ask: first_three(world.database, world.encoder, ask) for ask in ("soep", "praten met buren")
    }
    assert "praatgroep" not in after["soep"]
    assert "praatgroep" in after["praten met buren"]
    assert found.missed == [Missed("nl", "soep", after["soep"])]


def test_how_many_questions_are_tried(world: World):
    changed = document(world.database, "praatgroep")
    with world.database.read() as session:
        asks = {ask for found in session.scalars(select(Service.asks)) for ask in found}
        count = count_questions(session)
    found = foresee(world.database, changed, world.encoder)
    assert (found.asked, found.languages) == count == (len(asks), 1)
    changed["text"]["asks"] += ["een vraag die er nog niet was"]
    assert foresee(world.database, changed, world.encoder).asked == len(asks) + 1


@given(
    documents=st.lists(st.lists(st.sampled_from(WORDS), max_size=9), min_size=1, max_size=6),
    questions=st.lists(st.lists(st.sampled_from([*WORDS, "voetbalk"]), max_size=30), max_size=8),
)
def test_many_questions_at_once_score_as_each_by_itself(
    documents: list[list[str]], questions: list[list[str]]
):
    index = LexicalIndex(documents)
    together = index.scores_of(questions)
    assert together.shape == (len(questions), len(documents))
    for row, question in zip(together, questions, strict=True):
        np.testing.assert_allclose(row, index.scores(" ".join(question)), rtol=1e-5, atol=1e-6)


def test_an_unfinished_text_is_refused(world: World):
    with pytest.raises(ValueError, match="organization"):
        compare(world.database, {"id": "x"}, world.encoder)


class TestDemonstration:
    """On the whole demonstration catalogue, with the encoder that visitors meet."""

    def test_translations_shift_too_and_it_is_true(self, own_demo: Database):
        encoder = default_encoder()
        changed = document(own_demo, "voedselpakket-de-korf")
        changed["text"]["title"] = "Leer Nederlands en praat met buren"
        changed["text"]["summary"] = "Een praatgroep om elke week Nederlands te oefenen."
        told: list[tuple[int, int]] = []
        start = time.process_time()
        shifts = compare(own_demo, changed, encoder, progress=lambda *done: told.append(done))
        seconds = time.process_time() - start
        print(f"{len(shifts)} shifts, {seconds:.1f} s of processor time")
        assert told[-1] == (20, 20)
        assert len({shift.language for shift in shifts}) > 3
        before = [first_three(own_demo, encoder, s.question, s.language) for s in shifts]
        book = EditingBook(own_demo, lambda: encoder, four_eyes=False)
        draft = book.open("voedselpakket-de-korf", "An")
        book.save("voedselpakket-de-korf", changed, "An", draft.version)
        book.publish("voedselpakket-de-korf", "An", "proef")
        assert before == [shift.before for shift in shifts]
        for shift in shifts:
            assert first_three(own_demo, encoder, shift.question, shift.language) == shift.after

    def test_the_command(self, own_demo: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(
            "TOELEIDER_DATABASE_URL", own_demo.engine.url.render_as_string(hide_password=False)
        )

        def run(*words: str) -> Any:
            return CliRunner().invoke(app, ["catalogue", "preview", *words])

        changed = document(own_demo, "sociaal-restaurant")
        changed["text"]["asks"] = ["waar kan ik vannacht slapen"]
        changed["phone"] = None
        path = tmp_path / "document.yml"
        path.write_text(yaml.safe_dump({"services": [changed]}, allow_unicode=True))
        result = run("sociaal-restaurant", str(path), "--json")
        assert result.exit_code == 0, result.output
        found = json.loads(result.stdout)
        assert "waar kan ik vannacht slapen" in {s["question"] for s in found["shifts"]}
        assert {f["entity"] for f in found["findings"]} <= {"sociaal-restaurant"}
        assert run("iets-anders", str(path)).exit_code == 1
        assert run("sociaal-restaurant").exit_code == 1  # there is no draft
        del changed["cost"]
        path.write_text(yaml.safe_dump(changed, allow_unicode=True))
        result = run("sociaal-restaurant", str(path))
        assert result.exit_code == 1
        assert "[cost]" in result.output
        path.write_text("a: [")
        assert "YAML: while parsing" in run("sociaal-restaurant", str(path)).output
