"""Counters: nothing of a visitor, nothing lost, nothing shown about a few."""

from __future__ import annotations

import csv
import io
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text

from services_catalog.database import Database, make_engine, migrate
from services_catalog.indicators import Counter, Report, report, week_of
from services_catalog.indicators.suppression import OTHER
from services_catalog.models import Base, Indicator, Outcome, WrongAnswerReport
from tests.catalogue.factory import organization, service
from tests.catalogue.test_suppression import ranges

MONDAY = date(2026, 11, 2)


@pytest.fixture
def counter(database: Database, monkeypatch: pytest.MonkeyPatch):
    at(monkeypatch, MONDAY)
    made = Counter(database, every=3600)
    yield made
    made.close()


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    from datetime import datetime

    moment = datetime(day.year, day.month, day.day, 13, 37)
    monkeypatch.setattr("services_catalog.indicators.counter.now", lambda: moment)


def rows(database: Database) -> list[tuple]:
    with database.read() as session:
        found = session.scalars(select(Indicator)).all()
    return sorted((r.week, r.topic, r.language, r.outcome.value, r.channel, r.count) for r in found)


def told(database: Database) -> dict[tuple[date, str, str], int]:
    with database.read() as session:
        found = session.scalars(select(WrongAnswerReport)).all()
    return {(r.week, r.service_id, r.language): r.count for r in found}


def put(
    database: Database, *counted: tuple[str | None, str, str, int], week: date = MONDAY
) -> None:
    with database.change() as session:
        for topic, language, outcome, number in counted:
            session.add(
                Indicator(
                    week=week, topic=topic or "", language=language, outcome=Outcome(outcome),
                    channel="web", count=number,
                )
            )  # fmt: skip


def after(database: Database, weeks: int = 1) -> Report:
    return report(database, weeks, today=MONDAY + timedelta(weeks=1))


