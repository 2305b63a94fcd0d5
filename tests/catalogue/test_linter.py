"""The linter as a whole: what blocks, in what order, in which language, from the command line."""

from __future__ import annotations

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
from services_catalog.linter import Rule, Severity, blocking, check
from services_catalog.models import (
    Service,
)
from tests.catalogue.editing_world import FOOD, World
from tests.catalogue.linting import TODAY, linted


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
