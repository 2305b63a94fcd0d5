"""``toeleider indicators`` and ``toeleider switch`` as typed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from services_catalog.database import Database, migrate
from services_catalog.hours import now
from services_catalog.indicators import week_of
from services_catalog.models import Indicator, Outcome

runner = CliRunner()


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", f"sqlite:///{tmp_path / 'catalogue.db'}")
    monkeypatch.setenv("COLUMNS", "200")
    made = Database()
    migrate(made.engine)
    return made


def typed(*words: str, code: int = 0) -> str:
    result = runner.invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.output


def fill(database: Database) -> None:
    week = week_of(now().date()) - timedelta(weeks=1)
    with database.change() as session:
        for topic, outcome, number in (
            ("work", "answered", 40), ("work", "wrong_answer", 31), ("school", "answered", 22),
            ("school", "wrong_answer", 3),
        ):  # fmt: skip
            session.add(
                Indicator(week=week, topic=topic, language="tr", outcome=Outcome(outcome),
                          channel="web", count=number)
            )  # fmt: skip


def test_the_report_on_screen_in_json_csv_and_picture(database: Database, tmp_path: Path):
    fill(database)
    csv, picture = tmp_path / "out.csv", tmp_path / "out.svg"
    shown = typed("indicators", "--csv", str(csv), "--picture", str(picture))
    assert "96 questions" in shown
    assert "Turkish" in shown
    data = json.loads(typed("indicators", "--json"))
    assert data["total"] == 96
    assert data["by_topic"]["school"] == {"answered": None, "wrong_answer": None, "total": 25}
    assert "topic,school,wrong_answer,,yes" in csv.read_text(encoding="utf-8")
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_nothing_asked_and_no_place_to_write(tmp_path: Path):
    assert "Too few to show" in typed("indicators")
    assert "Is the folder there?" in typed(
        "indicators", "--csv", str(tmp_path / "no" / "x.csv"), code=1
    )


def test_a_database_of_an_older_shape_says_what_to_do(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    assert "alembic upgrade head" in typed("indicators", code=1)


def test_switching_off_and_on_and_what_is_refused():
    assert "Nothing is off" in typed("switch", "list")
    typed(
        "switch", "off", "topic:work", "--actor", "An", "--reason", "fout", "--message", "Straks."
    )
    (off,) = json.loads(typed("switch", "list", "--json"))
    assert (off["key"], off["actor"], off["message"]) == ("topic:work", "An", "Straks.")
    assert "topic:work" in typed("switch", "list")
    typed("switch", "on", "Topic:work", "--actor", "An")
    assert "Nothing is off" in typed("switch", "list")
    assert "is no topic" in typed(
        "switch", "off", "topic:x", "--actor", "A", "--reason", "r", code=2
    )
    typed("switch", "off", "assistant", "--actor", "An", code=2)
    assert "is not off" in typed("switch", "on", "assistant", "--actor", "An", code=2)
