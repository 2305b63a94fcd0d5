"""The pages without JavaScript: the whole way by forms and links, in every direction."""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.web.pages.contacts import contacts, dialable
from bot.web.pages.hidden import MAX_EARLIER, read_earlier, remember
from bot.web.pages.render import MarkedTranslator
from bot.web.payloads import Payload
from bot.web.shapes import Card, Message
from services_catalog.desk import Desk
from services_catalog.i18n import translate
from services_catalog.languages import languages, spoken_languages
from tests.web.browser import Page
from tests.web.fake_rasa import FakeRasa

STATIC = Path(__file__).parents[2] / "bot" / "web" / "static"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "nl"),
        ("ar", "ar"),
        ("ar-SY,en;q=0.5", "ar"),
        ("en;q=0.3, uk;q=0.9", "uk"),
        ("zh-CN,zh;q=0.9", "nl"),
        ("sw,tr;q=0.2", "tr"),
        ("so,tr;q=0.2", "so"),
        ("*;q=x,;;,fr;q=0", "nl"),
    ],
)
def test_the_browser_language_is_followed(client: TestClient, accept: str, language: str) -> None:
    response = client.get("/", headers={"Accept-Language": accept})
    assert (response.status_code, response.headers["location"]) == (302, f"/{language}/")
    assert response.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("language", spoken_languages())
def test_the_first_page_in_every_language(client: TestClient, language: str) -> None:
    page = Page(client.get(f"/{language}/"))
    assert page.status == 200
    html = page.all("html")[0]
    assert html == {"lang": language, "dir": languages()[language].direction}
    assert "Waterlinde" in page.words
    # The switch names each language in itself, marked as such.
    for code in spoken_languages():
        assert languages()[code].own in page.words
        assert any(
            a.get("lang") == code and a["href"] == f"/{code}/?chosen=1" for a in page.all("a")
        )
    assert sum(a.get("aria-current") == "true" for a in page.all("a")) == 1
    assert any(a["href"] == "https://www.wikipedia.org" for a in page.all("a"))
    assert any(a["href"] == f"/{language}/privacy" for a in page.all("a"))
    assert len([b for b in page.buttons if b[1].get("value", "").startswith("/ask_")]) == 26


def test_every_page_is_sound(client: TestClient) -> None:
    talk = Page(client.get("/nl/"))
    pages = [
        talk,
        talk.press(client, "Wonen"),
        talk.write(client, "hallo"),
        *(Page(client.get(f"/ar/{path}")) for path in ("privacy", "office", "nothing")),
        Page(client.get("/nl/service/dienst-migratie")),
    ]
    for page in pages:
        assert len(page.all("h1")) == 1
        assert [tag for tag, _ in page.tags if tag in ("header", "nav", "main", "footer")] == [
            "header", "nav", "main", "footer",
        ]  # fmt: skip
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        inputs = [a for a in page.all("input") if a["type"] != "hidden"]
        labelled = {a["for"] for a in page.all("label")}
        assert {a["id"] for a in inputs} == labelled
        assert all(a.get("aria-hidden") == "true" for a in page.all("svg"))
        # Data for search engines is no script: it is never run.
        assert all(a["type"] == "application/ld+json" for a in page.all("script"))
        assert not any("style" in attrs or "onclick" in attrs for _, attrs in page.tags)
        for owner, _, label in page.buttons:
            assert label
            assert not isinstance(owner, str) or owner in page.by_id
        for field in ("src", "href", "action"):
            named = [attrs for tag, attrs in page.tags if field in attrs and tag != "a"]
            # Addresses that are named, not fetched, are whole ones.
            urls = [a[field] for a in named if a.get("rel") not in ("canonical", "alternate")]
            assert all(url.startswith("/") for url in urls), urls


