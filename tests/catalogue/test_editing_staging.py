"""Imports are laid beside the catalogue: idempotent, local edits win, nothing is published."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.database import Database
from services_catalog.editing import decisions, inbox
from services_catalog.editing.compare import apply, compare
from services_catalog.editing.document import document_of, load_service
from services_catalog.editing.drafts import Refused, UnknownService
from services_catalog.editing.fields import get, same
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Record, Report, stage
from services_catalog.models import ImportStatus
from tests.catalogue.editing_world import FOOD, World


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    return World(database)


NEW = {
    "topics": ["mobility"],
    "text": {"title": "Fietspunt", "summary": "Herstel je fiets samen met anderen."},
}


def bring(world: World, *records: Record, dry_run: bool = False, **options: Any) -> Report:
    return stage(
        world.database,
        system="hsds",
        source="file.json",
        records=list(records),
        actor="invoer",
        dry_run=dry_run,
        **options,
    )


def theirs(**text: Any) -> dict[str, Any]:
    document = copy.deepcopy(FOOD)
    del document["id"]
    document["text"] |= text
    return document


def only(report: Report) -> Any:
    (item,) = report.items
    return item


def accepted(world: World, **text: Any) -> None:
    """Import, accept and publish the source's text."""
    item = only(bring(world, Record("f-1", theirs(**text))))
    if item.status is ImportStatus.STAGED:
        fields = [*item.comparison.proposed, *item.comparison.differs]
        decisions.accept(world.book, item.item, "An", fields)
        world.book.publish("voedselbank", "An", "uit de bron")


def test_a_dry_run_is_the_default_and_keeps_nothing(world: World):
    version = world.database.version()
    report = stage(
        world.database, system="hsds", source="x", records=[Record("n-1", NEW)], actor="An"
    )
    assert report.dry_run
    assert report.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert only(report).item is None
    assert inbox.runs(world.database) == []
    bring(world, Record("n-1", NEW))
    (run,) = inbox.runs(world.database)
    assert (run.system, run.source, run.actor, run.open) == ("hsds", "file.json", "invoer", 1)
    assert run.counts == report.counts
    assert world.database.version() == version, "no reader need load the catalogue anew"


def test_our_own_text_is_unchanged(world: World):
    """What goes out and comes back is no difference, with and without a number of ours."""
    with world.database.read() as session:
        services = [load_service(session, name) for name in ("voedselbank", "nt2")]
        documents = [document_of(service) for service in services if service]
    report = bring(world, Record("f-1", documents[0]), Record("nieuw", documents[1]))
    assert report.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_the_same_twice_asks_once(world: World):
    records = [Record("n-1", NEW), Record("f-1", theirs(title="Andere naam"))]
    first, second = bring(world, *records), bring(world, *records)
    assert first.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    assert second.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert [item.item for item in second.items] == [item.item for item in first.items]
    assert "import" in (second.items[0].note or "")
    assert inbox.items(world.database, second.run or 0) == []


def test_a_new_service_becomes_a_draft_and_no_more(world: World):
    item = only(bring(world, Record("n-1", NEW, [Problem("locations", "Geen uren.")], "kopie?")))
    assert item.new
    assert item.note == "kopie?"
    paths = [problem.path for problem in item.problems]
    assert paths[0] == "locations"
    assert "organization" in paths, "what misses is told before anybody accepts"
    draft = decisions.accept(world.book, item.item, "An")
    assert draft.service_id == "fietspunt"
    assert draft.document["external_ids"] == {"hsds": "n-1"}
    assert world.book.published("fietspunt") is None
    # Known by the acceptance, though nothing is published yet.
    again = only(bring(world, Record("n-1", NEW)))
    assert (again.status, again.service_id) == (ImportStatus.UNCHANGED, "fietspunt")
    changed = only(bring(world, Record("n-1", NEW | {"phone": "012 00 03 00"})))
    assert changed.comparison.proposed == {"phone": (None, "+3212000300")}
    decisions.accept(world.book, changed.item, "An")
    assert world.book.open("fietspunt", "An").document["phone"] == "+3212000300"


