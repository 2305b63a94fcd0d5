"""The form: what was typed is kept, checked beside its field, and lost to nobody."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.hours import BRUSSELS
from services_catalog.models import Role
from tests.staff.conftest import Make, form_of, version_of
from tests.web.conftest import NoEncoder

ON_BOTH = True

NIGHT = {
    "text.summary": "Een bed voor de nacht in de winter. Voor iedereen zonder slaapplaats.",
    "text.description": "Je krijgt een bed, een douche en ontbijt.",
    "text.how": "Bel aan bij de groene deur.",
    "access": "walk_in",
    "locations.0.location": "opvang-de-brug",
    "locations.0.mode": "rows",
    "locations.0.rows.0.days": ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    "locations.0.rows.0.start": "20",
    "locations.0.rows.0.end": "8u",
    "locations.0.rows.0.season_start": "1/11",
    "locations.0.rows.0.season_end": "31/3",
    "scope": "regardless",
    "cost.kind": "free",
    "languages": ["nl", "fr", "ar"],
    "interpreter": "phone",
    "phase": "ontvangst",
    "phone": "012 00 01 21",
    "source.name": "CAW Linde",
    "source.url": "https://caw-linde.example.org/winter",
    "check_every_days": "30",
    "text.asks": "waar kan ik vannacht slapen\nbed voor vannacht in de winter",
}


def test_a_night_shelter_with_seasonal_hours_is_added_and_published(
    person: Make, catalogue: Database
):
    desk = Desk(catalogue)
    before = desk.service_ids()
    browser = person(Role.PUBLISHER, "Nadia Peeters")
    html = browser.post(
        "/new",
        title="Slapen in de winteropvang",
        organization="caw-linde",
        topic="emergency_shelter",
    )
    assert browser.url.endswith("/services/slapen-in-de-winteropvang/edit")
    values = form_of(html) | NIGHT
    values.pop("locations.0.holidays", None)  # also open on holidays
    html = browser.post("/services/slapen-in-de-winteropvang/edit", **values, do="publish")
    assert browser.url.endswith("/publish"), html
    assert "Nu open, tot" in html or "Nu gesloten. Opent" in html
    assert desk.service_ids() == before, "nothing shows before it is published"
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    html = browser.post(
        "/services/slapen-in-de-winteropvang/publish",
        version=version[1],
        reason="Nieuwe winteropvang.",
    )
    assert "Gepubliceerd" in html
    # The same desk, not restarted: it is in the next answer.
    card = desk.cards(["slapen-in-de-winteropvang"], "nl", _at(2027, 1, 5, 23))[0]
    assert card["open"] == {"state": "open", "text": "Nu open, tot 08:00"}
    card = desk.cards(["slapen-in-de-winteropvang"], "nl", _at(2027, 7, 5, 23))[0]
    # The words of a day depend on the year of the test.
    assert re.fullmatch(r"Nu gesloten. Opent .*1 november.* om 20:00", card["open"]["text"])
    assert card["badge"]["text"] == "Voor iedereen, ook zonder verblijfspapieren"
    assert card["phone"]["text"] == "012 00 01 21"
    service = desk.service("slapen-in-de-winteropvang")
    assert service
    assert service.places[0].opening_hours == "Nov 01-Mar 31: Mo-Su 20:00-08:00"
    history = browser.get("/services/slapen-in-de-winteropvang/history")
    assert "Nadia Peeters" in history
    assert "Nieuwe winteropvang." in history


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BRUSSELS)  # type: ignore[arg-type, misc]


def test_saving_what_was_not_touched_changes_nothing(person: Make, catalogue: Database):
    """The form of every service, sent back as it came, means the same document."""
    browser = person(Role.EDITOR)
    book = EditingBook(catalogue, NoEncoder)
    ids = sorted(Desk(catalogue).service_ids())
    assert len(ids) > 100
    for service_id in ids:
        values = form_of(browser.get(f"/services/{service_id}/edit"))
        html = browser.post(f"/services/{service_id}/edit", **values, do="save")
        assert "Er was niets veranderd" in html, service_id
    assert book.drafts() == []


SHELTER = "nachtopvang-de-brug"


def test_two_people_at_one_form_choose_field_by_field(person: Make, catalogue: Database):
    nadia, tom = person(Role.PUBLISHER, "Nadia"), person(Role.EDITOR, "Tom")
    hers, his = (form_of(one.get(f"/services/{SHELTER}/edit")) for one in (nadia, tom))
    hers["text.title"] = ["Een bed voor de nacht"]
    hers["languages"] = [*hers["languages"], "uk"]
    his["text.title"] = ["Slapen bij De Brug"]
    his["text.warning"] = ["Soms is alles volzet."]
    his["cost.kind"], his["cost.amount"] = ["fixed"], ["2,5"]
    nadia.post(f"/services/{SHELTER}/edit", **hers)
    html = tom.post(f"/services/{SHELTER}/edit", 409, **his)
    assert "Nadia heeft deze dienst ook veranderd" in html
    assert html.count("<fieldset") == 1, "only the title is asked: the rest goes together"
    for words in ("Slapen in de nachtopvang", "Slapen bij De Brug", "Een bed voor de nacht"):
        assert words in html
    fields = dict(
        re.findall(r'name="(version|based_on|aside|merged|theirs)" value="([^"]*)"', html)
    )
    fields = {name: unescape(value) for name, value in fields.items()}
    html = tom.post(f"/services/{SHELTER}/merge", **fields, **{"choose.text.title": "theirs"})
    assert "samengevoegd" in html
    book = EditingBook(catalogue, NoEncoder)
    document = book.open(SHELTER, "x").document
    assert document["text"]["title"] == "Een bed voor de nacht"
    assert document["text"]["warning"] == "Soms is alles volzet."
    assert document["cost"]["amount"] == "2.50"
    assert "uk" in document["languages"]
    assert book.asides(SHELTER) == [], "what was merged need not be kept"


def test_autosave_tells_what_a_visitor_would_read(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    values = form_of(browser.get(f"/services/{SHELTER}/edit"))
    values["locations.0.rows.0.end"] = ["10"]
    values["text.summary"] = ["Het is zo dat er in dit huis elke nacht voor iedereen die het "
                              "nodig heeft een bed en ook een douche is."]  # fmt: skip
    values["scope"] = ["rules"]
    values["rule.no_legal_stay.effect"] = ["conditional"]
    values["rule.no_legal_stay.note"] = ["Bel eerst."]
    answer = browser.client.post(f"/staff/services/{SHELTER}/autosave", data=values)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["version"] > 0
    pieces = told["pieces"]
    assert "20:00–10:00" in pieces["locations.0.preview"].replace("\u2066", "")
    assert "woorden" in pieces["text.summary-hints"]
    assert "Kan afhangen van je papieren" in pieces["scope-sentence"]
    assert pieces["rule.no_legal_stay.sentence"] == "Kan, onder een voorwaarde. Bel eerst."
    # The next save comes from the version it was told; an old one is refused and kept.
    values["version"] = [str(told["version"])]
    assert (
        browser.client.post(f"/staff/services/{SHELTER}/autosave", data=values).json()["version"]
        == told["version"]
    )
    values["text.title"] = ["Anders"]
    assert (
        browser.client.post(f"/staff/services/{SHELTER}/autosave", data=values).status_code == 200
    )
    values["text.title"] = ["Nog anders"]
    answer = browser.client.post(f"/staff/services/{SHELTER}/autosave", data=values)
    assert answer.status_code == 409
    asides = EditingBook(catalogue, NoEncoder).asides(SHELTER)
    assert [one.document["text"]["title"] for one in asides] == ["Nog anders"]


def test_problems_stand_beside_their_fields(person: Make):
    browser = person(Role.EDITOR)
    values = form_of(browser.get(f"/services/{SHELTER}/edit"))
    values |= {
        "text.title": [""],
        "text.summary": ["Kom om 20:00 of bel 012 00 01 21."],
        "cost.kind": ["fixed"],
        "phone": ["12"],
        "check_every_days": ["vaak"],
        "ages.max": ["3"],
        "locations.0.rows.0.end": [""],
        "scope": ["rules"],
        "rule.no_legal_stay.effect": ["excluded"],
        "rule.student.effect": ["warned"],
    }
    html = browser.post(f"/services/{SHELTER}/edit", **values, do="submit")
    assert "Dit kan nog niet" in html
    wrong = set(re.findall(r'id="([\w.]+)-wrong"', html)) - {"wrong"}
    assert {
        "text.title", "text.summary", "cost.amount", "phone", "check_every_days", "ages.max",
        "locations.0.hours", "rule.no_legal_stay.alternative", "rule.student.note",
        "rules.legal_basis", "rules.source", "rules.review_by",
    } <= wrong  # fmt: skip
    ids = set(re.findall(r'id="([^"]+)"', html))
    for name in re.findall(r'<li><a href="#([^"]+)">', html):
        assert name in ids, f"the list leads to {name}, which is nowhere"
    # All of it was kept as it was typed.
    again = form_of(html)
    assert again["check_every_days"] == ["vaak"]
    assert again["locations.0.rows.0.start"] == ["20:00"]
    assert again["locations.0.rows.0.end"] == [""]


def test_rules_cannot_contradict_themselves(person: Make, catalogue: Database):
    browser = person(Role.EDITOR)
    book = EditingBook(catalogue, NoEncoder)
    values = form_of(browser.get(f"/services/{SHELTER}/edit"))
    rule = {
        "rules.legal_basis": "Reglement", "rules.source": "https://x.example.org",
        "rules.review_by": "2027-06-01",
        "rule.student.effect": "entitled", "rule.refugee.effect": "entitled",
        "rule.short_stay.effect": "conditional", "rule.short_stay.note": "Bel eerst.",
        "rule.short_stay.source": "https://y.example.org",
    }  # fmt: skip
    browser.post(f"/services/{SHELTER}/edit", **values | {"scope": ["regardless"]} | rule)
    assert book.drafts() == [], "for everyone: whatever stands below, there is no rule"
    # Two effects for one status cannot be sent from the form; a forged one gives one of them.
    forged = rule | {"rule.student.effect": ["entitled", "excluded"]}
    browser.post(f"/services/{SHELTER}/edit", **values | {"scope": ["rules"]} | forged)
    document = book.open(SHELTER, "x").document
    common = {"legal_basis": "Reglement", "review_by": "2027-06-01", "alternative": None}
    assert document["eligibility"] == [
        {"status": ["refugee", "student"], "effect": "entitled", "note": None,
         "source": "https://x.example.org", **common},
        {"status": ["short_stay"], "effect": "conditional", "note": "Bel eerst.",
         "source": "https://y.example.org", **common},
    ]  # fmt: skip
    assert book.problems(document) == []


def test_text_from_outside_is_never_markup(person: Make):
    browser = person(Role.EDITOR, "Tom")
    values = form_of(browser.get(f"/services/{SHELTER}/edit"))
    values["text.title"] = ['<script>alert("x")</script>']
    values["text.summary"] = ["</textarea><b>vet</b> en nog wat woorden"]
    html = browser.post(f"/services/{SHELTER}/edit", **values)
    assert "<script>alert" not in html
    assert "</textarea><b>" not in html
    assert form_of(html)["text.summary"] == values["text.summary"]
    assert "<script>alert" not in browser.get("/today")


def test_a_title_is_enough_to_begin(person: Make):
    browser = person(Role.EDITOR)
    browser.post("/new", 422, title="ab")
    html = browser.post("/new", title="Winteropvang")
    assert browser.url.endswith("/services/winteropvang/edit")
    html = browser.post("/services/winteropvang/edit", **form_of(html), do="submit")
    assert "Dit kan nog niet" in html
    assert html.count('class="wrong"') > 8
    assert "Winteropvang" in browser.get("/services/winteropvang")
    assert "Winteropvang" in browser.get("/services?state=draft")
    assert "Nog niets" in browser.get("/services/winteropvang/history")
    html = browser.get("/services/winteropvang")
    browser.post("/services/winteropvang/drop", version=version_of(html))
    browser.get("/services/winteropvang", 404)


def test_what_was_typed_outlives_the_session(person: Make, catalogue: Database):
    browser = person(Role.EDITOR, "Tom")
    values = form_of(browser.get(f"/services/{SHELTER}/edit"))
    values["text.title"] = ["Slapen bij De Brug"]
    browser.post("/sign-out")
    path = f"/staff/services/{SHELTER}/edit"
    # Another site's form is not carried over.
    answer = browser.client.post(path, data=values, headers={"Sec-Fetch-Site": "cross-site"})
    assert "Slapen bij De Brug" not in answer.text
    own = {"Sec-Fetch-Site": "same-origin"}
    answer = browser.client.post(path, data=values, headers=own)
    assert answer.status_code == 401
    assert EditingBook(catalogue, NoEncoder).drafts() == []
    browser.sign_in("tom@waterlinde.example.org")
    again = form_of(answer.text.replace('<form method="post" action="/staff/services', '<form id="service" action="'))  # fmt: skip # noqa: E501
    answer = browser.client.post(path, data=again, headers=own)
    assert answer.status_code == 401, "the token is of the old session: shown once more"
    again = form_of(answer.text.replace('<form method="post" action="/staff/services', '<form id="service" action="'))  # fmt: skip # noqa: E501
    answer = browser.client.post(path, data=again, headers=own)
    assert answer.status_code == 200
    document = EditingBook(catalogue, NoEncoder).open(SHELTER, "x").document
    assert document["text"]["title"] == "Slapen bij De Brug"
