"""What the database itself refuses, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from services_catalog.database import Database
from services_catalog.models import (
    Closure,
    EligibilityRule,
    Revision,
    ServiceTranslation,
)
from services_catalog.vocabulary import CostKind, Effect, ResidenceStatus, Scope, TranslationState
from tests.catalogue.factory import location, organization, service


def rule(**changes):
    values = {
        "service_id": "dienst", "service_scope": Scope.RULES, "position": 0,
        "status": ResidenceStatus.REFUGEE, "effect": Effect.ENTITLED, "legal_basis": "wet",
        "source": "bron", "review_by": date(2027, 1, 1),
    }  # fmt: skip
    return EligibilityRule(**{**values, **changes})


def translation(**changes):
    values = {
        "service_id": "dienst", "language": "en", "state": TranslationState.MACHINE,
        "source_hash": "x", "title": "A service", "summary": "A service for all.",
    }  # fmt: skip
    return ServiceTranslation(**{**values, **changes})


@pytest.mark.parametrize(
    "bad",
    [
        {"title": ""},
        {"summary": ""},
        {"age_min": 12, "age_max": 6},
        {"age_min": -1},
        {"check_every_days": 0},
        {"cost_kind": CostKind.FREE, "cost_amount": Decimal("5")},
        {"cost_kind": CostKind.FIXED, "cost_amount": None},
        {"cost_kind": CostKind.FIXED, "cost_amount": Decimal("-1")},
        {"cost_kind": CostKind.REDUCED, "cost_amount": Decimal("5"), "cost_reduced": Decimal("6")},
        {"organization_id": "nobody"},
    ],
)
def test_a_service_that_cannot_be(database: Database, bad):
    with pytest.raises(DatabaseError), database.change() as session:
        session.add(organization())
        session.flush()
        session.add(service(**bad))


def test_a_service_for_everyone_carries_no_residence_rule(database: Database):
    with pytest.raises(DatabaseError), database.change() as session:
        session.add(organization())
        session.flush()
        session.add(service(scope=Scope.REGARDLESS))
        session.flush()
        session.add(rule())


@pytest.mark.parametrize(
    "bad",
    [
        {"effect": Effect.EXCLUDED},
        {"effect": Effect.CONDITIONAL},
        {"effect": Effect.WARNED},
        {"effect": Effect.EXCLUDED, "alternative_id": "dienst"},
        {"effect": Effect.EXCLUDED, "alternative_id": "nowhere"},
        {"service_scope": Scope.REGARDLESS},
    ],
)
def test_a_rule_that_cannot_be(database: Database, bad):
    with pytest.raises(DatabaseError), database.change() as session:
        session.add(organization())
        session.flush()
        session.add(service(scope=Scope.RULES))
        session.flush()
        session.add(rule(**bad))


def test_one_rule_per_status(database: Database):
    with pytest.raises(DatabaseError), database.change() as session:
        session.add(organization())
        session.flush()
        session.add(service(scope=Scope.RULES))
        session.flush()
        session.add_all([rule(), rule(position=1)])


@pytest.mark.parametrize(
    "bad",
    [
        {"language": "nl"},
        {"title": ""},
        {"state": TranslationState.APPROVED, "reviewed_by": None},
        {"service_id": "nowhere"},
    ],
)
def test_a_translation_that_cannot_be(database: Database, bad):
    with pytest.raises(DatabaseError), database.change() as session:
        session.add(organization())
        session.flush()
        session.add(service())
        session.flush()
        session.add(translation(**bad))


def test_an_unknown_word_of_a_vocabulary_is_refused_by_the_database(database: Database):
    with database.change() as session:
        session.add(organization())
        session.flush()
        session.add(service())
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(text("UPDATE service SET scope = 'whoever'"))


def test_a_closure_ends_after_it_begins(database: Database):
    with pytest.raises(DatabaseError), database.change() as session:
        session.add(organization())
        session.flush()
        session.add(location())
        session.flush()
        session.add(
            Closure(
                location_id="huis",
                first_day=date(2026, 12, 2),
                last_day=date(2026, 12, 1),
                reason="works",
            )
        )


@pytest.mark.parametrize("statement", ["UPDATE revision SET actor = 'x'", "DELETE FROM revision"])
def test_history_is_append_only(database: Database, statement):
    with database.change() as session:
        session.add(Revision(actor="a", reason="b", entity="service", entity_id="x", change={}))
    with pytest.raises(DatabaseError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(statement))
    with database.read() as session:
        assert session.query(Revision).one().actor == "a"


def test_every_change_moves_the_version(database: Database):
    before = database.version()
    with database.change() as session:
        session.add(organization())
    assert database.version() == before + 1
    with pytest.raises(DatabaseError), database.change() as session:
        session.add(service(organization_id="nobody"))
    assert database.version() == before + 1
