"""Before a text is published: what is wrong with it, which answers change, what it will say."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette

from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.linter.answers import Foreseen
from services_catalog.loading.seed import seed
from services_catalog.models import Role, Service
from services_catalog.search.passages import refresh_passages
from services_catalog.search.query import Query
from services_catalog.staff.app import staff_app, staff_routes
from services_catalog.staff.office import Office
from services_catalog.staff.once import Once
from services_catalog.staff.settings import StaffSettings
from tests.catalogue.editing_world import WordsEncoder, small_source
from tests.staff.conftest import CHEAP, Browser, Make, form_of, publish

SHELTER = "nachtopvang-de-brug"
QUESTION = "waar krijg ik eten"
FETCHED = {"X-Requested-With": "fetch"}


def fetched(browser: Browser, path: str) -> str:
    """What our script gets."""
    answer = browser.client.get(f"/staff{path}", headers=FETCHED)
    assert answer.status_code == 200, answer.text[:500]
    assert "<html" not in answer.text
    return answer.text


def plain(html: str) -> str:
    """The words of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def write(browser: Browser, service_id: str, **values: str) -> str:
    """Save a draft in which only these fields are other."""
    form = form_of(browser.get(f"/services/{service_id}/edit"))
    return browser.post(
        f"/services/{service_id}/edit", **form | {k: [v] for k, v in values.items()}, do="save"
    )