def test_the_week_begins_on_monday():
    assert {week_of(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}
    assert week_of(MONDAY - timedelta(days=1)) == MONDAY - timedelta(weeks=1)


def test_counts_add_up_over_minutes_servers_and_weeks(counter, database, monkeypatch):
    other_server = Counter(database, every=3600)
    for _ in range(3):
        counter.count("housing", "tr", "answered")
    counter.count(None, "nl", "fallback", channel="rest")
    assert counter.flush()
    other_server.count("housing", "tr", "answered")
    assert other_server.flush()
    at(monkeypatch, MONDAY + timedelta(days=9))
    counter.count("housing", "tr", "answered")
    counter.close()
    assert rows(database) == [
        (MONDAY, "", "nl", "fallback", "other", 1),
        (MONDAY, "housing", "tr", "answered", "web", 4),
        (MONDAY + timedelta(weeks=1), "housing", "tr", "answered", "web", 1),
    ]


def test_many_threads_and_a_writer_lose_nothing(counter, database):
    def visitors() -> None:
        for number in range(200):
            counter.count("work", "fr", "answered")
            if number % 50 == 0:
                counter.flush()

    threads = [threading.Thread(target=visitors) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counter.flush()
    assert [row[-1] for row in rows(database)] == [800]


def test_it_writes_by_itself(database, monkeypatch):
    quick = Counter(database, every=0.05)
    quick.count("work", "fr", "answered")
    waited = threading.Event()
    for _ in range(100):
        if rows(database):
            break
        waited.wait(0.05)
    assert rows(database)
    quick.close()


def test_the_catalogue_s_version_does_not_move(counter, database):
    before = database.version()
    counter.count("housing", "nl", "wrong_answer", service_id="dienst")
    counter.flush()
    assert database.version() == before


def test_what_cannot_be_written_waits_and_is_not_raised(tmp_path: Path, caplog):
    path = tmp_path / "later.db"
    late = Database(make_engine(f"sqlite:///{path}"))
    waiting = Counter(late, every=3600)
    waiting.count("housing", "nl", "answered")
    assert not waiting.flush()
    waiting.count("housing", "nl", "answered")
    assert "kept for the next minute" in caplog.text
    migrate(late.engine)
    assert waiting.flush()
    assert [row[-1] for row in rows(late)] == [2]
    waiting.close()


def test_a_count_never_raises(counter, monkeypatch, caplog):
    counter.count("housing", "nl", "no such outcome")

    def broken() -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("services_catalog.indicators.counter.now", broken)
    counter.count("housing", "nl", "answered")
    assert "secret words" not in caplog.text
    assert caplog.text.count("not counted") == 2


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_words_get_in(tmp_path_factory, topic, language, service_id):
    database = _one_for_all(tmp_path_factory)
    counter = Counter(database, every=3600)
    for outcome in Outcome:
        counter.count(topic, language, outcome, channel=topic, service_id=service_id)
    assert counter.flush()
    for row in rows(database):
        assert row[1] in ("", "housing")
        assert len(row[2]) <= 12
        assert row[4] in ("web", "other")
    assert told(database) == {}


_kept: list[Database] = []


def _one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Database:
    if not _kept:
        engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('words') / 'c.db'}")
        migrate(engine)
        _kept.append(Database(engine))
    return _kept[0]


def test_unknown_keys_become_none_and_undetermined(counter, database):
    counter.count("mijn naam is Zacharias", "kropsla", "answered", channel="hello")
    counter.flush()
    assert rows(database) == [(MONDAY, "", "und", "answered", "other", 1)]


def test_a_wrong_answer_counts_for_its_service_if_it_exists(counter, database):
    with database.change() as session:
        session.add_all([organization(), service()])
    for _ in range(2):
        counter.count("housing", "tr", "wrong_answer", service_id="dienst")
    counter.count("housing", "tr", "wrong_answer", service_id="a-visitors-invention")
    counter.count("housing", "tr", "answered", service_id="dienst")
    counter.flush()
    assert told(database) == {(MONDAY, "dienst", "tr"): 2}


def test_the_tables_can_hold_no_time_no_session_and_no_text(database):
    columns = {c["name"]: c["type"] for c in inspect(database.engine).get_columns("indicator")}
    assert set(columns) == {"week", "topic", "language", "outcome", "channel", "count"}
    assert set(Base.metadata.tables["wrong_answer_report"].columns.keys()) == {
        "week", "service_id", "language", "count",
    }  # fmt: skip
    lengths = [getattr(kind, "length", None) or 0 for kind in columns.values()]
    assert max(lengths) <= 40
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'indicator'"))
        assert "WITHOUT ROWID" in made, "no row numbers: they would tell who came first"


def test_the_present_week_is_not_in_the_report(database):
    put(database, ("housing", "nl", "answered", 50))
    put(database, ("housing", "nl", "answered", 500), week=MONDAY + timedelta(weeks=1))
    put(database, ("housing", "nl", "answered", 5000), week=MONDAY - timedelta(weeks=1))
    found = after(database)
    assert (found.first, found.last, found.total) == (MONDAY, MONDAY, 50)
    assert after(database, 2).total == 5050


def test_fewer_than_five_in_all_is_nothing(database):
    put(database, ("housing", "nl", "answered", 4))
    found = after(database)
    assert (found.total, found.by_topic.rows, found.unmet) == (0, (), ())


def test_needs_not_met_are_ranked_and_hidden_ones_are_not(database):
    put(
        database,
        *((topic, "nl", "answered", 60) for topic in ("housing", "work", "school", "diploma")),
        ("housing", "nl", "nothing_found", 9),
        ("work", "nl", "nothing_found", 30),
        ("school", "nl", "wrong_answer", 12),
        ("diploma", "nl", "nothing_found", 4),
        ("childcare", "nl", "nothing_found", 2),
        ("childcare", "nl", "answered", 40),
        (None, "hu", "unsupported_language", 21),
    )
    found = after(database)
    seen = [(n.kind, n.key, n.outcome, n.count) for n in found.unmet if n.count]
    assert seen[0] == ("language", "nl", "nothing_found", 45)
    assert ("language", "hu", "unsupported_language", 21) in seen
    assert ("topic", "work", "nothing_found", 30) in seen
    assert [n[3] for n in seen] == sorted((n[3] for n in seen), reverse=True)
    hidden = [n.key for n in found.unmet if n.count is None]
    assert {"childcare", "diploma"} <= set(hidden)
    assert hidden == sorted(hidden)


def test_services_said_to_be_wrong_are_named_and_small_numbers_are_not(database):
    with database.change() as session:
        for name, number in (("veel", 7), ("aa", 4), ("b", 1)):
            session.add(
                WrongAnswerReport(week=MONDAY, service_id=name, language="nl", count=number)
            )
    assert [(n.key, n.count) for n in after(database).services] == [
        ("veel", 7), ("aa", None), ("b", None),
    ]  # fmt: skip


def test_the_csv_has_no_more_than_the_tables(database):
    put(
        database,
        ("housing", "nl", "answered", 20), ("housing", "tr", "fallback", 3),
        ("work", "tr", "answered", 9), ("work", "nl", "fallback", 2),
    )  # fmt: skip
    found = after(database)
    lines = list(csv.DictReader(io.StringIO(found.as_csv())))
    assert {line["table"] for line in lines} == {"week", "topic", "language"}
    for line in lines:
        assert (line["hidden"] == "yes") == (line["count"] == "")
        assert line["count"] == "" or not 0 < int(line["count"]) < 5
    total = [x for x in lines if x["table"] == "topic" and x["outcome"] == "total"]
    assert sum(int(line["count"]) for line in total) == 34


@pytest.mark.parametrize(("weeks", "below"), [(0, 5), (-1, 5), (4, 1), (4, 0)])
def test_a_report_that_would_hide_nothing_is_refused(database, weeks, below):
    with pytest.raises(ValueError, match=r"week|hide"):
        report(database, weeks, below)


visits = st.dictionaries(
    st.tuples(
        st.sampled_from([None, "housing", "work", "school", "return"]),
        st.sampled_from(["nl", "tr", "ti", "so"]),
        st.sampled_from(["answered", "nothing_found", "wrong_answer", "alarm", "closed"]),
        st.integers(0, 3),
    ),
    st.one_of(st.integers(1, 3), st.integers(1, 30)),
    max_size=24,
)


@given(visits)
@settings(max_examples=60, deadline=None)
def test_no_hidden_cell_of_a_whole_report_can_be_derived(tmp_path_factory, counted):
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'c.db'}")
    names = ("indicator", "wrong_answer_report", "catalogue_version")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[name] for name in names])
    database = Database(engine)
    for (topic, language, outcome, ago), number in counted.items():
        put(database, (topic, language, outcome, number), week=MONDAY - timedelta(weeks=ago))
    found = after(database, 4)
    engine.dispose()
    tables = (found.by_week, found.by_topic, found.by_language)
    # Side by side the tables say the same of each outcome, so each is as safe as it is alone.
    assert all(table.column_totals == tables[0].column_totals for table in tables)
    for table in tables:
        assert all(low < high for low, high in ranges(table).values())
        assert all(number >= 5 for number in table.row_totals.values())
    enough = sum(counted.values()) >= 5
    assert found.total == (sum(counted.values()) if enough else 0)


def test_rare_languages_and_topics_stand_together(database):
    put(
        database,
        ("housing", "nl", "answered", 40), ("housing", "fr", "answered", 40),
        ("housing", "ti", "answered", 3), ("return", "so", "answered", 2),
    )  # fmt: skip
    found = after(database)
    assert found.by_language.rows == ("fr", "nl", OTHER)
    assert found.by_language.row_totals[OTHER] == 5
    assert "ti" not in found.as_csv().split()
    assert "return" not in found.as_csv()
