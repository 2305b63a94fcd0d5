"""What is found, in which order, and what a client's status may never do."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_catalog.database import Database, make_engine, migrate
from services_catalog.eligibility import RANK, Verdict
from services_catalog.lookup.finder import MOST_MISSES, Finder, Results
from services_catalog.lookup.wanted import DAY_NAMES, PARTS, Wanted, When
from services_catalog.models import Service
from services_catalog.vocabulary import Audience, ResidenceStatus, topics
from tests.catalogue.lookup_desk import SUNDAY, own_desk, shared_desk


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(shared_desk())


def look(finder: Finder, text: str, **more: object) -> Results:
    return finder.find(finder.read(text).wanted, moment=SUNDAY, **more)  # type: ignore[arg-type]


def ids(results: Results) -> list[str]:
    return [one.service_id for one in results.found]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("football boy 9 no papers wednesday north", "samen-voetballen"),
        ("football, boy 9, no papers, Wednesday, north", "samen-voetballen"),
        ("voetbal jongen 9 jaar zonder papieren woensdag noord", "samen-voetballen"),
        ("foot garçon 9 ans sans papiers mercredi nord", "samen-voetballen"),
        ("voetb", "samen-voetballen"),
        ("fietsen leren vrouw", "fietsles-volwassenen"),
        ("vélo apprendre femme", "fietsles-volwassenen"),
        ("nederlands leren 's avonds", "nt2-cvo-de-sluis"),
        ("slapen vannacht", "nachtopvang-de-brug"),
        ("psychologue arabe gratuit", "jongerenhuis-overeind"),
        ("zwanger", "zwanger-in-waterlinde"),
        ("voedselpaket ostervelld", "voedselpakket-de-korf"),
        ("school inschrijven kind 2,5", "inschrijven-school"),
        ("advocaat asiel", "pro-deo-advocaat"),
        ("dentist", "tandzorg-de-brug"),
    ],
)
def test_the_right_door_comes_first(finder: Finder, text: str, service: str):
    known = shared_desk().service_ids()
    assert service in known, f"the demonstration has no {service}"
    assert ids(look(finder, text))[0] == service


def test_what_misses_says_what(finder: Finder):
    results = look(finder, "football boy 9 wednesday north")
    assert results.fitting == 1
    missed = {one.service_id: one.misses for one in results.found}
    assert missed["samen-voetballen"] == ()
    assert missed["sporten-voor-volwassenen"] == ("age",)


def test_closed_that_day_comes_after_open(finder: Finder):
    thursday = {one.service_id: one.misses for one in look(finder, "football 9 thursday").found}
    assert thursday["samen-voetballen"] == ("when",)
    saturday = look(finder, "football 9 saturday 10u").found[0]
    assert (saturday.service_id, saturday.misses) == ("samen-voetballen", ())
    late = {one.service_id: one.misses for one in look(finder, "football 9 saturday 15u").found}
    assert late["samen-voetballen"] == ("when",)


def test_unknown_words_leave_the_facets(finder: Finder):
    results = look(finder, "xyzzyplugh gratis")
    assert results.words_unknown
    assert results.found
    assert not look(finder, "fiets").words_unknown


def test_the_situation_changes_order_and_verdict(finder: Finder):
    wanted = Wanted(topic="financial_support")
    plain = finder.find(wanted, moment=SUNDAY, limit=None)
    named = finder.find(wanted, moment=SUNDAY, limit=None, status=ResidenceStatus.NO_LEGAL_STAY)
    assert {one.verdict for one in plain.found} <= {Verdict.EVERYONE, Verdict.DEPENDS}
    ruled = [one for one in named.found if not one.misses and one.verdict != Verdict.EVERYONE]
    assert Verdict.EXCLUDED in {one.verdict for one in ruled}, "last, and still there"
    ranks = [RANK[one.verdict] for one in ruled]
    assert ranks[-1] == RANK[Verdict.EXCLUDED]


WHEN = st.builds(
    When,
    day=st.none() | st.sampled_from(DAY_NAMES),
    part=st.none() | st.sampled_from(list(PARTS)),
    clock=st.none() | st.times().map(lambda t: time(t.hour, t.minute)),
)
WANTED = st.builds(
    Wanted,
    words=st.lists(
        st.sampled_from(["football", "dokter", "papieren", "geld", "school", "advocat"]), max_size=3
    ).map(tuple),
    near_topics=st.frozensets(st.sampled_from(list(topics())), max_size=2),
    topic=st.none() | st.sampled_from(list(topics())),
    audience=st.frozensets(st.sampled_from([a.value for a in Audience]), max_size=2),
    age=st.none() | st.integers(0, 110),
    neighbourhood=st.none() | st.sampled_from(["noord", "centrum", "oosterveld"]),
    when=st.just(When()) | WHEN,
    free=st.booleans(),
    walk_in=st.booleans(),
    language=st.none() | st.sampled_from(["ar", "fr", "uk"]),
    interpreter=st.booleans(),
    everyone=st.booleans(),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wanted=WANTED, status=st.sampled_from(list(ResidenceStatus)))
def test_a_status_hides_nothing_and_moves_no_service_for_everyone(
    wanted: Wanted, status: ResidenceStatus
):
    finder = Finder(shared_desk())
    plain = finder.find(wanted, moment=SUNDAY, limit=None)
    named = finder.find(wanted, moment=SUNDAY, limit=None, status=status)
    everyone = {e.service_id for e in shared_desk().index().entries if e.for_everyone}
    assert set(ids(named)) == set(ids(plain))
    for limit in (1, 3, 10, None):
        short = finder.find(wanted, moment=SUNDAY, limit=limit, status=status)
        before = {n: one for n, one in enumerate(plain.found[:limit]) if one.service_id in everyone}
        after = {n: one for n, one in enumerate(short.found) if one.service_id in everyone}
        assert before == after, "the same place, the same verdict, nothing missed"
    assert all(len(one.misses) <= MOST_MISSES for one in plain.found)
    assert (plain.total, plain.fitting) == (named.total, named.fitting)


def test_a_status_is_no_part_of_what_is_wanted():
    assert "status" not in {field.lower() for field in Wanted.__dataclass_fields__}


def test_an_edit_is_found_at_once(tmp_path: Path):
    desk = own_desk(tmp_path)
    finder = Finder(desk)
    assert look(finder, "fiets tolk")
    with desk.database.change() as session:
        service = session.get(Service, "samen-voetballen")
        assert service
        service.age_max = 8
    found = {one.service_id: one.misses for one in look(finder, "football 9").found}
    assert "age" in found["samen-voetballen"]


def test_an_empty_catalogue_finds_nothing(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(engine)
    results = look(Finder(Database(engine)), "voetbal woensdag")
    assert (results.found, results.total, results.words_unknown) == ((), 0, False)


class Meaning:
    """Vectors of two directions: a question about water is like the swimming lessons."""

    name = "two"

    def encode(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0 if "zwem" in text.lower() or "xplons" in text else 1] = 1
        return rows


def test_meaning_helps_where_words_find_too_little(tmp_path: Path):
    from services_catalog.search.passages import refresh_passages

    desk = own_desk(tmp_path)
    assert look(Finder(desk), "xplons").words_unknown
    with desk.database.change() as session:
        refresh_passages(session, Meaning())
    results = look(Finder(desk, Meaning()), "xplons")
    assert not results.words_unknown
    assert any("zwem" in one for one in ids(results))