def test_headers_on_everything(client: TestClient) -> None:
    for url in ("/", "/nl/", "/health", "/nowhere/at/all", "/static/style.css", "/static/no.css"):
        headers = client.get(url).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in headers["permissions-policy"]
        assert "set-cookie" not in headers
    assert client.get("/nl/").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/style.css").headers["cache-control"]


def test_pages_fit_a_slow_network(client: TestClient) -> None:
    assert (STATIC / "style.css").stat().st_size < 10_000
    start = client.get("/ar/").text
    # What this page asks for; other pages and the widget bring more of their own.
    files = [STATIC / name for name in set(re.findall(r"/static/([\w.-]+)\?v=", start))]
    assert {path.name for path in files} == {"style.css", "icon.svg", "icons.svg"}
    assert len(start.encode()) + sum(path.stat().st_size for path in files) < 30_000
    answer = Page(client.get("/ar/")).press(client, translate("Eten", "ar").text).html.encode()
    packed = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert len(gzip.compress(answer)) + packed < 15_000


def test_a_talk_by_forms_alone(client: TestClient, rasa: FakeRasa) -> None:
    page = Page(client.get("/nl/"))
    page = page.press(client, "Slapen vannacht")
    assert page.status == 200
    assert "Je vroeg" in page.words
    assert "Slapen vannacht" in page.words
    assert len(page.all("article")) == 3
    assert rasa.questions[-1]["message"] == "/ask_emergency_shelter"
    session = rasa.questions[-1]["sender"]

    page = page.press(client, "Wat moet ik meebrengen?")
    page = page.write(client, "Is dat ver?")
    assert rasa.questions[-1]["message"] == "Is dat ver?"
    assert "Is dat ver?" in page.words
    # The services seen before are still one press away, and the server never kept them.
    assert "Terug naar een dienst" in page.words
    back = next(b for b in page.buttons if b[1].get("value", "").startswith("/select_service"))
    page = page.press(client, back[2])
    assert rasa.questions[-1]["message"].startswith('/select_service{"service"')
    assert back[2] in page.words
    page = page.press(client, "Ik wil met een mens praten")
    assert rasa.questions[-1]["message"] == "/ask_human"
    assert {question["sender"] for question in rasa.questions} == {session}
    assert len({question["metadata"]["turn"] for question in rasa.questions}) == 5


def test_reloading_an_answer_is_no_second_turn(client: TestClient, rasa: FakeRasa) -> None:
    page = Page(client.get("/nl/"))
    first, second = page.write(client, "hallo"), page.write(client, "hallo")
    assert len(rasa.questions) == 1
    assert "Antwoord 1" in first.words
    assert "Antwoord 1" in second.words


def test_going_back_and_asking_something_else_is_another_turn(
    client: TestClient, rasa: FakeRasa
) -> None:
    page = Page(client.get("/nl/"))
    page.press(client, "Wonen")
    page.press(client, "Werk")
    page.write(client, "hallo")
    assert [question["message"] for question in rasa.questions] == [
        "/ask_housing", "/ask_work", "hallo",
    ]  # fmt: skip


def test_the_turn_tells_nothing_of_the_text(client: TestClient, rasa: FakeRasa) -> None:
    for _ in range(2):
        Page(client.get("/nl/")).write(client, "hallo")
    first, second = (question["metadata"]["turn"] for question in rasa.questions)
    assert first != second


def test_an_unchosen_page_follows_the_language_of_the_answer(
    client: TestClient, rasa: FakeRasa
) -> None:
    rasa.answer = lambda _q: {"language": "ar", "messages": [{"text": "أهلا"}]}
    page = Page(client.get("/nl/")).write(client, "مرحبا، أحتاج إلى مساعدة")
    assert rasa.questions[0]["metadata"] | {"turn": ""} == {
        "language": None, "hint": "nl", "turn": "",
    }  # fmt: skip
    assert page.all("html")[0] == {"lang": "ar", "dir": "rtl"}
    assert {form.action for form in page.forms} == {"/ar/#answer"}


