"""Who may use a service: the jurist's table, and the promise that status never takes away."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.database import Database
from services_catalog.desk import WHOLE_SERVICE, Desk
from services_catalog.eligibility import Rules, Verdict, verdict
from services_catalog.models import Service
from services_catalog.search.query import Query
from services_catalog.vocabulary import Effect, ResidenceStatus, Scope, topics

TABLE = yaml.safe_load((Path(__file__).parent / "eligibility.yml").read_text(encoding="utf-8"))
STATUSES = st.sampled_from(list(ResidenceStatus))


@pytest.mark.parametrize("row", TABLE, ids=[row["service"] for row in TABLE])
def test_the_table(demo: Database, row):
    with demo.read() as session:
        service = session.get_one(Service, row["service"], options=WHOLE_SERVICE)
        rules = Rules(service.scope, {rule.status: rule.effect for rule in service.rules})
        alternatives = {rule.status: rule.alternative_id for rule in service.rules}
    for status, expected in row["verdicts"].items():
        assert verdict(rules, ResidenceStatus(status)) == Verdict(expected), (row["who"], status)
    for status, expected in row.get("alternative", {}).items():
        assert alternatives[ResidenceStatus(status)] == expected


@given(
    scope=st.sampled_from(list(Scope)),
    effects=st.dictionaries(STATUSES, st.sampled_from(list(Effect))),
    status=st.none() | STATUSES,
)
def test_for_everyone_means_everyone(scope, effects, status):
    found = verdict(Rules(scope, effects), status)
    assert (found is Verdict.EVERYONE) == (scope is Scope.REGARDLESS)
    if status in (None, ResidenceStatus.UNKNOWN):
        assert found in (Verdict.EVERYONE, Verdict.DEPENDS)


@given(
    topic=st.sampled_from(["", *topics()]),
    status=st.frozensets(STATUSES, min_size=1, max_size=3),
    text=st.sampled_from(["", "voetbal zoon", "hulp zonder papieren", "أحتاج مساعدة", "cours"]),
    limit=st.integers(min_value=1, max_value=12),
)
def test_a_status_never_lowers_a_service_that_is_for_everyone(
    demo_desk: Desk, topic, status, text, limit
):
    plain = Query(text=text, topics=(topic,) if topic else (), limit=limit)
    known = Query(text=text, topics=(topic,) if topic else (), limit=limit, statuses=status)
    everyone = {
        entry.service_id: True for entry in demo_desk._search.index().entries if entry.for_everyone
    }
    before = [hit.service_id for hit in demo_desk.search(plain)]
    after = [hit.service_id for hit in demo_desk.search(known)]
    for place, service_id in enumerate(before):
        if service_id in everyone:
            assert after.index(service_id) <= place
    assert len(after) == len(before)


def test_every_exclusion_leads_to_a_published_service(demo: Database):
    with demo.read() as session:
        services = {s.id: s for s in session.query(Service).options(*WHOLE_SERVICE)}
    for service in services.values():
        for rule in service.rules:
            if rule.effect is Effect.EXCLUDED:
                alternative = services[rule.alternative_id]
                other = Rules(alternative.scope, {r.status: r.effect for r in alternative.rules})
                assert verdict(other, rule.status) is not Verdict.EXCLUDED, service.id
