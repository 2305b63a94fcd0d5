"""The pocket edition: all that may be seen and nothing else, text only as text, true hours."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import typst
from sqlalchemy import select

from services_catalog.database import Database, make_engine, migrate
from services_catalog.desk import Desk
from services_catalog.hours import BRUSSELS
from services_catalog.languages import languages, spoken_languages
from services_catalog.loading.seed import seed
from services_catalog.loading.source import read_folder
from services_catalog.models import (
    EligibilityRule,
    FieldNote,
    Municipality,
    Service,
)
from services_catalog.pocket.data import Edition, PocketError, edition
from services_catalog.pocket.html import Served, html, policy
from services_catalog.pocket.pdf import TEMPLATE, pdf, sheet
from services_catalog.printing.letters import MISSING, printable
from services_catalog.printing.typeset import TEMPLATES, fonts
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.vocabulary import PublicationState
from tests.support import require_program
from tests.web.conftest import NoEncoder

MOMENT = datetime(2026, 11, 24, 10, 30, tzinfo=BRUSSELS)
HOSTILE = (
    '</script><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }} & " \u2028 '
    '#panic("no") $x$ *bold* \\ ]'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pocket") / "catalogue.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    seed(Database(engine), read_folder(DEMO_DIRECTORY), NoEncoder())
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def desk(made: Path) -> Desk:
    return Desk(Database(make_engine(f"sqlite:///{made}")))


@pytest.fixture(scope="module")
def of(desk: Desk) -> Callable[[str], Edition]:
    return cache(lambda language: edition(desk, language, moment=MOMENT))


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Desk:
    """A desk on a copy that a test may change."""
    path = tmp_path / "own.db"
    path.write_bytes(made.read_bytes())
    return Desk(Database(make_engine(f"sqlite:///{path}")))


class Seen(HTMLParser):
    """Tags with their attributes, texts by the tag they stand in, and the scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag in ("script", "style"):
            self._inside = tag
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    @property
    def data(self) -> Any:
        return json.loads(self.scripts[1])


def change(desk: Desk, service_id: str, **values: Any) -> None:
    with desk.database.change() as session:
        service = session.get_one(Service, service_id)
        for name, value in values.items():
            setattr(service, name, value)


@pytest.mark.parametrize("language", spoken_languages())
def test_every_language_has_all_services_in_a_small_file_and_in_letters_that_print(
    desk: Desk, of: Callable[[str], Edition], language: str
) -> None:
    page = html(of(language))
    articles = [a["id"] for tag, a in Seen(page).tags if tag == "article"]
    assert sorted(articles) == sorted(f"s-{one}" for one in desk.service_ids())
    assert len(gzip.compress(page.encode())) < 400_000
    assert f'<html lang="{language}" dir="{languages()[language].direction}">' in page
    assert MISSING not in json.dumps(sheet(of(language)), ensure_ascii=False)


@pytest.mark.parametrize("language", spoken_languages())
def test_every_language_can_be_printed(desk: Desk, language: str, caplog: Any) -> None:
    printed = pdf(edition(desk, language, neighbourhood="meerdorp", moment=MOMENT))
    assert printed.startswith(b"%PDF-")
    assert not caplog.records, "Typst warns of nothing"


def test_the_contents_name_the_page_on_which_a_service_stands(
    of: Callable[[str], Edition], tmp_path: Path
) -> None:
    tool = require_program(("pdftotext",), "The page numbers of the booklet are")
    booklet = tmp_path / "nl.pdf"
    booklet.write_bytes(pdf(of("nl")))
    done = subprocess.run([tool, "-layout", booklet, "-"], capture_output=True, check=True)
    pages = [" ".join(page.split()) for page in done.stdout.decode().split("\f")]
    contents = " ".join(pages[1:5])
    for one in of("nl").entries:
        title = one.title.own.text
        numbers = re.findall(re.escape(title) + r"[ .\u2060]+(\d+)", contents)
        assert any(title in pages[int(number) - 1] for number in numbers), title
    assert re.search(rb"/MediaBox ?\[0 0 419\.\d+ 595\.\d+\]", booklet.read_bytes()), "A5"


def test_no_draft_and_no_rule_of_residence(own: Desk) -> None:
    with own.database.read() as session:
        rules = session.scalars(select(EligibilityRule)).all()
    assert rules
    change(own, "zwemles-kinderen", state=PublicationState.DRAFT)
    change(own, "voedselpakket-de-korf", title="Ingetrokken", state=PublicationState.ARCHIVED)
    found = edition(own, "nl", moment=MOMENT)
    everything = html(found) + json.dumps(sheet(found), ensure_ascii=False)
    assert "zwemles-kinderen" not in everything
    assert "Ingetrokken" not in everything
    for rule in rules:
        assert rule.legal_basis not in everything
        assert not rule.note or rule.note not in everything


def test_badges_and_marks_of_machine_translation_stay(of: Callable[[str], Edition]) -> None:
    found = of("am")
    text, printed = Seen(html(found)).text, json.dumps(sheet(found), ensure_ascii=False)
    marks = [one.translation.text for one in found.entries if one.translation]
    assert len(marks) == len(found.entries)
    for one in found.entries:
        assert one.badge.own.text in text
    for kept in (*marks, *(one.badge.own.text for one in found.entries)):
        assert " ".join(kept.split()) in text
        assert json.dumps(kept, ensure_ascii=False) in printed