class Town:
    """A small town whose encoder knows words."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(make_engine(f"sqlite:///{folder / 'town.db'}"))
        migrate(self.database.engine)
        self.encoder = WordsEncoder()
        seed(self.database, small_source(), self.encoder)
        self.book = EditingBook(self.database, lambda: self.encoder, four_eyes=False)
        self.inner = staff_app(
            self.database,
            self.book,
            StaffSettings(),
            passwords=CHEAP,
            encoder=lambda: self.encoder,
        )
        self.app = Starlette(routes=staff_routes(self.inner))
        self.app.router.redirect_slashes = False

    @property
    def office(self) -> Office:
        office: Office = self.inner.state.office
        return office

    def without_encoder(self, encoder: Callable[[], WordsEncoder] | None = None) -> None:
        self.inner.state.office = dataclasses.replace(self.office, encoder=encoder, answers=Once())

    def person(self, role: Role, name: str) -> Browser:
        email = f"{name.lower()}@waterlinde.example.org"
        self.office.accounts.add(email, name, {role: {}}, "vier losse woorden hier")
        browser = Browser(self.app)
        browser.sign_in(email)
        return browser

    def answers(self, question: str) -> list[str]:
        vector = self.encoder.encode([question])[0]
        query = Query(language="nl", text=question, vector=vector, limit=3)
        return [hit.service_id for hit in Desk(self.database).search(query)]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_an_editor_takes_the_first_place_and_the_publisher_sees_it_before(town: Town):
    tom, nadia = town.person(Role.EDITOR, "Tom"), town.person(Role.PUBLISHER, "Nadia")
    assert town.answers(QUESTION)[0] == "voedselbank"
    html = write(tom, "voedselbank", **{"text.asks": "tassen met soep"})
    assert "Alles is ingevuld" in html
    assert "Gepubliceerd" in publish(nadia, "voedselbank")
    before = town.answers(QUESTION)
    write(tom, "praatgroep", **{"text.title": "Eten halen", "text.asks": f"{QUESTION}\nsoep eten"})
    tom.post("/services/praatgroep/submit")

    page = nadia.get("/services/praatgroep/publish")
    assert 'data-later="/staff/services/praatgroep/answers"' in page
    assert 'href="/staff/services/praatgroep/answers"' in page  # without a script
    piece = fetched(nadia, "/services/praatgroep/answers")
    whole = nadia.get("/services/praatgroep/answers")
    for html in (piece, whole):
        (shift,) = [one for one in shifts(html) if one[0] == QUESTION]
        assert shift[1] == before
        assert shift[2][0] == "praatgroep"
        assert "Nederlands: " in plain(html)
    foretold = {question: after for question, _before, after in shifts(whole)}
    # The piece marks ours, links every service, and says it all in one sentence.
    assert re.search(
        r'class="mine"><a href="/staff/services/praatgroep"[^>]*>Eten halen</a>', piece
    )
    assert "Praatgroep</a>" in piece, "before it bears the title it has now"
    was = before.index("praatgroep") + 1 if "praatgroep" in before else 0
    moved = f"gaat van plaats {was} naar plaats 1." if was else "komt op plaats 1."
    assert f"Deze dienst {moved}" in piece
    assert re.search(r'data-said="\d+ vra(ag|gen) krijg', piece)
    # The next time the page has it at once.
    again = nadia.get("/services/praatgroep/publish")
    assert "data-later" not in again
    assert QUESTION in again

    assert "Gepubliceerd" in publish(nadia, "praatgroep")
    assert town.answers(QUESTION)[0] == "praatgroep"
    assert {question: town.answers(question) for question in foretold} == foretold


def shifts(html: str) -> list[tuple[str, list[str], list[str]]]:
    """Question, services before, services after, as they stand on the page."""
    found = []
    for block in html.split('<li class="shift">')[1:]:
        question = re.search(r"<q>(.*?)</q>", block, re.DOTALL)
        assert question
        sides = re.findall(r'<ol class="answers">(.*?)</ol>', block, re.DOTALL)
        lists = [re.findall(r'href="/staff/services/([\w-]+)"', side) for side in sides[:2]]
        found.append((unescape(question[1]), *lists))
    return found  # type: ignore[return-value]


def test_it_is_computed_once_for_a_text_and_anew_for_another(town: Town):
    nadia = town.person(Role.PUBLISHER, "Nadia")
    write(nadia, "praatgroep", **{"text.asks": QUESTION})
    fetched(nadia, "/services/praatgroep/answers")
    made = len(town.encoder.encoded)
    fetched(nadia, "/services/praatgroep/answers")
    nadia.get("/services/praatgroep/answers")
    assert len(town.encoder.encoded) == made
    write(nadia, "praatgroep", **{"text.asks": "iets dat nog nergens staat"})
    html = fetched(nadia, "/services/praatgroep/answers")
    assert len(town.encoder.encoded) > made
    assert QUESTION not in [
        question for question, _b, after in shifts(html) if "praatgroep" in after
    ]


def test_questions_of_its_own_that_do_not_lead_to_it(town: Town):
    nadia = town.person(Role.PUBLISHER, "Nadia")
    with town.database.change() as session:
        # Three others say the very same, and more often.
        for one in ("voedselbank", "nt2", "dienst-migratie"):
            session.get_one(Service, one).asks = ["soep", "soep soep soep"]
        refresh_passages(session, town.encoder)
    write(nadia, "praatgroep", **{"text.asks": "soep\npraten met buren"})
    html = nadia.get("/services/praatgroep/answers")
    assert "Vragen die niet naar deze dienst leiden" in html
    missed = html.partition("Vragen die niet naar deze dienst leiden")[2]
    assert [question for question, *_ in shifts(missed)] == ["soep"]
    assert "praatgroep" not in re.findall(
        r'href="/staff/services/([\w-]+)"', missed.split("</ol>")[0]
    )


@pytest.mark.parametrize("broken", [False, True])
def test_without_an_encoder_it_says_so_and_publishing_goes_on(town: Town, broken: bool):
    def fails() -> WordsEncoder:
        raise RuntimeError("no weights")

    town.without_encoder(fails if broken else None)
    nadia = town.person(Role.PUBLISHER, "Nadia")
    write(nadia, "praatgroep", **{"text.title": "Praten met buren"})
    assert "Vragen uitproberen kan hier niet" in fetched(nadia, "/services/praatgroep/answers")
    html = nadia.get("/services/praatgroep/publish")
    assert ("data-later" in html) == broken
    assert "Gepubliceerd" in publish(nadia, "praatgroep")


def test_an_incomplete_text_is_not_tried(town: Town):
    nadia = town.person(Role.PUBLISHER, "Nadia")
    write(nadia, "praatgroep", **{"text.title": ""})
    html = fetched(nadia, "/services/praatgroep/answers")
    assert "Nog niet alles is goed ingevuld" in html
    html = nadia.get("/services/praatgroep/publish")
    assert "Dit moet eerst nog" in html
    assert "<strong>Titel:</strong> Vul dit in." in html
    assert "data-later" not in html
    assert "Publiceer nu" not in html


def test_errors_block_and_lead_to_their_field_and_warnings_do_not(person: Make):
    browser = person(Role.PUBLISHER)
    write(browser, SHELTER, **{"locations.0.mode": "expert", "locations.0.text": "Mo-Fr"})
    html = browser.get(f"/services/{SHELTER}/publish")
    assert "Zegt niet van hoe laat tot hoe laat" in html
    path = f"/services/{SHELTER}/edit?check=1#locations.0.hours"
    assert f'href="/staff{path}"' in html
    assert "Publiceer nu" not in html
    form = browser.get(path.partition("#")[0])
    assert 'id="locations.0.hours"' in form
    assert "Zegt niet van hoe laat tot hoe laat" in form, "what blocks stands on the form too"
    long = "Je komt langs met al je papieren en dan kijken wij samen met jou en met een tolk "
    long += "heel rustig na wat er precies nog allemaal ontbreekt voor je aanvraag."
    write(browser, SHELTER, **{
        "locations.0.mode": "rows", "locations.0.rows.0.days": "Mo",
        "locations.0.rows.0.start": "20", "locations.0.rows.0.end": "23", "text.how": long,
    })  # fmt: skip
    html = browser.get(f"/services/{SHELTER}/publish")
    assert "Aandachtspunten" in html
    assert f'href="/staff/services/{SHELTER}/edit?check=1#text.how"' in html
    assert "Publiceer nu" in html
    form = browser.get(f"/services/{SHELTER}/edit?check=1")
    assert 'href="#text.how"' in form
    assert "Gepubliceerd" in publish(browser, SHELTER)
    assert f'href="/staff/services/{SHELTER}/edit?check=1#text.how"' in browser.get(
        f"/services/{SHELTER}"
    )


class TestCard:
    """What the assistant will say, as a visitor of a language reads it."""

    def test_a_machine_translation_and_an_older_one(self, person: Make):
        browser = person(Role.PUBLISHER)
        now = browser.get(f"/services/{SHELTER}?language=ar")
        assert re.search(r'<article class="card" lang="ar" dir="rtl">', now)
        assert "Vertaald door een machine" in now
        write(browser, SHELTER, **{"text.title": "Slapen bij De Brug"})
        then = fetched(browser, f"/services/{SHELTER}/card?which=draft&language=ar")
        assert "De vertaling is ouder dan het Nederlands" in then
        assert "Slapen bij De Brug" in browser.get(f"/services/{SHELTER}/publish?language=nl")
        now = fetched(browser, f"/services/{SHELTER}/card?which=now&language=nl")
        assert "Slapen bij De Brug" not in now
        both = browser.get(f"/services/{SHELTER}/card?language=ar")
        assert both.count("<article") == 2

    def test_what_is_not_translated_is_marked_as_dutch(self, town: Town):
        nadia = town.person(Role.PUBLISHER, "Nadia")
        html = fetched(nadia, "/services/voedselbank/card?language=fr")
        assert "Banque alimentaire" in html
        assert re.search(r'<p lang="nl" dir="ltr">Kom langs met een tas\.', html)
        assert "Nog in het Nederlands" in html
        html = fetched(nadia, "/services/voedselbank/card?language=ar")
        assert re.search(r'<h3 lang="nl" dir="ltr">Voedselbank De Mand', html)
        assert "Nog niet vertaald" in html
        assert 'dir="rtl"' in html

    def test_it_is_what_the_desk_says(self, person: Make, catalogue: Database):
        browser = person(Role.READER)
        for language in ("nl", "ar", "so"):
            html = unescape(fetched(browser, f"/services/{SHELTER}/card?language={language}"))
            (card,) = Desk(catalogue).cards([SHELTER], language)
            said = [card["title"], card["summary"], card["badge"]["text"], card["open"]["text"]]
            said += [card["cost"], card["access"], card["phone"]["text"], card["checked"]]
            said += [card["translation"]["text"]] if card["translation"] else []
            said += [day["hours"] for place in card["places"] for day in place["week"]]
            for text in said:
                assert text in html, (language, text)

    def test_no_card_while_something_misses_and_no_strange_language(self, person: Make):
        browser = person(Role.EDITOR)
        browser.post("/new", title="Een nieuw loket", organization="caw-linde")
        html = browser.get("/services/een-nieuw-loket/card?language=ar")
        assert "Het kaartje komt hier" in html
        assert 'lang="nl"' in browser.get(f"/services/{SHELTER}/card?language=<script>")


def test_the_count_on_the_page_is_what_was_tried(town: Town):
    nadia = town.person(Role.PUBLISHER, "Nadia")
    write(nadia, "praatgroep", **{"text.title": "Praten met buren"})
    html = nadia.get("/services/praatgroep/publish")
    told = re.search(r"We proberen (\d+) vragen uit in (\d+) talen", html)
    assert told
    html = fetched(nadia, "/services/praatgroep/answers")
    tried = re.search(r"Uitgeprobeerd: (\d+) vragen in (\d+) talen", html)
    assert tried
    assert told.groups() == tried.groups()
    assert isinstance(next(iter(town.office.answers._kept.values())).result(), Foreseen)
