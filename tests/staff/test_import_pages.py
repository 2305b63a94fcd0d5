"""Imports on the staff pages: what came in is decided on, one by one or together."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from services_catalog.database import Database
from services_catalog.editing import inbox
from services_catalog.editing.inbox import Kind
from services_catalog.editing.problems import Problem
from services_catalog.editing.staging import Record
from services_catalog.models import Role
from services_catalog.staff.office import Office
from tests.staff.conftest import Browser, Make
from tests.staff.import_support import (
    NEW,
    SHELTER,
    lay,
    path_of,
    wait,
    words,
)

ON_BOTH = True


def test_refusals_are_listed_with_field_and_reason(publisher: Browser, catalogue: Database) -> None:
    why = Problem("status", "Gearchiveerd bij de bron.")
    (item,) = lay(catalogue, Record("x-1", {"text": {"title": "Oud"}}, [why], refused=True))
    told = words(publisher.get("/imports/1?kind=refused"))
    assert "Status: Gearchiveerd bij de bron." in told
    page = words(publisher.get(f"/imports/1/{item}"))
    assert "Waarom lazen we dit niet in?" in page
    assert "Gearchiveerd bij de bron." in page
    assert "Neem over" not in page
    answer = publisher.client.get("/staff/imports/1/report.csv")
    rows = [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")]
    assert rows == [
        {"outcome": "refused", "external_id": "x-1", "title": "Oud", "field": "status",
         "why": "Gearchiveerd bij de bron."}
    ]  # fmt: skip


def test_a_new_service_becomes_a_draft_to_fill_in(publisher: Browser, catalogue: Database) -> None:
    record = Record("n-1", NEW, [Problem("locations", "De bron geeft geen uren.")], "van de bron")
    (item,) = lay(catalogue, record)
    page = words(publisher.get(f"/imports/1/{item}"))
    for part in ("Fietspunt", "Herstel je fiets", "De bron geeft geen uren.", "van de bron"):
        assert part in page
    assert "Geen tolk" not in page, "what the source does not say is not said for it"
    html = publisher.post(f"/imports/1/{item}/accept", do="edit")
    assert publisher.url.endswith("/services/fietspunt/edit?check=1&said=import_taken")
    assert "Nog" in html
    assert f"/staff/imports/1/{item}" in html, "back to what the source says"
    (seen,) = inbox.items(catalogue, 1)
    assert (inbox.kind_of(seen), seen.decided_by) == (
        Kind.ACCEPTED,
        "Ann <ann@waterlinde.example.org>",
    )
    page = words(publisher.get(f"/imports/1/{item}"))
    assert "Beslist door Ann" in page
    assert "Neem over" not in page
    html = publisher.post(f"/imports/1/{item}/accept", do="edit")
    assert "net over beslist" in html


def known(catalogue: Database, office: Office, **text: Any) -> Record:
    """What a source says of the shelter, with other words."""
    document = office.book.published(SHELTER) or {}
    del document["id"]
    document["text"] = document["text"] | text
    document["external_ids"] = {}
    return Record("b-1", document | {"id": SHELTER})


def test_a_known_service_field_by_field(
    publisher: Browser, catalogue: Database, office: Office
) -> None:
    """What the source said, says, and what we say; only what is chosen is taken."""
    (first,) = lay(catalogue, known(catalogue, office, how="Bel eerst aan."))
    page = words(publisher.get(f"/imports/1/{first}"))
    assert "Niet bekend: dit nam nog niemand over." in page
    assert "Er is niets gekozen" in publisher.post(f"/imports/1/{first}/accept", 422, do="edit")
    publisher.post(f"/imports/1/{first}/accept", do="all")
    assert office.book.open(SHELTER, "x").document["text"]["how"] == "Bel eerst aan."
    (second,) = lay(catalogue, known(catalogue, office, how="Bel twee keer.", who="Iedereen."))
    html = publisher.get(f"/imports/2/{second}")
    page = words(html)
    assert "Bel twee keer." in page
    assert "De bron zei vroeger Bel eerst aan." in page
    assert re.search(r'value="text.how" checked', html), "the source changed it and nobody here did"
    publisher.post(
        f"/imports/2/{second}/accept", do="edit", field=["text.how", "text.title", "nergens"]
    )
    text = office.book.open(SHELTER, "x").document["text"]
    assert text["how"] == "Bel twee keer."
    assert text.get("who") != "Iedereen."
    assert office.book.published(SHELTER)["text"]["how"] != "Bel twee keer."  # type: ignore[index]


def test_ours_stays_and_is_not_asked_again(
    publisher: Browser, catalogue: Database, office: Office
) -> None:
    record = known(catalogue, office, how="Bel eerst aan.")
    (item,) = lay(catalogue, record)
    html = publisher.post(f"/imports/1/{item}/accept", do="ours")
    assert "Alles van deze invoer is beslist" in html
    assert office.book.drafts() == []
    lay(catalogue, record)
    assert inbox.runs(catalogue)[0].open == 0


def test_a_no_needs_a_reason_and_leads_on(publisher: Browser, catalogue: Database) -> None:
    first, second, third = lay(
        catalogue,
        *(Record(f"n-{n}", NEW | {"text": {"title": f"Fietspunt {n}"}}) for n in (1, 2, 3)),
    )
    html = publisher.get(f"/imports/1/{second}?kind=new&q=fiets")
    assert "2 van 3" in html
    assert f'rel="prev" href="/staff/imports/1/{first}?kind=new&amp;q=fiets"' in html
    assert f'rel="next" href="/staff/imports/1/{third}?kind=new&amp;q=fiets"' in html
    assert "Schrijf in een paar woorden waarom" in publisher.post(
        f"/imports/1/{second}/reject", 422, reason=" "
    )
    html = publisher.post(f"/imports/1/{second}/reject", reason="van de buren", kind="new")
    assert f"/imports/1/{third}?" in publisher.url
    assert "Fietspunt 3" in html
    assert "Beslist door Ann" in publisher.get(f"/imports/1/{second}")
    publisher.post(f"/imports/1/{third}/accept", do="next", kind="new")
    assert f"/imports/1/{first}?" in publisher.url
    html = publisher.post(f"/imports/1/{first}/reject", reason="ook niet", kind="new")
    assert "Alles van deze invoer is beslist" in html


def test_several_at_once(publisher: Browser, catalogue: Database, office: Office) -> None:
    ids = lay(
        catalogue,
        *(Record(f"n-{n}", NEW | {"text": {"title": f"Fietspunt {n}"}}) for n in range(4)),
        known(catalogue, office, how="Anders."),
    )
    html = publisher.post("/imports/1/many", do="accept", kind="new", which="ticked")
    assert "Er is niets gekozen" in html
    html = publisher.post(
        "/imports/1/many", do="accept", kind="all", which="ticked", item=[ids[0], ids[4], 999]
    )
    told = words(wait(publisher, path_of(publisher)) if "data-poll" in html else html)
    assert "1 ontwerp staat klaar" in told
    assert "hier stelt de bron niets nieuws voor" in told
    assert "Schrijf in een paar woorden waarom" in publisher.post(
        "/imports/1/many", do="reject", kind="new", which="all"
    )
    publisher.post(
        "/imports/1/many", do="reject", kind="new", which="all", q="fietspunt 3", reason="dubbel"
    )
    kinds = [inbox.kind_of(one) for one in inbox.items(catalogue, 1)]
    assert kinds == [Kind.ACCEPTED, Kind.NEW, Kind.NEW, Kind.REJECTED, Kind.CHANGED]
    publisher.post("/imports/1/many", do="reject", kind="new", which="all", reason="niet van hier")
    kinds = [inbox.kind_of(one) for one in inbox.items(catalogue, 1)]
    assert kinds.count(Kind.REJECTED) == 3
    assert kinds[4] is Kind.CHANGED, "another kind than the one in the list"
    assert [draft.service_id for draft in office.book.drafts()] == ["fietspunt-0"]
    assert office.book.published("fietspunt-0") is None


def test_a_thousand_records_come_a_page_at_a_time(publisher: Browser, catalogue: Database) -> None:
    lay(
        catalogue,
        *(Record(f"n-{n}", NEW | {"text": {"title": f"Dienst {n:04}"}}) for n in range(1100)),
    )
    html = publisher.get("/imports/1")
    assert "1 tot 50 van 1100" in html
    assert html.count('name="item"') == 50
    assert "1051 tot 1100 van 1100" in publisher.get("/imports/1?page=99")
    assert "Dienst 1042" in publisher.get("/imports/1?q=dienst+1042")
    assert "1 tot 1 van 1" in publisher.get("/imports/1?q=dienst+1042&page=x")


def test_an_editor_decides_for_the_own_organization_only(
    catalogue: Database, office: Office, person: Make
) -> None:
    mine, theirs, shelter = lay(
        catalogue,
        Record("n-1", NEW),
        Record("n-2", NEW | {"organization": "caw-linde"}),
        known(catalogue, office, how="Anders."),
    )
    editor = person(Role.EDITOR, "Els", scope={"organizations": ["stad-waterlinde"]})
    assert "van een andere organisatie" in editor.get(f"/imports/1/{theirs}")
    for item in (theirs, shelter):
        editor.post(f"/imports/1/{item}/accept", 403, do="all")
        editor.post(f"/imports/1/{item}/reject", 403, reason="neen")
    html = editor.post("/imports/1/many", do="accept", kind="all", which="all")
    told = words(wait(editor, path_of(editor)) if "data-poll" in html else html)
    assert "1 ontwerp staat klaar" in told
    assert told.count("dit is van een organisatie waarvoor jij niet beslist") == 2
    editor.post("/imports/1/many", do="reject", kind="all", which="all", reason="neen")
    kinds = {one.item: inbox.kind_of(one) for one in inbox.items(catalogue, 1)}
    assert kinds == {mine: Kind.ACCEPTED, theirs: Kind.NEW, shelter: Kind.CHANGED}
    # Nor is a service of theirs given away by the field that says whose it is.
    own = office.book.published("speelplein-zomer") or {}
    (given,) = lay(catalogue, Record("s-1", own | {"organization": "caw-linde"}))
    editor.post(f"/imports/2/{given}/accept", 403, do="all")
    editor.get("/imports/new", 403)


def test_what_a_source_says_is_never_markup(publisher: Browser, catalogue: Database) -> None:
    evil = "<script>alert(1)</script>"
    (item, _refused) = lay(
        catalogue,
        Record(
            "n-1", NEW | {"text": {"title": evil, "summary": evil}}, [Problem(evil, evil)], evil
        ),
        Record(evil, {"text": {"title": evil}}, [Problem(evil, evil)], refused=True),
    )
    for path in ("/imports/1?kind=all", f"/imports/1/{item}", f"/imports/1?q={evil}"):
        assert evil not in publisher.get(path), path


def test_an_address_of_another_run_is_no_page(publisher: Browser, catalogue: Database) -> None:
    (item,) = lay(catalogue, Record("n-1", NEW))
    lay(catalogue, Record("n-2", NEW))
    publisher.get(f"/imports/2/{item}", 404)
    publisher.get(f"/imports/{10**20}", 404)
    publisher.get(f"/imports/1/{10**20}", 404)
