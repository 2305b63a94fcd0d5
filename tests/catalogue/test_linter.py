"""What the linter finds, and that it keeps still about what is right."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from bot.cli import app
from services_catalog.database import Database
from services_catalog.editing.document import document_of, load_service
from services_catalog.i18n import Translator
from services_catalog.linter import Finding, Rule, Severity, blocking, check, look_at
from services_catalog.linter.contact import check_email, check_url
from services_catalog.models import (
    Closure,
    Municipality,
    Organization,
    Passage,
    Service,
    ServiceAtLocation,
    ServiceTranslation,
)
from services_catalog.vocabulary import PublicationState
from tests.catalogue.editing_world import COURSE, FOOD, World

TODAY = date(2026, 11, 20)


def linted(document: dict[str, Any], database: Database, **text: Any) -> list[Finding]:
    changed = copy.deepcopy(document)
    changed["text"] |= text
    return look_at(changed, database, today=TODAY)


def told(findings: list[Finding], rule: Rule, field: str = "") -> list[str]:
    """The severities of the findings of a rule (on a field)."""
    return [f.severity.value for f in findings if f.rule is rule and f.field.startswith(field)]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_a_good_document_is_blocked_by_nothing(world: World):
    assert blocking(FOOD, world.database, today=TODAY) == []


def test_looking_writes_nothing(world: World):
    version = world.database.version()
    with world.database.read() as session:
        before = document_of(load_service(session, "voedselbank"))  # type: ignore[arg-type]
    linted(FOOD, world.database, title="Iets anders")
    with world.database.read() as session:
        after = document_of(load_service(session, "voedselbank"))  # type: ignore[arg-type]
    assert (world.database.version(), after) == (version, before)


def test_an_incomplete_draft_gives_its_problems_with_their_fields(world: World):
    found = blocking({"id": "half", "organization": "org"}, world.database)
    assert {finding.rule for finding in found} == {Rule.DOCUMENT}
    assert {"text", "topics"} <= {finding.field for finding in found}
    assert {finding.organization for finding in found} == {"org"}
    assert all(finding.cure for finding in found)


def test_no_document_at_all(world: World):
    assert [f.rule for f in blocking([], world.database)] == [Rule.DOCUMENT]  # type: ignore[arg-type]


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


def test_numbers_of_organizations_and_numbers_that_nobody_has(world: World):
    with world.database.change() as session:
        session.execute(
            update(Organization)
            .where(Organization.id == "ocmw")
            .values(phone="bel ons", email="info@", url="ocmw")
        )
    found = [f for f in check(world.database, TODAY) if f.entity == "ocmw"]
    assert {f.rule for f in found} == {Rule.PHONE, Rule.EMAIL, Rule.LINK}
    assert {f.organization for f in found} == {"ocmw"}
    unreal = FOOD | {"phone": "030 00 00 00"}  # of the right length, but no zone
    assert told(linted(FOOD, world.database), Rule.PHONE) == []
    assert told(linted(unreal, world.database), Rule.PHONE) == ["error"]
    assert told(linted(FOOD | {"phone": "1712"}, world.database), Rule.PHONE) == []
    assert told(linted(FOOD | {"phone": "02 774 40 40"}, world.database), Rule.PHONE) == []
    with world.database.change() as session:
        session.execute(update(Municipality).values(fictional=True))
    assert told(linted(unreal, world.database), Rule.PHONE) == []


@pytest.mark.parametrize("good", ["naam@stad.be", "a.b+c@x.y-z.brussels", "info@städ.be"])
def test_e_mail_addresses(good: str):
    check_email(good)


@pytest.mark.parametrize(
    "bad", ["", "x", "@stad.be", "a@b", "a b@stad.be", "a@stad..be", "a@stad.be.", "a@stad.12"]
)
def test_what_is_no_e_mail_address(bad: str):
    with pytest.raises(ValueError, match="no e-mail"):
        check_email(bad)


@pytest.mark.parametrize(
    "bad",
    ["stad.be", "ftp://stad.be", "https://", "https://stad", "https://a:b@stad.be",
     "http://x.be/ y",
     "http://x.be:0/", "http://x.be:hier/", "http://[::1", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_web_address(bad: str):
    with pytest.raises(ValueError, match=r".+"):
        check_url(bad)


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


def test_errors_come_first_and_every_finding_has_a_cure(demo: Database):
    found = check(demo, date(2027, 6, 1))
    severities = [finding.severity.value for finding in found]
    assert severities == sorted(severities)
    assert all(finding.message and finding.cure for finding in found)
    assert {"warning"} <= set(severities)


def test_the_demonstration_catalogue_has_no_errors(demo: Database):
    assert [f for f in check(demo) if f.severity is Severity.ERROR] == []


def test_every_demonstration_document_may_be_published(demo: Database):
    with demo.read() as session:
        documents = [
            document_of(load_service(session, service_id))  # type: ignore[arg-type]
            for service_id in ("nachtopvang-de-brug", "voedselpakket-de-korf", "leefloon")
        ]
    for document in documents:
        assert blocking(document, demo) == []


def test_in_another_language(world: World):
    dutch = check(world.database, TODAY)
    english = check(world.database, TODAY, translator=Translator("en"))
    assert [(f.entity, f.rule, f.field) for f in dutch] == [
        (f.entity, f.rule, f.field) for f in english
    ]


class TestCommand:
    @pytest.fixture
    def run(self, own_demo: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv(
            "TOELEIDER_DATABASE_URL", own_demo.engine.url.render_as_string(hide_password=False)
        )
        return lambda *words: CliRunner().invoke(app, ["catalogue", "check", *words])

    def test_exit_1_only_for_errors_that_are_shown(self, run: Any, own_demo: Database):
        assert run().exit_code == 0
        with own_demo.change() as session:
            session.execute(update(Service).where(Service.id == "leefloon").values(phone="12"))
        assert run().exit_code == 1
        assert run("--severity", "warning").exit_code == 0
        assert run("--rule", "hours").exit_code == 0
        assert run("--rule", "hours", "--rule", "phone").exit_code == 1
        result = run("--severity", "error", "--json")
        (finding,) = json.loads(result.stdout)
        assert (finding["entity"], finding["rule"], finding["field"]) == (
            "leefloon", "phone", "phone",
        )  # fmt: skip
        owner = finding["organization"]
        assert run("--organization", owner).exit_code == 1
        assert run("--organization", "tolkpunt").exit_code == 0

    def test_wrong_use_and_no_catalogue(
        self, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        assert run("--organization", "niemand").exit_code == 2
        assert run("--rule", "nothing").exit_code == 2
        monkeypatch.setenv("TOELEIDER_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
        result = run()
        assert result.exit_code == 1
        assert "catalogue seed" in result.output
