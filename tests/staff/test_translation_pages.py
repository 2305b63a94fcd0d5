"""The translators' pages: the overview, the queue, the desk and what saving says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.languages import languages
from services_catalog.models import HotlineTranslation, Role, Service, ServiceTranslation
from services_catalog.vocabulary import TranslationState
from tests.staff.conftest import Browser, Make
from tests.web.conftest import NoEncoder

ON_BOTH = True

GRAVE = "nachtopvang-de-brug"
PLAIN = "speelplein-zomer"


class Form(HTMLParser):
    """The desk's form as a browser would send it, untouched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.inside = False
        self.name = ""
        self.feed(html)
        assert self.values, "no desk on this page"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = have.get("class") == "desk"
        elif self.inside and tag == "input":
            self.values[have["name"]] = have["value"]
        elif self.inside and tag == "textarea":
            self.name = have["name"]
            self.values[self.name] = ""

    def handle_data(self, data: str) -> None:
        if self.name:
            self.values[self.name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.name = ""
        elif tag == "form":
            self.inside = False


def form(browser: Browser, path: str) -> dict[str, str]:
    return Form(browser.get(path)).values


def send(browser: Browser, path: str, values: dict[str, str], do: str, status: int = 200) -> str:
    values = {key: value for key, value in values.items() if key != "csrf"}
    return browser.post(path, status, do=do, **values)


def row(catalogue: Database, service: str, language: str) -> ServiceTranslation:
    with catalogue.read() as session:
        return session.get_one(ServiceTranslation, (service, language))


def publish(catalogue: Database, service: str, **text: str) -> None:
    book = EditingBook(catalogue, NoEncoder, four_eyes=False)
    draft = book.open(service, "Cas")
    document = dict(draft.document)
    document["text"] = document["text"] | text
    book.save(service, document, "Cas", draft.version)
    book.publish(service, "Cas", "nieuwe tekst")


def test_the_overview_counts_every_language(catalogue: Database, person: Make):
    with catalogue.change() as session:
        session.delete(session.get_one(ServiceTranslation, (PLAIN, "uk")))
        session.get_one(ServiceTranslation, (GRAVE, "uk")).source_hash = "ouder"
    html = person(Role.PUBLISHER).get("/translations")
    for code, language in languages().items():
        assert (f'href="/staff/translations/{code}"' in html) == (code != "nl"), language.own

    def number(state: str) -> int:
        found = re.search(rf'translations/uk\?state={state}">(\d+)', html)
        return int(found[1]) if found else 0

    assert (number("missing"), number("stale"), number("approved")) == (1, 1, 0)
    with catalogue.read() as session:
        machine = session.scalars(
            select(ServiceTranslation.service_id).where(ServiceTranslation.language == "uk")
        ).all()
    assert number("machine") >= len(machine) - 1
    assert html.count("<rect") >= 19


def test_a_translator_sees_their_own_languages(person: Make):
    browser = person(Role.TRANSLATOR, scope={"languages": ["uk", "ar"]})
    html = browser.get("/translations")
    assert languages()["uk"].own in html
    assert languages()["fr"].own not in html
    browser.get("/translations/uk")
    browser.get("/translations/fr", 403)
    browser.get(f"/translations/fr/{PLAIN}", 403)
    values = form(browser, f"/translations/uk/{PLAIN}")
    send(browser, f"/translations/fr/{PLAIN}", values, "review", 403)


def test_who_is_more_than_a_translator_sees_all(app: Starlette, accounts: object, person: Make):
    browser = person(Role.EDITOR)
    assert languages()["fr"].own in browser.get("/translations")
    # But an editor of the Dutch writes no translation.
    html = browser.get(f"/translations/fr/{PLAIN}")
    assert "<textarea" not in html
    browser.post(f"/translations/fr/{PLAIN}", 403, do="review", version="x")


@pytest.mark.parametrize("code", ["nl", "xx", "UK"])
def test_no_such_language(person: Make, code: str):
    browser = person(Role.PUBLISHER)
    browser.get(f"/translations/{code}", 404)
    browser.get(f"/translations/{code}/{PLAIN}", 404)


def test_the_queue_has_the_gravest_first(catalogue: Database, person: Make):
    browser = person(Role.PUBLISHER)
    html = browser.get("/translations/uk")
    rows = re.findall(r'<th scope="row"><a href="/staff/translations/uk/([^"]+)"', html)
    grave = html.count('class="risk emergency"')
    assert grave > 3
    assert rows[0].startswith("place/hotline/") or rows[0]
    position = {name: n for n, name in enumerate(rows)}
    assert position[GRAVE] < grave
    assert position[PLAIN] > grave
    # Done is no work, and is found when asked for.
    with catalogue.change() as session:
        found = session.get_one(ServiceTranslation, (PLAIN, "uk"))
        found.state, found.reviewed_by = TranslationState.APPROVED, "Olena"
    assert f"/uk/{PLAIN}" not in browser.get("/translations/uk")
    assert "nagezien door Olena" in browser.get("/translations/uk?state=approved")
    only = browser.get("/translations/uk?q=nachtopvang&risk=emergency")
    assert f"/uk/{GRAVE}" in only
    assert PLAIN not in only
    assert "Geen enkele tekst" in browser.get("/translations/uk?q=zzzz")


def test_what_is_asked_most_comes_first(catalogue: Database, person: Make):
    from datetime import timedelta

    from services_catalog.hours import now
    from services_catalog.indicators.counter import week_of
    from services_catalog.models import Indicator, Outcome

    browser = person(Role.PUBLISHER)
    path = "/translations/uk?risk=normal"
    find = r'<th scope="row"><a href="/staff/translations/uk/([^"/]+)"'
    before = re.findall(find, browser.get(path))
    with catalogue.read() as session:
        last = session.get_one(Service, before[-1])
        topic = last.topics[0].topic
    with catalogue.change() as session:
        session.add(
            Indicator(
                week=week_of(now().date()) - timedelta(weeks=1), topic=topic, language="uk",
                outcome=Outcome.ANSWERED, channel="web", count=50,
            )
        )  # fmt: skip
    after = re.findall(find, browser.get(path))
    with catalogue.read() as session:
        assert session.get_one(Service, after[0]).topics[0].topic == topic
    assert sorted(after) == sorted(before)


def test_a_text_is_saved_and_in_the_next_answer(catalogue: Database, person: Make):
    browser = person(Role.TRANSLATOR, "Olena", scope={"languages": ["uk"]})
    path = f"/translations/uk/{PLAIN}"
    desk = Desk(catalogue)
    assert desk.cards([PLAIN], "uk")[0]["translation"]["machine"]
    values = form(browser, path) | {"w.title": "Літній майданчик"}
    html = send(browser, path, values, "approve")
    assert "Bewaard als nagezien en goed" in html
    assert "Volgende:" in html
    card = desk.cards([PLAIN], "uk")[0]
    assert (card["title"], card["translation"]["machine"]) == ("Літній майданчик", False)
    assert row(catalogue, PLAIN, "uk").reviewed_by == "Olena"
    assert "Olena" in browser.get(path)
    assert "olena@" not in browser.get(path)
    # Untouched: nothing to save, and it says so.
    assert "Er was niets veranderd" in send(browser, path, form(browser, path), "approve")


def test_the_words_run_their_own_way(person: Make):
    html = person(Role.PUBLISHER).get(f"/translations/ar/{PLAIN}")
    areas = re.findall(r"<textarea[^>]*>", html)
    assert areas
    assert all('lang="ar" dir="rtl"' in area for area in areas)
    assert '<p class="text" lang="nl">' in html


def test_a_fact_is_refused_and_nothing_is_lost(catalogue: Database, person: Make):
    browser = person(Role.PUBLISHER)
    path = f"/translations/ar/{PLAIN}"
    values = form(browser, path) | {"w.summary": "السعر ١٢ يورو", "w.title": ""}
    html = send(browser, path, values, "approve", 422)
    assert "“\u2068١٢ يورو\u2069” is een prijs" in html
    assert "door een machine" in html  # its state is as it was
    assert "Vul dit in" in html
    assert "السعر ١٢ يورو</textarea>" in html
    assert 'href="#w.summary"' in html
    assert 'aria-describedby="w.summary-hint w.summary-wrong"' in html
    assert row(catalogue, PLAIN, "ar").state is TranslationState.MACHINE


def test_looking_saves_nothing(catalogue: Database, person: Make):
    browser = person(Role.PUBLISHER)
    path = f"/translations/fr/{PLAIN}"
    values = form(browser, path) | {"w.title": "Un tout autre titre"}
    html = send(browser, path, values, "look")
    assert "<h3>Un tout autre titre</h3>" in html
    assert "Er is nog niets bewaard" in html
    assert row(catalogue, PLAIN, "fr").title != "Un tout autre titre"
    assert "Un tout autre titre" not in browser.get(path)


def test_grave_texts_take_two(catalogue: Database, person: Make):
    path = f"/translations/uk/{GRAVE}"
    olena = person(Role.TRANSLATOR, "Olena", scope={"languages": ["uk"]})
    values = form(olena, path) | {"w.title": "Нічліг"}
    assert "Een collega keurt het goed" in send(olena, path, values, "approve")
    assert row(catalogue, GRAVE, "uk").state is TranslationState.IN_REVIEW
    html = send(olena, path, form(olena, path), "approve", 422)
    assert "jij schreef hem" in html
    boss = person(Role.ADMINISTRATOR)
    html = send(boss, path, form(boss, path), "approve", 422)
    assert "Alleen een vertaler" in html
    piet = person(Role.PUBLISHER, "Piet")
    assert "nagezien en goed" in send(piet, path, form(piet, path), "approve")
    assert row(catalogue, GRAVE, "uk").reviewed_by == "Piet"


def test_the_dutch_that_changed_is_shown(catalogue: Database, person: Make):
    browser = person(Role.PUBLISHER)
    path = f"/translations/fr/{PLAIN}"
    with catalogue.read() as session:
        how = session.get_one(Service, PLAIN).how
    publish(catalogue, PLAIN, how=f"{how} Breng ook boterhammen mee.")
    html = browser.get(path)
    assert "verouderd" in html
    assert re.search(r"<ins>[^<]*Breng ook boterhammen mee", html)
    with catalogue.change() as session:
        session.get_one(ServiceTranslation, (PLAIN, "fr")).source_hash = "lang geleden"
    assert "De oude tekst is niet bewaard" in browser.get(path)


def test_two_at_one_desk(catalogue: Database, person: Make):
    path = f"/translations/fr/{PLAIN}"
    first, second = person(Role.PUBLISHER, "Eerste"), person(Role.PUBLISHER, "Tweede")
    mine, theirs = form(second, path), form(first, path)
    send(first, path, theirs | {"w.title": "Titre du premier"}, "review")
    html = send(second, path, mine | {"w.title": "Titre du second"}, "review", 409)
    assert "net bewaard door Eerste" in html
    assert "Titre du second</textarea>" in html
    assert ">Titre du premier</p>" in html
    assert row(catalogue, PLAIN, "fr").title == "Titre du premier"
    send(second, path, Form(html).values, "review")
    assert row(catalogue, PLAIN, "fr").title == "Titre du second"


def test_the_dutch_changed_under_the_desk(catalogue: Database, person: Make):
    path = f"/translations/fr/{PLAIN}"
    browser = person(Role.PUBLISHER)
    values = form(browser, path) | {"w.title": "Mon titre"}
    with catalogue.read() as session:
        how = session.get_one(Service, PLAIN).how
    publish(catalogue, PLAIN, how=f"{how} Breng ook boterhammen mee.")
    html = send(browser, path, values, "approve", 409)
    assert "Het Nederlands is net veranderd door Cas" in html
    assert "Mon titre</textarea>" in html
    assert re.search(r"<ins>[^<]*Breng ook boterhammen mee", html)
    send(browser, path, Form(html).values, "approve")
    assert row(catalogue, PLAIN, "fr").title == "Mon titre"


def test_what_was_typed_outlives_the_session(catalogue: Database, person: Make):
    browser = person(Role.PUBLISHER)
    path = f"/translations/fr/{PLAIN}"
    values = form(browser, path) | {"w.title": "Titre tapé", "do": "review"}
    browser.client.cookies.clear()
    answer = browser.client.post(
        f"/staff{path}", data=values, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 401
    assert "Titre tapé" in answer.text
    assert "Verstuur opnieuw" in answer.text


def test_an_older_text_comes_back(catalogue: Database, person: Make):
    browser = person(Role.PUBLISHER)
    path = f"/translations/fr/{PLAIN}"
    old = row(catalogue, PLAIN, "fr").title
    send(browser, path, form(browser, path) | {"w.title": "Titre neuf"}, "review")
    html = browser.get(path)
    assert "Wat er veranderde" in html
    link = re.search(r'href="\?revision=(-\d+)"', html)
    assert link
    html = browser.get(f"{path}?revision={link[1]}")
    assert Form(html).values["w.title"] == old
    assert "oudere tekst, van Publisher" in html
    assert row(catalogue, PLAIN, "fr").title == "Titre neuf"
    send(browser, path, Form(html).values, "review")
    assert row(catalogue, PLAIN, "fr").title == old
    assert "oudere tekst" not in browser.get(f"{path}?revision=99999999")


def test_places_have_a_desk(catalogue: Database, person: Make):
    with catalogue.read() as session:
        line = session.scalars(select(HotlineTranslation.hotline_id)).first()
    browser = person(Role.TRANSLATOR, "Olena", scope={"languages": ["uk"]})
    path = f"/translations/uk/place/hotline/{line}"
    values = form(browser, path)
    assert set(values) == {"csrf", "version", "dutch", "w.purpose"}
    html = send(browser, path, values | {"w.purpose": "Телефонуйте 09 123 45 67"}, "review", 422)
    assert "is een nummer" in html
    html = send(browser, path, values | {"w.purpose": "Коли небезпечно."}, "approve")
    assert "Een collega keurt het goed" in html
    with catalogue.read() as session:
        kept = session.get_one(HotlineTranslation, (line, "uk"))
    assert kept.purpose == "Коли небезпечно."
    for wrong in ("place/hotline/weg", "place/car/weg", "weg"):
        browser.get(f"/translations/uk/{wrong}", 404)