def test_local_edits_win(world: World):
    accepted(world, title="Naam van de bron", how="Hoe van de bron.")
    world.change(title="Naam van ons")
    world.book.publish("voedselbank", "An", "klaarder")
    # The source changes what we edited, and what we did not.
    report = bring(world, Record("f-1", theirs(title="Nieuwe naam", how="Nieuw hoe.")))
    comparison = only(report).comparison
    assert comparison.proposed == {"text.how": ("Hoe van de bron.", "Nieuw hoe.")}
    assert comparison.differs == {"text.title": ("Naam van ons", "Nieuwe naam")}
    draft = decisions.accept(world.book, only(report).item, "Bo")
    assert draft.document["text"]["title"] == "Naam van ons"
    assert draft.document["text"]["how"] == "Nieuw hoe."
    assert world.book.published("voedselbank")["text"]["how"] == "Hoe van de bron."
    # Seen once is enough: the same text of the source is no news any more.
    again = only(bring(world, Record("f-1", theirs(title="Nieuwe naam", how="Nieuw hoe."))))
    assert again.status is ImportStatus.UNCHANGED
    assert set(again.comparison.differs) == {"text.title"}


def test_what_only_we_changed_is_no_news(world: World):
    accepted(world, title="Naam van de bron")
    world.change(title="Naam van ons")
    item = only(bring(world, Record("f-1", theirs(title="Naam van de bron"))))
    assert item.status is ImportStatus.UNCHANGED
    assert item.comparison.differs == {"text.title": ("Naam van ons", "Naam van de bron")}


def test_found_equal_once_counts_as_known(world: World):
    """Nobody accepted anything, but what the source said is known since."""
    bring(world, Record("f-1", theirs()))
    item = only(bring(world, Record("f-1", theirs(how="Bel eerst."))))
    assert item.comparison.proposed == {"text.how": ("Kom langs met een tas.", "Bel eerst.")}


def test_a_source_nobody_knows_takes_nothing_over(world: World):
    document = theirs(title="Andere naam") | {"email": "mand@voorbeeld.example"}
    item = only(bring(world, Record("f-1", document)))
    assert item.comparison.proposed == {"email": (None, "mand@voorbeeld.example")}
    assert set(item.comparison.differs) == {"text.title"}


def test_what_a_source_does_not_speak_of_stays(world: World):
    accepted(world)
    item = only(bring(world, Record("f-1", {"text": {"title": "Kort"}, "documents": []})))
    assert set(item.comparison.proposed) == {"text.title", "documents"}
    draft = decisions.accept(world.book, item.item, "An")
    assert draft.document["documents"] == []
    assert draft.document["languages"] == ["nl", "fr"]


def test_single_fields_can_be_taken(world: World):
    accepted(world)
    record = Record("f-1", theirs(title="Andere naam", how="Anders."))
    item = only(bring(world, record))
    with pytest.raises(ValueError, match=r"text\.who"):
        decisions.accept(world.book, item.item, "An", ["text.who"])
    draft = decisions.accept(world.book, item.item, "An", ["text.how"])
    assert draft.document["text"]["title"] == "Voedselbank De Mand"
    assert draft.document["text"]["how"] == "Anders."
    with pytest.raises(Refused):
        decisions.accept(world.book, item.item, "An")
    with pytest.raises(UnknownService):
        decisions.accept(world.book, 10**6, "An")


def test_accepting_nothing_means_seen(world: World):
    item = only(bring(world, Record("f-1", theirs(title="Andere naam"))))
    draft = decisions.accept(world.book, item.item, "An")
    assert not draft.saved
    assert world.book.drafts() == []
    again = only(bring(world, Record("f-1", theirs(title="Andere naam"))))
    assert again.status is ImportStatus.UNCHANGED


def test_it_goes_on_top_of_a_draft(world: World):
    accepted(world)
    world.change(title="In de maak")
    item = only(bring(world, Record("f-1", theirs(how="Anders.", title="Andere naam"))))
    assert set(item.comparison.proposed) == {"text.how"}
    draft = decisions.accept(world.book, item.item, "Bo")
    assert draft.document["text"]["title"] == "In de maak"
    assert draft.document["text"]["how"] == "Anders."


def test_a_no_is_remembered_until_the_source_changes(world: World):
    record = Record("n-1", NEW, note="uit de bron")
    item = only(bring(world, record))
    with pytest.raises(ValueError, match="why"):
        decisions.reject(world.database, item.item, "An", " ")
    decisions.reject(world.database, item.item, "An", "niet van hier")
    with pytest.raises(Refused):
        decisions.reject(world.database, item.item, "An", "nog eens")
    again = only(bring(world, record))
    assert again.status is ImportStatus.UNCHANGED
    assert again.note == "Al geweigerd: An: niet van hier"
    assert only(bring(world, Record("n-1", NEW | {"phase": "verblijf"}))).new


