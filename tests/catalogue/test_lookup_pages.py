"""The pages: with and without JavaScript, for whom, and what never stands in an address."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from starlette.testclient import TestClient

from services_catalog import field_notes
from services_catalog.desk import Desk
from services_catalog.languages import languages
from services_catalog.lookup.access import LARGEST_FORM, Colleague
from services_catalog.lookup.pages import lookup_routes
from services_catalog.lookup.view import HERE
from services_catalog.vocabulary import ResidenceStatus
from tests.catalogue.lookup_desk import own_desk, shared_desk

LINE = "football, boy 9, no papers, Wednesday, north"
AMINA = Colleague("Amina T.")
NOTE = "/lookup/service/samen-voetballen/notes"


def client(desk: Desk | None = None, *, prefix: str = "", **options: Any) -> TestClient:
    options.setdefault("open_lookup", True)
    routes = lookup_routes(desk or shared_desk(), public_url="https://stad.example.org", **options)
    app = Starlette(routes=[Mount(prefix, routes=routes)] if prefix else routes)
    return TestClient(app, follow_redirects=False)


def shown(html: str) -> list[str]:
    return re.findall(r'<article class="result"[^>]* data-id="([^"]+)"', html)


def message_of(html: str) -> str:
    found = re.search(r"<textarea id=\"m-[^>]*data-message[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert found
    return unescape(found[1])


def test_without_javascript_the_line_finds_the_club_and_its_message():
    page = client().get("/lookup", params={"q": LINE, "client": "uk"})
    assert page.status_code == 200
    assert shown(page.text)[0] == "samen-voetballen"
    message = message_of(page.text)
    assert message.startswith("Футбол у команді для хлопців і дівчат\n")
    assert "Sporthal Noord, Sportlaan 10, 9999 Waterlinde" in message
    assert "012 00 05 07" in message
    assert message.endswith("\nhttps://stad.example.org/uk/service/samen-voetballen")


def test_the_piece_that_is_fetched_is_the_same():
    page = client().get("/lookup", params={"q": LINE, "client": "uk"}).text
    piece = client().post("/lookup/results", data={"q": LINE, "client": "uk"}).text
    assert "<html" not in piece
    assert shown(piece) == shown(page)
    assert message_of(piece) == message_of(page)


def test_chips_take_their_facet_away():
    page = client().get("/lookup", params={"q": LINE, "free": "1"}).text
    chips = re.findall(r'class="chip" href="([^"]+)"[^>]*>([^<]+)<', page)
    labels = [label.strip() for _href, label in chips]
    assert labels == ["Kind", "Vraagt geen papieren", "Woensdag", "Noord", "9 jaar", "Gratis"]
    for href, label in chips:
        after = client().get(unescape(href)).text
        left = [
            x.strip() for _h, x in re.findall(r'class="chip" href="([^"]+)"[^>]*>([^<]+)<', after)
        ]
        assert left == [other for other in labels if other != label.strip()]


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("topic", "health_care", "Dokter en gezondheid"),
        ("who", "women", "Vrouwen"),
        ("age", "9", "9 jaar"),
        ("where", "noord", "Noord"),
        ("day", "wednesday", "Woensdag"),
        ("part", "evening", "Avond"),
        ("at", "15:00", "om 15:00"),
        ("language", "ar", "Spreekt Arabisch"),
        ("free", "1", "Gratis"),
        ("walk_in", "1", "Zonder afspraak"),
        ("interpreter", "1", "Met een tolk"),
        ("everyone", "1", "Vraagt geen papieren"),
    ],
)
def test_every_choice_is_a_chip_and_counts(field: str, value: str, label: str):
    page = client().get("/lookup", params={field: value}).text
    assert f'data-field="{field}">{label} ' in page
    assert shown(page)
    assert f">{label} " not in client().get("/lookup", params={field: "nonsense"}).text


def test_an_empty_box_asks_nothing():
    page = client().get("/lookup").text
    assert shown(page) == []
    assert page.count("<option value") > 20 + len(languages())


# ---- the client's situation -------------------------------------------------------------------


def test_a_status_in_an_address_does_nothing():
    asked = {"q": "leefloon geld", "status": "no_legal_stay"}
    assert 'no_legal_stay" selected' not in client().get("/lookup", params=asked).text
    plain = client().get("/lookup", params={"q": "leefloon geld"}).text
    given = client().get("/lookup", params=asked).text
    assert given == plain


def test_a_posted_status_changes_badges_and_shows_the_ground():
    plain = client().post("/lookup/results", data={"q": "leefloon geld"}).text
    named = (
        client()
        .post("/lookup/results", data={"q": "leefloon geld", "status": "no_legal_stay"})
        .text
    )
    assert sorted(shown(plain)) == sorted(shown(named))
    assert "badge excluded" in named
    assert "badge excluded" not in plain
    assert 'class="rule"' in named
    assert "Kijk dan naar:" in named


def test_no_address_on_any_page_holds_a_status():
    page = client().post("/lookup", data={"q": "leefloon geld", "status": "no_legal_stay"}).text
    assert '<option value="no_legal_stay" selected' in page
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', page)
    assert addresses
    for status in ResidenceStatus:
        # "student" and "refugee" may be part of a service's own name: as a value they may not.
        assert not any(f"={status}" in address for address in addresses)
    assert "status" not in "".join(addresses)


def test_the_status_select_is_in_no_form_that_is_sent_by_address():
    page = client().get("/lookup", params={"q": "x"}).text
    select = re.search(r'<select id="status"[^>]*>', page)
    assert select
    assert 'form="situation"' in select[0]
    assert '<form id="situation" method="post"' in page


# ---- who may ----------------------------------------------------------------------------------


def test_nobody_reads_unless_signed_in_or_open():
    closed = client(open_lookup=False)
    for path in ("/lookup", "/lookup/ask", "/lookup/service/samen-voetballen"):
        assert closed.get(path).status_code == 403
    for path in ("/lookup/results", "/lookup/basket", NOTE):
        assert (
            closed.post(path, data={"q": "voetbal", "ids": "samen-voetballen"}).status_code == 403
        )
    sent = client(open_lookup=False, sign_in="/staff/sign-in").get("/lookup?q=voetbal")
    assert (sent.status_code, sent.headers["location"]) == (303, "/staff/sign-in")


def test_an_account_reads_also_when_it_is_asked_by_a_coroutine():
    async def account(request: Request) -> Colleague | None:
        return AMINA if request.headers.get("x-who") == "amina" else None

    asked = client(open_lookup=False, account=account)
    assert asked.get("/lookup").status_code == 403
    page = asked.get("/lookup", headers={"x-who": "amina"})
    assert page.status_code == 200
    assert "Amina T." in page.text


@pytest.mark.parametrize(
    ("account", "status"),
    [(None, 403), (Colleague("Lezer", may_write=False), 403), (AMINA, 303)],
)
def test_who_writes_notes(tmp_path: Path, account: Colleague | None, status: int):
    desk = own_desk(tmp_path)
    asked = client(desk, account=lambda _request: account)
    answer = asked.post(NOTE, data={"text": "De bel is stuk.", "days": "7"})
    assert answer.status_code == status
    kept = field_notes.notes_of(desk.database, ["samen-voetballen"])
    assert bool(kept) == (status == 303)
    page = asked.get("/lookup/service/samen-voetballen").text
    assert ('name="text"' in page) == (status == 303)


def test_a_note_is_written_read_and_taken_away(tmp_path: Path):
    desk = own_desk(tmp_path)
    asked = client(desk, account=lambda _request: AMINA)
    asked.post(NOTE, data={"text": "<b>De bel</b> is stuk.", "days": "7", "public": "1"})
    for page in (
        asked.get("/lookup/service/samen-voetballen").text,
        asked.post("/lookup/results", data={"q": "voetbal"}).text,
    ):
        assert "&lt;b&gt;De bel&lt;/b&gt; is stuk." in page
        assert "Amina T." in page
    assert "De bel" in message_of(asked.get("/lookup", params={"q": "voetbal"}).text)
    (note,) = field_notes.notes_of(desk.database, ["samen-voetballen"])["samen-voetballen"]
    assert asked.post(f"{NOTE}/{note.id}/remove", data={"": ""}).status_code == 303
    assert field_notes.notes_of(desk.database, ["samen-voetballen"]) == {}


def test_a_note_that_cannot_be_kept_is_not_lost(tmp_path: Path):
    asked = client(own_desk(tmp_path), account=lambda _request: AMINA)
    answer = asked.post(NOTE, data={"text": "w" * 300, "days": "7"})
    assert answer.status_code == 422
    assert "Dit is te lang." in answer.text
    assert "w" * 300 in answer.text
    assert asked.post(NOTE, data={"text": "x", "days": "²"}).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elders.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 303),
    ],
)
def test_forms_of_other_sites_write_nothing(tmp_path: Path, headers: dict[str, str], status: int):
    asked = client(own_desk(tmp_path), account=lambda _request: AMINA)
    answer = asked.post(NOTE, data={"text": "x", "days": "7"}, headers=headers)
    assert answer.status_code == status


def test_odd_forms_are_refused_and_break_nothing():
    asked = client()
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert (
        asked.post("/lookup/results", content=b"q=" + b"x" * LARGEST_FORM, headers=form).status_code
        == 413
    )
    assert asked.post("/lookup/results", content=b"\xff\xfe", headers=form).status_code == 400
    assert (
        asked.post("/lookup/results", content=b"&".join([b"a=1"] * 99), headers=form).status_code
        == 400
    )
    assert asked.post("/lookup/results", json={"q": "x"}).status_code == 415
    odd = {"q": "\u202e\x00<script>", "age": "²", "at": "99:99", "where": "'", "client": "klingon"}
    answer = asked.post("/lookup/results", data=odd)
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert asked.get("/lookup/service/../../etc").status_code == 404
    assert asked.get("/lookup/service/GEEN").status_code == 404


# ---- basket, assistant, files -----------------------------------------------------------------


def test_a_basket_of_several_is_one_message_and_one_sheet():
    form = {"ids": "samen-voetballen,geen,uitpas,<x>,samen-voetballen", "client": "ar"}
    piece = client().post("/lookup/basket", data=form).text
    assert 'href="/ar/list?s=samen-voetballen,uitpas"' in piece
    message = unescape(re.findall(r"data-all[^>]*>(.*?)</textarea>", piece, re.DOTALL)[0])
    first, second = message.split("\n\n")
    assert "\u2066https://stad.example.org/ar/service/samen-voetballen\u2069" in first
    assert "/ar/service/uitpas" in second
    assert "data-copy-all" not in client().post("/lookup/basket", data={"ids": ""}).text


def test_what_the_assistant_would_say_side_by_side():
    asked: list[tuple[str, str]] = []

    async def ask(question: str, language: str) -> dict[str, Any]:
        asked.append((question, language))
        if language == "fa":
            raise RuntimeError(question)
        card = {"id": "samen-voetballen", "title": "Voetballen", "language": "nl"}
        lines = [{"number": "112", "name": "Nood"}]
        text = f"Antwoord <{language}>"
        return {"messages": [{"text": text, "language": language, "cards": [card], "lines": lines}]}

    pages = client(ask=ask)
    page = pages.post("/lookup/ask", data={"question": "waar slapen", "client": "ar"}).text
    assert asked == [("waar slapen", "nl"), ("waar slapen", "ar")]
    assert "Antwoord &lt;nl&gt;" in page
    assert '<section lang="ar" dir="rtl">' in page
    assert page.count("112 Nood") == 2
    failed = pages.post("/lookup/ask", data={"question": "geheim", "client": "fa"}).text
    assert "De assistent antwoordt nu niet." in failed
    assert "niet ingebouwd" not in failed


def test_no_question_to_the_assistant_in_an_address(caplog: pytest.LogCaptureFixture):
    def ask(question: str, _language: str) -> dict[str, Any]:
        raise ValueError(question)

    pages = client(ask=ask)
    assert "geheim" not in pages.get("/lookup/ask?question=geheim").text
    pages.post("/lookup/ask", data={"question": "geheim"})
    assert "ValueError" in caplog.text
    assert "geheim" not in caplog.text


def test_without_an_assistant_the_page_says_so():
    assert "niet ingebouwd" in client().get("/lookup/ask").text


def test_nothing_inline_nothing_kept_and_under_any_prefix():
    mounted = client(prefix="/staff")
    page = mounted.get("/staff/lookup", params={"q": LINE})
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"\son\w+=|style=|<style|<script(?! src)", page.text)
    for address in re.findall(r'(?:src|href)="(/staff/lookup/static/[^"]+)"', page.text):
        assert mounted.get(address).status_code == 200
    assert 'data-base="/staff/lookup"' in page.text
    assert 'action="/staff/lookup"' in page.text
    assert 'href="/nl/service/samen-voetballen/card"' in page.text


def test_the_script_knows_every_word_it_says():
    script = (HERE / "static" / "lookup.js").read_text(encoding="utf-8")
    page = client().get("/lookup").text
    said = set(re.findall(r"words\.([a-zA-Z]+)", script))
    assert said
    for name in said:
        attribute = "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        assert f"data-{attribute}=" in page


def test_a_catalogue_that_cannot_be_read_is_said(tmp_path: Path):
    from services_catalog.database import Database, make_engine

    empty = Desk(Database(make_engine(f"sqlite:///{tmp_path / 'no.db'}")))
    answer = client(empty).get("/lookup?q=voetbal")
    assert answer.status_code == 503
    assert "niet bereikbaar" in answer.text