def test_a_chosen_language_stays(client: TestClient, rasa: FakeRasa) -> None:
    page = Page(client.get("/fr/?chosen=1")).write(client, "hello there friend")
    page = page.write(client, "another one")
    assert [question["metadata"]["language"] for question in rasa.questions] == ["fr", "fr"]
    assert page.all("html")[0]["lang"] == "fr"


def test_switching_language_in_mid_talk_keeps_the_talk(client: TestClient, rasa: FakeRasa) -> None:
    page = Page(client.get("/nl/")).press(client, "Wonen")
    page = page.press(client, "العربية")
    assert rasa.questions[-1]["message"] == '/choose_language{"language": "ar"}'
    assert page.all("html")[0] == {"lang": "ar", "dir": "rtl"}
    assert page.forms[0].fields["session"] == rasa.questions[0]["sender"]
    page.write(client, "hello")
    assert rasa.questions[-1]["metadata"]["language"] == "ar"


def test_dutch_inside_another_language_is_marked(client: TestClient) -> None:
    page = Page(client.get("/ar/service/dienst-migratie"))
    address = [a for a in page.all("bdi") if a.get("lang") == "nl"]
    assert address
    assert all(a.get("dir") == "ltr" for a in address if "dir" in a)
    assert page.all("h1")[0].get("lang") in (None, "nl")  # Dutch until it is translated


