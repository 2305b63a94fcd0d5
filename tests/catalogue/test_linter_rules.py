"""What the linter finds in hours, rules, prices and texts; of what is right it says nothing."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from services_catalog.database import Database
from services_catalog.editing.document import load_service
from services_catalog.linter import Rule, Severity, blocking, check
from services_catalog.models import (
    Closure,
    Municipality,
    Passage,
    Service,
    ServiceAtLocation,
    ServiceTranslation,
)
from services_catalog.vocabulary import PublicationState
from tests.catalogue.editing_world import COURSE, FOOD, World
from tests.catalogue.linting import TODAY, linted, told


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.mark.parametrize(
    ("changes", "rule", "field", "severity"),
    [
        ({"checked_on": "2026-12-01"}, Rule.CHECKED, "checked_on", "error"),
        ({"checked_on": "2026-08-01"}, Rule.CHECKED, "checked_on", "warning"),
        ({"check_every_days": 366}, Rule.CHECKED, "check_every_days", "warning"),
        (
            {"topics": ["emergency_shelter"], "check_every_days": 91},
            Rule.CHECKED,
            "check_every_days",
            "warning",
        ),
        ({"locations": []}, Rule.HOURS, "locations", "error"),
        ({"locations": [{"location": "huis"}]}, Rule.HOURS, "locations.0.hours", "warning"),
        (
            {"locations": [{"location": "huis", "hours": "Mo-Su off"}]},
            Rule.HOURS,
            "locations.0.hours",
            "error",
        ),
        (
            {"locations": [{"location": "huis", "hours": '"na afspraak"'}]},
            Rule.HOURS,
            "locations.0.hours",
            "error",
        ),
        (
            {"locations": [{"location": "huis", "hours": "2019 Mo-Fr 09:00-12:00"}]},
            Rule.HOURS,
            "locations.0.hours",
            "error",
        ),
        (
            {"locations": [{"location": "huis", "hours": "Mo-Fr"}]},
            Rule.HOURS,
            "locations.0.hours",
            "error",
        ),
        (
            {"locations": [{"location": "huis", "hours": 'Mo 09:00-12:00 "bel aan"'}]},
            Rule.HOURS,
            "locations.0.hours",
            "warning",
        ),
        (
            {"locations": [{"location": "huis", "hours": "24/7"}]},
            Rule.HOURS,
            "locations.0.hours",
            "warning",
        ),
        ({"scope": "unreviewed"}, Rule.ELIGIBILITY, "scope", "warning"),
        ({"documents": ["residence_document"]}, Rule.ELIGIBILITY, "documents", "error"),
        ({"audience": ["children"], "ages": {"min": 18}}, Rule.ELIGIBILITY, "ages", "error"),
        ({"access": "phone", "phone": None}, Rule.CONTACT, "phone", "error"),
        ({"access": "online", "url": None}, Rule.CONTACT, "url", "error"),
        ({"phone": None}, Rule.CONTACT, "phone", "warning"),
        ({"email": "loket@stad"}, Rule.EMAIL, "email", "error"),
        ({"url": "www.stad.be"}, Rule.LINK, "url", "error"),
        ({"source": {"name": "x", "url": "ftp://a.be"}}, Rule.LINK, "source.url", "error"),
        ({"cost": {"kind": "fixed", "amount": "0"}}, Rule.PRICE, "cost.kind", "warning"),
        ({"cost": {"kind": "reduced", "amount": "5"}}, Rule.PRICE, "cost.reduced", "warning"),
        ({"cost": {"kind": "unknown"}}, Rule.PRICE, "cost.kind", "warning"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    world: World, changes: dict[str, Any], rule: Rule, field: str, severity: str
):
    assert told(linted(FOOD, world.database), rule, field) == []
    assert told(linted(FOOD | changes, world.database), rule, field) == [severity]


def test_a_shelter_that_never_closes_is_no_finding(world: World):
    always = FOOD | {"locations": [{"location": "huis", "hours": "24/7"}]}
    assert (
        told(linted(always | {"topics": ["emergency_shelter"]}, world.database), Rule.HOURS) == []
    )


def test_a_door_that_stays_shut_for_a_year(world: World):
    with world.database.change() as session:
        session.add(Closure(location_id="huis", first_day=date(2020, 1, 1),
                            last_day=date(2090, 1, 1), reason="works"))  # fmt: skip
    (finding,) = [f for f in linted(FOOD, world.database) if f.rule is Rule.HOURS]
    assert finding.severity is Severity.ERROR
    assert "sluiting" in finding.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ({"who": "Je moet een verblijfsvergunning hebben."}, ["warning"]),
        ({"how": "Wettig verblijf is nodig."}, ["warning"]),
        ({"who": "Je moet geen verblijfsvergunning hebben."}, []),
        ({"who": "Iedereen, ook zonder verblijfsvergunning."}, []),
    ],
)
def test_for_everyone_and_yet_asking_for_papers(
    world: World, text: dict[str, str], expected: list[str]
):
    assert told(linted(FOOD, world.database, **text), Rule.ELIGIBILITY) == expected


def test_nobody_is_sent_from_one_shut_door_to_another(world: World):
    assert told(linted(COURSE, world.database), Rule.ALTERNATIVE) == []
    closed = copy.deepcopy(COURSE) | {"id": "praatgroep"}
    closed["eligibility"][1]["alternative"] = "voedselbank"
    draft = world.book.open("praatgroep", "An")
    world.book.save("praatgroep", closed, "An", draft.version)
    world.book.publish("praatgroep", "An", "proef")
    assert told(linted(COURSE, world.database), Rule.ALTERNATIVE) == ["error"]
    assert told(check(world.database, TODAY), Rule.ALTERNATIVE) == ["error"]


def test_an_alternative_that_was_unpublished(world: World):
    with world.database.change() as session:
        session.execute(
            update(Service)
            .where(Service.id == "praatgroep")
            .values(state=PublicationState.ARCHIVED)
        )
    found = [f for f in check(world.database, TODAY) if f.rule is Rule.ALTERNATIVE]
    assert [(f.entity, f.severity.value) for f in found] == [("nt2", "error")]


def test_unknown_is_never_left_out_and_old_rules_are_told(world: World):
    rules = copy.deepcopy(COURSE)
    rules["eligibility"][1]["status"] = ["unknown"]
    rules["eligibility"][0]["review_by"] = "2026-01-01"
    found = told(linted(rules, world.database), Rule.ELIGIBILITY)
    assert sorted(found) == ["error", "warning", "warning"]  # a rule stands for two statuses


def test_translations_by_risk(world: World):
    def state(language: str, document: dict[str, Any] = FOOD, **text: str) -> list[str]:
        return [
            f.message
            for f in linted(document, world.database, **text)
            if f.rule is Rule.TRANSLATION and language in f.message.partition(":")[2]
        ]

    assert "niet vertaald" in state("en")[0]
    # the seed has no stamp: an unstamped translation counts as older
    assert "ouder" in state("fr")[0]
    with world.database.change() as session:
        service = load_service(session, "voedselbank")
        assert service is not None
        row = session.get_one(ServiceTranslation, ("voedselbank", "fr"))
        row.source_hash = service.source_hash
    assert state("fr") == []
    assert "ouder" in state("fr", title="Een andere titel")[0]
    assert "niemand las" in state("fr", FOOD | {"topics": ["legal_help"]})[0]
    assert blocking(FOOD | {"phone": "1712"}, world.database, today=TODAY) == []


def test_facts_in_sentences(world: World):
    address = linted(FOOD, world.database, how="Kom naar Kerkstraat 12 met een tas.")
    assert told(address, Rule.FACT, "text.how") == ["warning"]
    assert told(linted(FOOD, world.database, how="Bel op 1 september."), Rule.FACT) == ["warning"]
    assert told(linted(FOOD, world.database, how="Van 6 tot 12 jaar."), Rule.FACT) == []
    with world.database.change() as session:
        row = session.get_one(ServiceTranslation, ("voedselbank", "fr"))
        row.description = "Ouvert à 14:30."
        session.execute(
            update(Service).where(Service.id == "nt2").values(description="Kost 12 euro per les.")
        )
    found = [f for f in check(world.database, TODAY) if f.rule is Rule.FACT]
    assert [(f.entity, f.severity.value) for f in found] == [
        ("nt2", "error"),
        ("voedselbank", "warning"),
    ]


def test_the_same_service_twice(world: World):
    twin = FOOD | {"id": "tweeling", "external_ids": {}}
    assert told(linted(twin, world.database), Rule.DUPLICATE) == ["warning"]
    (near,) = [
        f
        for f in linted(
            twin,
            world.database,
            title="Voedselbank De Mand (centrum)",
            summary="Elke week een pakket met eten voor wie het echt nodig heeft.",
        )
        if f.rule is Rule.DUPLICATE
    ]
    assert "voedselbank" in near.message
    other = linted(twin, world.database, title="Zwemles", summary="Kinderen leren hier zwemmen.")
    assert told(other, Rule.DUPLICATE) == []
    copied = linted(
        twin, world.database, title="Kopie van zwemles", summary="Kinderen leren hier zwemmen."
    )
    assert told(copied, Rule.DUPLICATE) == ["warning"]


def test_rows_that_no_document_could_hold(world: World):
    with world.database.change() as session:
        session.execute(
            update(ServiceAtLocation)
            .where(ServiceAtLocation.service_id == "voedselbank")
            .values(opening_hours="elke dag")
        )
        session.execute(update(Service).where(Service.id == "nt2").values(phone="12"))
        for passage in session.query(Passage).where(Passage.service_id == "praatgroep"):
            session.delete(passage)
        session.execute(update(Municipality).values(migration_office_id="weg"))
    errors = {
        (f.entity, f.rule) for f in check(world.database, TODAY) if f.severity is Severity.ERROR
    }
    assert {
        ("voedselbank", Rule.HOURS),
        ("nt2", Rule.PHONE),
        ("praatgroep", Rule.CATALOGUE),
        ("weg", Rule.CATALOGUE),
    } <= errors
