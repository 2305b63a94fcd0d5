"""Out as HSDS and in again changes nothing, for the demonstration and for made-up services."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_catalog.database import Database
from services_catalog.editing.document import document_of, normal
from services_catalog.exchange.hsds.catalogue import Feed, read_feed
from services_catalog.exchange.hsds.inward import from_hsds
from services_catalog.exchange.hsds.outward import of_document, to_hsds
from services_catalog.exchange.hsds.places import Surroundings
from services_catalog.exchange.hsds.schema import FOLDER, invalid, schema
from services_catalog.exchange.hsds.tables import flatten, unflatten
from services_catalog.exchange.hsds.terms import DETAIL, TAXONOMIES, known_terms
from services_catalog.languages import languages
from services_catalog.loading.shapes import FACT_IN_TEXT, ServiceSource
from services_catalog.models import Service
from services_catalog.vocabulary import (
    Access,
    Audience,
    CostPer,
    Document,
    Effect,
    Interpreter,
    Phase,
    PublicationState,
    ResidenceStatus,
    Scope,
    StepFree,
    topics,
)
from tests.catalogue.hsds_support import (
    SHARED,
    TODAY,
    Json,
    around,
    catalogue,
    documents,
    feed,
    fill,
    shared,
)

__all__ = ["around", "catalogue", "documents", "feed"]


def test_every_service_is_valid_hsds(feed: Feed) -> None:
    assert len(feed.services) == 107
    assert {s["name"]: invalid("service", s) for s in feed.services if invalid("service", s)} == {}
    for kind, records in (("organization", feed.organizations), ("location", feed.locations)):
        assert records
        assert [fault for record in records for fault in invalid(kind, record)] == []


def test_the_schemas_do_refuse(feed: Feed) -> None:
    """A validator that accepts everything would make the test above worthless."""
    bent = {**feed.services[0], "status": "open", "id": "dienst-migratie"}
    bent["phones"] = [{"id": bent["id"]}]
    faults = " ".join(invalid("service", bent))
    for place in ("status:", "id:", "phones.0:"):
        assert place in faults


def test_the_samples_of_the_specification_are_valid() -> None:
    for name in ("service_full", "service_list"):
        sample = json.loads(shared(f"examples/{name}.json").read_text(encoding="utf-8"))
        for record in sample.get("contents", [sample]):
            assert invalid("service", record) == []


def test_the_schemas_are_the_specifications_own() -> None:
    shared("schema/service.json")
    for path in sorted((SHARED / "schema").glob("*.json")):
        if path.name != "openapi.json":
            assert (FOLDER / path.name).read_bytes() == path.read_bytes(), path.name
    assert (FOLDER / "datapackage.json").read_bytes() == (SHARED / "datapackage.json").read_bytes()


def test_every_service_comes_back_as_it_was(
    feed: Feed, documents: dict[str, Json], around: Surroundings
) -> None:
    seen = set()
    for record in feed.services:
        document, problems = from_hsds(record, around)
        assert problems == []
        assert document == documents[document["id"]]
        seen.add(document["id"])
    assert seen == set(documents)


def test_every_service_comes_back_from_tables(
    feed: Feed, documents: dict[str, Json], around: Surroundings
) -> None:
    for record in unflatten(flatten(feed.services)):
        document, problems = from_hsds(record, around)
        assert problems == []
        assert document == documents[document["id"]]


def test_on_either_database(database: Database, documents: dict[str, Json]) -> None:
    fill(database)
    found = read_feed(database, TODAY)
    assert len(found.services) == len(documents)
    assert all(service["last_modified"].endswith("Z") for service in found.services)
    assert [fault for service in found.services for fault in invalid("service", service)] == []


def test_ids_stay_and_are_used_once(feed: Feed, catalogue: Database) -> None:
    again = read_feed(catalogue, TODAY)
    assert [s["id"] for s in again.services] == [s["id"] for s in feed.services]
    for rows in flatten(feed.services).values():
        ids = [row["id"] for row in rows]
        assert len(ids) == len(set(ids))
    # Written down: a changed namespace would break every reader's bookmarks.
    ids = {value(s, DETAIL, "own_id"): s["id"] for s in feed.services}
    assert ids["dienst-migratie"] == "3dac4a45-6442-5963-b69e-f88de8c74ed8"


def value(record: Json, taxonomy: str, code: str) -> str | None:
    for fact in record["attributes"]:
        if known_terms()[fact["taxonomy_term_id"]] == (taxonomy, code):
            found: str | None = fact.get("value")
            return found
    return None


def test_translations_go_out_with_their_state(feed: Feed) -> None:
    office = next(s for s in feed.services if value(s, DETAIL, "own_id") == "dienst-migratie")
    translated = {
        fact["label"]: json.loads(fact["value"])
        for fact in office["attributes"]
        if fact["taxonomy_term"]["code"] == "translation"
    }
    assert len(translated) == len(languages()) - 1
    assert translated["fr"]["title"]
    assert translated["fr"]["state"] in ("machine", "in_review", "approved")


def test_only_published_services_go_out(own_catalogue: Database) -> None:
    with own_catalogue.change() as session:
        session.get_one(Service, "migratielijn").state = PublicationState.ARCHIVED
        session.get_one(Service, "toeleiders-op-pad").state = PublicationState.DRAFT
    names = {value(s, DETAIL, "own_id") for s in read_feed(own_catalogue, TODAY).services}
    assert len(names) == 105
    assert not {"migratielijn", "toeleiders-op-pad"} & names


@pytest.fixture
def own_catalogue(engine: Any) -> Database:
    return fill(Database(engine))


def test_a_row_and_its_document_give_the_same_record(
    catalogue: Database, around: Surroundings
) -> None:
    with catalogue.read() as session:
        service = session.get_one(Service, "dienst-migratie")
        record = to_hsds(service, around)
        plain = of_document(document_of(service), around, translations=service.translations)
    assert record == plain


def test_every_code_of_every_vocabulary_is_a_term() -> None:
    for taxonomy, codes in {
        "topic": topics(), "residence-status": ResidenceStatus, "scope": Scope, "phase": Phase,
        "access": Access, "interpreter": Interpreter, "audience": Audience, "document": Document,
        "cost-per": CostPer, "step-free": StepFree,
    }.items():  # fmt: skip
        assert set(TAXONOMIES[taxonomy].terms) == {str(code) for code in codes}
    for taxonomy in TAXONOMIES.values():
        assert all(taxonomy.terms.values())
    assert invalid("taxonomy", {"id": TAXONOMIES["topic"].id, "name": "x"})
    assert schema("taxonomy")["required"] == ["id", "name", "description"]


# Words as people may write them: any script, quotes, formulas, markup, line ends.
LETTERS = st.characters(
    min_codepoint=32, blacklist_categories=("Cc", "Cs", "Cn", "Co"), blacklist_characters="\ufeff"
)
WORDS = (
    st.text(st.one_of(LETTERS, st.sampled_from('=+-@,;"\n<b>&_x0041_')), min_size=10, max_size=60)
    .map(str.strip)
    .filter(lambda text: len(text) >= 10 and not FACT_IN_TEXT.search(text))
)
SOME = st.none() | WORDS
HOURS = st.none() | st.sampled_from(
    ["Mo-Fr 09:00-12:00; PH off", "24/7", "Sep 01-Jun 30: We[1] 13:00-16:00", "Sa 20:00-08:00"]
)
MONEY = st.decimals("0.05", "999", places=2)


@st.composite
def made_up(draw: st.DrawFn, places: list[str], offices: list[str], others: list[str]) -> Json:
    """A complete document, drawn from everything the shape allows."""

    def some(values: Any, least: int = 0) -> list[str]:
        found: list[str] = draw(
            st.lists(st.sampled_from([str(v) for v in values]), min_size=least, unique=True)
        )
        return found

    kind = draw(st.sampled_from(["free", "fixed", "from", "reduced", "income", "unknown"]))
    amount = draw(MONEY) if kind in ("fixed", "from", "reduced") else None
    reduced = amount and draw(st.none() | st.decimals("0", amount, places=2))
    rules, statuses = [], some(ResidenceStatus)
    scope = "rules" if statuses else draw(st.sampled_from(["regardless", "unreviewed"]))
    for status in statuses:
        effect = draw(st.sampled_from([str(effect) for effect in Effect]))
        rules.append(
            {
                "status": [status], "effect": effect, "legal_basis": draw(WORDS),
                "source": draw(WORDS), "review_by": str(TODAY + timedelta(days=draw(DAYS))),
                "alternative": draw(st.sampled_from(others)) if effect == "excluded" else None,
                "note": draw(WORDS) if effect in ("conditional", "warned") else draw(SOME),
            }
        )  # fmt: skip
    low = draw(st.none() | st.integers(0, 60))
    high = draw(st.none() | st.integers(low or 0, 99))
    document = {
        "id": "een-nieuwe-dienst",
        "organization": draw(st.sampled_from(offices)),
        "topics": some(topics(), 1),
        "phase": draw(st.sampled_from(list(Phase))).value,
        "scope": scope,
        "locations": [
            {"location": place, "hours": draw(HOURS), "by_appointment": draw(st.booleans())}
            for place in draw(st.lists(st.sampled_from(places), max_size=3, unique=True))
        ],
        "access": draw(st.sampled_from(list(Access))).value,
        "cost": {
            "kind": kind, "amount": amount, "reduced": reduced,
            "per": draw(st.sampled_from([None, *CostPer])),
        },
        "documents": some(Document),
        "languages": some(languages(), 1),
        "interpreter": draw(st.sampled_from(list(Interpreter))).value,
        "ages": {k: v for k, v in (("min", low), ("max", high)) if v is not None},
        "audience": some(Audience),
        "phone": draw(st.sampled_from([None, "+3212000101", "112", "1712"])),
        "email": draw(st.sampled_from([None, "hallo@example.org"])),
        "url": draw(st.sampled_from([None, "https://example.org/a?b=c"])),
        "source": {"name": draw(WORDS), "url": "https://example.org"},
        "checked_on": str(draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))),
        "check_every_days": draw(st.integers(1, 400)),
        "text": {
            "title": draw(WORDS), "summary": draw(WORDS), "description": draw(WORDS),
            "how": draw(WORDS), "who": draw(SOME), "hours_note": draw(SOME),
            "cost_note": draw(SOME), "warning": draw(SOME),
            "asks": draw(st.lists(WORDS, max_size=3)),
        },
        "eligibility": rules,
        "external_ids": draw(
            st.dictionaries(st.sampled_from(["lpdc", "uitdatabank"]), WORDS, max_size=2)
        ),
    }  # fmt: skip
    return normal(ServiceSource.model_validate(document).model_dump(mode="json"))


DAYS = st.integers(-500, 500)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_service_comes_back_as_it_was(data: st.DataObject, around: Surroundings) -> None:
    document = data.draw(
        made_up(list(around.locations), list(around.organizations), ["dienst-migratie"])
    )
    record = of_document(document, around)
    assert invalid("service", record) == []
    assert from_hsds(record, around) == (document, [])
    assert from_hsds(json.loads(json.dumps(record)), around) == (document, [])
    (flat,) = unflatten(flatten([record]))
    assert from_hsds(flat, around) == (document, [])
