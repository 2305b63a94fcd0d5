"""Posters and handouts: every language on one page, every letter in a font, text only as text."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import segno
import typst
from fontTools.ttLib import TTFont
from PIL import Image, ImageStat

from services_catalog.languages import languages, spoken_languages
from services_catalog.printing import poster as sheets
from services_catalog.printing.typeset import (
    FONTS,
    TEMPLATES,
    PrintingError,
    fonts,
    templates,
    typeset,
)

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 3h9v9z"/></svg>'
ICONS = dict.fromkeys(sheets.ICONS, DRAWING)
OFFICE = sheets.Office("Stadhuis", "Grote Markt 1, 9999 Waterlinde", "012 00 01 01")
ADDRESS = "https://toeleider.waterlinde.example.org/"
HOSTILE = '#import "@preview/x:1.0.0": * #panic("no") ] } \\ $x$ *bold* `raw` "'


def sheet(language: str, **values: Any) -> sheets.Sheet:
    given = {"city": "Waterlinde", "office": OFFICE, "icons": ICONS} | values
    if language == "all":
        return sheets.poster_of_all(address=ADDRESS, **given)
    return sheets.poster(language, address=f"{ADDRESS}{language}/", **given)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def compiler(template: str, data: sheets.Sheet) -> typst.Compiler:
    """For questions about a sheet that its PDF does not answer."""
    return typst.Compiler(
        TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=fonts(),
        ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)},
    )  # fmt: skip


def texts(value: Any, key: str = "") -> Iterator[str]:
    """Every text of a sheet that is set as letters."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)
    elif isinstance(value, str) and not value.startswith(("<svg", "<?xml")):
        yield value


@cache
def letters(weight: str) -> frozenset[int]:
    """What the fonts of one weight can draw."""
    return frozenset().union(
        *(TTFont(path).getBestCmap() for path in FONTS.glob(f"*-{weight}.ttf"))
    )


@pytest.mark.parametrize("template", ["poster", "handout"])
@pytest.mark.parametrize("language", spoken_languages())
def test_every_language_is_one_page(language: str, template: str, caplog) -> None:
    pdf = typeset(template, sheet(language))
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 1
    assert not caplog.records, "Typst warns of nothing"


@pytest.mark.parametrize("language", spoken_languages())
def test_a_sheet_runs_the_way_of_its_language(language: str) -> None:
    png = compiler("poster", sheet(language)).compile(format="png", ppi=30)
    image = Image.open(io.BytesIO(png)).convert("L")
    width, height = image.size
    # The code is the darkest thing in the middle: it stands where reading begins.
    band = image.crop((0, int(height * 0.5), width, int(height * 0.75)))
    left, right = (
        ImageStat.Stat(band.crop(half)).mean[0]
        for half in ((0, 0, width // 2, band.height), (width // 2, 0, width, band.height))
    )
    assert ("rtl" if right < left else "ltr") == languages()[language].direction


@pytest.mark.parametrize("template", ["languages", "handout"])
def test_all_languages_are_one_page(template: str) -> None:
    assert pages(typeset(template, sheet("all"))) == 1


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("language", [*spoken_languages(), "all"])
def test_every_letter_is_in_a_font(language: str, weight: str) -> None:
    used = {ord(letter) for text in texts(sheet(language)) for letter in text}
    assert [chr(letter) for letter in used - letters(weight)] == []


def test_no_font_of_the_machine_is_used() -> None:
    assert set(fonts().families()) == {"Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic"}
    assert (FONTS / "OFL.txt").is_file()


@pytest.mark.parametrize("template", ["poster", "handout", "languages"])
def test_hostile_text_is_only_text(template: str) -> None:
    hostile = sheet(
        "all" if template == "languages" else "nl",
        city=HOSTILE,
        office=sheets.Office(HOSTILE, HOSTILE, HOSTILE),
    )
    hostile["address"] = HOSTILE
    for said in ("headline", "scan", "human", "brand"):
        hostile[said] = hostile[said] | {"text": HOSTILE}
    assert pages(typeset(template, hostile)) == 1
    title = re.search(
        rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", typeset(template, hostile), re.S
    )
    assert title
    assert html.unescape(title[1].decode()) == f"{HOSTILE} – {HOSTILE}"
    headings = json.loads(compiler(template, hostile).query("heading", field="body"))
    assert all(json.dumps(HOSTILE) in json.dumps(heading) for heading in headings)
    assert bool(headings) == (template != "languages")


def test_long_texts_stay_on_the_page() -> None:
    office = sheets.Office("Stadhuis " * 40, "Een heel lange straatnaam " * 20, "012 00 01 01")
    long = sheet("nl", city="Sint-Job-in-'t-Goor" * 5, office=office)
    long["address"] = "a" * 250
    long["headline"] = long["headline"] | {"text": "Vraag het in je eigen taal " * 20}
    for template in ("poster", "handout", "languages"):
        assert pages(typeset(template, long)) == 1


def test_without_a_phone_there_is_still_a_poster() -> None:
    assert (
        pages(typeset("poster", sheet("ar", office=sheets.Office("", "Kerkstraat 2", None)))) == 1
    )


def test_the_same_sheet_is_the_same_file() -> None:
    assert typeset("poster", sheet("ti")) == typeset("poster", sheet("ti"))


def test_the_colleague_reads_dutch_under_another_language(monkeypatch) -> None:
    from services_catalog.i18n import Sentence

    assert sheet("nl")["headline_dutch"] == ""
    monkeypatch.setattr(sheets, "translate", lambda msgid, language: Sentence("x", language))
    assert sheet("uk")["headline_dutch"] == sheets.HEADLINE
    assert sheet("uk")["dutch_name"] == "Oekraïens"
    assert sheets.still_dutch(sheet("uk")) == []


def test_what_is_still_dutch_is_named(monkeypatch) -> None:
    from services_catalog.i18n import Sentence

    monkeypatch.setattr(sheets, "translate", lambda msgid, language: Sentence(msgid, "nl"))
    assert sheets.HEADLINE in sheets.still_dutch(sheet("so"))
    assert sheets.still_dutch(sheet("nl")) == []
    assert len(sheets.still_dutch(sheet("all"))) == len(spoken_languages()) - 1


def test_the_code_holds_the_whole_address_and_its_quiet_zone() -> None:
    svg = sheets.qr_code(f"{ADDRESS}ar/")
    size = segno.make_qr(f"{ADDRESS}ar/", error="q").symbol_size(border=4)[0]
    assert f'width="{size}" height="{size}"' in svg
    assert 'class="qrline"' in svg
    assert re.search(r'class="qrline"[^>]*d="M4 4\.5', svg), "four modules of white come first"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://toeleider.example.org/ar/", "toeleider.example.org/ar"),
        ("http://127.0.0.1:8080/nl/", "127.0.0.1:8080/nl"),
        ("https://toeleider.example.org/", "toeleider.example.org"),
    ],
)
def test_the_address_is_shown_as_people_type_it(address: str, shown: str) -> None:
    assert sheets.shown_address(address) == shown


def test_errors_name_the_template() -> None:
    assert templates() == ["handout", "languages", "pocket", "poster"]
    with pytest.raises(PrintingError, match=r"'\.\./poster'"):
        typeset("../poster", {})
    with pytest.raises(PrintingError, match=r"poster\.typ"):
        typeset("poster", {"language": "nl"})