def test_hostile_words_stay_words(client: TestClient, rasa: FakeRasa, desk: Desk) -> None:
    def poison(value: object) -> object:
        if isinstance(value, dict):
            return {key: poison(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [poison(inner) for inner in value]
        return HOSTILE if isinstance(value, str) else value

    card = poison(desk.office_card("nl")) | {"language": "fr", "dutch": {"title": HOSTILE}}
    rasa.answer = lambda _q: {
        "messages": [
            {"kind": "alarm", "text": HOSTILE, "cards": [card]},
            {"text": HOSTILE, "buttons": [{"title": HOSTILE, "payload": "/affirm"}]},
        ]
    }
    page = Page(client.get("/nl/")).write(client, HOSTILE)
    assert page.status == 200
    assert HOSTILE in page.words
    assert not page.all("script")
    assert not page.all("img")
    assert not any("onerror" in attrs for _, attrs in page.tags)


def test_hostile_hidden_fields_are_harmless(client: TestClient, rasa: FakeRasa) -> None:
    fields = {
        "session": "<b>", "turn": "'", "chosen": "1",
        "earlier": '[["dienst-migratie","<script>x</script>"],["../x","y"],5]', "text": "hallo",
    }  # fmt: skip
    page = Page(client.post("/nl/", data=fields))
    assert page.status == 200
    assert not page.all("script")
    assert len(rasa.questions[0]["sender"]) >= 16
    assert "<script>x</script>" in page.words  # as the words of a button, to the sender only


@pytest.mark.parametrize(
    "body", [b"", b"text=%ff%00", b"\xff\xfe", b"&".join([b"a=1"] * 50), b"text=" + b"%D8%A7" * 500]
)
def test_odd_forms_get_a_page(client: TestClient, body: bytes) -> None:
    response = client.post("/nl/", content=body)
    assert response.status_code in (200, 400)
    assert "<h1" in response.text


def test_a_form_that_is_far_too_big(client: TestClient, rasa: FakeRasa) -> None:
    response = client.post("/nl/", data={"text": "a" * 100_000})
    assert response.status_code == 413
    assert "te lang" in response.text
    assert not rasa.questions


def test_without_rasa_the_page_apologises_and_goes_on(client: TestClient, rasa: FakeRasa) -> None:
    rasa.status = 503
    page = Page(client.get("/nl/")).write(client, "hallo")
    assert page.status == 200
    assert "012 00 01 01" in page.words
    assert any(a["href"] == "tel:112" for a in page.all("a"))
    rasa.status = 200
    assert "Antwoord" in page.write(client, "hallo").words


def test_a_service_has_its_own_page(client: TestClient) -> None:
    page = Page(client.get("/nl/service/dienst-migratie"))
    assert page.status == 200
    assert any(a["href"] == "tel:+3212000101" for a in page.all("a"))
    assert len(page.all("tr")) == 7
    assert "Voor iedereen, ook zonder verblijfspapieren" in page.words
    assert "Nagekeken op" in page.words
    assert any(a["href"] == "/ar/service/dienst-migratie?chosen=1" for a in page.all("a"))


@pytest.mark.parametrize(
    "path",
    ["/nl/service/no-such-service", "/nl/service/..%2f", "/xx/", "/sw/", "/favicon.png", "/nl/x"],
)
def test_what_does_not_exist_gets_a_kind_page(client: TestClient, path: str) -> None:
    page = Page(client.get(path))
    assert page.status == 404
    assert "Deze pagina bestaat niet" in page.words
    assert "012 00 01 01" in page.words


def test_a_language_without_its_slash(client: TestClient) -> None:
    assert client.get("/nl").headers["location"] == "/nl/"


def test_the_list_of_earlier_services() -> None:
    cards = [Card(id=f"s{n}", title=f"Dienst {n}") for n in range(12)]
    kept = remember([("s3", "Dienst 3"), ("old", "Oud")], [Message(cards=cards[:3])])
    assert kept == [
        ("s0", "Dienst 0"),
        ("s1", "Dienst 1"),
        ("s2", "Dienst 2"),
        ("s3", "Dienst 3"),
        ("old", "Oud"),
    ]
    assert len(remember([], [Message(cards=cards)])) == MAX_EARLIER
    assert read_earlier("[" * 5000) == []
    assert read_earlier("[" * 3000) == []
    assert read_earlier('{"a": 1}') == []
    assert read_earlier('[["a","A"],["b"],["c","C","D"],["-","X"]]') == [("a", "A")]


def test_short_numbers_can_be_dialled() -> None:
    html = dialable("Bel 112, <b>1712</b> of 012 00 01 12. Niet 1120.")
    assert html.count("<a ") == 3
    assert "&lt;b&gt;" in html
    assert 'href="tel:1712"' in html
    assert 'href="tel:+3212000112"' in html


def test_contacts_in_a_sentence_keep_their_order() -> None:
    html = contacts("اتصل 012 00 01 01 أو a.b@c.example.org. Kerkstraat 112, 9999 <b>, 2026.")
    assert '<a class="tel" href="tel:+3212000101"><bdi dir="ltr">012 00 01 01</bdi></a>' in html
    assert '<a href="mailto:a.b@c.example.org"><bdi dir="ltr">a.b@c.example.org</bdi></a>.' in html
    assert html.count("<a ") == 2
    assert "&lt;b&gt;" in html
    assert 'href="tel:112"' in contacts("Is er gevaar? Bel 112.")


def test_a_sentence_that_misses_says_that_it_is_dutch() -> None:
    turkish = MarkedTranslator("tr")
    assert turkish("Niet <ooit> vertaald") == (
        '<span lang="nl" dir="ltr">Niet &lt;ooit&gt; vertaald</span>'
    )
    assert "<" not in turkish("Privacy")
    assert "<" not in MarkedTranslator("nl")("Niet ooit vertaald")


def test_a_card_in_a_talk_can_be_called_wrong(client: TestClient, rasa: FakeRasa) -> None:
    page = client.post("/nl/", data={"payload": "/ask_emergency_shelter"}).text
    first, *_others = re.findall(r'<article class="card" id="([a-z0-9-]+)"', page)
    payload = str(Payload("report_wrong_answer", {"service": first}))
    assert payload in unescape(page)
    client.post("/nl/", data={"payload": payload})
    assert rasa.questions[-1]["message"] == payload
    # On a page of its own there is no talk to say it in.
    assert "report_wrong_answer" not in client.get(f"/nl/service/{first}").text
