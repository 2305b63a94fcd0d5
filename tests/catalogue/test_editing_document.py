"""Service -> document -> rows gives the same rows; and problems in plain words."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from services_catalog.database import Database
from services_catalog.desk import WHOLE_SERVICE
from services_catalog.editing.document import (
    document_of,
    empty_document,
    load_service,
    normal,
    normal_fields,
    problems,
    read_known,
    write_document,
)
from services_catalog.editing.fields import flatten, put, same
from services_catalog.editing.problems import Known
from services_catalog.i18n import Translator
from services_catalog.loading.seed import seed
from services_catalog.loading.shapes import ServiceSource
from services_catalog.loading.source import read_folder
from services_catalog.models import ExternalId, Service
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.vocabulary import Audience, Document, ResidenceStatus
from tests.catalogue.editing_world import COURSE, FOOD, WordsEncoder, World
from tests.web.conftest import NoEncoder

CHILDREN = ("topics", "places", "languages", "documents", "rules", "translations", "external_ids")


def rows(session: Session) -> dict[str, Any]:
    """All that is kept of every service, by service."""
    services = session.scalars(select(Service).options(*WHOLE_SERVICE)).unique()
    return {service.id: _columns(service) | _children(service) for service in services}


def _columns(row: Any, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    names = [column.key for column in inspect(type(row)).column_attrs]
    return {name: getattr(row, name) for name in names if name not in leave}


def _children(service: Service) -> dict[str, Any]:
    return {
        name: sorted((_columns(child, leave=("id",)) for child in getattr(service, name)), key=repr)
        for name in CHILDREN
    }


def test_all_demonstration_services_come_back_as_they_were(database: Database):
    """Written over themselves, and written into an emptied place: the same rows."""
    source = read_folder(DEMO_DIRECTORY)
    seed(database, source, NoEncoder())
    with database.read() as session:
        before = rows(session)
        documents = {name: document_of(load_service(session, name)) for name in before}
        known = read_known(session)
    assert len(documents) == len(source.services) >= 107
    for name, document in documents.items():
        assert problems(document, known) == [], name
        assert same(normal(document), document), name
    with database.change() as session:
        for document in documents.values():
            write_document(session, ServiceSource.model_validate(document))
    with database.read() as session:
        assert rows(session) == before
    # As different as can be in between (every fifth: it takes time): nothing of it stays behind.
    some = list(documents)[::5]
    with database.change() as session:
        for name in some:
            plain = copy.deepcopy(FOOD) | {
                "id": name, "organization": source.organizations[0].id, "locations": [],
                "external_ids": {},
            }  # fmt: skip
            write_document(session, ServiceSource.model_validate(plain))
    with database.read() as session:
        assert rows(session) != before
    with database.change() as session:
        for name in some:
            write_document(session, ServiceSource.model_validate(documents[name]))
    with database.read() as session:
        assert rows(session) == before


def test_fields_of_files_have_the_form_of_the_database():
    """What stands in a file is compared with what is kept without a difference."""
    raw = {
        entry["id"]: entry
        for path in (DEMO_DIRECTORY / "services").glob("*.yml")
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["services"]
    }
    assert len(raw) >= 107
    for name, entry in raw.items():
        whole = flatten(normal(ServiceSource.model_validate(entry).model_dump(mode="json")))
        for path, value in flatten(normal_fields(entry)).items():
            assert same(value, whole[path]), (name, path)


status_sets = st.lists(
    st.sampled_from([s.value for s in ResidenceStatus]), min_size=1, max_size=6, unique=True
)
words = st.text(st.characters(categories=("L", "Nd", "Zs")), min_size=1, max_size=30).map(
    lambda text: f"a{text}z"
)


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """Complete documents of every kind."""
    document = copy.deepcopy(FOOD)
    document["cost"] = draw(
        st.sampled_from(
            [
                {"kind": "free"},
                {"kind": "income", "per": "month"},
                {"kind": "fixed", "amount": "12.5", "per": "lesson"},
                {"kind": "from", "amount": 3},
                {"kind": "reduced", "amount": "10", "reduced": "2.05"},
            ]
        )
    )
    document["languages"] = draw(
        st.lists(st.sampled_from(["nl", "fr", "ar", "so"]), min_size=1, unique=True)
    )
    document["topics"] = draw(
        st.lists(st.sampled_from(["work", "school", "voting"]), min_size=1, unique=True)
    )
    document["documents"] = draw(st.lists(st.sampled_from(list(Document)), unique=True, max_size=4))
    document["documents"] = [paper.value for paper in document["documents"]]
    document["audience"] = draw(
        st.lists(st.sampled_from([a.value for a in Audience]), unique=True, max_size=3)
    )
    document["locations"] = [
        {"location": name, "hours": hours, "by_appointment": hours is None}
        for name in draw(st.lists(st.sampled_from(["huis", "plein"]), unique=True))
        for hours in [draw(st.sampled_from([None, "24/7", "Mo-Fr 09:00-12:00"]))]
    ]
    document["ages"] = draw(st.sampled_from([{}, {"min": 0}, {"max": 18}, {"min": 3, "max": 3}]))
    document["text"] = document["text"] | {
        "title": draw(words), "warning": draw(st.none() | words), "asks": draw(st.lists(words))
    }  # fmt: skip
    if draw(st.booleans()):
        document["scope"] = "rules"
        statuses = draw(status_sets)
        cut = draw(st.integers(0, len(statuses)))
        rule = COURSE["eligibility"][0]
        document["eligibility"] = [
            rule | {"status": part, "note": note}
            for part, note in ((statuses[:cut], draw(st.none() | words)), (statuses[cut:], None))
            if part
        ]
    document["external_ids"] = draw(
        st.dictionaries(st.sampled_from(["hsds", "lpdc"]), st.sampled_from(["1", "2"]))
    )
    return document


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(documents(), min_size=1, max_size=3))
def test_any_document_written_over_any_other_reads_back(database: Database, texts: list[Any]):
    with database.read() as session:
        fresh = load_service(session, "voedselbank") is None
    if fresh:
        World(database)
    for text in texts:
        with database.change() as session:
            service = write_document(session, ServiceSource.model_validate(text))
            assert same(document_of(service), normal(text))
    with database.read() as session:
        found = load_service(session, "voedselbank")
        assert found
        assert same(document_of(found), normal(texts[-1]))
        assert [t.language for t in found.translations] == ["fr"], "translations stay"


def test_a_second_number_in_one_system_is_left_alone(database: Database):
    world = World(database)
    with world.database.change() as session:
        session.add(ExternalId(system="hsds", value="f-2", service_id="voedselbank"))
    with world.database.change() as session:
        write_document(session, ServiceSource.model_validate(FOOD))
    with world.database.read() as session:
        service = load_service(session, "voedselbank")
        assert service
        assert {row.value for row in service.external_ids} == {"f-1", "f-2"}


KNOWN = Known(frozenset({"org"}), frozenset({"huis"}), frozenset({"praatgroep"}), {("x", "1"): "y"})


@pytest.mark.parametrize(
    ("path", "value", "where", "word"),
    [
        ("organization", "weg", "organization", "bestaat niet"),
        ("organization", "", "organization", "Vul dit in"),
        ("text.title", "x", "text.title", "minstens 3"),
        ("text.how", None, "text.how", "Vul dit in"),
        ("text.summary", "Het kost 5 euro per les.", "text.summary", "5 euro"),
        ("locations", [{"location": "weg"}], "locations.0.location", "bestaat niet"),
        ("locations", [{"location": "huis"}] * 2, "locations.1.location", "al in"),
        ("locations", [{"location": "huis", "hours": "Mo 9-zz"}], "locations.0.hours", "zz"),
        ("phone", "belletje", "phone", "telefoonnummer"),
        ("cost", {"kind": "fixed"}, "cost.amount", "bedrag"),
        ("cost", {"kind": "free", "amount": 3}, "cost.amount", "geen bedrag"),
        ("cost", {"kind": "fixed", "amount": "1.234"}, "cost.amount", "twee cijfers"),
        ("cost", {"kind": "fixed", "amount": "1e9"}, "cost.amount", "te groot"),
        ("cost", {"kind": "reduced", "amount": 1, "reduced": 2}, "cost.reduced", "hoger"),
        ("cost", {"kind": "gratis"}, "cost.kind", "Kies"),
        ("languages", [], "languages", "minstens een"),
        ("languages", ["nl", "nl"], "languages", "twee keer"),
        ("languages", ["xx"], "languages", "lijst"),
        ("topics", "wonen", "topics", ""),
        ("checked_on", "gisteren", "checked_on", "2026-12-31"),
        ("check_every_days", 99999, "check_every_days", "twee jaar"),
        ("ages", {"min": 9, "max": 3}, "ages.max", "lager"),
        ("scope", "rules", "eligibility", "regel"),
        ("eligibility", [{}], "eligibility", "alleen bij"),
        ("external_ids", {"x": "1"}, "external_ids.x", "y"),
        ("email", "a" * 200, "email", "160"),
        ("text.warning", "onzicht\x00baar", "text.warning", "onzichtbare"),
        ("kleur", "rood", "kleur", "kennen we niet"),
    ],
)
def test_what_is_wrong_is_told_of_the_field(path: str, value: Any, where: str, word: str):
    document = copy.deepcopy(FOOD)
    assert problems(document, KNOWN) == []
    put(document, path, value)
    found = {problem.path: problem.message for problem in problems(document, KNOWN)}
    assert where in found, found
    assert word in found[where]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"alternative": None}, "eligibility.1.alternative"),
        ({"alternative": "nt2"}, "eligibility.1.alternative"),
        ({"alternative": "weg"}, "eligibility.1.alternative"),
        ({"effect": "warned", "note": None}, "eligibility.1.note"),
        ({"status": ["refugee"]}, "eligibility.1.status"),
        ({"review_by": None}, "eligibility.1.review_by"),
    ],
)
def test_rules_are_told_one_by_one(change: dict[str, Any], where: str):
    document = copy.deepcopy(COURSE)
    document["eligibility"][1] |= change
    assert [problem.path for problem in problems(document, KNOWN)] == [where]


def test_an_empty_document_hears_everything_at_once():
    paths = {problem.path for problem in problems(empty_document(), KNOWN)}
    assert {"text.title", "text.summary", "text.how", "organization", "cost.kind"} <= paths
    assert problems(empty_document(), KNOWN, Translator("en")), "in another language too"


wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(flatten(empty_document())) + list(empty_document())), wild)
def test_no_value_makes_it_fall_over(path: str, value: Any):
    """Whatever a form or a file sends, there is an answer, and never a wrong yes."""
    document = copy.deepcopy(FOOD)
    put(document, path, value)
    found = problems(document, KNOWN)
    if not found:
        ServiceSource.model_validate(document)
    normal(document)


def test_the_encoder_is_not_needed_to_look(database: Database):
    assert WordsEncoder().encode(["a b", "a b"]).shape == (2, 384)
    world = World(database)
    world.book.problems(FOOD)
    assert world.encoder.encoded == []