def test_a_newer_text_replaces_one_that_waits(world: World):
    old = only(bring(world, Record("n-1", NEW)))
    new = only(bring(world, Record("n-1", NEW | {"phase": "verblijf"})))
    seen = inbox.item(world.database, old.item)
    assert seen.status is ImportStatus.REJECTED
    assert "Vervangen" in (seen.note or "")
    assert inbox.item(world.database, new.item).status is ImportStatus.STAGED
    assert [run.open for run in inbox.runs(world.database)] == [1, 0]


@pytest.mark.parametrize(
    ("record", "path"),
    [
        (Record("n-1", {"text": {"summary": "Zonder titel"}}), "text.title"),
        (Record("n-1", {}), "text.title"),
        (Record("n-1", ["geen dienst"]), ""),  # type: ignore[arg-type]
        (Record("", NEW), "external_ids"),
        (Record("x" * 201, NEW), "external_ids"),
        (Record("nul\x00", NEW), "external_ids"),
        (Record(None, NEW), "external_ids"),  # type: ignore[arg-type]
    ],
)
def test_what_is_refused_says_why(world: World, record: Record, path: str):
    told = Problem("cost", "Het bedrag is onleesbaar.")
    report = bring(world, Record(record.external_id, record.document, [told]), Record("n-2", NEW))
    assert report.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    (refused,) = report.refused
    assert refused.problems[0] == told
    assert refused.problems[1].path == path
    (kept,) = [
        item
        for item in inbox.items(world.database, report.run or 0)
        if item.status is ImportStatus.REFUSED
    ]
    assert kept.problems == refused.problems
    with pytest.raises(Refused):
        decisions.accept(world.book, kept.item or 0, "An")


def test_one_number_twice_in_a_source(world: World):
    report = bring(world, *[Record("n-1", NEW)] * 3)
    assert report.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 2}
    assert len({item.external_id for item in report.items}) == 3


def test_an_id_of_the_source_is_kept_where_it_is_free(world: World):
    """So that the records of one import can name each other."""
    draft = decisions.accept(
        world.book, only(bring(world, Record("n-1", NEW | {"id": "fiets-punt"}))).item, "An"
    )
    assert draft.service_id == "fiets-punt"
    draft = decisions.accept(
        world.book, only(bring(world, Record("n-2", NEW | {"id": "Geen id!"}))).item, "An"
    )
    assert draft.service_id == "fietspunt"


def test_many_records_are_told_as_they_go(world: World):
    told: list[tuple[int, int]] = []
    records = [Record(f"n-{n}", NEW | {"email": f"a{n}@voorbeeld.example"}) for n in range(450)]
    report = bring(world, *records, progress=lambda done, total: told.append((done, total)))
    assert told == [(200, 450), (400, 450), (450, 450)]
    assert len(inbox.items(world.database, report.run or 0)) == 450


def test_two_accept_one_record(world: World):
    item = only(bring(world, Record("n-1", NEW)))
    gate, outcome = threading.Barrier(3), []

    def work() -> None:
        gate.wait()
        try:
            outcome.append(decisions.accept(world.book, item.item, "An"))
        except Exception as error:
            outcome.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(x, Refused) for x in outcome) == 2, outcome
    assert [draft.service_id for draft in world.book.drafts()] == ["fietspunt"]


def test_a_failed_acceptance_waits_as_before(world: World, monkeypatch: pytest.MonkeyPatch):
    item = only(bring(world, Record("n-1", NEW)))

    def broken(*_args: Any, **_options: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(world.book, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        decisions.accept(world.book, item.item, "An")
    assert inbox.item(world.database, item.item).status is ImportStatus.STAGED


value = st.none() | st.sampled_from(["a", "b", "c"])
document = st.dictionaries(st.sampled_from(["phone", "url", "phase", "email"]), value)


@settings(max_examples=300)
@given(st.none() | document, document, document)
def test_no_local_edit_is_ever_proposed_away(base: Any, ours: Any, source: Any):
    found = compare(base, ours, source)
    assert not set(found.proposed) & set(found.differs)
    for path in {*source, *ours}:
        have, want = get(ours, path), get(source, path)
        if path not in source or same(have, want):
            assert path not in found.proposed.keys() | found.differs.keys()
            continue
        edited = have is not None if base is None else not same(have, get(base, path))
        if path in found.proposed:
            assert not edited
        elif path in found.differs and not edited:
            assert base is not None
            assert same(base.get(path), want), "the source did not change it either"
    result = apply(ours, source, found.proposed)
    assert all(same(get(result, path), get(source, path)) for path in found.proposed)
    assert all(same(get(result, p), get(ours, p)) for p in ours if p not in found.proposed)
