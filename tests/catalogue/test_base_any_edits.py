"""Whatever is edited at the base and here, in whatever order: nothing of ours is overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.base.choosing import BASE, OURS, choose
from services_catalog.base.files import BaseFile
from services_catalog.base.following import follow
from services_catalog.base.lines import FieldState, Line
from services_catalog.database import Database, make_engine, migrate
from services_catalog.editing.book import EditingBook
from services_catalog.editing.compare import alike
from services_catalog.editing.fields import get, put
from tests.catalogue.base_world import REGION, Keeper, Town, changed, edit
from tests.catalogue.test_base import FOOD, rows_of

KEYS = (FOOD,)
VALUES: dict[str, list[Any]] = {
    "text.how": ["Kom langs met een tas.", "Bel eerst.", "Kom met een zak."],
    "text.who": [None, "Voor iedereen.", ""],
    "languages": [["nl"], ["nl", "fr"], ["fr", "nl"]],
    "phone": ["012 00 01 00", "012 99 99 99"],
}
OURS_ALONE: dict[str, list[Any]] = {
    "text.how": ["Van ons."], "text.who": ["Voor wie hier woont."], "languages": [["nl", "ar"]],
    "phone": ["012 11 11 11"],
}  # fmt: skip
LOCAL = ("phone",)
places = st.tuples(st.sampled_from(KEYS), st.sampled_from(sorted(VALUES)))


@st.composite
def values(draw: st.DrawFn, *, here: bool = False) -> tuple[str, str, Any]:
    key, path = draw(places)
    return key, path, draw(st.sampled_from(VALUES[path] + OURS_ALONE[path] * (2 * here)))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("here"), values(here=True)),
        st.tuples(st.just("base"), st.lists(values(), min_size=1, max_size=3)),
        st.tuples(st.just("take"), st.sampled_from(KEYS)),
        st.tuples(st.just("keep"), places),
        st.tuples(st.just("discard"), st.sampled_from(KEYS)),
    ),
    min_size=2,
    max_size=12,
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BaseFile]:
    """A town that follows and published all of the first version."""
    folder = tmp_path_factory.mktemp("any")
    made = []
    for name in ("keeper", "town"):
        engine = make_engine(f"sqlite:///{folder / name}.db")
        migrate(engine)
        made.append(Database(engine))
    base, town = Keeper(made[0]).base(), Town(made[1])
    town.follow(base)
    town.take_all()
    with made[1].engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "town.db", base


class Copy:
    """A town as it was, to be changed; what was ever said at the base and typed here."""

    def __init__(self, file: Path, base: BaseFile) -> None:
        self.database = Database(make_engine(f"sqlite:///{file}"))
        self.book = EditingBook(self.database, lambda: pytest.fail("nothing is published here"))
        self.base, self.touched = base, set[tuple[str, str]]()
        self.settled: dict[tuple[str, str], Any] = {}
        self.said = {
            (one.key, path): [get(one.document, path)]
            for one in base.services
            for path in VALUES
            if path not in LOCAL
        }

    look, follow = Town.look, Town.follow

    def lines(self, key: str) -> dict[str, Line]:
        return {line.path: line for line in self.look(key).lines}

    def step(self, kind: str, what: Any) -> None:
        if kind == "here":
            key, path, value = what
            edit(self, key, **{path.replace(".", "__"): value})
            self.touched.add((key, path))
        elif kind == "base":
            self.to_base(what)
        elif kind == "take":
            wanted = [p for p, line in self.lines(what).items() if line.state is FieldState.CHANGED]
            self.settled |= {(what, path): self.said[what, path][-1] for path in wanted}
            if wanted:
                choose(self.book, REGION, what, dict.fromkeys(wanted, BASE), "Ans")
            states = {line.state for line in self.lines(what).values()}
            assert FieldState.CHANGED not in states
        elif kind == "keep":
            key, path = what
            if path not in LOCAL:
                choose(self.book, REGION, key, {path: OURS}, "Ans")
                self.settled[what] = self.said[what][-1]
                assert self.lines(key)[path].state in (FieldState.OWN, FieldState.FOLLOWS)
                self.touched.add((key, path))
        else:
            draft = self.book.open(what, "Ans")
            if draft.saved:
                self.book.discard(what, "Ans", draft.version)
                self.touched |= {(what, path) for path in VALUES}
                self.settled.clear()

    def to_base(self, edits: list[tuple[str, str, Any]]) -> None:
        def change(entries):
            for key, path, value in edits:
                if path not in LOCAL:
                    put(entries[key].document, path, value)
                    self.said[key, path].append(value)

        self.base = changed(self.base, 1, change)
        before = {key: self.book.open(key, "Ans").document for key in KEYS}
        self.follow(self.base)
        assert {key: self.book.open(key, "Ans").document for key in KEYS} == before
        rows = rows_of(self)
        assert not self.follow(self.base).fresh
        assert rows_of(self) == rows

    def check(self) -> None:
        for entry in self.base.services:
            if entry.key not in KEYS:
                continue
            ours = self.book.open(entry.key, "Ans").document
            for path, line in self.lines(entry.key).items():
                if path in (*LOCAL, "locations", "email", "checked_on"):
                    assert line.state in (FieldState.LOCAL, FieldState.FILL), path
                    continue
                mine, theirs = get(ours, path), get(entry.document, path)
                # Each field is the base's, or it is listed.
                assert alike(mine, theirs) == (line.state is FieldState.FOLLOWS), (path, line)
                if alike(self.settled.get((entry.key, path), ...), theirs):
                    # Nobody is asked twice about one change.
                    assert line.state is not FieldState.CHOICE, (path, line)
                if path not in VALUES:
                    assert line.state is FieldState.FOLLOWS, path
                elif (entry.key, path) not in self.touched:
                    assert line.state in (FieldState.FOLLOWS, FieldState.CHANGED), (path, line)
                elif not any(alike(mine, value) for value in self.said[entry.key, path]):
                    # What only we ever said is never simply replaced.
                    assert line.state in (FieldState.OWN, FieldState.CHOICE), (path, line)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_any_edits(begun: tuple[Path, BaseFile], steps: list[tuple[str, Any]]):
    file, base = begun
    copied = file.with_name("copy.db")
    shutil.copy(file, copied)
    for rest in ("-wal", "-shm"):
        copied.with_name(f"copy.db{rest}").unlink(missing_ok=True)
    town = Copy(copied, base)
    try:
        for kind, what in steps:
            town.step(kind, what)
            town.check()
        for key in KEYS:
            town.step("take", key)
        town.check()
    finally:
        town.database.engine.dispose()


def test_a_stranger_cannot_follow_anonymously(begun: tuple[Path, BaseFile]):
    with pytest.raises(ValueError, match="who does this"):
        follow(Database(make_engine(f"sqlite:///{begun[0]}")), begun[1], " ", dry_run=True)