def test_without_javascript_everything_can_be_read(of: Callable[[str], Edition]) -> None:
    found = of("ar")
    seen = Seen(html(found))
    links = [attributes["href"] for tag, attributes in seen.tags if tag == "a"]
    for one in found.entries:
        assert one.phone is None or one.phone[1] in links
        for pair in (one.title, *one.words.values()):
            for text in (pair.own.text, pair.dutch or ""):
                assert " ".join(text.split()) in seen.text
        for door in one.doors:
            assert door.address in seen.text
            for row in door.usual.own if door.usual and not door.pattern.dormant else []:  # type: ignore[union-attr]
                assert row.hours in seen.text
    assert "tel:112" in links
    assert "24 november 2026" in seen.text
    ids = {attributes["id"] for _, attributes in seen.tags if "id" in attributes}
    assert {link[1:] for link in links if link.startswith("#")} <= ids


def test_nothing_is_fetched_and_only_our_script_runs(of: Callable[[str], Edition]) -> None:
    page = html(of("nl"))
    seen = Seen(page)
    fetched = [a for tag, a in seen.tags if tag in ("link", "img", "iframe") or "src" in a]
    assert fetched == []
    style, _data, script = seen.scripts
    for text in (style, script):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy()
    assert "unsafe" not in policy()
    assert {"http-equiv": "Content-Security-Policy", "content": policy()} in [
        attributes for _, attributes in seen.tags
    ]
    installable = Seen(html(of("nl"), Served("/i.svg", "/nl/pocket.html", "/nl/pocket.pdf")))
    assert [a["href"] for tag, a in installable.tags if tag == "link"] == [
        "manifest.webmanifest", "/i.svg",
    ]  # fmt: skip


def test_hostile_text_is_only_text(own: Desk) -> None:
    change(
        own, "zwemles-kinderen", title=HOSTILE[:120], summary=HOSTILE, how=HOSTILE, asks=[HOSTILE],
        url="javascript:alert(1)", source_url="data:text/html,x",
    )  # fmt: skip
    with own.database.change() as session:
        town = session.scalars(select(Municipality)).one()
        town.name = HOSTILE[:60]
        town.neighbourhoods = town.neighbourhoods | {"lindewijk": [HOSTILE]}
        today = MOMENT.date()
        session.add(
            FieldNote(service_id="zwemles-kinderen", text=HOSTILE, author="A", public=True,
                      created_on=today, expires_on=today + timedelta(days=5))
        )  # fmt: skip
    found = edition(own, "nl", moment=MOMENT)
    seen = Seen(html(found))
    assert len(seen.scripts) == 3
    assert "img" not in [tag for tag, _ in seen.tags]
    assert not [a for _, a in seen.tags if any(name.startswith("on") for name in a)]
    links = [a["href"] for tag, a in seen.tags if tag == "a"]
    assert {re.match(r"[a-z]+:|#", link)[0] for link in links} == {  # type: ignore[index]
        "#", "tel:", "mailto:", "https:",
    }  # fmt: skip
    assert seen.texts.count(HOSTILE) >= 2
    assert HOSTILE[:120] in seen.texts
    assert HOSTILE in seen.data["search"]["s-zwemles-kinderen"]
    assert seen.data["areas"]["lindewijk"] == HOSTILE
    printed = sheet(found)
    assert pdf(found).startswith(b"%PDF-")
    compiler = typst.Compiler(
        TEMPLATES / f"{TEMPLATE}.typ", root=TEMPLATES, font_paths=fonts(),
        ignore_system_fonts=True, sys_inputs={"data": json.dumps(printed)},
    )  # fmt: skip
    titles = compiler.query("heading.where(level: 2)", field="body")
    assert json.dumps(printable(HOSTILE[:120]))[1:-1] in json.dumps(json.loads(titles))


def test_a_letter_without_a_shape_costs_one_mark_and_not_the_booklet(own: Desk) -> None:
    change(own, "zwemles-kinderen", title="Zwemmen \N{SWIMMER} \u4e2d")
    found = edition(own, "nl", neighbourhood="lindewijk", moment=MOMENT)
    assert pdf(found).startswith(b"%PDF-")
    titles = [one["title"]["own"]["text"] for s in sheet(found)["sections"] for one in s["entries"]]
    assert f"Zwemmen {MISSING} {MISSING}" in titles
    assert "Zwemmen \N{SWIMMER} \u4e2d" in html(found)


def test_one_neighbourhood_has_its_doors_and_what_needs_none(desk: Desk) -> None:
    by_name, by_spelling = (
        edition(desk, "nl", neighbourhood=name, moment=MOMENT) for name in ("Meerdorp", "MERDORP")
    )
    assert by_name == by_spelling
    assert by_name.neighbourhood == "Meerdorp"
    assert {one.areas == () or "meerdorp" in one.areas for one in by_name.entries} == {True}
    assert {bool(one.areas) for one in by_name.entries} == {True, False}
    assert by_name.office is not None
    with pytest.raises(PocketError, match=r"no neighbourhood 'Nergens'.*Centrum, Stationswijk"):
        edition(desk, "nl", neighbourhood="Nergens")


def test_notes_of_today_go_along_with_their_last_day(own: Desk) -> None:
    today = MOMENT.date()
    with own.database.change() as session:
        for text, public, days in (("Bel aan.", True, 3), ("Geheim", False, 3), ("Oud", True, 0)):
            session.add(
                FieldNote(service_id="voedselpakket-de-korf", text=text, author="A", public=public,
                          created_on=today - timedelta(days=9),
                          expires_on=today + timedelta(days=days))
            )  # fmt: skip
    page = html(edition(own, "nl", moment=MOMENT))
    assert 'data-until="2026-11-26">Bel aan. (tot en met 26 november 2026)' in page
    assert "Geheim" not in page
    assert ">Oud (" not in page
