"""The findings on the whole catalogue: at once, narrowed, counted, leading to the field."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.i18n import Translator
from services_catalog.linter import Rule, check
from services_catalog.linter.fetching import Outcome
from services_catalog.linter.links import remember
from services_catalog.models import Organization, Role, Service, ServiceTopic
from services_catalog.staff import findings as found_of
from services_catalog.staff.pages.findings import ON_A_PAGE
from services_catalog.vocabulary import CostKind
from tests.staff.conftest import Make, form_of

SHELTER = "nachtopvang-de-brug"
FETCHED = {"X-Requested-With": "fetch"}


def listed(html: str) -> list[str]:
    """The services or other things of the rows, in order."""
    return re.findall(r'<th scope="row">(?:<a href="/staff/services/([\w-]+)">|[^<]*)', html)


def test_the_page_comes_at_once_and_the_list_follows(
    person: Make, catalogue: Database, monkeypatch: pytest.MonkeyPatch
):
    asked: list[int] = []

    def counted(*args: object, **values: object) -> object:
        asked.append(1)
        return check(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(found_of, "check", counted)
    browser = person(Role.READER)
    html = browser.get("/findings?kind=checked")
    assert not asked, "the page itself checks nothing"
    assert 'data-later="/staff/findings?kind=checked"' in html
    later = re.search(r'href="/staff(/findings\?kind=checked&amp;now=1)"', html)
    assert later  # without a script
    piece = browser.client.get("/staff/findings?kind=checked", headers=FETCHED).text
    assert "<html" not in piece
    assert listed(piece) == listed(browser.get(unescape(later[1])))
    assert listed(browser.get("/findings?kind=checked")) == listed(piece)
    assert asked == [1], "once for everybody"
    with catalogue.change() as session:
        session.get_one(Service, SHELTER).cost_kind = CostKind.UNKNOWN
    assert "data-later" in browser.get("/findings"), "another catalogue is looked at anew"
    browser.get("/findings?now=1")
    assert len(asked) == 2


def test_all_that_the_linter_says_stands_on_it(person: Make, catalogue: Database):
    found = check(catalogue)
    assert len(found) > ON_A_PAGE, "the demonstration has more than one page of them"
    browser = person(Role.EDITOR)
    html = browser.get("/findings?now=1")
    told = unescape(html)
    errors = sum(one.severity == "error" for one in found)
    assert f"{len(found)} bevindingen" in told
    assert f"{errors} fouten en {len(found) - errors} aandachtspunten" in told
    number, last = 1, 99
    seen: list[str] = []
    while number <= last:
        html = browser.get(f"/findings?page={number}")
        last = int(re.search(r"Bladzijde \d+ van (\d+)", html)[1])  # type: ignore[index]
        seen += listed(html)
        number += 1
    assert sorted(seen) == sorted(one.entity for one in found)
    for rule in {one.rule for one in found}:
        html = browser.get(f"/findings?kind={rule}")
        many = [one.entity for one in found if one.rule is rule]
        assert f"<strong>{len(many)} bevinding" in html
        assert re.search(
            rf'kind={rule}" aria-current="true">[^<]*<span class="count">{len(many)}<', html
        )
    browser.get("/findings?page=0&kind=x&topic=%00")
    assert f"Bladzijde {last} van {last}" in browser.get("/findings?page=999")


def test_filters(person: Make, catalogue: Database):
    with catalogue.change() as session:
        service = session.get_one(Service, SHELTER)
        service.cost_kind, owner = CostKind.UNKNOWN, service.organization_id
        service.places[0].opening_hours = "Mo-Fr"
    found = check(catalogue)
    with catalogue.read() as session:
        topic_of = {
            row.service_id
            for row in session.scalars(
                select(ServiceTopic).where(ServiceTopic.topic == "emergency_shelter")
            )
        }
    browser = person(Role.READER)
    browser.get("/findings?now=1")
    for query, fits in (
        ("severity=error", lambda one: one.severity == "error"),
        (f"organization={owner}", lambda one: one.organization == owner),
        ("topic=emergency_shelter", lambda one: one.entity in topic_of),
        ("language=ar", lambda one: "ar" in one.languages),
        (
            f"kind=price&organization={owner}",
            lambda one: (one.rule, one.organization) == ("price", owner),
        ),
    ):
        expected = [one.entity for one in found if fits(one)]
        assert expected, query
        html = browser.get(f"/findings?{query}")
        assert f"<strong>{len(expected)} bevinding" in html, query
        assert listed(html)[:50] == expected[:50], query
    assert "Geen enkele bevinding past hierbij" in browser.get("/findings?q=nergensverkrijgbaar")


def test_a_finding_leads_to_its_field_for_who_may_mend_it(
    app: Starlette, person: Make, catalogue: Database
):
    with catalogue.change() as session:
        session.get_one(Service, SHELTER).places[0].opening_hours = "Mo-Fr"
        session.get_one(Organization, "caw-linde").email = "geen adres"
    editor = person(Role.EDITOR)
    editor.get("/findings?now=1")
    html = editor.get("/findings?severity=error")
    path = f"/services/{SHELTER}/edit?check=1#locations.0.hours"
    assert f'href="/staff{path}"' in html
    assert 'href="/staff/organizations/caw-linde/edit"' in html
    editor.get("/organizations/caw-linde/edit")
    # The field is there, is said to be wrong, and can be typed in.
    form = editor.get(path.partition("#")[0])
    assert "locations.0.text" in form_of(form)
    assert 'id="locations.0.hours-wrong"' in form
    assert 'id="locations.0.hours"' in form
    reader = person(Role.READER)
    html = reader.get("/findings?severity=error")
    assert "/edit" not in html
    assert f'href="/staff/services/{SHELTER}"' in html
    html = editor.get("/findings?kind=translation")
    address = re.search(r'href="/staff(/translations/\w+/[\w-]+)"', html)
    assert address
    editor.get(address[1])
    # Whatever field a finding names is somewhere on the form.
    ids = set(re.findall(r'id="([^"]+)"', editor.get(f"/services/{SHELTER}/edit")))
    whole = found_of.kept(app.state.inner.state.office, Translator("nl"))
    assert whole
    anchors = {found_of.anchor(row.finding) for row in whole.rows if row.kind == "service"}
    assert {a for a in anchors if a and not a.startswith("locations.")} <= ids
    assert {"locations", "eligibility", "text.title", "source.url", "ages"} <= ids


def test_the_sheet_holds_what_the_page_shows_and_no_formula(person: Make, catalogue: Database):
    with catalogue.change() as session:
        session.get_one(Service, SHELTER).title = "=HYPERLINK(1)"
        session.get_one(Service, SHELTER).cost_kind = CostKind.UNKNOWN
    browser = person(Role.READER)
    answer = browser.client.get("/staff/findings.csv?kind=price")
    assert answer.headers["content-type"].startswith("text/csv")
    assert re.search(
        r'filename="toeleider-findings-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"]
    )
    text = answer.content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head[0] == "Ernst"
    expected = [one for one in check(catalogue) if one.rule is Rule.PRICE]
    assert [row[-1] for row in rows] == [one.entity for one in expected]
    assert [row[5] for row in rows] == [one.message for one in expected]
    assert "'=HYPERLINK(1)" in {row[2] for row in rows}


def test_links_tried_by_the_command_show_up(person: Make, catalogue: Database):
    browser = person(Role.READER)
    assert "nog nooit geprobeerd" in browser.get("/findings?now=1")
    with catalogue.read() as session:
        url = session.get_one(Service, SHELTER).source_url
    assert url
    for day in (1, 2, 3):
        broken = Outcome(url, "404", works=False, answered=True)
        remember(catalogue, [broken], date(2026, 11, day))
    html = browser.get("/findings?now=1&kind=link&severity=error")
    assert SHELTER in listed(html)
    assert "laatst geprobeerd op 3 november 2026" in html
    assert "toeleider catalogue links" in html
